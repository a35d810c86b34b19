"""What Overview's cards ask of the records, as much of it at once as can be."""

import pandas as pd

from dashboard import data, filters, peers
from dashboard.overview.views import count_card
from dashboard.shared import progress_of, scorecard
from metrics import results


def in_period(choice: filters.Choice) -> pd.DataFrame:
    """The measures of all cards in the chosen years."""
    # Of all records only the period is another one, its years and what is compared are not. Nor are
    # peers of a release those of the records.
    if choice.of_release or choice.office_alone or not choice.only_here:
        ids, own = _ids(choice), choice.jurisdiction
        return peers.rows(ids, own=own, years=choice.years, only=choice.only)
    return results.in_span(over_time(choice), _period(choice))


def over_time(choice: filters.Choice) -> pd.DataFrame:
    """The same in the periods that are compared, and in each year; as `data.overlapping`."""
    compared = progress_of.spans(progress_of.compared(scorecard.ids(choice), choice))
    spans = (*compared, _period(choice)) if choice.only_here else compared
    return data.overlapping(_ids(choice), spans=spans, only=choice.only_here)


def here(choice: filters.Choice) -> pd.DataFrame:
    """Those of the chosen place alone: of all places they are ten thousand rows."""
    every = over_time(choice)
    return every[every["jurisdiction"] == choice.jurisdiction]


def of(rows: pd.DataFrame, measures: tuple[str, ...]) -> pd.DataFrame:
    """The rows of some of the measures."""
    return rows[rows["measure"].isin(measures)]


def _ids(choice: filters.Choice) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*scorecard.ids(choice), *count_card.IDS)))


def _period(choice: filters.Choice) -> results.Span:
    return choice.year_from, choice.year_to
