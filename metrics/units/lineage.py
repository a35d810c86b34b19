"""What a column of a unit reads of the records: found in the expression that makes it.

A name is that of a record's table, or `table.column`. Followed down to the records are the columns
of parts, of aliases and of other units; with a value goes what chooses, joins and groups the rows
that it is made of. An outer join of which nothing is read is not followed: it adds no row.
"""

from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from sqlalchemy import (
    ClauseElement,
    Column,
    CompoundSelect,
    FromClause,
    FunctionFilter,
    Join,
    Over,
    Select,
    Table,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows, SelectBase

from metrics.units.declaration import PARTS, READS, rows
from schemas import columns, tables

Names = frozenset[str]
NOTHING: Names = frozenset()
RECORDS = frozenset(tables.RECORD_TABLES)
PRECISION = "_precision"
FROM = (Table, Join, AliasedReturnsRows)


class Reading(NamedTuple):
    """The names that a value is made of, and those that choose the rows that it is made of."""

    values: Names = NOTHING
    rows: Names = NOTHING

    @property
    def all(self) -> Names:
        return self.values | self.rows


class Leaf(NamedTuple):
    """A column in an expression, of which table, and whether it only chooses rows there."""

    column: ColumnClause
    table: FromClause
    chooses: bool

    @property
    def reading(self) -> Reading:
        read_ = _of(self.table, self.column.key)
        return Reading(NOTHING, read_.all) if self.chooses else read_


def read(column: Column) -> Reading:
    """What a column of a unit reads, beside what chooses the rows of the unit."""
    return _made(_rows_of(column.table), _place(column.table, column.key))


@cache
def chosen_by(unit: Table) -> Names:
    """What decides which rows a unit has."""
    return _choice(_rows_of(unit))


@cache
def _rows_of(unit: Table) -> Select:
    return rows(unit)


def reads(unit: Table, used: Iterable[Column]) -> tuple[str, ...]:
    """What is read by what uses columns of a unit, the choice of its rows included."""
    return in_order(chosen_by(unit).union(*(read(column).all for column in used)))


def needs(used: Iterable[Column]) -> tuple[str, ...]:
    """What columns cannot be known without, as they declare."""
    return in_order(name for column in used for name in column.info["needs"])


def needs_one_of(used: Iterable[Column]) -> tuple[tuple[str, ...], ...]:
    """The groups of names, as the columns declare them, of each of which one must be collected."""
    return tuple(dict.fromkeys(group for one in used for group in one.info["needs_one_of"]))


def in_order(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in the order of the record model; a table before its columns."""
    return tuple(sorted(set(names), key=_places().__getitem__))


@cache
def _places() -> dict[str, int]:
    names = (
        name
        for table in tables.RECORD_TABLES
        for name in (table.name, *(f"{table.name}.{c.name}" for c in tables.sent_columns(table)))
    )
    return {name: place for place, name in enumerate(names)}


@cache
def _made(statement: SelectBase, place: int) -> Reading:
    """What one column of a statement is made of, beside what chooses the statement's rows."""
    return _in(statement, [list(statement.selected_columns)[place]])


@cache
def _choice(statement: SelectBase) -> Names:
    """What decides which rows a statement has."""
    if isinstance(statement, CompoundSelect):
        arms = statement.selects
        own = NOTHING if _keeps_all(statement) else _all(_whole(arm) for arm in arms)
        return own | _all(_choice(arm) for arm in arms)
    assert isinstance(statement, Select)
    sources = _from(statement)
    conditions = [*_conditions(statement), *(on for one in sources for on in _inner(one))]
    chosen = _all(_source(one) for one in sources) | _in(statement, conditions).all
    return chosen | (_whole(statement) if statement._distinct else NOTHING)


def _conditions(statement: Select) -> Iterator[ClauseElement]:
    """What filters and groups the rows; SQLAlchemy has no public name for the last two."""
    yield from () if statement.whereclause is None else (statement.whereclause,)
    yield from statement._group_by_clauses
    yield from statement._having_criteria


def _keeps_all(statement: CompoundSelect) -> bool:
    return statement.keyword.value == "UNION ALL"


def _whole(statement: SelectBase) -> Names:
    """What all columns of a statement read: where equal rows are one, each decides."""
    return _all(_made(statement, place).all for place in range(len(statement.selected_columns)))


def _in(statement: SelectBase, elements: Iterable[ClauseElement]) -> Reading:
    """What expressions in a statement read, with what joins to it the parts that they are of."""
    leaves, joins = _leaves(elements), _outer(statement)
    sources, followed = {leaf.table for leaf in leaves}, set[FromClause]()
    while used := (sources & joins.keys()) - followed:
        joining = _leaves((joins[part] for part in used), choose=True)
        leaves |= joining
        followed |= used
        sources |= {leaf.table for leaf in joining}
    return _together(leaf.reading for leaf in leaves)


def _leaves(elements: Iterable[ClauseElement], *, choose: bool = False) -> set[Leaf]:
    """The columns of expressions; `choose` where all of them only choose rows."""
    leaves, left = set[Leaf](), [(element, choose) for element in elements]
    while left:
        element, chooses = left.pop()
        if isinstance(element, ColumnClause):
            if element.table is not None:
                leaves.add(Leaf(element, element.table, chooses))
        else:
            left += ((part, chooses or only) for part, only in _made_of(element))
    return leaves


def _made_of(element: ClauseElement) -> Iterator[tuple[ClauseElement, bool]]:
    """What an element is made of, and whether that only chooses the rows of the rest."""
    choosing: tuple[object, ...] = ()
    match element:
        case FunctionFilter():
            choosing = (element.criterion,)
        case Over():
            choosing = (element.partition_by, element.order_by)
        # What a subquery is from shows in its columns.
        case Table() | AliasedReturnsRows():
            return
    for part in element.get_children():
        yield part, any(part is one for one in choosing)


@cache
def _of(table: FromClause, key: str) -> Reading:
    """What a column reads that an expression is made of."""
    if isinstance(table, AliasedReturnsRows):
        return _of_part(table, key)
    assert isinstance(table, Table)
    if table in RECORDS:
        return _of_record(table, key)
    if PARTS in table.info:
        own = read(table.c[key])
        return Reading(own.values, own.rows | chosen_by(table))
    return Reading(frozenset(table.c[key].info.get(READS, ())))


def _of_part(part: AliasedReturnsRows, key: str) -> Reading:
    element = part.element
    if isinstance(element, Table):
        return _of(element, key)
    assert isinstance(element, SelectBase)
    arms = element.selects if isinstance(element, CompoundSelect) else (element,)
    own = _together(_made(arm, _place(part, key)) for arm in arms)
    return Reading(own.values, own.rows | _choice(element))


def _of_record(table: Table, key: str) -> Reading:
    """A key that may not be blank says no more than that there is a row."""
    stored = table.c[key.removesuffix(PRECISION)]
    field = columns.field_of(stored)
    if not field.sent or field.kind is columns.Kind.JURISDICTION:
        return Reading()
    if field.kind is columns.Kind.ID and field.required:
        return Reading(frozenset({table.name}))
    return Reading(frozenset({f"{table.name}.{stored.key}"}), frozenset({table.name}))


def _place(table: FromClause, key: str) -> int:
    return list(table.c.keys()).index(key)


def _source(source: object) -> Names:
    """What decides which rows a FROM has, beside the conditions of its joins."""
    match source:
        case Join():
            right = NOTHING if source.isouter else _source(source.right)
            return _source(source.left) | right
        case AliasedReturnsRows():
            return _source(source.element)
        case SelectBase():
            return _choice(source)
        case Table() if source in RECORDS:
            return frozenset({source.name})
        case Table() if PARTS in source.info:
            return chosen_by(source)
    return NOTHING


def _inner(source: FromClause) -> Iterator[ClauseElement]:
    """The conditions of the joins that choose rows."""
    if isinstance(source, Join):
        yield from _inner(source.left)
        if not source.isouter and source.onclause is not None:
            yield from (source.onclause, *_inner(source.right))


@cache
def _outer(statement: SelectBase) -> dict[FromClause, ClauseElement]:
    """The parts that add no row, each with the condition by which it is joined."""
    joins, left = dict[FromClause, ClauseElement](), list(_from(statement))
    while left:
        source = left.pop()
        if isinstance(source, Join):
            left += (source.left,) if source.isouter else (source.left, source.right)
            if source.isouter and source.onclause is not None:
                joins[source.right] = source.onclause
    return joins


@cache
def _from(statement: SelectBase) -> tuple[FromClause, ...]:
    """What a statement is from; asking SQLAlchemy for it would compile the statement."""
    sources = [one for one in statement.get_children() if isinstance(one, FROM)]
    joined = {part for one in sources for part in _sides(one)}
    return tuple(one for one in sources if one not in joined)


def _sides(source: FromClause) -> Iterator[FromClause]:
    if isinstance(source, Join):
        for side in (source.left, source.right):
            yield from (side, *_sides(side))


def _all(each: Iterable[Names]) -> Names:
    return NOTHING.union(*each)


def _together(readings: Iterable[Reading]) -> Reading:
    listed = tuple(readings)
    return Reading(_all(one.values for one in listed), _all(one.rows for one in listed))
