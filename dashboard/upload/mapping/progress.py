"""How far a choice has come: what is read, what stays unread, what is wrong with it where."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from dashboard.upload.mapping.coded_cells import Coded, coded
from dashboard.upload.mapping.plain_words import plainly
from dashboard.upload.mapping.work import (
    Place,
    Target,
    Work,
    place_of,
    places,
    source_of,
    table_at,
)
from schemas import columns
from seed import places as known_places
from seed.mapping import drafting, language

# What a finding about a profile begins with: its line, and the keys that lead to the place.
_WHERE = re.compile(
    r"^(?:line \d+, )?(?:tables\.(?P<table>\w+)(?:\.(?P<nth>\d+))?[^:]*?|[^:]*): (?P<words>.*)$",
    re.S,
)
_COLUMN = re.compile(r"columns\.(?P<column>\w+)")
_NAMED = re.compile(r"^\[(?P<column>\w+)\] of \w+ must be filled")

# Why a field is to be filled that a record may lack.
_TELLING = (
    "Say it, by a column or for every row: without it these rows tell nothing. Where nobody knows,"
    " it is unknown."
)
_WHY = {
    "currency": "This must be filled: an amount without its currency is refused.",
    "order_kind": "Say what became of these assets: by an amount or a day of what was done, such as"
    " confiscated or returned, in the rows of which the source tells it; or by a kind of order."
    " Where nobody knows, it is unknown.",
    "person_id": "Say whose claims these are, here or in victim_id: others are refused.",
}


@dataclass(frozen=True)
class Fault:
    """What is wrong, in words; `place` and `column` say where, as far as that is known."""

    words: str
    place: Place | None = None
    column: str | None = None


@dataclass(frozen=True)
class Progress:
    """A choice looked at as a whole; the counts are of the source's columns and filled cells."""

    work: Work

    @cached_property
    def text(self) -> str:
        """The profile."""
        return drafting.profile_text(self.work.chosen)

    @property
    def text_to_keep(self) -> str:
        """The same for later exports, which are held against this one or those before it."""
        if self.profile.shape is not None:
            return self.text
        return drafting.with_shape(self.text, drafting.draft_shape(self.profile, self.work.draft))

    @cached_property
    def profile(self) -> language.Profile:
        """What the text says, read."""
        return language.parse(self.work.chosen.name or "mapping", self.text)

    @cached_property
    def lacking(self) -> language.Lacking:
        """Which fields and tables nothing fills."""
        return language.lacking(self.profile.tables, self.profile.rows)

    @cached_property
    def faults(self) -> tuple[Fault, ...]:
        """What is wrong with the profile, and what it lacks."""
        named = (f for f in self.profile.findings if not f.rule.endswith("no_tables"))
        placed = (_placed(self.work, finding.wording) for finding in named)
        work = self.work
        return (*_unplaced(work), *placed, *_asked(work), *_unsaid(work), *_ambiguous(work))

    @cached_property
    def own(self) -> tuple[drafting.DraftFile, ...]:
        """The files of the source, without those that SELECTs make of them."""
        return tuple(file for file in self.work.draft.files if not file.file.select)

    @cached_property
    def read(self) -> frozenset[tuple[str, str]]:
        """The columns of these that are read, as (label of the file, column)."""
        names = {file.file.name: file.names for file in self.work.draft.files}
        return frozenset(language.columns_read(self.profile, names))

    @cached_property
    def not_read(self) -> tuple[tuple[str, str], ...]:
        """The columns that are not, in the order of the source; empty ones are not missed."""
        return tuple(
            (file.file.name, column.name)
            for file in self.own
            for column in file.columns
            if column.filled and (file.file.name, column.name) not in self.read
        )

    @cached_property
    def columns(self) -> int:
        """How many columns hold anything."""
        return sum(bool(c.filled) for file in self.own for c in file.columns)

    @cached_property
    def cells(self) -> tuple[int, int]:
        """How many cells are read, of how many."""
        every = [(f.file.name, c) for f in self.own for c in f.columns]
        read = sum(column.filled for file, column in every if (file, column.name) in self.read)
        return read, sum(column.filled for _, column in every)

    @cached_property
    def codes(self) -> tuple[int, int]:
        """How many cells that become codes have one, of how many."""
        with_codes = self._coded.values()
        return sum(one.mapped for one in with_codes), sum(one.cells for one in with_codes)

    @cached_property
    def _coded(self) -> dict[Target, Coded]:
        counted = {}
        for place in places(self.work):
            for name in table_at(self.work, place).columns:
                if (one := coded(self.work, Target(place, name))) is not None:
                    counted[Target(place, name)] = one
        return counted

    def coded(self, target: Target) -> Coded | None:
        """How many cells of a column with codes have one; None where it has none."""
        return self._coded.get(target)

    def at(self, place: Place, column: str) -> list[str]:
        """What is wrong with one column."""
        return [f.words for f in self.faults if (f.place, f.column) == (place, column)]

    def beside(self, place: Place | None) -> list[str]:
        """What is wrong with a table as a whole, or with the choice as a whole."""
        return [f.words for f in self.faults if f.place == place and f.column is None]

    def count(self, place: Place) -> int:
        """How many faults the table has, those of its columns among them."""
        return sum(fault.place == place for fault in self.faults)


