"""Rows that a mapping could not read: how many of each table, and their ids as rows have them."""

import polars as pl

from schemas import tables
from seed.gate import cells
from seed.gate.table_rows import ROW
from seed.gate.wholes import TELLING
from seed.submission import Submission, Unmapped


def numbers(submission: Submission) -> dict[str, int]:
    """How many there are of each table."""
    number: dict[str, int] = {}
    for one in submission.unmapped:
        number[one.table] = number.get(one.table, 0) + one.ids.height
    return number


def by_table(submission: Submission) -> dict[str, Unmapped]:
    """Those of each table together; an id that is none is as if it had not been read."""
    of_table: dict[str, list[Unmapped]] = {}
    for one in submission.unmapped:
        of_table.setdefault(one.table, []).append(_typed(one))
    return {
        name: Unmapped(
            name,
            parts[0].file,
            pl.concat([one.ids for one in parts], how="diagonal"),
            pl.concat([one.unreadable for one in parts]),
        )
        for name, parts in of_table.items()
    }


def _typed(one: Unmapped) -> Unmapped:
    columns = tables.BY_NAME[one.table].c
    names = [name for name in one.ids.columns if name != ROW]
    ids = one.ids.select(ROW, *(cells.value(columns[name]).alias(name) for name in names))
    lost = pl.repeat(value=False, n=ids.height, eager=True)
    for name in names:
        if name in TELLING:
            lost |= one.ids[name].is_not_null() & ids[name].is_null()
    return Unmapped(one.table, one.file, ids, one.unreadable | lost)
