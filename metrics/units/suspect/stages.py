"""How far a person came from stage to stage of the proceedings, each within its window."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, case

from metrics import options
from metrics.units.declaration import truth
from metrics.units.knowledge import one_of
from metrics.units.suspect.facts import (
    CONVICTED,
    JUDGED,
    OFFENCES,
    OUTCOME,
    WHEN_CHARGED,
    WHEN_SUSPECTED,
    WHO_WAS_CHARGED,
    PersonFacts,
    is_natural,
)
from metrics.units.windows import Span, span, within_months
from schemas import tables

JUDGED_ON = (*OUTCOME, "suspects.decided_on")

_suspect = tables.suspects.c


def _suspicion() -> Span:
    return span(_suspect.suspected_on).otherwise(span(tables.cases.c.opened_on))


def _charge(facts: PersonFacts) -> Span:
    by_charges = Span(facts.charges.c.charged_from, facts.charges.c.charged_to)
    return span(_suspect.charged_on).otherwise(by_charges)


def _reached(stage: ColumnElement, in_time: ColumnElement) -> ColumnElement:
    """Of those who reached the stage, whether in time; who did not is not, unknown stays so."""
    return case((stage, in_time), else_=stage)


def _within_stage(event: Span, start: Span) -> ColumnElement:
    return within_months(event, start, options.value("stage_within_months"))


def _charged_in_time(facts: PersonFacts) -> ColumnElement:
    return _reached(facts.charged, _within_stage(_charge(facts), _suspicion()))


def _judged_within(option: str) -> Callable[[PersonFacts], ColumnElement]:
    """Whether judged so many months after the charge."""

    def judged(facts: PersonFacts) -> ColumnElement:
        decision, months = span(_suspect.decided_on), options.value(option)
        in_time = within_months(decision, _charge(facts), months)
        return _reached(one_of(_suspect.outcome, *JUDGED), in_time)

    return judged


def _final_in_time(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(span(_suspect.final_on), span(_suspect.decided_on))
    return _reached(_suspect.final_on.is_not(None), in_time)


def _judged_of_suspected(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(span(_suspect.decided_on), _suspicion())
    return _reached(one_of(_suspect.outcome, *JUDGED), in_time)


def _convicted_of_suspected(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(span(_suspect.decided_on), _suspicion())
    return _reached(one_of(_suspect.outcome, *CONVICTED), in_time)


def _final_of_suspected(_: PersonFacts) -> ColumnElement:
    made_final = and_(one_of(_suspect.outcome, *CONVICTED), _suspect.final_on.is_not(None))
    return _reached(made_final, _within_stage(span(_suspect.final_on), _suspicion()))


def _charged_and_convicted(facts: PersonFacts) -> ColumnElement:
    return and_(is_natural(), facts.with_trafficking, _suspect.outcome.in_(CONVICTED))


STAGES = (
    truth("natural_person", "A natural person", is_natural(), needs=("suspects",)),
    truth(
        "charged_in_time",
        "Charged within the window after the suspicion began",
        _charged_in_time,
        needs=("suspects",),
        needs_one_of=(WHO_WAS_CHARGED, WHEN_CHARGED, WHEN_SUSPECTED),
    ),
    truth(
        "judged_in_time",
        "Convicted or acquitted within the window after the charge",
        _judged_within("stage_within_months"),
        needs=JUDGED_ON,
        needs_one_of=(WHEN_CHARGED,),
    ),
    truth(
        "judged_natural_person",
        "A natural person convicted or acquitted; an unknown outcome admits nobody",
        and_(is_natural(), _suspect.outcome.in_(JUDGED)),
        needs=OUTCOME,
    ),
    truth(
        "charged_and_judged",
        "A natural person charged, and convicted or acquitted; an unknown outcome admits nobody",
        lambda facts: and_(is_natural(), facts.charged, _suspect.outcome.in_(JUDGED)),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "convicted_natural_person",
        "A natural person convicted of any offence; an unknown outcome admits nobody",
        and_(is_natural(), _suspect.outcome.in_(CONVICTED)),
        needs=OUTCOME,
    ),
    truth(
        "final_in_time",
        "A final decision within the window after the first one; without a date none yet",
        _final_in_time,
        needs=("suspects", "suspects.final_on", "suspects.decided_on"),
    ),
    truth(
        "judged_of_suspected",
        "Convicted or acquitted within the window after the suspicion began",
        _judged_of_suspected,
        needs=JUDGED_ON,
    ),
    truth(
        "convicted_of_suspected",
        "Convicted of any offence within the window after the suspicion began",
        _convicted_of_suspected,
        needs=JUDGED_ON,
    ),
    truth(
        "final_of_suspected",
        "Convicted of any offence, with a final decision within the window after the suspicion"
        " began; without a date none yet",
        _final_of_suspected,
        needs=(*OUTCOME, "suspects.final_on"),
    ),
    truth(
        "judged_soon",
        "Convicted or acquitted within the wait after the charge",
        _judged_within("judgment_within_months"),
        needs=JUDGED_ON,
        needs_one_of=(WHEN_CHARGED,),
    ),
    truth(
        "charged_with_trafficking_and_convicted",
        "A natural person charged with trafficking and convicted of any offence; unknown: in a case"
        " of trafficking, charged with what is not known",
        _charged_and_convicted,
        needs=(*OFFENCES, "suspects.outcome"),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
)
