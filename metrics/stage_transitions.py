"""Count how persons go through proceedings: steps of a cohort, first-instance outcomes, exits."""

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

from metrics.count_queries import days_waited, may_belong
from metrics.definitions.counts import C03
from metrics.definitions.proceedings import P01, P05, P01b, P01d, P05o
from metrics.measure import LEAST_COVERAGE, Measure
from metrics.measure_kinds import Share
from metrics.not_collected import is_in_gap
from metrics.request import EVER, JURISDICTION, Only, Request, Scope, Years
from metrics.results import FEWEST_UNITS, NUMBERS, build_request, compute
from metrics.statistics.survival import aalen_johansen
from metrics.units.suspects import per_suspect
from schemas import vocabulary as v
from schemas.store import database

# Each step is a share of all suspects, unlike P01b to P01d, which are shares of those who entered
# the stage. The steps are not in the catalogue.

COHORT_STEPS: dict[str, Column] = {
    "charged": per_suspect.c.charged_in_time,
    "decided": per_suspect.c.judged_of_suspected,
    "convicted": per_suspect.c.convicted_of_suspected,
    "final": per_suspect.c.final_of_suspected,
}


def _cohort_share(name: str, reached: Column) -> Share:
    """Return the measure: the share of the persons of P01 who reached a step of the cohort."""
    return replace(P01, id=f"P01-{name}", numerator=reached)


COHORT_SHARES = {_cohort_share(name, reached): name for name, reached in COHORT_STEPS.items()}


def cohort_steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """Return the share of persons suspected in `years` who reached each step in time.

    Columns jurisdiction, step (COHORT_STEPS), NUMBERS and status. The follow-up period is that of
    P01 and starts with the suspicion, for later steps too. Persons for whom it is not over are
    `not_yet_due`.
    """
    asked = build_request(connection, scope, years=years, only=only)
    frame = compute(connection, list(COHORT_SHARES), asked)
    frame["step"] = frame["measure"].map({one.id: name for one, name in COHORT_SHARES.items()})
    return frame[[JURISDICTION, "step", *NUMBERS, "status"]]


# Outcomes at first instance of distinct natural persons, which add up. They use C03 and wider
# counts of the same persons, and not differences of P02 and P02b, where the charge may be unknown,
# or the case another one.
OF_TRAFFICKING, OF_ANOTHER_OFFENCE, NOT_CONVICTED, NOT_RECORDED = (
    "convicted_of_trafficking",
    "convicted_of_another_offence",
    "acquitted_or_discontinued",
    "not_recorded",
)
OUTCOMES = (OF_TRAFFICKING, OF_ANOTHER_OFFENCE, NOT_CONVICTED, NOT_RECORDED)
# Each includes the persons of the one before.
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
    """Return the number of persons with each of OUTCOMES in `years`, one row per jurisdiction.

    Columns jurisdiction and OUTCOMES; NaN if needed records are not collected. Each person is
    counted in one column only. Persons without a recorded outcome may have been convicted of
    trafficking; measure C03 counts them as unknown.
    """
    rows = compute(
        connection,
        [C03, CONVICTED_COUNT, ENDED_COUNT],
        build_request(connection, scope, years=years, only=only),
    )
    of_trafficking, convicted, ended = (
        rows[rows["measure"] == one.id].set_index(JURISDICTION)
        for one in (C03, CONVICTED_COUNT, ENDED_COUNT)
    )
    lines = {
        # NaN, not 0, if none is known but some may be.
        OF_TRAFFICKING: of_trafficking["value"],
        OF_ANOTHER_OFFENCE: convicted["numerator"] - of_trafficking["numerator"],
        NOT_CONVICTED: ended["numerator"] - convicted["numerator"],
        NOT_RECORDED: of_trafficking["unknown"],
    }
    return pd.DataFrame(lines).rename_axis(JURISDICTION).reset_index()


# Ways to leave a stage; otherwise the reason why proceedings were discontinued.
CHARGED, CONVICTED, ACQUITTED, FINAL = "charged", "convicted", "acquitted", "final"
NO_REASON = "reason_not_recorded"
REASONS = (*(one.value for one in v.ExitReason if one is not v.ExitReason.UNKNOWN), NO_REASON)
# Still in the stage; exit or day unknown; records not collected.
OPEN, UNKNOWN, GAP = "open", "unknown", "gap"
WAY, DAYS, PERSONS = "way", "days", "persons"


@dataclass(frozen=True, eq=False)
class Stage:
    """A stage that persons enter on a day, and how they may leave it.

    `since` is the event of that day, as text. `comes_to` are the regular exits: name, whether a
    person left by it, and on what day.
    """

    of: Measure
    since: str
    begins_on: Column
    comes_to: tuple[tuple[str, ColumnElement, Column], ...]
    is_open: ColumnElement

    @property
    def ways(self) -> tuple[str, ...]:
        """Return the names of the regular ways to leave the stage."""
        return tuple(way for way, _, _ in self.comes_to)


