"""What the command line answers the shell with; 2 is a fault of usage, which click says itself."""

DONE, REFUSED, UNAVAILABLE, BUG, INTERRUPTED = 0, 1, 3, 70, 130
# Of a plan that runs every night: something was stored, where 0 is that nothing changed.
STORED = 10
