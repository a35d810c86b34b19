"""Define scopes: whose records may be read. Every function that reads records needs a scope.

Functions and constants of this module make scopes; their names say what may be read. There is no
default, so code that forgets the scope fails and reads nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, true

from schemas.columns import UNKNOWN

_PLACE = re.compile(r"[A-Z]{3}(-[A-Z0-9]{1,3})?", re.ASCII)
# The maximum length of an id of a record.
LONGEST_ID = 64
BETWEEN = ":"


class Kind(StrEnum):
    """What a scope gives access to. The id of a scope begins with this word."""

    # All records: for the organisation that owns the database, or for users who can open its file
    # anyway.
    EVERYTHING = "desk"
    # The figures of published releases, and no records.
    RELEASE = "release"
    JURISDICTION = "jurisdiction"
    OFFICE = "office"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Scope:
    """Whose records may be read. Use the functions and constants of this module to make one.

    `jurisdiction` is set only for the kinds JURISDICTION and OFFICE, `office` only for OFFICE.
    Raises ValueError if they do not fit the kind.
    """

    kind: Kind
    jurisdiction: str | None
    office: str | None

    def __post_init__(self) -> None:
        of_place = self.kind in (Kind.JURISDICTION, Kind.OFFICE)
        if (self.jurisdiction is not None) != of_place:
            raise ValueError(f"A scope of kind {self.kind} and its jurisdiction do not fit.")
        if (self.office is not None) != (self.kind is Kind.OFFICE):
            raise ValueError(f"A scope of kind {self.kind} and its office do not fit.")

    @property
    def id(self) -> str:
        """Return the scope as text, for keys of caches. `parse_scope` reads it."""
        return BETWEEN.join(part for part in (self.kind, self.jurisdiction, self.office) if part)

    @property
    def reads_all(self) -> bool:
        """Whether the scope includes every record of the database."""
        return self.kind is Kind.EVERYTHING

    @property
    def lists_cases(self) -> bool:
        """Whether single cases may be shown in this scope: only to the office that leads them."""
        return self.kind in (Kind.EVERYTHING, Kind.OFFICE)

    def has_place(self, jurisdiction: str) -> bool:
        """Whether the scope includes data on a whole jurisdiction: its name, law and settings."""
        return self.reads_all or (
            self.jurisdiction is not None and self.jurisdiction == jurisdiction
        )

    def of_place(self, jurisdiction: ColumnElement) -> ColumnElement:
        """Return an SQL condition, never NULL: whether rows are of a jurisdiction in the scope."""
        if self.reads_all:
            return true()
        return false() if self.jurisdiction is None else jurisdiction == self.jurisdiction

    def of_records(
        self, jurisdiction: ColumnElement, office: ColumnElement | None
    ) -> ColumnElement:
        """Return the condition that rows are in the scope, by their jurisdiction and office.

        Pass None as `office` for tables whose rows belong to no office: an office cannot read them.
        """
        if self.office is None:
            return self.of_place(jurisdiction)
        if office is None:
            return false()
        # Offices of different jurisdictions may have the same id.
        return and_(self.of_place(jurisdiction), office.is_not_distinct_from(self.office))


EVERYTHING = Scope(Kind.EVERYTHING, None, None)
RELEASE = Scope(Kind.RELEASE, None, None)
NOTHING = Scope(Kind.NOTHING, None, None)


def jurisdiction_scope(jurisdiction: str) -> Scope:
    """Return the scope of all records of one jurisdiction."""
    return Scope(Kind.JURISDICTION, jurisdiction, None)


def office_scope(jurisdiction: str, office: str) -> Scope:
    """Return the scope of the records of one office, by its jurisdiction and id."""
    return Scope(Kind.OFFICE, jurisdiction, office)


def parse_scope(scope_id: str) -> Scope:
    """Return the scope with this id; NOTHING for an invalid one, so an error reveals no records."""
    kind, *of = scope_id.split(BETWEEN, 2)
    match kind, of:
        case Kind.EVERYTHING, []:
            return EVERYTHING
        case Kind.RELEASE, []:
            return RELEASE
        case Kind.JURISDICTION, [place] if _PLACE.fullmatch(place):
            return jurisdiction_scope(place)
        case Kind.OFFICE, [place, office] if _PLACE.fullmatch(place) and _is_office(office):
            return office_scope(place, office)
    return NOTHING


def _is_office(text: str) -> bool:
    # `unknown` is the group of rows without an office, which belong to none.
    return 0 < len(text) <= LONGEST_ID and text.isprintable() and text != UNKNOWN
