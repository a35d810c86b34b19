"""A choice in the making: what was found in the source, what is chosen, and where it stands."""

from dataclasses import dataclass, field, replace
from typing import NamedTuple

from schemas import columns, tables
from seed.mapping import drafting, language


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
    it was begun with has comments that a choice cannot hold; `was_old`: it was rewritten in SQL.
    """

    draft: drafting.Draft
    chosen: drafting.Chosen
    added: frozenset[Target] = field(default_factory=frozenset)
    has_comments: bool = False
    was_old: bool = False


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
    """What was found in the file with this label; nothing, where it could not be made."""
    nothing = drafting.DraftFile(language.SourceFile(file, ""), 0, ())
    return next((one for one in work.draft.files if one.file.name == file), nothing)


def source_column(work: Work, file: str, name: str | None) -> drafting.DraftColumn | None:
    """What was found of a column of the file; None where it has none of this name."""
    return drafted(work, file).column(name or "")


def source_of(
    work: Work, file: str, column: drafting.ChosenColumn | None
) -> drafting.DraftColumn | None:
    """What was found of the column that fills another; None where none does alone."""
    return source_column(work, file, column.source) if column is not None else None


def table_at(work: Work, place: Place) -> drafting.ChosenTable:
    """What is chosen for the table."""
    return work.chosen.tables[number_of(work, place)]


def rule_at(profile: language.Profile, work: Work, place: Place) -> language.TableRule | None:
    """What the profile says of the table, as far as it can be read."""
    rules = [rule for rule in profile.tables if rule.table == place.table]
    nth = [one.table for one in work.chosen.tables[: number_of(work, place)]].count(place.table)
    return rules[nth] if nth < len(rules) else None


def is_there(work: Work, place: Place) -> bool:
    """Whether the table is still among those that are chosen."""
    return place in places(work)


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
