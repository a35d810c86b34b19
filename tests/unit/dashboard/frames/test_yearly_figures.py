"""A measure by year: run charts, change over time, units of time."""

from datetime import date

import pandas as pd
import pytest

from dashboard.frames import trend_breaks, yearly_figures
from dashboard.frames.trend_breaks import Break
from dashboard.frames.yearly_figures import Progress, last_due_year
from metrics import catalogue
from metrics.comparability import Periods
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import NONE_HAPPENED, frame, row

NBSP = "\N{NO-BREAK SPACE}"


def by_year(
    *values: float | str, first: int = 2014, measure: str = "N01", **changed: object
) -> pd.DataFrame:
    """Years with these shares; a word is the status of a year without one."""
    rows = [
        row(measure, "QVE", period=str(first + position), **changed)
        | ({"value": None, "status": value} if isinstance(value, str) else {"value": value})
        for position, value in enumerate(values)
    ]
    span = range(first, first + len(values))
    return yearly_figures.one_row_per_year(
        frame(*rows), span, due_until=date(2040, 1, 1), covered=span
    )


def verdicts(*values: float | str, breaks: tuple[float, ...] = ()) -> list[str]:
    staged = yearly_figures.add_judged_stretches(by_year(*values), breaks, judged_to=2040)
    return yearly_figures.run_chart_sentences(staged, yearly_figures.judged_stretches(staged))


def test_a_year_with_a_break_inside_it_is_of_neither_side_and_not_judged() -> None:
    staged = yearly_figures.add_judged_stretches(by_year(0.1, 0.2, 0.3), [2015.5], judged_to=2040)
    assert staged["stretch"].nunique() == 3
    assert list(staged["judged"]) == [True, False, True]
    said = yearly_figures.run_chart_sentences(staged, yearly_figures.judged_stretches(staged))
    assert said[-1] == (
        "2015 is left out: the law or the way of counting changed during this year."
    )


def test_only_years_with_a_value_to_show_that_are_old_enough_are_judged() -> None:
    hidden = ("protected", "too_few", "not_yet_due", "bounds_only", "empty", "not_collected")
    years = by_year(0.1, *hidden, 0.2, 0.3)
    staged = yearly_figures.add_judged_stretches(years, [], judged_to=2021)
    assert list(staged["judged"]) == [True, *[False] * len(hidden), True, False]


def test_each_stretch_has_its_own_median_from_five_years_on() -> None:
    values = (0.1, 0.1, 0.2, 0.3, 0.3, 0.8, 0.9, 0.8, 0.7)
    staged = yearly_figures.add_judged_stretches(by_year(*values), [2019.0], judged_to=2040)
    medians = yearly_figures.stretch_medians(yearly_figures.judged_stretches(staged))
    assert medians[["start", "end", "middle"]].to_numpy().tolist() == [[2014, 2019, 0.2]]
    assert list(medians["says"]) == ["Median 20%"]


@pytest.mark.parametrize(
    ("values", "says"),
    [
        ([0.1, 0.12] * 4 + [0.5, 0.52] * 4, "A lasting change: 8 years in a row are on the same"),
        ([0.1] * 5 + [0.5] * 5, "A lasting change: the line crosses the median (30%) only 1 time"),
        ([0.1, 0.3] * 5, "No lasting change: at most 1 year in a row is on the same side of the"),
        ([0.1] * 4 + [0.2] * 3 + [0.3] * 4, "8 of 11 differ from the median (20%)"),
        ([0.0] * 10, "No lasting change: every year has the median value (0%)"),
        (["too_few", "empty"], "Too few years to test for a lasting change: none has a value"),
    ],
)
def test_the_verdict_by_the_run_rules_is_said_with_its_numbers(
    values: list[float | str], says: str
) -> None:
    [said] = verdicts(*values)
    assert says in said


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


def test_the_median_of_durations_is_told_in_their_unit() -> None:
    drawn = by_year(*(365.25 * years for years in range(1, 6)), measure="P05", kind="Duration")
    [stretch] = yearly_figures.judged_stretches(
        yearly_figures.add_judged_stretches(drawn, [], judged_to=2040)
    )
    assert stretch.says == f"36.0{NBSP}months"


SPANS = Periods((2018, 2020), (2021, 2023))
LOW = row("N01", "XAA", value=0.2, low=0.15, high=0.26)
HIGH = row("N01", "XAA")


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


def test_what_cannot_be_compared_says_why() -> None:
    few = row("N01", "XAA", status="too_few")
    found = Progress(SPANS, few, HIGH)
    cell = yearly_figures.progress_cell(found)
    assert (cell.word, cell.years) == ("", "No trend (2018 to 2020: Too few cases)")
    assert yearly_figures.progress_sentence(found) == (
        "No trend can be reported (2018 to 2020: Too few cases)."
    )
    assert yearly_figures.progress_cell(None).years == yearly_figures.TOO_FEW_TO_COMPARE
    assert "At least 4 complete years" in yearly_figures.progress_sentence(None)


@pytest.mark.parametrize(
    ("day", "compared"),
    [
        (None, SPANS),
        (date(2019, 1, 1), Periods((2020, 2021), (2022, 2023))),
        (date(2019, 6, 1), Periods((2020, 2021), (2022, 2023))),
        (date(2021, 1, 1), None),
    ],
)
def test_years_before_a_break_are_not_compared_with_those_after(
    day: date | None, compared: Periods | None
) -> None:
    breaks = () if day is None else (Break(day, "Reform"),)
    assert yearly_figures.periods_to_compare(2014, 2023, breaks) == compared


def test_a_year_is_due_once_the_window_of_its_last_day_is_over() -> None:
    assert last_due_year(date(2026, 6, 30), 0) == 2025
    assert last_due_year(date(2026, 12, 31), 0) == 2026
    assert last_due_year(date(2026, 6, 30), 24) == 2023
    assert last_due_year(date(2026, 12, 31), 12) == 2025


NONE = dict.fromkeys(("low", "high", "bound_low", "bound_high"))
DRAWN_SPAN = range(2020, 2023)


def run(measure: str, kind: str) -> yearly_figures.Run:
    rows = [
        row(measure, "XAA", kind=kind, period=str(year), value=15_000.0, **NONE)
        for year in DRAWN_SPAN
    ]
    of = catalogue.CATALOGUE[measure]
    return yearly_figures.build_run_chart(
        frame(*rows),
        of,
        trend_breaks.event_marks(NONE_HAPPENED, of, "XAA", DRAWN_SPAN),
        DRAWN_SPAN,
        due_until=date.max,
        covered=DRAWN_SPAN,
        is_collected=True,
        as_of=date(2022, 6, 30),
        last_full_year=2021,
        currency="EUR",
    )


def test_sums_by_year_name_their_currency_and_end_with_a_whole_year() -> None:
    made = run("X01m", "Amount")
    spoken = yearly_figures.years_as_text(made.yearly)
    assert spoken.count("EUR") == len(DRAWN_SPAN)
    assert "in 2021. So far in 2022: EUR" in plain(spoken)
    assert spoken.endswith(", to 30 June.")
    specification = made.chart().to_dict()
    assert "EUR" in str(specification)
    assert "to 30 June" in {row_["running"] for row_ in specification["datasets"]["rows_0"]}
    assert "EUR" not in str(run("C01", "Count").chart().to_dict())
