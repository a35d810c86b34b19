"""Which values of a source may be shown: common, short, and nothing that tells of a person."""

from collections.abc import Iterable

import polars as pl

from seed.gate.cell_wording import PERSONAL
from seed.mapping.report import Values

LEAST_OFTEN = 3
LONGEST_SHOWN = 40
# Beyond these the values of one column are counted together.
MOST_SHOWN = 50


def values_of(cells: pl.Series, *, always: Iterable[str] = ()) -> Values:
    """The distinct texts of `cells` that may be shown, blanks aside; those of `always` may be."""
    counted = cells.drop_nulls().alias("value").value_counts(sort=True, name="cells")
    counted = counted.sort("cells", "value", descending=[True, False])
    allowed = set(always)
    shown = [
        (value, count)
        for value, count in counted.iter_rows()
        if value in allowed or (count >= LEAST_OFTEN and may_be_shown(value))
    ][:MOST_SHOWN]
    total = cells.len() - cells.null_count()
    return Values(tuple(shown), total - sum(count for _, count in shown))


def may_be_shown(value: str) -> bool:
    """Whether a value is short and has nothing that betrays a person or a place."""
    return len(value) <= LONGEST_SHOWN and not any(pattern.search(value) for pattern, _ in PERSONAL)
