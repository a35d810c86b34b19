"""What is seen of the records: the pages, and the command line."""

import sys

if sys.platform == "win32":
    # Locks of files, signals and child processes are those of Linux and macOS.
    # Nothing more is imported: the libraries may not be there.
    sys.exit("This program runs on Linux and macOS. On Windows, use WSL2 (see the README).")
