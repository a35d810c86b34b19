"""What of Overview's cards of numbers goes into files: asked for once somebody takes it."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filters, words
from dashboard.money import frames as money_frames
from dashboard.overview.views import count_card
from dashboard.report import taken
from dashboard.report.taken import ONE, Drawing, Taken
from dashboard.shared import scorecard
from dashboard.shared.frames import places, said
from dashboard.shared.of_measure import in_files

CHAIN, MONEY = "How far up the chain charges reach", "Where the money stops"


def how_many(choice: filters.Choice) -> Taken:
    """The counts by year, as the card of counts has them."""
    return in_files.by_year(
        "How many",
        lambda: data.rows(count_card.IDS, by=("year",), only=choice.only_here),
        choice,
    )


def profile(choice: filters.Choice) -> Taken:
    """The quality profile, all of its measures."""
    return in_files.of(
        "How well",
        lambda: data.rows(scorecard.ids(choice), years=choice.years, only=choice.only_here),
        choice,
    )


def chain(choice: filters.Choice) -> Taken:
    """Each group of links with the share of cases in which it was charged."""

    def drawn() -> pd.DataFrame:
        reach = data.reach(years=choice.years, only=choice.only_here)
        here = reach[reach["jurisdiction"] == choice.jurisdiction].reset_index(drop=True)
        rows = said.obeying(here.assign(kind="Share"))
        return rows.assign(label=[words.code(group) for group in rows["group"]], role=places.OWN)

    return Taken(
        CHAIN,
        choice,
        lambda about: taken.of_drawn(CHAIN, choice, drawn(), "Group of links").figures(about),
        drawing=lambda: _drawing(CHAIN, partial(charts.intervals, axis=charts.SHARE), drawn()),
    )


def money(choice: filters.Choice) -> Taken:
    """The steps that money takes, as the page The money draws them."""

    def drawn() -> pd.DataFrame:
        steps = data.steps(years=choice.years, only=choice.only_here)
        return money_frames.steps(steps[steps["jurisdiction"] == choice.jurisdiction])

    return Taken(
        MONEY,
        choice,
        lambda _: taken.plain(money_frames.numbers(drawn(), filters.currency(choice))),
        drawing=lambda: _drawing(
            MONEY, partial(charts.cascade, known_header="amount known in"), drawn()
        ),
    )


def _drawing(title: str, chart: "partial[charts.Chart]", rows: pd.DataFrame) -> Drawing:
    """What is drawn of the rows; nothing where none of them has a number."""
    column = "amount" if "amount" in rows else "value"
    if rows[column].isna().all():
        return Drawing()
    return Drawing(
        {ONE: partial(chart.func, rows, **chart.keywords)}, f"{title}: {places.spoken(rows)}"
    )
