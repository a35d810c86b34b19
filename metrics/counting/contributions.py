"""What each case adds to a sum of money: whether one or two of them are most of it."""

from sqlalchemy import Float, Select, cast, func, select

from metrics.counting.clusters import of_cluster
from metrics.counting.queries import AMOUNTS, COUNTED, group, with_sides
from metrics.counting.request import Request
from metrics.kinds import Amount, AmountRatio
from schemas.store import database

USED = COUNTED.index("yes")


@database.kept_as_text
def contributions(measure: Amount | AmountRatio, request: Request) -> Select:
    """A row per group and case with a known amount: its `above`, and of a ratio its `below`."""
    units = with_sides((measure,), request)
    keys = [units.c[column.name] for column in group(measure, request)]
    sides = [
        cast(func.sum(units.c[f"{name}_0"]), Float).label(name)
        for name, _ in zip(AMOUNTS, measure.sides, strict=False)
    ]
    return (
        select(*keys, *sides)
        .where(units.c.state_0 == USED)
        .group_by(*keys, *of_cluster(units, measure))
    )
