"""How often each group of links was charged, and which together."""

import pytest

from metrics import chain_reach
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import day, parts, read, row, store

CHARGED = {
    "1": ("recruiter", "exploiter"),
    "2": ("agency", "enforcer"),
    "3": ("exploiter",),
    "4": ("exploiter", "unknown"),
    "5": ("unknown",),
    "6": ("knowing_user",),
    "young": ("financier",),
}


@pytest.fixture
def url(database_url: str) -> str:
    cases: list[Row] = [
        {"case_id": name, "scope": "charged_as_trafficking", "charged_on": day("2020-01-01")}
        for name in CHARGED
    ]
    cases[-1]["charged_on"] = day("2026-01-01")
    links = [{"case_id": name, "link": link} for name, held in CHARGED.items() for link in held]
    store(database_url, {"cases": cases, "links": links})
    return database_url


def test_groups_are_shares_of_the_cases_of_n01_and_combined_where_known(
    url: str,
) -> None:
    with read(url) as connection:
        found = chain_reach.reach(connection, scopes.EVERYTHING)
    told = {r["group"]: parts(r) for r in found.to_dict("records")}
    # Two cases hold a link that is not known: where no other answers, so is the group.
    assert told == {
        "recruitment": (2, 2, 4),
        "transport": (0, 2, 4),
        "harbouring": (0, 2, 4),
        "exploitation": (4, 1, 5),
        "direction_and_money": (0, 2, 4),
        "enabling": (0, 2, 4),
    }
    one = row(url, "N01")
    assert one["denominator"] + one["unknown"] == 6
    with read(url) as connection:
        found = chain_reach.reach(connection, scopes.EVERYTHING, by=("year", "form"))
    assert found.columns[:4].tolist() == ["jurisdiction", "period", "form", "group"]
    assert set(found["period"]) == {"2020"}
    with read(url) as connection:
        found = chain_reach.link_group_combinations(connection, scopes.EVERYTHING)
    assert list(zip(found["groups"], found["cases"], strict=True)) == [
        ("", 2),
        ("exploitation", 2),
        ("recruitment+exploitation", 2),
    ]


def test_a_database_without_cases_has_no_combinations(database_url: str) -> None:
    store(database_url, {}, sent=("cases",))
    with read(database_url) as connection:
        found = chain_reach.link_group_combinations(connection, scopes.EVERYTHING)
    assert found.empty
    assert found.columns.tolist() == ["jurisdiction", "groups", "cases"]
