"""Convictions beside headline shares: what moves apart, and the path through the years."""

from datetime import date

import pandas as pd
import pytest

from dashboard.overview.frames import volume
from dashboard.overview.views import path_card
from dashboard.shared import panel
from tests.unit.dashboard.result_rows import count, frame, row

DUE = date(2022, 6, 30)
UNBROKEN = dict.fromkeys(volume.IDS, ())
MORE, FEWER = (20, 24, 30, 40, 52, 60), (62, 60, 52, 40, 31, 25)


def links(year: int, yes: int, of: int = 100, measure: str = "N01", **other: object) -> dict:
    low, high = max(0.0, yes / of - 0.1), min(1.0, yes / of + 0.1)
    numbers = {"numerator": yes, "denominator": of, "value": yes / of, "low": low, "high": high}
    return row(measure, "XAA", period=str(year), **(numbers | other))


def world(convictions: tuple, yes: tuple, measure: str = "N01", first: int = 2015) -> pd.DataFrame:
    """Years in a row: convictions, and so many of a hundred cases."""
    return frame(
        *(count("C03", first + place, number) for place, number in enumerate(convictions)),
        *(links(first + place, number, measure=measure) for place, number in enumerate(yes)),
    )


def said(rows: pd.DataFrame, last: int = 2020) -> list[str]:
    return [text.replace("\u00a0", " ") for text in volume.partings(rows, last, UNBROKEN)]


def test_more_convictions_that_reach_less_are_said_with_both_ends() -> None:
    (text,) = said(world(MORE, FEWER))
    assert text == (
        "Convictions rose from 20 to 60 (2015–2020) while the share of cases with more than one"
        " link charged fell from 62 % to 25 %: they move apart beyond chance."
    )


def test_fewer_convictions_that_reach_more_are_said_too() -> None:
    (text,) = said(world(MORE[::-1], FEWER[::-1]))
    assert "Convictions fell from 60 to 20" in text
    assert "rose from 25 % to 62 %" in text


def test_several_shares_of_the_same_years_share_a_sentence() -> None:
    also = frame(*(links(2015 + n, yes, measure="F01") for n, yes in enumerate(FEWER)))
    (text,) = said(pd.concat([world(MORE, FEWER), also]))
    assert text.count("fell from 62 % to 25 %") == 2
    assert "one link charged fell" in text
    assert "and the share of cases with a financial investigation fell" in text


@pytest.mark.parametrize(
    ("convictions", "yes"),
    [
        # Both rise; quality stands still; volume stands still; two and four years.
        (MORE, FEWER[::-1]),
        (MORE, (50, 51, 49, 50, 50, 51)),
        ((30,) * 6, FEWER),
        (MORE[::5], FEWER[::5]),
        (MORE[:4], FEWER[:4]),
    ],
)
def test_what_goes_together_may_be_chance_or_is_too_short_is_not_said(
    convictions: tuple, yes: tuple
) -> None:
    assert said(world(convictions, yes)) == []


def test_years_that_may_not_be_shown_and_later_ones_do_not_count() -> None:
    rows = world(MORE, FEWER)
    assert said(rows, last=2018) == []
    rows.loc[rows["measure"].eq("N01") & rows["period"].isin(["2016", "2017"]), "status"] = (
        "too_few"
    )
    assert said(rows) == []


def test_a_year_without_a_conviction_is_a_zero_and_one_not_recorded_is_not() -> None:
    rows = frame(count("C03", 2015, 3), count("C03", 2017, 4))
    assert volume.filled(volume.counts(rows), 2018) == {2015: 3, 2016: 0, 2017: 4, 2018: 0}
    missing = frame(count("C03", 2015, float("nan")) | {"status": "not_collected"})
    assert pd.isna(volume.filled(volume.counts(missing), 2015)[2015])
    made = volume.path(missing, 2015, due_until=DUE)
    assert volume.left_out(made) == "Not drawn: 2015 (convictions not known)."
    assert volume.filled({}, 2018) == {}


def test_a_year_that_has_not_ended_is_left_aside() -> None:
    assert volume.last_ended(2024, date(2026, 6, 30)) == 2024
    assert volume.last_ended(2026, date(2026, 6, 30)) == 2025
    assert volume.last_ended(2026, date(2026, 12, 31)) == 2026


def path(*changed: tuple[int, dict]) -> pd.DataFrame:
    """Six years, of which 2020 has no share yet."""
    rows = world(MORE, FEWER[:5], first=2018)
    for year, cells in changed:
        at = rows["measure"].eq("N01") & rows["period"].eq(str(year))
        rows.loc[at, list(cells)] = list(cells.values())
    return volume.path(rows, 2023, due_until=DUE)


def test_the_path_has_the_years_with_both_and_says_why_others_are_missing() -> None:
    made = path((2019, {"status": "too_few"}))
    assert made["period"].tolist() == [str(year) for year in range(2018, 2024)]
    assert made.loc[made["drawn"], "period"].tolist() == ["2018", "2020", "2021", "2022"]
    assert volume.left_out(made) == "Not drawn: 2019 (too few to say), 2023 (not yet due)."
    assert made["says"][0].replace("\u00a0", " ") == "20 convictions, 62 % (52–72), 62 of 100"
    # What may not be shown is not in the frame that goes into the page.
    assert made.loc[made["period"] == "2019", ["value", "low", "high"]].isna().all(axis=None)


def test_the_path_is_at_most_ten_years_long() -> None:
    made = volume.path(world((5,) * 14, (50,) * 14, first=2010), 2023, due_until=DUE)
    assert made["period"].tolist() == [str(year) for year in range(2014, 2024)]


def test_the_card_says_the_years_and_has_them_as_a_table() -> None:
    made = path((2019, {"status": "too_few"}))
    drawn = path_card.placed(made[made["drawn"]])
    assert drawn["label"].tolist() == ["2018", "’20", "’21", "2022"]
    assert drawn["last"].tolist() == [False, False, False, True]
    assert path_card.alt(drawn, "Exampleland").count("convictions, ") == 4
    table = path_card.table(made).set_index("Year")
    assert table.loc["2018"].str.replace("\u00a0", " ").tolist() == ["20", "62 %", "52–72", "100"]
    assert table.loc["2019", "More than one link"] == "Too few to say"
    assert table.loc["2019", "95 % interval"] == ""
    assert table.loc["2023", "More than one link"] == "Not yet due"


def test_sentences_stand_in_the_count_card() -> None:
    card = dict.fromkeys(("year", "convicted", "in_doubt", "undated", "change", "year_before"), "")
    lists = {
        "recorded": True,
        "ended": True,
        "bars": [],
        "before": [],
        "outcomes": [],
        "undecided": [],
        "parted": "",
    }
    page = panel.html("count_card.html", card | lists | {"apart": ["They move apart."]})
    assert "<p>They move apart.</p>" in page
    assert "data-apart" not in panel.html("count_card.html", card | lists | {"apart": []})
