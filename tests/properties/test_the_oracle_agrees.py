"""The SQL and the oracle count the same, on random worlds with every kind of gap."""

import math
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from random import Random

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import metrics
from metrics import catalogue, results
from schemas import bookkeeping, database, tables
from tests import literals, oracle_count, oracle_records
from tests.soak import soak_size

PLACES = ("QMA", "QMB")
AS_OF = date(2024, 6, 30)
WORLDS = soak_size(200)


def stored(url: str, worlds: dict[str, dict[str, list[literals.Row]]]) -> None:
    """Replaces what the database holds by the given rows, without the gate."""
    with database.writing(url) as connection:
        for table in reversed((*tables.RECORD_TABLES, *bookkeeping.BOOKKEEPING_TABLES)):
            connection.execute(table.delete())
        for number, (place, world) in enumerate(worlds.items(), start=1):
            sent = [name for name, rows in world.items() if rows]
            connection.execute(bookkeeping.batches.insert(), literals.batch(number, place))
            connection.execute(
                bookkeeping.batch_files.insert(),
                [literals.batch_file(number, table) for table in sent],
            )
        for table in tables.RECORD_TABLES:
            rows = [row for world in worlds.values() for row in world.get(table.name, [])]
            if rows:
                database.insert_frame(connection, table, literals.frame(table, rows))
        metrics.refresh(connection)


def shown(url: str, *, yearly: bool) -> pd.DataFrame:
    by = ("jurisdiction", "year") if yearly else ("jurisdiction",)
    with database.reading(url).connect() as connection:
        return results.rows(
            connection, results.Scope(), tuple(catalogue.CATALOGUE), by=by, as_of=AS_OF
        )


def expected(
    worlds: dict[str, dict[str, list[literals.Row]]], *, yearly: bool
) -> Iterator[tuple[tuple[str, str, str], oracle_count.Numbers]]:
    for place, world in worlds.items():
        records = oracle_records.Records(world, frozenset(t for t in world if world[t]))
        for (measure, period), numbers in oracle_count.printed(
            records, AS_OF, yearly=yearly
        ).items():
            yield (measure, place, period), numbers


def same(printed: object, counted: object) -> bool:
    """Equal, where a blank is None or NaN and a fraction is as near as a float can be."""
    if counted is None or printed is None or pd.isna(printed):
        return counted is None and (printed is None or bool(pd.isna(printed)))
    if isinstance(counted, Fraction):
        return math.isclose(float(printed), float(counted), rel_tol=1e-9, abs_tol=1e-9)
    return float(printed) == float(counted)


def differences(url: str, worlds: dict[str, dict], *, yearly: bool) -> list[str]:
    printed = {
        (row.measure, row.jurisdiction, str(row.period)): row
        for row in shown(url, yearly=yearly).itertuples()
    }
    counted = dict(expected(worlds, yearly=yearly))
    found = [
        f"{key}: printed as {row.status}, not counted"
        for key, row in printed.items()
        if key not in counted and row.status in ("ok", "too_few", "bounds_only")
    ]
    for key, numbers in counted.items():
        row = printed.get(key)
        if row is None:
            found.append(f"{key}: not printed, {numbers} counted")
            continue
        for name in ("numerator", "unknown", "denominator", "value", "largest_share"):
            if not same(getattr(row, name), getattr(numbers, name)):
                found.append(f"{key} {name}: {getattr(row, name)} printed, {numbers} counted")
    return found


@pytest.mark.soak
@pytest.mark.parametrize("yearly", [False, True], ids=["all", "by year"])
def test_every_measure_counts_what_the_oracle_counts(database_url: str, yearly: bool) -> None:
    @settings(
        max_examples=WORLDS,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    )
    @given(st.integers(0, 2**32), st.integers(1, 40))
    def agree(seed: int, cases: int) -> None:
        random = Random(seed)
        worlds = {
            place: literals.with_coverage(
                random,
                literals.world(random, cases=cases, jurisdiction=place),
                jurisdiction=place,
            )
            for place in PLACES
        }
        stored(database_url, worlds)
        assert differences(database_url, worlds, yearly=yearly) == []

    agree()
