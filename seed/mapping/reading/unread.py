"""What a rule could not read: cells row by row and by value, forms that no cell has."""

from collections.abc import Iterator
from dataclasses import replace

import polars as pl

from schemas import findings
from seed.gate import name_columns
from seed.mapping.language.formats import NumberFormat, read_date, read_number
from seed.mapping.language.profile import ROW, ColumnRule, TableRule
from seed.mapping.reading.report import NotMapped, Values
from seed.mapping.reading.shown import values_of
from seed.mapping.reading.values import is_late, read_cell, unread_name

Finding = findings.Finding
WARNING = findings.Severity.WARNING

# The part of a column's filled cells that may be unreadable and left blank.
MOST_BLANKED = 0.2
# Unreadable cells of one column that are listed one by one; the others are counted.
LISTED = 50
_UNREAD = {
    "code": "this value is not among the profile's codes. Add it there, or to the missing values.",
    "date": "this is not a date as the profile writes it. Add the format, or a missing value.",
    "late": "this date is after {last}, the last day that the profile allows. Correct it in the"
    " source, or move [not_after] of {target} if the day is right.",
    "number": "this is not a number as the profile writes it. Add the format, or a missing value.",
}
# Blanks that look like a space and are another sign.
BLANKS = {
    "\u00a0": "a no-break space",
    "\u202f": "a narrow no-break space",
    "\u2009": "a thin space",
    "\u2007": "a space as wide as a digit",
}


def warn_of_rows(
    file: str, rule: str, column: str, rows: pl.Series, wording: str
) -> Iterator[Finding]:
    """One warning that speaks for all rows and names the first; none where there is no row."""
    if rows.len():
        first, times = rows[0], rows.len()
        yield Finding(file, rule, wording, WARNING, row=first, column=column, occurrences=times)


def is_rarely_unread(column: ColumnRule, rows: pl.DataFrame) -> bool:
    """Whether few enough cells cannot be read: where many cannot, the profile is wrong."""
    unread, filled = _unread_of(column, rows)
    return unread <= MOST_BLANKED * filled


def _unread_of(column: ColumnRule, rows: pl.DataFrame) -> tuple[int, int]:
    """How many cells cannot be read, of how many filled ones."""
    filled = rows if column.column is None else rows.drop_nulls(column.column)
    return rows.filter(pl.col(unread_name(column))).height, filled.height


def find_unread_cells(
    rule: TableRule, rows: pl.DataFrame, file: str, blanked: set[str]
) -> Iterator[Finding]:
    """A finding per cell that cannot be read; a warning where its target is `blanked`.

    Beyond the first of a column one finding speaks for all.
    """
    for column in rule.columns:
        wrong = list(_wrong(column, rows))
        is_blanked = column.target in blanked
        becomes = _becomes(column, rows, is_blanked=is_blanked) if wrong else ""
        severity = WARNING if is_blanked else findings.Severity.ERROR
        for kind, of_it in wrong:
            numbers = of_it[ROW].unique(maintain_order=True)
            wording = _UNREAD[kind].format(target=column.target, last=column.not_after)
            name = column.column or ""
            if kind == "number" and column.number is not None:
                wording += hint_at_thousands(of_it[name], column.number)
            wording += becomes
            for position, row in enumerate(numbers[:LISTED], start=1):
                more = max(numbers.len() - LISTED, 0) if position == LISTED else 0
                said = findings.of_others(wording, more)
                yield Finding(
                    file, f"mapping.{kind}", said, severity, row, name, occurrences=1 + more
                )


def _wrong(column: ColumnRule, rows: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    """The rows that cannot be read, by what is wrong.

    A date that is too late is read, and put right elsewhere than one of a form nobody wrote.
    """
    wrong = rows.filter(pl.col(unread_name(column)))
    if wrong.is_empty():
        return
    late = is_late(column)
    number = "number" if column.is_formatted else "code"
    for kind, of_kind in (
        ("date" if column.dates else number, wrong.filter(~late)),
        ("late", wrong.filter(late)),
    ):
        if of_kind.height:
            yield kind, of_kind


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


def find_idle_formats(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[Finding]:
    """A warning per form of a date that no cell has, where others have some."""
    for column in rule.columns:
        if len(column.dates) < 2:
            continue
        cell = read_cell(column)
        fits = rows.select(
            read_date(cell, one).is_not_null().sum().alias(f"{n}")
            for n, one in enumerate(column.dates)
        ).row(0)
        idle = [one.words for one, cells in zip(column.dates, fits, strict=True) if not cells]
        if idle and any(fits):
            wording = (
                f"no cell is a date written [{'] or ['.join(idle)}], as {rule.table}."
                f"{column.target} expects beside other forms. Take the form out if the source"
                " does not write it."
            )
            yield Finding(file, "mapping.idle_format", wording, WARNING, column=column.column)


def not_mapped(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[NotMapped]:
    """By column, the cells that could not be read."""
    for column in rule.columns:
        name = column.column or ""
        # Names may stand there, or in what SQL makes it of.
        is_shown = not column.hides and not any(map(name_columns.is_one, {name, *column.sql_reads}))
        for kind, wrong in _wrong(column, rows):
            cells = values_of(wrong[name]) if is_shown else Values(hidden=wrong.height)
            cells = replace(cells, shown=tuple((mark_blanks(text), n) for text, n in cells.shown))
            yield NotMapped(file, name, rule.table, column.target, kind, cells)


def _code_of(blank: str) -> str:
    """As Unicode names it: U+00A0."""
    return f"U+{ord(blank):04X}"


def mark_blanks(text: str) -> str:
    """The text with each blank that looks like a space as its code: `1<U+00A0>234`."""
    return "".join(f"<{_code_of(sign)}>" if sign in BLANKS else sign for sign in text)


def hint_at_thousands(cells: pl.Series, written: NumberFormat) -> str:
    """What to say of numbers that cannot be read, where such a blank stands between thousands.

    Empty where that would make none of them a number.
    """
    named = cells.alias("cell").to_frame()
    found = {
        blank: named.select(
            read_number(pl.col("cell"), replace(written, thousands=blank)).is_not_null().sum()
        ).item()
        for blank in BLANKS
        if blank != written.decimal
    }
    blank = max(found, key=lambda one: found[one])
    if not found[blank]:
        return ""
    cells_are = f"{found[blank]:,} of them are" if found[blank] > 1 else "One of them is"
    return (
        f" {cells_are} with {_code_of(blank)} between thousands, {BLANKS[blank]} that looks like"
        f' any other: say thousands = "\\u{ord(blank):04X}" in its number.'
    )
