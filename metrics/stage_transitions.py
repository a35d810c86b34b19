"""How persons pass the stages of proceedings: a cohort, outcomes at first instance, ways out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
import pandas as pd
from sqlalchemy import (
    Column,
    ColumnElement,
    Connection,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    or_,
    select,
    true,
)

from metrics.definitions.counts import C03
from metrics.definitions.proceedings import P01, P05, P01b, P01d, P05o
from metrics.engine import belongs, days_waited
from metrics.kinds import Share
from metrics.measure import LEAST_COVERAGE, Measure
from metrics.not_collected import in_a_gap
from metrics.request import EVER, JURISDICTION, Only, Request, Scope, Years
from metrics.results import FEWEST_UNITS, NUMBERS, compute, request
from metrics.statistics.survival import aalen_johansen
from metrics.units.suspects import per_suspect
from schemas import vocabulary as v
from schemas.store import database

# Each step is a share of all of them; P01b to P01d are each of those who entered that stage. The
# steps are none of the catalogue.

COHORT_STEPS: dict[str, Column] = {
    "charged": per_suspect.c.charged_in_time,
    "decided": per_suspect.c.judged_of_suspected,
    "convicted": per_suspect.c.convicted_of_suspected,
    "final": per_suspect.c.final_of_suspected,
}


def _cohort_share(name: str, reached: Column) -> Share:
    """Of the persons that P01 is of: one cohort, so that no step is of another year's persons."""
    return replace(
        P01,
        id=f"P01-{name}",
        title=f"Suspected to {name}",
        question=f"Of persons first suspected, what share had come to be {name} in the window?",
        numerator=reached,
    )


COHORT_SHARES = {_cohort_share(name, reached): name for name, reached in COHORT_STEPS.items()}


def cohort_steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The share of persons suspected in `years` who came to each step within the window of P01.

    Columns jurisdiction, step (COHORT_STEPS), NUMBERS and status, one row per jurisdiction and
    step. The window runs from the suspicion, also for the later steps; who is still in it is
    `not_yet_due`.
    """
    asked = request(connection, scope, years=years, only=only)
    frame = compute(connection, list(COHORT_SHARES), asked)
    frame["step"] = frame["measure"].map({one.id: name for one, name in COHORT_SHARES.items()})
    return frame[[JURISDICTION, "step", *NUMBERS, "status"]]


# What first instance decided for different natural persons, so that its lines add up. They are
# numbers of C03 and of wider counts of the same persons, and no differences of P02 and P02b: of
# those it may be the charge that is unknown, or the case another one.
OF_TRAFFICKING, OF_ANOTHER_OFFENCE, NOT_CONVICTED, NOT_RECORDED = (
    "convicted_of_trafficking",
    "convicted_of_another_offence",
    "acquitted_or_discontinued",
    "not_recorded",
)
OUTCOMES = (OF_TRAFFICKING, OF_ANOTHER_OFFENCE, NOT_CONVICTED, NOT_RECORDED)
# Each holds the persons of the one before.
CONVICTED_COUNT = replace(C03, id="C03-convicted", counted=per_suspect.c.convicted_natural_person)
ENDED_COUNT = replace(
    C03,
    id="C03-ended",
    counted=per_suspect.c.ended_natural_person,
    dated_by=per_suspect.c.disposed_on,
)


def first_instance_outcomes(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The persons of each of OUTCOMES in `years`, one row per jurisdiction.

    Columns jurisdiction and OUTCOMES; NaN where the records do not hold what a line needs. Who was
    convicted is in no line of those who were not, and who was convicted of trafficking not in that
    of another offence. Whose outcome is not recorded may have been convicted of trafficking too:
    as C03 counts its unknown.
    """
    rows = compute(
        connection,
        [C03, CONVICTED_COUNT, ENDED_COUNT],
        request(connection, scope, years=years, only=only),
    )
    of_trafficking, convicted, ended = (
        rows[rows["measure"] == one.id].set_index(JURISDICTION)
        for one in (C03, CONVICTED_COUNT, ENDED_COUNT)
    )
    lines = {
        # Where none is known and some may be, it is no zero.
        OF_TRAFFICKING: of_trafficking["value"],
        OF_ANOTHER_OFFENCE: convicted["numerator"] - of_trafficking["numerator"],
        NOT_CONVICTED: ended["numerator"] - convicted["numerator"],
        NOT_RECORDED: of_trafficking["unknown"],
    }
    return pd.DataFrame(lines).rename_axis(JURISDICTION).reset_index()


