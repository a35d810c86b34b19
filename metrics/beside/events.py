"""Events: what happened in a jurisdiction that its numbers over the years are read with."""

import pandas as pd
from sqlalchemy import Connection, select

from metrics.beside.lists import LONGEST_SOURCE, Checked, Listing, Row, middle
from metrics.request import Scope
from schemas.store import bookkeeping, database

stored = bookkeeping.events
HEADER = ("jurisdiction", "on", "title", "source", "breaks")
# What a chart has room for.
LONGEST_TITLE = 80


def of(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Columns jurisdiction, on, title, source, breaks; by jurisdiction and day.

    `on` is a date; one given as a month is its 15th, as a year 1 July. `breaks` says whether
    numbers before and after may not be compared. A title is text of whoever wrote the list: what
    shows it escapes it.
    """
    query = select(stored).where(scope.of_place(stored.c.jurisdiction))
    frame = database.read_frame(connection, query).to_pandas()
    frame["on"] = [middle(dated) for dated in frame["dated"]]
    ordered = frame.sort_values(["jurisdiction", "on", "title"], ignore_index=True)
    return ordered[["jurisdiction", "on", "title", "source", "breaks"]]


def _checked(cells: Checked, known: frozenset[str]) -> Row:
    return {
        "jurisdiction": cells.place("jurisdiction", known),
        "dated": cells.day("on"),
        "title": cells.text("title", LONGEST_TITLE),
        "source": cells.text("source", LONGEST_SOURCE),
        "breaks": cells.switch("breaks"),
    }


LISTING = Listing(
    stored, HEADER, _checked, ("jurisdiction", "dated", "title"), "this event of this day"
)
