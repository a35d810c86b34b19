"""Change over time in words: in a cell and in a sentence."""

from datetime import date

from dashboard.shared.frames import progress
from dashboard.shared.frames.progress import Progress
from dashboard.shared.frames.stretches import Break
from dashboard.shared.frames.years import last_due
from metrics.progress import Periods
from tests.unit.dashboard.result_rows import row

SPANS = Periods((2018, 2020), (2021, 2023))
LOW = row("N01", "XAA", value=0.2, low=0.15, high=0.26)
HIGH = row("N01", "XAA")


def plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_a_change_is_a_word_with_the_years_it_is_of() -> None:
    told = [
        progress.cell(Progress(SPANS, *rows)) for rows in ((LOW, HIGH), (HIGH, LOW), (LOW, LOW))
    ]
    assert [(one.arrow, one.word) for one in told] == [
        ("↗", "higher"),
        ("↘", "lower"),
        ("→", "no clear change"),
    ]
    assert {one.years for one in told} == {"2021–2023 beside 2018–2020"}


def test_the_sentence_names_both_numbers_with_their_intervals() -> None:
    assert plain(progress.sentence(Progress(SPANS, LOW, HIGH))) == (
        "Higher than before: 54 % (44–63) in 2021–2023, 20 % (15–26) in 2018–2020."
    )
    assert progress.sentence(Progress(SPANS, LOW, LOW)).startswith("No clear change: ")


def test_what_cannot_be_compared_says_why() -> None:
    few = row("N01", "XAA", status="too_few")
    found = Progress(SPANS, few, HIGH)
    assert progress.cell(found).word == ""
    assert progress.cell(found).years == ("2021–2023 beside 2018–2020: too few to say in 2018–2020")
    assert progress.sentence(found) == (
        "Whether it changed cannot be said, 2021–2023 beside 2018–2020: too few to say in"
        " 2018–2020."
    )
    assert progress.cell(None).years == "too few years to compare"
    assert "at least 4 are needed" in progress.sentence(None)
    unreached = row("P05", "XAA", kind="Duration", value=None, low=None, high=None)
    assert "in 2018–2020" in progress.sentence(Progress(SPANS, unreached, unreached))


def test_years_before_a_break_are_not_compared_with_those_after() -> None:
    assert progress.periods(2014, 2023, ()) == SPANS
    reform = (Break(date(2019, 1, 1), "Reform"),)
    assert progress.periods(2014, 2023, reform) == Periods((2020, 2021), (2022, 2023))
    within = (Break(date(2019, 6, 1), "Reform"),)
    assert progress.periods(2014, 2023, within) == Periods((2020, 2021), (2022, 2023))
    assert progress.periods(2014, 2023, (Break(date(2021, 1, 1), "Reform"),)) is None


def test_a_year_is_due_once_the_window_of_its_last_day_is_over() -> None:
    assert last_due(date(2026, 6, 30), 0) == 2025
    assert last_due(date(2026, 12, 31), 0) == 2026
    assert last_due(date(2026, 6, 30), 24) == 2023
    assert last_due(date(2026, 12, 31), 12) == 2025
