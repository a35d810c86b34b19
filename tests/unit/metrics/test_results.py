"""The printed rows: values, limits, statuses, windows."""

import math
from datetime import date

import pytest

from metrics import catalogue, national_lists, results
from metrics.statistics.trends import TargetVerdict
from schemas import scopes
from schemas.errors import UserError
from tests.literals import Row
from tests.unit.metrics.small_world import (
    World,
    day,
    parts,
    read,
    row,
    row_of_each,
    shown,
    store,
    store_each,
)

INVESTIGATED = {True: "basic", False: "none", None: "unknown"}


def cases(count: int, start: int = 0, **said: object) -> list[Row]:
    charged = {"scope": "charged_as_trafficking", "charged": "yes", "form": "forced_labour"}
    return [charged | {"case_id": f"{start + n}"} | said for n in range(count)]


def investigated(yes: int, no: int, unknown: int = 0, **said: object) -> list[Row]:
    answers = [True] * yes + [False] * no + [None] * unknown
    rows = cases(len(answers), **said)
    for one, answer in zip(rows, answers, strict=True):
        one["financial_investigation"] = INVESTIGATED[answer]
    return rows


def by_year(url: str, measure: str, *names: str) -> dict[str, tuple[object, ...]]:
    """Of each year of a measure what stands in these columns."""
    rows = shown(url, measure, by=("year",))
    return {found["period"]: tuple(found[name] for name in names) for found in rows}


def by_office(url: str, measure: str, name: str) -> list[tuple[str, object, str]]:
    """Of each office a number and its status."""
    rows = shown(url, measure, by=("office",))
    return [(found["office"], found[name], found["status"]) for found in rows]


def test_a_share_is_shown_from_ten_units_and_seven_tenths_known(database_url: str) -> None:
    expected = {
        (7, 3, 0): "ok",
        (7, 3, 4): "ok",
        (7, 3, 5): "bounds_only",
        (7, 2, 0): "too_few",
        (0, 0, 0): "empty",
    }
    jurisdictions = store_each(database_url, ({"cases": investigated(*of)} for of in expected))
    found = row_of_each(database_url, "F01")
    assert [found[jurisdiction]["status"] for jurisdiction in jurisdictions] == list(
        expected.values()
    )


def test_a_share_carries_interval_bounds_and_coverage(database_url: str) -> None:
    store(database_url, {"cases": investigated(5, 5, 2)})
    found = row(database_url, "F01")
    assert parts(found) == (5, 2, 10)
    assert found["value"] == 0.5
    assert (round(found["low"], 4), round(found["high"], 4)) == (0.2366, 0.7634)
    assert (found["bound_low"], found["bound_high"]) == (5 / 12, 7 / 12)
    assert found["coverage"] == 10 / 12


def test_an_undated_unit_is_in_all_and_in_no_year(database_url: str) -> None:
    world = cases(2, charged_on=day("2020-01-01")) + cases(3, 2)
    store(database_url, {"cases": world})
    assert by_year(database_url, "F01", "unknown") == {"2020": (2,), "undated": (3,)}
    assert row(database_url, "F01")["unknown"] == 5
    # Of years asked for it is in none.
    assert row(database_url, "F01", years=(2020, None))["unknown"] == 2
    assert row(database_url, "F01", years=(None, 2019))["status"] == "empty"


def test_young_units_are_left_out_and_years_of_them_alone_print_no_row(database_url: str) -> None:
    links = {"links": [{"case_id": str(n), "link": "recruiter"} for n in range(3)]}
    world = (
        cases(1, charged_on=day("2024-06-30"))
        + cases(1, 1, charged_on=day("2024-07-01"))
        + cases(1, 2, charged_on=day("2025-01-01"))
    )
    store(database_url, {"cases": world, **links})
    assert parts(row(database_url, "N01")) == (0, 0, 1)
    assert [r["period"] for r in shown(database_url, "N01", by=("year",))] == ["2024"]
    assert row(database_url, "N01", years=(2025, 2025))["status"] == "not_yet_due"
    older = row(database_url, "N01", as_of=date(2024, 1, 1))
    assert older["status"] == "not_yet_due"


