"""Rows of a file of which a rule makes nothing, by what leaves them out."""

from collections.abc import Iterator
from itertools import accumulate, pairwise
from operator import and_

import polars as pl

from seed.mapping.language.conditions import How, Look, met, seen
from seed.mapping.language.profile import TableRule
from seed.mapping.reading.values import is_meant, parts

# Values of a condition that are named.
NAMED = 3
# Of a condition in SQL so much is repeated.
LONGEST_SHOWN = 80
_WORDS = {
    How.IS: "is",
    How.NOT: "is not",
    How.ABOVE: "above",
    How.BELOW: "below",
    How.FROM: "from",
    How.TO: "up to",
    How.CONTAINS: "contains",
    How.LACKS: "lacks",
    How.LIKE: "like",
}


def left_out(rule: TableRule, rows: pl.DataFrame) -> tuple[tuple[str, int], ...]:
    """What the rule asks of a row, and how many rows do not have it that had all before."""
    asked = list(_asked(rule))
    if not asked:
        return ()
    standing = accumulate((is_met for _, is_met in asked), and_)
    kept = rows.select(one.sum().alias(f"{n}") for n, one in enumerate(standing)).row(0)
    lost = (before - after for before, after in pairwise((rows.height, *kept)))
    return tuple((words, count) for (words, _), count in zip(asked, lost, strict=True) if count)


def _asked(rule: TableRule) -> Iterator[tuple[str, pl.Expr]]:
    if len(rule.where) == 1:
        for look in rule.where[0]:
            yield words_of(look), seen(look)
    elif rule.where:
        yield f"one of {len(rule.where)} conditions of [where]", met(rule.where)
    if rule.where_sql:
        words = " ".join(rule.where_sql.split())
        shown = words if len(words) <= LONGEST_SHOWN else f"{words[:LONGEST_SHOWN]}..."
        yield f"[where] {shown}", is_meant(rule)
    if rule.of is not None and not rule.unknown_as_row:
        yield f"{rule.of} is filled", pl.col(rule.of).is_not_null()
    if rule.repeat is not None:
        times = pl.col(rule.repeat)
        # What is no number is refused, with a finding.
        yield f"{rule.repeat} counts a row", times.is_not_null() & ~times.str.contains("^0+$")
    for column in rule.columns:
        if column.makes_rows and not rule.unknown_as_row:
            listed = parts(pl.col(column.source or ""), column.split)
            yield f"{column.source} lists something", listed.list.len().fill_null(0) > 0


def words_of(look: Look) -> str:
    """The look in words, with the first few of its values."""
    if look.how is How.BLANK:
        return f"{look.column} is {'blank' if look.values == ('yes',) else 'filled'}"
    more = len(look.values) - NAMED
    values = ", ".join(look.values[:NAMED]) + (f" or {more} more" if more > 0 else "")
    return f"{look.column} {_WORDS[look.how]} {values}"
