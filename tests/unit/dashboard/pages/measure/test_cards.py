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
    ("measure", "breakdown"),
    [("F01", "financial_investigation"), ("L01", "detected_by"), ("V03", "legal_aid")],
)
def test_no_share_is_broken_down_by_what_decides_it(measure: str, breakdown: str) -> None:
    assert breakdown in CATALOGUE[measure].breakdowns
    assert breakdown not in breakdowns.offered_breakdowns(CATALOGUE[measure])


def test_what_decides_beside_a_case_that_is_named_is_a_breakdown() -> None:
    assert "referral_outcome" in breakdowns.offered_breakdowns(CATALOGUE["L02"])


def test_what_also_decides_who_belongs_is_a_breakdown() -> None:
    assert "victim_status" in breakdowns.offered_breakdowns(CATALOGUE["C04"])
    assert "link" in breakdowns.offered_breakdowns(CATALOGUE["N04"])


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


def test_no_reason_contradicts_the_verdict_of_any_example() -> None:
    for id_ in SOME_OF_EACH_KIND:
        for verdict, reason in worked(id_):
            if verdict in ("yes", "no") and reason:
                assert reason.partition(", ")[0].endswith(f": {verdict}")
            if verdict == "unknown" and reason:
                assert reason.endswith((": not recorded", "not recorded as open"))


def test_most_rows_of_all_examples_have_a_reason() -> None:
    told = [bool(reason) for id_ in SOME_OF_EACH_KIND for _, reason in worked(id_)]
    assert sum(told) > len(told) / 2


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
    note = measure_charts.peers_note(catalogue.CATALOGUE[id_])
    assert "with 95% confidence intervals." in note
    assert (measure_charts.BARS in note) == has_bars


@pytest.mark.parametrize(("id_", "is_of_pending"), [("P04", False), ("P04d", True)])
def test_what_is_pending_is_told_of_the_time_that_it_takes(
    id_: str, *, is_of_pending: bool
) -> None:
    assert ("pending" in cards.run_chart_note(catalogue.CATALOGUE[id_])) == is_of_pending


def test_the_years_of_a_sum_say_in_which_currency_they_are() -> None:
    of_sum, of_count = (
        cards.run_chart_note(catalogue.CATALOGUE[id_], "PLN") for id_ in ("X01m", "X01")
    )
    assert of_sum == f"In PLN. {of_count}"
    assert "PLN" not in of_count
