"""What Measure's cards ask of the records, its periods and years at once."""

import pandas as pd

from dashboard import data, filters
from dashboard.shared import progress_of
from metrics import Measure, results


def in_period(measure: Measure, choice: filters.Choice, only: results.Only) -> pd.DataFrame:
    """The rows of the chosen years of what the choice is restricted to, or of more."""
    if choice.of_release or only != choice.only_here:
        return data.rows((measure.id,), years=choice.years, only=only)
    return results.in_span(over_time(measure, choice), _period(choice))


def by_year(measure: Measure, choice: filters.Choice) -> pd.DataFrame:
    """The rows of each year, and of what is in none."""
    if choice.of_release:
        return data.rows((measure.id,), by=("year",), only=choice.only_here)
    return results.by_year(over_time(measure, choice))


def over_time(measure: Measure, choice: filters.Choice) -> pd.DataFrame:
    """The rows of the chosen years, of those that are compared, and of each; a release has its own.

    As `data.overlapping` has them.
    """
    compared = progress_of.spans(progress_of.compared((measure.id,), choice))
    spans = compared if choice.of_release else (*compared, _period(choice))
    return data.overlapping((measure.id,), spans=spans, only=choice.only_here)


def _period(choice: filters.Choice) -> results.Span:
    return choice.year_from, choice.year_to
