"""Numbers that stand for none: 99 or 999 where nobody knew an age, far from all that are known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import polars as pl

from schemas import findings
from seed.mapping.language.conditions import How, looks_of, met
from seed.mapping.language.formats import NumberFormat, numbered
from seed.mapping.language.profile import ColumnRule, Profile
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted
from seed.mapping.reading.sources import Source
from seed.mapping.reading.values import has_code, is_meant, picked

# What coding sheets write for not known, refused or not asked.
SIGNS = frozenset(
    float(sign)
    for digit in (7, 8, 9)
    for sign in (
        *(f"{digit}" * length for length in (1, 2, 3, 4)),
        -digit,
        -11 * digit,
        -111 * digit,
    )
) | {-1.0, 97.0, 98.0, 997.0, 998.0, 9997.0, 9998.0}
AGE_GROUP = "age_group"
# So many times as far from the next as any two others are from each other.
FAR = 2


def apart(counts: Mapping[str, int], written: NumberFormat | None) -> dict[str, int]:
    """The values that may stand for no number, as they are far from all others; with their cells.

    `counts` says how many cells hold each value, which is a number that is written so.
    """
    cells = pl.Series("cell", list(counts), dtype=pl.String).to_frame()
    form = numbered(pl.col("cell"), written or NumberFormat()).cast(pl.Float64, strict=False)
    number_of = dict(cells.select("cell", number=form).drop_nulls().iter_rows())
    far = _far({*number_of.values()})
    return {value: counts[value] for value, number in number_of.items() if number in far}


def ages_of_zero(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per column of ages in which 0 becomes a group of age, and nobody says which.

    An age of 0 is a newborn, or one that nobody knew.
    """
    for rule in profile.tables:
        table = source.tables[rule.file]
        for column in rule.columns:
            if column.target != AGE_GROUP:
                continue
            meant = table.frame.filter(is_meant(rule), met(column.only_if))
            for name, number in _ages(column):
                # What is said of the cell itself is said.
                left = meant.filter(number == 0, ~pl.col(name).is_in(_named(column, name)))[ROW]
                wording = (
                    f"in {left.len():,} cells the age is 0, which becomes {rule.table}.{AGE_GROUP}"
                    " as a number: a newborn, or an age that nobody knew?"
                    ' Say what it is, as in codes = { "0" = "unknown" }.'
                )
                yield from counted(table.file, "mapping.age_of_zero", name, left, wording)


def _ages(column: ColumnRule) -> Iterator[tuple[str, pl.Expr]]:
    """The columns from whose numbers a group of age is made, each with its number."""
    formats = {name: column.number for name in column.sources if column.codes_from}
    for look in looks_of(*(case.when for case in column.cases)):
        if look.compares:
            formats[look.column] = look.number
    for name, written in formats.items():
        form = numbered(pl.col(name), written or NumberFormat())
        is_grouped = has_code(column, pl.col(name)) if column.codes_from else pl.lit(value=True)
        yield name, pl.when(is_grouped).then(form.cast(pl.Float64, strict=False))


def _named(column: ColumnRule, name: str) -> list[str]:
    """The cells of a column that its codes or conditions name."""
    looks = looks_of(*(case.when for case in column.cases))
    named = (look.values for look in looks if (look.column, look.how) == (name, How.IS))
    return [
        *(column.codes or {}),
        *column.missing,
        *(value for values in named for value in values),
    ]


def _far(numbers: set[float]) -> set[float]:
    known = sorted(numbers - SIGNS)
    if len(known) < FAR:
        return set()
    lowest, highest = known[0], known[-1]
    widest = max(higher - lower for lower, higher in pairwise(known))
    far = {number for number in numbers & SIGNS if number < 0 <= lowest}
    # One that is near the known is known itself: 7, 8 and 9 among 5 and 6.
    for number in sorted(numbers & SIGNS - far):
        if number - highest > FAR * widest:
            far.add(number)
        highest = highest if number in far else max(highest, number)
    return far


def fillers(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per such value that becomes a code as a number, though it may be none."""
    for rule in profile.tables:
        table = source.tables[rule.file]
        for column in rule.columns:
            if not column.codes_from or column.split:
                continue
            cell = picked(column)
            meant = table.frame.filter(is_meant(rule), met(column.only_if), cell.is_not_null())
            # What is said of a value or of a pattern goes before numbers.
            is_said = has_code(replace(column, codes_from=()), cell)
            cells = meant.select(ROW, cell=cell, as_number=has_code(column, cell) & ~is_said)
            far = apart(dict(cells["cell"].value_counts().iter_rows()), column.number)
            for value in far:
                rows = cells.filter(pl.col("cell") == value, pl.col("as_number"))[ROW]
                wording = (
                    f"[{value}], in {rows.len():,} cells, is far from all other numbers here, as a"
                    f" sign for not known is, and becomes {rule.table}.{column.target} as a number."
                    f' Say what it is, as in codes = {{ "{value}" = "unknown" }}.'
                )
                yield from counted(table.file, "mapping.filler", column.sources[0], rows, wording)
