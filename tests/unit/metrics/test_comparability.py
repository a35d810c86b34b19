"""Which counting rules matter to a measure, and who may stand beside whom."""

import pytest

from metrics import catalogue, comparability
from metrics.comparability import (
    Difference,
    Periods,
    differing_rules,
    judge_change,
    relevant_rules,
    two_equal_periods,
)
from metrics.records_state import LEGAL_CONTEXT
from metrics.statistics.trends import Change
from schemas.vocabulary import CountingRule
from tests.unit.dashboard.result_rows import row

CASES = ("charge_counted_at", "case_splitting")
STATED = {
    ("XAA", "charge_counted_at"): "indictment",
    ("XAA", "case_splitting"): "by_network",
    ("XAB", "charge_counted_at"): "indictment",
    ("XAB", "case_splitting"): "by_network",
    ("XAC", "charge_counted_at"): "court_registration",
    ("XAC", "case_splitting"): "by_network",
    ("XAD", "charge_counted_at"): "indictment",
}


@pytest.mark.parametrize(
    ("measure", "rules"),
    [
        ("N01", CASES),
        # A network is one, however its cases are split.
        ("N01n", ("charge_counted_at",)),
        ("C04", ("victim_counted_at",)),
        ("F02", ("investigation_starts_at", "case_splitting")),
        (
            "R04a",
            ("conviction_counted_at", "victim_counted_at", "state_compensation_scheme"),
        ),
        (
            "P02",
            ("charge_counted_at", "conviction_counted_at", "person_counted", "plea_agreements"),
        ),
    ],
)
def test_what_matters_is_what_the_number_is_made_of(measure: str, rules: tuple[str, ...]) -> None:
    assert sorted(relevant_rules(catalogue.CATALOGUE[measure])) == sorted(rules)


def test_every_rule_and_column_of_law_matters_to_some_measure_and_every_named_one_exists() -> None:
    of_all = {rule for measure in catalogue.CATALOGUE.values() for rule in relevant_rules(measure)}
    assert of_all == {*map(str, CountingRule), *LEGAL_CONTEXT} == set(comparability.SUBJECTS)
    for ids in comparability.BY_LAW.values():
        assert set(ids) <= set(catalogue.CATALOGUE)


def test_the_same_rules_compare_and_another_or_none_does_not() -> None:
    n01 = catalogue.CATALOGUE["N01"]
    assert differing_rules(STATED, "XAA", "XAB", n01) == ()
    assert differing_rules(STATED, "XAA", "XAC", n01) == (
        Difference("charge_counted_at", "indictment", "court_registration"),
    )
    assert differing_rules(STATED, "XAA", "XAD", n01) == (
        Difference("case_splitting", "by_network", None),
    )
    # Who states nothing compares with nobody, not even with another such.
    assert len(differing_rules(STATED, "XAE", "XAF", n01)) == len(CASES)


def test_another_counting_option_does_not_compare_if_it_matters() -> None:
    option = "judgment_within_months"
    months = {("XAA", option): "12", ("XAB", option): "6"}
    rules = {(id_, rule): "yes" for id_ in ("XAA", "XAB") for rule in comparability.SUBJECTS}
    p05y, n01 = (catalogue.CATALOGUE[id_] for id_ in ("P05y", "N01"))
    assert differing_rules(rules | months, "XAA", "XAB", p05y) == (Difference(option, "12", "6"),)
    assert differing_rules(rules | months, "XAA", "XAB", n01) == ()
    # In one database all count by the same options, and none is stated.
    assert differing_rules(rules, "XAA", "XAB", p05y) == ()


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        (range(2014, 2024), Periods((2018, 2020), (2021, 2023))),
        (range(2018, 2024), Periods((2018, 2020), (2021, 2023))),
        (range(2019, 2024), Periods((2020, 2021), (2022, 2023))),
        (range(2020, 2024), Periods((2020, 2021), (2022, 2023))),
        (range(2021, 2024), None),
        (range(0), None),
    ],
)
def test_three_years_are_held_against_three_and_of_four_or_five_two(
    years: range, expected: Periods | None
) -> None:
    assert two_equal_periods(list(years)) == expected


def share(yes: int, of: int, **region: float) -> dict:
    low, high = yes / of - 0.1, yes / of + 0.1
    known = {"numerator": yes, "denominator": of, "value": yes / of, "low": low, "high": high}
    return row("N01", "XAA", **(known | region))


def test_a_share_changes_where_the_interval_of_the_difference_leaves_no_doubt() -> None:
    assert judge_change(share(20, 100), share(50, 100)) is Change.HIGHER
    assert judge_change(share(50, 100), share(20, 100)) is Change.LOWER
    # What is unknown counts as chance does.
    unsure = share(50, 100, region_low=0.2, region_high=0.8)
    assert judge_change(share(20, 100), unsure) is Change.NO_CLEAR_CHANGE


def test_others_change_where_their_limits_do_not_overlap() -> None:
    def wait(value: float | None, low: float, high: float | None) -> dict:
        return row("P05", "XAA", kind="Duration", value=value, low=low, high=high)

    assert judge_change(wait(300, 250, 350), wait(400, 360, 450)) is Change.HIGHER
    assert judge_change(wait(300, 250, 350), wait(360, 340, 450)) is Change.NO_CLEAR_CHANGE
    # A median that is not reached has a lower limit.
    assert judge_change(wait(300, 250, 350), wait(None, 360, None)) is Change.HIGHER


@pytest.mark.parametrize("status", ["too_few", "bounds_only", "not_yet_due", "not_collected"])
def test_what_is_not_printed_says_nothing(status: str) -> None:
    hidden = share(20, 100) | {"status": status}
    assert judge_change(hidden, share(50, 100)) is None
    assert judge_change(share(50, 100), hidden) is None


def test_what_has_no_limits_says_nothing() -> None:
    bare = row("A03b", "XAA", kind="AmountRatio", low=None, high=None)
    assert judge_change(bare, bare) is None
