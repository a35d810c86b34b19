"""What became of a person at first instance: convicted, acquitted, discontinued or pending."""

from sqlalchemy import ColumnElement, and_, case, false, func, not_

from metrics.units.declaration import day, truth
from metrics.units.knowledge import one_of
from metrics.units.person_facts import (
    CONVICTED,
    JUDGED,
    OUTCOME,
    PersonFacts,
    is_case_of_trafficking,
    is_natural,
)
from schemas import dates, tables
from schemas import vocabulary as v

GONE_ABROAD = (v.ExitReason.ABROAD_OR_UNKNOWN, v.ExitReason.TRANSFERRED_ABROAD)

_suspect = tables.suspects.c
_outcome, _decided_on = _suspect.outcome, dates.effective(_suspect.decided_on)


def _finally_convicted(facts: PersonFacts) -> ColumnElement:
    return and_(is_natural(), _suspect.final_on.is_not(None), facts.convicted_of_trafficking)


def _disposed(facts: PersonFacts) -> ColumnElement:
    return and_(
        is_natural(),
        facts.charged,
        is_case_of_trafficking(),
        _suspect.exit_reason.not_in(GONE_ABROAD),
        _outcome != v.Outcome.PENDING,
    )


def _ordered_to_compensate(facts: PersonFacts) -> ColumnElement:
    # A convicted person without any claim row is known not to have been ordered.
    return case((facts.claims.c.case_id.is_(None), false()), else_=facts.claims.c.awarded)


def _left_on() -> ColumnElement:
    on = func.coalesce(_decided_on, dates.effective(_suspect.left_on))
    return case((_outcome == v.Outcome.DISCONTINUED, on))


OUTCOMES = (
    truth(
        "convicted_person",
        "A natural person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        lambda facts: and_(is_natural(), facts.convicted_of_trafficking),
        needs=OUTCOME,
    ),
    truth(
        "convicted_entity",
        "A legal person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        lambda facts: and_(not_(is_natural()), facts.convicted_of_trafficking),
        needs=OUTCOME,
    ),
    truth(
        "finally_convicted_person",
        "A natural person convicted of trafficking, with a final decision; unknown as of the first",
        _finally_convicted,
        needs=(*OUTCOME, "suspects.final_on"),
    ),
    truth(
        "disposed",
        "A natural person charged in a case of trafficking whose charge was disposed of at first"
        " instance; gone or transferred abroad is left out",
        _disposed,
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_trafficking",
        "Convicted of trafficking at first instance",
        one_of(_outcome, v.Outcome.CONVICTED_TRAFFICKING),
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_anything",
        "Convicted of any offence at first instance",
        one_of(_outcome, *CONVICTED),
        needs=OUTCOME,
    ),
    truth(
        "convicted",
        "Known to be convicted of any offence: an unknown outcome admits nobody",
        _outcome.in_(CONVICTED),
        needs=OUTCOME,
    ),
    truth(
        "ordered_to_compensate",
        "An award was made against the person; no claim is none",
        _ordered_to_compensate,
        needs=("claims", "claims.person_id", "claims.result", "claims.awarded"),
    ),
    truth(
        "decided",
        "Known to be convicted or acquitted: an unknown outcome admits nobody",
        _outcome.in_(JUDGED),
        needs=("suspects.outcome",),
    ),
    truth(
        "charged_natural_person",
        "A natural person charged in the case",
        lambda facts: and_(is_natural(), facts.charged),
        needs=("suspects",),
    ),
    day(
        "judged_on",
        "Convicted or acquitted at first instance",
        # An unknown outcome may be a discontinuance, which ends the wait without a judgment.
        case((_outcome.in_(JUDGED), _decided_on)),
        needs=("suspects.decided_on",),
    ),
    day("left_on", "Proceedings discontinued", _left_on()),
    truth(
        "awaits_judgment",
        "Still pending",
        one_of(_outcome, v.Outcome.PENDING),
        needs=("suspects.outcome",),
    ),
)
