"""The submissions behind the figures, from the listing of batches."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from schemas.store import bookkeeping

# What becomes of rows, in the words of a dry run.
SIDES = ("new", "changed", "removed")
CASES, NOTHING = "cases", "no row new, changed or removed"


@dataclass(frozen=True)
class Partly:
    """A submission of which rows were refused: its name, the share of rows that were accepted.

    `whole` says how many cases stay out whole, blank where none does.
    """

    source: str
    accepted: str
    whole: str


@dataclass(frozen=True)
class Import:
    """The last submission of a place in force, and whether others of the place came before it."""

    batch_id: int
    source: str
    jurisdiction: str
    stored_on: date
    is_first: bool


@dataclass(frozen=True)
class Gone:
    """A batch that was undone, and the day."""

    batch_id: int
    source: str
    undone_on: date


def in_force(batches: pd.DataFrame) -> pd.DataFrame:
    """The batches whose rows are in the figures: not undone, nor replaced to the last row."""
    return batches[
        batches["undone_at"].isna() & (batches["replaced_by"].isna() | (batches["rows_stored"] > 0))
    ]


def partly_accepted(batches: pd.DataFrame) -> list[Partly]:
    """The batches that were accepted in part.

    Columns source, rows_refused, accepted_share, cases_held_back.
    """
    told = each_row(batches, ("source", "rows_refused", "accepted_share", "cases_held_back"))
    return [
        Partly(
            row["source"], words.share(row["accepted_share"]), _whole(int(row["cases_held_back"]))
        )
        for row in told
        if row["rows_refused"] > 0
    ]


def _whole(cases: int) -> str:
    if not cases:
        return ""
    return f"{words.counted(cases, 'case')} {'stays' if cases == 1 else 'stay'} out whole"


def last_import(batches: pd.DataFrame, place: str) -> Import | None:
    """The last submission of a place that was not undone; None where there is none.

    `batches` is the listing of all. What was undone or erased is not before it either.
    """
    here = batches[(batches["jurisdiction"] == place) & batches["undone_at"].isna()]
    if here.empty:
        return None
    last = here.sort_values("batch_id").iloc[-1]
    return Import(
        batch_id=int(last["batch_id"]),
        source=str(last["source"]),
        jurisdiction=place,
        stored_on=pd.Timestamp(last["stored_at"]).date(),
        is_first=len(here) == 1,
    )


def last_undone(batches: pd.DataFrame) -> Gone | None:
    """The batch that was undone last; None where none was, or its rows were erased."""
    gone = batches[batches["undone_at"].notna() & (batches["content_hash"] != bookkeeping.NO_HASH)]
    if gone.empty:
        return None
    last = gone.sort_values(["undone_at", "batch_id"]).iloc[-1]
    return Gone(int(last["batch_id"]), str(last["source"]), pd.Timestamp(last["undone_at"]).date())


def differing(rows: pd.DataFrame) -> str:
    """`cases 12 new, 3 changed; all tables 1,246 new, 3 changed, 5 removed`.

    `rows` has the columns table, new, changed, removed; without cases among them none are told.
    """
    cases = _told(rows[rows["table"] == CASES])
    first = f"cases {cases}; " if cases else ""
    return f"{first}all tables {_told(rows) or NOTHING}"


def _told(rows: pd.DataFrame) -> str:
    sums = {side: int(rows[side].sum()) for side in SIDES}
    return ", ".join(f"{words.count(number)} {side}" for side, number in sums.items() if number)
