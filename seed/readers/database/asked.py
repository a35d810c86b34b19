"""What is asked of a database: a table, or one SELECT, told apart before it is sent."""

import hashlib
import re
from dataclasses import dataclass

# What of a SELECT is text, a name or a comment: signs in it divide nothing.
_QUOTED = re.compile(
    r"--[^\n]*|/\*.*?\*/|'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\$(\w*)\$.*?\$\1\$", re.DOTALL
)
_SELECT = re.compile(r"\(*\s*(SELECT|WITH)\b", re.IGNORECASE)
ONE_SELECT = (
    "this must be one SELECT (or WITH ... SELECT), and nothing behind it: a source is only read."
)


@dataclass(frozen=True)
class Asked:
    """A `table` or view, with its schema before a dot where it has one, or else one `select`.

    `most` rows are read of it, where that is said: to look at them.
    """

    table: str = ""
    select: str = ""
    most: int | None = None

    @property
    def schema(self) -> str | None:
        """The schema that is named; None where the database finds it."""
        schema, dot, _ = self.table.partition(".")
        return schema if dot else None

    @property
    def name(self) -> str:
        """The name of the table without its schema."""
        return self.table.rpartition(".")[2]


def select_fault(select: str) -> str:
    """Why the text is not one SELECT; blank where it looks like one.

    It only tells early what the database refuses anyhow, which is asked to write nothing.
    """
    plain = _QUOTED.sub(" ", select).strip().rstrip(";").rstrip()
    return "" if _SELECT.match(plain) and ";" not in plain else ONE_SELECT


def hashed(select: str) -> str:
    """What a SELECT is known by in what is told of its rows: the beginning of its SHA-256."""
    return hashlib.sha256(select.strip().encode()).hexdigest()[:12]
