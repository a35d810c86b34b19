"""Try submissions out: what storing them would do and what would move, and nothing is changed."""

from collections.abc import Iterable

from sqlalchemy import Connection

from schemas import database
from seed.batches.receipt import Measured, Partial, Receipt, Refresh, Trial
from seed.batches.storing import store_in, withdrawn
from seed.submission import Progress, Submission, unseen


def try_out(  # noqa: PLR0913 - what `store` takes, and what is to be compared
    url: str,
    submissions: Iterable[Submission],
    *,
    partial: Partial,
    refresh: Refresh,
    measured: Measured,
    progress: Progress | None = None,
) -> Trial:
    """What `store` would say of the submissions, with what is measured before and after.

    Nothing is written, not even a new database. Raises DatabaseUnavailable.
    """
    steps = progress or unseen
    with database.trying(url) as connection:
        steps("Comparing", 0, 2)
        before = measured(connection)
        steps("Comparing", 1, 2)
        receipts = store_in(connection, submissions, partial, refresh, steps)
        if not any(receipt.status == "stored" for receipt in receipts):
            return Trial(tuple(receipts), None, None)
        after = measured(connection)
        steps("Comparing", 2, 2)
    return Trial(tuple(withdrawn(receipt) for receipt in receipts), before, after)


def check(url: str, submission: Submission, *, progress: Progress | None = None) -> Receipt:
    """What storing the submission would do, without counting; nothing is written.

    Raises DatabaseUnavailable.
    """
    with database.trying(url) as connection:
        [receipt] = store_in(
            connection, [submission], Partial.REFUSE, _count_nothing, progress or unseen
        )
    return withdrawn(receipt)


def _count_nothing(connection: Connection) -> None:
    """A refresh for what only is looked at."""
