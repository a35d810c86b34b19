"""No number is a 0 or 100% that rests on what nobody collected: it is not collected, or unknown.

Worlds are stored whole, and many times over with one thing taken out of all rows: declared as not
collected, or left blank. What then reads 0 or 100% is held against the same units as they are in
the whole world.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

import polars as pl
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Float,
    case,
    cast,
    literal,
    null,
    select,
    true,
)

from metrics import measure_kinds, results
from metrics.catalogue import CATALOGUE
from metrics.measure import Measure
from metrics.not_collected import Gap, is_in_gap
from schemas import columns, scopes, tables
from schemas.store import database
from tests import literals
from tests.properties.blanking import UNTOUCHED, Frames, store, world_of
from tests.soak import soak_size

# What says that somebody was charged, or when.
CHARGED_ON = ("suspects.charged_on", "charges.charged_on")
CHARGED = ("suspects.charged", *CHARGED_ON)
CASE_CHARGED = ("cases.charged", "cases.charged_on", *CHARGED)
# What stands in for each other, and is lacking together.
TOGETHER = (
    CASE_CHARGED,
    CHARGED,
    CHARGED_ON,
    (*CHARGED, "suspects.outcome"),
    ("suspects.suspected_on", "cases.opened_on"),
    ("cases.first_instance_on", "suspects.decided_on"),
    ("cases.first_instance_on", "suspects.outcome"),
    ("cases.closed_on", "cases.closing_reason"),
    ("assets.frozen", "assets.frozen_on"),
    ("assets.confiscated", "assets.confiscated_on", "assets.order_kind"),
    ("assets.returned", "assets.returned_on"),
    ("victims.identified_on", "victims.status"),
    ("victims.identified_on", "victims.first_contact_on"),
    ("claims.awarded", "claims.awarded_material", "claims.awarded_moral"),
    ("claims.victim_id", "claims.person_id"),
    ("inspections.referral_outcome", "inspections.referred_on"),
)
# In an ordinary run only the ids that join and what says who was charged.
EVERYDAY = (
    *((name,) for name in ("victims.case_id", "assets.case_id", "inspections.case_id")),
    *((name,) for name in ("claims.person_id", "links.person_id", "disclosures.case_id")),
    *((name,) for name in ("victims.status", "cases.victims_stated", "suspects.decided_on")),
    *TOGETHER[:3],
)
EVERY, WORLDS, CASES = soak_size(2) > 1, soak_size(40), 80 if soak_size(2) > 1 else 40
# Parents of others: without their rows there is nothing that may be stored.
PARENTS = ("jurisdictions", "cases", "suspects", "victims", "claims")
# Fewer known units are alike by chance.
FEWEST = 10
# What reads 0 or 100% all the same: what is lacking, and of which measures it says nothing.
EXCUSED: Mapping[tuple[str, ...], tuple[str, ...]] = {
    # A link row without a person states that somebody was charged with it who is not recorded; that
    # those identified were all charged (N04), or by one person (N01s), it does not.
    ("links.person_id",): tuple(id_ for id_ in CATALOGUE if id_ not in ("N04", "N01s")),
    # A source that is not known is a part of its own, and the parts come to all that was paid.
    ("payments.source",): tuple(id_ for id_ in CATALOGUE if id_.startswith("R04m-")),
}


class Lack(NamedTuple):
    """Columns, or a table, that are lacking together."""

    names: tuple[str, ...]
    declared: bool


class Verdict(NamedTuple):
    """Of a unit whether it belongs, and what it adds above and below; NULL is unknown."""

    belongs: ColumnElement
    above: ColumnElement
    below: ColumnElement
    # Whether 100% says something, as 0 does.
    is_part: bool


def verdict(measure: Measure) -> Verdict | None:
    """None of what is no part and no number of anything, as days are."""
    match measure:
        case measure_kinds.Share(denominator=belongs, numerator=answer):
            above, below, is_part = _as_number(answer), literal(1), True
        case measure_kinds.FlowRatio(eligible=belongs, resolved_on=on, is_pending=pending):
            above, below, is_part = case((on.is_not(None), 1), (pending, 0)), literal(1), True
        case measure_kinds.Count(counted=answer):
            belongs, above, below, is_part = true(), _as_number(answer), literal(1), False
        case measure_kinds.Amount(eligible=belongs, added_up=above):
            below, is_part = literal(1), False
        case measure_kinds.AmountRatio(eligible=belongs, sides=(above, below)):
            is_part = not measure.is_per_thing
        case measure_kinds.Rate(eligible=belongs, sides=(above, below)):
            is_part = False
        case _:
            return None
    return Verdict(belongs, above, below, is_part)


def _as_number(answer: ColumnElement) -> ColumnElement:
    return case((answer, 1), (answer.is_(False), 0), else_=null())


def world(seed: int) -> Frames:
    """In every other world each link is of a person, so that no link says who was charged."""
    found = world_of(seed, CASES, ())
    links = found["links"]
    return found | ({"links": links.drop_nulls("person_id")} if seed % 2 else {})


def lacks(whole: Frames) -> Iterator[Lack]:
    singles = [
        (name,)
        for table in tables.RECORD_TABLES
        if table.name in whole and table.name != "jurisdictions"
        for name in _may_lack(table.name)
    ]
    for names in (*singles, *TOGETHER) if EVERY else EVERYDAY:
        if not {name.partition(".")[0] for name in names} <= whole.keys():
            continue
        yield Lack(names, declared=True)
        # An event without a day has not happened, and rows that were not sent are none.
        if any("." in name and not _is_day(name) for name in names):
            yield Lack(names, declared=False)


def _may_lack(table: str) -> Iterator[str]:
    if table not in PARENTS:
        yield table
    for column in tables.asked_columns(tables.BY_NAME[table]):
        field = columns.field_of(column)
        # An amount without its currency is refused.
        if not field.blank_refused and field.kind is not columns.Kind.CURRENCY:
            yield f"{table}.{column.name}"


def _is_day(name: str) -> bool:
    return columns.field_of(_column(name)).kind is columns.Kind.DATE


def _column(name: str) -> Column:
    table, _, column = name.partition(".")
    return tables.BY_NAME[table].c[column]


def without(whole: Frames, lack: Lack) -> Frames:
    found = dict(whole)
    for name in lack.names:
        table, _, column = name.partition(".")
        if column:
            found[table] = _blank(found[table], column, columns.field_of(_column(name)))
        else:
            found[table] = found[table].clear()
    if lack.declared:
        found["coverage"] = literals.frame(tables.coverage, [_denied(n) for n in lack.names])
    return found


def _blank(frame: pl.DataFrame, column: str, field: columns.Field) -> pl.DataFrame:
    blank = field.blank if field.kind is columns.Kind.CODE else None
    named = [name for name in (column, f"{column}_precision") if name in frame.columns]
    return frame.with_columns(pl.lit(blank, dtype=frame[n].dtype).alias(n) for n in named)


def _denied(name: str) -> literals.Row:
    said = {"column": name, "from": date(1950, 1, 1), "collected": "no"}
    return literals.complete(tables.coverage, said, jurisdiction=UNTOUCHED, number=0)


def units(
    connection: Connection, measure: Measure, judged: Verdict, gaps: tuple[Gap, ...]
) -> pl.DataFrame:
    """Its units in all worlds that are not left out: where, key, belongs, above, below."""
    unit = measure.unit
    own = unit.info["own"]
    # A victim is one whatever case it names; a person or a link is one of a case.
    keys = {"case_id", own or "case_id"} - ({"case_id"} if own and own.endswith("_id") else set())
    keys |= {"case_id"} if own == "person_id" else set()
    key = [unit.c[name] for name in sorted(keys)]
    if unit.name == "per_residents":
        key = [measure.dated_by]
    statement = select(
        unit.c.jurisdiction.label("place"),
        *(column.label(f"key_{at}") for at, column in enumerate(key)),
        judged.belongs.label("belongs"),
        cast(judged.above, Float).label("above"),
        cast(judged.below, Float).label("below"),
    ).where(is_in_gap(measure, gaps).is_(False))
    return database.read_frame(connection, statement)


def resting(connection: Connection, named: Mapping[str, Lack]) -> Iterator[tuple[tuple, tuple]]:
    """By measure and lack what is told now and was told of the same units in the whole world."""
    gaps = results.build_request(connection, scopes.EVERYTHING).gaps
    for measure in CATALOGUE.values():
        judged = verdict(measure)
        if judged is None:
            continue
        found = units(connection, measure, judged, gaps)
        keys = [name for name in found.columns if name.startswith("key_")]
        whole = found.filter(pl.col("place") == UNTOUCHED).drop("place")
        for (jurisdiction,), now in found.filter(pl.col("place") != UNTOUCHED).group_by("place"):
            both = now.join(whole, on=keys, suffix="_whole", nulls_equal=True)
            yield (measure.id, named[str(jurisdiction)]), _told(both)


def _told(both: pl.DataFrame) -> tuple[float, ...]:
    """Above, below, known and unknown of now, above and below of then, and how many were untrue."""
    known = _known("")
    now = both.filter(known)
    told = now.select(pl.sum("above"), pl.sum("below")).row(0)
    unknown = both.filter(~known & pl.col("belongs").fill_null(value=True)).height
    then = both.filter(_known("_whole") & pl.col("belongs").fill_null(value=True))
    was = then.select(pl.sum("above_whole"), pl.sum("below_whole")).row(0)
    # What is left out of the whole world has no answer there that this one could contradict.
    asked = now.filter(pl.col("belongs_whole").fill_null(value=True))
    alike = _known("_whole") & (pl.col("above") == pl.col("above_whole"))
    return (*told, now.height, unknown, *was, asked.filter(~alike).height)


def _known(suffix: str) -> pl.Expr:
    of_unit = (pl.col(f"{name}{suffix}").is_not_null() for name in ("above", "below"))
    return pl.all_horizontal(pl.col(f"belongs{suffix}").fill_null(value=False), *of_unit)


def is_false(measure: str, lack: Lack, told: list[float]) -> bool:
    """Whether a 0 or 100% is told of units that are not all so.

    Where too many are unknown no value is told. Declared as not collected, it must not be told of
    units that are otherwise even where all of those are unknown; of blanks, none of those that are
    told may be another in the whole world, unless that says the same of all of them.
    """
    above, below, known, unknown, was_above, was_below, untrue = told
    definition = CATALOGUE[measure]
    judged = verdict(definition)
    assert judged is not None
    is_all = judged.is_part and above == below
    # A count of none beside some that may belong has no value.
    is_none = above == 0 and not (isinstance(definition, measure_kinds.Count) and unknown)
    is_told = known >= FEWEST and known / (known + unknown) >= definition.least_coverage
    if not is_told or not (is_all or is_none):
        return False
    is_so = (is_all and was_above == was_below) or (is_none and was_above == 0)
    return not is_so and (lack.declared or untrue > 0)


def test_no_number_rests_on_what_is_lacking(tmp_path: Path) -> None:
    url = f"duckdb:///{tmp_path / 'records.duckdb'}"
    found: dict[tuple, list[float]] = defaultdict(lambda: [0.0] * 7)
    for seed in range(WORLDS):
        whole = world(seed)
        named = {f"{at}": lack for at, lack in enumerate(lacks(whole))}
        worlds = {name: without(whole, lack) for name, lack in named.items()}
        with database.writing(url) as connection:
            store(connection, {UNTOUCHED: whole} | worlds)
            for (measure, lack), told in resting(connection, named):
                sums = found[measure, lack, seed % 2]
                for at, number in enumerate(told):
                    sums[at] += number
            connection.rollback()
    false_ = sorted(
        f"{measure} without {' '.join(lack.names)} {lack.declared} {told}"
        for (measure, lack, _), told in found.items()
        if is_false(measure, lack, told) and measure not in EXCUSED.get(lack.names, ())
    )
    assert false_ == [], false_
