"""Keep counts that add up over years: stored in the database (cells), or in memory (cubes).

Stored cells have shares and counts of units by the declared breakdowns. Cubes are made from one
query by year and group when a view is opened, and kept until the records change.

Not stored are distinct persons and sums of money, which do not add up, and days, which need almost
as many rows as units. Shares of units of which a case may have several are not stored either:
persons of one case may be in several years, and its victims in several forms, so that one case
would count as several independent ones.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, chain, groupby
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    Connection,
    Integer,
    Select,
    String,
    Table,
    and_,
    func,
    insert,
    literal_column,
    select,
)

from metrics import count_queries
from metrics.catalogue import CATALOGUE
from metrics.count_queries import (
    AMOUNTS,
    COUNTED,
    PART,
    Groups,
    Indexes,
    Keys,
    Numbers,
    cluster_names,
    constant_key,
    count_query,
    group_by_query,
    has_clusters,
    text_key,
)
from metrics.measure import Measure
from metrics.measure_kinds import Count, Duration, FlowRatio, Median, Share
from metrics.request import ALL, EVER, JURISDICTION, PERIOD, YEAR, Request, Spans, span_name
from metrics.request import UNDATED as WITHOUT_YEAR
from metrics.units.build import BY_DATABASE, UNITS, Fill
from metrics.units.unit_columns import AMOUNT, BREAKDOWN, METADATA, own_office_column
from schemas.store import database

Additive = Share | Count
# The breakdowns of cells, besides jurisdiction and year.
DIMENSIONS = ("office", "form")
# The column with the number of the arm, that is, of the measures that one query counts.
ARM = "arm"
KEYS = (JURISDICTION, YEAR, *DIMENSIONS)


def _stored_measures() -> dict[str, tuple[Additive, ...]]:
    """Return the measures with stored counts (cells), by the table of things that they count.

    These are shares and counts that can be added up. Tables without all DIMENSIONS have few rows,
    and are counted when needed.
    """
    divisible = [
        m
        for m in CATALOGUE.values()
        if isinstance(m, Share | Count) and set(DIMENSIONS) <= set(m.breakdowns)
    ]
    alone = [m for m in divisible if not has_clusters(m)]
    stored = [m for m in alone if isinstance(m, Share) or m.distinct is None]
    by_unit = groupby(sorted(stored, key=_unit_name), key=_unit_name)
    return {name: tuple(measures) for name, measures in by_unit}


def _unit_name(measure: Measure) -> str:
    return measure.unit.name


STORED = _stored_measures()
WIDTH = max(len(arm) for measures in STORED.values() for arm in group_by_query(measures)) * len(
    COUNTED
)
cells = Table(
    "cells",
    METADATA,
    Column("unit", String(32), nullable=False),
    Column(ARM, Integer, nullable=False),
    Column(JURISDICTION, String(16), nullable=False),
    Column(YEAR, Integer),  # NULL: undated
    *(Column(name, String(64), nullable=False, info={BREAKDOWN: name}) for name in DIMENSIONS),
    *(Column(f"part_{position}", Integer, nullable=False) for position in range(WIDTH)),
    info={"word": "cell"},
)


def store_cells(connection: Connection, judged: Request, fill: Fill = BY_DATABASE) -> None:
    """Count the units (suspects, cases ...) by year and breakdown, and store the counts (cells).

    `judged` has the reference dates and counting options to use.
    """
    by_dimensions, filled = judged.split(DIMENSIONS), database.non_empty_tables(connection, UNITS)
    for unit, measures in STORED.items():
        if unit not in filled:
            continue
        for number, arm in enumerate(group_by_query(measures)):
            columns = count_query(arm, by_dimensions).query.subquery().c
            parts = [columns.get(name, literal_column("0", Integer)) for name in _part_names()]
            of = (literal_column(f"'{unit}'", String), literal_column(str(number), Integer))
            rows = select(*of, *(columns[name] for name in KEYS), *parts)
            fill(connection, insert(cells).from_select(["unit", ARM, *KEYS, *_part_names()], rows))


def _part_names() -> list[str]:
    return [f"part_{position}" for position in range(WIDTH)]


@database.precompiled
def cells_query(unit: str, request: Request) -> Select:
    """Return a query that sums the stored counts of several measures, by group.

    Columns are those of `count_queries.count_query`, and `arm`, the number of the query.
    """
    group: list[ColumnElement] = [cells.c[ARM], cells.c.jurisdiction]
    group += [request.period(cells.c.year).label(YEAR)] if request.by_year else []
    group += [cells.c[name] for name in request.by]
    sums = [func.sum(cells.c[name]).label(name) for name in _part_names()]
    counted = METADATA.tables[unit]
    office = None if own_office_column(counted) is None else cells.c.office
    return (
        select(*group, *sums)
        .select_from(request.spans.beside(cells, cells.c.year) if request.spans else cells)
        .where(cells.c.unit == unit, *request.where_year(cells, office))
        .group_by(*group)
    )


def has_cells(measure: Measure) -> bool:
    """Whether counts of the measure are stored."""
    return measure in STORED.get(measure.unit.name, ())


def cells_can_answer(request: Request) -> bool:
    """Whether stored counts exist for the requested reference dates and breakdowns."""
    split_by = {*request.by, *(name for name, _ in request.only)}
    return request.is_stored and split_by <= {*DIMENSIONS, JURISDICTION}


# Rows of a cube have the first and last year of their units: a row is in a period that includes
# both.

FIRST, LAST = "first", "last"
# Undated units sort before every year, so that a period with a first year leaves them out.
UNDATED, NEVER = 0, 9999


class Period(NamedTuple):
    """A period from year to year, with the name that its rows have."""

    name: str
    first: int
    last: int


def cube_request(request: Request) -> Request | None:
    """Return the request for a cube (counts of all years and groups) that can answer `request`.

    None if the request has several values of one breakdown: a case in two of them would be counted
    twice. The cube has the same scope as the request.
    """
    names = [name for name, _ in request.only if name != JURISDICTION]
    is_one_of_each = len(names) == len(set(names))
    if not is_one_of_each:
        return None
    return replace(
        request,
        by=tuple(sorted({*request.by, *names})),
        by_year=True,
        years=EVER,
        only=(),
        spans=None,
    )


@dataclass(frozen=True)
class CubeRows:
    """The keys of the rows of a cube (counts in memory), with each row's first and last year.

    `values` has the values of each key in order; the first one is NULL.
    """

    codes: Mapping[str, Indexes]
    values: Mapping[str, Keys]
    first: Indexes
    last: Indexes


class GroupedRows(NamedTuple):
    """The rows of a cube with the `number` of their group; `keys` name the groups."""

    rows: Indexes
    number: Indexes
    keys: dict[str, Keys]


def cube_rows(frame: pl.DataFrame, keys: Sequence[str]) -> CubeRows:
    """Return the keys and years of a frame as arrays."""
    codes = {
        name: frame[name].rank("dense").fill_null(0).cast(pl.Int32).to_numpy() for name in keys
    }
    values = {
        name: text_key(pl.concat([frame[name].clear(1), frame[name].drop_nulls().unique().sort()]))
        for name in keys
    }
    first = frame[FIRST].to_numpy() if FIRST in frame.columns else np.zeros(frame.height, int)
    return CubeRows(
        codes, values, first, frame[LAST].to_numpy() if LAST in frame.columns else first
    )


def filter_mask(held: CubeRows, request: Request) -> NDArray[np.bool_]:
    """Return a mask of the rows with the requested jurisdictions, forms and offices."""
    inside = np.full(held.first.shape, fill_value=True)
    for name, of in request.allowed.items():
        inside &= np.array([value in of for value in held.values[name]])[held.codes[name]]
    return inside


def number_groups_by_period(held: CubeRows, request: Request, *more: str) -> GroupedRows:
    """Return the rows of a cube for each requested period, with the number of their group.

    They are grouped as requested and by the columns `more`.
    """
    rows, period, names = _in_periods(held, request)
    keys = [*more, JURISDICTION, *request.by]
    number = period
    for key in keys:
        number = number * len(held.values[key]) + held.codes[key][rows]
    _, first, group = np.unique(number, return_index=True, return_inverse=True)
    of = {key: held.values[key][held.codes[key][rows[first]]] for key in keys}
    return GroupedRows(rows, group, of | {PERIOD: names[period[first]]})


def _in_periods(held: CubeRows, request: Request) -> tuple[Indexes, Indexes, Keys]:
    """Find the rows of a cube in each period: row, number of the period; and the periods' names."""
    placed = np.flatnonzero(filter_mask(held, request))
    begins, ends = held.first[placed], held.last[placed]
    if request.spans is None:
        first_year, last_year = _first_and_last(request)
        inside = (begins >= first_year) & (ends <= last_year)
        if not request.by_year:
            rows = placed[inside]
            return rows, np.zeros(rows.shape, np.int64), constant_key(ALL, 1)
        rows = placed[inside & (begins == ends)]
        years, period = np.unique(held.first[rows], return_inverse=True)
        return rows, period, _name_key([_year_name(year) for year in years.tolist()])
    periods = list(_periods_of(request.spans))
    of_each = [placed[(begins >= period.first) & (ends <= period.last)] for period in periods]
    number = np.repeat(np.arange(len(periods)), [len(rows) for rows in of_each])
    return np.concatenate(of_each), number, _name_key([period.name for period in periods])


