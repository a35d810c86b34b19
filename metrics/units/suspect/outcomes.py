"""What became of a person at first instance: convicted, acquitted, discontinued or pending."""

from sqlalchemy import ColumnElement, and_, case, false, func, not_, or_

from metrics.units.declaration import day, number, truth
from metrics.units.knowledge import one_of
from metrics.units.suspect.facts import (
    CONVICTED,
    JUDGED,
    OFFENCES,
    OUTCOME,
    WHO_WAS_CHARGED,
    WHO_WAS_CONVICTED,
    PersonFacts,
    is_case_of_trafficking,
    is_natural,
)
from schemas import dates, tables
from schemas import vocabulary as v

# Out of the court's reach there is nobody to judge: the charge neither held nor failed.
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


def _ended(facts: PersonFacts) -> ColumnElement:
    discontinued = and_(
        _outcome == v.Outcome.DISCONTINUED,
        facts.charged,
        _suspect.exit_reason.not_in(GONE_ABROAD),
    )
    return and_(is_natural(), or_(_outcome.in_(JUDGED), discontinued))


def _ordered_to_compensate(facts: PersonFacts) -> ColumnElement:
    # A convicted person without any claim row is known not to have been ordered.
    return case((facts.claims.c.case_id.is_(None), false()), else_=facts.claims.c.awarded)


def _ended_on() -> ColumnElement:
    """The end at first instance, whatever the outcome: judgment, discontinuance, leaving."""
    return func.coalesce(_decided_on, dates.effective(_suspect.left_on))


def _discontinued_on() -> ColumnElement:
    return case((_outcome == v.Outcome.DISCONTINUED, _ended_on()))


def _disposed_on() -> ColumnElement:
    return func.coalesce(_discontinued_on(), _decided_on)


def _days_to_judgment(facts: PersonFacts) -> ColumnElement:
    days = dates.days_between(facts.charged_on, _decided_on)
    return case((days < 0, 0), else_=days)


def _disposed_of_trafficking(facts: PersonFacts) -> ColumnElement:
    return and_(_disposed(facts), facts.with_trafficking)


OUTCOMES = (
    truth(
        "convicted_person",
        "A natural person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        lambda facts: and_(is_natural(), facts.convicted_of_trafficking),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    truth(
        "convicted_entity",
        "A legal person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        lambda facts: and_(not_(is_natural()), facts.convicted_of_trafficking),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    truth(
        "finally_convicted_person",
        "A natural person convicted of trafficking, with a final decision; unknown as of the first",
        _finally_convicted,
        needs=(*OUTCOME, "suspects.final_on"),
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    truth(
        "disposed",
        "A natural person charged in a case of trafficking whose charge was disposed of at first"
        " instance; gone or transferred abroad is left out",
        _disposed,
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "disposed_and_charged_with_trafficking",
        "The same, charged with trafficking; unknown: with what is not known",
        _disposed_of_trafficking,
        needs=(*OUTCOME, *OFFENCES),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "ended_natural_person",
        "A natural person convicted or acquitted, or charged and discontinued; gone or transferred"
        " abroad is left out, and an unknown outcome admits nobody",
        _ended,
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "disposed_on",
        "Convicted or acquitted; of the discontinued else the day they left the proceedings",
        _disposed_on(),
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
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "judged_on",
        "Convicted or acquitted at first instance",
        # An unknown outcome may be a discontinuance, which ends the wait without a judgment.
        case((_outcome.in_(JUDGED), _decided_on)),
        needs=("suspects.decided_on",),
    ),
    day("discontinued_on", "Proceedings discontinued", _discontinued_on()),
    day(
        "ended_on",
        "The proceedings at first instance ended, in whatever way",
        _ended_on(),
        needs=("suspects.decided_on",),
    ),
    number(
        "days_to_judgment",
        "From charge to judgment",
        _days_to_judgment,
        needs=("suspects.decided_on",),
    ),
    truth(
        "awaits_judgment",
        "Still pending",
        one_of(_outcome, v.Outcome.PENDING),
        needs=("suspects.outcome",),
    ),
)
