"""Errors that the person at the screen can put right; everything else is a bug, never caught.

UserError
├── DatabaseUnavailable   locked, foreign or unwritable database: exit 3
│   ├── DatabaseMissing   no database yet: exit 3
│   ├── DatabaseOlder     made by an earlier version: exit 3, where nobody brings it up to date
│   └── PerhapsDone       cut off while a change was made final: exit 3
└── SubmissionUnreadable  nothing at the path, or not a submission: exit 1
"""

from pathlib import Path


class UserError(Exception):
    """Its text alone is shown: what was found, where, what was expected, what to do."""


class DatabaseUnavailable(UserError):
    """The database is missing, locked, not ours, or cannot be written."""


class DatabaseMissing(DatabaseUnavailable):
    """There is no database at the address, or none of its tables."""


class DatabaseOlder(DatabaseUnavailable):
    """The database is of an earlier version of the program; a file at `path` is upgraded here."""

    def __init__(self, told: str, path: Path | None = None) -> None:
        super().__init__(told)
        self.path = path


class PerhapsDone(DatabaseUnavailable):
    """The connection was cut while a change was made final: nobody knows whether it was."""


class SubmissionUnreadable(UserError):
    """The path holds nothing that can be read as a submission."""
