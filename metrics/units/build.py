"""List all units in the order in which they are filled: each reads only units before it."""

from collections.abc import Callable
from functools import cache

from sqlalchemy import CTE, Connection, FromClause, Insert, Join, Select, Table

from metrics.units.awards import per_award
from metrics.units.cases import per_case, per_case_link
from metrics.units.money import per_asset, per_case_money
from metrics.units.networks import per_convicted_network, per_network
from metrics.units.other_sources import per_disclosure, per_inspection, per_request
from metrics.units.suspects import per_suspect
from metrics.units.unit_columns import PARTS
from metrics.units.victims import per_residents, per_victim

# The function that runs the statement which fills a table; by default the database itself.
Fill = Callable[[Connection, Insert], object]
BY_DATABASE: Fill = Connection.execute
UNITS: tuple[Table, ...] = (
    per_suspect,
    per_case,
    per_network,
    per_convicted_network,
    per_case_link,
    per_request,
    per_inspection,
    per_disclosure,
    per_award,
    per_victim,
    per_residents,
    per_asset,
    per_case_money,
)


@cache
def base_record_table(unit: Table) -> FromClause:
    """Return the record table whose rows become the rows of the unit table.

    If this table is empty, the unit is empty too, and need not be filled.
    """
    source: FromClause = unit.info[PARTS]().joined
    while (further := _leftmost_table(source)) is not None:
        source = further
    return source


def _leftmost_table(source: FromClause) -> FromClause | None:
    """Return the table or subquery that the rows of a join come from; None for anything else."""
    if isinstance(source, Join):
        return source.left
    if isinstance(source, CTE) and isinstance(source.element, Select):
        groups, froms = source.element._group_by_clauses, source.element.get_final_froms()
        return froms[0] if groups and len(froms) == 1 else None
    return None
