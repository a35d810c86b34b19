"""What is stored already, as the gate asks for it, and what is on its way in."""

from collections import defaultdict
from collections.abc import Mapping

import polars as pl
from sqlalchemy import Connection, Select, select

from schemas import tables
from schemas.store import database
from seed.batches import named
from seed.submission import Progress, Stage, unseen

# A hundred megabytes in memory, or some more, beside the next submission that is read.
MOST_WAITING = 500_000


class Intake:
    """The stored rows, with those of this write, which wait until there are many of a table.

    DuckDB takes the rows of twelve submissions at once in two thirds of the time that they take one
    after the other.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        # Before this write: what one that supersedes all replaces, and what came in with it.
        self.in_force = named.in_force(connection)
        self.last_before = named.last(connection)
        self._waiting: dict[str, list[pl.DataFrame]] = defaultdict(list)
        self._jurisdictions: set[str | None] = set()

    def add(
        self, frames: Mapping[str, pl.DataFrame], *, jurisdiction: str | None, batch_id: int
    ) -> None:
        """Take the rows of a batch."""
        number = pl.lit(batch_id, pl.Int32).alias("batch_id")
        for name, frame in frames.items():
            self._waiting[name].append(frame.with_columns(number))
        self._jurisdictions.add(jurisdiction)
        if sum(frame.height for waiting in self._waiting.values() for frame in waiting) > (
            MOST_WAITING
        ):
            self.finish()

    def rows(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame:
        """Columns of a jurisdiction's rows, and their batch_id: what the gate asks for."""
        if jurisdiction in self._jurisdictions:
            self.finish()
        return database.read_frame(self.connection, _query(table, columns, jurisdiction))

    def finish(self, progress: Progress = unseen) -> None:
        """Insert what waits, parents before their children."""
        total = sum(frame.height for waiting in self._waiting.values() for frame in waiting)
        done = 0
        for table in tables.RECORD_TABLES:
            progress(Stage.STORING, done, total)
            if waiting := self._waiting.pop(table.name, None):
                database.insert_frame(self.connection, table, pl.concat(waiting, rechunk=False))
                done += sum(frame.height for frame in waiting)
        progress(Stage.STORING, done, total)
        self._jurisdictions.clear()


def _query(name: str, columns: tuple[str, ...], jurisdiction: str) -> Select:
    table = tables.BY_NAME[name]
    names = dict.fromkeys((*columns, "batch_id"))
    return select(*(table.c[column] for column in names)).where(
        table.c.jurisdiction == jurisdiction
    )
