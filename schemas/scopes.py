"""Whose records may be read: the scope that every function takes which reads them.

A scope is made by a name that says what it holds. None is made without one, so that what forgets
to say whose records it asks for stops, and reads nothing.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, false, true

from schemas.columns import UNKNOWN

_PLACE = re.compile(r"[A-Z]{3}(-[A-Z0-9]{1,3})?", re.ASCII)
# As long as ids of records may be.
LONGEST_ID = 64
BETWEEN = ":"


class Kind(StrEnum):
    """What a scope holds; by this word its id begins."""

    # One organisation owns the database, or somebody can open it anyway.
    EVERYTHING = "desk"
    # Numbers of published releases, and no record.
    RELEASE = "release"
    JURISDICTION = "jurisdiction"
    OFFICE = "office"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Scope:
    """Whose records may be read. Made by the names of this module.

    `jurisdiction` is None of everything, of a release and of nothing; `office` is that of an office
    alone. ValueError where they are not those of the kind.
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
        """The scope as a plain text, by which caches tell answers apart; `read` gives it back."""
        return BETWEEN.join(part for part in (self.kind, self.jurisdiction, self.office) if part)

    @property
    def reads_all(self) -> bool:
        """Whether it holds every record of the database."""
        return self.kind is Kind.EVERYTHING

    @property
    def lists_cases(self) -> bool:
        """Whether single cases may be seen: by those who lead them, and by nobody above them."""
        return self.kind in (Kind.EVERYTHING, Kind.OFFICE)

    def has_place(self, jurisdiction: str) -> bool:
        """Whether it holds what is said of a whole jurisdiction: its name, law and settings."""
        return self.reads_all or (
            self.jurisdiction is not None and self.jurisdiction == jurisdiction
        )

    def of_place(self, jurisdiction: ColumnElement) -> ColumnElement:
        """The same of rows, by their jurisdiction; never NULL."""
        if self.reads_all:
            return true()
        return false() if self.jurisdiction is None else jurisdiction == self.jurisdiction

    def of_records(
        self, jurisdiction: ColumnElement, office: ColumnElement | None
    ) -> ColumnElement:
        """Whether it holds rows, by their jurisdiction and office.

        `office` is None of what no office has of its own: an office does not see it.
        """
        if self.office is None:
            return self.of_place(jurisdiction)
        if office is None:
            return false()
        # Offices of two jurisdictions may have one id.
        return and_(self.of_place(jurisdiction), office.is_not_distinct_from(self.office))


EVERYTHING = Scope(Kind.EVERYTHING, None, None)
RELEASE = Scope(Kind.RELEASE, None, None)
NOTHING = Scope(Kind.NOTHING, None, None)


def of_jurisdiction(jurisdiction: str) -> Scope:
    """All records of one jurisdiction."""
    return Scope(Kind.JURISDICTION, jurisdiction, None)


def of_office(jurisdiction: str, office: str) -> Scope:
    """The records of one office of a jurisdiction, by its id in them."""
    return Scope(Kind.OFFICE, jurisdiction, office)


def read(scope_id: str) -> Scope:
    """The scope with this id. What is none is nothing: nobody sees more by a mistyped word."""
    kind, *of = scope_id.split(BETWEEN, 2)
    match kind, of:
        case Kind.EVERYTHING, []:
            return EVERYTHING
        case Kind.RELEASE, []:
            return RELEASE
        case Kind.JURISDICTION, [place] if _PLACE.fullmatch(place):
            return of_jurisdiction(place)
        case Kind.OFFICE, [place, office] if _PLACE.fullmatch(place) and _is_office(office):
            return of_office(place, office)
    return NOTHING


def _is_office(text: str) -> bool:
    # Rows that name no office stand under the word of what is unknown, and are nobody's.
    return 0 < len(text) <= LONGEST_ID and text.isprintable() and text != UNKNOWN
