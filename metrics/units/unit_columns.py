"""Declare unit columns: each is one three-valued expression, with what it reads and needs."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from enum import StrEnum
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    CTE,
    Boolean,
    ClauseElement,
    Column,
    ColumnElement,
    CompoundSelect,
    Date,
    FromClause,
    FunctionFilter,
    Integer,
    Join,
    MetaData,
    Numeric,
    Over,
    Select,
    String,
    Table,
    and_,
    case,
    exists,
    false,
    func,
    null,
    select,
    true,
)
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.selectable import AliasedReturnsRows, SelectBase

from schemas import columns, dates, tables
from schemas import vocabulary as v

OF_CASE = ("case_id",)
OF_PERSON = ("case_id", "person_id")
METADATA = MetaData()
# A breakdown's name, as people ask for it, and the column of a unit that holds it.
BREAKDOWN = "breakdown"
# Twelve places, so that what a rate multiplied or a division left is as exact as it is printed.
AMOUNT = Numeric(30, 12)
# The column that tells units of one case apart; a unit without it is one per case.
OWN = "own"
MADE, PARTS = "made", "parts"
OF_ONE_OFFICE = "of_one_office"
# Of a derived table that is no unit: the record columns that one of its columns is made of.
READS = "reads"
# The expression of a column, or what makes it of the unit's parts: where it depends on them, or on
# an option, which is only known when the rows are made.
Made = ColumnElement | Callable[[Any], ColumnElement]
# Names of record columns that stand in for each other.
Group = tuple[str, ...]


class Parts(Protocol):
    """What the columns of a unit are made of: the joined records, and the rows that are kept."""

    @property
    def joined(self) -> FromClause: ...
    @property
    def kept(self) -> ColumnElement: ...


class Joined(NamedTuple):
    """The parts of a unit whose columns are made of the joined tables alone."""

    joined: FromClause
    kept: ColumnElement = true()


def unit(
    name: str,
    word: str,
    meaning: str,
    *columns: Column,
    parts: Callable[[], Parts],
    own: str | None = None,
) -> Table:
    """A unit: one row per thing counted, with the place and case it belongs to.

    `word` names one thing, as the rows of results print it. Its columns are made of `parts`. `own`
    is the column that tells those of one case apart, where a case may have several.
    """
    info = {"word": word, "meaning": meaning, PARTS: parts, OWN: own}
    return Table(name, METADATA, *columns, info=info)


def rows(table: Table) -> Select:
    """The rows of a unit, its columns in order."""
    return select_unit(table, table.info[PARTS]())


def select_unit(table: Table, parts: Parts) -> Select:
    """The rows that a unit's columns make of these parts."""
    expressions = (_expression(column, parts).label(column.name) for column in table.c)
    return select(*expressions).select_from(parts.joined).where(parts.kept)


def _expression(column: Column, parts: Parts) -> ColumnElement:
    by = column.info[MADE]
    return by if isinstance(by, ColumnElement) else by(parts)


def _info(
    meaning: str, by: Made, needs: Iterable[str] = (), needs_one_of: Iterable[Group] = ()
) -> dict[str, object]:
    groups = tuple(needs_one_of)
    return {"meaning": meaning, MADE: by, "needs": tuple(needs), "needs_one_of": groups}


def identity(name: str, meaning: str, by: Made, length: int = 64) -> Column:
    """A pseudonym of a record: it joins, and is never shown."""
    return Column(name, String(length), info=_info(meaning, by))


def breakdown(name: str, meaning: str, by: Made) -> Column:
    """A code by which rows are split; `unknown` where the record has none."""
    return Column(name, String(64), nullable=False, info=_info(meaning, by) | {BREAKDOWN: name})