# What a person may have come to; else why the proceedings were discontinued.
CHARGED, CONVICTED, ACQUITTED, FINAL = "charged", "convicted", "acquitted", "final"
NO_REASON = "reason_not_recorded"
REASONS = (*(one.value for one in v.ExitReason if one is not v.ExitReason.UNKNOWN), NO_REASON)
# Seen until the as-of day; of whom the day or the way is not known; whose records are not kept.
OPEN, UNKNOWN, GAP = "open", "unknown", "gap"
WAY, DAYS, PERSONS = "way", "days", "persons"


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage that persons enter at a day, and what they may come to in it.

    `since` is what happens on that day, in words. `comes_to` are the ways out by which it is
    passed: whether a person did, and on what day.
    """

    of: Measure
    since: str
    begins_on: Column
    comes_to: tuple[tuple[str, ColumnElement, Column], ...]
    is_open: ColumnElement

    @property
    def ways(self) -> tuple[str, ...]:
        """The ways by which it is passed."""
        return tuple(way for way, _, _ in self.comes_to)


_person = per_suspect.c
_JUDGED = (
    (CONVICTED, _person.convicted, _person.judged_on),
    (ACQUITTED, and_(_person.decided, _person.convicted.is_(False)), _person.judged_on),
)
_PENDING = _person.awaits_judgment
# P01c has no stage to leave: the decision and the conviction are one day.
STAGES: Mapping[str, Stage] = MappingProxyType(
    {
        stage.of.id: stage
        for stage in (
            Stage(
                P01,
                "the suspicion",
                _person.suspected_on,
                ((CHARGED, _person.charged, _person.charged_on),),
                _PENDING,
            ),
            Stage(P01b, "the charge", _person.charged_on, _JUDGED, _PENDING),
            # A conviction is left by no other way: without a day it is not final yet.
            Stage(
                P01d,
                "the first decision",
                _person.decided_on,
                ((FINAL, _person.final_on.is_not(None), _person.final_on),),
                true(),
            ),
            Stage(P05, "the charge", _person.charged_on, _JUDGED, _PENDING),
            Stage(P05o, "the opening", _person.opened_on, _JUDGED, _PENDING),
        )
    }
)


def exits(
    connection: Connection,
    scope: Scope,
    measure: str,
    *,
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """The persons who entered the stage of a measure of STAGES, by way out and days until then.

    Columns jurisdiction, way (the stage's own, REASONS, OPEN, UNKNOWN or GAP), days (NaN for
    UNKNOWN and GAP), persons. `years` are those that date the measure. Nobody is left out for
    having entered late: who is still open counts as long as it has lasted. The measure itself is of
    those whose window is over, so the two may differ a little.
    """
    asked = request(connection, scope, years=years, only=only)
    frame = database.read_frame(connection, _exit_query(STAGES[measure], asked)).to_pandas()
    order = [JURISDICTION, WAY, DAYS]
    return frame.astype({DAYS: float, PERSONS: int}).sort_values(order, ignore_index=True)


def _exit_query(stage: Stage, asked: Request) -> Select:
    persons = (
        select(
            _person.jurisdiction,
            _way_out(stage, asked).label(WAY),
            _days_in_stage(stage, asked).label(DAYS),
        )
        .select_from(asked.units(per_suspect))
        .where(*asked.where(per_suspect, stage.of.dated_by), belongs(stage.of))
        .cte("persons")
    )
    # What is not known has no days either, and counts as one.
    counts = persons.c[WAY].not_in((UNKNOWN, GAP))
    days = case((counts, persons.c[DAYS])).label(DAYS)
    by_way = select(persons.c.jurisdiction, persons.c[WAY], days).cte("told")
    return select(*by_way.c, func.count().label(PERSONS)).group_by(*by_way.c)


def _way_out(stage: Stage, asked: Request) -> ColumnElement:
    eligible = next(stage.of.truths())
    entered = and_(eligible, stage.begins_on.is_not(None))
    reason = case(
        (_person.exit_reason == v.ExitReason.UNKNOWN, NO_REASON), else_=_person.exit_reason
    )
    return cast(
        case(
            (in_a_gap(stage.of, asked.gaps), GAP),
            (or_(*(whether.is_(None) for _, whether, _ in stage.comes_to)), UNKNOWN),
            *(
                (whether, case((and_(entered, on.is_not(None)), way), else_=UNKNOWN))
                for way, whether, on in stage.comes_to
            ),
            (and_(entered, _person.discontinued_on.is_not(None)), reason),
            (and_(entered, stage.is_open), OPEN),
            else_=UNKNOWN,
        ),
        String,
    )


def _days_in_stage(stage: Stage, asked: Request) -> ColumnElement:
    ways_out = [(whether, on) for _, whether, on in stage.comes_to]
    end = case(*ways_out, else_=func.coalesce(_person.discontinued_on, asked.until()))
    return days_waited(stage.begins_on, end)


def followed(persons: pd.DataFrame) -> pd.DataFrame:
    """The rows of one place that can be followed: all but UNKNOWN and GAP."""
    return persons[~persons[WAY].isin((UNKNOWN, GAP))]


def is_known_enough(followed: int, left_out: int) -> bool:
    """Whether so many persons may stand for all, as units may for a share."""
    return followed >= LEAST_COVERAGE * (followed + left_out)


def seen_for(persons: pd.DataFrame) -> float:
    """The days for which at least FEWEST_UNITS persons of one place were followed; 0 for never."""
    seen = followed(persons).sort_values(DAYS, ascending=False)
    enough = seen[PERSONS].cumsum() >= FEWEST_UNITS
    return float(seen[DAYS][enough].iloc[0]) if enough.any() else 0.0


def still_in(shares: pd.DataFrame, day: float) -> float:
    """The share of one place's persons who have left by no way up to a day, of `incidence`."""
    return max(1 - sum(share for share, _, _ in shares_at(shares, day).values()), 0.0)


