"""The command line: its program, and a module for each command or what several of them share."""

import gc

# What is imported stays: to look for garbage in it is a fifth of the time that a command starts in.
gc.disable()

from dashboard.cli.program import cli, main  # noqa: E402

gc.enable()

__all__ = ["cli", "main"]
