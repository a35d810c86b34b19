"""A column rule as polars expressions: the value of each row, and which rows cannot be read."""

from dataclasses import dataclass

import polars as pl

from seed.mapping.language.formats import BLANK, read_date, read_number
from seed.mapping.language.profile import ColumnRule, TableRule

NEVER = pl.lit(value=False)
# Parts of a list in a cell are kept apart by a character that no text has.
_PART_END = "\x1f"


@dataclass(frozen=True)
class Filled:
    """`value` is text, null where blank; `unread` is true where the cell cannot be read."""

    value: pl.Expr
    unread: pl.Expr = NEVER


def made_name(column: ColumnRule) -> str:
    """What the value of a target is called beside the source's columns."""
    return f"\x1fmade {column.target}"


def unread_name(column: ColumnRule) -> str:
    """What it is called that a target's cell could not be read."""
    return f"\x1funread {column.target}"


def fill_column(rule: ColumnRule) -> Filled:
    """How `rule` fills its column."""
    if rule.constant is not None:
        return Filled(pl.lit(rule.constant))
    cell = read_cell(rule)
    return _several(rule, cell) if rule.several is not None else _one(rule, cell)


def is_meant(rule: TableRule) -> pl.Expr:
    """Whether the condition of a rule is met by a row."""
    if not rule.where:
        return pl.lit(value=True)
    return (pl.col(rule.where_column) == "true").fill_null(value=False)


def read_cell(rule: ColumnRule) -> pl.Expr:
    """The cell that is read, blank where it holds one of the values that mean missing."""
    cell = pl.col(rule.column or "")
    lacking = cell.is_in(rule.missing)
    if rule.missing_like is not None:
        lacking |= cell.str.contains(rule.missing_like)
    return pl.when(lacking).then(BLANK).otherwise(cell)


def split_cell(cell: pl.Expr, ends: tuple[str, ...]) -> pl.Expr:
    """The list in a cell: its parts without the blanks around them, blank parts left out."""
    for end in ends:
        cell = cell.str.replace_all(end, _PART_END, literal=True)
    stripped = cell.str.split(_PART_END).list.eval(pl.element().str.strip_chars())
    return stripped.list.eval(pl.element().filter(pl.element() != ""))


def _one(rule: ColumnRule, cell: pl.Expr) -> Filled:
    """Codes first; where there is a format too, cells without a code pass on to it."""
    if rule.codes is not None:
        uncoded = cell if rule.is_formatted else BLANK
        coded = _unless_empty(_coded(rule, cell, uncoded))
        if not rule.is_formatted:
            return Filled(coded, cell.is_not_null() & ~has_code(rule, cell))
        cell = coded
    if rule.dates:
        value = pl.when(~_is_late(rule, cell)).then(_date(rule, cell)).otherwise(BLANK)
    elif rule.number is not None:
        value = read_number(cell, rule.number)
    else:
        return Filled(cell)
    return Filled(value, cell.is_not_null() & value.is_null())


def _date(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    return pl.coalesce(read_date(cell, written) for written in rule.dates)


def _is_late(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    if rule.not_after is None:
        return NEVER
    # ISO texts of any precision are in the order of their beginnings.
    late = _date(rule, cell) > rule.not_after.isoformat()
    return late.fill_null(value=False)


def is_late(rule: ColumnRule) -> pl.Expr:
    """Whether the cell that is read is a date, and one after the last that the profile allows."""
    return _is_late(rule, read_cell(rule)) if rule.dates else NEVER


def _coded(rule: ColumnRule, cell: pl.Expr, uncoded: pl.Expr) -> pl.Expr:
    """The code of the cell itself, else of the first pattern that it has, else of its number."""
    codes = rule.codes or {}
    value = uncoded
    for start, code in rule.codes_from:
        value = pl.when(_number(rule, cell) >= start).then(pl.lit(code)).otherwise(value)
    for pattern, code in reversed(rule.codes_like):
        value = pl.when(cell.str.contains(pattern)).then(pl.lit(code)).otherwise(value)
    own = cell.replace_strict(codes, default=None, return_dtype=pl.String)
    return pl.when(cell.is_in(list(codes))).then(own).otherwise(value)


def has_code(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    """Whether the rule has a code for the cell, an empty one included."""
    own = cell.is_in(list(rule.codes or {}))
    numbers = [_number(rule, cell) >= start for start, _ in rule.codes_from[:1]]
    found = (cell.str.contains(like) for like, _ in rule.codes_like)
    return pl.any_horizontal(own, *found, *(one.fill_null(value=False) for one in numbers))


def _number(rule: ColumnRule, cell: pl.Expr) -> pl.Expr:
    plain = cell if rule.number is None else read_number(cell, rule.number)
    return plain.cast(pl.Float64, strict=False)


def _several(rule: ColumnRule, cell: pl.Expr) -> Filled:
    """A list in a cell as one code: theirs if all agree, `several` if they do not."""
    listed = split_cell(cell, rule.split)
    coded = listed.list.eval(_unless_empty(_coded(rule, pl.element(), BLANK)))
    coded = coded.list.drop_nulls().list.unique(maintain_order=True)
    value = pl.when(coded.list.len() > 1).then(pl.lit(rule.several)).otherwise(coded.list.first())
    unread = listed.list.eval(~has_code(rule, pl.element())).list.any()
    return Filled(_unless_empty(value), unread.fill_null(value=False))


def _unless_empty(value: pl.Expr) -> pl.Expr:
    """A code table says blank by an empty text."""
    return pl.when(value != "").then(value).otherwise(BLANK)
