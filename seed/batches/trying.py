"""Try submissions out: what storing them would do and what would move, and nothing is changed."""

from collections.abc import Iterable

import pandas as pd
from sqlalchemy import select

from schemas.store import audit, bookkeeping, database
from seed.batches import named
from seed.batches.receipt import Measured, Partial, Refresh, Remarks, Trial
from seed.batches.storing import nothing_more, store_in, withdrawn
from seed.batches.undoing import Undone, undo_in
from seed.submission import Progress, Stage, Submission, unseen

batches = bookkeeping.batches


def try_out(
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
    before: dict[str, pd.DataFrame] = {}
    with database.trying(url) as connection:

        def look(jurisdiction: str) -> None:
            # Of what is refused nobody asks what would move, and measuring takes the longest.
            if jurisdiction not in before:
                steps(Stage.COMPARING, 0, 2)
                before[jurisdiction] = measured(connection, frozenset({jurisdiction}))
                steps(Stage.COMPARING, 1, 2)

        receipts = store_in(
            connection, submissions, partial, refresh, steps, remarks=remarks, before_rows=look
        )
        if because := named.told_of_foreign(receipts):
            # Trying out is no act. Who brings others' records is told of, wherever it is stopped.
            audit.note_refused(url, audit.Action.IMPORT, **because)
        if not any(receipt.status == "stored" for receipt in receipts):
            return Trial(tuple(receipts), None, None)
        after = measured(connection, frozenset(before))
        steps(Stage.COMPARING, 2, 2)
    told = tuple(withdrawn(receipt) for receipt in receipts)
    return Trial(told, pd.concat(before.values(), ignore_index=True), after)


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
        of_batch = select(batches.c.jurisdiction).where(batches.c.batch_id == batch_id)
        jurisdictions = frozenset(connection.execute(of_batch).scalars())
        before = measured(connection, jurisdictions)
        steps(Stage.COMPARING, 1, 2)
        undone = undo_in(connection, batch_id, refresh, steps)
        after = measured(connection, jurisdictions)
        steps(Stage.COMPARING, 2, 2)
    return undone, before, after
