"""Which cases are counted: those of trafficking, not the others of a register sent whole."""

from sqlalchemy import ColumnElement, Table, exists, select

from metrics.units.declaration import same
from schemas import tables
from schemas import vocabulary as v


def is_counted() -> ColumnElement:
    """Whether a case is of trafficking, in either scope."""
    return tables.cases.c.scope != v.Scope.OTHER_OFFENCE


def of_counted_case(table: Table) -> ColumnElement:
    """Whether a row of `table` belongs to such a case; false where it belongs to none."""
    a_case = tables.cases.alias("counted_cases")
    of_trafficking = a_case.c.scope != v.Scope.OTHER_OFFENCE
    return exists(select(1).select_from(a_case).where(same(a_case, table), of_trafficking))
