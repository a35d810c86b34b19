"""Checks of the keys of rows: repeated, almost equal, and those of rows of totals."""

from collections.abc import Iterator

import polars as pl

from schemas import columns, findings, frames
from schemas.language import message
from seed.gate.id_words import TOTALS
from seed.gate.row_comparison import (
    INDEX,
    IS_REFUSED,
    ROW,
    Known,
    TableRows,
    findings_at_rows,
    key_columns,
    row_mask,
)

LEADING_ZEROS = "(^|[^0-9])0+([0-9])"


def duplicate_keys(rows: TableRows) -> Iterator[findings.Finding]:
    """Refuse rows that share a key, and yield findings on them.

    If their contents are equal, the first is kept. If they differ, all are refused.
    """
    key = key_columns(rows.table)
    if rows.frame.select(key).n_unique() == rows.frame.height:
        return
    content = [c for c in frames.frame_columns(rows.table) if c not in {ROW, *key}]
    same = (
        rows.frame.with_row_index(INDEX)
        .with_columns(pl.Series(IS_REFUSED, rows.refused))
        .filter(~pl.col(IS_REFUSED))
        .filter(pl.struct(key).is_duplicated())
        .with_columns(
            first=pl.col(INDEX).min().over(key),
            contents=pl.struct(content).n_unique().over(key),
        )
    )
    repeated = same.filter((pl.col("contents") > 1) | (pl.col(INDEX) != pl.col("first")))
    what = ", ".join(key)
    # Only the sender knows which of two different rows is right. Taking the first would be a guess.
    for differing, wording in (
        (
            False,
            message(
                "An earlier row has the same {key} and the same content. Send each row once.",
                key=what,
            ),
        ),
        (
            True,
            message(
                "Another row has the same {key} but other content. Keep the right one.", key=what
            ),
        ),
    ):
        at = repeated.filter((pl.col("contents") > 1) == differing)[INDEX]
        repeating = row_mask(rows, at)
        finding = findings.Finding("", "id.duplicate", wording, column=key[0])
        yield from findings_at_rows(rows, repeating, finding)
        rows.refuse(repeating)
        rows.repeated = rows.repeated if differing else repeating


def rows_of_totals(rows: TableRows) -> Iterator[findings.Finding]:
    """Refuse rows whose id is a word such as "Total", and yield findings on them."""
    ids = [name for name in key_columns(rows.table) if rows.frame.schema[name] == pl.String]
    if not ids:
        return
    words = list(TOTALS)
    are_totals = pl.any_horizontal(pl.col(ids).str.to_lowercase().is_in(words))
    of_totals = rows.frame.select(are_totals.alias(INDEX))[INDEX]
    wording = message("This looks like a row of totals. Leave it out: it is not a record.")
    finding = findings.Finding("", "id.total", wording, column=ids[0])
    yield from findings_at_rows(rows, of_totals, finding)
    rows.refuse(of_totals)


def almost_equal_ids(rows: TableRows, known: Known) -> Iterator[findings.Finding]:
    """Yield warnings on ids that differ from another only in letter case or in leading zeros.

    The other id may be in the same file or stored. Tables with a key of several columns are left
    out: their ids are those of another table. No id is shown.
    """
    column, *others = key_columns(rows.table)
    is_id = columns.field_of(rows.table.c[column]).kind is columns.Kind.ID
    if others or not is_id or known.ids_by_row:
        return
    stored = known.stored(rows.table.name, (column,), known.jurisdiction)[column]
    own = rows.frame[column]
    plain = pl.col(column).str.to_lowercase().str.replace_all(LEADING_ZEROS, "$1$2")
    every = pl.concat([own, stored.cast(own.dtype)]).unique().drop_nulls().to_frame()
    alike = every.filter(plain.is_duplicated())[column]
    wording = message(
        "Another id differs from this one only in capital letters or leading zeros, so they count"
        " as two. If they are one, write both in the same way."
    )
    warning = findings.Severity.WARNING
    finding = findings.Finding("", "id.almost_equal", wording, warning, column=column)
    yield from findings_at_rows(rows, own.is_in(alike.implode()) & ~rows.refused, finding)
