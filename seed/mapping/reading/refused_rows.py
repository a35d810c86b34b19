"""Rows of a source that a rule refuses: the ids of them that can be read, which tell their case."""

import polars as pl

from schemas import columns
from seed.gate.wholes import TELLING
from seed.mapping.language.composing import PART_COLUMN, ROW
from seed.mapping.language.profile import ColumnRule, TableRule
from seed.mapping.language.targets import FIELDS
from seed.mapping.reading.sources import SourceTable
from seed.mapping.reading.values import filled, made_name, unread_name
from seed.submission import Unmapped

UNREADABLE = "\x1funreadable"


def unmapped(
    rule: TableRule, source: SourceTable, uncounted: pl.DataFrame, unread: pl.DataFrame
) -> Unmapped:
    """The rows that are refused, with those of their ids that can be read.

    Nothing was made of the unread rows of the file, nor of those `uncounted`; `unread` are as made.
    """
    parts = [pl.DataFrame(schema={ROW: pl.Int32, UNREADABLE: pl.Boolean})]
    for rows in (_with_ids(rule, source.unread), _with_ids(rule, uncounted), unread):
        read = [column for column in _ids(rule) if made_name(column) in rows.columns]
        lost = (unread_name(column) for column in read if column.target in TELLING)
        parts.append(
            rows.select(
                pl.col(ROW).cast(pl.Int32),
                *(
                    pl.when(~pl.col(unread_name(c))).then(made_name(c)).alias(c.target)
                    for c in read
                ),
                pl.any_horizontal(pl.lit(value=False), *lost).alias(UNREADABLE),
            )
        )
    together = pl.concat(parts, how="diagonal")
    return Unmapped(rule.table, source.file, together.drop(UNREADABLE), together[UNREADABLE])


def _ids(rule: TableRule) -> list[ColumnRule]:
    fields = FIELDS[rule.table]
    return [column for column in rule.columns if fields[column.target].kind is columns.Kind.ID]


def _with_ids(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """Rows of which nothing is made, with those of their ids that need no other row."""
    if rows.is_empty():
        return rows
    # How many rows they would have made, nobody knows.
    rows = rows.with_columns(pl.lit(None, pl.String).alias(PART_COLUMN))
    read = [(c, filled(c, "")) for c in _ids(rule) if not (c.joint or c.makes_rows)]
    return rows.with_columns(
        *(how.value.alias(made_name(column)) for column, how in read),
        *(how.unread.alias(unread_name(column)) for column, how in read),
    )
