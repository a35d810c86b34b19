"""What each measure of a report counts, in the version that was used."""

from collections.abc import Iterable

import pandas as pd

from dashboard import words
from metrics import Measure, catalogue, options

COLUMNS = (
    *("Measure", "Version", "Title", "Question", "Of", "Unit", "Counted", "Better"),
    *("Does not show", "Caveats"),
)


def of(ids: Iterable[str], chosen: options.Chosen) -> pd.DataFrame:
    """A row for each of the measures, with COLUMNS."""
    rows = [_row(catalogue.CATALOGUE[id_], chosen) for id_ in ids]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _row(measure: Measure, chosen: options.Chosen) -> tuple[str, ...]:
    return (
        measure.id,
        measure.version,
        measure.title,
        measure.question,
        measure.denominator_words,
        measure.unit_word,
        words.code(words.dated_by(measure, chosen)),
        words.BETTER[measure.direction.value],
        measure.does_not_show,
        " ".join(measure.caveats),
    )
