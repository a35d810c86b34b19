"""Declare contact, licence and day of the next update, which files with figures print.

A database keeps these details in its settings, so backups and copies have them. No figure depends
on them. A release keeps the details of the day on which it was made, as lines in its notes.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from sqlalchemy import Connection, delete, insert, select

from metrics import counting_options
from schemas import errors
from schemas.language import marked, message
from schemas.store import audit, bookkeeping, database

stored = bookkeeping.settings
CONTACT, LICENCE, NEXT_UPDATE = "contact", "licence", "next_update"
# As the licences of data packages are named: a short name, or an address.
SHORT_NAME, ADDRESS = re.compile(r"[-A-Za-z0-9._]+"), re.compile(r"https?://[^\s]+")
# Between name and text, in a line of a release.
IS = ": "
Details = Mapping[str, str]


@dataclass(frozen=True)
class Detail:
    """A publication detail: its name, what it is, and an example."""

    name: str
    meaning: str
    example: str


DETAILS: Mapping[str, Detail] = MappingProxyType(
    {
        one.name: one
        for one in (
            Detail(
                CONTACT,
                marked("Who answers questions about the figures"),
                marked("Statistics unit, statistics@justice.example"),
            ),
            Detail(
                LICENCE,
                marked(
                    "Under which licence others may use the figures: a short name or an address"
                ),
                "CC-BY-4.0",
            ),
            Detail(NEXT_UPDATE, marked("Day of the next update"), "2027-03-31"),
        )
    }
)
LONGEST = 64


def check(name: str, text: str) -> str:
    """Return the text of a detail without extra blanks. Raises UserError if it is not valid."""
    said = " ".join(text.split())
    valid = 0 < len(said) <= LONGEST and said.isprintable()
    if name == LICENCE:
        valid = valid and bool(SHORT_NAME.fullmatch(said) or ADDRESS.fullmatch(said))
    if name == NEXT_UPDATE:
        valid = valid and _is_day(said)
    if not valid:
        raise errors.UserError(
            "[{text}] is not a value of {name}. Write up to {longest} characters, such as:"
            " {example}",
            text=said,
            name=name,
            longest=LONGEST,
            example=message(DETAILS[name].example),
        )
    return said


def _is_day(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


@database.cached_per_snapshot
def load(connection: Connection) -> Details:
    """Return the details of the database, by name; those that are not set are left out."""
    rows = connection.execute(select(stored.c.name, stored.c.value))
    found = {str(name): str(text) for name, text in rows}
    return {name: found[name] for name in DETAILS if name in found}


def set_detail(url: str, name: str, text: str | None) -> None:
    """Set a detail in the database, or remove it. Raises UserError if name or text is not valid.

    The text is not logged, because a contact may be a person.
    """
    if name not in DETAILS:
        names = ", ".join(DETAILS)
        raise errors.UserError(
            "Unknown setting [{name}]. Use one of: {names}.", name=name, names=names
        )
    said = None if text is None else check(name, text)
    with (
        audit.audited(url, audit.Action.SET, setting=name),
        database.writing(url, purpose=counting_options.PURPOSE) as connection,
    ):
        connection.execute(delete(stored).where(stored.c.name == name))
        if said is not None:
            connection.execute(insert(stored).values(name=name, value=said))


def as_lines(details: Details) -> tuple[str, ...]:
    """Return the details as lines for the notes of a release."""
    return tuple(f"{name}{IS}{text}" for name, text in details.items())


def split_details_from_notes(lines: Iterable[str]) -> tuple[Details, tuple[str, ...]]:
    """Return the details among the notes of a release by name, and the other notes."""
    parts = [(line, line.partition(IS)) for line in lines]
    details = {name: text for _, (name, _, text) in parts if name in DETAILS}
    return details, tuple(line for line, (name, _, _) in parts if name not in DETAILS)