def test_an_as_of_hides_no_later_record(database_url: str) -> None:
    store(database_url, {"cases": cases(12, opened_on=day("2026-01-01"))})
    assert row(database_url, "C01", as_of=date(2020, 1, 1))["value"] == 12


def test_a_count_has_neither_denominator_nor_coverage(database_url: str) -> None:
    store(database_url, {"cases": cases(12, victims_stated=2)})
    found = row(database_url, "C04s")
    empty = ("denominator", "unknown", "low", "high", "bound_low", "bound_high", "coverage")
    assert all(found[name] != found[name] for name in empty)
    assert (found["value"], found["kind"], found["unit"]) == (24, "Count", "victim")


STATED = {"column": "cases.victims_stated", "collected": "no"}
GAP = STATED | {"from": day("2020-01-01"), "to": day("2020-12-31")}


@pytest.mark.parametrize("coverage", [[], [GAP]])
def test_a_stated_zero_is_a_zero_also_beside_a_case_in_a_gap(
    database_url: str, coverage: list[Row]
) -> None:
    world: World = {
        "cases": [
            *cases(1, opened_on=day("2021-02-03"), victims_stated=0),
            *cases(1, 1, opened_on=day("2020-02-03"), victims_stated=0),
        ],
        "coverage": coverage,
    }
    store(database_url, world)
    found = row(database_url, "C04s")
    assert (found["status"], found["value"]) == ("ok", 0)
    gap_reads = "not_collected" if coverage else "ok"
    told = {"2020": (gap_reads,), "2021": ("ok",)}
    assert by_year(database_url, "C04s", "status") == told


def test_a_stated_zero_in_a_gap_alone_is_not_collected(database_url: str) -> None:
    inside = cases(1, opened_on=day("2020-02-03"), victims_stated=0)
    store(database_url, {"cases": inside, "coverage": [GAP]})
    assert row(database_url, "C04s")["status"] == "not_collected"


COVERAGE = {"column": "cases.financial_investigation", "collected": "no"}


def test_units_inside_a_stretch_that_is_not_collected_are_left_out(database_url: str) -> None:
    world: World = {
        "cases": [
            *cases(1, charged_on=day("2019-12-31")),
            *cases(2, 1, charged_on=day("2020-06-30")),
            *cases(3, 3, charged_on=day("2021-06-01")),
            *cases(1, 6),
        ],
        "coverage": [
            COVERAGE | {"from": day("2020-01-01"), "to": day("2021-05-01")}
            | {"from_precision": "year", "to_precision": "month"},
            COVERAGE | {"column": "links", "from": day("2000-01-01")},
        ],
    }  # fmt: skip
    store(database_url, world)
    assert by_year(database_url, "F01", "unknown", "status") == {
        "2019": (1, "too_few"),
        "2020": (0, "not_collected"),
        "2021": (3, "too_few"),
        "undated": (1, "too_few"),
    }
    assert row(database_url, "F01")["unknown"] == 5
    # What one number does not read is no matter to it.
    assert row(database_url, "C01")["value"] == 7


def test_a_stretch_of_a_table_or_an_office_is_one_of_its_columns_or_cases(
    database_url: str,
) -> None:
    offices = [{"office_id": name, "kind": "prosecution"} for name in ("north", "south")]
    dated = {"charged_on": day("2020-01-01")}
    world: World = {
        "offices": offices,
        "cases": cases(2, office_id="north", **dated) + cases(3, 2, office_id="south", **dated),
        "coverage": [
            {"column": "cases", "office_id": "north", "from": day("2019-01-01")}
            | {"collected": "no"},
            COVERAGE | {"collected": "yes", "from": day("2019-01-01")},
        ],
    }
    store(database_url, world)
    assert by_office(database_url, "F01", "unknown") == [
        ("north", 0, "not_collected"),
        ("south", 3, "too_few"),
    ]


