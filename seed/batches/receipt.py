"""What became of a submission, for the person who sent it."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from sqlalchemy import Connection

from schemas import findings as found

# Refills what is counted from the records, in the transaction that changed them.
Refresh = Callable[[Connection], None]


class Partial(StrEnum):
    """What happens to the good rows of a submission that has refused ones."""

    REFUSE = "refuse"
    ACCEPT = "accept"


@dataclass(frozen=True)
class Receipt:
    """What became of one submission.

    `checked` means it would be stored. `rows_good` are those that were, or would be, stored;
    `rows_stored` those that were. `batch_id` is the batch that was made or, when
    `already_stored`, the one that brought the same content before (None where several did). Rows
    that are neither good nor refused were stored before. `accepted_share` is the part (0-1) of
    the rows that was not refused.
    """

    source: str
    status: Literal["stored", "already_stored", "refused", "checked"]
    batch_id: int | None
    rows_read: int
    rows_stored: int
    rows_refused: int
    rows_good: int
    findings: tuple[found.Finding, ...]
    not_read: tuple[tuple[str, str], ...]
    accepted_share: float
    tables: tuple["TableRows", ...] = ()


@dataclass(frozen=True)
class TableRows:
    """How many rows of a table were read, are good to be stored, and were refused."""

    table: str
    read: int
    good: int
    refused: int


def accepted_share(read: int, refused: int) -> float:
    """The part of the rows read that was not refused, 0-1; 1 where there were none."""
    return 1.0 if read == 0 else (read - refused) / read
