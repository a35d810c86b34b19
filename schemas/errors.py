"""Define the errors that the user can correct. All other errors are bugs and are never caught.

UserError
├── DatabaseUnavailable   locked, of another program, or not writable: exit code 3
│   ├── DatabaseMissing   no database yet: exit code 3
│   ├── DatabaseOlder     made by an earlier version: exit code 3 if it is not upgraded
│   └── PerhapsDone       connection lost during a commit: exit code 3
└── SubmissionUnreadable  nothing at the path, or not a submission: exit code 1
"""

from pathlib import Path

from schemas.language import Message, message, t


class UserError(Exception):
    """An error whose text is shown alone: what was found, where, what was expected, what to do.

    Give the text as to `message`: in English, with values that are inserted at `{names}`. It is
    shown in the language of the user.
    """

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(text if isinstance(text, Message) else message(text, **values))

    def __str__(self) -> str:
        return t(self.wording)

    @property
    def wording(self) -> Message:
        """Return the text of the error; `t` translates it for the reader."""
        [wording] = self.args
        assert isinstance(wording, Message)
        return wording


class DatabaseUnavailable(UserError):
    """The database is missing, locked, not writable, or not a database of this program."""


class DatabaseMissing(DatabaseUnavailable):
    """There is no database at the address, or it has none of the tables."""


class DatabaseOlder(DatabaseUnavailable):
    """An earlier version of the program made the database. If it is a file, `path` is set."""

    def __init__(self, text: str, path: Path | None = None) -> None:
        super().__init__(text)
        self.path = path


class PerhapsDone(DatabaseUnavailable):
    """The connection was lost during a commit, so it is unknown whether the change was made."""


class SubmissionUnreadable(UserError):
    """The path has no file or folder that can be read as a submission."""
