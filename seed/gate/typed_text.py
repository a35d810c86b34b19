"""A table's text -> typed rows, with a finding for each cell that its column cannot hold."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import polars as pl

from schemas import columns, findings, frames, tables
from schemas import vocabulary as v
from seed.gate import cell_wording, cells
from seed.gate.table_rows import FILE, MOST_FINDINGS, ROW, TableRows, Worder, and_others
from seed.gate.wholes import TELLING
from seed.submission import TextTable

MONTH = "month"


@dataclass
class _Typing:
    """One file on its way: its text, its typed columns so far, which rows are at fault and why.

    Of rows `unreadable` it is not known which case they are of.
    """

    text: TextTable
    typed: pl.DataFrame
    refused: pl.Series
    unreadable: pl.Series
    faults: list[findings.Finding] = field(default_factory=list)


def typed_rows(
    texts: list[TextTable], table: tables.Table, dates: str
) -> tuple[TableRows, list[findings.Finding]]:
    """The rows of all files of a table, typed; refused are those with a cell at fault.

    Blank codes are `unknown`; columns that were not sent are blank. `dates` = "month" keeps the
    month of each day. The jurisdiction is blank where the table does not send it.
    """
    parts = [_typed(text, table, dates) for text in texts]
    numbered = [
        part.typed.with_columns(pl.lit(index, pl.Int32).alias(FILE))
        for index, part in enumerate(parts)
    ]
    rows = TableRows(
        table,
        pl.concat(numbered),
        tuple(text.file for text in texts),
        frozenset(name for text in texts for name in text.frame.columns if name != ROW),
        pl.concat([part.refused for part in parts]),
        pl.concat([part.unreadable for part in parts]),
    )
    return rows, [finding for part in parts for finding in part.faults]


def _typed(text: TextTable, table: tables.Table, dates: str) -> _Typing:
    sent = [c for c in tables.sent_columns(table) if c.name in text.frame.columns]
    typed = text.frame.select(pl.col(ROW), *_values(text.frame, sent))
    none = pl.repeat(value=False, n=typed.height, eager=True)
    part = _Typing(text, typed, none, none)
    for column in sent:
        _check(column, part)
    if dates == MONTH:
        _keep_months(table, part)
    part.typed = part.typed.select(_completed(table, part.typed.columns))
    return part


def _values(frame: pl.DataFrame, sent: list[columns.Column]) -> Iterator[pl.Expr]:
    dates = [c.name for c in sent if columns.field_of(c).kind is columns.Kind.DATE]
    # Dates are mostly days: such columns are read without looking for months and years.
    whole = frame.select((pl.col(dates).str.len_bytes() == cells.DAY).all()) if dates else frame
    for column in sent:
        name = column.name
        if name not in dates:
            yield cells.value(column).alias(name)
        elif whole.item(0, name):
            yield cells.day(column).alias(name)
            day = pl.when(pl.col(name).is_not_null()).then(pl.lit(v.Precision.DAY.value))
            yield day.alias(f"{name}_precision")
        else:
            yield cells.value(column).alias(name)
            yield cells.precision(column).alias(f"{name}_precision")


def _check(column: columns.Column, part: _Typing) -> None:
    """Find the cells with a text that is no value, and those that are blank and may not be."""
    text, value = part.text.frame[column.name], part.typed[column.name]
    if value.null_count() > text.null_count() and cells.closed_list(column) is not None:
        text, value = _normalised(column, part)
    if value.null_count() > text.null_count():
        wrong = value.is_null() & text.is_not_null()
        _refuse(column, part, wrong, lambda cell: cell_wording.fault(column, cell))
        if column.name in TELLING:
            part.unreadable = part.unreadable | wrong
    if columns.field_of(column).blank_refused and text.null_count():
        _refuse(column, part, text.is_null(), lambda _: cell_wording.blank(column))


def _normalised(column: columns.Column, part: _Typing) -> tuple[pl.Series, pl.Series]:
    """Text and values, where a code in another case or with blanks is taken as its list has it."""
    text, value = part.text.frame[column.name], part.typed[column.name]
    # A cell of blanks alone is blank.
    text = text.to_frame().select(pl.when(~cells.is_blank(column)).then(pl.all())).to_series()
    normalised = value.fill_null(part.text.frame.select(cells.normal(column)).to_series())
    changed = (normalised.is_not_null() & value.is_null()) | (
        text.is_null() & part.text.frame[column.name].is_not_null()
    )
    warned = _worded(column, part, changed, lambda _: ("code.normalised", _taken_as(column)))
    part.faults += [replace(finding, severity=findings.Severity.WARNING) for finding in warned]
    part.typed = part.typed.with_columns(normalised.alias(column.name))
    return text, normalised


def _taken_as(column: columns.Column) -> str:
    if columns.field_of(column).kind is columns.Kind.COUNTRY:
        return "the country was taken as its code of ISO 3166-1 alpha-3. Write that code."
    return "the code was taken without blanks and in the case of its list."


def _refuse(column: columns.Column, part: _Typing, rows: pl.Series, word: Worder) -> None:
    part.faults += _worded(column, part, rows, word)
    part.refused = part.refused | rows


def _worded(
    column: columns.Column, part: _Typing, rows: pl.Series, word: Worder
) -> Iterator[findings.Finding]:
    """A finding for each of the first rows, in the words for its cell; then one for the others."""
    total = int(rows.sum())
    first_rows = part.text.frame.select(ROW, column.name).filter(rows).head(MOST_FINDINGS + 1)
    for number, (row, cell) in enumerate(first_rows.iter_rows()):
        rule, wording = word(cell or "")
        finding = findings.Finding(part.text.file, rule, wording, row=row, column=column.name)
        others = total - MOST_FINDINGS if number == MOST_FINDINGS else 1
        yield and_others(finding, others)


def _keep_months(table: tables.Table, part: _Typing) -> None:
    """Make each full date its month, and say how many were."""
    # Who knows the day of an arrest or a judgment, from a newspaper say, finds the person by it; a
    # month is shared by more of them.
    for column in tables.dates_of(table):
        name, precision = column.name, f"{column.name}_precision"
        if name not in part.typed.columns:
            continue
        days = pl.col(precision) == v.Precision.DAY
        count = int(part.typed.select((days & pl.col(name).is_not_null()).sum()).item())
        if not count:
            continue
        month = pl.lit(v.Precision.MONTH.value)
        part.typed = part.typed.with_columns(
            pl.when(days).then(pl.col(name).dt.month_start()).otherwise(name).alias(name),
            pl.when(days).then(month).otherwise(precision).alias(precision),
        )
        wording = (
            f"{count:,} full dates were taken as their months: submission.toml or the database asks"
            " for months."
        )
        part.faults.append(
            findings.Finding(
                part.text.file,
                "date.month_kept",
                wording,
                findings.Severity.WARNING,
                column=name,
                occurrences=count,
            )
        )


def _completed(table: tables.Table, sent: list[str]) -> Iterator[pl.Expr]:
    """The stored columns in order, those not sent blank, blank codes as they are stored."""
    for name, kind in frames.columns_of(table).items():
        field = columns.field_of(table.c[name])
        value = pl.col(name) if name in sent else pl.lit(None, kind).alias(name)
        if field.kind is columns.Kind.CODE and not field.blank_refused:
            value = value.fill_null(field.blank)
        yield value
