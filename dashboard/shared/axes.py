"""How the values of a measure are drawn, on a page and in a file alike."""

from dataclasses import replace

from dashboard import charts, words
from metrics import Measure


def of(measure: Measure, currency: str) -> charts.ValueAxis:
    """The axis of a measure's values; that of amounts of money says in which currency they are."""
    axis = charts.AXIS_OF_KIND[words.written_as(measure)]
    return replace(axis, title=currency) if words.is_money(measure) else axis
