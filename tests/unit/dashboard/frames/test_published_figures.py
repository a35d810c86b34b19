"""Published figures next to own counts, by year and of a period."""

import math
from datetime import date

import pandas as pd
import pytest

from dashboard.frames import published_figures
from metrics import published

P, C, V = published.PROSECUTED, published.CONVICTED, published.DETECTED


def figures(*rows: tuple[float, ...]) -> pd.DataFrame:
    """Years, each with its lowest and highest prosecuted and convicted persons."""
    ends = [f"{name} {end}" for name in (P, C) for end in ("low", "high")]
    return pd.DataFrame(rows, columns=["year", *ends]).assign(
        **{f"{V} low": math.nan, f"{V} high": math.nan}
    )


ALWAYS = range(2000, 2030)
OWN = pd.DataFrame(
    [
        {"measure": "C03", "kind": "Count", "period": "2019", "value": 11.0, "status": "ok"},
        {"measure": "C03", "kind": "Count", "period": "2020", "value": 3.0, "status": "too_few"},
    ]
)
FOUND = figures((2018, 10, 10, 12, 12), (2020, 0, 4, 0, 4), (2021, 40, 40, 0, 4))


def test_the_table_says_each_published_year_the_latest_first() -> None:
    table = published_figures.join_own_figures(FOUND, OWN, "C03", ALWAYS)
    plain = table.replace("\N{NO-BREAK SPACE}", " ", regex=True)
    assert plain.to_numpy().tolist() == [
        ["2021", "no cases", "0 to 4", "0% to 10%"],
        ["2020", "too few", "0 to 4", "no ratio"],
        ["2018", "no cases", "12", "120%"],
    ]
    assert list(table)[2:] == [
        "Published: Persons convicted",
        "Published: convicted / prosecuted in the year",
    ]
    found = figures((2020, 1, 1, 1, 1)).assign(**{f"{V} low": 7.0, f"{V} high": 7.0})
    # Victims have no ratio.
    assert list(published_figures.join_own_figures(found, OWN, "C04", ALWAYS)) == [
        *("Year", "Own count", "Published: Detected trafficking victims"),
    ]


def test_years_between_are_drawn_though_nothing_is_published_of_them() -> None:
    drawn = published_figures.published_rows(FOUND, OWN, "C03")
    assert list(drawn["period"]) == ["2018", "2019", "2020", "2021"]
    assert list(drawn["own_says"]) == ["no cases", "11", "too few", "no cases"]
    assert drawn["own"].isna().tolist() == [True, False, True, True]
    assert drawn["low"].isna().tolist() == [False, True, False, False]
    assert drawn["says"].iloc[1] == "2019: own count 11, not published"
    assert drawn["says"].iloc[0] == "2018: own count no cases, published figures 12"
    running = published_figures.published_rows(FOUND, OWN, "C03", date(2019, 6, 30))
    assert running["own_says"].iloc[1] == "11 (to 30 June)"


@pytest.mark.parametrize(("measure", "years"), [("C02", 3), ("C03", 3), ("C04", 0), ("N01", 0)])
def test_only_years_with_a_figure_of_the_measure_are_stated(measure: str, years: int) -> None:
    assert len(published_figures.published_years(FOUND, measure)) == years


def test_a_total_of_a_period_is_whole_if_each_year_is_published() -> None:
    found = FOUND.assign(iso3="XAA")
    whole, part = (
        published_figures.totals_of_period(found, "C03", *years)["XAA"]
        for years in ((2020, 2021), (2018, 2020))
    )
    assert (whole.low, whole.high, whole.is_whole, whole.text) == (0, 8, True, "0 to 8")
    assert (part.text, part.is_whole) == ("12 to 16 (only 2018 and 2020)", False)
    assert published_figures.totals_of_period(found, "C03", 2010, 2012) == {}
    assert published_figures.totals_of_period(found, "N01", 2018, 2021) == {}
