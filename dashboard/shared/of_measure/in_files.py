"""Several measures of one place as files: a row for each, and their shares drawn on one scale."""

from collections.abc import Callable
from functools import partial

import pandas as pd

from dashboard import charts, data
from dashboard.query_params import Choice
from dashboard.report import figures
from dashboard.report.figures import About
from dashboard.report.taken import DOTS, ONE, Drawing, Taken
from dashboard.shared.frames import chart_rows, places
from metrics import catalogue

YEAR = "year"


def of(title: str, rows: Callable[[], pd.DataFrame], choice: Choice) -> Taken:
    """Of the measures that `rows` holds, in its order, of the chosen place."""

    def drawn() -> pd.DataFrame:
        of_all = rows()
        here = of_all[of_all["jurisdiction"] == choice.jurisdiction]
        titles = {id_: catalogue.CATALOGUE[id_].title for id_ in dict.fromkeys(here["measure"])}
        return places.by_measure(here, titles)

    return Taken(
        title,
        choice,
        lambda about: figures.of(drawn(), about),
        drawing=lambda: _shares(title, drawn()),
    )


def by_year(title: str, rows: Callable[[], pd.DataFrame], choice: Choice) -> Taken:
    """Of the measures that `rows` holds split by year, of the chosen place."""

    def numbers(about: About) -> pd.DataFrame:
        of_all = rows()
        here = of_all[of_all["jurisdiction"] == choice.jurisdiction]
        drawn = chart_rows.obey_status(here.reset_index(drop=True))
        return figures.of(drawn.assign(label=drawn["period"]), about)

    return Taken(title, choice, numbers, by=YEAR, period=data.every_year())


def _shares(title: str, drawn: pd.DataFrame) -> Drawing:
    shares = drawn[drawn["kind"] == "Share"]
    if not shares[["value", "bound_low"]].notna().any(axis=None):
        return Drawing()
    chart = partial(charts.intervals, shares, axis=charts.SHARE)
    return Drawing({ONE: chart}, f"{title}: {places.spoken(shares)}", (DOTS,))
