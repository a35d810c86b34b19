"""What the command line answers the shell with; 2 is a fault of usage, which click says itself."""

DONE, REFUSED, UNAVAILABLE, BUG, INTERRUPTED = 0, 1, 3, 70, 130
