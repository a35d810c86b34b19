"""What of Overview's cards of numbers goes into files: asked for once somebody takes it."""

from functools import partial

import pandas as pd

from dashboard import charts, data, filter_options, filters, words
from dashboard.overview.views import count_card
from dashboard.report import taken
from dashboard.report.taken import ONE, Drawing, Taken
from dashboard.shared import scorecard
from dashboard.shared.frames import chart_rows, places
from dashboard.shared.of_measure import in_files
from metrics.release import measured

# What Overview shows of records, and no release holds.
RECORDS_ALONE = (
    "what first instance decided",
    "sums from proceeds to victims, step by step",
    "months from charge to judgment, by form and year",
    "convictions held against quality, year by year",
)
CHAIN = "How far up the chain charges reach"
CHAIN_SAYS = "Of cases charged as trafficking the share in which each group of links was charged."
# Whose notes stand in the card of counts.
COUNTED = (*count_card.BEFORE, count_card.CONVICTIONS)
BY_GROUP = "how far up the chain charges reach, by group of links"


def records_alone(choice: filters.Choice) -> tuple[str, ...]:
    """What no release holds under the choice."""
    is_told = filter_options.release_includes(measured.CHAIN, choice)
    return RECORDS_ALONE if is_told else (BY_GROUP, *RECORDS_ALONE)


def how_many(choice: filters.Choice) -> Taken:
    """The counts by year, as the card of counts has them."""
    return in_files.by_year(
        "How many",
        lambda: data.rows(count_card.IDS, by=("year",), only=choice.only_here),
        choice,
    )


def told(choice: filters.Choice) -> tuple[str, ...]:
    """The periods that the card of counts tells of: the chosen one, and each year."""
    return (choice.period, *map(str, data.years()))


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
        rows = chart_rows.obey_status(here.assign(kind="Share"))
        return rows.assign(label=[words.code(group) for group in rows["group"]], role=places.OWN)

    return Taken(
        CHAIN,
        choice,
        lambda about: taken.of_drawn(CHAIN, choice, drawn(), "Group of links").figures(about),
        drawing=lambda: _drawing(drawn()),
    )


def _drawing(rows: pd.DataFrame) -> Drawing:
    """What is drawn of the groups; nothing where none of them has a number."""
    if rows["value"].isna().all():
        return Drawing()
    chart = partial(charts.intervals, rows, axis=charts.SHARE)
    says = (CHAIN_SAYS, taken.DOTS)
    return Drawing({ONE: chart}, f"{CHAIN}: {places.spoken(rows)}", says)
