"""Cells that the conditions of a profile cannot judge: text where a number is compared, blanks."""

from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from schemas import findings
from seed.mapping.language.conditions import (
    Condition,
    How,
    Look,
    columns_of,
    looks_of,
    met,
    number_of,
    seen,
)
from seed.mapping.language.profile import Profile, TableRule
from seed.mapping.reading.derived import ROW
from seed.mapping.reading.listed import counted
from seed.mapping.reading.sources import Source, SourceTable
from seed.mapping.reading.values import is_meant

NEGATIVE = (How.NOT, How.LACKS)
BY_WORD = (How.IS, How.NOT)


@dataclass(frozen=True)
class Asked:
    """Conditions that together decide one thing, `what`, of the rows that meet `of`."""

    what: str
    condition: Condition
    of: pl.Expr
    spoken_for: frozenset[str] = frozenset()


def unseen(profile: Profile, source: Source) -> Iterator[findings.Finding]:
    """Warnings of cells that are no number, and of blank ones that `not` or `lacks` passes over."""
    for name, table in source.tables.items():
        asked = list(_asked(profile, name))
        yield from _no_numbers(asked, table)
        yield from _passed_over(asked, table)


def _asked(profile: Profile, name: str) -> Iterator[Asked]:
    """What is decided by conditions over the rows of a file, flags of other files included."""
    every = pl.lit(value=True)
    for rule in profile.tables:
        if rule.file == name:
            spoken_for = frozenset({rule.of} if rule.of and not rule.unknown_as_row else ())
            yield Asked(f"[where] of {rule.table}", rule.where, every, spoken_for)
            yield from _of_columns(rule, spoken_for)
    for file in profile.files:
        for flag in file.flags:
            if flag.file == name:
                yield Asked(f"flag {flag.name}", flag.yes + flag.no, every)


def _of_columns(rule: TableRule, spoken_for: frozenset[str]) -> Iterator[Asked]:
    for column in rule.columns:
        what, of = f"{rule.table}.{column.target}", is_meant(rule)
        # A blank cell leaves blank what is read from it, whatever the condition.
        own = column.named | set(column.joint)
        yield Asked(what, column.only_if, of, spoken_for | own)
        cases = tuple(group for case in column.cases for group in case.when)
        yield Asked(what, cases, of & met(column.only_if), spoken_for)


def _no_numbers(asked: list[Asked], table: SourceTable) -> Iterator[findings.Finding]:
    looks = list(looks_of(*(one.condition for one in asked)))
    # Words that a condition names itself, such as not = "Life", are seen.
    named = {(look.column, word) for look in looks if look.how in BY_WORD for word in look.values}
    comparing = {look.column: look for look in looks if look.compares}
    for column, look in sorted(comparing.items()):
        words = [word for of, word in named if of == column]
        cell = pl.col(column)
        unseen_word = cell.is_not_null() & ~cell.is_in(words)
        wrong = table.frame.filter(unseen_word & number_of(look).is_null())[ROW]
        wording = (
            f"{wrong.len():,} cells are no number, so that no condition that compares is met by"
            " them. Say how numbers are written in [numbers] of the file, name these cells in"
            " [missing], or name them by [is] or [not] in a condition beside it."
        )
        yield from counted(table.file, "mapping.no_number", column, wrong, wording)


def _passed_over(asked: list[Asked], table: SourceTable) -> Iterator[findings.Finding]:
    by_column: dict[str, list[tuple[str, pl.Expr]]] = {}
    for one in asked:
        for column, rows in _overlooked(one):
            by_column.setdefault(column, []).append((one.what, rows))
    for column, overlooked in sorted(by_column.items()):
        asks = table.frame.select(ROW, *(e.alias(f"{n}") for n, (_, e) in enumerate(overlooked)))
        names = [what for n, (what, _) in enumerate(overlooked) if asks[f"{n}"].any()]
        blank = asks.filter(pl.any_horizontal(pl.exclude(ROW)))[ROW]
        wording = (
            f"{blank.len():,} cells are blank, so that [not] or [lacks] is not met by them, in"
            f" {', '.join(dict.fromkeys(names))}. Say beside it whether a blank cell is meant:"
            " blank = false where it is not, a case with blank = true where it is."
        )
        yield from counted(table.file, "mapping.blank_passed_over", column, blank, wording)


def _overlooked(one: Asked) -> Iterator[tuple[str, pl.Expr]]:
    """By column, the rows that meet nothing only because that cell is blank."""
    said = {k.column for k in looks_of(one.condition) if k.how is How.BLANK}
    said |= one.spoken_for
    for column in sorted(columns_of(one.condition) - said):
        groups = [group for group in one.condition if column in _negated(group)]
        if groups:
            but_for_blanks = pl.any_horizontal(
                pl.all_horizontal(
                    seen(look) | (pl.col(look.column).is_null() & (look.column in _negated(group)))
                    for look in group
                )
                for group in groups
            )
            yield column, one.of & pl.col(column).is_null() & but_for_blanks & ~met(one.condition)


def _negated(group: tuple[Look, ...]) -> set[str]:
    """The columns of which a group says only what they are not."""
    return {k.column for k in group if k.how in NEGATIVE} - {
        k.column for k in group if k.how not in NEGATIVE
    }
