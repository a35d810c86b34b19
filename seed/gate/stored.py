"""What is stored already: the same is left out, changed rows take its place or are refused."""

from collections.abc import Collection
from dataclasses import replace

import polars as pl

from schemas import columns, findings, frames, tables
from seed.gate.keys import INDEX, Known, key_columns, mask
from seed.gate.table_rows import ROW, TableRows

MOST_NAMED = 5
STORED = " stored"
REFUSED = "is refused"


def compare(rows: TableRows, known: Known) -> list[findings.Finding]:
    """Mark the rows that are stored with the same content, and those that change stored ones.

    A finding, and rows refused, where other content is stored that the submission neither updates
    nor replaces, or where the file lacks a column in which the stored rows say something. A warning
    where a row is refused and what is stored of it stays.
    """
    key = key_columns(rows)
    keys = known.stored(rows.table.name, tuple(key), known.jurisdiction)
    if keys.is_empty():
        return []
    indexed = rows.frame.with_row_index(INDEX).with_columns(rows.refused.alias(REFUSED))
    in_store = indexed.join(keys.select(key), on=key, how="semi", nulls_equal=True)
    again = in_store.filter(~pl.col(REFUSED))
    alone = in_store.filter(REFUSED).join(again, on=key, how="anti", nulls_equal=True)
    if known.ids_by_row:
        stays = keys.filter(~known.is_replaced())
        alone = alone.join(stays, on=key, how="semi", nulls_equal=True)
    staying = [] if alone.is_empty() else [_staying(rows, alone)]
    return staying if again.is_empty() else staying + _compared_with_stored(rows, known, again)


def _compared_with_stored(
    rows: TableRows, known: Known, again: pl.DataFrame
) -> list[findings.Finding]:
    compared = _compared(rows, rows.sent)
    every = _compared(rows, {c.name for c in rows.table.c}) if known.ids_by_row else compared
    pairs = _pairs(again, rows, known, every)
    is_same = _agree(compared)
    if known.ids_by_row:
        # Of a number of a row nothing is taken over that was stored under it.
        is_same = pl.when(known.is_replaced()).then(_agree(every)).otherwise(is_same)
    rows.unchanged = mask(rows, pairs.filter(is_same)[INDEX])
    changed = pairs.filter(~is_same)
    named = known.may_change()
    not_named = _not_named(rows, known, changed.filter(~named))
    # The rows of a replaced batch are the new one's from here on, also those that stay as they are:
    # who corrects the correction names that alone, and each value stands in the file that its
    # provenance names.
    kept = pairs.filter(is_same & known.is_replaced())
    return not_named + _taking_over(rows, known, changed.filter(named), kept)


def _taking_over(
    rows: TableRows, known: Known, changed: pl.DataFrame, kept: pl.DataFrame
) -> list[findings.Finding]:
    own = [*key_columns(rows), "batch_id"]
    replacing = pl.concat([changed, kept])
    # What was stored under the number of a row is no earlier word on this row.
    if not known.ids_by_row and (left_out := _left_out(rows, known, replacing)):
        rows.refuse(mask(rows, replacing[INDEX]))
        return [_incomplete(rows, replacing, left_out)]
    if changed.height:
        rows.changed = mask(rows, changed[INDEX])
        rows.replaced = changed.select(own)
    if kept.height:
        rows.taken_over = mask(rows, kept[INDEX])
        rows.kept = kept.select(own)
    return []


def _pairs(again: pl.DataFrame, rows: TableRows, known: Known, compared: list[str]) -> pl.DataFrame:
    """The rows that are stored before, with `batch_id` and the stored values of these columns."""
    key = key_columns(rows)
    stored = known.stored(rows.table.name, (*key, *compared), known.jurisdiction)
    types = {name: frames.type_of(rows.table.c[name]) for name in (*key, *compared)}
    typed = stored.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    return again.join(typed, on=key, how="inner", nulls_equal=True, suffix=STORED)


def _agree(names: list[str]) -> pl.Expr:
    same = [pl.col(name).eq_missing(pl.col(f"{name}{STORED}")) for name in names]
    return pl.all_horizontal(same) if same else pl.lit(value=True)


def _compared(rows: TableRows, sent: Collection[str]) -> list[str]:
    """The columns sent, with the precision of dates, that are not of the key."""
    # Who leaves out a column says nothing about it, and so nothing else than what is stored.
    key = key_columns(rows)
    names = [c.name for c in tables.sent_columns(rows.table) if c.name in sent]
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
    replaced = stored.join(replacing.select(key), on=key, how="semi", nulls_equal=True)
    says = {c.name: pl.col(c.name).is_not_null() for c in lacking}
    for column in lacking:
        field = columns.field_of(column)
        # A blank code is stored as a word, which says no more than a blank.
        if field.codes is not None:
            says[column.name] &= pl.col(column.name) != field.blank
    truths = replaced.select(condition.any().alias(name) for name, condition in says.items())
    return [name for name, is_said in truths.row(0, named=True).items() if is_said]


def _not_named(rows: TableRows, known: Known, changed: pl.DataFrame) -> list[findings.Finding]:
    if changed.is_empty():
        return []
    rows.refuse(mask(rows, changed[INDEX]))
    holding = set(changed["batch_id"].unique())
    numbers = [str(batch) for batch in sorted(holding | known.supersedes)]
    batches = ", ".join(numbers)
    holders = ", ".join(str(batch) for batch in sorted(holding))
    before = (
        f"{_rows(changed)}: {' and '.join(key_columns(rows))} is stored before with other content,"
        f" by batch {holders}."
    )
    wording = (
        f"{before} If this submission updates what is stored (changes and adds; removes nothing):"
        " updates = true in submission.toml, or --updates. If it replaces that (what it lacks"
        f" leaves): supersedes = [{batches}] in submission.toml, or --supersedes"
        f" {' --supersedes '.join(numbers)}. If they are others, give them other ids."
    )
    if known.ids_by_row:
        wording = (
            f"{before} The ids are numbers of rows, and batch {holders} is of another mapping or"
            f" office. If this replaces it: --supersedes {' --supersedes '.join(numbers)}. If they"
            " are others, let the ids of this mapping begin otherwise, as in 'B' || _row."
        )
    return [_found(rows, "id.already_stored", wording, changed.height)]


def _staying(rows: TableRows, refused: pl.DataFrame) -> findings.Finding:
    """A row that is refused takes nothing out: what was right before is not lost for a fault."""
    was, is_ = ("was", "it") if refused.height == 1 else ("were", "them")
    wording = f"{_rows(refused)} {was} refused: what is stored of {is_} stays as it is."
    finding = _found(rows, "refused.stored_stays", wording, refused.height)
    return replace(finding, severity=findings.Severity.WARNING)


def _incomplete(rows: TableRows, replacing: pl.DataFrame, left_out: list[str]) -> findings.Finding:
    wording = (
        f"{_rows(replacing)}: the stored rows say something in {', '.join(left_out)}, and this file"
        " has no such column. A row that takes another's place replaces all of it: send these"
        " columns as well, blank where nothing is known."
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
