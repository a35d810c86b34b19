"""What an import moved: each measure of a place with it, beside the region that it had before."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import pandas as pd
from sqlalchemy import Connection

from metrics import comparability
from metrics.catalogue import CATALOGUE
from metrics.counting import limits
from metrics.counting.gaps import Gap, gaps
from metrics.counting.request import JURISDICTION, Scope, Years
from metrics.counting.results import context, is_current, rows
from metrics.counting.rows import Status
from metrics.measure import Measure

Row = Mapping[str, Any]
# What a number rests on beside its records: where it changes, the series breaks.
RESTS_ON = ("collected", "stated")


class Reading(StrEnum):
    """What may be said of a measure before and after an import."""

    MOVED = "moved"
    WITHIN = "within"
    # No value may be told before it, or after.
    NOT_SHOWN = "not_shown"
    # Counts, sums and their ratios have neither interval nor region.
    NO_REGION = "no_region"
    # Its last years are cut by a break, or other things are collected, or counted by other rules.
    BREAK = "break"


@dataclass(frozen=True)
class Compared:
    """A measure of a place in the years that lie on one side of every break.

    `before` and `after` have the columns of `results.rows`; None where nothing was counted.
    """

    measure: str
    years: Years | None
    reading: Reading
    before: Row | None = None
    after: Row | None = None

    @property
    def is_higher(self) -> bool:
        """Whether the value after lies above the one before."""
        assert self.before is not None
        assert self.after is not None
        return bool(self.after["value"] > self.before["value"])


def measured(
    connection: Connection,
    jurisdictions: frozenset[str],
    years: Mapping[str, Years | None],
    *,
    scope: Scope,
) -> pd.DataFrame:
    """The measures of one jurisdiction, each in its own years; without those of no years.

    Columns of `results.rows`, and `collected` and `stated`: what of it is not collected, and by
    which rules of counting and law it counts. Without rows where nothing was counted yet.
    """
    asked = {span for span in years.values() if span is not None}
    if not (asked and jurisdictions) or not is_current(connection):
        return pd.DataFrame(columns=["measure"])
    only = tuple((JURISDICTION, place) for place in sorted(jurisdictions))
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
    of = [CATALOGUE[str(id_)] for id_ in frame["measure"]]
    known = [gap for gap in gaps(connection, scope) if gap.jurisdiction in jurisdictions]
    rules = context(connection, scope)
    rules = rules[rules[JURISDICTION].isin(jurisdictions)]
    stated = dict(zip(rules["subject"], rules["value"], strict=True))
    return frame.assign(
        collected=[_collected(measure, known) for measure in of],
        stated=[_stated(measure, stated) for measure in of],
    )


def compared(
    before: pd.DataFrame, after: pd.DataFrame, years: Mapping[str, Years | None]
) -> tuple[Compared, ...]:
    """Each measure of `years` before and after, in that order; frames as `measured` returns them.

    Before and after share nearly all records, so it is no test of chance: it says which values lie
    where nobody would have looked for them before.
    """
    then, now = (
        {str(row["measure"]): row for row in frame.to_dict("records")} for frame in (before, after)
    )
    return tuple(
        Compared(
            id_, span, _reading(span, then.get(id_), now.get(id_)), then.get(id_), now.get(id_)
        )
        for id_, span in years.items()
    )


def _reading(years: Years | None, before: Row | None, after: Row | None) -> Reading:
    if years is None:
        return Reading.BREAK
    if before is None or after is None or not (_is_shown(before) and _is_shown(after)):
        return Reading.NOT_SHOWN
    low, high = limits.of(before)
    if math.isnan(low) and math.isnan(high):
        return Reading.NO_REGION
    if any(before[name] != after[name] for name in RESTS_ON):
        return Reading.BREAK
    # A limit that is not reached is none on its side: nothing lies beyond it.
    return Reading.MOVED if after["value"] < low or after["value"] > high else Reading.WITHIN


def _is_shown(row: Row) -> bool:
    return row["status"] == Status.OK and not pd.isna(row["value"])


def _collected(measure: Measure, known: list[Gap]) -> str:
    """What of the things that the measure needs is not collected, where and when."""
    names = (*measure.needs, *(name for group in measure.needs_one_of for name in group))
    return "\n".join(sorted(str(gap) for gap in known if gap.touches(names)))


def _stated(measure: Measure, stated: Mapping[str, str]) -> str:
    of = comparability.matters(measure)
    return "\n".join(f"{subject}={stated.get(subject, '')}" for subject in of)
