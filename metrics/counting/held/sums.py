"""What is held of shares, counts and amounts: sums that add up over years, places and groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from sqlalchemy import CTE, Connection, select

from metrics.counting import by_case, queries
from metrics.counting.cells import ARM, counts_of_cells
from metrics.counting.clusters import names_of_cluster
from metrics.counting.groups import PART, Groups, Numbers
from metrics.counting.held.periods import FIRST, LAST, UNDATED, Rows, grouped, rows_of
from metrics.counting.held.several_years import Cases, cases_of, of_several_years
from metrics.counting.queries import AMOUNTS, COUNTED
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Count, Share
from metrics.measure import Measure
from metrics.statistics.in_groups import begins
from metrics.units.declaration import AMOUNT
from schemas.store import database

# Arms of all pages in a few scopes, split by form and office too: some hundred kilobytes each.
ARMS_KEPT = 256
# Of each arm: which of the parts of a measure is its largest case's.
LARGEST = (*COUNTED, *AMOUNTS).index("largest")
# What one of a currency is stored in.
PLACES = AMOUNT.scale or 0
PIECES = 10.0**PLACES


@dataclass(frozen=True)
class Sums:
    """The parts of an arm, `part_0` ..., of each of the rows held.

    Of money what is not whole stands in `pieces`, whole numbers as well, so that sums are exact:
    shares of it may be all of it. Of several rows the parts of `largest` are the largest one.
    """

    rows: Rows
    parts: Numbers
    pieces: Numbers | None
    largest: Sequence[int]

    def of(self, request: Request, *more: str) -> Groups:
        """Those of each group that is asked for; groups go by `more` as well."""
        rows, number, keys = grouped(self.rows, request, *more)
        order = np.argsort(number, kind="stable")
        ordered, first = rows[order], np.flatnonzero(begins(number[order]))
        parts = self.parts[ordered]
        if not first.size:
            return Groups(keys, parts)
        sums = np.add.reduceat(parts, first)
        if self.pieces is not None:
            sums += np.add.reduceat(self.pieces[ordered], first) / PIECES
        for place in self.largest:
            sums[:, place] = np.maximum.reduceat(parts[:, place], first)
        return Groups(keys, sums)


@database.lru_per_snapshot(ARMS_KEPT)
def counts(connection: Connection, arm: tuple[Share | Count, ...], base: Request) -> Sums:
    """The columns of `queries.counts`, with FIRST and LAST."""
    points = database.read_precompiled(connection, queries.counts(arm, base), {})
    corrections = [
        _named(_distinct(connection, one, base), place, COUNTED)
        for place, one in enumerate(arm)
        if isinstance(one, Count) and one.distinct is not None
    ]
    return added_up(points, corrections, [JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def counts_of_cases(connection: Connection, arm: tuple[Share, ...], base: Request) -> Sums:
    """The columns of `by_case.counts_of_cases`, with FIRST and LAST."""
    points = database.read_precompiled(connection, by_case.counts_of_cases(arm, base), {})
    units = _several(by_case.units_of(arm, base), arm[0], base)
    cases = _cases(connection, by_case.cases(units, arm, base), arm[0], base)
    corrections = [
        _named(cases.added(_of(COUNTED[:3], place), _share), place, by_case.PARTS)
        for place in range(len(arm))
    ]
    return added_up(points, corrections, [JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def of_cells(connection: Connection, unit: str, base: Request) -> Sums:
    """The columns of `counts_of_cells`; a case of these units is one unit."""
    points = database.read_precompiled(connection, counts_of_cells(unit, base), {})
    return added_up(points, [], [ARM, JURISDICTION, *base.by])


@database.lru_per_snapshot(ARMS_KEPT)
def amounts(connection: Connection, arm: tuple[queries.Summed, ...], base: Request) -> Sums | None:
    """The columns of `queries.amounts`; of the largest, that of each stretch of years.

    None where an amount is negative: then fewer years of a case may come to more than all of it.
    """
    points = database.read_precompiled(connection, queries.amounts(arm, base), {})
    units = _several(queries.with_sides(arm, base), arm[0], base)
    cases = _cases(connection, queries.amounts_of_cases(units, arm, base), arm[0], base)
    names = (*COUNTED, *AMOUNTS)
    corrections = []
    for place, one in enumerate(arm):
        corrections.append(_named(cases.added(_of(("yes",), place), _used), place, names))
        if queries.counts_events(one):
            squares = cases.added(_of(("above",), place), _squares)
            corrections.append(_named(squares, place, names))
        above = f"above_{place}"
        if cases.rows.select(pl.col(above) < 0).to_series().any():
            return None
        of_several = cases.stretches(above).rename({above: _part(names, "largest", place)})
        corrections.append(of_several)
    return added_up(points, corrections, [JURISDICTION, *base.by], len(names))


def _several(units: CTE, measure: Measure, base: Request) -> CTE:
    return of_several_years(units, [JURISDICTION, *base.by], names_of_cluster(measure.unit))


def _cases(connection: Connection, cases: CTE, measure: Measure, base: Request) -> Cases:
    rows = database.read_frame(connection, select(cases))
    return cases_of(rows, [JURISDICTION, *base.by], names_of_cluster(measure.unit))


def _distinct(connection: Connection, measure: Count, base: Request) -> pl.DataFrame:
    """What persons with units in several years put right."""
    units = queries.states((measure,), base).cte("units")
    keys = [JURISDICTION, *base.by]
    state = units.c["state_0"]
    numbers = [
        queries.how_many(state == number).label(f"{name}_0")
        for number, name in enumerate(COUNTED[:3])
    ]
    of = [units.c[name] for name in (*keys, YEAR, "of_0")]
    # What is not named is no value, and counts for none.
    persons = select(*of, *numbers).where(units.c["of_0"].is_not(None)).group_by(*of).cte("persons")
    rows = database.read_frame(connection, select(of_several_years(persons, keys, ["of_0"])))
    return cases_of(rows, keys, ["of_0"]).added(_of(COUNTED[:3], 0), _persons)


def _of(names: Sequence[str], place: int) -> list[str]:
    return [f"{name}_{place}" for name in names]


def _part(names: Sequence[str], name: str, place: int) -> str:
    return f"part_{place * len(names) + names.index(name)}"


def _named(corrections: pl.DataFrame, place: int, names: Sequence[str]) -> pl.DataFrame:
    return corrections.rename(lambda one: _part(names, one, place) if one in names else one)


def added_up(
    points: pl.DataFrame, corrections: Sequence[pl.DataFrame], keys: Sequence[str], width: int = 0
) -> Sums:
    """What is counted and what puts it right; an amount has `width` parts."""
    year = pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED)
    dated = points.with_columns(year.alias(FIRST), year.alias(LAST)).drop(YEAR)
    names = [name for name in dated.columns if name.startswith(PART)]
    # Whole numbers are exact as floats too; of money that is not whole sums are kept as they are.
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
            pl.col(name).max() if place in largest else pl.col(name).sum()
            for place, name in enumerate(names)
        ]
        together = pl.concat(frames, how="diagonal").group_by(*keys, FIRST, LAST).agg(agg)
    # What is no whole number adds up to the same in the same order alone.
    ordered = together.sort(*keys, FIRST, LAST)
    return _sums(ordered, names, rows_of(ordered, keys), largest)


def _sums(frame: pl.DataFrame, names: Sequence[str], rows: Rows, largest: Sequence[int]) -> Sums:
    parts = frame.select(pl.col(names).fill_null(0))
    whole = np.array(parts.cast(pl.Float64).to_numpy(), order="C")
    pieces = np.zeros_like(whole)
    for place, name in enumerate(names):
        if parts.schema[name].is_decimal() and place not in largest:
            part = parts[name]
            of_whole = part.cast(pl.Int64)
            rest = (part - of_whole.cast(part.dtype)).cast(pl.Float64)
            whole[:, place], pieces[:, place] = of_whole.cast(pl.Float64), np.rint(rest * PIECES)
    return Sums(rows, whole, pieces if pieces.any() else None, largest)


def _share(of: Numbers) -> Mapping[str, Numbers]:
    """`by_case.OF_CASES` of cases, as `by_case.of_cases` counts them."""
    yes, no, unknown = of.T
    known, every, most = yes + no, yes + no + unknown, yes + unknown
    values = (
        *((known > 0) * 1.0, known * known, yes * yes, yes * known, _apart(yes, no)),
        *((every > 0) * 1.0, every * every, yes * every, _apart(yes, no + unknown)),
        *(most * most, most * every, _apart(most, no)),
    )
    return dict(zip(by_case.OF_CASES, values, strict=True))


def _apart(these: Numbers, others: Numbers) -> Numbers:
    units = these + others
    of_case = np.divide(these * others, units, out=np.zeros(units.shape), where=units > 0)
    return np.round(of_case, PLACES)


def _used(of: Numbers) -> Mapping[str, Numbers]:
    used = of[:, 0]
    return {"cases": (used > 0) * 1.0, "n_n": used * used}


def _squares(of: Numbers) -> Mapping[str, Numbers]:
    above = of[:, 0]
    return {"above_above": above * above}


def _persons(of: Numbers) -> Mapping[str, Numbers]:
    yes, _, unknown = of.T
    is_yes = (yes > 0) * 1.0
    return {"yes": is_yes, "unknown": (yes + unknown > 0) * 1.0 - is_yes}
