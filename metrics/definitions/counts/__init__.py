"""Volume: investigations, persons and victims; context beside every quality."""