def _year_name(year: int) -> str:
    return WITHOUT_YEAR if year == UNDATED else str(year)


def _name_key(of: Sequence[str]) -> Keys:
    return np.array(of, object)


def _first_and_last(request: Request) -> tuple[int, int]:
    first, last = request.years
    if first is None:
        first = UNDATED if last is None else UNDATED + 1
    return first, NEVER if last is None else last


def _periods_of(asked: Spans) -> Iterator[Period]:
    for first, last in asked.periods:
        yield Period(span_name((first, last)), first, last)
    for year in (*asked.each, *([UNDATED] if asked.each else [])):
        yield Period(_year_name(year), year, year)


# A case's contribution need not be the sum over its years: a person counted in two years is one
# person in both together. So each case has, besides a row for each year, correcting rows for
# periods that include several of its years. `f`, the contribution of its years i to j, must count
# where a period includes exactly these: it begins after year i - 1 and not after year i, and ends
# not before year j and before year j + 1. As a sum over rows (first, last) inside the period this
# is +f at (i, j), -f at (i - 1, j) and (i, j + 1), and +f at (i - 1, j + 1).

# A function from sums of numbers over units of a case to the case's contributions, by name.
Adds = Callable[[Numbers], Mapping[str, Numbers]]


def units_of_several_years(units: CTE, keys: Sequence[str], cases: Sequence[str]) -> CTE:
    """Return a query for the units of those cases that have units in more than one year.

    `keys` leave out the year.
    """
    own = [units.c[name] for name in (*keys, *cases)]
    year = func.coalesce(units.c[YEAR], UNDATED)
    several = select(*own).group_by(*own).having(func.min(year) < func.max(year)).cte("several")
    same = [several.c[column.name].is_not_distinct_from(column) for column in own]
    return select(units).join(several, and_(*same)).cte("of_several_years")


