"""Numbers that stand for none: 99 or 999 where nobody knew an age, far from all that are known."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import pairwise

import polars as pl

from schemas import findings
from seed.mapping.chosen import ChosenColumn
from seed.mapping.conditions import met
from seed.mapping.drafted import DraftColumn
from seed.mapping.formats import NumberFormat, numbered
from seed.mapping.listed import counted
from seed.mapping.profile import Profile
from seed.mapping.shown import values_of
from seed.mapping.sources import ROW, Source
from seed.mapping.values import has_code, picked

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


def of_fillers(source: DraftColumn, column: ChosenColumn) -> str:
    """What to say of such values of which a column says nothing; blank where there is none."""
    said = {*(column.codes or {}), *column.missing}
    left = {
        value: cells
        for value, cells in apart(source.counts, column.number or source.number).items()
        if value not in said
    }
    if not left:
        return ""
    listed = " and ".join(f"{value} ({cells:,})" for value, cells in left.items())
    return (
        f'"{source.name}" has numbers far from all others: {listed} cells. Do they stand for not'
        " known? Say what becomes of each of them, or it is taken as a number."
    )


def of_texts(source: DraftColumn, column: ChosenColumn) -> str:
    """What to say of texts among the numbers of a column of which it says nothing; or blank."""
    cells = pl.Series(source.name, list(source.counts), dtype=pl.String).to_frame()
    form = numbered(pl.col(source.name), column.number or source.number or NumberFormat())
    left = cells.filter(form.is_null(), ~pl.col(source.name).is_in(column.missing)).to_series()
    if left.is_empty() or "unreadable" in column.more:
        return ""
    found = values_of(left.gather([n for n, v in enumerate(left) for _ in range(source.counts[v])]))
    named = [f"[{value}] {count:,}" for value, count in found.shown]
    named += [f"{found.hidden:,} not shown"] if found.hidden else []
    return (
        f'"{source.name}" has cells that are no numbers: {", ".join(named)}. Their rows are refused'
        " until these are said to mean a blank cell, or are left out by a condition; a word that"
        " says something else than nothing makes rows of its own."
    )


def fillers(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """A warning per such value that becomes a code as a number, though it may be none."""
    for rule in profile.tables:
        table = source.tables[rule.file]
        for column in rule.columns:
            if not column.codes_from or column.split:
                continue
            cell = picked(column)
            meant = table.frame.filter(met(rule.where), met(column.only_if), cell.is_not_null())
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
