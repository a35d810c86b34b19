"""The first sentence of a page: a small grammar over exact figures, and one over a release."""

from collections.abc import Mapping
from typing import Any

from metrics.catalogue import CATALOGUE
from metrics.options import DEFAULTS, Chosen
from metrics.release.row import is_released
from metrics.sentences import exact, rounded
from metrics.sentences.about import About
from metrics.sentences.exact import Years, why_undefined

__all__ = ["Years", "sentence", "why_undefined"]

Row = Mapping[str, Any]


def sentence(
    row: Row,
    place: str,
    period: str,
    chosen: Chosen = DEFAULTS,
    *,
    years: Years = (None, None),
    currency: str = "",
) -> str:
    """One row of results in words.

    "{place}: {x} of {n} {unit} ({p}, 95 % interval {lo}–{hi}) in {period}.", and alike for counts,
    amounts (in `currency`) and durations. `row` has the columns of `results.rows`, of a release
    those of `release.reading.rows`; where its number may not be shown, the sentence says why
    instead, and so it does where the definition changed within `years`. `chosen` are the options it
    was counted by.
    """
    measure = CATALOGUE[row["measure"]]
    about = About(measure, period, currency, measure.window(chosen))
    grammar = rounded if is_released(row) else exact
    return f"{place}: {grammar.clause(row, about, years)}."
