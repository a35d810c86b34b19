"""Stretches of years between breaks, on every page that shows years."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from dashboard import charts
from dashboard.frames import trend_breaks, yearly_figures
from dashboard.pages.overview import cards, count_card, frames
from dashboard.ui import chart_card, filters, scorecard
from metrics import catalogue
from metrics.measure import Change
from tests.unit.dashboard import chart_rows
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import count, frame, happened, row

N01 = catalogue.CATALOGUE["N01"]
CHANGED = replace(N01, changes=(Change("2", date(2019, 7, 1), "Agencies count"),))
MORE = (20, 24, 30, 40, 52, 60, 66, 72, 80, 90, 99, 110)
FEWER = (80, 74, 66, 60, 52, 46, 40, 35, 30, 26, 21, 18)
FIRST, LAST = 2012, 2023
MIDDLE, REFORM = date(2019, 7, 1), "Reform"


def on(*days: date, jurisdiction: str = "XAA", breaks: bool = True) -> pd.DataFrame:
    return happened(*((jurisdiction, day, REFORM, breaks) for day in days))


def found(of: pd.DataFrame, measures: Sequence = (N01,)) -> trend_breaks.Breaks:
    return trend_breaks.find_breaks(of, measures, "XAA")


def world(measures: Sequence[str] = ("N01",)) -> pd.DataFrame:
    """Twelve years in which convictions rise steadily and shares fall."""
    limits = [{"low": yes / 100 - 0.1, "high": yes / 100 + 0.1} for yes in FEWER]
    shares = [
        row(id_, "XAA", period=str(year), numerator=yes, value=yes / 100, **of_year)
        for id_ in measures
        for year, yes, of_year in zip(range(FIRST, LAST + 1), FEWER, limits, strict=True)
    ]
    return frame(*(count("C03", FIRST + n, number) for n, number in enumerate(MORE)), *shares)


def said(of: pd.DataFrame, last: int = LAST) -> tuple[list[str], list[str]]:
    """What moves apart, and what a break leaves undecided."""
    broken, rows = frames.breaks_of_shares(of, "XAA"), world()
    both = (
        frames.divergence_sentences(rows, last, broken),
        frames.too_few_years_sentences(rows, last, broken),
    )
    return tuple([plain(text) for text in texts] for texts in both)  # type: ignore[return-value]


LISTED = happened(
    ("XAA", date(2021, 7, 1), "Act in force", True),
    ("XAA", date(2016, 5, 1), "Unit set up", False),
    ("XAB", date(2017, 1, 1), "Elsewhere", True),
    ("XAA", date(1999, 1, 1), "Long ago", True),
)


def test_events_of_the_place_and_changes_of_the_definition_are_marks_by_day() -> None:
    found = trend_breaks.event_marks(LISTED, CHANGED, "XAA", range(2014, 2027))
    assert list(found["label"]) == [
        "A: Unit set up",
        "B: Version 2: Agencies count (break)",
        "C: Act in force (break)",
    ]
    assert list(found["breaks"]) == [False, True, True]
    assert list(found["at"]) == pytest.approx([2016.33, 2019.5, 2021.5], abs=0.01)


def test_marks_in_words_say_day_source_and_whether_they_break() -> None:
    stored = happened(("XAA", date(2021, 7, 1), "Act", False))
    # As a database has days.
    stored["on"] = pd.to_datetime(stored["on"])
    found = trend_breaks.event_marks(stored, CHANGED, "XAA", range(2014, 2027))
    table = trend_breaks.events_table(found)
    assert list(table) == ["Mark", "Date", "Event", "Break in series", "Source"]
    assert table.to_numpy().tolist() == [
        ["A", "1 July 2019", "Version 2: Agencies count", "yes", "Definition of the measure"],
        ["B", "1 July 2021", "Act", "no", "Gazette"],
    ]
    # There are letters for more events than the alphabet has.
    assert [trend_breaks.event_letter(number) for number in (0, 25, 26)] == ["A", "Z", "A2"]


def test_an_event_of_the_place_and_a_changed_definition_are_breaks_and_nothing_else() -> None:
    assert [one.on.year for one in found(LISTED)] == [1999, 2021]
    assert [one.what for one in found(happened(), (CHANGED,))] == ["Version 2: Agencies count"]
    # An event breaks both measures, and is one break all the same.
    assert len(found(on(MIDDLE), (N01, catalogue.CATALOGUE["C03"]))) == 1


@pytest.mark.parametrize(
    ("days", "stretches"),
    [
        ([MIDDLE], ["0", "0|1", "1"]),
        ([date(2019, 1, 1)], ["0", "1", "1"]),
        ([date(2019, 12, 31)], ["0", "0|1", "1"]),
        ([date(2019, 3, 1), date(2019, 9, 1)], ["0", "0|2", "2"]),
    ],
)
def test_a_year_with_a_break_inside_belongs_to_neither_side(
    days: list[date], stretches: list[str]
) -> None:
    at = [one.at for one in found(on(*days))]
    assert [trend_breaks.stretch_name(year, at) for year in (2018, 2019, 2020)] == stretches


@pytest.mark.parametrize(
    ("of", "rose"),
    [
        (happened(), "20 to 110 (2012 to 2023)"),
        (on(date(2012, 7, 1)), "24 to 110 (2013 to 2023)"),
        (on(date(2015, 7, 1)), "52 to 110 (2016 to 2023)"),
        # Elsewhere, no break, or outside the years.
        (on(MIDDLE, jurisdiction="XAB"), "20 to 110 (2012 to 2023)"),
        (on(MIDDLE, breaks=False), "20 to 110 (2012 to 2023)"),
        (on(date(2012, 1, 1)), "20 to 110 (2012 to 2023)"),
        (on(date(2011, 7, 1)), "20 to 110 (2012 to 2023)"),
        (on(date(2024, 1, 1)), "20 to 110 (2012 to 2023)"),
    ],
)
def test_what_moves_apart_is_told_of_the_years_after_the_last_break_alone(
    of: pd.DataFrame, rose: str
) -> None:
    (apart,), undecided = said(of)
    assert f"rose from {rose}" in apart
    assert undecided == []


@pytest.mark.parametrize(
    ("of", "left"),
    [
        (on(MIDDLE), "At most 4 years"),
        (on(date(2014, 7, 1), date(2020, 1, 1)), "At most 4 years"),
        (on(date(2022, 3, 1)), "At most 1 year"),
        (on(date(2023, 7, 1)), "No year"),
        (on(date(2023, 12, 31)), "No year"),
    ],
)
def test_a_break_that_leaves_too_few_years_is_said_and_nothing_moves_apart(
    of: pd.DataFrame, left: str
) -> None:
    apart, (undecided,) = said(of)
    assert apart == []
    year = of["on"].iloc[-1].year
    assert undecided.startswith(f"Break in series: {year} (Reform). {left} since then ")
    assert undecided.endswith(" This concerns: More than one link charged.")


def test_a_changed_definition_of_a_share_breaks_that_share_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(catalogue, "CATALOGUE", catalogue.CATALOGUE | {"N01": CHANGED})
    rows, broken = world(("N01", "F01")), frames.breaks_of_shares(happened(), "XAA")
    (apart,) = frames.divergence_sentences(rows, LAST, broken)
    assert "Financial investigation" in apart
    assert "More than one link" not in apart
    (undecided,) = frames.too_few_years_sentences(rows, LAST, broken)
    assert "2019 (Version 2: Agencies count)" in undecided
    assert "Financial investigation" not in undecided


def test_of_all_headline_shares_quality_is_said_and_the_most_years_left() -> None:
    rows = world(frames.SHARES)
    rows = rows[~rows["measure"].eq("N01") | rows["period"].lt("2023")]
    broken = frames.breaks_of_shares(on(MIDDLE), "XAA")
    (undecided,) = frames.too_few_years_sentences(rows, LAST, broken)
    assert "At most 4 years since then " in undecided
    assert undecided.endswith("whether convictions and quality move in different directions.")
    # Years too few without a break are not said to be its doing.
    rows = world()
    rows = rows[~rows["measure"].eq("N01") | rows["period"].gt("2019")]
    assert frames.too_few_years_sentences(rows, LAST, broken) == []


def path(of: pd.DataFrame) -> pd.DataFrame:
    broken = frames.breaks_of_shares(of, "XAA")["N01"]
    return frames.path_rows(world(), LAST, due_until=date(2030, 1, 1), broken=broken)


def test_the_path_is_not_joined_across_a_break_and_says_which() -> None:
    made, broken = path(on(MIDDLE)), found(on(MIDDLE))
    drawn = cards.add_path_labels(made[made["drawn"]])
    assert drawn["stretch"].tolist() == ["0"] * 5 + ["0|1"] + ["1"] * 4
    labels = dict(zip(drawn["period"], drawn["label"].str.replace("\u00a0", " "), strict=True))
    assert (labels["2018"], labels["2019"], labels["2020"]) == ("’18", "≠ ’19", "≠ ’20")
    assert cards.path_text(drawn, "Exampleland").count("break in series") == 2
    note = cards.break_sentences(made[made["drawn"]], broken)
    assert note.startswith("≠ = not comparable")
    assert note.endswith("Break in series: 2019 (Reform).")
    drawing = charts.path_chart(drawn, across="More", upwards="Better").to_dict()
    (line,) = chart_rows.layers_of(drawing, "own-line")
    assert line["encoding"]["detail"]["field"] == "stretch"


def test_a_path_without_a_break_is_one() -> None:
    for of in (on(MIDDLE, jurisdiction="XAB"), on(date(2024, 1, 1))):
        drawn = cards.add_path_labels(path(of))
        assert drawn["stretch"].nunique() == 1
        assert not drawn["label"].str.contains("≠").any()
        broken = frames.breaks_of_shares(of, "XAA")["N01"]
        assert cards.break_sentences(path(of), broken) == ""


def spark(of: pd.DataFrame) -> scorecard.Spark:
    values = zip(range(2017, 2022), (0.46, 0.5, 0.4, 0.2, 0.21), strict=True)
    by_year = frame(*(row("N01", "XAA", period=str(year), value=value) for year, value in values))
    staged = trend_breaks.add_stretches_by_measure(by_year, of)
    made = scorecard.sparkline(staged.to_dict("records"))
    assert made is not None
    return made


def test_a_sparkline_stops_at_a_break_and_marks_it() -> None:
    whole, broken, inside = spark(happened()), spark(on(date(2020, 1, 1))), spark(on(MIDDLE))
    assert (whole.path.count("M"), whole.breaks) == (1, ())
    assert (broken.path.count("M"), len(broken.breaks)) == (2, 1)
    says = plain(broken.spoken)
    assert says == "46% in 2017, 40% in 2019; break; 20% in 2020, 21% in 2021"
    # A year with the break inside is a point.
    assert (inside.path.count("M"), len(inside.single), len(inside.breaks)) == (2, 1, 2)
    assert "; break; 40" in inside.spoken
    assert spark(on(date(2017, 1, 1))) == whole


def test_rows_of_many_places_are_staged_by_their_own_breaks_in_their_own_order() -> None:
    rows = [
        row("N01", jurisdiction, period=year)
        for year in ("2018", "2020")
        for jurisdiction in ("XAB", "XAA")
    ]
    staged = trend_breaks.add_stretches_by_measure(
        frame(*rows, row("N01", "XAA", period="all")), on(MIDDLE)
    )
    assert staged["jurisdiction"].tolist() == ["XAB", "XAA", "XAB", "XAA", "XAA"]
    assert staged["stretch"].tolist() == ["0", "0", "0", "1", ""]
    assert "stretch" in trend_breaks.add_stretches_by_measure(frame(*rows).iloc[:0], on(MIDDLE))


def card(of: pd.DataFrame) -> str:
    choice = filters.Choice("XAA", 2016, 2020)
    broken = count_card.breaks_of_counts(of, "XAA")
    nobody, as_of = pd.DataFrame(columns=["jurisdiction"]), date(2024, 6, 30)
    page = count_card.count_card_html(world(), world(), choice, broken, nobody, as_of)
    return " ".join(plain(page.replace("&nbsp;", " ")).split())


def test_convictions_are_not_held_against_a_year_across_a_break() -> None:
    for of in (happened(), on(MIDDLE, jurisdiction="XAB"), on(date(2019, 1, 1))):
        assert "8 more than in 2019" in card(of)
    for day in (date(2020, 1, 1), date(2019, 7, 1), date(2020, 7, 1)):
        page = card(on(day))
        assert "more than in 2019" not in page
        assert f"Not compared with 2019. Break in series: {day.year} (Reform)." in page
        assert "after-break" in page
    # What moves apart stands in the card, unless the break leaves too few years for it.
    assert "Convictions rose from 20 to 80 (2012 to 2020)" in card(happened())
    assert "data-apart" not in card(on(MIDDLE))


def small(of: pd.DataFrame) -> pd.DataFrame:
    shares, span = world().query("measure == 'N01'"), range(FIRST, LAST + 1)
    yearly = yearly_figures.one_row_per_year(shares, span, due_until=date.max, covered=span)
    return trend_breaks.add_stretches(yearly, found(of))


def rules(of: pd.DataFrame) -> list[str]:
    drawing = charts.small_panel(small(of), axis=charts.SHARE).to_dict()
    (line,) = chart_rows.layers_of(drawing, "own-line")
    assert line["encoding"]["detail"]["field"] == "stretch"
    rules = chart_rows.layers_of(drawing, "break")
    return [layer["mark"]["xOffset"]["expr"] for layer in rules]


def test_small_panels_are_not_joined_across_a_break_and_have_a_hairline_there() -> None:
    assert rules(happened()) == []
    assert rules(on(MIDDLE)) == ["0.00000 * width"]
    assert rules(on(date(2019, 1, 1))) == ["-0.04167 * width"]
    assert len(rules(on(date(2012, 7, 1), date(2023, 7, 1)))) == 2
    # Nor are years in words set side by side across it.
    words = [
        yearly_figures.years_as_text(small(of)).count("; break; ")
        for of in (happened(), on(date(2019, 1, 1)), on(MIDDLE))
    ]
    assert words == [0, 1, 2]


def test_breaks_of_all_panels_are_said_once() -> None:
    broken = found(on(MIDDLE, date(2015, 1, 1)))
    of_both = [chart_card.Panel(frame(), breaks) for breaks in (broken, broken[:1])]
    assert chart_card.breaks_note(of_both) == (
        "Vertical line: break in series, 2015 (Reform) and 2019 (Reform)."
    )
    assert chart_card.breaks_note([chart_card.Panel(frame(), ())]) == ""


def test_bars_in_the_place_of_values_are_said_where_there_are_any() -> None:
    shown = frame(row("N01", "XAA"))
    assert chart_card.bars_note([shown]) == ""
    assert chart_card.bars_note([shown, shown.assign(value=None)]) == chart_card.BARS