def truth(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """A three-valued column: NULL is unknown, never no.

    `needs` are the record columns without which it cannot be known: where they are not collected, a
    measure that uses it is not collected. They are said and not derived, since no expression tells
    what has a stand-in (the charge of a case in the record of a person) from what has none, nor
    what only takes out units that are known to be no part (a case that was merely reopened).
    `needs_one_of` are groups of columns that stand in for each other: it cannot be known where no
    column of a group is collected, or where no row of the jurisdiction fills one of them.
    """
    return Column(name, Boolean(), info=_info(meaning, by, needs, needs_one_of))


def day(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """The day that counts: of an inexact date the middle of its month or year; NULL is undated.

    What merely dates a unit is no need of a measure: without its day it is counted undated.
    """
    return Column(name, Date(), info=_info(meaning, by, needs, needs_one_of))


def number(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    return Column(name, Integer(), info=_info(meaning, by, needs))


def amount(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """Money in the jurisdiction's currency; NULL is unknown, or a currency without a rate."""
    return Column(name, AMOUNT, info=_info(meaning, by, needs))


def ratio(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """One amount as a multiple of another; NULL where one is unknown or the divisor is 0."""
    return Column(name, AMOUNT, info=_info(meaning, by, needs))


def place(
    jurisdiction: Made,
    case_id: Made,
    office: Made,
    words: str = "The office that leads the case",
    *,
    of_one_office: bool = True,
) -> tuple[Column, ...]:
    """What each unit has: where it belongs; `words` say which office that is.

    What is not `of_one_office` is made of records of several, or of none: no office sees it as its
    own.
    """
    stated = Column(
        "jurisdiction", String(16), nullable=False, info=_info("Jurisdiction", jurisdiction)
    )
    meaning = "The case; one case's part of a sum is judged by it"
    led_by = breakdown("office", words, office)
    led_by.info[OF_ONE_OFFICE] = of_one_office
    return stated, identity("case_id", meaning, case_id), led_by


def of_case(form: Made, sector: Made, cross_border: Made) -> tuple[Column, ...]:
    """The breakdowns that a unit within a case has from its case."""
    return (
        breakdown("form", "Form of exploitation of the case", form),
        breakdown("sector", "Economic sector of the case", sector),
        breakdown("cross_border", "Whether the case is cross-border", cross_border),
    )


def own_office(table: Table) -> Column | None:
    """The column with the office whose own a unit is; None where it is that of no single one."""
    return table.c.office if table.c.office.info[OF_ONE_OFFICE] else None


def names(table: Table) -> list[str]:
    """The names of a unit's columns, in order."""
    return [column.name for column in table.c]


@cache
def breakdowns(table: Table) -> Mapping[str, Column]:
    """The declared breakdowns of a unit by name, without jurisdiction and year."""
    return MappingProxyType({c.info[BREAKDOWN]: c for c in table.c if BREAKDOWN in c.info})


def join_on_jurisdiction_and_keys(
    one: FromClause, other: FromClause, keys: tuple[str, ...] = OF_CASE
) -> ColumnElement:
    """Whether two rows are of one jurisdiction and agree in the columns `keys`."""
    return and_(*(one.c[name] == other.c[name] for name in ("jurisdiction", *keys)))


def group_rows(
    name: str,
    rows: FromClause,
    *columns: ColumnElement,
    keys: tuple[str, ...] = OF_CASE,
    joined: FromClause | None = None,
    where: Iterable[ColumnElement] = (),
) -> CTE:
    """A CTE of that name: one row per jurisdiction and `keys` of `rows`, with these aggregates.

    They are over `joined`, where that is given: the rows with what is joined to them.
    """
    key = [rows.c[one] for one in ("jurisdiction", *keys)]
    source = rows if joined is None else joined
    return select(*key, *columns).select_from(source).where(*where).group_by(*key).cte(name)


def outer_joined(
    joined: FromClause,
    parts: Iterable[FromClause],
    rows: FromClause,
    keys: tuple[str, ...] = OF_CASE,
) -> FromClause:
    """What is joined so far, and each of the parts outer-joined to `rows` of it."""
    for part in parts:
        joined = joined.outerjoin(part, join_on_jurisdiction_and_keys(part, rows, keys))
    return joined


def no_without_row(part: FromClause, name: str, key: str = "case_id") -> ColumnElement:
    """A truth of an outer-joined part; what has no row of it is known to have none: no."""
    return case((part.c[key].is_(None), false()), else_=part.c[name])


def yes_no(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a truth; unknown and not_applicable are NULL."""
    return case((column == v.YesNo.YES, true()), (column == v.YesNo.NO, false()), else_=null())


def known_yes(column: ColumnElement) -> ColumnElement:
    """Whether a yes-no code is known to be yes; NULL only where the row is missing."""
    return column == v.YesNo.YES


def belongs(column: ColumnElement) -> ColumnElement:
    """A yes-no code as a condition: not_applicable is no, unknown is NULL."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=known_yes(column))


def one_of(column: ColumnElement, *codes: StrEnum) -> ColumnElement:
    """Whether a code is one of these; `unknown` is NULL. All closed lists spell it alike."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=column.in_(codes))


def any_of(truth: ColumnElement) -> ColumnElement:
    """Over the rows of a group: yes if one is, else unknown if one is, else no."""
    # One yes settles it whatever the others are; a no needs the answer of all.
    return case(
        (func.bool_or(func.coalesce(truth, false())), true()),
        (func.bool_or(truth.is_(None)), null()),
        else_=false(),
    )


def whole_sum(amount: ColumnElement) -> ColumnElement:
    """Over the rows of a group: the sum, unknown as soon as one part of it is."""
    return case((func.bool_or(amount.is_(None)), null()), else_=func.sum(amount))


class Span(NamedTuple):
    """The first and the last day that a date may stand for; both NULL where there is none."""

    first: ColumnElement
    last: ColumnElement

    def otherwise(self, other: "Span") -> "Span":
        """The same, and where there is none the other."""
        return Span(func.coalesce(self.first, other.first), func.coalesce(self.last, other.last))


def span(day: ColumnElement) -> Span:
    """What a stored date may stand for."""
    return Span(dates.earliest(day), dates.latest(day))


def within_months(event: Span, start: Span, months: int) -> ColumnElement:
    """Whether the event came no later than so many months after the start; before it counts.

    Yes and no only where every day that the two may stand for agrees, else NULL.
    """
    # What came before its start (an asset confiscated ahead of the conviction) came in time.
    return _agreed(
        event, dates.add_months(start.first, months), dates.add_months(start.last, months)
    )


def within_days(event: Span, start: Span, days: int) -> ColumnElement:
    """The same of days."""
    return _agreed(event, dates.add_days(start.first, days), dates.add_days(start.last, days))


def _agreed(
    event: Span, surely_until: ColumnElement, perhaps_until: ColumnElement
) -> ColumnElement:
    # A date kept as a year may lie on either side of the limit: by its middle, how dates are kept
    # would decide who was in time.
    return case(
        (event.last <= surely_until, true()),
        (event.first > perhaps_until, false()),
        else_=null(),
    )


def is_counted() -> ColumnElement:
    """Whether a case is of trafficking, in either scope."""
    return tables.cases.c.scope != v.Scope.OTHER_OFFENCE


def of_counted_case(table: Table) -> ColumnElement:
    """Whether a row of `table` belongs to such a case; false where it belongs to none."""
    a_case = tables.cases.alias("counted_cases")
    of_trafficking = a_case.c.scope != v.Scope.OTHER_OFFENCE
    return exists(
        select(1)
        .select_from(a_case)
        .where(join_on_jurisdiction_and_keys(a_case, table), of_trafficking)
    )


# A name is that of a record's table, or `table.column`. Followed down to the records are the
# columns of parts, of aliases and of other units; with a value goes what chooses, joins and groups
# the rows that it is made of. An outer join of which nothing is read is not followed: it adds no
# row.

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
