"""Work that rests, dies or swells, for the children of jobs: they read this file, and no test."""

import time

from dashboard.jobs.runner import Progress

SECONDS = 180


def rest(_request: object, progress: Progress) -> None:
    """Say how far it is, and do not end by itself."""
    progress("Checking", 3, 8)
    time.sleep(SECONDS)


def dies(_request: object, _progress: Progress) -> None:
    """End without an answer."""
    raise SystemExit


def swells(_request: object, _progress: Progress) -> None:
    """Take memory without end, as a file does that is small and means much."""
    kept = []
    while True:
        kept.append("x" * (1 << 20))