def test_a_table_never_sent_is_not_collected_and_one_without_rows_says_none(
    database_url: str,
) -> None:
    store(database_url, {"cases": cases(12)}, jurisdiction="QMA")
    store(database_url, {"cases": cases(12)}, jurisdiction="QMB", sent=("assets",))
    found = {r["jurisdiction"]: (r["status"], r["denominator"]) for r in shown(database_url, "A01")}
    assert found == {"QMA": ("not_collected", 0), "QMB": ("ok", 12)}
    assert [r["status"] for r in shown(database_url, "R01")] == ["not_collected"] * 2


def test_a_table_without_rows_that_is_declared_as_collected_says_none(database_url: str) -> None:
    said = {"collected": "yes", "from": day("2020-01-01"), "to": day("2022-12-31")}
    world: World = {
        "cases": [
            *cases(2, charged_on=day("2019-06-01")),
            *cases(12, 2, charged_on=day("2021-06-01")),
            *cases(3, 14, charged_on=day("2023-06-01")),
            *cases(4, 17),
        ],
        "coverage": [{"column": "assets"} | said],
    }  # fmt: skip
    store(database_url, world)
    assert by_year(database_url, "A01", "denominator", "status") == {
        "2019": (0, "not_collected"),
        "2021": (12, "ok"),
        "2023": (0, "not_collected"),
        "undated": (4, "too_few"),
    }


def test_what_one_office_declares_is_said_of_its_cases_alone(database_url: str) -> None:
    dated = {"charged_on": day("2020-01-01")}
    world: World = {
        "offices": [{"office_id": name, "kind": "court"} for name in ("north", "south")],
        "cases": cases(12, office_id="north", **dated) + cases(3, 12, office_id="south", **dated),
        "coverage": [
            {"column": "assets", "office_id": "north", "from": day("2000-01-01")}
            | {"collected": "yes"}
        ],
    }
    store(database_url, world)
    assert by_office(database_url, "A01", "denominator") == [
        ("north", 12, "ok"),
        ("south", 0, "not_collected"),
    ]


def test_collected_and_none_reads_empty_where_there_is_no_unit(database_url: str) -> None:
    declared = {"column": "victims", "from": day("2000-01-01"), "collected": "yes"}
    store(database_url, {"cases": cases(1), "coverage": [declared]}, jurisdiction="QMA")
    store(database_url, {"cases": cases(1)}, jurisdiction="QMB")
    assert [r["status"] for r in shown(database_url, "C04")] == ["empty", "not_collected"]


def test_a_link_without_persons_needs_no_table_of_persons(database_url: str) -> None:
    links = [{"case_id": "0", "link": name} for name in ("recruiter", "exploiter")]
    store(database_url, {"cases": cases(1), "links": links})
    assert parts(row(database_url, "N01")) == (1, 0, 1)
    assert parts(row(database_url, "N01s")) == (0, 1, 0)


def test_rows_are_restricted_to_scope_and_to_what_is_asked_for(database_url: str) -> None:
    for jurisdiction in ("QMA", "QMB"):
        rows = cases(2, office_id="north") + cases(3, 2, office_id="south", form="mixed")
        offices = [{"office_id": name, "kind": "prosecution"} for name in ("north", "south")]
        store(database_url, {"cases": rows, "offices": offices}, jurisdiction=jurisdiction)
    scope = scopes.office_scope("QMA", "south")
    with read(database_url) as connection:
        [own] = results.rows(connection, scope, ("C01",)).to_dict("records")
        assert results.offices(connection, scope)["office_id"].tolist() == ["south"]
        of_place = scopes.jurisdiction_scope("QMB")
        assert results.jurisdictions(connection, of_place)["jurisdiction"].tolist() == ["QMB"]
    assert (own["jurisdiction"], own["value"]) == ("QMA", 3)
    only = (("form", "forced_labour"), ("form", "mixed"), ("office", "north"))
    assert [r["value"] for r in shown(database_url, "C01", only=only)] == [2, 2]
    [one] = shown(database_url, "C01", only=(("jurisdiction", "QMB"), ("sector", "A")))
    assert (one["jurisdiction"], one["status"]) == ("QMB", "empty")


