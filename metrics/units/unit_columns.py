"""Declare unit columns: each is one three-valued expression, with the record columns it needs."""

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
from schemas.language import marked

OF_CASE = ("case_id",)
OF_PERSON = ("case_id", "person_id")
METADATA = MetaData()
# The `info` key for the name of a breakdown.
BREAKDOWN = "breakdown"
# Twelve decimals, so that results of rates and divisions are as exact as printed.
AMOUNT = Numeric(30, 12)
# The `info` key for the column that distinguishes units of one case; None for one unit per case.
OWN = "own"
MADE, PARTS = "made", "parts"
OF_ONE_OFFICE = "of_one_office"
# The `info` key for the record columns behind a column of a derived table that is not a unit.
READS = "reads"
# The expression of a column, or a function that makes it from the unit's parts: needed if it
# depends on them or on an option, known only when rows are made.
Made = ColumnElement | Callable[[Any], ColumnElement]
# Names of record columns that can replace each other.
Group = tuple[str, ...]


class Parts(Protocol):
    """The source of a unit's columns: the joined records, and the condition on the rows to keep."""

    @property
    def joined(self) -> FromClause: ...
    @property
    def kept(self) -> ColumnElement: ...


class Joined(NamedTuple):
    """The `Parts` of a unit whose columns need no further subqueries as fields."""

    joined: FromClause
    kept: ColumnElement = true()


def declare_unit(
    name: str,
    word: str,
    meaning: str,
    *columns: Column,
    parts: Callable[[], Parts],
    own: str | None = None,
) -> Table:
    """Declare a table of units: one row per unit, with its jurisdiction, office and case.

    `word` names one unit in results. Columns are made from `parts`. `own` is the column
    that distinguishes units of one case, if a case may have several.
    """
    info = {"word": word, "meaning": meaning, PARTS: parts, OWN: own}
    return Table(name, METADATA, *columns, info=info)


def unit_rows_query(table: Table) -> Select:
    """Return the SELECT for the rows of a unit table, with its columns in order."""
    return select_unit(table, table.info[PARTS]())


def select_unit(table: Table, parts: Parts) -> Select:
    """Return the SELECT that makes the columns of a unit from its parts."""
    expressions = (_column_expression(column, parts).label(column.name) for column in table.c)
    return select(*expressions).select_from(parts.joined).where(parts.kept)


def _column_expression(column: Column, parts: Parts) -> ColumnElement:
    by = column.info[MADE]
    return by if isinstance(by, ColumnElement) else by(parts)


def _column_info(
    meaning: str, by: Made, needs: Iterable[str] = (), needs_one_of: Iterable[Group] = ()
) -> dict[str, object]:
    groups = tuple(needs_one_of)
    return {"meaning": meaning, MADE: by, "needs": tuple(needs), "needs_one_of": groups}


def pseudonym(name: str, meaning: str, by: Made, length: int = 64) -> Column:
    """Return a column with a pseudonym of a record: used for joins, never shown."""
    return Column(name, String(length), info=_column_info(meaning, by))


def breakdown(name: str, meaning: str, by: Made) -> Column:
    """Return a column with a code by which results are split; a missing code is `unknown`."""
    return Column(
        name, String(64), nullable=False, info=_column_info(meaning, by) | {BREAKDOWN: name}
    )


