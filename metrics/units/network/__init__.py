"""Networks, their split cases read as one."""