_person = per_suspect.c
_JUDGED = (
    (CONVICTED, _person.convicted, _person.judged_on),
    (ACQUITTED, and_(_person.decided, _person.convicted.is_(False)), _person.judged_on),
)
_PENDING = _person.awaits_judgment
# P01c has no stage: decision and conviction are on the same day.
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
            # There is no other exit: without a date the conviction is not final yet.
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
    """Return the persons who entered the stage of a measure of STAGES, by exit and days until then.

    Columns jurisdiction, way (an exit of the stage, REASONS, OPEN, UNKNOWN or GAP), days (NaN for
    UNKNOWN and GAP), persons. `years` are those of the measure's date. Recent persons are included,
    with their days so far if they are still in the stage. The measure itself counts only persons
    whose follow-up period is over, so results may differ a little.
    """
    asked = build_request(connection, scope, years=years, only=only)
    frame = database.read_frame(connection, _exit_query(STAGES[measure], asked)).to_pandas()
    order = [JURISDICTION, WAY, DAYS]
    return frame.astype({DAYS: float, PERSONS: int}).sort_values(order, ignore_index=True)


def _exit_query(stage: Stage, asked: Request) -> Select:
    """Return the query for the number of persons in a stage, by exit and days."""
    persons = (
        select(
            _person.jurisdiction,
            _way_out(stage, asked).label(WAY),
            _days_in_stage(stage, asked).label(DAYS),
        )
        .select_from(asked.units(per_suspect))
        .where(*asked.where(per_suspect, stage.of.dated_by), may_belong(stage.of))
        .cte("persons")
    )
    # Unknown exits have no days, and are one group.
    counts = persons.c[WAY].not_in((UNKNOWN, GAP))
    days = case((counts, persons.c[DAYS])).label(DAYS)
    by_way = select(persons.c.jurisdiction, persons.c[WAY], days).cte("told")
    return select(*by_way.c, func.count().label(PERSONS)).group_by(*by_way.c)


def _way_out(stage: Stage, asked: Request) -> ColumnElement:
    """Return SQL for the exit by which a person left a stage, or OPEN, UNKNOWN or GAP."""
    eligible = next(stage.of.truths())
    entered = and_(eligible, stage.begins_on.is_not(None))
    reason = case(
        (_person.exit_reason == v.ExitReason.UNKNOWN, NO_REASON), else_=_person.exit_reason
    )
    return cast(
        case(
            (is_in_gap(stage.of, asked.gaps), GAP),
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


def known_exits(persons: pd.DataFrame) -> pd.DataFrame:
    """Return the exits of one jurisdiction, without persons whose exit is unknown."""
    return persons[~persons[WAY].isin((UNKNOWN, GAP))]


def is_known_enough(followed: int, left_out: int) -> bool:
    """Whether the share of persons with a known exit is at least LEAST_COVERAGE."""
    return followed >= LEAST_COVERAGE * (followed + left_out)


def followed_days(persons: pd.DataFrame) -> float:
    """Return for how many days at least FEWEST_UNITS persons were followed; 0 if fewer were."""
    seen = known_exits(persons).sort_values(DAYS, ascending=False)
    enough = seen[PERSONS].cumsum() >= FEWEST_UNITS
    return float(seen[DAYS][enough].iloc[0]) if enough.any() else 0.0


def share_still_in_stage(shares: pd.DataFrame, day: float) -> float:
    """Return the share of persons who are still in the stage after some days."""
    return max(1 - sum(share for share, _, _ in exit_shares_at(shares, day).values()), 0.0)


def cumulative_incidence(persons: pd.DataFrame) -> pd.DataFrame:
    """Return the share of persons who have left by each exit, on each day on which some left.

    Columns way, days, share, low, high (0-1), by the Aalen-Johansen estimator: competing exits are
    not censoring. `persons` has the columns of `exits`, for one jurisdiction. The caller may have
    merged exits: equal values of `way` are one exit.
    """
    seen = known_exits(persons)
    ways = sorted(set(seen[WAY]) - {OPEN})
    number = {way: position for position, way in enumerate(ways, start=1)} | {OPEN: 0}
    curves = aalen_johansen(seen[DAYS], seen[WAY].map(number).astype(int), seen[PERSONS])
    parts = [
        pd.DataFrame(
            {WAY: ways[cause - 1]} | dict(zip(("days", "share", "low", "high"), steps, strict=True))
        )
        for cause, steps in curves.items()
    ]
    columns = [WAY, DAYS, "share", "low", "high"]
    return pd.concat(parts)[columns] if parts else pd.DataFrame(columns=columns, dtype=float)


def exit_shares_at(shares: pd.DataFrame, day: float) -> dict[str, tuple[float, float, float]]:
    """Return the share of persons who have left by each exit after some days, with limits.

    Exits that nobody has used by then are left out.
    """
    reached = shares[shares[DAYS] <= day]
    last = reached.groupby(WAY, sort=False).last()
    return {
        str(way): (float(row["share"]), float(row["low"]), float(row["high"]))
        for way, row in last.iterrows()
        if not np.isnan(row["share"])
    }
