"""Warn of values that may not mean what they say: 999 for unknown, age 0, repeated amounts."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import polars as pl

from schemas import findings
from schemas.language import messages
from seed.mapping.cell_formats import NumberFormat, read_number
from seed.mapping.profile_model import FIELDS, NUMERIC, ROW, ColumnRule, Profile, TableRule
from seed.mapping.row_mapping import has_code, meets_condition, read_cell
from seed.mapping.source_table import SourceTable, Tables, warn_of_rows

Finding = findings.Finding
# Numbers by which code books say unknown, refused or not asked.
_SENTINELS = "7 77 777 7777 8 88 888 8888 9 99 999 9999 97 98 997 998 9997 9998"
_NEGATIVE = "-1 -7 -77 -777 -8 -88 -888 -9 -99 -999"
SENTINELS = frozenset(map(float, f"{_SENTINELS} {_NEGATIVE}".split()))
AGE_GROUP = "age_group"
# A number is an outlier if it is this many times farther from the next number than the widest gap
# between the others.
FAR = 2


def warn_of_doubtful_values(profile: Profile, tables: Tables) -> Iterator[Finding]:
    """Yield warnings on columns and values that a person must check."""
    made = {file.name: file for file in profile.files if file.origin is not None}
    for rule in profile.tables:
        table, file = tables[rule.file], made.get(rule.file)
        for column in filter(lambda one: one.column, rule.columns.values()):
            is_number = FIELDS[rule.table][column.target].kind in NUMERIC
            if is_number and file is not None and column.column not in file.made:
                yield from _warn_of_repeated(rule, column, table, str(file.origin))
            if column.codes_from:
                yield from _warn_of_numbers(rule, column, table)


def _warn_of_repeated(
    rule: TableRule, column: ColumnRule, table: SourceTable, origin: str
) -> Iterator[Finding]:
    """Yield a warning if an amount in one source row would be repeated in several made rows."""
    name = column.column or ""
    meant = table.frame.filter(meets_condition(rule), pl.col(name).is_not_null())
    again = meant.group_by(ROW, maintain_order=True).len().filter(pl.col("len") > 1)[ROW]
    wording = messages(
        "{file} makes several rows of {count} row of {origin}, and each gets the whole amount as"
        " {column}. Fill a table from {origin} with it, where it occurs once.",
        "{file} makes several rows of each of {count} rows of {origin}, and each gets the whole"
        " amount as {column}. Fill a table from {origin} with it, where it occurs once.",
        again.len(),
        file=rule.file,
        origin=origin,
        column=f"{rule.table}.{column.target}",
    )
    yield from warn_of_rows(table.file, "mapping.repeated", name, again, wording)


def _warn_of_numbers(rule: TableRule, column: ColumnRule, table: SourceTable) -> Iterator[Finding]:
    """Yield a warning for each value that gets a code as a number, but may mean "unknown".

    These are numbers such as 999, and an age of 0, which may also be that of a newborn.
    """
    if column.split:
        return
    name, target = column.column or "", f"{rule.table}.{column.target}"
    cell = read_cell(column)
    meant = table.frame.filter(meets_condition(rule), cell.is_not_null())
    # Codes for a value or a pattern take precedence over codes for numbers.
    is_said = has_code(replace(column, codes_from={}), cell)
    cells = meant.select(ROW, cell=cell, as_number=has_code(column, cell) & ~is_said)
    counts = dict(cells["cell"].value_counts().iter_rows())

    def rows_of(values: Collection[str]) -> pl.Series:
        return cells.filter(pl.col("cell").is_in(values), pl.col("as_number"))[ROW]

    for value in outlying_numbers(counts, column.number):
        rows = rows_of([value])
        wording = messages(
            "[{value}], in {count} cell, is far from all other numbers. It may be a code for a"
            " missing value, but it is read as a number for {column}. Say what it becomes, for"
            " example unknown.",
            "[{value}], in {count} cells, is far from all other numbers. It may be a code for a"
            " missing value, but it is read as a number for {column}. Say what it becomes, for"
            " example unknown.",
            rows.len(),
            value=value,
            column=target,
        )
        yield from warn_of_rows(table.file, "mapping.filler", name, rows, wording)
    if column.target == AGE_GROUP:
        numbers = _numbers_by_value(counts, column.number)
        rows = rows_of([value for value, number in numbers.items() if number == 0])
        wording = messages(
            "The age is 0 in {count} cell and is read as a number for {column}. Is it a newborn, or"
            " is the age missing? Say what 0 becomes, for example unknown.",
            "The age is 0 in {count} cells and is read as a number for {column}. Are these"
            " newborns, or is the age missing? Say what 0 becomes, for example unknown.",
            rows.len(),
            column=target,
        )
        yield from warn_of_rows(table.file, "mapping.age_of_zero", name, rows, wording)


def outlying_numbers(counts: Mapping[str, int], written: NumberFormat | None) -> dict[str, int]:
    """Return the values that may mean "unknown" because they are far from all others, with counts.

    `counts` has the number of cells by value; `written` is the number format.
    """
    number_of = _numbers_by_value(counts, written)
    far = _find_far({*number_of.values()})
    return {value: counts[value] for value, number in number_of.items() if number in far}


def _numbers_by_value(values: Iterable[str], written: NumberFormat | None) -> dict[str, float]:
    cells = pl.Series("cell", list(values), dtype=pl.String).to_frame()
    form = read_number(pl.col("cell"), written or NumberFormat()).cast(pl.Float64, strict=False)
    return dict(cells.select("cell", number=form).drop_nulls().iter_rows())


def _find_far(numbers: set[float]) -> set[float]:
    """Return the numbers such as 999 that are far from all others, so may mean "unknown"."""
    known = sorted(numbers - SENTINELS)
    if len(known) < FAR:
        return set()
    lowest, highest = known[0], known[-1]
    widest = max(higher - lower for lower, higher in pairwise(known))
    far = {number for number in numbers & SENTINELS if number < 0 <= lowest}
    # A sentinel value close to the other numbers is a number itself: 7, 8 and 9 next to 5 and 6.
    for number in sorted(numbers & SENTINELS - far):
        if number - highest > FAR * widest:
            far.add(number)
        highest = highest if number in far else max(highest, number)
    return far
