"""The same random worlds counted by the SQL and by the oracle, and where they differ."""

import math
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, fields
from datetime import date
from fractions import Fraction
from random import Random

import pandas as pd
from hypothesis import HealthCheck, Phase, settings
from sqlalchemy import Connection

import metrics
from metrics import catalogue, results
from schemas import columns, scopes, tables
from schemas.store import bookkeeping, database
from tests import literals, random_worlds
from tests.oracle import RECOUNTS, counting
from tests.oracle.kinds import Numbers
from tests.oracle.options import DEFAULTS, Options
from tests.oracle.records import Rates, Records
from tests.soak import soak_size

Worlds = dict[str, dict[str, list[literals.Row]]]
Key = tuple[str, ...]
# Rows of the command line by measure, jurisdiction, period and breakdown.
Printed = dict[Key, literals.Row]
# Four worlds are stored at once: the refresh costs as much for one.
PLACES = ("QMA", "QMB", "QMC", "QMD")
COMPARED = (
    *("numerator", "unknown", "denominator", "value", "largest_share"),
    *("low", "high", "region_low", "region_high", "quartile_1", "quartile_3"),
    *("bound_low", "bound_high", "coverage", "not_yet_due", "cases", "deff", "status"),
    *("verdict_low", "verdict_high"),
)
NEAR = 1e-7
WITH_UNITS = ("ok", "too_few", "bounds_only")


