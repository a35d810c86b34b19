"""What it takes to try a release against its attacker; `python -m bench.release` prints it."""
