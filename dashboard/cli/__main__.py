"""Run the command line by `python -m dashboard.cli`."""

from dashboard.cli.program import main

if __name__ == "__main__":
    main()
