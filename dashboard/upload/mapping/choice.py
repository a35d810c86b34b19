"""What a person has chosen for a source so far, and how each step changes it."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple

from schemas import columns, tables
from seed import mapping

# A text made of a row's number, for sources without ids.
ROW_NUMBER = "{row_number}"
MADE_BY = "Written by the page Add records."


class Place(NamedTuple):
    """A table of the record model as one file of the source fills it."""

    file: str
    table: str


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

    `added` are columns that were asked for and are not filled yet.
    """

    draft: mapping.Draft
    chosen: mapping.Chosen
    added: frozenset[Target] = field(default_factory=frozenset)


def begun(draft: mapping.Draft) -> Work:
    """The suggestions, to go on from."""
    chosen = draft.chosen
    work = Work(
        draft,
        replace(chosen, name="", comment=MADE_BY, tables=(), statement=mapping.Statement()),
    )
    for file in draft.files:
        names = [one.table for one in chosen.tables if one.file == file.file.name]
        work = with_tables(work, file.file.name, names)
    return work


def places(work: Work) -> list[Place]:
    """Which tables are filled from which files, in the order of the record model."""
    order = list(tables.BY_NAME)
    filled = [Place(table.file, table.table) for table in work.chosen.tables]
    return sorted(filled, key=lambda place: (order.index(place.table), place.file))


def drafted(work: Work, file: str) -> mapping.DraftFile:
    """What was found in the file with this label."""
    return next(one for one in work.draft.files if one.file.name == file)


def source_column(work: Work, file: str, name: str | None) -> mapping.DraftColumn | None:
    """What was found of a column of the file; None where it has none of this name."""
    return next((one for one in drafted(work, file).columns if one.name == name), None)


def table_at(work: Work, place: Place) -> mapping.ChosenTable:
    """What is chosen for the table."""
    tables_ = work.chosen.tables
    return next(one for one in tables_ if (one.file, one.table) == place)


def column_at(work: Work, target: Target) -> mapping.ChosenColumn | None:
    """How the column is filled; None where it is not."""
    return table_at(work, target.place).columns.get(target.column)


def targets(work: Work, place: Place) -> list[Target]:
    """The columns on show: required, filled, or asked for, in the order of the table."""
    filled = table_at(work, place).columns
    every = (Target(place, c.name) for c in tables.sent_columns(tables.BY_NAME[place.table]))
    return [t for t in every if t.field.required or t.column in filled or t in work.added]


def to_add(work: Work, place: Place) -> list[Target]:
    """The columns that may be asked for."""
    on_show = set(targets(work, place))
    every = (Target(place, c.name) for c in tables.sent_columns(tables.BY_NAME[place.table]))
    return [target for target in every if target not in on_show]


def with_target(work: Work, target: Target) -> Work:
    """Put a column on show."""
    return replace(work, added=work.added | {target})


def with_tables(work: Work, file: str, names: Iterable[str]) -> Work:
    """Let `file` fill these tables: those new to it as suggested, the others as they were."""
    chosen = set(names)
    kept = [one for one in work.chosen.tables if one.file != file or one.table in chosen]
    filled = {one.table for one in kept if one.file == file}
    new = [
        _suggested(work, Place(file, name)) for name in tables.BY_NAME if name in chosen - filled
    ]
    return _with(work, tables=(*kept, *new))


def with_column(work: Work, target: Target, column: mapping.ChosenColumn | None) -> Work:
    """Fill a column so, or leave it unfilled but on show."""
    table = table_at(work, target.place)
    filled = {name: one for name, one in table.columns.items() if name != target.column}
    if column is not None:
        filled[target.column] = column
    in_order = {c.name: filled[c.name] for c in tables.BY_NAME[table.table].c if c.name in filled}
    changed = _with_table(work, replace(table, columns=in_order))
    return replace(changed, added=changed.added | {target})


