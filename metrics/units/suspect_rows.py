"""The rows of the suspect: the records of a person in a case, read together."""

from collections.abc import Iterator

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
    and_,
    case,
    false,
    func,
    not_,
    null,
    or_,
    select,
    true,
)
from sqlalchemy.sql.base import ReadOnlyColumnCollection

from metrics.units.charged_links import apex_by_person
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import UNKNOWN, names
from metrics.units.joining import OF_PERSON, same
from metrics.units.knowledge import known_yes, one_of
from metrics.units.person_records import charges_by_person, claims_by_person, sanctions_by_person
from metrics.units.suspect_reach import reach
from metrics.units.suspect_stages import CONVICTED, JUDGED, is_natural, sanctioned, stages_in_time
from metrics.units.suspects import per_suspect
from schemas import dates, tables
from schemas import vocabulary as v

GONE_ABROAD = (v.ExitReason.ABROAD_OR_UNKNOWN, v.ExitReason.TRANSFERRED_ABROAD)


def rows() -> Select:
    """The rows of `per_suspect`, its columns in order."""
    facts = _facts()
    persons = _persons(facts)
    of_person = {column.name: column for column in persons.c if column.name not in facts.c}
    columns = (
        of_person[name] if name in of_person else facts.c[name] for name in names(per_suspect)
    )
    return select(*columns).select_from(facts.join(persons, same(persons, facts, ("person_id",))))


def _persons(facts: CTE) -> CTE:
    """Of each person of a jurisdiction: when they were first suspected and charged, in any case."""
    fact = facts.c
    return (
        select(
            fact.jurisdiction,
            fact.person_id,
            _first(fact.suspected_on, fact.suspicion_started).label("person_suspected_on"),
            _first_charged(fact, fact.charged_with_trafficking).label("person_charged_on"),
            _first_charged(fact, fact.entity_charged_with_trafficking).label("entity_charged_on"),
        )
        .group_by(fact.jurisdiction, fact.person_id)
        .cte("persons")
    )


def _first_charged(fact: ReadOnlyColumnCollection, charged: ColumnElement) -> ColumnElement:
    """Known to be charged, if not when, is not dated by a charge that only may be one."""
    return case(
        (func.bool_or(func.coalesce(charged, false())), _first(fact.trafficking_on, charged)),
        else_=_first(fact.trafficking_on, charged.is_(None)),
    )


def _first(day: ColumnElement, where: ColumnElement) -> ColumnElement:
    return func.min(case((where, day)))


def _facts() -> CTE:
    charge, claim, sanction = charges_by_person(), claims_by_person(), sanctions_by_person()
    links = apex_by_person()
    joined = tables.suspects.join(tables.cases, same(tables.cases, tables.suspects))
    for child in (charge, claim, sanction, links):
        joined = joined.outerjoin(child, same(child, tables.suspects, OF_PERSON))
    charged = _is_charged(charge)
    columns = (
        *_identity(),
        *_stages(charge),
        *_outcomes(claim),
        *stages_in_time(charged, charge),
        *sanctioned(sanction),
        *reach(charged, charge, sanction, links),
        func.coalesce(links.c.role, UNKNOWN).label("role"),
    )
    return select(*columns).select_from(joined).where(is_counted()).cte("facts")


def _identity() -> Iterator[ColumnElement]:
    suspect, a_case = tables.suspects.c, tables.cases.c
    yield from (suspect.jurisdiction, suspect.case_id, suspect.person_id, suspect.kind)
    yield func.coalesce(a_case.office_id, UNKNOWN).label("office")
    yield from (a_case.form, a_case.sector, a_case.cross_border)
    yield from (suspect.sex, suspect.age_group, suspect.citizenship, suspect.plea)
    yield from (suspect.in_custody, suspect.exit_reason, suspect.outcome)
    yield dates.effective(a_case.opened_on).label("opened_on")


def _charge_date(charge: CTE) -> ColumnElement:
    return func.coalesce(dates.effective(tables.suspects.c.charged_on), charge.c.charged_on)