def test_an_unknown_id_or_breakdown_names_what_there_is(database_url: str) -> None:
    store(database_url, {"cases": cases(1)})
    with pytest.raises(UserError, match=r"Unknown measure \[N99\]. Use one of: C01, "):
        shown(database_url, "N99")
    with (
        read(database_url) as connection,
        pytest.raises(UserError, match="Name a measure: one of C01, "),
    ):
        results.rows(connection, scopes.EVERYTHING, ())
    with pytest.raises(UserError, match=r"cannot be split by \[sex\]. Use one of: .*form"):
        shown(database_url, "N01", by=("sex",))


def test_what_the_store_holds_is_told(database_url: str) -> None:
    store(database_url, {"cases": cases(1, opened_on=day("2019-01-01"))}, jurisdiction="QMA")
    named = {"jurisdiction": "USA-CA", "name": "California", "currency": "USD"}
    store(database_url, {"jurisdictions": [named]}, jurisdiction="USA-CA")
    store(database_url, {"cases": cases(1)}, jurisdiction="XKX")
    store(database_url, {"cases": cases(1, charged_on=day("2021-01-01"))}, jurisdiction="NAM")
    with read(database_url) as connection:
        assert results.reference_dates(connection, scopes.EVERYTHING).one == date(2026, 6, 30)
        assert results.years_on_record(connection, scopes.EVERYTHING) == [2019, 2021]
        found = results.jurisdictions(connection, scopes.EVERYTHING)
    assert found["jurisdiction"].tolist() == ["NAM", "QMA", "USA-CA", "XKX"]
    assert found["name"].tolist() == ["Namibia", "QMA", "California", "XKX"]
    assert found["made_up"].all()


def test_a_place_without_a_currency_of_its_own_has_that_of_all_its_amounts(
    database_url: str,
) -> None:
    seized = {"frozen": 5, "currency": "EUR"}
    store(database_url, {"assets": [{"asset_id": "a"} | seized]}, jurisdiction="QMA")
    other = {"asset_id": "b"} | seized | {"currency": "USD"}
    store(database_url, {"assets": [{"asset_id": "a"} | seized, other]}, jurisdiction="QMB")
    with read(database_url) as connection:
        found = results.jurisdictions(connection, scopes.EVERYTHING).set_index("jurisdiction")
    assert found.loc["QMA", "currency"] == "EUR"
    assert not isinstance(found.loc["QMB", "currency"], str)


def test_thirty_victims_of_one_case_are_too_few(database_url: str) -> None:
    one = {"case_id": "0", "status": "identified", "legal_aid": "yes"}
    victims = [one | {"victim_id": str(number)} for number in range(30)]
    store(database_url, {"cases": cases(1), "victims": victims})
    found = row(database_url, "V03")
    assert (found["numerator"], found["denominator"], found["cases"]) == (30, 30, 1)
    assert found["status"] == "too_few"
    assert math.isnan(found["low"])
    assert math.isnan(found["region_high"])


def test_what_is_unknown_keeps_a_verdict_open(database_url: str) -> None:
    store(database_url, {"cases": investigated(56, 15, 29)})
    found = row(database_url, "F01")
    assert (found["numerator"], found["denominator"], found["unknown"]) == (56, 71, 29)
    # Of those known 79%, and clearly above the target; with the unknown it may be 56%.
    assert found["low"] > 0.68
    low, high = results.confidence_limits(found)
    assert low < 0.56 < 0.85 < high
    held = national_lists.compare_with_target(found, 0.68)
    assert held is not None
    assert held.standing is TargetVerdict.CANNOT_TELL


def test_all_of_other_kinds_go_by_their_own_limits() -> None:
    waits = {"kind": "Duration", "low": 30.0, "high": None, "region_low": None}
    low, high = results.confidence_limits(waits)
    assert low == 30.0
    assert math.isnan(high)


@pytest.mark.parametrize(
    ("measures", "option"),
    [
        (("P01", "P01b", "P01d"), "stage_within_months"),
        (("P05y",), "judgment_within_months"),
        (("R04",), "paid_within_months"),
        (("V05", "V05-guardian"), "guardian_within_days"),
    ],
)
def test_measures_say_on_which_choices_they_depend(measures: tuple[str, ...], option: str) -> None:
    for of in measures:
        assert option in {one.name for one in catalogue.CATALOGUE[of].depends_on}