def cumulative_incidence(persons: pd.DataFrame) -> pd.DataFrame:
    """The share of one place's persons who have left by each way, from each day on which some did.

    Columns way, days, share, low, high (0-1), by Aalen and Johansen: what competes is no censoring.
    `persons` has the columns of `exits`; ways that are merged beforehand are one.
    """
    seen = followed(persons)
    ways = sorted(set(seen[WAY]) - {OPEN})
    number = {way: place for place, way in enumerate(ways, start=1)} | {OPEN: 0}
    curves = aalen_johansen(seen[DAYS], seen[WAY].map(number).astype(int), seen[PERSONS])
    parts = [
        pd.DataFrame(
            {WAY: ways[cause - 1]} | dict(zip(("days", "share", "low", "high"), steps, strict=True))
        )
        for cause, steps in curves.items()
    ]
    columns = [WAY, DAYS, "share", "low", "high"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns, dtype=float)


def shares_at(shares: pd.DataFrame, day: float) -> dict[str, tuple[float, float, float]]:
    """By way, the share that has left by it up to a day, and its limits; ways not yet gone lack."""
    reached = shares[shares[DAYS] <= day]
    last = reached.groupby(WAY, sort=False).last()
    return {
        str(way): (float(row["share"]), float(row["low"]), float(row["high"]))
        for way, row in last.iterrows()
        if not np.isnan(row["share"])
    }
