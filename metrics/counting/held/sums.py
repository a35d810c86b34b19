"""What is held of shares, counts and amounts: sums that add up over years, places and groups."""

from collections.abc import Mapping, Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray
from sqlalchemy import CTE, Connection, select

from metrics.counting import by_case, queries
from metrics.counting.cells import ARM, counts_of_cells
from metrics.counting.clusters import names_of_cluster
from metrics.counting.held.periods import FIRST, LAST, UNDATED
from metrics.counting.held.several_years import Cases, cases_of, of_several_years
from metrics.counting.queries import AMOUNTS, COUNTED
from metrics.counting.request import JURISDICTION, YEAR, Request
from metrics.kinds import Count, Share
from metrics.measure import Measure
from schemas.store import database

Numbers = NDArray[np.floating]
# Arms of all pages in a few scopes, split by form and office too: up to a megabyte each.
ARMS_KEPT = 256


@database.last_of_a_state(ARMS_KEPT)
def counts(connection: Connection, arm: tuple[Share | Count, ...], base: Request) -> pl.DataFrame:
    """The columns of `queries.counts`, with FIRST and LAST."""
    points = database.read_kept(connection, queries.counts(arm, base), {})
    corrections = [
        _named(_distinct(connection, one, base), place, COUNTED)
        for place, one in enumerate(arm)
        if isinstance(one, Count) and one.distinct is not None
    ]
    return _added_up(points, corrections, [JURISDICTION, *base.by])


@database.last_of_a_state(ARMS_KEPT)
def counts_of_cases(connection: Connection, arm: tuple[Share, ...], base: Request) -> pl.DataFrame:
    """The columns of `by_case.counts_of_cases`, with FIRST and LAST."""
    points = database.read_kept(connection, by_case.counts_of_cases(arm, base), {})
    units = _several(by_case.units_of(arm, base), arm[0], base)
    cases = _cases(connection, by_case.cases(units, arm, base), arm[0], base)
    corrections = [
        _named(cases.added(_of(COUNTED[:3], place), _share), place, by_case.PARTS)
        for place in range(len(arm))
    ]
    return _added_up(points, corrections, [JURISDICTION, *base.by])


@database.last_of_a_state(ARMS_KEPT)
def of_cells(connection: Connection, unit: str, base: Request) -> pl.DataFrame:
    """The columns of `counts_of_cells`; a case of these units is one unit."""
    points = database.read_kept(connection, counts_of_cells(unit, base), {})
    return _added_up(points, [], [ARM, JURISDICTION, *base.by])


@database.last_of_a_state(ARMS_KEPT)
def amounts(
    connection: Connection, arm: tuple[queries.Summed, ...], base: Request
) -> pl.DataFrame | None:
    """The columns of `queries.amounts`; of the largest, that of each stretch of years.

    None where an amount is negative: then fewer years of a case may come to more than all of it.
    """
    points = database.read_kept(connection, queries.amounts(arm, base), {})
    units = _several(queries.with_sides(arm, base), arm[0], base)
    cases = _cases(connection, queries.amounts_of_cases(units, arm, base), arm[0], base)
    names = (*COUNTED, *AMOUNTS)
    corrections = []
    for place in range(len(arm)):
        corrections.append(_named(cases.added(_of(("yes",), place), _used), place, names))
        above = f"above_{place}"
        if cases.rows.select(pl.col(above) < 0).to_series().any():
            return None
        of_several = cases.stretches(above).rename({above: _part(names, "largest", place)})
        corrections.append(of_several)
    return _added_up(points, corrections, [JURISDICTION, *base.by], largest(points, len(names)))


def largest(frame: pl.DataFrame, width: int) -> list[str]:
    """The columns of an arm's amounts that hold the largest case's."""
    place = (*COUNTED, *AMOUNTS).index("largest")
    return [f"part_{first + place}" for first in range(0, len(parts(frame)), width)]


def parts(frame: pl.DataFrame) -> list[str]:
    """The columns that add up."""
    return [name for name in frame.columns if name.startswith("part_")]


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


def _added_up(
    points: pl.DataFrame,
    corrections: Sequence[pl.DataFrame],
    keys: Sequence[str],
    largest: Sequence[str] = (),
) -> pl.DataFrame:
    year = pl.col(YEAR).cast(pl.Int64).fill_null(UNDATED)
    dated = points.with_columns(year.alias(FIRST), year.alias(LAST)).drop(YEAR)
    parts = {n: of for n, of in dated.schema.items() if n.startswith("part_")}
    # Whole numbers are exact as floats too; of money that is not whole sums are kept as they are.
    kinds = {n: of if of.is_decimal() else pl.Float64() for n, of in parts.items()}
    frames = [
        one.cast({n: kinds[n] for n in one.columns if n in kinds})
        for one in (dated, *corrections)
        if one.height or one is dated
    ]
    together = pl.concat(frames, how="diagonal") if len(frames) > 1 else frames[0]
    if len(frames) == 1:
        return together
    agg = [pl.col(n).max() if n in largest else pl.col(n).sum() for n in parts]
    return together.group_by(*keys, FIRST, LAST, maintain_order=True).agg(agg)


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
    return np.divide(these * others, units, out=np.zeros(units.shape), where=units > 0)


def _used(of: Numbers) -> Mapping[str, Numbers]:
    used = of[:, 0]
    return {"cases": (used > 0) * 1.0, "n_n": used * used}


def _persons(of: Numbers) -> Mapping[str, Numbers]:
    yes, _, unknown = of.T
    is_yes = (yes > 0) * 1.0
    return {"yes": is_yes, "unknown": (yes + unknown > 0) * 1.0 - is_yes}
