"""Which amounts have no rate of exchange, and what is said of them."""

import metrics
from tests.unit.metrics.small_world import PLACE, World, day, read, row, store

EURO_PLACE = {"jurisdiction": PLACE, "currency": "EUR"}


def asset(name: str, currency: str | None, **said: object) -> dict[str, object]:
    on = {"frozen_on": day("2022-01-01")} if said.get("frozen") else {}
    return {"asset_id": name, "currency": currency} | on | said


def told(url: str, world: World, batch_id: int = 1) -> list[tuple[str, str | None, int, str]]:
    store(url, world)
    with read(url) as connection:
        found = metrics.warn_of_missing_rates(connection, batch_id)
    return [(f.file, f.column, f.occurrences, f.wording) for f in found]


def test_amounts_without_a_rate_are_told_by_table_and_column(database_url: str) -> None:
    assets = [
        asset("home", "EUR", frozen=100),
        asset("known", "USD", frozen=100),
        *(asset(f"x{n}", "XTS", frozen=100) for n in range(12)),
        asset("kes", "KES", frozen=5, confiscated=7),
        # Nothing is nothing in any currency, and no amount needs no rate.
        asset("nothing", "XTS", frozen=0),
        asset("blank", "XTS"),
    ]
    world: World = {"jurisdictions": [EURO_PLACE], "assets": assets}
    frozen, confiscated = told(database_url, world)
    assert frozen[:3] == ("assets", "frozen", 13)
    assert "for amounts in KES (1 row), XTS (12 rows). They count as missing" in frozen[3]
    assert "prosecution-quality settings rates FILE" in frozen[3]
    assert confiscated[:3] == ("assets", "confiscated", 1)
    assert "for amounts in KES (1 row)." in confiscated[3]
    # As many as are unknown in the sum.
    assert row(database_url, "X01m")["denominator"] == 2
    with read(database_url) as connection:
        assert metrics.warn_of_missing_rates(connection, 2) == ()


def test_a_rate_of_other_years_is_none(database_url: str) -> None:
    early = asset("old", "USD", frozen=100) | {"frozen_on": day("1990-01-01")}
    undated = asset("undated", "USD", frozen=100) | {"frozen_on": None}
    world: World = {"jurisdictions": [EURO_PLACE], "assets": [early, undated]}
    [(_, column, rows, wording)] = told(database_url, world)
    assert (column, rows) == ("frozen", 1)
    assert wording.startswith("There is no exchange rate to EUR")


def test_several_currencies_and_none_that_is_the_own_are_told(database_url: str) -> None:
    world: World = {"assets": [asset("a", "EUR", frozen=1), asset("b", "USD", frozen=1)]}
    [(_, _, rows, wording)] = told(database_url, world)
    assert rows == 2
    assert "in several currencies, here EUR (1 row), USD (1 row), and does not state" in wording
