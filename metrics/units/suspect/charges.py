"""Whether, when and of what a person was charged, in one case and over all of them."""

from sqlalchemy import ColumnElement, Over, and_, case, false, func, not_

from metrics.units.declaration import day, truth
from metrics.units.knowledge import known_yes
from metrics.units.suspect.facts import OFFENCES, WHO_WAS_CHARGED, PersonFacts, is_natural
from schemas import dates, tables

_suspect, _case = tables.suspects.c, tables.cases.c


def _suspected_on() -> ColumnElement:
    stated = dates.effective(_suspect.suspected_on)
    return func.coalesce(stated, dates.effective(_case.opened_on))


def _suspicion_started() -> ColumnElement:
    # Those suspected in a case that is re-opened were suspected when it was first opened.
    return not_(known_yes(_case.reopened))


def _of_person(aggregate: ColumnElement) -> Over:
    """Over all cases of the person in the jurisdiction."""
    return aggregate.over(partition_by=(_suspect.jurisdiction, _suspect.person_id))


def _first(on: ColumnElement, where: ColumnElement) -> Over:
    return _of_person(func.min(case((where, on))))


def _as_person(facts: PersonFacts) -> ColumnElement:
    return and_(is_natural(), facts.with_trafficking)


def _as_entity(facts: PersonFacts) -> ColumnElement:
    return and_(not_(is_natural()), facts.with_trafficking)


def _first_charged(facts: PersonFacts, charged: ColumnElement) -> ColumnElement:
    """Known to be charged, if not when, is not dated by a charge that only may be one."""
    stated = dates.effective(_suspect.charged_on)
    on = func.coalesce(facts.charges.c.trafficking_on, stated)
    return case(
        (_of_person(func.bool_or(func.coalesce(charged, false()))), _first(on, charged)),
        else_=_first(on, charged.is_(None)),
    )


CHARGES = (
    day(
        "opened_on",
        "Investigation opened",
        dates.effective(_case.opened_on),
        needs=("cases.opened_on",),
    ),
    day("suspected_on", "First suspected, else the opening of the case", _suspected_on()),
    truth("charged", "Charged in the case", lambda facts: facts.charged),
    day("charged_on", "Charged", lambda facts: facts.charged_on),
    truth(
        "perhaps_charged",
        "Charged, or it is not known whether",
        lambda facts: facts.perhaps_charged,
    ),
    day("decided_on", "First-instance decision", dates.effective(_suspect.decided_on)),
    day(
        "decided_from",
        "The first day the decision may have been on",
        dates.earliest(_suspect.decided_on),
    ),
    day(
        "decided_to",
        "The last day the decision may have been on",
        dates.latest(_suspect.decided_on),
    ),
    day("final_on", "Final decision", dates.effective(_suspect.final_on)),
    truth(
        "suspicion_started",
        "The case was not only re-opened, so that a suspicion began in it",
        _suspicion_started(),
        needs=("suspects",),
    ),
    day(
        "person_suspected_on",
        "When the person was first suspected, in any case of the jurisdiction",
        _first(_suspected_on(), _suspicion_started()),
    ),
    truth(
        "charged_with_trafficking",
        "A natural person charged with trafficking; unknown: charged in a case of trafficking, with"
        " what is not known",
        _as_person,
        needs=OFFENCES,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "person_charged_on",
        "When the person was first charged with trafficking, in any case of the jurisdiction",
        lambda facts: _first_charged(facts, _as_person(facts)),
    ),
    truth(
        "entity_charged_with_trafficking",
        "A legal person charged with trafficking; unknown as of natural persons",
        _as_entity,
        needs=OFFENCES,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "entity_charged_on",
        "When the legal person was first charged with trafficking, in any case of the jurisdiction",
        lambda facts: _first_charged(facts, _as_entity(facts)),
    ),
)
