"""What is stored already: the same rows are left out, changed ones supersede or are refused."""

import polars as pl

from schemas import columns, findings, frames, tables
from seed.gate_keys import INDEX, Known, key_columns, mask
from seed.table_rows import ROW, TableRows

MOST_NAMED = 5
UNKNOWN = "unknown"
STORED = " stored"


def compare(rows: TableRows, known: Known) -> list[findings.Finding]:
    """Mark the rows that are stored with the same content, and those that supersede stored ones.

    A finding, and rows refused, where other content is stored by a batch that the submission does
    not supersede, or where the file lacks a column in which the stored rows say something.
    """
    key = key_columns(rows)
    keys = known.stored(rows.table.name, tuple(key), known.jurisdiction)
    if keys.is_empty():
        return []
    indexed = rows.frame.with_row_index(INDEX).filter(~rows.refused)
    again = indexed.join(keys.select(key), on=key, how="semi", nulls_equal=True)
    if again.is_empty():
        return []
    compared = _compared(rows, key)
    pairs = _pairs(again, rows, known, compared)
    same = [pl.col(name).eq_missing(pl.col(f"{name}{STORED}")) for name in compared]
    is_same = pl.all_horizontal(same) if same else pl.lit(value=True)
    rows.unchanged = mask(rows, pairs.filter(is_same)[INDEX])
    changed = pairs.filter(~is_same)
    return [] if changed.is_empty() else _of_changed(rows, known, changed)


def _of_changed(rows: TableRows, known: Known, changed: pl.DataFrame) -> list[findings.Finding]:
    named = pl.col("batch_id").is_in(list(known.supersedes))
    found = _not_named(rows, changed.filter(~named))
    replacing = changed.filter(named)
    if left_out := _left_out(rows, known, replacing):
        found.append(_incomplete(rows, replacing, left_out))
        rows.refuse(mask(rows, replacing[INDEX]))
    else:
        rows.changed = mask(rows, replacing[INDEX])
        rows.replaced = replacing.select(*key_columns(rows), "batch_id")
    return found


def _pairs(again: pl.DataFrame, rows: TableRows, known: Known, asked: list[str]) -> pl.DataFrame:
    """The rows that are stored before, with `batch_id` and the stored values of these columns."""
    key = key_columns(rows)
    stored = known.stored(rows.table.name, (*key, *asked), known.jurisdiction)
    types = {name: frames.type_of(rows.table.c[name]) for name in (*key, *asked)}
    typed = stored.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    return again.join(typed, on=key, how="inner", nulls_equal=True, suffix=STORED)


def _compared(rows: TableRows, key: list[str]) -> list[str]:
    """The columns sent, with the precision of dates, that are not of the key."""
    names = [c.name for c in tables.sent_columns(rows.table) if c.name in rows.sent]
    dates = {c.name for c in tables.dates_of(rows.table)}
    with_precision = [
        one for name in names for one in (name, *([f"{name}_precision"] if name in dates else []))
    ]
    return [name for name in with_precision if name not in key]


def _left_out(rows: TableRows, known: Known, replacing: pl.DataFrame) -> list[str]:
    """The columns that were not sent, and in which the rows to be replaced say something."""
    key = key_columns(rows)
    lacking = [
        c
        for c in tables.sent_columns(rows.table)
        if c.name not in rows.sent and c.name not in {"jurisdiction", *key}
    ]
    if replacing.is_empty() or not lacking:
        return []
    stored = known.stored(rows.table.name, (*key, *(c.name for c in lacking)), known.jurisdiction)
    there = stored.join(replacing.select(key), on=key, how="semi", nulls_equal=True)
    says = {c.name: pl.col(c.name).is_not_null() for c in lacking}
    for column in lacking:
        if columns.field_of(column).codes is not None:
            says[column.name] &= pl.col(column.name) != UNKNOWN
    truths = there.select(said.any().alias(name) for name, said in says.items())
    return [name for name, said in truths.row(0, named=True).items() if said]


def _not_named(rows: TableRows, changed: pl.DataFrame) -> list[findings.Finding]:
    if changed.is_empty():
        return []
    rows.refuse(mask(rows, changed[INDEX]))
    numbers = [str(batch) for batch in sorted(changed["batch_id"].unique())]
    batches = ", ".join(numbers)
    wording = (
        f"{_rows(changed)}: {' and '.join(key_columns(rows))} is stored before with other content,"
        f" by batch {batches}. If these rows correct it, say so: supersedes = [{batches}] in"
        f" submission.toml, or --supersedes {' --supersedes '.join(numbers)}. If they are others,"
        " give them other ids."
    )
    return [_found(rows, "id.already_stored", wording, changed.height)]


def _incomplete(rows: TableRows, replacing: pl.DataFrame, left_out: list[str]) -> findings.Finding:
    wording = (
        f"{_rows(replacing)}: the stored rows say something in {', '.join(left_out)}, and this file"
        " has no such column. A row that supersedes another replaces all of it: send these columns"
        " as well, blank where nothing is known."
    )
    return _found(rows, "supersedes.incomplete", wording, replacing.height)


def _rows(at: pl.DataFrame) -> str:
    numbers = sorted(at[ROW])
    named = ", ".join(f"{number:,}" for number in numbers[:MOST_NAMED])
    more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
    return f"row {named}{more}"


def _found(rows: TableRows, rule: str, wording: str, number: int) -> findings.Finding:
    column = key_columns(rows)[0]
    return findings.Finding(rows.files[0], rule, wording, column=column, occurrences=number)
