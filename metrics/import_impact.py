"""Compute how an import changes figures: of which measures, where, and by how much."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import pandas as pd
from sqlalchemy import Connection

from metrics import comparability, results
from metrics.catalogue import CATALOGUE, select_measures
from metrics.measure import Measure
from metrics.not_collected import Gap, collection_gaps
from metrics.records_state import is_current, stated_rules
from metrics.request import JURISDICTION, YEAR, Scope, Years
from metrics.results import Row, Status, round_to_twelve_digits, row_dicts, rows

KEYS = ("measure", "jurisdiction", "period")
SAID = ("kind", "unit")
NUMBERS = ("numerator", "denominator", "value")
ALL = "all"
ON_ONE_SCALE = ("Share", "AmountRatio")


@dataclass(frozen=True)
class Printed:
    """A figure as it is printed: numerator, denominator, value (None if it has none) and status."""

    numerator: float | None
    denominator: float | None
    value: float | None
    status: str

    @property
    def is_shown(self) -> bool:
        """Whether the value may be shown."""
        return self.value is not None and self.status == Status.OK


@dataclass(frozen=True)
class MeasureChange:
    """A measure's number in one jurisdiction and period, before and after an import.

    `before` or `after` is None if there was no such row, as for a year without records. `period` is
    a year, `undated` or `all`; `kind` and `unit` are those of the measure.
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
        """Return how much the value changes, from 0 to 1, to sort by.

        For shares and ratios it is the difference; for counts and durations the difference divided
        by the larger value. It is 1 if the figure appears or disappears, 0 if it is never shown.
        """
        before, after = _shown_value(self.before), _shown_value(self.after)
        if before is None and after is None:
            return 0.0
        if before is None or after is None:
            return 1.0
        if self.kind in ON_ONE_SCALE:
            return min(1.0, abs(after - before))
        return abs(after - before) / max(before, after, 1.0)


def figures_of_all_measures(
    connection: Connection, jurisdictions: frozenset[str], *, scope: Scope
) -> pd.DataFrame:
    """Return the figures of all measures of some jurisdictions, overall and by year.

    Columns are those of `results.rows`. The frame has no rows if nothing has been counted yet, as
    in a new database.
    """
    if not (jurisdictions and is_current(connection)):
        return pd.DataFrame(columns=[*KEYS, *SAID, *NUMBERS, "status"])
    ids = tuple(CATALOGUE)
    only = tuple((JURISDICTION, jurisdiction) for jurisdiction in sorted(jurisdictions))
    frames = [rows(connection, scope, ids, by=by, only=only) for by in ((), (YEAR,))]
    return pd.concat(frames, ignore_index=True)


def find_changes(before: pd.DataFrame, after: pd.DataFrame) -> tuple[MeasureChange, ...]:
    """Return the figures that differ between two `figures_of_all_measures`, largest first.

    A figure differs if its numerator, denominator, value or status does.
    """
    then, now = _by_key(before), _by_key(after)
    compared = [
        MeasureChange(
            **{name: str((now.get(key) or then[key])[name]) for name in (*KEYS, *SAID)},
            before=_printed_numbers(then.get(key)),
            after=_printed_numbers(now.get(key)),
        )
        for key in dict.fromkeys((*then, *now))
    ]
    moved = [move for move in compared if move.before != move.after]
    return tuple(sorted(moved, key=_change_sort_key))


def _change_sort_key(move: MeasureChange) -> tuple[float, bool, str, str, str]:
    return -move.size, move.period != ALL, move.measure, move.jurisdiction, move.period


def _by_key(printed: pd.DataFrame) -> dict[tuple[str, ...], Row]:
    return {tuple(str(row[key]) for key in KEYS): row for row in row_dicts(printed)}


def _printed_numbers(row: Row | None) -> Printed | None:
    if row is None:
        return None
    numerator, denominator, value = (_as_float(row[name]) for name in NUMBERS)
    return Printed(numerator, denominator, value, str(row["status"]))


def _as_float(value: object) -> float | None:
    number = float(str(value)) if value is not None else math.nan
    return None if math.isnan(number) else round_to_twelve_digits(number)


def _shown_value(printed: Printed | None) -> float | None:
    return printed.value if printed is not None and printed.is_shown else None


# Further conditions of a number: if one changes, the values cannot be compared.
RESTS_ON = ("collected", "stated")