def nullable_boolean_column(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """Return a three-valued column: NULL is unknown, never no.

    `needs` are the record columns without which the answer cannot be known: if they are not
    collected, a measure that uses this column is not collected. They must be declared, because the
    expression does not show which columns others can replace (the charge of a case by that of a
    person), or which only remove units (re-opened cases). `needs_one_of` are groups of columns that
    can replace each other: the answer cannot be known if no column of a group is collected, or no
    row of the jurisdiction fills one.
    """
    return Column(name, Boolean(), info=_column_info(meaning, by, needs, needs_one_of))


def day(
    name: str,
    meaning: str,
    by: Made,
    *,
    needs: Iterable[str] = (),
    needs_one_of: Iterable[Group] = (),
) -> Column:
    """Return a date column: the middle of the month or year for inexact dates; NULL is undated.

    If a measure uses the day only for the year of its units, it does not need it: without a day
    they count as undated.
    """
    return Column(name, Date(), info=_column_info(meaning, by, needs, needs_one_of))


def number(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """Return a whole-number column."""
    return Column(name, Integer(), info=_column_info(meaning, by, needs))


def amount(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """Return a column of money in the jurisdiction's currency.

    NULL means that the amount is unknown, or that its currency has no exchange rate.
    """
    return Column(name, AMOUNT, info=_column_info(meaning, by, needs))


def ratio(name: str, meaning: str, by: Made, *, needs: Iterable[str] = ()) -> Column:
    """Return a column with the quotient of two amounts; NULL if one is unknown or the divisor 0."""
    return Column(name, AMOUNT, info=_column_info(meaning, by, needs))


def place_columns(
    jurisdiction: Made,
    case_id: Made,
    office: Made,
    words: str = marked("The office that leads the case"),
    *,
    of_one_office: bool = True,
) -> tuple[Column, ...]:
    """Return the columns of every unit: jurisdiction, case and office, which `words` describes.

    With `of_one_office` false, a unit is made of records of several offices, or of no office, so no
    office sees it as its own.
    """
    stated = Column(
        "jurisdiction", String(16), nullable=False, info=_column_info("Jurisdiction", jurisdiction)
    )
    meaning = "The case; one case's part of a sum is judged by it"
    led_by = breakdown("office", words, office)
    led_by.info[OF_ONE_OFFICE] = of_one_office
    return stated, pseudonym("case_id", meaning, case_id), led_by


def case_columns(form: Made, sector: Made, cross_border: Made) -> tuple[Column, ...]:
    """Return the columns that a unit takes from its case: form, sector, cross-border."""
    return (
        breakdown("form", "Form of exploitation of the case", form),
        breakdown("sector", "Economic sector of the case", sector),
        breakdown("cross_border", "Whether the case is cross-border", cross_border),
    )


def own_office_column(table: Table) -> Column | None:
    """Return the column with the office that owns a unit; None if units may have several owners."""
    return table.c.office if table.c.office.info[OF_ONE_OFFICE] else None


def column_names(table: Table) -> list[str]:
    """Return the names of the columns of a unit table, in order."""
    return [column.name for column in table.c]


@cache
def breakdown_columns(table: Table) -> Mapping[str, Column]:
    """Return the columns by which a unit table can be split, by name."""
    return MappingProxyType({c.info[BREAKDOWN]: c for c in table.c if BREAKDOWN in c.info})


def column_label(column: Column[Any]) -> str:
    """Return the meaning of a unit's column up to its first semicolon, as a label."""
    return str(column.info["meaning"]).partition(";")[0]


def column_meaning(column: Column[Any]) -> str:
    """Return the meaning of a column of units with a lower-case first letter, for a sentence."""
    label = column_label(column)
    return label[:1].lower() + label[1:]


def join_on(one: FromClause, other: FromClause, keys: tuple[str, ...] = OF_CASE) -> ColumnElement:
    """Return the join condition: same jurisdiction, and equal columns `keys`."""
    return and_(*(one.c[name] == other.c[name] for name in ("jurisdiction", *keys)))


def group_rows(
    name: str,
    rows: FromClause,
    *columns: ColumnElement,
    keys: tuple[str, ...] = OF_CASE,
    joined: FromClause | None = None,
    where: Iterable[ColumnElement] = (),
) -> CTE:
    """Return a CTE that aggregates `rows`: one row per jurisdiction and value of `keys`.

    If `joined` is given (`rows` joined with other tables), the aggregates are over its rows.
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
    """Left-join `parts` to `joined` by the jurisdiction and the columns `keys` of `rows`."""
    for part in parts:
        joined = joined.outerjoin(part, join_on(part, rows, keys))
    return joined


def false_without_row(part: FromClause, name: str, key: str = "case_id") -> ColumnElement:
    """Return the column `name` of a left-joined table; false, not NULL, if it has no row."""
    return case((part.c[key].is_(None), false()), else_=part.c[name])


def yes_no(column: ColumnElement) -> ColumnElement:
    """Return a yes-no code as a three-valued condition: unknown and not_applicable are NULL."""
    return case((column == v.YesNo.YES, true()), (column == v.YesNo.NO, false()), else_=null())


def is_known_yes(column: ColumnElement) -> ColumnElement:
    """Whether a yes-no code is "yes"; no if it is "unknown", and NULL only if there is no row."""
    return column == v.YesNo.YES


def truth_inapplicable_as_no(column: ColumnElement) -> ColumnElement:
    """Return a yes-no code as a three-valued condition: not_applicable is no, unknown is NULL."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=is_known_yes(column))


def is_one_of(column: ColumnElement, *codes: StrEnum) -> ColumnElement:
    """Whether a code is one of `codes`; NULL if the code is `unknown`."""
    return case((column == v.YesNo.UNKNOWN, null()), else_=column.in_(codes))


def any_true(truth: ColumnElement) -> ColumnElement:
    """Return an aggregate of conditions: yes if one is yes, else NULL if one is NULL, else no."""
    # One yes is enough; a no needs an answer from all.
    return case(
        (func.bool_or(func.coalesce(truth, false())), true()),
        (func.bool_or(truth.is_(None)), null()),
        else_=false(),
    )


def sum_if_all_known(amount: ColumnElement) -> ColumnElement:
    """Return an aggregate of amounts: their sum, or NULL if one of them is unknown."""
    return case((func.bool_or(amount.is_(None)), null()), else_=func.sum(amount))


class PossibleDays(NamedTuple):
    """The first and last day that an inexact date may mean; both NULL without a date."""

    first: ColumnElement
    last: ColumnElement

    def otherwise(self, other: "PossibleDays") -> "PossibleDays":
        """Return these days, or those of `other` if there is no date."""
        return PossibleDays(
            func.coalesce(self.first, other.first), func.coalesce(self.last, other.last)
        )


def possible_days(day: ColumnElement) -> PossibleDays:
    """Return the first and last day that a stored date may mean."""
    return PossibleDays(dates.earliest_day(day), dates.latest_day(day))


def is_within_months(event: PossibleDays, start: PossibleDays, months: int) -> ColumnElement:
    """Whether the event was at most `months` months after the start, or before the start.

    It is NULL if this depends on which of the possible days of an inexact date is the true one.
    """
    # An event before the start (an asset confiscated before the conviction) is in time.
    return _agreed_answer(
        event, dates.add_months(start.first, months), dates.add_months(start.last, months)
    )


def is_within_days(event: PossibleDays, start: PossibleDays, days: int) -> ColumnElement:
    """Whether the event was at most `days` days after the start, as in `is_within_months`."""
    return _agreed_answer(
        event, dates.add_days(start.first, days), dates.add_days(start.last, days)
    )


def _agreed_answer(
    event: PossibleDays, surely_until: ColumnElement, perhaps_until: ColumnElement
) -> ColumnElement:
    """Return whether an event was in time; NULL if this depends on which possible day is true."""
    # A date known only by year may be on either side of the limit. With its middle, the precision
    # of dates would decide who was in time.
    return case(
        (event.last <= surely_until, true()),
        (event.first > perhaps_until, false()),
        else_=null(),
    )


def is_trafficking_case() -> ColumnElement:
    """Whether a case is about trafficking, in either scope."""
    return tables.cases.c.scope != v.Scope.OTHER_OFFENCE


def no_legal_person_is_liable(table: Table) -> ColumnElement:
    """Whether, by the law of a row's jurisdiction, it is known that no legal person is liable."""
    law = tables.jurisdictions.c
    return exists(
        select(1)
        .where(law.jurisdiction == table.c.jurisdiction)
        .where(law.legal_persons_liable.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)))
    )


def is_of_trafficking_case(table: Table) -> ColumnElement:
    """Whether a row of `table` belongs to a case about trafficking; false without a case."""
    a_case = tables.cases.alias("counted_cases")
    of_trafficking = a_case.c.scope != v.Scope.OTHER_OFFENCE
    return exists(select(1).select_from(a_case).where(join_on(a_case, table), of_trafficking))


# Below, "names" are record tables, or `table.column`. Columns of parts, aliases and other units are
# followed down to records. Conditions, joins and groupings that choose rows are included. Outer
# joins whose columns are not used are not followed, because they add no row.

Names = frozenset[str]
NOTHING: Names = frozenset()
RECORDS = frozenset(tables.RECORD_TABLES)
PRECISION = "_precision"
FROM = (Table, Join, AliasedReturnsRows)


class NamesRead(NamedTuple):
    """Names of record columns: those that a value is made of, and those that select its rows."""

    values: Names = NOTHING
    rows: Names = NOTHING

    @property
    def all(self) -> Names:
        return self.values | self.rows


class Leaf(NamedTuple):
    """A column in an expression. If `chooses`, it only selects rows, as in a WHERE."""

    column: ColumnClause
    table: FromClause
    chooses: bool

    @property
    def reading(self) -> NamesRead:
        read_ = _names_behind_column(self.table, self.column.key)
        return NamesRead(NOTHING, read_.all) if self.chooses else read_


def names_read_by_column(column: Column) -> NamesRead:
    """Return the record columns from which a unit's column is computed."""
    return _names_behind_result(_rows_of(column.table), _column_position(column.table, column.key))


@cache
def names_that_choose_rows(unit: Table) -> Names:
    """Return the record columns that decide which rows become rows of the unit table."""
    return _row_deciding_columns(_rows_of(unit))


@cache
def _rows_of(unit: Table) -> Select:
    return unit_rows_query(unit)


def names_read(unit: Table, used: Iterable[Column]) -> tuple[str, ...]:
    """Return all record columns on which the unit columns in `used` depend."""
    return in_model_order(
        names_that_choose_rows(unit).union(*(names_read_by_column(column).all for column in used))
    )


def names_needed(used: Iterable[Column]) -> tuple[str, ...]:
    """Return the record columns without which a unit column in `used` would be unknown."""
    return in_model_order(name for column in used for name in column.info["needs"])


def names_needed_one_of(used: Iterable[Column]) -> tuple[tuple[str, ...], ...]:
    """Return groups of record columns; at least one of each group must be collected."""
    return tuple(dict.fromkeys(group for one in used for group in one.info["needs_one_of"]))


def in_model_order(names: Iterable[str]) -> tuple[str, ...]:
    """Return names of tables and columns without duplicates, in the order of the record model."""
    return tuple(sorted(set(names), key=_column_positions().__getitem__))


@cache
def _column_positions() -> dict[str, int]:
    names = (
        name
        for table in tables.RECORD_TABLES
        for name in (table.name, *(f"{table.name}.{c.name}" for c in tables.sent_columns(table)))
    )
    return {name: position for position, name in enumerate(names)}


@cache
def _names_behind_result(statement: SelectBase, position: int) -> NamesRead:
    """Return the names that one column of a query depends on, except those that choose its rows."""
    return _names_in_expressions(statement, [list(statement.selected_columns)[position]])


@cache
def _row_deciding_columns(statement: SelectBase) -> Names:
    """Return the names of record columns that decide which rows a query returns."""
    if isinstance(statement, CompoundSelect):
        arms = statement.selects
        own = NOTHING if _keeps_all(statement) else _all(_whole(arm) for arm in arms)
        return own | _all(_row_deciding_columns(arm) for arm in arms)
    assert isinstance(statement, Select)
    sources = _from_clauses(statement)
    conditions = [
        *_row_conditions(statement),
        *(on for one in sources for on in _inner_join_conditions(one)),
    ]
    chosen = (
        _all(_row_deciding_names(one) for one in sources)
        | _names_in_expressions(statement, conditions).all
    )
    return chosen | (_whole(statement) if statement._distinct else NOTHING)


def _row_conditions(statement: Select) -> Iterator[ClauseElement]:
    """Yield the clauses that filter and group rows. SQLAlchemy has no public API for grouping."""
    yield from () if statement.whereclause is None else (statement.whereclause,)
    yield from statement._group_by_clauses
    yield from statement._having_criteria


def _keeps_all(statement: CompoundSelect) -> bool:
    return statement.keyword.value == "UNION ALL"


def _whole(statement: SelectBase) -> Names:
    """Return all names on which any column of a query depends."""
    return _all(
        _names_behind_result(statement, position).all
        for position in range(len(statement.selected_columns))
    )


def _names_in_expressions(statement: SelectBase, elements: Iterable[ClauseElement]) -> NamesRead:
    """Return the names that expressions in a query depend on, and those of the joins they use."""
    leaves, joins = _table_columns_in(elements), _outer_joined_tables(statement)
    sources, followed = {leaf.table for leaf in leaves}, set[FromClause]()
    while used := (sources & joins.keys()) - followed:
        joining = _table_columns_in((joins[part] for part in used), choose=True)
        leaves |= joining
        followed |= used
        sources |= {leaf.table for leaf in joining}
    return _together(leaf.reading for leaf in leaves)


def _table_columns_in(elements: Iterable[ClauseElement], *, choose: bool = False) -> set[Leaf]:
    """Return the table columns used in expressions, and whether each only chooses rows."""
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
    """Yield the parts of an SQL expression, and whether each only chooses rows for the others."""
    choosing: tuple[object, ...] = ()
    match element:
        case FunctionFilter():
            choosing = (element.criterion,)
        case Over():
            choosing = (element.partition_by, element.order_by)
        # A subquery is followed through its columns.
        case Table() | AliasedReturnsRows():
            return
    for part in element.get_children():
        yield part, any(part is one for one in choosing)


@cache
def _names_behind_column(table: FromClause, key: str) -> NamesRead:
    """Return the names that a column used in an expression depends on."""
    if isinstance(table, AliasedReturnsRows):
        return _names_behind_part(table, key)
    assert isinstance(table, Table)
    if table in RECORDS:
        return _names_behind_record(table, key)
    if PARTS in table.info:
        own = names_read_by_column(table.c[key])
        return NamesRead(own.values, own.rows | names_that_choose_rows(table))
    return NamesRead(frozenset(table.c[key].info.get(READS, ())))


def _names_behind_part(part: AliasedReturnsRows, key: str) -> NamesRead:
    element = part.element
    if isinstance(element, Table):
        return _names_behind_column(element, key)
    assert isinstance(element, SelectBase)
    arms = element.selects if isinstance(element, CompoundSelect) else (element,)
    own = _together(_names_behind_result(arm, _column_position(part, key)) for arm in arms)
    return NamesRead(own.values, own.rows | _row_deciding_columns(element))


def _names_behind_record(table: Table, key: str) -> NamesRead:
    """Return the names for a record column; for a required id only its table: no row lacks it."""
    stored = table.c[key.removesuffix(PRECISION)]
    field = columns.field_of(stored)
    if not field.sent or field.kind is columns.Kind.JURISDICTION:
        return NamesRead()
    if field.kind is columns.Kind.ID and field.required:
        return NamesRead(frozenset({table.name}))
    return NamesRead(frozenset({f"{table.name}.{stored.key}"}), frozenset({table.name}))


def _column_position(table: FromClause, key: str) -> int:
    """Return the position of a column in its table."""
    return list(table.c.keys()).index(key)


def _row_deciding_names(source: object) -> Names:
    """Return the names that decide which rows a FROM clause has, without join conditions."""
    match source:
        case Join():
            right = NOTHING if source.isouter else _row_deciding_names(source.right)
            return _row_deciding_names(source.left) | right
        case AliasedReturnsRows():
            return _row_deciding_names(source.element)
        case SelectBase():
            return _row_deciding_columns(source)
        case Table() if source in RECORDS:
            return frozenset({source.name})
        case Table() if PARTS in source.info:
            return names_that_choose_rows(source)
    return NOTHING


def _inner_join_conditions(source: FromClause) -> Iterator[ClauseElement]:
    """Yield the conditions of inner joins, which choose rows."""
    if isinstance(source, Join):
        yield from _inner_join_conditions(source.left)
        if not source.isouter and source.onclause is not None:
            yield from (source.onclause, *_inner_join_conditions(source.right))


@cache
def _outer_joined_tables(statement: SelectBase) -> dict[FromClause, ClauseElement]:
    """Return the outer-joined tables, which do not choose rows, with their join conditions."""
    joins, left = dict[FromClause, ClauseElement](), list(_from_clauses(statement))
    while left:
        source = left.pop()
        if isinstance(source, Join):
            left += (source.left,) if source.isouter else (source.left, source.right)
            if source.isouter and source.onclause is not None:
                joins[source.right] = source.onclause
    return joins


@cache
def _from_clauses(statement: SelectBase) -> tuple[FromClause, ...]:
    """Return the FROM clauses of a query. SQLAlchemy's own way would compile the query."""
    sources = [one for one in statement.get_children() if isinstance(one, FROM)]
    joined = {part for one in sources for part in _sides(one)}
    return tuple(one for one in sources if one not in joined)


def _sides(source: FromClause) -> Iterator[FromClause]:
    """Yield all parts of a join, also of the joins inside it."""
    if isinstance(source, Join):
        for side in (source.left, source.right):
            yield from (side, *_sides(side))


def _all(each: Iterable[Names]) -> Names:
    return NOTHING.union(*each)


def _together(readings: Iterable[NamesRead]) -> NamesRead:
    """Return the union of several sets of names."""
    listed = tuple(readings)
    return NamesRead(_all(one.values for one in listed), _all(one.rows for one in listed))
