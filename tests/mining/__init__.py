"""How counts of a release hang together, found by counting worlds: `python -m tests.mining`."""