def with_source(work: Work, target: Target, name: str) -> Work:
    """Fill a column from a source column, with dates, numbers and codes as guessed."""
    return with_column(work, target, _from_source(work, target, name))


def with_code(work: Work, target: Target, value: str, code: str | None) -> Work:
    """Say what a value of the source becomes: a code, "" for blank, None for not said."""
    column = column_at(work, target)
    assert column is not None, f"{target.column} is not filled"
    codes = {one: its_code for one, its_code in (column.codes or {}).items() if one != value}
    if code is not None:
        codes[value] = code
    return with_column(work, target, replace(column, codes=codes))


def with_one_row_each(work: Work, place: Place, names: tuple[str, ...]) -> Work:
    """Keep one row for each group of these source columns; none: every row."""
    return _with_table(work, replace(table_at(work, place), first_of=names))


def saying(work: Work, statement: mapping.Statement) -> Work:
    """Take over what was said of the whole submission."""
    return _with(work, statement=statement)


def stated(work: Work, **changed: str | date | None) -> Work:
    """Say something of the whole submission: its jurisdiction, the day it was taken."""
    return _with(work, statement=replace(work.chosen.statement, **changed))  # type: ignore[arg-type]


def _with(work: Work, **changed: object) -> Work:
    return replace(work, chosen=replace(work.chosen, **changed))  # type: ignore[arg-type]


def _with_table(work: Work, table: mapping.ChosenTable) -> Work:
    place = (table.file, table.table)
    kept = (table if (one.file, one.table) == place else one for one in work.chosen.tables)
    return _with(work, tables=tuple(kept))


def _suggested(work: Work, place: Place) -> mapping.ChosenTable:
    """A table from the suggestions that name it; repeated parents count once."""
    sources = _sources(drafted(work, place.file), place.table)
    in_order = [
        c.name for c in tables.sent_columns(tables.BY_NAME[place.table]) if c.name in sources
    ]
    filled = {name: _from_source(work, Target(place, name), sources[name]) for name in in_order}
    table = mapping.ChosenTable(place.table, place.file, filled)
    key = key_sources(table)
    key_source = source_column(work, place.file, key[0]) if len(key) == 1 else None
    if key_source is not None and key_source.distinct < key_source.filled:
        return replace(table, first_of=key)
    return table


def _sources(file: mapping.DraftFile, table: str) -> dict[str, str]:
    """By column of the table, the first source column that seems to be for it most of all.

    An id that must be there takes one that seems to be for its namesake elsewhere: the case_id of a
    suspect is that of a case.
    """
    fields = {c.name: columns.field_of(c) for c in tables.sent_columns(tables.BY_NAME[table])}
    ids = {name for name, one in fields.items() if one.required and one.kind is columns.Kind.ID}
    likeliest = [
        (target, column)
        for column in file.columns
        if column.suggestion is not None
        for target in [column.suggestion[1]]
        if (table, target) in column.suggestions or target in ids
    ]
    # Those that are for this table before all come first.
    likeliest.sort(key=lambda one: one[1].suggestion != (table, one[0]))
    sources: dict[str, str] = {}
    for target, column in likeliest:
        sources.setdefault(target, column.name)
    return sources


def key_sources(table: mapping.ChosenTable) -> tuple[str, ...]:
    """The source columns that fill the table's key; none where one of them is not filled so."""
    key = [table.columns.get(name) for name in tables.key_of(tables.BY_NAME[table.table])]
    sources = [column.source for column in key if column is not None and column.source is not None]
    return tuple(sources) if len(sources) == len(key) else ()


def _from_source(work: Work, target: Target, name: str) -> mapping.ChosenColumn:
    source = source_column(work, target.place.file, name)
    if source is None:
        return mapping.ChosenColumn(source=name)
    return _without_comment(mapping.chosen_column(source, target.column, target.field))


def _without_comment(column: mapping.ChosenColumn) -> mapping.ChosenColumn:
    """What is guessed is commented for those who edit the text; here it is on screen."""
    return replace(column, comment="", code_comments={})
