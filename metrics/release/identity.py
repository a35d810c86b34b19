"""What a cell of a release is: units that a measure counts as one thing, found in its definition.

Two measures of one unit, condition, day and window count the same things: their cell is one, and is
rounded once. So a measure's id is no part of it.
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl
from sqlalchemy import CTE, ClauseElement, Column, ColumnElement, CompoundSelect, Date, Select
from sqlalchemy.sql.elements import ColumnClause
from sqlalchemy.sql.visitors import iterate

from metrics.kinds import Amount, AmountRatio, Count, Duration, Flow, FlowRatio, Median, Rate, Share
from metrics.measure import Measure
from metrics.options import Chosen
from metrics.request import PERIOD
from metrics.units.declaration import MADE, OWN, PARTS

# The parts of which the rows of a release are made.
YES, NO, UNKNOWN = "yes", "no", "unknown"
USED, WITHOUT, CONTRIBUTORS = "used", "without", "contributors"
EVENTS, CAME_IN, RESOLVED, PENDING = "events", "came_in", "resolved", "pending"
WHOLE = "whole"
BETWEEN, IS, AND = "|", "=", ":"


class Part(NamedTuple):
    """A part of a measure: its name, what it counts, and how it is had from what was counted.

    Where it does not add up, what several groups have in common is counted once in all of them
    together; where it is `by_year` only, windows of several years have none. What another measure
    counts is `counted` None here, and has the number that it has there.
    """

    name: str
    key: str
    counted: pl.Expr | None
    adds_up: bool = True
    by_year: bool = False


def parts_of(measure: Measure, chosen: Chosen) -> tuple[Part, ...]:
    """The parts of a measure that are cells, by the options in force."""
    return tuple(_parts(measure, _place(measure, measure.window(chosen))))


def whole(measure: Measure, window: int) -> str | None:
    """What all parts of a measure count together, where units are given so many months.

    It is never published. But measures of the same units have the same, so that their parts hang
    together. None of a measure whose parts are no parts of one whole.
    """
    plain = not isinstance(measure, Count) or (measure.distinct is None and measure.summed is None)
    if not plain or isinstance(measure, Rate | FlowRatio):
        return None
    return BETWEEN.join((_place(measure, window), next(measure.truths()).name, WHOLE))


def belonging(measure: Measure, chosen: Chosen) -> str:
    """What is known to belong: a Count of the same condition has it as its yes."""
    of = next(measure.truths()).name
    return BETWEEN.join((_place(measure, measure.window(chosen)), of, YES))


def cells(key: pl.Expr, by: Iterable[str]) -> pl.Expr:
    """The identities of cells: what they count, and the values by which they are split, in order.

    The columns `by` are those beside jurisdiction and period. What is not split has no value there,
    so that a cell that is reached by two ways has one identity.
    """
    names = sorted(("jurisdiction", PERIOD, *by))
    values = (pl.lit(f"{BETWEEN}{name}{IS}") + pl.col(name) for name in names)
    return pl.concat_str(key, *values)


def _place(measure: Measure, window: int) -> str:
    due = "" if measure.due_on is None else measure.due_on.name
    return BETWEEN.join((measure.unit.name, measure.dated_by.name, str(window), due))


def _parts(measure: Measure, place: str) -> Iterator[Part]:
    match measure:
        case Share():
            for name in (YES, NO, UNKNOWN):
                yield Part(name, _key(place, measure.truths(), name), pl.col(name))
        case Count():
            yield from _of_count(measure, place)
        case Amount() | AmountRatio():
            of = _names((measure.eligible, *measure.sides))
            yield from _used(measure, place, of)
            if isinstance(measure, Amount):
                yield Part(WITHOUT, BETWEEN.join((place, of, WITHOUT)), pl.col("no"))
                # Of these it is not known whether they belong at all: whoever counts them knows it.
                unknown = _key(place, [measure.eligible], UNKNOWN)
            else:
                unknown = BETWEEN.join((place, of, UNKNOWN))
            yield Part(UNKNOWN, unknown, pl.col("unknown"))
        case Duration() | Median():
            of = _names(one for one in measure.columns() if one is not measure.dated_by)
            yield from _used(measure, place, of)
            yield Part(UNKNOWN, BETWEEN.join((place, of, UNKNOWN)), pl.col("unknown"))
        case Rate():
            yield from _of_rate(measure, place)
        case FlowRatio():
            yield from _of_flow(measure, place)


def _names(columns: Iterable[Column]) -> str:
    return AND.join(column.name for column in columns)


def _key(place: str, condition: Iterable[Column], name: str) -> str:
    return BETWEEN.join((place, _names(condition), name))


def _of_count(measure: Count, place: str) -> Iterator[Part]:
    if measure.summed is not None:
        yield Part(YES, _key(place, (measure.counted, measure.summed), "sum"), pl.col("yes"))
        return
    alone = measure.distinct is None
    condition = (measure.counted, *(() if measure.distinct is None else (measure.distinct,)))
    for name in (YES, UNKNOWN):
        yield Part(name, _key(place, condition, name), pl.col(name), adds_up=alone)


def _used(measure: Measure, place: str, of: str) -> Iterator[Part]:
    """The units that a middle or a sum is of, and the cases that these are of."""
    used, counted = BETWEEN.join((place, of, USED)), pl.col("yes")
    if isinstance(measure, Duration):
        # Who still waits is part of the middle too.
        counted += pl.col("no")
    yield Part(USED, used, counted)
    if measure.unit.info[OWN] is None:
        # Each unit is a case.
        yield Part(CONTRIBUTORS, used, counted)
    else:
        cases = BETWEEN.join((place, of, CONTRIBUTORS))
        yield Part(CONTRIBUTORS, cases, pl.col("cases"), adds_up=False)


def _of_rate(measure: Rate, place: str) -> Iterator[Part]:
    if (counted := _rows_counted(measure.events)) is not None:
        # Another unit's rows: one number, rounded once.
        yield Part(EVENTS, counted, None)
        return
    of = (measure.eligible, *measure.sides)
    yield Part(EVENTS, _key(place, of, EVENTS), pl.col("above"))
    yield Part(USED, _key(place, of, USED), pl.col("yes"))
    yield Part(UNKNOWN, _key(place, of, UNKNOWN), pl.col("unknown"))


def _rows_counted(events: Column) -> str | None:
    """What the rows of another unit are that a column counts; None where it counts none."""
    made = events.info[MADE]
    expression = made if isinstance(made, ColumnElement) else made(events.table.info[PARTS]())
    for one in iterate(expression):
        if isinstance(one, ColumnClause) and isinstance(one.table, CTE):
            place = one.table.c.keys().index(one.key)
            element = one.table.element
            arms = element.selects if isinstance(element, CompoundSelect) else (element,)
            for statement in (arm for arm in arms if isinstance(arm, Select)):
                if str(list(statement.selected_columns)[place]) == "count(*)":
                    return _counted_by(statement)
    return None


def _counted_by(statement: Select) -> str:
    """What a statement counts by year: the units of one condition, by their day."""
    [of] = _columns([statement.whereclause])
    [day] = (one for one in _columns(statement._group_by_clauses) if isinstance(one.type, Date))
    return BETWEEN.join((of.table.name, day.name, "0", "", of.name, YES))


def _columns(elements: Iterable[ClauseElement | None]) -> list[Column]:
    inside = (one for element in elements if element is not None for one in iterate(element))
    return [one for one in inside if isinstance(one, Column)]


def _of_flow(measure: FlowRatio, place: str) -> Iterator[Part]:
    columns = [one for one in measure.columns() if one is not measure.dated_by]
    if measure.flow is Flow.CLEARANCE:
        yield Part(CAME_IN, _key(place, columns, CAME_IN), pl.col("no"))
    else:
        yield Part(PENDING, _key(place, columns, PENDING), pl.col("above"), False, True)
    yield Part(RESOLVED, _key(place, columns, RESOLVED), pl.col("yes"))
    yield Part(UNKNOWN, _key(place, columns, UNKNOWN), pl.col("unknown"))
