"""`python -m dashboard.cli` is the command line, too."""

from dashboard.cli.program import main

if __name__ == "__main__":
    main()