class ChangeResult(StrEnum):
    """The result of comparing a measure before and after an import."""

    MOVED = "moved"
    WITHIN = "within"
    # No value may be shown before, or after.
    NOT_SHOWN = "not_shown"
    # Counts, sums and their ratios have no interval.
    NO_REGION = "no_region"
    # A break is within its last years, or collection or counting rules differ.
    BREAK = "break"


@dataclass(frozen=True)
class Compared:
    """A measure before and after an import, over years without a break in series between them.

    `before` and `after` are rows of `results.rows`; None if nothing was counted.
    """

    measure: str
    years: Years | None
    reading: ChangeResult
    before: Row | None = None
    after: Row | None = None

    @property
    def is_higher(self) -> bool:
        """Whether the value after the import is above the value before."""
        assert self.before is not None
        assert self.after is not None
        return bool(self.after["value"] > self.before["value"])


def figures_of_years(
    connection: Connection,
    jurisdictions: frozenset[str],
    years: Mapping[str, Years | None],
    *,
    scope: Scope,
) -> pd.DataFrame:
    """Return the figures of each measure (id) in `years` over its years; None leaves it out.

    Columns of `results.rows`, and two texts: `collected` (what a measure needs but is not
    collected) and `stated` (the rules of counting and law). It has no rows if nothing has been
    counted yet.
    """
    asked = {span for span in years.values() if span is not None}
    if not (asked and jurisdictions) or not is_current(connection):
        return pd.DataFrame(columns=["measure"])
    only = tuple((JURISDICTION, jurisdiction) for jurisdiction in sorted(jurisdictions))
    frames = [
        rows(
            connection,
            scope,
            tuple(id_ for id_ in years if years[id_] == span),
            years=span,
            only=only,
        )
        for span in sorted(asked, key=str)
    ]
    frame = pd.concat(frames, ignore_index=True)
    by_id = {measure.id: measure for measure in select_measures(tuple(years))}
    of = [by_id[str(id_)] for id_ in frame["measure"]]
    known = [gap for gap in collection_gaps(connection, scope) if gap.jurisdiction in jurisdictions]
    rules = stated_rules(connection, scope)
    rules = rules[rules[JURISDICTION].isin(jurisdictions)]
    stated = dict(zip(rules["subject"], rules["value"], strict=True))
    return frame.assign(
        collected=[_not_collected_text(measure, known) for measure in of],
        stated=[_stated_rules_text(measure, stated) for measure in of],
    )


def compare(
    before: pd.DataFrame, after: pd.DataFrame, years: Mapping[str, Years | None]
) -> tuple[Compared, ...]:
    """Compare figures before and after an import; both frames are from `figures_of_years`.

    The result shows which values are now outside their earlier interval. This is not a statistical
    test, because most records are the same before and after the import.
    """
    then, now = (
        {str(row["measure"]): row for row in row_dicts(frame)} for frame in (before, after)
    )
    return tuple(
        Compared(
            id_,
            span,
            _compare_with_interval(span, then.get(id_), now.get(id_)),
            then.get(id_),
            now.get(id_),
        )
        for id_, span in years.items()
    )


def _compare_with_interval(
    years: Years | None, before: Row | None, after: Row | None
) -> ChangeResult:
    """Return whether the new figure is outside or within the old interval, or why this is open."""
    if years is None:
        return ChangeResult.BREAK
    if before is None or after is None or not (_is_shown(before) and _is_shown(after)):
        return ChangeResult.NOT_SHOWN
    low, high = results.confidence_limits(before)
    if math.isnan(low) and math.isnan(high):
        return ChangeResult.NO_REGION
    if any(before[name] != after[name] for name in RESTS_ON):
        return ChangeResult.BREAK
    # A NaN limit means an open range: no value is beyond it.
    return (
        ChangeResult.MOVED if after["value"] < low or after["value"] > high else ChangeResult.WITHIN
    )


def _is_shown(row: Row) -> bool:
    return row["status"] == Status.OK and not pd.isna(row["value"])


def _not_collected_text(measure: Measure, known: list[Gap]) -> str:
    """Return a text of what a measure needs but is not collected. Two such texts are compared."""
    names = (*measure.needs, *(name for group in measure.needs_one_of for name in group))
    return "\n".join(sorted(str(gap) for gap in known if gap.touches(names)))


def _stated_rules_text(measure: Measure, stated: Mapping[str, str]) -> str:
    of = comparability.relevant_rules(measure)
    return "\n".join(f"{subject}={stated.get(subject, '')}" for subject in of)
