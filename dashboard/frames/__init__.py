"""What charts draw and tables show: result rows obeying their status, with their words."""