def _placed(work: Work, wording: str) -> Fault:
    match = _WHERE.match(wording)
    if match is None:
        return Fault(wording)
    words = plainly(match["words"])
    words = words[:1].upper() + words[1:]
    if match["table"] is None:
        return Fault(words)
    place = _place(work, match["table"], int(match["nth"] or 0))
    if place is None:
        return Fault(words)
    if lacking := _NAMED.match(words):
        is_scope = (place.table, lacking["column"]) == ("cases", "scope")
        words = drafting.SCOPE if is_scope else "This must be filled."
        return Fault(words, place, lacking["column"])
    column = _COLUMN.search(wording[: match.start("words")])
    return Fault(words, place, column["column"] if column else None)


def _place(work: Work, table: str, nth: int) -> Place | None:
    """The nth of the tables of this name, as the profile counts them."""
    numbers = [n for n, one in enumerate(work.chosen.tables) if one.table == table]
    return place_of(work, numbers[nth]) if nth < len(numbers) else None


def _unplaced(work: Work) -> Iterator[Fault]:
    """Records of no jurisdiction, where neither the mapping nor a table of the source says it."""
    filled = {t.table for t in work.chosen.tables if "jurisdiction" in t.columns}
    filled |= set(work.chosen.rows)
    if not any(column.filled for file in work.draft.files for column in file.columns):
        yield Fault(
            "No column of these files holds anything. Look above where their names stand, and"
            " whether it is the right export."
        )
    if not work.chosen.tables:
        files = ", ".join(dict.fromkeys(file.file.file for file in work.draft.files))
        yield Fault(
            f"Choose above, at least for one file, what its rows are about: {files}. Only then its"
            " columns can be mapped."
        )
    elif work.chosen.statement.jurisdiction is None and not filled & {"jurisdictions", "offices"}:
        yield Fault("Say of which jurisdiction the records are.")
    stated = work.chosen.statement.jurisdiction
    if stated and not known_places.is_jurisdiction(stated):
        # Said here, and not after the files have been read and checked for minutes.
        yield Fault(
            f"[{stated}] is no code of a jurisdiction: write that of its country in capital"
            " letters, as AAA, and behind it that of its part where it is one, as USA-CA."
        )


def _asked(work: Work) -> Iterator[Fault]:
    """Fields that a record may lack, and without which these rows tell nothing or are refused."""
    for place in places(work):
        filled = table_at(work, place).columns
        for name in drafting.asked(place.table, filled):
            if not Target(place, name).field.required:
                yield Fault(_WHY.get(name, _TELLING), place, name)


def _unsaid(work: Work) -> Iterator[Fault]:
    """Columns that are to be the same in every row, or a text, and nobody has said which."""
    for place in places(work):
        for name, column in table_at(work, place).columns.items():
            if column.constant == "":
                yield Fault("Say what stands in every row.", place, name)
            if column.sql == "":
                yield Fault("Write the SQL that gives the text.", place, name)


def _ambiguous(work: Work) -> Iterator[Fault]:
    """Dates of which day and month cannot be told apart, until a person says which is which."""
    for place in places(work):
        for name, column in table_at(work, place).columns.items():
            source = source_of(work, place.file, column)
            is_date = Target(place, name).field.kind is columns.Kind.DATE
            if is_date and source is not None and source.may_be_either and not column.date:
                which = " or ".join(source.date)
                yield Fault(f"Day and month cannot be told apart: choose {which}.", place, name)
