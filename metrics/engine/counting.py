"""All that is derived from the records, filled on a cluster and stored in one transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Insert, Select, Table

from metrics.counting.refreshing import refresh
from metrics.engine import ducklake
from metrics.engine.lake import Lake
from metrics.engine.session import ask_once, connected, faults
from metrics.engine.statements import read_by, taken_apart
from metrics.units.filling import UNITS
from schemas import tables
from schemas.store import lakes

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession


def count(connection: Connection, engine: str, folder: str) -> None:
    """Make anew, by the cluster or the lake at `engine`, all that is derived from the records.

    `folder` is a place that the whole cluster reads and writes: what is brought there is taken away
    at the end, but a lake keeps it. All happens in the connection's transaction. Raises
    NotAnswering where the cluster does not do its part, LakeUnavailable where the lake does not.
    """
    if lakes.is_lake(engine):
        ducklake.count(connection, engine, folder)
        return
    with connected(engine) as spark, _emptied(spark, folder) as lake:
        # It comes with the same extra, which `connected` asks for in plain words.
        from metrics.engine.translating import in_spark

        refresh(connection, _Filling(lake, in_spark))


@contextmanager
def _emptied(spark: "SparkSession", folder: str) -> Iterator[Lake]:
    """Records lie in it no longer than they are needed, and no longer than the next time."""
    lake = Lake(spark, folder)
    lake.empty()
    try:
        yield lake
    except BaseException:
        ask_once(spark)
        # What failed is told, and not that the folder could be emptied as little.
        with suppress(*faults()):
            lake.empty()
        raise
    lake.empty()


class _Filling:
    """Carries out each statement on the cluster, and brings it what the statement reads."""

    def __init__(self, lake: Lake, translated: Callable[[Select], str]) -> None:
        self._lake, self._translated = lake, translated
        self._known: set[str] = set()

    def __call__(self, connection: Connection, statement: Insert) -> None:
        """Fill the statement's table in the database; later statements read units there."""
        query, target, names = taken_apart(statement)
        for table in read_by(query):
            self._bring(connection, table)
        columns = [target.c[name] for name in names]
        made = self._lake.made(self._translated(query), columns)
        if target in UNITS:
            self._known.add(target.name)
            self._lake.keep(made, target)
            self._lake.hand_back(connection, target)
        else:
            self._lake.store(connection, target, made)

    def _bring(self, connection: Connection, table: Table) -> None:
        if table.name not in self._known:
            self._known.add(table.name)
            bring = self._lake.bring_records if table in tables.RECORD_TABLES else self._lake.bring
            bring(connection, table)
