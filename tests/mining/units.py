"""Each unit counted alone: whether those that one part counts are among those of another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

import polars as pl
from sqlalchemy import Column, ColumnElement, String, Table, cast, func, literal

from metrics.counting_options import DEFAULTS
from metrics.measure_kinds import Count
from metrics.release import exact_counts
from metrics.release.exact_counts import CATEGORY, CONTRIBUTORS, UNIT_OF, parts_of
from metrics.release.plan import MEASURES, WINDOW, YEAR, Plan, Split
from metrics.request import JURISDICTION, PERIOD, Request
from metrics.units.unit_columns import OWN
from schemas.store import database

# A unit alone, all of one person, and all of one case: of what is counted once in several.
UNIT, PERSON, CASE = "unit", "person", "case"
LEVELS = (UNIT, PERSON, CASE)
ONE, LEVEL, KEY = "one", "level", "key"
COLUMNS = (LEVEL, JURISDICTION, PERIOD, ONE, KEY, "x")


@dataclass(frozen=True)
class EachAlone(Request):
    """A question whose answers are split by what is counted, as if that were a breakdown."""

    def _breakdown_column(self, unit: Table, name: str) -> ColumnElement:
        return _of_level(unit, name) if name in LEVELS else super()._breakdown_column(unit, name)


def _of_level(unit: Table, level: str) -> ColumnElement:
    own = _own(unit)
    if level == PERSON:
        return _text(unit.c.person_id)
    if level == CASE:
        # What is outside any case is a case of its own.
        return func.coalesce(unit.c.case_id, literal("/") + own)
    return _text(unit.c.case_id) + literal("/") + own


def _own(unit: Table) -> ColumnElement:
    name = unit.info[OWN]
    return literal("") if name is None else _text(unit.c[name])


def _text(column: Column) -> ColumnElement:
    return func.coalesce(cast(column, String), literal(""))


def level_of(id_: str, part: str) -> str:
    """What a part counts once, however often it is there."""
    measure = MEASURES[id_]
    if isinstance(measure, Count) and measure.distinct is not None:
        assert measure.distinct.name == "person_id"
        return PERSON
    return CASE if part == CONTRIBUTORS and measure.unit.info[OWN] is not None else UNIT


def each_alone(url: str, plan: Plan) -> pl.DataFrame:
    """COLUMNS: by level how often each is in what a key counts; no row of what it is not in.

    At a level all is counted of the units of which any part is of it.
    """
    frames = [pl.DataFrame(schema=dict.fromkeys(COLUMNS[:-1], pl.String) | {"x": pl.Float64})]
    with database.reading(url).connect() as connection:
        jurisdictions = exact_counts.release_jurisdictions(connection)
        for level, ids in _asked().items():
            table = Split(ids, (level,), (YEAR, WINDOW))
            whole = exact_counts.request_for(
                connection, plan, Split(ids, (), table.periods), jurisdictions
            )
            of_whole = {of.name: getattr(whole, of.name) for of in fields(Request)}
            asked = EachAlone(**of_whole | {"by": (level,)})
            measures = [MEASURES[id_] for id_ in ids]
            by_kind = exact_counts.parts_by_kind(connection, measures, asked, table)
            frames += (of for id_ in ids for of in _parts(id_, level, by_kind[MEASURES[id_].kind]))
    database.close_readers()
    return pl.concat(frames)


def _parts(id_: str, level: str, counted: pl.DataFrame) -> Iterator[pl.DataFrame]:
    of_measure = counted.filter(pl.col("measure") == id_)
    for part in parts_of(MEASURES[id_], DEFAULTS):
        if part.counted is not None:
            yield of_measure.select(
                pl.lit(level).alias(LEVEL),
                *(JURISDICTION, PERIOD),
                pl.col(CATEGORY).alias(ONE),
                pl.lit(part.key).alias(KEY),
                part.counted.cast(pl.Float64).alias("x"),
            ).filter(pl.col("x") > 0)


def _asked() -> Mapping[str, tuple[str, ...]]:
    """By level the measures of the units of which some part is of it."""
    units: dict[str, set[str]] = {level: set() for level in LEVELS}
    for id_, unit in UNIT_OF.items():
        for part in parts_of(MEASURES[id_], DEFAULTS):
            units[level_of(id_, part.name)].add(unit)
    return {
        level: tuple(id_ for id_, unit in UNIT_OF.items() if unit in of)
        for level, of in units.items()
    }
