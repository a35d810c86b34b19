"""What a person has chosen for a source so far, and how each step changes it."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date

from dashboard.upload.mapping import ids, suggestions
from dashboard.upload.mapping.work import (
    Place,
    Target,
    Work,
    changed,
    column_at,
    drafted,
    number_of,
    source_of,
    table_at,
    with_table,
)
from schemas import tables
from seed.mapping import drafting, language

OfPlace = Callable[[Work, Place], Work]
# A text made of a row's number, for sources without ids.
ROW_NUMBER = "'R' || _row"


def targets(work: Work, place: Place) -> list[Target]:
    """The columns on show: filled, to be filled, or asked for, in the order of the table."""
    filled = table_at(work, place).columns
    shown = {*filled, *drafting.asked(place.table, filled)}
    every = (Target(place, c.name) for c in tables.sent_columns(tables.BY_NAME[place.table]))
    return [t for t in every if t.column in shown or t in work.added]


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
        drafting.with_rows_of_its_own(
            suggestions.table_of(work, Place(file, name)), drafted(work, file)
        )
        for name in tables.BY_NAME
        if name in chosen - filled
    ]
    return ids.alike(changed(work, tables=(*kept, *new)))


def once_more(work: Work, place: Place) -> Work:
    """Let the file fill the table once more, begun like the first time, for others of its rows."""
    number = number_of(work, place)
    every = work.chosen.tables
    return changed(work, tables=(*every[: number + 1], every[number], *every[number + 1 :]))


def without(work: Work, place: Place) -> Work:
    """Let the file fill the table one time less."""
    number = number_of(work, place)
    return changed(work, tables=work.chosen.tables[:number] + work.chosen.tables[number + 1 :])


def times(work: Work, place: Place) -> int:
    """How often the file fills the table."""
    filled = [(one.file, one.table) for one in work.chosen.tables]
    return filled.count((place.file, place.table))


def with_column(work: Work, target: Target, column: drafting.ChosenColumn | None) -> Work:
    """Fill a column so, or leave it unfilled but on show."""
    table = table_at(work, target.place)
    filled = {name: one for name, one in table.columns.items() if name != target.column}
    if column is not None:
        filled[target.column] = column
    in_order = {c.name: filled[c.name] for c in tables.BY_NAME[table.table].c if c.name in filled}
    after = _of_its_own(work, table, replace(table, columns=in_order))
    changed = with_table(work, target.place, after)
    return ids.alike(replace(changed, added=changed.added | {target}))


def _of_its_own(
    work: Work, before: drafting.ChosenTable, after: drafting.ChosenTable
) -> drafting.ChosenTable:
    """The table with the condition that was proposed for it, as long as nobody changed that."""
    file = drafted(work, before.file)
    if before.where != drafting.with_rows_of_its_own(before, file).where:
        return after
    return drafting.with_rows_of_its_own(after, file)


def with_source(work: Work, target: Target, name: str) -> Work:
    """Fill a column from a source column, with dates, numbers and codes as guessed."""
    return with_column(work, target, suggestions.column_of(work, target, name))


def with_sql(work: Work, target: Target) -> Work:
    """Fill a column by a text of SQL, begun with the column that filled it; what was said stays."""
    before = column_at(work, target)
    source = before.source if before is not None else None
    said = before if before is not None and source is not None else drafting.ChosenColumn()
    sql = drafting.quoted(source) if source is not None else ROW_NUMBER
    return with_column(work, target, replace(said, source=None, sql=sql))


def with_code(work: Work, target: Target, value: str, code: str | None) -> Work:
    """Say what a value of the source becomes: a code, "" for blank, None for not said."""
    column = column_at(work, target)
    if column is None:
        return work
    codes = {one: its_code for one, its_code in (column.codes or {}).items() if one != value}
    if code is not None:
        codes[value] = code
    return with_column(work, target, replace(column, codes=codes))


def values_left(work: Work, target: Target) -> list[str]:
    """The values that are shown and of which nothing is said."""
    column = column_at(work, target)
    source = source_of(work, target.place.file, column)
    shown = [value for value, _ in source.values.shown] if source else []
    return [value for value in shown if column is not None and value not in (column.codes or {})]


def with_codes_left(work: Work, target: Target, code: str) -> Work:
    """Say what all values become that are shown and of which nothing is said."""
    column = column_at(work, target)
    if column is None:
        return work
    left = dict.fromkeys(values_left(work, target), code)
    return with_column(work, target, replace(column, codes={**(column.codes or {}), **left}))


def with_code_like(work: Work, target: Target, like: str, code: str | None) -> Work:
    """Say what the values become that a pattern is found in; None for no more of it."""
    column = column_at(work, target)
    if column is None:
        return work
    likes = {one: its_code for one, its_code in column.codes_like.items() if one != like}
    if code is not None:
        likes = {**column.codes_like, like: code}
    return with_column(work, target, replace(column, codes_like=likes))


def with_code_from(work: Work, target: Target, start: str, code: str | None) -> Work:
    """Say what the numbers become from one on, up to the next; None for no more of it.

    Where the file writes them with signs that no bare number has, they are read so.
    """
    column = column_at(work, target)
    if column is None:
        return work
    starts = {one: its_code for one, its_code in column.codes_from.items() if one != start}
    if code is not None:
        starts[start] = code
    source = source_of(work, target.place.file, column)
    written = column.number or (source.number if source is not None and starts else None)
    number = None if written == language.NumberFormat() else written
    return with_column(work, target, replace(column, codes_from=starts, number=number))


def with_where(work: Work, place: Place, where: str) -> Work:
    """Say which rows of the file are meant; blank: all."""
    return with_table(work, place, replace(table_at(work, place), where=where.strip()))


def with_file(work: Work, place: Place, file: str) -> Work:
    """Let the table be filled from another file, such as one that a SELECT makes."""
    return with_table(work, place, replace(table_at(work, place), file=file))


def saying(work: Work, statement: language.Statement) -> Work:
    """Take over what was said of the whole submission."""
    return changed(work, statement=statement)


def stated(work: Work, **said: str | date | language.Unfilled | None) -> Work:
    """Say something of the whole submission: its jurisdiction, the day it was taken.

    A table whose rows must name their jurisdiction has the same, unless a column says it.
    """
    before = work.chosen.statement
    statement = replace(before, **said)  # type: ignore[arg-type]
    if statement.jurisdiction == before.jurisdiction:
        return changed(work, statement=statement)
    every = tuple(
        _of_jurisdiction(table, before.jurisdiction, statement.jurisdiction)
        for table in work.chosen.tables
    )
    return changed(work, statement=statement, tables=every)


def _of_jurisdiction(
    table: drafting.ChosenTable, before: str | None, now: str | None
) -> drafting.ChosenTable:
    name = "jurisdiction"
    filled = table.columns.get(name)
    is_ours = filled is None or filled.constant == (before or "")
    fields = [c.name for c in tables.sent_columns(tables.BY_NAME[table.table])]
    if name not in fields or not is_ours:
        return table
    if not Target(Place(table.file, table.table), name).field.required:
        return table
    others = {one: column for one, column in table.columns.items() if one != name}
    if now is None:
        return replace(table, columns=others)
    said = {**others, name: drafting.ChosenColumn(constant=now)}
    return replace(table, columns={one: said[one] for one in fields if one in said})
