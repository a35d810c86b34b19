"""The submissions behind the figures, from the listing of batches."""

from dataclasses import dataclass

import pandas as pd

from dashboard import words


@dataclass(frozen=True)
class Partly:
    """A submission of which rows were refused: the jurisdiction and the share of rows stored."""

    source: str
    accepted: str


def in_force(batches: pd.DataFrame) -> pd.DataFrame:
    """The batches whose rows are in the figures: not undone, nor replaced to the last row."""
    return batches[
        batches["undone_at"].isna() & (batches["replaced_by"].isna() | (batches["rows_stored"] > 0))
    ]


def partly_accepted(batches: pd.DataFrame) -> list[Partly]:
    """The batches that were accepted in part. Columns source, rows_refused, accepted_share."""
    return [
        Partly(batch.source, words.share(batch.accepted_share))
        for batch in batches[batches["rows_refused"] > 0].itertuples()
    ]
