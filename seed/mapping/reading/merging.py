"""One row of each group of rows that a profile takes for one, and what it is silent about."""

from collections.abc import Iterator

import polars as pl

from schemas import findings
from seed.mapping.language.profile import ColumnRule, Keep, TableRule
from seed.mapping.reading.values import made_name

_TAKEN = {
    None: "the first row's was taken",
    Keep.MAX: "the highest was taken",
    Keep.MIN: "the lowest was taken",
    Keep.FIRST_FILLED: "the first that is filled was taken",
}
BEHIND_DIGITS = "~"


def one_of_each(rule: TableRule, rows: pl.DataFrame) -> pl.DataFrame:
    """The first row of each group, with the values that the columns say to keep."""
    if not rule.first_of:
        return rows
    kept = (_kept(column).over(rule.first_of) for column in rule.columns if column.keep)
    return rows.with_columns(kept).unique(subset=rule.first_of, keep="first", maintain_order=True)


def _kept(column: ColumnRule) -> pl.Expr:
    value = pl.col(made_name(column))
    if column.keep is Keep.FIRST_FILLED:
        return value.drop_nulls().first()
    descending = column.keep is Keep.MAX
    # ISO texts are in the order of days. Of what may be the same day the more exact is kept: a year
    # alone stands before its days where the last is looked for, and behind them where the first is.
    as_text = value if descending else pl.concat_str(value, pl.lit(BEHIND_DIGITS))
    order = as_text if column.dates else value.cast(pl.Float64)
    return value.sort_by(order, descending=descending, nulls_last=True, maintain_order=True).first()


def differing_values(rule: TableRule, rows: pl.DataFrame, file: str) -> Iterator[findings.Finding]:
    """A warning per target whose value is not the same on all rows of a group.

    A blank is no other value where the profile says which of them to keep.
    """
    if not rule.first_of:
        return
    groups = rows.group_by(rule.first_of)
    for column in rule.columns:
        value = pl.col(made_name(column))
        compared = value.drop_nulls() if column.keep else value
        distinct = groups.agg(compared.n_unique().alias("values"))
        count = distinct.filter(pl.col("values") > 1).height
        if count:
            yield findings.Finding(
                file,
                "mapping.first_of_differs",
                f"{count:,} of {distinct.height:,} groups of {', '.join(rule.first_of)} have more "
                f"than one value for {rule.table}.{column.target}; {_TAKEN[column.keep]}.",
                findings.Severity.WARNING,
                column=column.target,
                occurrences=count,
            )
