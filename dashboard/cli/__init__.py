"""The command line: the program, one module per command, and modules that they share."""

from dashboard.cli.program import cli, main

__all__ = ["cli", "main"]
