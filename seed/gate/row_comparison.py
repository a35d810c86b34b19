"""Compare the typed rows of a table in the gate with the stored rows."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import polars as pl

from schemas import columns, findings, frames, tables
from schemas.language import Message, message, messages, sentences
from seed.submission import Unmapped

ROW = "row_number"
# An extra column: the index in `files` of the row's file.
FILE = "file_index"
# Findings of one rule in one column beyond this number are only counted.
MOST_FINDINGS = 100
# The place of a row in its frame, from 0.
INDEX = "row index"
# The suffix of columns of the stored row, and the column that says whether a row is refused.
STORED, IS_REFUSED = " stored", "is refused"
# Rows that a finding on stored ones names.
MOST_NAMED = 5
# Parent tables by the id column that leads to a row's case. Offices are left out: an office has
# many cases, and a row missing in one does not affect the others.
CASE_PARENTS: Mapping[str, str] = {
    parent.columns[0]: parent.table
    for table in tables.RECORD_TABLES
    for parent in tables.parents_of(table)
    if len(parent.columns) == 1 and parent.table != tables.offices.name
}
Keys = Mapping[str, pl.DataFrame]
Left = Mapping[str, Unmapped]
# Takes the value of a wrong cell, and returns the rule it breaks and the wording.
Worder = Callable[[str], tuple[str, str]]


@dataclass
class TableRows:
    """The typed rows of one table, with marks that the checks add.

    `frame` has the stored columns without `batch_id`, and `file_index`. `sent` are the columns of
    the files. The marks are boolean series over the rows: `refused` must not be stored; `held` is
    refused only because of its case; `repeated` repeats another row; `unreadable` has an unreadable
    id that should lead to its case; `unchanged` is stored already; `changed` replaces a stored row;
    `taken_over` is unchanged, but its batch is replaced. `replaced` and `kept` are the keys, with
    `batch_id`, of the stored rows of `changed` and `taken_over`.
    """

    table: tables.Table
    frame: pl.DataFrame
    files: tuple[str, ...]
    sent: frozenset[str]
    refused: pl.Series
    unreadable: pl.Series
    held: pl.Series = field(init=False)
    repeated: pl.Series = field(init=False)
    unchanged: pl.Series = field(init=False)
    changed: pl.Series = field(init=False)
    taken_over: pl.Series = field(init=False)
    replaced: pl.DataFrame | None = None
    kept: pl.DataFrame | None = None

    def __post_init__(self) -> None:
        none = pl.repeat(value=False, n=self.frame.height, eager=True)
        self.held = self.repeated = self.unchanged = self.changed = self.taken_over = none

    def refuse(self, rows: pl.Series) -> None:
        """Mark rows, given as a boolean series, as refused; NULL counts as false."""
        self.refused = self.refused | rows.fill_null(value=False)


def findings_at_rows(
    rows: TableRows, broken: pl.Series, finding: findings.Finding
) -> Iterator[findings.Finding]:
    """Yield `finding` for each of the first broken rows, and once with a number for all others."""
    broken = broken.fill_null(value=False)
    total = int(broken.sum())
    if not total:
        return
    places = rows.frame.select(FILE, ROW).filter(broken).head(MOST_FINDINGS + 1)
    for number, (file, row) in enumerate(places.iter_rows()):
        placed = replace(finding, file=rows.files[file], row=row)
        if number < MOST_FINDINGS:
            yield placed
        else:
            yield replace(placed, occurrences=total - MOST_FINDINGS)


class StoredKeys(Protocol):
    """A function that reads columns and `batch_id` of a jurisdiction's stored rows of a table."""

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Known:
    """What the checks know beyond one table: all rows sent, and access to the stored rows.

    `unread` are tables whose file could not be read, so nothing is known about parents in them.
    `supersedes` are the batches that are replaced. With `updates`, a row of any batch may be
    changed. With `ids_by_row`, ids are row numbers: equal ids in two imports are different rows.
    """

    rows: Mapping[str, TableRows]
    unread: frozenset[str]
    stored: StoredKeys
    jurisdiction: str
    supersedes: frozenset[int] = frozenset()
    updates: bool = False
    ids_by_row: bool = False
    is_mapped: bool = False

    def may_change(self) -> pl.Expr:
        """Return an expression on `batch_id`: whether a row sent may change a stored row."""
        return pl.lit(value=True) if self.updates else self.is_replaced()

    def is_replaced(self) -> pl.Expr:
        """Return an expression on `batch_id`: whether a row not sent again is removed."""
        return pl.col("batch_id").is_in(sorted(self.supersedes))

    def not_replaced(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        """Return columns of the stored rows that the submission does not replace.

        Replaced rows that are sent again are in `rows`; the others will be removed.
        """
        stored = self.stored(table, columns, self.jurisdiction)
        return stored.filter(~self.is_replaced()) if self.supersedes else stored

    @property
    def alone(self) -> "Known":
        """Return a copy without the replaced rows if ids are row numbers; else the same object."""
        if not self.ids_by_row:
            return self
        return replace(self, stored=lambda table, names, _: self.not_replaced(table, names))


def key_columns(table: tables.Table) -> list[str]:
    """Return the key columns without the jurisdiction, or `jurisdiction` where it is the key."""
    return list(tables.key_of(table)) or ["jurisdiction"]


def row_mask(rows: TableRows, indices: pl.Series) -> pl.Series:
    """Return a boolean series over all rows that is true at these row indices."""
    at = pl.int_range(rows.frame.height, dtype=pl.UInt32, eager=True)
    return at.is_in(indices.implode()) if indices.len() else at < 0


def compare_with_stored(rows: TableRows, known: Known) -> list[findings.Finding]:
    """Mark rows as unchanged or changed compared with the stored rows, and return findings.

    Rows are refused where other content is stored that the submission neither updates nor replaces,
    and where the file lacks a column that the stored rows fill. A warning says where a refused row
    leaves its stored version in place.
    """
    key = key_columns(rows.table)
    keys = known.stored(rows.table.name, tuple(key), known.jurisdiction)
    if keys.is_empty():
        return []
    indexed = rows.frame.with_row_index(INDEX).with_columns(rows.refused.alias(IS_REFUSED))
    in_store = indexed.join(keys.select(key), on=key, how="semi", nulls_equal=True)
    again = in_store.filter(~pl.col(IS_REFUSED))
    alone = in_store.filter(IS_REFUSED).join(again, on=key, how="anti", nulls_equal=True)
    if known.ids_by_row:
        stays = keys.filter(~known.is_replaced())
        alone = alone.join(stays, on=key, how="semi", nulls_equal=True)
    staying = [] if alone.is_empty() else [_stored_stays_finding(rows, alone)]
    return staying if again.is_empty() else staying + _compared_with_stored(rows, known, again)


def _compared_with_stored(
    rows: TableRows, known: Known, again: pl.DataFrame
) -> list[findings.Finding]:
    compared = _compared_columns(rows, rows.sent)
    every = (
        _compared_columns(rows, {c.name for c in rows.table.c}) if known.ids_by_row else compared
    )
    pairs = _pair_with_stored(again, rows, known, every)
    is_same = _same_content(compared)
    if known.ids_by_row:
        # A row number may mean another row now: take nothing over unless all columns agree.
        is_same = pl.when(known.is_replaced()).then(_same_content(every)).otherwise(is_same)
    rows.unchanged = row_mask(rows, pairs.filter(is_same)[INDEX])
    changed = pairs.filter(~is_same)
    named = known.may_change()
    not_named = _refuse_not_named(rows, known, changed.filter(~named))
    # Unchanged rows of a replaced batch move to the new batch too. The next correction then has to
    # name only this batch, and each stored value is in the file that its provenance names.
    kept = pairs.filter(is_same & known.is_replaced())
    return not_named + _replace_stored(rows, known, changed.filter(named), kept)


def _replace_stored(
    rows: TableRows, known: Known, changed: pl.DataFrame, kept: pl.DataFrame
) -> list[findings.Finding]:
    own = [*key_columns(rows.table), "batch_id"]
    replacing = pl.concat([changed, kept])
    blanked: list[findings.Finding] = []
    # Where ids are row numbers, the stored row is not an earlier version of this row.
    if not known.ids_by_row:
        if left_out := _columns_left_out(rows, known, replacing):
            rows.refuse(row_mask(rows, replacing[INDEX]))
            return [_incomplete_finding(rows, replacing, left_out)]
        blanked = list(_blanked_findings(rows, changed))
    if changed.height:
        rows.changed = row_mask(rows, changed[INDEX])
        rows.replaced = changed.select(own)
    if kept.height:
        rows.taken_over = row_mask(rows, kept[INDEX])
        rows.kept = kept.select(own)
    return blanked


def _pair_with_stored(
    again: pl.DataFrame, rows: TableRows, known: Known, compared: list[str]
) -> pl.DataFrame:
    """Return the rows stored before, with `batch_id` and the stored values of compared columns."""
    key = key_columns(rows.table)
    stored = known.stored(rows.table.name, (*key, *compared), known.jurisdiction)
    types = {name: frames.polars_type(rows.table.c[name]) for name in (*key, *compared)}
    typed = stored.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    return again.join(typed, on=key, how="inner", nulls_equal=True, suffix=STORED)


def _same_content(names: list[str]) -> pl.Expr:
    same = [pl.col(name).eq_missing(pl.col(f"{name}{STORED}")) for name in names]
    return pl.all_horizontal(same) if same else pl.lit(value=True)


def _compared_columns(rows: TableRows, sent: Collection[str]) -> list[str]:
    """Return the columns sent, with the precision of dates, without the key."""
    # A column that was not sent cannot contradict the stored rows.
    key = key_columns(rows.table)
    names = [c.name for c in tables.sent_columns(rows.table) if c.name in sent]
    dates = {c.name for c in tables.date_columns(rows.table)}
    with_precision = [
        one for name in names for one in (name, *([f"{name}_precision"] if name in dates else []))
    ]
    return [name for name in with_precision if name not in key]


def _columns_left_out(rows: TableRows, known: Known, replacing: pl.DataFrame) -> list[str]:
    """Return the columns that were not sent although the rows to be replaced have values there."""
    key = key_columns(rows.table)
    lacking = [
        c
        for c in tables.sent_columns(rows.table)
        if c.name not in rows.sent and c.name not in {"jurisdiction", *key}
    ]
    if replacing.is_empty() or not lacking:
        return []
    stored = known.stored(rows.table.name, (*key, *(c.name for c in lacking)), known.jurisdiction)
    replaced = stored.join(replacing.select(key), on=key, how="semi", nulls_equal=True)
    truths = replaced.select(_is_said(column).any() for column in lacking)
    return [name for name, is_said in truths.row(0, named=True).items() if is_said]


def _is_said(column: tables.Column, suffix: str = "") -> pl.Expr:
    """Return an expression under the column's name: whether its value says something."""
    value, field = pl.col(f"{column.name}{suffix}"), columns.field_of(column)
    # A blank code is stored as a word such as `unknown`. It counts as blank.
    said = (
        value.is_not_null() if field.codes is None else value.is_not_null() & (value != field.blank)
    )
    return said.alias(column.name)


def _blanked_findings(rows: TableRows, changed: pl.DataFrame) -> Iterator[findings.Finding]:
    """Yield a warning for each column of which stored values become blank."""
    sent = [c for c in tables.sent_columns(rows.table) if f"{c.name}{STORED}" in changed.columns]
    for column in sent if changed.height else ():
        lost = changed.filter(_is_said(column, STORED) & ~_is_said(column)).height
        if not lost:
            continue
        in_file = rows.frame.select(_is_said(column).any()).item()
        wording = sentences(
            messages(
                "{count} stored value becomes blank.",
                "{count} stored values become blank.",
                lost,
            ),
            "" if in_file else message("The column is blank in every row of this file."),
            message("If the values are still right, send them again."),
        )
        warning = findings.Severity.WARNING
        yield findings.Finding(
            rows.files[0],
            "supersedes.blank",
            wording,
            warning,
            column=column.name,
            occurrences=lost,
        )


def _refuse_not_named(
    rows: TableRows, known: Known, changed: pl.DataFrame
) -> list[findings.Finding]:
    """Refuse rows that are stored with other content by a batch that is not to be replaced."""
    if changed.is_empty():
        return []
    rows.refuse(row_mask(rows, changed[INDEX]))
    holding = set(changed["batch_id"].unique())
    numbers = [str(batch) for batch in sorted(holding | known.supersedes)]
    batches = ", ".join(numbers)
    holders = ", ".join(str(batch) for batch in sorted(holding))
    before = sentences(
        _row_numbers(changed),
        message(
            "{key} is already stored with other content, by import {imports}.",
            key=", ".join(key_columns(rows.table)),
            imports=holders,
        ),
    )
    replacing = f"--supersedes {' --supersedes '.join(numbers)}"
    if known.ids_by_row:
        wording = sentences(
            before,
            message(
                "The ids are row numbers, and import {imports} has another mapping or office.",
                imports=holders,
            ),
            message("To replace it, use {option}.", option=replacing),
            message(
                "If these are other records, let the ids of this mapping begin differently, for"
                " example 'B' || _row."
            ),
        )
    else:
        wording = sentences(
            before,
            message(
                "To change stored rows and remove none, write updates = true in submission.toml or"
                " use --updates."
            ),
            message(
                "To replace the earlier import, write supersedes = [{imports}] in submission.toml"
                " or use {option}. Its rows that are not sent again are then removed.",
                imports=batches,
                option=replacing,
            ),
            message("If these are other records, give them other ids."),
        )
    return [_stored_finding(rows, "id.already_stored", wording, changed.height)]


def _stored_stays_finding(rows: TableRows, refused: pl.DataFrame) -> findings.Finding:
    """Return a finding that refused rows stay in their stored version, which may be correct."""
    wording = sentences(
        _row_numbers(refused),
        messages(
            "The row was rejected. Its stored version stays as it is.",
            "The rows were rejected. Their stored versions stay as they are.",
            refused.height,
        ),
    )
    finding = _stored_finding(rows, "refused.stored_stays", wording, refused.height)
    return replace(finding, severity=findings.Severity.WARNING)


def _incomplete_finding(
    rows: TableRows, replacing: pl.DataFrame, left_out: list[str]
) -> findings.Finding:
    """Return the finding on rows that lack columns which the stored rows fill."""
    wording = sentences(
        _row_numbers(replacing),
        message(
            "The stored rows have values in {columns}, but this file has no such column.",
            columns=", ".join(left_out),
        ),
        message(
            "A row replaces the stored row as a whole. Send these columns as well, and leave cells"
            " blank if nothing is known."
        ),
    )
    return _stored_finding(rows, "supersedes.incomplete", wording, replacing.height)


def _row_numbers(at: pl.DataFrame) -> Message:
    numbers = sorted(at[ROW])
    named = ", ".join(f"{number:,}" for number in numbers[:MOST_NAMED])
    if len(numbers) > MOST_NAMED:
        left = len(numbers) - MOST_NAMED
        return messages(
            "Rows {rows} and {count} more:", "Rows {rows} and {count} more:", left, rows=named
        )
    if len(numbers) > 1:
        return message("Rows {rows}:", rows=named)
    return message("Row {row}:", row=named)


def _stored_finding(rows: TableRows, rule: str, wording: str, number: int) -> findings.Finding:
    column = key_columns(rows.table)[0]
    return findings.Finding(rows.files[0], rule, wording, column=column, occurrences=number)


def rows_to_remove(known: Known, unmapped: Left) -> dict[str, pl.DataFrame]:
    """Return by table the keys, with `batch_id`, of stored rows that will be removed.

    These are rows of replaced batches whose key was not sent. A row that was sent but refused, here
    or by the mapping, was not left out: its stored version is kept. Tables with an unreadable file
    are left out. Where ids are row numbers, a refused row keeps no stored row: the stored row with
    the same id is another one.
    """
    if not known.supersedes:
        return {}
    leaving = {
        table.name: _rows_to_remove_of_table(table, known, unmapped.get(table.name))
        for table in tables.RECORD_TABLES
        if table.name not in known.unread
    }
    return {name: keys for name, keys in leaving.items() if keys.height}


def removal_findings(
    known: Known, leaving: Keys, unmapped: Left, untold: Collection[str]
) -> Iterator[findings.Finding]:
    """Yield findings on the stored rows that the submission would remove.

    They are about tables that were not sent, refused rows with unreadable keys, and parents of rows
    that stay. `untold` are the tables with refused rows whose case is unknown.
    """
    for name, keys in leaving.items():
        if name not in known.rows:
            yield _table_not_sent(name, keys.height)
        if known.ids_by_row:
            continue
        needed = _identifying_keys(tables.BY_NAME[name], is_told=name not in untold)
        rows, left = known.rows.get(name), unmapped.get(name)
        unreadable = (
            0 if rows is None else _count_blank_keys(needed, rows.frame.filter(rows.refused))
        )
        unreadable += 0 if left is None else _count_blank_keys(needed, left.ids)
        if unreadable:
            yield _unreadable_key_finding(name, unreadable, keys.height)
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            if parent.table in leaving:
                yield from _needed_findings(table, parent, known, leaving)


def _rows_to_remove_of_table(
    table: tables.Table, known: Known, unmapped: Unmapped | None
) -> pl.DataFrame:
    key = key_columns(table)
    stored = known.stored(table.name, tuple(key), known.jurisdiction).filter(known.is_replaced())
    rows = known.rows.get(table.name)
    sent = [] if rows is None else [rows.frame]
    if rows is not None and known.ids_by_row:
        sent = [rows.frame.filter(~rows.refused)]
    sent += [] if unmapped is None or {*key} - {*unmapped.ids.columns} else [unmapped.ids]
    if stored.is_empty() or not sent:
        return stored
    stored = _typed_keys(stored, table, key)
    for frame in sent:
        stored = stored.join(frame, on=key, how="anti", nulls_equal=True)
    return stored


def _needed_findings(
    table: tables.Table, parent: tables.Parent, known: Known, leaving: Keys
) -> Iterator[findings.Finding]:
    """Yield an error where rows of `table` stay whose parents will be removed.

    The children are not removed with the parents: another batch brought them, and nobody said that
    they are wrong.
    """
    key, own = key_columns(table), list(parent.columns)
    stored = known.stored(table.name, tuple(dict.fromkeys((*key, *own))), known.jurisdiction)
    staying = _typed_keys(stored, table, sorted({*key, *own}))
    gone = [leaving.get(table.name), *_replaced_keys(known.rows.get(table.name))]
    for keys in gone:
        if keys is not None:
            staying = staying.join(keys, on=key, how="anti", nulls_equal=True)
    needing = staying.join(leaving[parent.table], on=own, how="semi")
    if needing.is_empty():
        return
    needed = leaving[parent.table].join(staying, on=own, how="semi").height
    batches = ", ".join(str(batch) for batch in sorted(needing["batch_id"].unique()))
    values = {"table": table.name, "parent": parent.table, "imports": batches}
    wording = sentences(
        messages(
            "{count} stored row of {parent} is missing here, so it would be removed.",
            "{count} stored rows of {parent} are missing here, so they would be removed.",
            needed,
            **values,
        ),
        messages(
            "But {count} stored row of {table} belongs to them (import {imports}).",
            "But {count} stored rows of {table} belong to them (import {imports}).",
            needing.height,
            **values,
        ),
        message(
            "Send the rows of {parent} as well, or replace import {imports} too. Correct any"
            " rejected rows of {table}.",
            **values,
        ),
    )
    yield findings.Finding(
        f"{parent.table}.csv",
        "supersedes.needed",
        wording,
        column=own[-1],
        occurrences=needing.height,
    )


def _replaced_keys(rows: TableRows | None) -> list[pl.DataFrame | None]:
    """Return the keys of stored rows that accepted rows replace or keep."""
    if rows is None:
        return []
    good = rows.frame.filter(~rows.refused)
    key = key_columns(rows.table)
    giving_way = [keys for keys in (rows.replaced, rows.kept) if keys is not None]
    return [keys.join(good, on=key, how="semi", nulls_equal=True) for keys in giving_way]


def _identifying_keys(table: tables.Table, *, is_told: bool) -> list[str]:
    """Return the key columns that tell which stored row a refused row would have replaced.

    If the case of each refused row is known (`is_told`), and is part of the key, its column is
    enough: nothing of that case is removed.
    """
    key = key_columns(table)
    return [name for name in key if is_told and name in CASE_PARENTS] or key


def _count_blank_keys(names: list[str], refused: pl.DataFrame) -> int:
    """Return how many refused rows have a blank in a key: no value, or an unreadable one."""
    there = [name for name in names if name in refused.columns]
    if len(there) < len(names):
        return refused.height
    return refused.filter(pl.any_horizontal(pl.col(there).is_null())).height


def _table_not_sent(name: str, number: int) -> findings.Finding:
    """Return a finding on a missing table: a submission that replaces a batch must be complete."""
    wording = sentences(
        messages(
            "{count} stored row would be removed: the import that is replaced has {table}, but this"
            " one has no {table}.csv.",
            "{count} stored rows would be removed: the import that is replaced has {table}, but"
            " this one has no {table}.csv.",
            number,
            table=name,
        ),
        message(
            "To keep them, send {table}.csv as well, or send an update, which removes nothing.",
            table=name,
        ),
    )
    warning = findings.Severity.WARNING
    return findings.Finding(
        f"{name}.csv", "supersedes.table_missing", wording, warning, occurrences=number
    )


def _unreadable_key_finding(name: str, unreadable: int, number: int) -> findings.Finding:
    wording = sentences(
        messages(
            "{count} rejected row has a blank or unreadable {key}.",
            "{count} rejected rows have a blank or unreadable {key}.",
            unreadable,
            key=", ".join(key_columns(tables.BY_NAME[name])),
        ),
        messages(
            "It may be the {count} stored row that is missing here, so that row is not removed.",
            "They may be among the {count} stored rows that are missing here, so none of these is"
            " removed.",
            number,
        ),
        message("Correct these rows, or send an update, which removes nothing."),
    )
    column = key_columns(tables.BY_NAME[name])[0]
    return findings.Finding(f"{name}.csv", "supersedes.key_unreadable", wording, column=column)


def _typed_keys(stored: pl.DataFrame, table: tables.Table, names: list[str]) -> pl.DataFrame:
    """Return the stored keys with the column types of incoming rows."""
    return stored.with_columns(pl.col(n).cast(frames.polars_type(table.c[n])) for n in names)