def on_worlds(full: int) -> settings:
    """So many worlds at full size. A smaller seed makes no simpler world: nothing is shrunk."""
    return settings(
        max_examples=soak_size(full // len(PLACES)),
        phases=(Phase.explicit, Phase.reuse, Phase.generate),
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )


def worlds_of(seed: int, cases: int) -> Worlds:
    """Jurisdictions of up to so many cases with every kind of gap, and tables not sent."""
    random = Random(seed)
    return {
        jurisdiction: random_worlds.with_coverage(
            random,
            random_worlds.world(random, cases=random.randint(1, cases), jurisdiction=jurisdiction),
            jurisdiction=jurisdiction,
        )
        for jurisdiction in PLACES
    }


def options_of(seed: int) -> Options:
    """The defaults, or another choice of each."""
    random = Random(seed)
    if random.random() < 0.5:
        return DEFAULTS
    chosen = {
        field.name: random.choice([not field.default, field.default])
        if isinstance(field.default, bool)
        else random.choice([1, 6, 24, 36, 90])
        for field in fields(Options)
    }
    return Options(**chosen)


def rates_of(seed: int) -> Rates:
    """No own rates, or some of currencies and years with and without a reference rate."""
    random = Random(seed)
    if random.random() < 0.5:
        return {}
    return {
        (currency, year): Fraction(random.randint(1, 9000), 100)
        for currency in ("USD", "NGN", "GBP")
        for year in range(2018, 2026)
        if random.random() < 0.6
    }


def settings_of(options: Options) -> list[literals.Row]:
    """As a database keeps them."""
    words = {True: "yes", False: "no"}
    return [
        {"name": name, "value": words[value] if isinstance(value, bool) else str(value)}
        for name, value in asdict(options).items()
    ]


def store(
    url: str,
    worlds: Worlds,
    options: Options = DEFAULTS,
    rates: Rates | None = None,
    refresh: Callable[[Connection], None] = metrics.refresh,
) -> None:
    """Replaces what the database holds by the given rows, without the gate."""
    with database.writing(url) as connection:
        for table in reversed((*tables.RECORD_TABLES, *bookkeeping.BOOKKEEPING_TABLES)):
            connection.execute(table.delete())
        for number, (jurisdiction, world) in enumerate(worlds.items(), start=1):
            insert(connection, number, jurisdiction, world)
        connection.execute(bookkeeping.settings.insert(), settings_of(options))
        if rates:
            connection.execute(bookkeeping.rates.insert(), _rows_of(rates))
        refresh(connection)


def insert(
    connection: Connection, batch_id: int, jurisdiction: str, world: dict[str, list[literals.Row]]
) -> None:
    """One jurisdiction's rows as a batch, with its own day; nothing is counted anew."""
    told = {
        "extracted_on": random_worlds.EXTRACTED_ON.get(jurisdiction),
        "latest_event_on": latest_day(world),
    }
    connection.execute(bookkeeping.batches.insert(), literals.batch(batch_id, jurisdiction) | told)
    for table in tables.RECORD_TABLES:
        if not world.get(table.name):
            continue
        rows = [row | {"batch_id": batch_id} for row in world[table.name]]
        file = literals.batch_file(batch_id, table.name)
        connection.execute(bookkeeping.batch_files.insert(), [file])
        database.insert_frame(connection, table, literals.frame(table, rows))


def latest_day(world: dict[str, list[literals.Row]]) -> date | None:
    """The latest date in the records; what is stated of them is none."""
    rows = [row for table, of in world.items() if table != "coverage" for row in of]
    return max((day for row in rows for day in row.values() if isinstance(day, date)), default=None)


def judged_on(jurisdiction: str, world: dict[str, list[literals.Row]]) -> date:
    """The day of a jurisdiction by its own batch alone; without a date none matters."""
    return random_worlds.EXTRACTED_ON.get(jurisdiction) or latest_day(world) or date.max


def _rows_of(rates: Rates) -> list[literals.Row]:
    return [
        {"currency": currency, "year": year, "per_euro": float(rate), "source": "Central bank"}
        for (currency, year), rate in rates.items()
    ]


def printed(url: str, ids: Sequence[str], by: Key) -> Printed:
    names = ("measure", "jurisdiction", "period", *(name for name in by if name != "year"))
    with database.reading(url).connect() as connection:
        shown = results.rows(connection, scopes.EVERYTHING, tuple(ids), by=("jurisdiction", *by))
    return {tuple(str(row[name]) for name in names): row for row in shown.to_dict("records")}


def as_sent(world: dict[str, list[literals.Row]]) -> dict[str, list[literals.Row]]:
    """The rows with blanks where a blank is stored as a word of its own."""
    blank = {columns.NOT_STATED: None}
    return {
        table: [
            row | {name: blank.get(row[name], row[name]) for name in ("charged",) if name in row}
            for row in rows
        ]
        for table, rows in world.items()
    }


def records_of(worlds: Worlds, options: Options, rates: Rates | None = None) -> dict[str, Records]:
    return {
        jurisdiction: Records(
            as_sent(world),
            frozenset(table for table in world if world[table]),
            judged_on(jurisdiction, world),
            options,
            rates or {},
        )
        for jurisdiction, world in worlds.items()
    }


def counted(
    worlds: dict[str, Records], ids: Sequence[str], by: Key
) -> Iterator[tuple[Key, Numbers]]:
    for jurisdiction, records in worlds.items():
        for (measure, *group), numbers in counting.printed(records, by, ids):
            yield (measure, jurisdiction, *group), numbers


def young_of(worlds: dict[str, Records], ids: Sequence[str], by: Key) -> Counter[Key]:
    """How many units are not yet due, also of rows in which no other unit is."""
    return Counter(
        {
            (measure, jurisdiction, *group): units
            for jurisdiction, records in worlds.items()
            for measure in ids
            for (_, *group), units in counting.not_yet_due(records, by, measure).items()
        }
    )


def same(shown: object, expected: object) -> bool:
    """Equal, where a blank is None or NaN and a fraction as near as money is kept."""
    if expected is None or shown is None or pd.isna(shown):
        return expected is None and (shown is None or bool(pd.isna(shown)))
    if isinstance(expected, str):
        return str(shown) == expected
    if isinstance(expected, Fraction | float):
        return math.isclose(float(shown), float(expected), rel_tol=NEAR, abs_tol=NEAR)
    return float(shown) == float(expected)


def both_have(by: Key) -> list[str]:
    """The measures of the program and of the oracle that can be split so."""
    return [name for name in catalogue.CATALOGUE if name in RECOUNTS and splits(name, by)]


def differing(
    shown: Printed,
    worlds: Worlds,
    *,
    by: Key,
    options: Options = DEFAULTS,
    rates: Rates | None = None,
    ids: Sequence[str] = (),
) -> list[str]:
    """What the two say differently of `ids`, or of all measures that both have."""
    asked = ids or both_have(by)
    records = records_of(worlds, options, rates)
    expected = dict(counted(records, asked, by))
    young = young_of(records, asked, by)
    found = [
        f"{key}: printed as {row['status']} with {row['not_yet_due']} young, not counted"
        for key, row in shown.items()
        if key not in expected and (row["status"] in WITH_UNITS or row["not_yet_due"] != young[key])
    ]
    for key, numbers in expected.items():
        if key not in shown:
            found.append(f"{key}: not printed, {numbers} counted")
            continue
        for name in COMPARED:
            if not same(shown[key][name], getattr(numbers, name)):
                found.append(f"{key} {name}: {shown[key][name]} printed, {numbers} counted")
    return found


def wrong_reasons(
    shown: Printed, worlds: Worlds, options: Options = DEFAULTS, rates: Rates | None = None
) -> list[str]:
    """Where a row of the whole in which nothing is counted gives another reason for it."""
    records = records_of(worlds, options, rates)
    return [
        f"{key}: {row['status']}, expected {reason}"
        for key, row in shown.items()
        if row["status"] not in WITH_UNITS
        and row["status"] != (reason := counting.status_of_nothing(records[key[1]], key[0]))
    ]


def splits(measure: str, by: Key) -> bool:
    return set(by) <= {"year", *catalogue.CATALOGUE[measure].breakdowns}
