"""How often files of a release were taken: counted by day and file, and of nobody in particular."""

import csv
import io
import os
import sys
import threading
from collections import Counter
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from schemas.store import atomic_write

# Names the file in which they are counted; without it nothing is.
COUNTED = "PROSECUTION_QUALITY_DOWNLOADS"
COLUMNS = ("day", "file", "times")
# Files are named by pages, and visitors choose among them: more in a day are counted as others.
MOST_OF_A_DAY, OTHERS = 10_000, "others"
NO_COUNTS = "it is there and holds no such counts"
Counts = Counter[tuple[str, str]]


def _today() -> date:
    return datetime.now(UTC).date()


class Downloads:
    """The counts since they were last written, and the file that they are added to."""

    def __init__(self, today: Callable[[], date] = _today) -> None:
        self._today, self._new, self._lock = today, Counts(), threading.Lock()
        self._is_told = False

    def one_of(self, name: str) -> None:
        """A file of that name was given to somebody."""
        if os.environ.get(COUNTED):
            with self._lock:
                key = (self._today().isoformat(), name)
                is_known = key in self._new or len(self._new) < MOST_OF_A_DAY
                self._new[key if is_known else (key[0], OTHERS)] += 1

    def write(self) -> None:
        """Add what was counted since to the file; where that fails it is kept for the next time.

        The first time of several in a row that fail is told on standard error.
        """
        path = os.environ.get(COUNTED)
        with self._lock:
            if not path or not self._new:
                return
            try:
                atomic_write.write_private(Path(path), _text(_read(Path(path)) + self._new))
            except (OSError, ValueError) as error:
                self._tell(path, error)
            else:
                self._new.clear()
                self._is_told = False

    def _tell(self, path: str, error: OSError | ValueError) -> None:
        if self._is_told:
            return
        self._is_told = True
        why = error.strerror if isinstance(error, OSError) else NO_COUNTS
        sys.stderr.write(
            f"The counts of downloads cannot be written to [{path}] ({why}). They are kept until"
            " the server ends, and tried again every ten minutes: let it write there, or name"
            f" another file in {COUNTED}.\n"
        )


def _read(path: Path) -> Counts:
    if not path.exists():
        return Counts()
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        next(lines, None)
        return Counts({(day, name): int(times) for day, name, times in lines})


def _text(counts: Counts) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((*key, times) for key, times in sorted(counts.items()))
    return text.getvalue()


HERE = Downloads()
