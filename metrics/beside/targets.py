"""Targets: what a measure is to reach where and by when, and where a number stands against it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd
from sqlalchemy import Connection, select

from metrics import results
from metrics.beside.lists import LONGEST_SOURCE, Checked, Listing, Row
from metrics.catalogue import CATALOGUE
from metrics.kinds import Count, Share
from metrics.measure import Direction, Measure
from metrics.request import Scope
from metrics.results import Status
from metrics.statistics.targets import Standing, needed, standing_above, standing_below, too_many
from schemas.store import bookkeeping, database

stored = bookkeeping.targets
HEADER = ("measure", "jurisdiction", "value", "by", "source")
_NUMBER = re.compile(r"\d{1,9}(\.\d{1,6})?")


@dataclass(frozen=True)
class Against:
    """Where a number stands against its target, which `target` says in the unit of the value.

    `to_go` is how many of the units used would have to be a yes (`fewer`: no longer be one) for
    the share to be at the target; None where the number is no share. `reached` says whether the
    value itself is there, whatever chance may have done.
    """

    target: float
    standing: Standing
    reached: bool
    to_go: int | None
    fewer: bool


def of(connection: Connection, scope: Scope) -> pd.DataFrame:
    """Columns measure, jurisdiction, value, due, source; by measure and jurisdiction.

    `value` is in the unit of the measure's value (shares 0-1, durations in days), `due` a date as
    YYYY-MM-DD, YYYY-MM or YYYY. Measures that the catalogue no longer has are left out.
    """
    here = select(stored).where(scope.of_place(stored.c.jurisdiction))
    query = here.order_by(stored.c.measure, stored.c.jurisdiction)
    frame = database.read_frame(connection, query).to_pandas()
    return frame[frame["measure"].isin(list(CATALOGUE))].reset_index(drop=True)


def against(row: Mapping[str, Any], target: float) -> Against | None:
    """A printed row (columns of `results.rows`) held against a target in the unit of its value.

    None where the row's status is not ok, or it has no value. What has no interval cannot be told.
    """
    if row["status"] != Status.OK or pd.isna(row["value"]):
        return None
    measure = CATALOGUE[row["measure"]]
    lower = measure.direction is Direction.LOWER
    judge = standing_below if lower else standing_above
    value = float(row["value"])
    return Against(
        target=target,
        standing=judge(*results.limits(row), target),
        reached=value <= target if lower else value >= target,
        to_go=_to_go(measure, row, target) if isinstance(measure, Share) else None,
        fewer=lower,
    )


def _to_go(measure: Measure, row: Mapping[str, Any], target: float) -> int:
    yes, n = int(row["numerator"]), int(row["denominator"])
    count = too_many if measure.direction is Direction.LOWER else needed
    return count(yes, n, target)


def _checked(cells: Checked, known: frozenset[str]) -> Row:
    measure = CATALOGUE.get(cells.cells["measure"] or "")
    if measure is None:
        wording = "this is no measure of the catalogue; `measures` prints the ids of all."
        cells.fault("measure", "target.measure", wording)
    elif isinstance(measure, Count) or measure.direction is Direction.CONTEXT:
        wording = f"{measure.id} gives context, and no value of it is better: it has no target."
        cells.fault("measure", "target.context", wording)
    return {
        "measure": cells.cells["measure"],
        "jurisdiction": cells.place("jurisdiction", known),
        "value": _value(cells, measure),
        "due": cells.day("by"),
        "source": cells.text("source", LONGEST_SOURCE),
    }


def _value(cells: Checked, measure: Measure | None) -> float:
    value = cells.cells["value"] or ""
    if not _NUMBER.fullmatch(value):
        wording = "this is no number of 0 or more. Write 0.7 for 70 %, and days for a duration."
        cells.fault("value", "target.value", wording)
        return 0.0
    if isinstance(measure, Share) and float(value) > 1:
        wording = (
            f"{measure.id} is a share: its target is a number from 0 to 1. Write 0.7 for 70 %."
        )
        cells.fault("value", "target.share", wording)
    return float(value)


LISTING = Listing(
    stored, HEADER, _checked, ("measure", "jurisdiction"), "this measure and jurisdiction"
)
