"""Rows of a source file -> text rows of a table of the record model, and what could not be read."""

from dataclasses import dataclass, replace

import polars as pl

from schemas import findings
from seed import pseudonyms
from seed.mapping.language.composing import PART_COLUMN
from seed.mapping.language.profile import ColumnRule, TableRule
from seed.mapping.language.targets import key_of
from seed.mapping.reading import refused_rows
from seed.mapping.reading.cut_ids import cut_short
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.left_out import left_out
from seed.mapping.reading.listed import MOST_REPEATS
from seed.mapping.reading.merging import differing_values, one_of_each
from seed.mapping.reading.report import NotMapped, TableMade
from seed.mapping.reading.sources import SourceTable
from seed.mapping.reading.unread import (
    blank_parts,
    idle_formats,
    not_mapped,
    rarely_unread,
    uncounted_cells,
    unread_cells,
)
from seed.mapping.reading.values import filled, is_meant, made_name, parts, unread_name
from seed.readers import COMMAND_LINE
from seed.submission import Unmapped

Finding = findings.Finding

# As many as a file may have: a few bytes could count a thousand million.
MOST_ROWS = COMMAND_LINE.most_rows


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


def mapped(rule: TableRule, source: SourceTable, jurisdiction: str, key: str = "") -> Mapped:
    """The rows that `rule` makes of the source's; pseudonyms are keyed within the jurisdiction.

    Without a key it is that of the environment; raises UserError where it is needed and not there.
    """
    left_by = left_out(rule, source.frame)
    kept, too_many = _bounded(rule, _kept(rule, source.frame), source.file)
    rows, uncounted = _repeated(rule, kept)
    rows = _evaluated(rule, _split(rule, rows))
    used = [one[ROW].cast(pl.Int32) for one in (rows, uncounted, source.unread)]
    blanked = {c.target for c in rule.columns if c.blank_unreadable and rarely_unread(c, rows)}
    unread = [
        *uncounted_cells(rule, source.file, uncounted[ROW]),
        *unread_cells(rule, rows, source.file, blanked),
        *blank_parts(rule, rows, source.file),
        *idle_formats(rule, rows, source.file),
        *cut_short(rule, rows, source.file),
    ]
    missed = tuple(not_mapped(rule, rows, source.file))
    strict = [unread_name(c) for c in rule.columns if c.target not in blanked]
    wrong = pl.any_horizontal(pl.lit(value=False), *strict)
    unread_rows = rows.filter(wrong)
    rows = rows.filter(~wrong)
    readable = rows.height
    differing = differing_values(rule, rows, source.file)
    rows = one_of_each(rule, rows)
    frame = rows.select(ROW, *(pl.col(made_name(c)).alias(c.target) for c in rule.columns))
    # A list that names a part twice, or two words for one code, is one row.
    frame = frame.unique(maintain_order=True)
    hidden = {column.target for column in rule.columns if column.pseudonym}
    key = (key or pseudonyms.key_of()) if hidden else key
    unmapped = refused_rows.unmapped(rule, source, uncounted, unread_rows)
    unmapped = replace(unmapped, ids=_hashed(unmapped.ids, hidden, key, jurisdiction))
    return Mapped(
        _hashed(frame, hidden, key, jurisdiction),
        (*too_many, *unread, *differing),
        TableMade(
            rule.table,
            source.file,
            read=source.frame.height + source.unread.height,
            rows=frame.height,
            left_out=sum(count for _, count in left_by),
            refused=unmapped.ids.height,
            merged=readable - frame.height,
            left_by=left_by,
        ),
        pl.concat(used).unique(),
        unmapped,
        missed,
    )


def _hashed(frame: pl.DataFrame, hidden: set[str], key: str, jurisdiction: str) -> pl.DataFrame:
    """The ids that the profile hides as pseudonyms, keyed within the jurisdiction."""
    names = [name for name in frame.columns if name in hidden]
    return frame.with_columns(
        pseudonyms.of_cells(key, frame[name], scope=jurisdiction) for name in names
    )


def _kept(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """The rows that meet the rule's conditions."""
    rows = rows.filter(is_meant(rule))
    if rule.of is None or rule.unknown_as_row:
        return rows
    return rows.filter(pl.col(rule.of).is_not_null())


def _bounded(rule: TableRule, rows: pl.DataFrame, file: str) -> tuple[pl.DataFrame, list[Finding]]:
    """The rows, or none and a finding where more would be made of them than any table may have."""
    times, listed = pl.lit(1), next((c for c in rule.columns if c.makes_rows), None)
    if rule.repeat is not None:
        counted = pl.col(rule.repeat).cast(pl.Int64, strict=False)
        times = counted.clip(0, MOST_REPEATS).fill_null(1)
    if listed is not None:
        times *= parts(pl.col(listed.source or ""), listed.split).list.len().fill_null(1)
    made = rows.select(times.cast(pl.Int64).sum()).item() if rows.height else 0
    if max(made, rows.height) <= MOST_ROWS:
        return rows, []
    wording = (
        f"the profile would make {made:,} rows of {rows.height:,}; at most {MOST_ROWS:,} are"
        " read. Look at the cells that count rows or list what becomes one each."
    )
    return rows.clear(), [Finding(file, "mapping.too_many_rows", wording, column=rule.repeat)]


def _repeated(rule: TableRule, rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Each row as often as its counting cell says, and the rows whose cell does not say it."""
    if rule.repeat is None:
        return rows, rows.clear()
    times = pl.col(rule.repeat).cast(pl.Int64, strict=False)
    counted = times.is_between(0, MOST_REPEATS).fill_null(value=False)
    wrong = rows.filter(pl.col(rule.repeat).is_not_null() & ~counted)
    known = rows.filter(counted & (times > 0))
    return known.select(pl.all().repeat_by(times).explode()), wrong


def _split(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """A row for each part of the list in a cell, numbered from 1 within its source row."""
    column = next((c for c in rule.columns if c.makes_rows), None)
    if column is not None:
        cell = pl.col(column.source or "")
        rows = rows.with_columns(parts(cell, column.split)).explode(column.source or "")
        rows = rows if rule.unknown_as_row else rows.filter(cell.is_not_null())
    return rows.with_columns((pl.int_range(pl.len()).over(ROW) + 1).alias(PART_COLUMN))


def _evaluated(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """The source's columns, and for each target its value and whether it could not be read."""
    key = made_name(ColumnRule(key_of(rule.table)))
    # Joint orders are named by the key of their first row, which must be there before them.
    for joint in (False, True):
        how = [(c, filled(c, key)) for c in rule.columns if bool(c.joint) is joint]
        rows = rows.with_columns(
            *(f.value.alias(made_name(c)) for c, f in how),
            *(f.unread.alias(unread_name(c)) for c, f in how),
        )
    for column in rule.columns:
        if column.makes_rows:
            # A part whose code is empty means nothing, and makes no row.
            nothing = (
                pl.col(made_name(column)).is_null() & pl.col(column.source or "").is_not_null()
            )
            rows = rows.filter(~nothing | pl.col(unread_name(column)))
    return rows
