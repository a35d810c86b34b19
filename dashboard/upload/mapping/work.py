"""A choice in the making: what was found in the source, what is chosen, and where it stands."""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from schemas import columns, tables
from seed.mapping import drafting, reading


class Place(NamedTuple):
    """A table of the record model as one file of the source fills it, the `nth` time from 0."""

    file: str
    table: str
    nth: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells it from others, for keys."""
        return (self.file, self.table, *([str(self.nth)] if self.nth else []))


class Target(NamedTuple):
    """A column of such a table."""

    place: Place
    column: str

    @property
    def field(self) -> columns.Field:
        """What the column may hold."""
        return columns.field_of(tables.BY_NAME[self.place.table].c[self.column])


@dataclass(frozen=True)
class Work:
    """A choice in the making: what was found in the source, what is chosen, what is on show.

    `added` are columns that were asked for and are not filled yet. `has_comments`: the profile that
    it was begun with has comments that a choice cannot hold.
    """

    draft: drafting.Draft
    chosen: drafting.Chosen
    added: frozenset[Target] = field(default_factory=frozenset)
    has_comments: bool = False


def places(work: Work) -> list[Place]:
    """Which tables are filled from which files, in the order of the record model."""
    order = list(tables.BY_NAME)
    filled = [place_of(work, number) for number in range(len(work.chosen.tables))]
    return sorted(filled, key=lambda place: (order.index(place.table), place.file, place.nth))


def place_of(work: Work, number: int) -> Place:
    """The place of one of the chosen tables, by its number in the profile."""
    tables_ = work.chosen.tables
    table = tables_[number]
    before = sum((one.file, one.table) == (table.file, table.table) for one in tables_[:number])
    return Place(table.file, table.table, before)


def drafted(work: Work, file: str) -> drafting.DraftFile:
    """What was found in the file with this label."""
    return next(one for one in work.draft.files if one.file.name == file)


def source_column(work: Work, file: str, name: str | None) -> drafting.DraftColumn | None:
    """What was found of a column of the file; None where it has none of this name."""
    return next((one for one in drafted(work, file).columns if one.name == name), None)


def source_of(
    work: Work, file: str, column: drafting.ChosenColumn | None
) -> drafting.DraftColumn | None:
    """What was found of what fills a column, of several columns as of one; None where of none."""
    names = column.sources if column is not None else ()
    found = [one for name in names if (one := source_column(work, file, name)) is not None]
    if len(found) < 2:
        return next(iter(found), None)
    shown: Counter[str] = Counter()
    counts: Counter[str] = Counter()
    for one in found:
        shown.update(dict(one.values.shown))
        counts.update(one.counts)
    values = reading.Values(tuple(shown.most_common()), sum(one.values.hidden for one in found))
    return replace(
        found[0],
        filled=sum(one.filled for one in found),
        values=values,
        date=tuple(dict.fromkeys(words for one in found for words in one.date)),
        counts=counts if all(one.counts for one in found) else {},
    )


def table_at(work: Work, place: Place) -> drafting.ChosenTable:
    """What is chosen for the table."""
    return work.chosen.tables[number_of(work, place)]


def number_of(work: Work, place: Place) -> int:
    """Which of the chosen tables it is, as the profile counts them."""
    return next(n for n in range(len(work.chosen.tables)) if place_of(work, n) == place)


def column_at(work: Work, target: Target) -> drafting.ChosenColumn | None:
    """How the column is filled; None where it is not."""
    return table_at(work, target.place).columns.get(target.column)


def changed(work: Work, **parts: object) -> Work:
    """The work with parts of the choice said otherwise."""
    return replace(work, chosen=replace(work.chosen, **parts))  # type: ignore[arg-type]


def with_table(work: Work, place: Place, table: drafting.ChosenTable) -> Work:
    """Say otherwise what is chosen for the table."""
    every = list(work.chosen.tables)
    every[number_of(work, place)] = table
    return changed(work, tables=tuple(every))
