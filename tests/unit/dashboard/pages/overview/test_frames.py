"""Tables of Overview: counts by year, durations, labels on the path."""

from datetime import date

import pandas as pd
import pytest

from dashboard.pages.overview import cards, frames
from dashboard.pages.overview.frames import PathPoint, label_sides
from tests.unit.dashboard.plain_text import plain
from tests.unit.dashboard.result_rows import count, frame, row

DUE = date(2022, 6, 30)
UNBROKEN = dict.fromkeys(frames.VOLUME_IDS, ())
MORE, FEWER = (20, 24, 30, 40, 52, 60), (62, 60, 52, 40, 31, 25)


def links(year: int, yes: int, of: int = 100, measure: str = "N01", **other: object) -> dict:
    low, high = max(0.0, yes / of - 0.1), min(1.0, yes / of + 0.1)
    numbers = {"numerator": yes, "denominator": of, "value": yes / of, "low": low, "high": high}
    return row(measure, "XAA", period=str(year), **(numbers | other))


def world(convictions: tuple, yes: tuple, measure: str = "N01", first: int = 2015) -> pd.DataFrame:
    """Years in a row: convictions, and so many of a hundred cases."""
    return frame(
        *(count("C03", first + position, number) for position, number in enumerate(convictions)),
        *(links(first + position, number, measure=measure) for position, number in enumerate(yes)),
    )


def said(rows: pd.DataFrame, last: int = 2020) -> list[str]:
    return [plain(text) for text in frames.divergence_sentences(rows, last, UNBROKEN)]


def test_more_convictions_that_reach_less_are_said_with_both_ends() -> None:
    (text,) = said(world(MORE, FEWER))
    assert text == (
        "Convictions rose from 20 to 60 (2015 to 2020). In the same years this measure fell from"
        " 62% to 25%: More than one link charged. Both changes are larger than random variation."
    )
    (back,) = said(world(MORE[::-1], FEWER[::-1]))
    assert "Convictions fell from 60 to 20" in back
    assert "rose from 25% to 62%" in back
    # What goes together is not said.
    assert said(world(MORE, FEWER[::-1])) == []


def test_several_shares_of_the_same_years_share_a_sentence() -> None:
    also = frame(*(links(2015 + n, yes, measure="F01") for n, yes in enumerate(FEWER)))
    (text,) = said(pd.concat([world(MORE, FEWER), also]))
    assert text.count("fell from 62% to 25%") == 2
    assert "More than one link charged." in text
    assert "Financial investigation opened." in text


def test_years_that_may_not_be_shown_and_later_ones_do_not_count() -> None:
    rows = world(MORE, FEWER)
    assert said(rows, last=2018) == []
    rows.loc[rows["measure"].eq("N01") & rows["period"].isin(["2016", "2017"]), "status"] = (
        "too_few"
    )
    assert said(rows) == []


def test_a_year_without_a_conviction_is_a_zero_and_one_not_recorded_is_not() -> None:
    rows = frame(count("C03", 2015, 3), count("C03", 2017, 4))
    filled = frames.fill_years_without_convictions(frames.counts_by_year(rows), 2018)
    assert filled == {2015: 3, 2016: 0, 2017: 4, 2018: 0}
    missing = frame(count("C03", 2015, float("nan")) | {"status": "not_collected"})
    filled = frames.fill_years_without_convictions(frames.counts_by_year(missing), 2015)
    assert pd.isna(filled[2015])
    made = frames.path_rows(missing, 2015, due_until=DUE)
    assert frames.years_left_out(made).endswith("Convictions not recorded: 2015.")
    assert frames.fill_years_without_convictions({}, 2018) == {}


def test_a_year_that_has_not_ended_is_left_aside() -> None:
    assert frames.last_ended_year(2024, date(2026, 6, 30)) == 2024
    assert frames.last_ended_year(2026, date(2026, 6, 30)) == 2025
    assert frames.last_ended_year(2026, date(2026, 12, 31)) == 2026


def path(*changed: tuple[int, dict]) -> pd.DataFrame:
    """Six years, of which 2020 has no share yet."""
    rows = world(MORE, FEWER[:5], first=2018)
    for year, cells in changed:
        at = rows["measure"].eq("N01") & rows["period"].eq(str(year))
        rows.loc[at, list(cells)] = list(cells.values())
    return frames.path_rows(rows, 2023, due_until=DUE)