@dataclass(frozen=True)
class MultiYearCases:
    """Rows by case and year, sorted by case and then by year."""

    rows: pl.DataFrame
    keys: tuple[str, ...]
    case: Indexes
    year: Indexes

    def added(self, numbers: Sequence[str], adds: Adds) -> pl.DataFrame:
        """Return rows that correct double counts of cases in periods of several years.

        Columns: the keys, FIRST, LAST, and those of `adds`.
        """
        given = self.rows.select(numbers).cast(pl.Float64).fill_null(0.0).to_numpy()
        used = np.flatnonzero(given.any(axis=1))
        case, year = self.case[used], self.year[used]
        sums = np.concatenate([np.zeros((1, given.shape[1])), given[used].cumsum(axis=0)])
        names, none = [*adds(np.zeros((0, given.shape[1])))], np.array([], int)
        corners = [
            (none, none, none, np.zeros((0, len(names)))),
            *_stretch_corrections(case, sums, adds),
        ]
        rows, begins, ends, added = map(np.concatenate, zip(*corners, strict=True))
        together = self.rows.select(self.keys)[used[rows]].with_columns(
            **_series({FIRST: year[begins], LAST: year[ends]}),
            **{name: pl.Series(added[:, position]) for position, name in enumerate(names)},
        )
        return together.group_by(*self.keys, FIRST, LAST).agg(pl.all().sum())

    def stretches(self, number: str) -> pl.DataFrame:
        """Return for each case the sums over each run of consecutive years in which it has units.

        Columns: the keys, FIRST, LAST, `number`.
        """
        values = self.rows[number].fill_null(0).to_list()
        # Amounts of money are decimals, and sums stay exact.
        sums = np.array([values[0] - values[0], *accumulate(values)] if values else [], object)
        at, ends, of = [], [], []
        for first, last in _runs_of_case(self.case):
            if (last > first).all():
                at.append(first)
                ends.append(last)
                of.append(sums[last + 1] - sums[first])
        rows, lasts = (np.concatenate(many) if many else np.array([], int) for many in (at, ends))
        years = {FIRST: self.year[rows], LAST: self.year[lasts]}
        amounts = pl.Series(number, list(chain(*of)), self.rows[number].dtype, strict=False)
        return (
            self.rows.select(self.keys)[rows].with_columns(**_series(years)).with_columns(amounts)
        )


