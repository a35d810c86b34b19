"""What moves between two states of the records: which measures, where, and by how much."""

import math
from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Connection

from metrics.catalogue import CATALOGUE
from metrics.counting.request import JURISDICTION, YEAR, Scope
from metrics.counting.results import rows
from metrics.counting.rows import Status
from metrics.counting.stored_state import is_current
from metrics.written import twelve_digits

KEYS = ("measure", "jurisdiction", "period")
SAID = ("kind", "unit")
NUMBERS = ("numerator", "denominator", "value")
ALL = "all"
ON_ONE_SCALE = ("Share", "AmountRatio")


@dataclass(frozen=True)
class Printed:
    """A printed number: its parts, its value (None where there is none) and its status."""

    numerator: float | None
    denominator: float | None
    value: float | None
    status: str

    @property
    def is_shown(self) -> bool:
        """Whether the value may be read."""
        return self.value is not None and self.status == Status.OK


@dataclass(frozen=True)
class Move:
    """A measure's number in one jurisdiction and period, before and after.

    `before` is None where no such row was printed, as of a year without records; so is `after`.
    `period` is a year, `undated` or `all`; `kind` and `unit` are the measure's.
    """

    measure: str
    kind: str
    unit: str
    jurisdiction: str
    period: str
    before: Printed | None
    after: Printed | None

    @property
    def size(self) -> float:
        """How far the value moves, 0-1.

        Shares and ratios by their difference, counts and durations by their part of the larger; a
        number that appears or vanishes moves by 1, one that is not shown either time by 0.
        """
        before, after = _value(self.before), _value(self.after)
        if before is None and after is None:
            return 0.0
        if before is None or after is None:
            return 1.0
        if self.kind in ON_ONE_SCALE:
            return min(1.0, abs(after - before))
        return abs(after - before) / max(before, after, 1.0)


def measured(
    connection: Connection, jurisdictions: frozenset[str], *, scope: Scope
) -> pd.DataFrame:
    """All measures of some jurisdictions, of all periods and by year, as `results.rows` gives.

    Without rows where nothing was counted yet, as in a database that is being made.
    """
    if not (jurisdictions and is_current(connection)):
        return pd.DataFrame(columns=[*KEYS, *SAID, *NUMBERS, "status"])
    ids = tuple(CATALOGUE)
    only = tuple((JURISDICTION, place) for place in sorted(jurisdictions))
    frames = [rows(connection, scope, ids, by=by, only=only) for by in ((), (YEAR,))]
    return pd.concat(frames, ignore_index=True)


def moves(before: pd.DataFrame, after: pd.DataFrame) -> tuple[Move, ...]:
    """What moved between two frames of `measured`, what moved most first.

    A number moves when its numerator, denominator, value or status does.
    """
    then, now = _by_key(before), _by_key(after)
    compared = [
        Move(*_said(now.get(key) or then[key]), _printed(then.get(key)), _printed(now.get(key)))
        for key in dict.fromkeys((*then, *now))
    ]
    moved = [move for move in compared if move.before != move.after]
    return tuple(sorted(moved, key=_order))


def _order(move: Move) -> tuple[float, bool, str, str, str]:
    return -move.size, move.period != ALL, move.measure, move.jurisdiction, move.period


def _by_key(printed: pd.DataFrame) -> dict[tuple[str, ...], dict[str, object]]:
    printed_rows = [
        dict(zip(printed.columns, row, strict=True)) for row in printed.itertuples(index=False)
    ]
    return {tuple(str(row[key]) for key in KEYS): row for row in printed_rows}


def _said(row: dict[str, object]) -> tuple[str, str, str, str, str]:
    return (
        str(row["measure"]),
        str(row["kind"]),
        str(row["unit"]),
        str(row["jurisdiction"]),
        str(row["period"]),
    )


def _printed(row: dict[str, object] | None) -> Printed | None:
    if row is None:
        return None
    numerator, denominator, value = (_number(row[name]) for name in NUMBERS)
    return Printed(numerator, denominator, value, str(row["status"]))


def _number(value: object) -> float | None:
    number = float(str(value)) if value is not None else math.nan
    return None if math.isnan(number) else twelve_digits(number)


def _value(printed: Printed | None) -> float | None:
    return printed.value if printed is not None and printed.is_shown else None
