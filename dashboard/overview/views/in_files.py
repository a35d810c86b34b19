"""What of Overview's cards of numbers goes into files: asked for once somebody takes it."""

from dashboard import data, filters
from dashboard.overview.views import count_card
from dashboard.report.taken import Taken
from dashboard.shared import scorecard
from dashboard.shared.of_measure import in_files


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
