"""All that is derived from the records, filled in a DuckLake, which keeps it beside the records."""

from collections.abc import Iterator

import polars as pl
from sqlalchemy import (
    ColumnElement,
    Connection,
    Insert,
    MetaData,
    Select,
    Table,
    func,
    insert,
    select,
    true,
)

from metrics.counting.refreshing import refresh
from metrics.engine.lake import JURISDICTION, pieces
from metrics.engine.statements import read_by, taken_apart
from metrics.units.filling import UNITS
from schemas.store import copying, database, lakes

# Another writer's count takes as long as an own one, and comes between once, hardly ever twice.
TRIES = 5
MADE = "made_of_records"


def count(connection: Connection, engine: str, folder: str) -> None:
    """Make anew, in the lake, all that is derived from the stored records.

    They become a snapshot of it together. Where another writer came between, all is done again.
    Raises LakeUnavailable, also after TRIES such times.
    """
    for _ in range(TRIES):
        try:
            with lakes.writing(engine, folder) as lake:
                lakes.make_tables(lake, copying.EVERYTHING)
                for table in copying.EVERYTHING:
                    _bring(connection, lake, table)
                refresh(connection, _Filling(lake))
        except lakes.Conflict:
            continue
        return
    raise lakes.LakeUnavailable(
        f"Others have written into the {lakes.shown(engine)} {TRIES} times while this was counted."
        " The figures are as they were; run the same command again."
    )


def bring_back(engine: str, folder: str, snapshot: int, target: str) -> dict[str, int]:
    """Bring the records of a snapshot into the new database `target`, and count them there.

    The number of rows by table. Raises UserError without such a snapshot or where something is
    stored in `target`, and LakeUnavailable.
    """
    with lakes.past(engine, folder, snapshot) as lake:
        return copying.copy_from(lake, target, refresh=refresh)


class _Filling:
    """Carries out each statement in the lake, which speaks the dialect that they are written in."""

    def __init__(self, lake: Connection) -> None:
        self._lake = lake
        self._known = {table.name for table in copying.EVERYTHING}

    def __call__(self, connection: Connection, statement: Insert) -> None:
        """Fill the statement's table in the lake and in the database."""
        query, target, names = taken_apart(statement)
        for table in read_by(query):
            if table.name not in self._known:
                self._known.add(table.name)
                lakes.make_tables(self._lake, [table])
                copying.copy_tables(connection, self._lake, [table])
        if target.name not in self._known:
            self._known.add(target.name)
            lakes.make_tables(self._lake, [target])
            self._lake.execute(target.delete())
        if target in UNITS:
            self._lake.execute(statement)
            for rows in _handed_back(self._lake, target):
                database.insert_frame(connection, target, rows)
        else:
            self._add(connection, query, target, names)

    def _add(self, connection: Connection, query: Select, target: Table, names: list[str]) -> None:
        """Add few rows to a table that several statements fill, typed as it has them."""
        made = target.to_metadata(MetaData(), name=MADE)
        made._prefixes = ["TEMPORARY"]
        made.create(self._lake)
        self._lake.execute(insert(made).from_select(names, query))
        self._lake.execute(insert(target).from_select(names, select(*(made.c[n] for n in names))))
        database.insert_frame(connection, target, database.read_frame(self._lake, select(made)))
        made.drop(self._lake)


def _bring(connection: Connection, lake: Connection, table: Table) -> None:
    """Let the lake have a table's rows; a batch that it has already is not written again."""
    if not copying.has_batches(table):
        _replace(lake, table, database.read_frame(connection, select(table)), true())
        return
    batches = list(copying.batches_of(connection, table))
    of = table.c[copying.BATCH]
    lake.execute(table.delete().where(of.not_in(batches)))
    for batch in batches:
        frame = database.read_frame(connection, select(table).where(of == batch))
        _replace(lake, table, frame, of == batch)


def _replace(
    lake: Connection, table: Table, frame: pl.DataFrame, where: ColumnElement[bool]
) -> None:
    """Let the rows of a part of the table be those of the frame."""
    there = select(func.count()).select_from(table).where(where)
    if lake.execute(there).scalar_one() == frame.height:
        with database.incoming(lake, frame, table) as rows:
            strange = select(rows).except_all(
                select(*(table.c[c.name] for c in rows.c)).where(where)
            )
            if not lake.execute(select(func.count()).select_from(strange.subquery())).scalar_one():
                return
    lake.execute(table.delete().where(where))
    database.insert_frame(lake, table, frame)


def _handed_back(lake: Connection, unit: Table) -> Iterator[pl.DataFrame]:
    """The rows of a unit, as many at a time as memory takes."""
    place = unit.c[JURISDICTION]
    sizes = lake.execute(select(place, func.count()).group_by(place)).all()
    for places in pieces({row[0]: row[1] for row in sizes}):
        yield database.read_frame(lake, select(unit).where(place.in_(places)))
