"""The dashboard that shows the records: its pages, its server, its files and its command line."""

import sys

if sys.platform == "win32":
    # The code uses file locks, signals and child processes as Linux and macOS have them.
    # Nothing more is imported: the libraries may not be there.
    sys.exit("This program runs on Linux and macOS. On Windows, use WSL2 (see the README).")
