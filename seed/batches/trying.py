"""Try submissions out: what storing them would do and what would move, and nothing is changed."""

from collections.abc import Iterable

import pandas as pd

from schemas.store import database
from seed.batches.receipt import Measured, Partial, Refresh, Remarks, Trial
from seed.batches.storing import nothing_more, store_in, withdrawn
from seed.batches.undoing import Undone, undo_in
from seed.submission import Progress, Stage, Submission, unseen


def try_out(  # noqa: PLR0913 - what `store` takes, and what is to be compared
    url: str,
    submissions: Iterable[Submission],
    *,
    partial: Partial,
    refresh: Refresh,
    measured: Measured,
    remarks: Remarks = nothing_more,
    progress: Progress | None = None,
) -> Trial:
    """What `store` would say of the submissions, with what is measured before and after.

    Nothing is written, not even a new database. Raises DatabaseUnavailable.
    """
    steps = progress or unseen
    before: list[pd.DataFrame] = []
    with database.trying(url) as connection:

        def look() -> None:
            # Of what is refused nobody asks what would move, and measuring takes the longest.
            if not before:
                steps(Stage.COMPARING, 0, 2)
                before.append(measured(connection))
                steps(Stage.COMPARING, 1, 2)

        receipts = store_in(
            connection, submissions, partial, refresh, steps, remarks=remarks, before_rows=look
        )
        if not any(receipt.status == "stored" for receipt in receipts):
            return Trial(tuple(receipts), None, None)
        after = measured(connection)
        steps(Stage.COMPARING, 2, 2)
    return Trial(tuple(withdrawn(receipt) for receipt in receipts), before[0], after)


def try_undo(
    url: str,
    batch_id: int,
    *,
    refresh: Refresh,
    measured: Measured,
    progress: Progress | None = None,
) -> tuple[Undone, pd.DataFrame, pd.DataFrame]:
    """What undoing a batch would do, with what is measured before and after; nothing is written.

    Raises UserError and DatabaseUnavailable as `undo` does.
    """
    steps = progress or unseen
    database.reading(url)
    with database.trying(url) as connection:
        steps(Stage.COMPARING, 0, 2)
        before = measured(connection)
        steps(Stage.COMPARING, 1, 2)
        undone = undo_in(connection, batch_id, refresh, steps)
        after = measured(connection)
        steps(Stage.COMPARING, 2, 2)
    return undone, before, after
