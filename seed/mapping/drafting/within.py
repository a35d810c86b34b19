"""How often a source has each value in the rows that are meant, of the cells that a draft keeps."""

from collections.abc import Mapping, Sequence

import polars as pl

from seed.mapping.drafting.drafted import DraftColumn, DraftFile
from seed.mapping.language.conditions import Condition, How, Look, looks_of, met
from seed.mapping.language.profile import TableRule

# A cell is kept as a number of four bytes: so many of them wait beside a page without harm.
MOST_KEPT = 2_000_000


def kept(columns: Sequence[DraftColumn], frame: pl.DataFrame) -> pl.DataFrame | None:
    """The cells of the columns; of names and of very many values only whether they are filled.

    None of a file of very many cells.
    """
    if frame.height * len(columns) > MOST_KEPT:
        return None
    cells = (pl.col(c.name) if c.counts else _filled(c.name) for c in columns)
    return frame.select(one.cast(pl.Categorical) for one in cells)


def _filled(name: str) -> pl.Expr:
    return pl.when(pl.col(name).is_not_null()).then(pl.lit("")).alias(name)


def beside(one: pl.DataFrame | None, other: pl.DataFrame | None) -> pl.DataFrame | None:
    """The cells of both, row by row; None where of one none are kept, or of both too many."""
    if one is None or other is None or one.height * (one.width + other.width) > MOST_KEPT:
        return None
    return pl.concat((one, other), how="horizontal")


def leaves_out(rule: TableRule, target: str) -> bool:
    """Whether a rule leaves out rows, or fills the column in some rows alone."""
    return bool(_conditions(rule, target))


def values_within(file: DraftFile, rule: TableRule, target: str) -> Mapping[str, int] | None:
    """By value of what fills the column, how many cells have it in the rows that are meant.

    None where cells that it is filled from, or that a condition looks at, are not kept.
    """
    column = next((one for one in rule.columns if one.target == target), None)
    asked = _conditions(rule, target)
    looks = list(looks_of(*asked))
    if column is None or not column.sources or file.cells is None:
        return None
    read = {*column.sources, *(look.column for look in looks if look.how is not How.BLANK)}
    every = {*read, *(look.column for look in looks)}
    kept_ = {one.name for one in file.columns if one.counts or not one.filled}
    if not (read <= kept_ and every <= {*file.cells.columns}):
        return None
    rows = file.cells.select(pl.col(sorted(every)).cast(pl.String))
    meant = rows.filter(map(met, asked)) if asked else rows
    value = meant.select(pl.coalesce(column.sources).alias("value")).drop_nulls()
    return dict(value.to_series().value_counts().iter_rows())


def _conditions(rule: TableRule, target: str) -> list[Condition]:
    column = next((one for one in rule.columns if one.target == target), None)
    asked = [rule.where, column.only_if if column is not None else ()]
    if rule.of is not None and not rule.unknown_as_row:
        asked.append(((Look(rule.of, How.BLANK, ("no",)),),))
    return [one for one in asked if one]