def multi_year_cases(
    rows: pl.DataFrame, keys: Sequence[str], cases: Sequence[str]
) -> MultiYearCases:
    """Return the rows of `units_of_several_years`, sorted by case and year."""
    dated = rows.with_columns(pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED))
    ordered = dated.sort(*keys, *cases, YEAR, nulls_last=False)
    case = ordered.select(pl.struct(*keys, *cases).rle_id()).to_series().cast(pl.Int64)
    return MultiYearCases(ordered, tuple(keys), case.to_numpy(), ordered[YEAR].to_numpy())


def _runs_of_case(case: Indexes) -> Iterator[tuple[Indexes, Indexes]]:
    """Yield first and last index of all runs of one, two, ... consecutive rows of a case."""
    apart = 0
    while True:
        first = np.flatnonzero(case[: len(case) - apart] == case[apart:])
        if not first.size:
            return
        yield first, first + apart
        apart += 1


def _stretch_corrections(
    case: Indexes, sums: Numbers, adds: Adds
) -> Iterator[tuple[Indexes, Indexes, Indexes, Numbers]]:
    """Yield corrections so that a case counts once, in any range of years of a cube.

    Each item has, for runs of years, an index of the case, the index of the first year, of the last
    year, and the numbers to add: `adds` of the sums over the run, with a sign.
    """
    for first, last in _runs_of_case(case):
        of = np.stack([*adds(sums[last + 1] - sums[first]).values()], axis=1)
        before, after = np.maximum(first - 1, 0), np.minimum(last + 1, len(case) - 1)
        has_before = (first > 0) & (case[before] == case[first])
        has_after = (last + 1 < len(case)) & (case[after] == case[last])
        # A single year has its row already.
        alone = np.full(first.shape, bool((last > first).all()))
        for where, first_row, last_row, sign in (
            (alone, first, last, 1.0),
            (has_before, before, last, -1.0),
            (has_after, first, after, -1.0),
            (has_before & has_after, before, after, 1.0),
        ):
            yield first[where], first_row[where], last_row[where], sign * of[where]


def _series(years: Mapping[str, Indexes]) -> dict[str, pl.Series]:
    return {name: pl.Series(of, dtype=pl.Int64) for name, of in years.items()}


# Enough for all pages in a few scopes, with form and office; some hundred kilobytes each.
ARMS_KEPT = 256
# The index of the part with the largest case's amount.
LARGEST = (*COUNTED, *AMOUNTS).index("largest")
# The number of decimals of stored amounts, and the factor to whole numbers.
PLACES = AMOUNT.scale or 0
PIECES = 10.0**PLACES


