"""The command line: its program, and a module for each command or what several of them share."""

from dashboard.cli.program import cli, main

__all__ = ["cli", "main"]
