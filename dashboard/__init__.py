"""What is seen of the records: the pages, and the command line."""

import sys

if sys.platform == "win32":
    # Locks of files, signals and child processes are those of Linux and macOS.
    sys.exit("This runs on Linux and macOS. On Windows use WSL2: the README has the four commands.")
