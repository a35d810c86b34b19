"""Rows of a source file -> text rows of a table of the record model, and what could not be read."""

from dataclasses import dataclass, replace

import polars as pl

from schemas import columns, findings
from seed import pseudonyms
from seed.gate.wholes import TELLING
from seed.mapping.language.profile import ROW, ColumnRule, TableRule
from seed.mapping.language.targets import FIELDS
from seed.mapping.reading.doubtful import find_cut_ids
from seed.mapping.reading.report import NotMapped, TableMade
from seed.mapping.reading.source_table import SourceTable
from seed.mapping.reading.unread import (
    find_idle_formats,
    find_unread_cells,
    is_rarely_unread,
    not_mapped,
)
from seed.mapping.reading.values import fill_column, is_meant, made_name, split_cell, unread_name
from seed.readers import COMMAND_LINE
from seed.submission import Unmapped

Finding = findings.Finding

# As many as a file may have: a few bytes could count a thousand million.
MOST_ROWS = COMMAND_LINE.most_rows
UNREADABLE = "\x1funreadable"
# Of a condition so much is repeated.
LONGEST_SHOWN = 80


@dataclass(frozen=True)
class Mapped:
    """`frame`: the table's columns as text and the source's `row_number`, without refused rows.

    `made` counts what became of the source's rows; something was made of, or is said of, those of
    `used`; `not_mapped` holds what could not be read, `unmapped` the rows that are refused for it.
    """

    frame: pl.DataFrame
    findings: tuple[Finding, ...]
    made: TableMade
    used: pl.Series
    unmapped: Unmapped
    not_mapped: tuple[NotMapped, ...] = ()


def map_rows(rule: TableRule, source: SourceTable, jurisdiction: str, key: str = "") -> Mapped:
    """The rows that `rule` makes of the source's; pseudonyms are keyed within the jurisdiction.

    Without a key it is that of the environment; raises UserError where it is needed and not there.
    """
    left_by = _left_by(rule, source.frame)
    kept, too_many = _bounded(rule, source.frame.filter(is_meant(rule)), source.file)
    rows = _evaluated(rule, _split(rule, kept))
    used = rows[ROW].cast(pl.Int32).unique()
    blanked = {c.target for c in rule.columns if c.blank_unreadable and is_rarely_unread(c, rows)}
    said = [
        *too_many,
        *find_unread_cells(rule, rows, source.file, blanked),
        *find_idle_formats(rule, rows, source.file),
        *find_cut_ids(rule, rows, source.file),
    ]
    missed = tuple(not_mapped(rule, rows, source.file))
    strict = [unread_name(c) for c in rule.columns if c.target not in blanked]
    wrong = pl.any_horizontal(pl.lit(value=False), *strict)
    unread, rows = rows.filter(wrong), rows.filter(~wrong)
    frame = rows.select(ROW, *(pl.col(made_name(c)).alias(c.target) for c in rule.columns))
    # A list that names a part twice, or two words for one code, is one row.
    frame = frame.unique(maintain_order=True)
    hidden = {column.target for column in rule.columns if column.pseudonym}
    key = (key or pseudonyms.key_of()) if hidden else key
    unmapped = _unmapped(rule, source, unread)
    unmapped = replace(unmapped, ids=_hashed(unmapped.ids, hidden, key, jurisdiction))
    made = TableMade(
        rule.table,
        source.file,
        read=source.frame.height,
        rows=frame.height,
        left_out=sum(count for _, count in left_by),
        refused=unread.height,
        merged=rows.height - frame.height,
        left_by=left_by,
    )
    frame = _hashed(frame, hidden, key, jurisdiction)
    return Mapped(frame, tuple(said), made, used, unmapped, missed)


def _left_by(rule: TableRule, rows: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """What the rule asks of a row, and how many rows do not have it that had all before."""
    left = []
    if rule.where:
        words = " ".join(rule.where.split())
        shown = words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."
        meant = rows.filter(is_meant(rule))
        left.append((f"[where] {shown}", rows.height - meant.height))
        rows = meant
    for column in rule.columns:
        if column.makes_rows:
            lists = _number_of_parts(column).fill_null(0) > 0
            without = rows.height - rows.filter(lists).height
            left.append((f"{column.source} lists something", without))
    return tuple((words, count) for words, count in left if count)


def _hashed(frame: pl.DataFrame, hidden: set[str], key: str, jurisdiction: str) -> pl.DataFrame:
    """The ids that the profile hides as pseudonyms, keyed within the jurisdiction."""
    names = [name for name in frame.columns if name in hidden]
    return frame.with_columns(
        pseudonyms.of_cells(key, frame[name], scope=jurisdiction) for name in names
    )


def _number_of_parts(column: ColumnRule) -> pl.Expr:
    return split_cell(pl.col(column.source or ""), column.split).list.len()


def _bounded(rule: TableRule, rows: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows, or none and a finding where more would be made of them than any table may have."""
    made = rows.height
    for column in rule.columns:
        if column.makes_rows and rows.height:
            number = _number_of_parts(column).fill_null(1).cast(pl.Int64)
            made = max(made, rows.select(number.sum()).item())
    if made <= MOST_ROWS:
        return rows, []
    wording = (
        f"the profile would make {made:,} rows of {rows.height:,}; at most {MOST_ROWS:,} are"
        " read. Look at the cells that list what becomes a row each."
    )
    return rows.clear(), [Finding(file, "mapping.too_many_rows", wording)]


def _split(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each part of the list in a cell."""
    for column in rule.columns:
        if column.makes_rows:
            name = column.source or ""
            rows = rows.with_columns(split_cell(pl.col(name), column.split)).explode(name)
            rows = rows.drop_nulls(name)
    return rows


def _evaluated(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """The source's columns, and for each target its value and whether it could not be read."""
    how = [(column, fill_column(column)) for column in rule.columns]
    rows = rows.with_columns(
        *(f.value.alias(made_name(c)) for c, f in how),
        *(f.unread.alias(unread_name(c)) for c, f in how),
    )
    for column in rule.columns:
        if column.makes_rows:
            # A part whose code is empty means nothing, and makes no row.
            rows = rows.filter(
                pl.col(made_name(column)).is_not_null() | pl.col(unread_name(column))
            )
    return rows


def _unmapped(rule: TableRule, source: SourceTable, unread: pl.DataFrame) -> Unmapped:
    """The rows that are refused, with those of their ids that can be read."""
    fields = FIELDS[rule.table]
    ids = [column for column in rule.columns if fields[column.target].kind is columns.Kind.ID]
    lost = (unread_name(column) for column in ids if column.target in TELLING)
    told = unread.select(
        pl.col(ROW).cast(pl.Int32),
        *(pl.when(~pl.col(unread_name(c))).then(made_name(c)).alias(c.target) for c in ids),
        pl.any_horizontal(pl.lit(value=False), *lost).alias(UNREADABLE),
    )
    return Unmapped(rule.table, source.file, told.drop(UNREADABLE), told[UNREADABLE])