@dataclass(frozen=True)
class SumCube:
    """Sums in memory, by year and group: the columns `part_0` ... of a query.

    Decimal fractions of money are in `pieces` as whole numbers, so that sums are exact: otherwise a
    share could differ from 100%. For parts in `largest` the maximum is used instead of the sum.
    """

    rows: CubeRows
    parts: Numbers
    pieces: Numbers | None
    largest: Sequence[int]

    def sums(self, request: Request, *more: str) -> Groups:
        """Return the sums of each requested group, also split by the columns `more`."""
        rows, number, keys = number_groups_by_period(self.rows, request, *more)
        order = np.argsort(number, kind="stable")
        ordered, first = rows[order], np.flatnonzero(np.diff(number[order], prepend=-1))
        parts = self.parts[ordered]
        if not first.size:
            return Groups(keys, parts)
        sums = np.add.reduceat(parts, first)
        if self.pieces is not None:
            sums += np.add.reduceat(self.pieces[ordered], first) / PIECES
        for jurisdiction in self.largest:
            sums[:, jurisdiction] = np.maximum.reduceat(parts[:, jurisdiction], first)
        return Groups(keys, sums)


@database.lru_per_snapshot(ARMS_KEPT)
def count_cube(connection: Connection, arm: tuple[Share | Count, ...], base: Request) -> SumCube:
    """Count shares and counts by year and group in memory: a cube for `count_query`."""
    points = database.read_precompiled(connection, count_queries.count_query(arm, base), {})
    corrections = [
        _rename_parts(_distinct_corrections(connection, one, base), position, COUNTED)
        for position, one in enumerate(arm)
        if isinstance(one, Count) and one.distinct is not None
    ]
    return build_sum_cube(points, corrections, [JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def case_count_cube(connection: Connection, arm: tuple[Share, ...], base: Request) -> SumCube:
    """Count shares by case, year and group in memory: a cube for `case_count_query`."""
    points = database.read_precompiled(connection, count_queries.case_count_query(arm, base), {})
    units = _units_of_measure(count_queries.share_units(arm, base), arm[0], base)
    cases = _cases_of_several_years(
        connection, count_queries.share_cases(units, arm, base), arm[0], base
    )
    corrections = [
        _rename_parts(
            cases.added(_numbered_names(COUNTED[:3], position), _share_sums),
            position,
            count_queries.SHARE_PARTS,
        )
        for position in range(len(arm))
    ]
    return build_sum_cube(points, corrections, [JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def cells_cube(connection: Connection, unit: str, base: Request) -> SumCube:
    """Load stored counts by year and group into memory: a cube for `cells_query`.

    Each case has one unit here, so no corrections are needed.
    """
    points = database.read_precompiled(connection, cells_query(unit, base), {})
    return build_sum_cube(points, [], [ARM, JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def amount_sums_by_years(
    connection: Connection, arm: tuple[count_queries.Summed, ...], base: Request
) -> SumCube | None:
    """Sum amounts by year and group in memory, so that each case counts once in any years.

    `largest` is the largest amount of a case in the years. Returns None if an amount is negative:
    then some years of a case may add up to more than all of them.
    """
    points = database.read_precompiled(connection, count_queries.amount_query(arm, base), {})
    units = _units_of_measure(count_queries.units_with_amounts(arm, base), arm[0], base)
    cases = _cases_of_several_years(
        connection, count_queries.amounts_by_case(units, arm, base), arm[0], base
    )
    names = (*COUNTED, *AMOUNTS)
    corrections = []
    for position, one in enumerate(arm):
        corrections.append(
            _rename_parts(
                cases.added(_numbered_names(("yes",), position), _used_sums), position, names
            )
        )
        if count_queries.is_event_rate(one):
            squares = cases.added(_numbered_names(("above",), position), _square_sums)
            corrections.append(_rename_parts(squares, position, names))
        above = f"above_{position}"
        if cases.rows.select(pl.col(above) < 0).to_series().any():
            return None
        of_several = cases.stretches(above).rename({above: _part_name(names, "largest", position)})
        corrections.append(of_several)
    return build_sum_cube(points, corrections, [JURISDICTION, *base.by], len(names))


def _units_of_measure(units: CTE, measure: Measure, base: Request) -> CTE:
    return units_of_several_years(units, [JURISDICTION, *base.by], cluster_names(measure.unit))


def _cases_of_several_years(
    connection: Connection, cases: CTE, measure: Measure, base: Request
) -> MultiYearCases:
    rows = database.read_frame(connection, select(cases))
    return multi_year_cases(rows, [JURISDICTION, *base.by], cluster_names(measure.unit))


def _distinct_corrections(connection: Connection, measure: Count, base: Request) -> pl.DataFrame:
    """Return rows that correct the count of persons who are counted in several years."""
    units = count_queries.unit_states_query((measure,), base).cte("units")
    keys = [JURISDICTION, *base.by]
    state = units.c["state_0"]
    numbers = [
        count_queries.count_rows_where(state == number).label(f"{name}_0")
        for number, name in enumerate(COUNTED[:3])
    ]
    of = [units.c[name] for name in (*keys, YEAR, "of_0")]
    # Persons without an id are not counted.
    persons = select(*of, *numbers).where(units.c["of_0"].is_not(None)).group_by(*of).cte("persons")
    rows = database.read_frame(connection, select(units_of_several_years(persons, keys, ["of_0"])))
    return multi_year_cases(rows, keys, ["of_0"]).added(
        _numbered_names(COUNTED[:3], 0), _person_counts
    )


def _numbered_names(names: Sequence[str], position: int) -> list[str]:
    return [f"{name}_{position}" for name in names]


def _part_name(names: Sequence[str], name: str, position: int) -> str:
    return f"part_{position * len(names) + names.index(name)}"


def _rename_parts(corrections: pl.DataFrame, position: int, names: Sequence[str]) -> pl.DataFrame:
    return corrections.rename(lambda one: _part_name(names, one, position) if one in names else one)


def build_sum_cube(
    points: pl.DataFrame, corrections: Sequence[pl.DataFrame], keys: Sequence[str], width: int = 0
) -> SumCube:
    """Build a cube (sums by group and year) from counted rows and corrections of double counts.

    `keys` are the columns of groups. `width` is the number of parts of an amount; 0 for counts.
    """
    year = pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED)
    dated = points.with_columns(year.alias(FIRST), year.alias(LAST)).drop(YEAR)
    names = [name for name in dated.columns if name.startswith(PART)]
    # Whole numbers are exact as floats. Fractions of money stay decimals.
    kinds = {
        n: of if width and of.is_decimal() else pl.Float64()
        for n, of in dated.select(names).schema.items()
    }
    frames = [
        one.cast({n: kinds[n] for n in one.columns if n in kinds})
        for one in (dated, *corrections)
        if one.height or one is dated
    ]
    largest = range(LARGEST, len(names), width) if width else range(0)
    together = frames[0]
    if len(frames) > 1:
        agg = [
            pl.col(name).max() if position in largest else pl.col(name).sum()
            for position, name in enumerate(names)
        ]
        together = pl.concat(frames, how="diagonal").group_by(*keys, FIRST, LAST).agg(agg)
    # Sums of fractions are equal only in the same order.
    ordered = together.sort(*keys, FIRST, LAST)
    return _split_money(ordered, names, cube_rows(ordered, keys), largest)


def _split_money(
    frame: pl.DataFrame, names: Sequence[str], rows: CubeRows, largest: Sequence[int]
) -> SumCube:
    """Split money into whole units and fractions as integers, so that sums are exact."""
    parts = frame.select(pl.col(names).fill_null(0))
    whole = np.array(parts.cast(pl.Float64).to_numpy(), order="C")
    pieces = np.zeros_like(whole)
    for position, name in enumerate(names):
        if parts.schema[name].is_decimal() and position not in largest:
            part = parts[name]
            of_whole = part.cast(pl.Int64)
            rest = (part - of_whole.cast(part.dtype)).cast(pl.Float64)
            whole[:, position], pieces[:, position] = (
                of_whole.cast(pl.Float64),
                np.rint(rest * PIECES),
            )
    return SumCube(rows, whole, pieces if pieces.any() else None, largest)


def _share_sums(of: Numbers) -> Mapping[str, Numbers]:
    """Return sums over cases, computed from arrays with the formulas of `case_sums`."""
    yes, no, unknown = of.T
    known, every, most = yes + no, yes + no + unknown, yes + unknown
    values = (
        *((known > 0) * 1.0, known * known, yes * yes, yes * known, _apart(yes, no)),
        *((every > 0) * 1.0, every * every, yes * every, _apart(yes, no + unknown)),
        *(most * most, most * every, _apart(most, no)),
    )
    return dict(zip(count_queries.CASE_SUMS, values, strict=True))


def _apart(these: Numbers, others: Numbers) -> Numbers:
    units = these + others
    of_case = np.divide(these * others, units, out=np.zeros(units.shape), where=units > 0)
    return np.round(of_case, PLACES)


def _used_sums(of: Numbers) -> Mapping[str, Numbers]:
    used = of[:, 0]
    return {"cases": (used > 0) * 1.0, "n_n": used * used}


def _square_sums(of: Numbers) -> Mapping[str, Numbers]:
    above = of[:, 0]
    return {"above_above": above * above}


def _person_counts(of: Numbers) -> Mapping[str, Numbers]:
    yes, _, unknown = of.T
    is_yes = (yes > 0) * 1.0
    return {"yes": is_yes, "unknown": (yes + unknown > 0) * 1.0 - is_yes}


# Each has at most a fifth as many rows as units: a megabyte at 100,000 cases.
MEASURES_KEPT = 32


@dataclass(frozen=True)
class HistogramCube:
    """Values of units in memory, by year and group, for medians and durations."""

    rows: CubeRows
    values: count_queries.Values

    def histogram(self, request: Request) -> count_queries.Histogram:
        """Return the values of units by requested group, for medians and durations."""
        rows, number, keys = number_groups_by_period(self.rows, request)
        return count_queries.Histogram(number, keys, self.values.at(rows))


@dataclass(frozen=True)
class FlowCube:
    """The units of a flow ratio in memory, of all years."""

    rows: CubeRows
    units: pl.DataFrame

    def selected(self, request: Request) -> pl.DataFrame:
        """Return the units of a flow in the jurisdictions, forms and offices that are asked for."""
        others = self.rows.codes.keys() - {JURISDICTION, *request.by}
        return self.units.filter(filter_mask(self.rows, request)).drop(others)


@database.lru_per_snapshot(MEASURES_KEPT)
def histogram_cube(
    connection: Connection, measure: Duration | Median, base: Request
) -> HistogramCube:
    """Load the values of units by year and group into memory: a cube for `histogram_query`.

    It has nearly as many rows as there are units, so they are sorted once.
    """
    rows = _with_first_year(
        database.read_precompiled(connection, count_queries.histogram_query(measure, base), {})
    )
    keys = [JURISDICTION, *base.by]
    ordered = rows.sort(*keys, count_queries.VALUE)
    return HistogramCube(cube_rows(ordered, keys), count_queries.histogram_values(ordered))


@database.lru_per_snapshot(MEASURES_KEPT)
def used_cases_cube(connection: Connection, measure: Duration | Median, base: Request) -> SumCube:
    """Count the cases behind a median by year and group: a cube for `used_cases_query`."""
    keys = [JURISDICTION, *base.by]
    names = cluster_names(measure.unit)
    units = units_of_several_years(count_queries.used_units(measure, base), keys, names)
    of_case = count_queries.used_by_case(units, measure, base)
    rows = database.read_frame(connection, select(of_case))
    points = database.read_precompiled(
        connection, count_queries.used_cases_query(measure, base), {}
    )
    right = multi_year_cases(rows, keys, names).added([count_queries.UNITS], _used_case_sums)
    parts = {name: f"{PART}{position}" for position, name in enumerate(count_queries.CASE_PARTS)}
    return build_sum_cube(points, [right.rename(parts)], keys)


@database.lru_per_snapshot(MEASURES_KEPT)
def flow_cube(connection: Connection, measure: FlowRatio, base: Request) -> FlowCube:
    """Load incoming and resolved units into memory: a cube for `count_queries.flow_query`."""
    frame = database.read_precompiled(connection, count_queries.flow_query(measure, base), {})
    return FlowCube(cube_rows(frame, [JURISDICTION, *base.by]), frame)


def _used_case_sums(of: np.ndarray) -> dict[str, np.ndarray]:
    used = of[:, 0]
    return dict(zip(count_queries.CASE_PARTS, ((used > 0) * 1.0, used * used), strict=True))


def _with_first_year(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.with_columns(pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED).alias(FIRST)).drop(YEAR)
