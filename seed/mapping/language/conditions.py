"""Conditions of a profile: how they look at the cells of a row, and which rows meet them."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from operator import ge, gt, le, lt

import polars as pl

from seed.mapping.language.composing import NO_COLUMN, ROW
from seed.mapping.language.formats import NumberFormat, is_number, numbered
from seed.mapping.language.patterns import check_pattern
from seed.mapping.language.sections import Section


class How(StrEnum):
    """How a condition looks at a cell; a blank cell meets `BLANK` alone."""

    IS = "is"
    NOT = "not"
    ABOVE = "above"
    BELOW = "below"
    FROM = "from"
    TO = "to"
    BLANK = "blank"
    CONTAINS = "contains"
    LACKS = "lacks"
    LIKE = "like"


_COMPARED = {How.ABOVE: gt, How.BELOW: lt, How.FROM: ge, How.TO: le}


@dataclass(frozen=True)
class Look:
    """One look at one source column, whose numbers are written as `number` says."""

    column: str
    how: How
    values: tuple[str, ...]
    number: NumberFormat | None = None

    @property
    def compares(self) -> bool:
        """Whether it compares the cell with a number."""
        return self.how in _COMPARED


# Met when all looks of one of its groups are.
Condition = tuple[tuple[Look, ...], ...]


@dataclass(frozen=True)
class Case:
    """`then` is the value where `when` is the first condition of a list that is met."""

    when: Condition
    then: str


def condition(section: Section, key: str) -> Condition:
    """`{ column = look }`, all of which must be met, or a list of such, one of which must be."""
    groups = section.conditions(key)
    for group in groups:
        if not group.names():
            group.fault("condition", "a condition looks at a column at least.")
    return tuple(tuple(k for c in group.names() for k in _looks(group, c)) for group in groups)


def _looks(group: Section, column: str) -> list[Look]:
    """A text or texts that the cell must be, or ways of looking: `{ above = 0, not = "999" }`."""
    if column == ROW:
        group.fault("row_number", NO_COLUMN, column)
    if not group.is_table(column):
        return [_named(group, Look(column, How.IS, group.texts(column)), column)]
    inner = group.section(column)
    assert inner is not None
    inner = inner.read_as("condition")
    looks = [_look(inner, column, how) for how in How if inner.has(how)]
    if not looks:
        inner.fault("condition", f"one of {', '.join(How)} is expected here.")
    inner.close()
    return looks


def _look(section: Section, column: str, how: How) -> Look:
    if how is How.BLANK:
        return Look(column, how, ("yes" if section.yes(how) else "no",))
    values = section.texts(how)
    if Look(column, how, values).compares and not (len(values) == 1 and is_number(values[0])):
        section.fault("condition", f"[{how}] needs one number.", how)
        return Look(column, how, ("0",))
    if how is How.LIKE:
        for pattern in values:
            check_pattern(section, pattern, how)
    return _named(section, Look(column, how, values), how)


def _named(section: Section, look: Look, key: str) -> Look:
    """The look, with a fault where it names nothing to look for."""
    if not look.values:
        section.fault("condition", "nothing is named here that a cell could be.", key)
    return look


def looks_of(*conditions: Condition) -> Iterator[Look]:
    """All looks of conditions, whichever of their groups they are in."""
    return (look for condition in conditions for group in condition for look in group)


def columns_of(*conditions: Condition) -> set[str]:
    """The source columns that conditions look at."""
    return {look.column for look in looks_of(*conditions)}


def with_numbers(condition: Condition, numbers: Mapping[str, NumberFormat]) -> Condition:
    """The condition with the formats in which the columns' numbers are written."""
    return tuple(
        tuple(replace(look, number=numbers.get(look.column)) for look in group)
        for group in condition
    )


def both(one: Condition, other: Condition) -> Condition:
    """The condition that is met where both are."""
    if not one or not other:
        return one or other
    return tuple(group + more for group in one for more in other)


def met(condition: Condition) -> pl.Expr:
    """Whether a row meets all looks of any group of `condition`; every row meets an empty one."""
    if not condition:
        return pl.lit(value=True)
    return pl.any_horizontal(pl.all_horizontal(seen(look) for look in group) for group in condition)


def number_of(look: Look) -> pl.Expr:
    """The number that it compares; null where the cell holds none."""
    cell = pl.col(look.column)
    plain = cell if look.number is None else numbered(cell, look.number)
    return plain.cast(pl.Float64, strict=False)


def seen(look: Look) -> pl.Expr:
    """Whether the cell is as the look wants it; a blank cell is seen by `blank` alone."""
    cell = pl.col(look.column)
    match look.how:
        case How.ABOVE | How.BELOW | How.FROM | How.TO:
            is_so = _COMPARED[look.how](number_of(look), float(look.values[0]))
        case How.IS:
            is_so = cell.is_in(look.values)
        case How.NOT:
            is_so = ~cell.is_in(look.values)
        case How.CONTAINS:
            is_so = cell.str.contains_any(list(look.values))
        case How.LACKS:
            is_so = ~cell.str.contains_any(list(look.values))
        case How.LIKE:
            is_so = pl.any_horizontal(cell.str.contains(pattern) for pattern in look.values)
        case How.BLANK:
            return cell.is_null() if look.values == ("yes",) else cell.is_not_null()
    return is_so.fill_null(value=False)