def test_the_path_has_the_years_with_both_and_says_why_others_are_missing() -> None:
    made = path((2019, {"status": "too_few"}))
    assert made["period"].tolist() == [str(year) for year in range(2018, 2024)]
    assert made.loc[made["drawn"], "period"].tolist() == ["2018", "2020", "2021", "2022"]
    assert frames.years_left_out(made) == (
        "Some years are not shown. Too few cases: 2019. Too recent: 2023."
    )
    assert plain(made["says"][0]) == "20 convictions, 62% (52% to 72%), 62 of 100"
    # What may not be shown is not in the frame that goes into the page.
    assert made.loc[made["period"] == "2019", ["value", "low", "high"]].isna().all(axis=None)
    # It is at most ten years long.
    made = frames.path_rows(world((5,) * 14, (50,) * 14, first=2010), 2023, due_until=DUE)
    assert made["period"].tolist() == [str(year) for year in range(2014, 2024)]


def test_the_card_says_the_years_and_has_them_as_a_table() -> None:
    made = path((2019, {"status": "too_few"}))
    drawn = cards.add_path_labels(made[made["drawn"]])
    assert drawn["label"].tolist() == ["2018", "’20", "’21", "2022"]
    assert drawn["last"].tolist() == [False, False, False, True]
    assert cards.path_text(drawn, "Exampleland").count("0 convictions, ") == 3
    table = cards.path_table(made).set_index("Year")
    told = table.loc["2018"].str.replace("\u00a0", " ").tolist()
    assert told == ["20", "62%", "52% to 72%", "100"]
    shares = table["More than one link charged"]
    assert (shares["2019"], shares["2023"]) == ("Too few cases", "Too recent")
    assert table.loc["2019", "95% interval"] == ""


DAYS = {"value": 365.25, "quartile_1": 182.625, "quartile_3": 730.5}


def judged(form: str, year: int, **other: object) -> dict[str, object]:
    """A year's median of one form: a year, and half of them between a half and two years."""
    own = {"kind": "Median", "form": form, "period": str(year), "low": 300.0, "high": 400.0}
    return row("P05j", "XAA", **own) | DAYS | {"stretch": "0"} | other


def too_few(form: str, year: int) -> dict[str, object]:
    return judged(form, year, status="too_few", denominator=3.0, value=None)


def test_median_and_middle_half_are_in_days_and_said_so() -> None:
    [year] = frames.add_quartiles(frame(judged("servitude", 2020))).to_dict("records")
    assert (year["value"], year["low"], year["high"]) == pytest.approx((365.25, 182.625, 730.5))
    assert plain(year["says"]) == "365 days (middle 50%: 183 to 730)"
    assert year["number"] == "365"


def test_a_year_of_too_few_shows_neither_median_nor_half() -> None:
    years = frames.add_quartiles(frame(too_few("servitude", 2020)))
    [year] = years.to_dict("records")
    assert pd.isna([year["value"], year["low"], year["high"]]).all()
    assert (year["number"], "days" in year["says"]) == ("", False)
    rows = frame(too_few("servitude", 2020), judged("unknown", 2019))
    names = {"servitude": "Servitude"}
    [line] = frames.duration_table(frames.rows_of_forms(rows, names), names).to_dict("records")
    assert (line["Form of exploitation"], line["Year"]) == ("Servitude", "2020")
    assert (line["Median"], line["Middle 50%"], line["People judged"]) == ("", "", "3")
    assert line["Status"]


def test_forms_with_most_years_to_show_come_first_and_what_is_no_form_is_none() -> None:
    rows = frame(
        *(judged("mixed", year, denominator=500.0) for year in (2019, 2020, 2021)),
        judged("servitude", 2021, denominator=400.0),
        *(judged("forced_labour", year, denominator=20.0) for year in (2020, 2021)),
        *(judged("forced_begging", year, denominator=30.0) for year in (2020, 2021)),
        *(too_few("organ_removal", year) for year in (2019, 2020, 2021)),
    )
    assert frames.forms_with_most_years(rows, 3) == ["forced_begging", "forced_labour", "servitude"]
    assert frames.forms_with_most_years(rows.iloc[:0], 3) == []


def at(*points: tuple[float, float]) -> list[PathPoint]:
    return [PathPoint(x, y, "2020") for x, y in points]


def test_a_label_stays_in_the_picture_and_is_at_the_right_where_there_is_room() -> None:
    assert label_sides([]) == []
    assert label_sides(at((0.5, 0.5))) == ["right"]
    assert label_sides(at((0.98, 0.5))) == ["left"]
    assert "above" not in label_sides(at((0.98, 0.99)))[0]
    assert "below" not in label_sides(at((0.98, 0.01)))[0]


def test_a_label_stands_on_no_other_point_or_label_and_not_on_the_way() -> None:
    assert label_sides(at((0.4, 0.5), (0.55, 0.5))) == ["left", "right"]
    assert len(set(label_sides(at((0.5, 0.5), (0.5, 0.5), (0.5, 0.5))))) == 3