def _is_charged(charge: CTE) -> ColumnElement:
    """Stated, or blank with a charge date there; blank without one is not charged."""
    stated = tables.suspects.c.charged
    dated = and_(stated == v.YesNo.UNKNOWN, _charge_date(charge).is_not(None))
    return or_(stated == v.YesNo.YES, dated)


def _stages(charge: CTE) -> Iterator[ColumnElement]:
    suspect, a_case = tables.suspects.c, tables.cases.c
    charged, of_trafficking = _is_charged(charge), _is_case_of_trafficking()
    yield charged.label("charged")
    yield _charge_date(charge).label("charged_on")
    yield dates.effective(suspect.charged_on).label("stated_charged_on")
    yield dates.effective(suspect.decided_on).label("decided_on")
    yield dates.earliest(suspect.decided_on).label("decided_from")
    yield dates.latest(suspect.decided_on).label("decided_to")
    yield dates.effective(suspect.final_on).label("final_on")
    yield not_(known_yes(a_case.reopened)).label("suspicion_started")
    yield func.coalesce(
        dates.effective(suspect.suspected_on), dates.effective(a_case.opened_on)
    ).label("suspected_on")
    with_trafficking = _charged_with_trafficking(charge)
    yield and_(is_natural(), with_trafficking).label("charged_with_trafficking")
    yield and_(not_(is_natural()), with_trafficking).label("entity_charged_with_trafficking")
    yield and_(is_natural(), with_trafficking, suspect.outcome.in_(CONVICTED)).label(
        "charged_with_trafficking_and_convicted"
    )
    yield func.coalesce(charge.c.trafficking_on, dates.effective(suspect.charged_on)).label(
        "trafficking_on"
    )
    yield and_(is_natural(), charged).label("charged_natural_person")
    convicted = _belongs_convicted(charged)
    yield and_(is_natural(), convicted).label("convicted_person")
    yield and_(not_(is_natural()), convicted).label("convicted_entity")
    yield and_(is_natural(), suspect.final_on.is_not(None), convicted).label(
        "finally_convicted_person"
    )
    yield and_(
        is_natural(),
        charged,
        of_trafficking,
        suspect.exit_reason.not_in(GONE_ABROAD),
        suspect.outcome != v.Outcome.PENDING,
    ).label("disposed")


def _is_case_of_trafficking() -> ColumnElement:
    return tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING


def _charged_with_trafficking(charge: CTE) -> ColumnElement:
    """Without a charge row, or with one of unknown offence, the case's scope decides."""
    with_trafficking = charge.c.with_trafficking
    return case(
        (not_(_is_charged(charge)), false()),
        (with_trafficking, true()),
        (and_(_is_case_of_trafficking(), with_trafficking.is_(None)), null()),
        else_=false(),
    )


def _belongs_convicted(charged: ColumnElement) -> ColumnElement:
    outcome = tables.suspects.c.outcome
    return case(
        (outcome == v.Outcome.CONVICTED_TRAFFICKING, true()),
        (and_(charged, outcome == v.Outcome.UNKNOWN), null()),
        else_=false(),
    )


def _outcomes(claim: CTE) -> Iterator[ColumnElement]:
    suspect = tables.suspects.c
    outcome, decided_on = suspect.outcome, dates.effective(suspect.decided_on)
    left_on = dates.effective(suspect.left_on)
    discontinued = outcome == v.Outcome.DISCONTINUED
    yield one_of(outcome, v.Outcome.CONVICTED_TRAFFICKING).label("convicted_of_trafficking")
    yield one_of(outcome, *CONVICTED).label("convicted_of_anything")
    yield outcome.in_(CONVICTED).label("convicted")
    yield outcome.in_(JUDGED).label("decided")
    # A convicted person without any claim row is known not to have been ordered.
    yield case((claim.c.case_id.is_(None), false()), else_=claim.c.awarded).label(
        "ordered_to_compensate"
    )
    # An unknown outcome may be a discontinuance, which ends the wait without a judgment.
    yield case((outcome.in_(JUDGED), decided_on)).label("judged_on")
    yield case((discontinued, func.coalesce(decided_on, left_on))).label("left_on")
    yield one_of(outcome, v.Outcome.PENDING).label("awaits_judgment")
