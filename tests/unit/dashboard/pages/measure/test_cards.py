"""The cards of Measure: notes, definitions and how to read it."""

from datetime import date
from functools import cache

import pytest
from sqlalchemy import Connection, StaticPool, create_engine

from dashboard.frames import breakdowns
from dashboard.pages.measure import cards
from dashboard.ui import measure_charts, measure_definition
from metrics import catalogue, counting_options, worked_examples
from tests.soak import some_of_each

CATALOGUE = catalogue.CATALOGUE
SOME_OF_EACH_KIND = some_of_each(CATALOGUE, lambda id_: CATALOGUE[id_].kind)


def test_the_form_of_exploitation_comes_first_and_offices_are_elsewhere() -> None:
    offered = breakdowns.offered_breakdowns(CATALOGUE["N01"])
    assert offered[0] == "form"
    assert "office" not in offered
    assert "sector" in offered


@pytest.mark.parametrize(
    ("measure", "breakdown", "is_offered"),
    [
        # No share is broken down by what decides it.
        ("F01", "financial_investigation", False),
        ("L01", "detected_by", False),
        ("V03", "legal_aid", False),
        # What decides beside a case that is named, or also who belongs, is a breakdown.
        ("L02", "referral_outcome", True),
        ("C04", "victim_status", True),
        ("N04", "link", True),
    ],
)
def test_a_breakdown_is_offered_where_it_does_not_decide_alone(
    measure: str, breakdown: str, *, is_offered: bool
) -> None:
    assert breakdown in CATALOGUE[measure].breakdowns
    assert (breakdown in breakdowns.offered_breakdowns(CATALOGUE[measure])) == is_offered


def test_every_breakdown_offered_has_names_for_its_codes_and_none_for_unknown() -> None:
    for measure in CATALOGUE.values():
        for breakdown in breakdowns.offered_breakdowns(measure):
            names = breakdowns.group_names(measure, breakdown)
            assert "unknown" not in names, measure.id
            assert all(names.values()), measure.id
            assert names or len(measure.split_by(breakdown)) > 1, measure.id


def test_sectors_are_named_for_what_their_letter_stands_for() -> None:
    names = breakdowns.group_names(CATALOGUE["N01"], "sector")
    assert names["F"] == "Construction"
    assert list(names) == sorted(names)


@cache
def fictional() -> Connection:
    """One database for the rows of all examples, which each brings itself."""
    return create_engine("duckdb:///:memory:", poolclass=StaticPool).connect()


@cache
def worked(id_: str) -> list[tuple[str, str]]:
    """The verdict on each row of a measure's example, and the reason."""
    measure = CATALOGUE[id_]
    window, as_of = measure.window(counting_options.DEFAULTS), worked_examples.AS_OF
    rows = worked_examples.judge_example(fictional(), measure).to_dict("records")
    return [
        (str(row["verdict"]), measure_definition.verdict_reason_text(measure, row, window, as_of))  # type: ignore[arg-type]
        for row in rows
    ]


def test_the_cells_of_an_example_say_why_its_rows_count_as_they_do() -> None:
    assert worked("N01") == [
        ("yes", "More than one link: yes"),
        ("yes", "More than one link: yes"),
        ("no", "More than one link: no"),
        ("unknown", "More than one link: not recorded"),
        ("no", "More than one link: no, Charged on: not recorded, so counted in no year"),
        ("not yet due", "Less than 24 months since 1 July 2024"),
        ("left out", "Charged as trafficking: no"),
    ]


def test_a_blank_date_of_the_year_is_not_blamed_for_what_is_unknown() -> None:
    assert ("unknown", "Charged with trafficking: not recorded") in worked("C02")
    unknown = [reason for verdict, reason in worked("C02") if verdict == "unknown"]
    assert not [reason for reason in unknown if "charged on" in reason.lower()]


def test_what_lasts_ended_is_open_or_has_no_beginning() -> None:
    assert worked("P05") == [
        ("ended", "Ended on: 1 February 2023"),
        ("ended", "Ended on: 10 May 2022"),
        ("still open", "Awaits judgment: yes"),
        ("unknown", "There is no end date, and it is not recorded as open"),
        ("unknown", "Charged on: not recorded"),
        ("left out", "Charged natural person: no"),
    ]
    assert worked("P04")[0] == ("resolved", "Ended on: 1 February 2023")


def test_most_rows_have_a_reason_and_none_contradicts_the_verdict_of_its_example() -> None:
    told = [of for id_ in SOME_OF_EACH_KIND for of in worked(id_)]
    for verdict, reason in told:
        if verdict in ("yes", "no") and reason:
            assert reason.partition(", ")[0].endswith(f": {verdict}")
        if verdict == "unknown" and reason:
            assert reason.endswith((": not recorded", "not recorded as open"))
    assert sum(bool(reason) for _, reason in told) > len(told) / 2


def test_a_day_that_has_not_come_is_the_reason_of_a_row_that_waits_for_it() -> None:
    waiting = next(m for m in CATALOGUE.values() if m.due_on is not None)
    assert waiting.due_on is not None
    row = {waiting.due_on.name: "2027-01-01", "verdict": "not yet due"}
    said = measure_definition.verdict_reason_text(waiting, row, 0, date(2026, 6, 30))
    assert said.endswith(": after 30 June 2026")


def test_an_option_in_force_says_its_value_and_the_default_where_it_is_another() -> None:
    option = counting_options.OPTIONS["judgment_within_months"]
    said = measure_definition.option_in_force
    assert said(option, 12) == "Time allowed from charge to judgment: 12 months"
    assert said(option, 18) == (
        "Time allowed from charge to judgment: 18 months. The titles of measures name the"
        " default, 12 months"
    )
    switch = counting_options.OPTIONS["knowing_user_is_beyond"]
    assert said(switch, True).endswith(": Yes. The titles of measures name the default, No")


@pytest.mark.parametrize(
    ("id_", "has_bars"), [("N01", True), ("P05", False), ("R05", False), ("C04r", False)]
)
def test_bars_of_missing_records_are_told_where_a_share_has_them(
    id_: str, *, has_bars: bool
) -> None:
    note = measure_charts.peers_note(CATALOGUE[id_])
    assert "with 95% confidence intervals." in note
    assert (measure_charts.BARS in note) == has_bars


def test_what_is_pending_and_a_currency_are_told_where_they_matter() -> None:
    of_sum, of_count, rate, waiting = (
        cards.run_chart_note(CATALOGUE[id_], "PLN") for id_ in ("X01m", "X01", "P04", "P04d")
    )
    assert of_sum == f"In PLN. {of_count}"
    assert "PLN" not in of_count
    assert ("pending" in rate, "pending" in waiting) == (False, True)
