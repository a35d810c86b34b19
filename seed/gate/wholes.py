"""What each row is part of: its case, and what measures read as one over several cases."""

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import NamedTuple

import polars as pl

from schemas import columns, tables
from seed.gate.keys import INDEX, Known
from seed.submission import Unmapped

WHOLE = "whole"
CASE = "case_id"
# The parents that tell which case a row is of, by the column that names them. An office leads many
# cases, and none of them lacks what is of another.
TELLING: Mapping[str, str] = {
    parent.columns[0]: parent.table
    for table in tables.RECORD_TABLES
    for parent in tables.parents_of(table)
    if len(parent.columns) == 1 and parent.table != tables.offices.name
}
# A network, a person and a joint award are each one over all their cases: who was charged, hit or
# paid in a case that is not there reads as not charged, not hit, not paid in the others.
JOINING = ("network_id", "person_id", "joint_award_id")


class Origin(StrEnum):
    """Where the rows stand that a submission would store or take out."""

    SENT = "sent"
    UNMAPPED = "unmapped"
    LEAVING = "leaving"


class Pile(NamedTuple):
    """Rows of a table, by their place from 0.

    `wholes` has columns `row index` and `whole`: a line, or more, for each row and each whole that
    it is part of. Of the rows that are `refused`, those `untold` have an id that leads to no case.
    """

    table: str
    origin: Origin
    wholes: pl.DataFrame
    refused: pl.Series
    untold: pl.Series


def piles(
    known: Known, unmapped: Mapping[str, Unmapped], leaving: Mapping[str, pl.DataFrame]
) -> Iterator[Pile]:
    """The rows of each table that is of cases: sent, left by a mapping, and stored that leave."""
    # By table each key beside what its row is part of: so are the rows that name it.
    above: dict[str, pl.DataFrame] = {}
    for table in tables.RECORD_TABLES:
        if not ids_of(table):
            continue
        stored = _stored(table, known, leaving)
        stored_by_key = _by_key(table, stored, _wholes(table, stored, above))
        by_key = [stored_by_key]
        for origin, frame, refused, unreadable in _rows(table, known, unmapped, leaving):
            wholes = _wholes(table, frame, above)
            if table.name in TELLING.values():
                by_key.append(_by_key(table, frame, wholes))
            wholes = pl.concat([wholes, _as_stored(table, frame, stored_by_key)])
            untold = refused & (unreadable | _leads_nowhere(table, frame, above))
            yield Pile(table.name, origin, wholes, refused, untold)
        above[table.name] = pl.concat(by_key).drop_nulls().unique()


def ids_of(table: tables.Table) -> list[str]:
    """The columns of a table that tell what its rows are part of; of most it is none."""
    return [name for name in (*TELLING, *JOINING) if name in table.c]


def _rows(
    table: tables.Table,
    known: Known,
    unmapped: Mapping[str, Unmapped],
    leaving: Mapping[str, pl.DataFrame],
) -> Iterator[tuple[Origin, pl.DataFrame, pl.Series, pl.Series]]:
    """The rows by where they stand, which are refused, and of which an id cannot be read."""
    if (rows := known.rows.get(table.name)) is not None:
        # Without a row that is sent twice nothing is missing.
        yield Origin.SENT, rows.frame, rows.refused & ~rows.repeated, rows.unreadable
    if (left := unmapped.get(table.name)) is not None:
        refused = pl.repeat(value=True, n=left.ids.height, eager=True)
        yield Origin.UNMAPPED, left.ids, refused, left.unreadable
    if (gone := leaving.get(table.name)) is not None:
        none = pl.repeat(value=False, n=gone.height, eager=True)
        yield Origin.LEAVING, gone, none, none


def _stored(table: tables.Table, known: Known, leaving: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """The ids of the stored rows, where they tell more than those that are there."""
    names = list(dict.fromkeys((*tables.key_of(table), *ids_of(table))))
    touched = table.name in {*known.rows, *leaving, *TELLING.values()}
    # Of a key of several columns the ids are a part.
    if touched and len(tables.key_of(table)) == 1:
        return known.stored(table.name, tuple(names), known.jurisdiction).select(
            pl.col(names).cast(pl.String)
        )
    return pl.DataFrame(schema=dict.fromkeys(names, pl.String))


def _wholes(
    table: tables.Table, frame: pl.DataFrame, above: Mapping[str, pl.DataFrame]
) -> pl.DataFrame:
    """Each row by its place, beside each whole that its own ids and its parents are part of."""
    parts = [pl.DataFrame(schema={INDEX: pl.UInt32, WHOLE: pl.String})]
    for name in ids_of(table):
        if name not in frame.columns:
            continue
        named = _placed(frame, name)
        if (parent := TELLING.get(name)) is not None and parent != table.name:
            parts.append(named.join(above[parent], on=name, how="inner").select(INDEX, WHOLE))
        else:
            # Ids have no blanks, so that no two wholes are called alike.
            called = pl.concat_str(pl.lit(f"{name} "), pl.col(name)).alias(WHOLE)
            parts.append(named.select(INDEX, called))
    return pl.concat(parts)


def _placed(frame: pl.DataFrame, name: str) -> pl.DataFrame:
    """The filled ids of a column, by the places of their rows."""
    return frame.select(pl.col(name).cast(pl.String)).with_row_index(INDEX).drop_nulls()


def _by_key(table: tables.Table, frame: pl.DataFrame, wholes: pl.DataFrame) -> pl.DataFrame:
    """The key of each row, where it is one column, beside what the row is part of."""
    key = tables.key_of(table)[0]
    return _placed(frame, key).join(wholes, on=INDEX, how="inner").select(key, WHOLE)


def _as_stored(table: tables.Table, frame: pl.DataFrame, stored: pl.DataFrame) -> pl.DataFrame:
    """What the stored rows of the same keys are part of.

    A row that is stored of one case and sent of another is part of both: with one of the two left
    out it would stand in neither, or in both.
    """
    key = tables.key_of(table)[0]
    return _placed(frame, key).join(stored, on=key, how="inner").select(INDEX, WHOLE)


def _leads_nowhere(
    table: tables.Table, frame: pl.DataFrame, above: Mapping[str, pl.DataFrame]
) -> pl.Series:
    """Whether an id that tells the case is of nothing sent or stored, or is blank and must be."""
    nowhere = pl.repeat(value=False, n=frame.height, eager=True)
    for name, parent in TELLING.items():
        if name not in table.c or name not in frame.columns:
            continue
        if columns.field_of(table.c[name]).required:
            nowhere |= frame[name].is_null()
        if parent != table.name:
            there = above[parent][name].implode()
            nowhere |= frame[name].is_not_null() & ~frame[name].is_in(there)
    return nowhere
