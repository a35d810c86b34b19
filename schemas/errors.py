"""Errors that the person at the screen can put right; everything else is a bug, never caught.

UserError
├── DatabaseUnavailable   locked, foreign or unwritable database: exit 3
│   └── DatabaseMissing   no database yet: exit 3
└── SubmissionUnreadable  nothing at the path, or not a submission: exit 1
"""


class UserError(Exception):
    """Its text alone is shown: what was found, where, what was expected, what to do."""


class DatabaseUnavailable(UserError):
    """The database is missing, locked, not ours, or cannot be written."""


class DatabaseMissing(DatabaseUnavailable):
    """There is no database at the address, or none of its tables."""


class SubmissionUnreadable(UserError):
    """The path holds nothing that can be read as a submission."""
