"""Typed rows on their way through the gate, compared with those that are stored."""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Protocol

import polars as pl

from schemas import columns, findings, frames, tables
from seed.submission import Unmapped

ROW = "row_number"
# Beside the table's columns: which of `files` the row stands in.
FILE = "file_index"
# What one rule finds in one column beyond this is counted.
MOST_FINDINGS = 100
# The place of a row in its frame, from 0.
INDEX = "row index"
# Beside the columns of a row, those of the stored one; and whether the row is refused.
STORED, IS_REFUSED = " stored", "is refused"
# Rows that a finding on stored ones names.
MOST_NAMED = 5
# The parents that tell which case a row is of, by the column that names them. An office leads many
# cases, and none of them lacks what is of another.
CASE_PARENTS: Mapping[str, str] = {
    parent.columns[0]: parent.table
    for table in tables.RECORD_TABLES
    for parent in tables.parents_of(table)
    if len(parent.columns) == 1 and parent.table != tables.offices.name
}
Keys = Mapping[str, pl.DataFrame]
Left = Mapping[str, Unmapped]
# From the value of a cell that is at fault to the rule it breaks and the wording.
Worder = Callable[[str], tuple[str, str]]


@dataclass
class TableRows:
    """`frame` has the stored columns of the table without the batch's id, and `file_index`.

    `sent` are the columns that a file had. `refused` is true for each row that may not be stored,
    `held` for each of them that is without fault, and part of a case with one, `repeated` for each
    that says what another says; `unreadable` for each in which an id cannot be read that would tell
    the case. `unchanged` is true for each that is stored already as it is, `changed` for each that
    takes the place of a stored one. `replaced` are the keys of those, with `batch_id`. `taken_over`
    are the unchanged rows of batches that are replaced, `kept` their keys with `batch_id`.
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
        """Mark rows, given as truths, as not to be stored."""
        self.refused = self.refused | rows.fill_null(value=False)


def at_rows(
    rows: TableRows, broken: pl.Series, finding: findings.Finding
) -> Iterator[findings.Finding]:
    """The finding once per broken row, for the first of them; then once for all others."""
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
            yield and_others(placed, total - MOST_FINDINGS)


def and_others(finding: findings.Finding, occurrences: int) -> findings.Finding:
    """The finding, speaking for this many rows from its own on."""
    wording = findings.of_others(finding.wording, occurrences - 1)
    return replace(finding, wording=wording, occurrences=occurrences)


class StoredKeys(Protocol):
    """Reads columns, and `batch_id`, of the rows of a table that a jurisdiction has stored."""

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame: ...


@dataclass(frozen=True)
class Known:
    """What is known of possible parents: the rows sent, and a way to what is stored.

    `unread` are tables whose file could not be read: nothing can be said of their children.
    `supersedes` are the batches that are replaced; with `updates` a row of any may be changed. With
    `ids_by_row` a stored row of the same id is another one: nothing of what is replaced stays.
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
        """Whether a stored row, by its `batch_id`, may be changed by a row of the same key."""
        return pl.lit(value=True) if self.updates else self.is_replaced()

    def is_replaced(self) -> pl.Expr:
        """Whether a stored row, by its `batch_id`, leaves unless it is sent again."""
        return pl.col("batch_id").is_in(sorted(self.supersedes))

    def beside(self, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
        """What is stored and not replaced: rows sent again are among `rows`, others leave."""
        stored = self.stored(table, columns, self.jurisdiction)
        return stored.filter(~self.is_replaced()) if self.supersedes else stored

    @property
    def alone(self) -> "Known":
        """Without what is replaced, where its ids are of other rows than the same ids here."""
        if not self.ids_by_row:
            return self
        return replace(self, stored=lambda table, names, _: self.beside(table, names))


def key_columns(table: tables.Table) -> list[str]:
    """The columns of the key beside the jurisdiction, or that where it is the key."""
    return list(tables.key_of(table)) or ["jurisdiction"]


def mask(rows: TableRows, indices: pl.Series) -> pl.Series:
    """Truths over all rows, true at the indices."""
    at = pl.int_range(rows.frame.height, dtype=pl.UInt32, eager=True)
    return at.is_in(indices.implode()) if indices.len() else at < 0


def compare_with_stored(rows: TableRows, known: Known) -> list[findings.Finding]:
    """Mark the rows that are stored with the same content, and those that change stored ones.

    A finding, and rows refused, where other content is stored that the submission neither updates
    nor replaces, or where the file lacks a column in which the stored rows say something. A warning
    where a row is refused and what is stored of it stays.
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
        # Of a number of a row nothing is taken over that was stored under it.
        is_same = pl.when(known.is_replaced()).then(_same_content(every)).otherwise(is_same)
    rows.unchanged = mask(rows, pairs.filter(is_same)[INDEX])
    changed = pairs.filter(~is_same)
    named = known.may_change()
    not_named = _refuse_not_named(rows, known, changed.filter(~named))
    # The rows of a replaced batch are the new one's from here on, also those that stay as they are:
    # who corrects the correction names that alone, and each value stands in the file that its
    # provenance names.
    kept = pairs.filter(is_same & known.is_replaced())
    return not_named + _replace_stored(rows, known, changed.filter(named), kept)


def _replace_stored(
    rows: TableRows, known: Known, changed: pl.DataFrame, kept: pl.DataFrame
) -> list[findings.Finding]:
    own = [*key_columns(rows.table), "batch_id"]
    replacing = pl.concat([changed, kept])
    # What was stored under the number of a row is no earlier word on this row.
    if not known.ids_by_row and (left_out := _columns_left_out(rows, known, replacing)):
        rows.refuse(mask(rows, replacing[INDEX]))
        return [_incomplete_finding(rows, replacing, left_out)]
    if changed.height:
        rows.changed = mask(rows, changed[INDEX])
        rows.replaced = changed.select(own)
    if kept.height:
        rows.taken_over = mask(rows, kept[INDEX])
        rows.kept = kept.select(own)
    return []


def _pair_with_stored(
    again: pl.DataFrame, rows: TableRows, known: Known, compared: list[str]
) -> pl.DataFrame:
    """The rows that are stored before, with `batch_id` and the stored values of these columns."""
    key = key_columns(rows.table)
    stored = known.stored(rows.table.name, (*key, *compared), known.jurisdiction)
    types = {name: frames.type_of(rows.table.c[name]) for name in (*key, *compared)}
    typed = stored.with_columns(pl.col(name).cast(kind) for name, kind in types.items())
    return again.join(typed, on=key, how="inner", nulls_equal=True, suffix=STORED)


def _same_content(names: list[str]) -> pl.Expr:
    same = [pl.col(name).eq_missing(pl.col(f"{name}{STORED}")) for name in names]
    return pl.all_horizontal(same) if same else pl.lit(value=True)


def _compared_columns(rows: TableRows, sent: Collection[str]) -> list[str]:
    """The columns sent, with the precision of dates, that are not of the key."""
    # Who leaves out a column says nothing about it, and so nothing else than what is stored.
    key = key_columns(rows.table)
    names = [c.name for c in tables.sent_columns(rows.table) if c.name in sent]
    dates = {c.name for c in tables.dates_of(rows.table)}
    with_precision = [
        one for name in names for one in (name, *([f"{name}_precision"] if name in dates else []))
    ]
    return [name for name in with_precision if name not in key]


def _columns_left_out(rows: TableRows, known: Known, replacing: pl.DataFrame) -> list[str]:
    """The columns that were not sent, and in which the rows to be replaced say something."""
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
    says = {c.name: pl.col(c.name).is_not_null() for c in lacking}
    for column in lacking:
        field = columns.field_of(column)
        # A blank code is stored as a word, which says no more than a blank.
        if field.codes is not None:
            says[column.name] &= pl.col(column.name) != field.blank
    truths = replaced.select(condition.any().alias(name) for name, condition in says.items())
    return [name for name, is_said in truths.row(0, named=True).items() if is_said]


def _refuse_not_named(
    rows: TableRows, known: Known, changed: pl.DataFrame
) -> list[findings.Finding]:
    if changed.is_empty():
        return []
    rows.refuse(mask(rows, changed[INDEX]))
    holding = set(changed["batch_id"].unique())
    numbers = [str(batch) for batch in sorted(holding | known.supersedes)]
    batches = ", ".join(numbers)
    holders = ", ".join(str(batch) for batch in sorted(holding))
    what = " and ".join(key_columns(rows.table))
    before = (
        f"{_row_numbers(changed)}: {what} is stored before with other content, by batch {holders}."
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
    return [_stored_finding(rows, "id.already_stored", wording, changed.height)]


def _stored_stays_finding(rows: TableRows, refused: pl.DataFrame) -> findings.Finding:
    """A row that is refused takes nothing out: what was right before is not lost for a fault."""
    was, is_ = ("was", "it") if refused.height == 1 else ("were", "them")
    wording = f"{_row_numbers(refused)} {was} refused: what is stored of {is_} stays as it is."
    finding = _stored_finding(rows, "refused.stored_stays", wording, refused.height)
    return replace(finding, severity=findings.Severity.WARNING)


def _incomplete_finding(
    rows: TableRows, replacing: pl.DataFrame, left_out: list[str]
) -> findings.Finding:
    wording = (
        f"{_row_numbers(replacing)}: the stored rows say something in {', '.join(left_out)}, and"
        " this file has no such column. A row that takes another's place replaces all of it: send"
        " these columns as well, blank where nothing is known."
    )
    return _stored_finding(rows, "supersedes.incomplete", wording, replacing.height)


def _row_numbers(at: pl.DataFrame) -> str:
    numbers = sorted(at[ROW])
    named = ", ".join(f"{number:,}" for number in numbers[:MOST_NAMED])
    more = f" and {len(numbers) - MOST_NAMED:,} more" if len(numbers) > MOST_NAMED else ""
    return f"row {named}{more}"


def _stored_finding(rows: TableRows, rule: str, wording: str, number: int) -> findings.Finding:
    column = key_columns(rows.table)[0]
    return findings.Finding(rows.files[0], rule, wording, column=column, occurrences=number)


def leaving_rows(known: Known, unmapped: Left) -> dict[str, pl.DataFrame]:
    """By table the keys, with `batch_id`, of the stored rows that leave.

    They are those of replaced batches whose key was not sent. A row that was sent and refused, by a
    mapping already or here, is not lacking: what is stored of it stays. Nothing is said of a table
    whose file is unreadable. Where ids are numbers of rows, a refused row keeps nothing: what is
    stored under its number is of another row.
    """
    if not known.supersedes:
        return {}
    leaving = {
        table.name: _leaving_of_table(table, known, unmapped.get(table.name))
        for table in tables.RECORD_TABLES
        if table.name not in known.unread
    }
    return {name: keys for name, keys in leaving.items() if keys.height}


def leaving_faults(
    known: Known, leaving: Keys, unmapped: Left, untold: Collection[str]
) -> Iterator[findings.Finding]:
    """Findings on what leaves: of tables not sent, beside unreadable keys, needed by what stays.

    `untold` are the tables with refused rows of which nobody can tell the case.
    """
    for name, keys in leaving.items():
        if name not in known.rows:
            yield _table_not_sent(name, keys.height)
        if known.ids_by_row:
            continue
        needed = _needed_to_tell(tables.BY_NAME[name], is_told=name not in untold)
        rows, left = known.rows.get(name), unmapped.get(name)
        unreadable = 0 if rows is None else _blank_keys(needed, rows.frame.filter(rows.refused))
        unreadable += 0 if left is None else _blank_keys(needed, left.ids)
        if unreadable:
            yield _unreadable_key_finding(name, unreadable, keys.height)
    for table in tables.RECORD_TABLES:
        for parent in tables.parents_of(table):
            if parent.table in leaving:
                yield from _needed_findings(table, parent, known, leaving)


def _leaving_of_table(table: tables.Table, known: Known, unmapped: Unmapped | None) -> pl.DataFrame:
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
    """An error where rows of `table` stay that belong to rows which leave.

    They are not taken out with them: what another batch brought was not said to be wrong.
    """
    key, own = key_columns(table), list(parent.columns)
    stored = known.stored(table.name, tuple(dict.fromkeys((*key, *own))), known.jurisdiction)
    staying = _typed_keys(stored, table, sorted({*key, *own}))
    gone = [leaving.get(table.name), *_keys_giving_way(known.rows.get(table.name))]
    for keys in gone:
        if keys is not None:
            staying = staying.join(keys, on=key, how="anti", nulls_equal=True)
    needing = staying.join(leaving[parent.table], on=own, how="semi")
    if needing.is_empty():
        return
    needed = leaving[parent.table].join(staying, on=own, how="semi").height
    batches = ", ".join(str(batch) for batch in sorted(needing["batch_id"].unique()))
    wording = (
        f"{needed:,} of its stored rows would leave, as this submission lacks them; but"
        f" {needing.height:,} stored rows of {table.name} that stay belong to them (of batch"
        f" {batches}). Send these rows of {parent.table} as well, or name batch {batches} as"
        f" superseded too; rows of {table.name} that are refused here are to be put right."
    )
    yield findings.Finding(
        f"{parent.table}.csv",
        "supersedes.needed",
        wording,
        column=own[-1],
        occurrences=needing.height,
    )


def _keys_giving_way(rows: TableRows | None) -> list[pl.DataFrame | None]:
    """The keys of stored rows whose place is taken by rows that are not refused."""
    if rows is None:
        return []
    good = rows.frame.filter(~rows.refused)
    key = key_columns(rows.table)
    giving_way = [keys for keys in (rows.replaced, rows.kept) if keys is not None]
    return [keys.join(good, on=key, how="semi", nulls_equal=True) for keys in giving_way]


def _needed_to_tell(table: tables.Table, *, is_told: bool) -> list[str]:
    """The columns without which a refused row may be about any stored one: those of its key.

    Where the case of each is told, and is a part of the key, a row is about that case alone, and of
    that nothing leaves.
    """
    key = key_columns(table)
    return [name for name in key if is_told and name in CASE_PARENTS] or key


def _blank_keys(names: list[str], refused: pl.DataFrame) -> int:
    """How many refused rows have a blank there: it may be a value, or what was not read."""
    there = [name for name in names if name in refused.columns]
    if len(there) < len(names):
        return refused.height
    return refused.filter(pl.any_horizontal(pl.col(there).is_null())).height


def _table_not_sent(name: str, number: int) -> findings.Finding:
    """What replaces a batch is the whole of what is held: a table leaves as a row does."""
    wording = (
        f"{_rows_removed(number)} removed: this submission replaces batches that brought {name},"
        f" and has no {name}.csv. If they are to stay, send {name}.csv as well, or send with"
        " updates, which removes nothing."
    )
    warning = findings.Severity.WARNING
    return findings.Finding(
        f"{name}.csv", "supersedes.table_missing", wording, warning, occurrences=number
    )


def _unreadable_key_finding(name: str, unreadable: int, number: int) -> findings.Finding:
    what = " and ".join(key_columns(tables.BY_NAME[name]))
    wording = (
        f"of {unreadable:,} refused rows {what} cannot be read or is blank: whether they are among"
        f" the {number:,} stored rows that this submission seems to lack, nobody can tell, so none"
        " is taken out. Put these rows right, or send with updates, which removes nothing."
    )
    column = key_columns(tables.BY_NAME[name])[0]
    return findings.Finding(f"{name}.csv", "supersedes.key_unreadable", wording, column=column)


def _rows_removed(number: int) -> str:
    return "1 stored row would be" if number == 1 else f"{number:,} stored rows would be"


def _typed_keys(stored: pl.DataFrame, table: tables.Table, names: list[str]) -> pl.DataFrame:
    """The stored keys as rows on their way in have them."""
    return stored.with_columns(pl.col(n).cast(frames.type_of(table.c[n])) for n in names)
