"""What a rule could not read: cells row by row and by value, blank parts, forms nobody uses."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas import findings
from seed.gate import name_columns
from seed.mapping.language.conditions import met
from seed.mapping.language.formats import dated
from seed.mapping.language.profile import ColumnRule, TableRule
from seed.mapping.reading.blanks import between_thousands, seen
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted, listed
from seed.mapping.reading.report import NotMapped, Values
from seed.mapping.reading.shown import values_of
from seed.mapping.reading.values import is_late, picked, stems_from, unread_name

Finding = findings.Finding
ERROR = findings.Severity.ERROR

# The part of a column's filled cells that may be unreadable and left blank.
MOST_BLANKED = 0.2


def rarely_unread(column: ColumnRule, rows: pl.DataFrame) -> bool:
    """Whether few enough cells cannot be read: where many cannot, the profile is wrong."""
    unread, filled = _unread_of(column, rows)
    return unread <= MOST_BLANKED * filled


def _unread_of(column: ColumnRule, rows: pl.DataFrame) -> tuple[int, int]:
    """How many cells cannot be read, of how many filled ones."""
    filled = rows
    if column.sources:
        filled = rows.filter(pl.any_horizontal(pl.col(column.sources).is_not_null()))
    return rows.filter(pl.col(unread_name(column))).height, filled.height


def uncounted_cells(rule: TableRule, file: str, rows: pl.Series) -> Iterator[Finding]:
    """A finding per row whose cell does not say how often it stands for a row."""
    if rule.repeat is not None:
        yield from listed(file, rule.repeat, "repeat", rows)


def unread_cells(
    rule: TableRule, rows: pl.DataFrame, file: str, blanked: set[str]
) -> Iterator[Finding]:
    """A finding per cell that cannot be read; a warning where its target is `blanked`."""
    for column in rule.columns:
        wrong = list(_wrong(column, rows))
        becomes = _becomes(column, rows, is_blanked=column.target in blanked) if wrong else ""
        severity = findings.Severity.WARNING if column.target in blanked else ERROR
        for name, kind, of_it in wrong:
            numbers = of_it[ROW].unique(maintain_order=True)
            words = {"target": column.target, "last": str(column.not_after)}
            hint = ""
            if kind == "number" and column.number is not None:
                hint = between_thousands(of_it[name], column.number)
            for finding in listed(file, name, kind, numbers, **words):
                wording = f"{finding.wording}{hint}{becomes}"
                yield replace(finding, wording=wording, severity=severity)


def _wrong(column: ColumnRule, rows: pl.DataFrame) -> Iterator[tuple[str, str, pl.DataFrame]]:
    """The rows that cannot be read, by the source column that is to blame, and by what is wrong."""
    wrong = rows.filter(pl.col(unread_name(column)))
    if not wrong.height:
        return
    if column.compose is not None and not column.needed:
        yield ", ".join(sorted(column.named)), "parts", wrong
        return
    if column.compose is not None:
        blame = {name: pl.col(name).is_null() for name in sorted(column.needed)}
    elif column.sources:
        blame = {name: stems_from(column, name) for name in column.sources}
    else:
        blame = {", ".join(sorted(column.reads)): pl.lit(value=True)}
    for name, is_to_blame in blame.items():
        for kind, of_kind in _by_kind(column, wrong.filter(is_to_blame)):
            if of_kind.height:
                yield name, kind, of_kind


def _by_kind(column: ColumnRule, wrong: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """A date that is too late is read, and put right elsewhere than one of a form nobody wrote."""
    late = is_late(column)
    yield _kind(column), wrong.filter(~late)
    yield "late", wrong.filter(late)


def blank_parts(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[Finding]:
    """A warning per column that leaves a text blank which its other columns would have filled."""
    for column in rule.columns:
        if column.required or len(column.needed) < 2:
            continue
        parts = sorted(column.needed)
        some = rows.filter(met(column.only_if) & pl.any_horizontal(pl.col(parts).is_not_null()))
        for part in parts:
            blank = some.filter(pl.col(part).is_null())[ROW]
            wording = (
                f"this cell is blank in {blank.len():,} rows, so that {rule.table}."
                f"{column.target} is, though its other parts are filled. Put the part into"
                " brackets where it may be blank, as in A[-{B}]."
            )
            yield from counted(file, "mapping.blank_part", part, blank, wording)


def _becomes(column: ColumnRule, rows: pl.DataFrame, *, is_blanked: bool) -> str:
    """What becomes of the rows, where the profile would rather leave cells blank."""
    if is_blanked:
        return f" {column.target} was left blank, as the profile says."
    if not column.blank_unreadable:
        return ""
    unread, filled = _unread_of(column, rows)
    return (
        " [unreadable] leaves at most a fifth of a column's filled cells blank; here"
        f" {unread:,} of {filled:,} cannot be read, so that the rows are refused."
    )


def idle_formats(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[Finding]:
    """A warning per form of a date that no cell has, where others have some."""
    for column in rule.columns:
        if len(column.dates) < 2:
            continue
        cell = picked(column)
        fits = rows.select(
            dated(cell, one).is_not_null().sum().alias(f"{n}") for n, one in enumerate(column.dates)
        ).row(0)
        idle = [one.words for one, cells in zip(column.dates, fits, strict=True) if not cells]
        if idle and any(fits):
            wording = (
                f"no cell is a date written [{'] or ['.join(idle)}], as {rule.table}."
                f"{column.target} expects beside other forms. Take the form out if the source"
                " does not write it."
            )
            yield Finding(
                file,
                "mapping.idle_format",
                wording,
                findings.Severity.WARNING,
                column=" or ".join(column.sources),
            )


def not_mapped(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[NotMapped]:
    """By column, the cells that could not be read; of cases, which look at several, the number."""
    for column in rule.columns:
        for name, kind, wrong in _wrong(column, rows):
            is_shown = name in column.sources and not (column.hides or _is_name(column, name))
            cells = values_of(wrong[name]) if is_shown else Values(hidden=wrong.height)
            cells = replace(cells, shown=tuple((seen(text), n) for text, n in cells.shown))
            yield NotMapped(file, name, rule.table, column.target, kind, cells)


def _is_name(column: ColumnRule, name: str) -> bool:
    """Whether names stand there, or in what SQL makes it of."""
    return any(map(name_columns.is_one, {name, *column.sql_reads}))


def _kind(column: ColumnRule) -> str:
    if column.cases:
        return "case"
    if column.compose is not None:
        return "compose"
    if column.dates:
        return "date"
    return "number" if column.is_formatted else "code"
