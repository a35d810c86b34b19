"""A measure by year: run charts, change over time, units of time."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard.frames import trend_breaks, yearly_figures
from dashboard.frames.trend_breaks import Break
from dashboard.frames.yearly_figures import Progress, last_due_year
from metrics import catalogue
from metrics.comparability import Periods
from metrics.measure import Change
from tests.unit.dashboard import result_rows
from tests.unit.dashboard.result_rows import frame, row

MEASURE = catalogue.CATALOGUE["N01"]
CHANGED = replace(MEASURE, changes=(Change("2", date(2020, 1, 1), "Charges of accomplices count"),))
NBSP = "\N{NO-BREAK SPACE}"
SPAN = range(2014, 2027)
NO_EVENTS = pd.DataFrame(columns=list(trend_breaks.MARK_COLUMNS))


def happened(*of: tuple[str, date, str, bool]) -> pd.DataFrame:
    rows = [(jurisdiction, on, title, "Gazette", breaks) for jurisdiction, on, title, breaks in of]
    return pd.DataFrame(rows, columns=list(trend_breaks.MARK_COLUMNS))


def by_year(*values: float | str, first: int = 2014) -> pd.DataFrame:
    """Years with these shares; a word is the status of a year without one."""
    rows = [
        result_rows.row("N01", "QVE", period=str(first + position))
        | ({"value": None, "status": value} if isinstance(value, str) else {"value": value})
        for position, value in enumerate(values)
    ]
    span = range(first, first + len(values))
    return yearly_figures.one_row_per_year(
        result_rows.frame(*rows), span, due_until=date(2040, 1, 1), covered=span
    )


def verdicts(*values: float | str, breaks: tuple[float, ...] = ()) -> list[str]:
    staged = yearly_figures.add_judged_stretches(by_year(*values), breaks, judged_to=2040)
    return yearly_figures.run_chart_sentences(staged, yearly_figures.judged_stretches(staged))


def test_no_event_has_the_columns_of_events() -> None:
    assert trend_breaks.event_marks(NO_EVENTS, MEASURE, "QVE", SPAN).empty


def test_events_of_the_place_and_changes_of_the_definition_are_marks_by_day() -> None:
    found = trend_breaks.event_marks(
        happened(
            ("QVE", date(2021, 7, 1), "Act in force", True),
            ("QVE", date(2016, 5, 1), "Unit set up", False),
            ("QPE", date(2017, 1, 1), "Elsewhere", True),
            ("QVE", date(1999, 1, 1), "Long ago", True),
        ),
        CHANGED,
        "QVE",
        SPAN,
    )
    assert list(found["label"]) == [
        "A: Unit set up",
        "B: Version 2: Charges of accomplices count (break)",
        "C: Act in force (break)",
    ]
    assert list(found["breaks"]) == [False, True, True]
    assert found["at"].iloc[1] == 2020
    assert found["at"].iloc[2] == pytest.approx(2021.5, abs=0.01)


def test_marks_in_words_say_day_source_and_whether_they_break() -> None:
    found = trend_breaks.event_marks(NO_EVENTS, CHANGED, "QVE", SPAN)
    assert trend_breaks.events_table(found).to_dict("records") == [
        {
            "Mark": "A",
            "Date": "1 January 2020",
            "Event": "Version 2: Charges of accomplices count",
            "Break in series": "yes",
            "Source": "Definition of the measure",
        }
    ]


def test_days_read_from_a_database_are_days() -> None:
    stored = happened(("QVE", date(2021, 7, 1), "Act", True))
    stored["on"] = pd.to_datetime(stored["on"])
    [on] = trend_breaks.event_marks(stored, MEASURE, "QVE", SPAN)["on"]
    assert on == date(2021, 7, 1)


def test_there_are_letters_for_more_events_than_the_alphabet_has() -> None:
    assert [trend_breaks.event_letter(jurisdiction) for jurisdiction in (0, 25, 26)] == [
        "A",
        "Z",
        "A2",
    ]


def test_a_break_on_new_year_parts_the_years_before_from_those_after() -> None:
    staged = yearly_figures.add_judged_stretches(by_year(0.1, 0.2, 0.3), [2015.0], judged_to=2040)
    assert list(staged["stretch"]) == ["0", "1", "1"]
    assert list(staged["at"]) == [2014.5, 2015.5, 2016.5]
    assert staged["judged"].all()


def test_a_year_with_a_break_inside_it_is_of_neither_side_and_not_judged() -> None:
    staged = yearly_figures.add_judged_stretches(by_year(0.1, 0.2, 0.3), [2015.5], judged_to=2040)
    assert staged["stretch"].nunique() == 3
    assert list(staged["judged"]) == [True, False, True]
    said = yearly_figures.run_chart_sentences(staged, yearly_figures.judged_stretches(staged))
    assert said[-1] == (
        "2015 is left out: the law or the way of counting changed during this year."
    )


@pytest.mark.parametrize(
    "status", ["protected", "too_few", "not_yet_due", "bounds_only", "empty", "not_collected"]
)
def test_a_year_without_a_value_to_show_is_not_judged(status: str) -> None:
    staged = yearly_figures.add_judged_stretches(by_year(0.1, status), [], judged_to=2040)
    assert list(staged["judged"]) == [True, False]


def test_a_year_after_the_last_that_may_be_judged_is_not() -> None:
    staged = yearly_figures.add_judged_stretches(by_year(0.1, 0.2), [], judged_to=2014)
    assert list(staged["judged"]) == [True, False]


def test_each_stretch_has_its_own_median_from_five_years_on() -> None:
    values = (0.1, 0.1, 0.2, 0.3, 0.3, 0.8, 0.9, 0.8, 0.7)
    staged = yearly_figures.add_judged_stretches(by_year(*values), [2019.0], judged_to=2040)
    medians = yearly_figures.stretch_medians(yearly_figures.judged_stretches(staged))
    assert medians[["start", "end", "middle"]].to_numpy().tolist() == [[2014, 2019, 0.2]]
    assert list(medians["says"]) == ["Median 20%"]


def test_a_long_run_on_one_side_is_a_shift() -> None:
    assert verdicts(*[0.1, 0.12] * 4, *[0.5, 0.52] * 4) == [
        (
            "A lasting change: 8 years in a row are on the same side of the median (31%)."
            " By chance, at most 7 are expected."
        )
    ]


def test_too_few_crossings_are_a_shift_too() -> None:
    [said] = verdicts(*[0.1] * 5, *[0.5] * 5)
    assert said == (
        "A lasting change: the line crosses the median (30%) only 1 time."
        " By chance, at least 2 are expected."
    )


def test_a_series_that_moves_about_its_median_has_no_shift() -> None:
    [said] = verdicts(*[0.1, 0.3] * 5)
    assert said == (
        "No lasting change: at most 1 year in a row is on the same side of the median (20%)."
        " Chance explains up to 6."
    )


def test_under_ten_points_have_no_verdict_by_the_run_rules() -> None:
    [said] = verdicts(*[0.1, 0.2, 0.3] * 3)
    assert (
        said == "Too few years to test for a lasting change: the test needs at least 10, and has 9."
    )


def test_points_on_the_median_do_not_make_up_ten() -> None:
    [said] = verdicts(*[0.1] * 4, 0.2, 0.2, 0.2, *[0.3] * 4)
    assert said == (
        "Too few years to test for a lasting change: 8 of 11 differ from the median (20%), and at"
        " least 10 are needed."
    )


def test_years_that_are_all_alike_have_not_shifted() -> None:
    [said] = verdicts(*[0.0] * 10)
    assert said == "No lasting change: every year has the median value (0%)."


def test_years_of_which_none_is_judged_have_no_verdict() -> None:
    assert verdicts("too_few", "empty") == [
        "Too few years to test for a lasting change: none has a value."
    ]


def test_no_verdict_reaches_across_a_break() -> None:
    low, high = [0.1, 0.12] * 5, [0.5, 0.52] * 5
    [across] = verdicts(*low, *high)
    assert across.startswith("A lasting change: ")
    before, after = verdicts(*low, *high, breaks=(2024.0,))
    assert before.startswith("2014 to 2023: No lasting change")
    assert after.startswith("2024 to 2033: No lasting change")
    assert all(
        "Too few years to test for a lasting change: the test needs at least 10, and has 5." in said
        for said in verdicts(*low[:5], *high[:5], breaks=(2019.0,))
    )


def test_durations_are_told_in_days_or_months_as_everywhere() -> None:
    rows = [
        result_rows.row(
            "P05",
            "QVE",
            kind="Duration",
            period=str(2014 + position),
            value=365.25 * (1 + position),
        )
        for position in range(5)
    ]
    drawn = yearly_figures.one_row_per_year(
        result_rows.frame(*rows),
        range(2014, 2019),
        due_until=date(2040, 1, 1),
        covered=range(2014, 2019),
    )
    [stretch] = yearly_figures.judged_stretches(
        yearly_figures.add_judged_stretches(drawn, [], judged_to=2040)
    )
    assert stretch.says == f"36.0{NBSP}months"


SPANS = Periods((2018, 2020), (2021, 2023))
LOW = row("N01", "XAA", value=0.2, low=0.15, high=0.26)
HIGH = row("N01", "XAA")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_change_is_a_word_with_the_years_it_is_of() -> None:
    told = [
        yearly_figures.progress_cell(Progress(SPANS, *rows))
        for rows in ((LOW, HIGH), (HIGH, LOW), (LOW, LOW))
    ]
    assert [(one.arrow, one.word) for one in told] == [
        ("↗", "higher"),
        ("↘", "lower"),
        ("→", "no clear change"),
    ]
    assert {one.years for one in told} == {"2021 to 2023 compared with 2018 to 2020"}


def test_the_sentence_names_both_numbers_with_their_intervals() -> None:
    assert plain(yearly_figures.progress_sentence(Progress(SPANS, LOW, HIGH))) == (
        "Higher than before: 54% (44% to 63%) in 2021 to 2023, 20% (15% to 26%) in 2018 to 2020."
    )
    assert yearly_figures.progress_sentence(Progress(SPANS, LOW, LOW)).startswith(
        "No clear change: "
    )


def test_what_cannot_be_compared_says_why() -> None:
    few = row("N01", "XAA", status="too_few")
    found = Progress(SPANS, few, HIGH)
    assert yearly_figures.progress_cell(found).word == ""
    assert yearly_figures.progress_cell(found).years == ("No trend (2018 to 2020: Too few cases)")
    assert yearly_figures.progress_sentence(found) == (
        "No trend can be reported (2018 to 2020: Too few cases)."
    )
    assert yearly_figures.progress_cell(None).years == yearly_figures.TOO_FEW_TO_COMPARE
    assert "At least 4 complete years" in yearly_figures.progress_sentence(None)
    unreached = row("P05", "XAA", kind="Duration", value=None, low=None, high=None)
    assert "(2018 to 2020: " in yearly_figures.progress_sentence(
        Progress(SPANS, unreached, unreached)
    )


def test_years_before_a_break_are_not_compared_with_those_after() -> None:
    assert yearly_figures.periods_to_compare(2014, 2023, ()) == SPANS
    reform = (Break(date(2019, 1, 1), "Reform"),)
    assert yearly_figures.periods_to_compare(2014, 2023, reform) == Periods(
        (2020, 2021), (2022, 2023)
    )
    within = (Break(date(2019, 6, 1), "Reform"),)
    assert yearly_figures.periods_to_compare(2014, 2023, within) == Periods(
        (2020, 2021), (2022, 2023)
    )
    assert (
        yearly_figures.periods_to_compare(2014, 2023, (Break(date(2021, 1, 1), "Reform"),)) is None
    )


def test_a_year_is_due_once_the_window_of_its_last_day_is_over() -> None:
    assert last_due_year(date(2026, 6, 30), 0) == 2025
    assert last_due_year(date(2026, 12, 31), 0) == 2026
    assert last_due_year(date(2026, 6, 30), 24) == 2023
    assert last_due_year(date(2026, 12, 31), 12) == 2025


NOTHING_HAPPENED = pd.DataFrame(columns=["jurisdiction", "on", "title", "source", "breaks"])
NONE = dict.fromkeys(("low", "high", "bound_low", "bound_high"))
DRAWN_SPAN = range(2020, 2023)


def run(measure: str, kind: str) -> yearly_figures.Run:
    rows = [
        row(measure, "XAA", kind=kind, period=str(year), value=15_000.0, **NONE)
        for year in DRAWN_SPAN
    ]
    jurisdiction = yearly_figures.OfJurisdiction(
        "XAA",
        DRAWN_SPAN,
        due=date.max,
        last_full_year=2021,
        currency="EUR",
        is_collected=True,
        covered=DRAWN_SPAN,
        as_of=date(2022, 6, 30),
    )
    return yearly_figures.build_run_chart(
        frame(*rows), catalogue.CATALOGUE[measure], NOTHING_HAPPENED, jurisdiction
    )


def test_sums_by_year_name_their_currency_and_end_with_a_whole_year() -> None:
    made = run("X01m", "Amount")
    spoken = yearly_figures.years_as_text(made.staged)
    assert spoken.count("EUR") == len(DRAWN_SPAN)
    assert "in 2021. So far in 2022: EUR" in spoken.replace("\u00a0", " ")
    assert spoken.endswith(", to 30 June.")
    specification = made.chart().to_dict()
    titles = {
        layer["encoding"]["y"].get("title")
        for layer in specification["layer"]
        if "field" in layer["encoding"].get("y", {})
    }
    assert "EUR" in titles
    assert "to 30 June" in {row_["running"] for row_ in specification["datasets"]["rows_0"]}


def test_counts_have_no_currency() -> None:
    assert "EUR" not in str(run("C01", "Count").chart().to_dict())
