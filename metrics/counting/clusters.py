"""Which units are of one case: persons of one case are alike, and chance is judged by cases."""

from sqlalchemy import CTE, ColumnElement, Select, Table, case

from metrics.kinds import Share
from metrics.measure import Measure
from metrics.units.declaration import OWN


def has_clusters(measure: Measure) -> bool:
    """Whether it is a share of units of which a case may have several."""
    return isinstance(measure, Share) and measure.unit.info[OWN] is not None


def cluster(unit: Table) -> tuple[ColumnElement, ...]:
    """What tells the cases of a unit apart; a unit outside any case is a case of its own."""
    # One inquiry, one witness and one court may decide on all of a case, and on nobody outside it.
    own = unit.info[OWN]
    outside = () if own is None else (case((unit.c.case_id.is_(None), unit.c[own])),)
    return unit.c.case_id, *outside


def in_clusters(units: Select, measure: Measure) -> CTE:
    """The units, beside `case_0` ..., what tells their cases apart."""
    named = zip(names_of_cluster(measure.unit), cluster(measure.unit), strict=True)
    labelled = (column.label(name) for name, column in named)
    return units.add_columns(*labelled).cte("units")


def of_cluster(units: CTE, measure: Measure) -> list[ColumnElement]:
    return [units.c[name] for name in names_of_cluster(measure.unit)]


def names_of_cluster(unit: Table) -> list[str]:
    """What the columns of `in_clusters` are called that tell cases apart."""
    return [f"case_{place}" for place, _ in enumerate(cluster(unit))]
