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

from metrics.units.claim_awards import is_award
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import UNKNOWN, names
from metrics.units.knowledge import any_of, known_yes, one_of
from metrics.units.suspects import per_suspect
from schemas import dates, tables
from schemas import vocabulary as v

CONVICTED = (v.Outcome.CONVICTED_TRAFFICKING, v.Outcome.CONVICTED_OTHER)
JUDGED = (*CONVICTED, v.Outcome.ACQUITTED)
GONE_ABROAD = (v.ExitReason.ABROAD_OR_UNKNOWN, v.ExitReason.TRANSFERRED_ABROAD)


def charges_by_person() -> CTE:
    """Of each person in a case: what the charges say."""
    charge = tables.charges.c
    trafficking = charge.offence == v.Offence.TRAFFICKING
    charged_on = dates.effective(charge.charged_on)
    return (
        select(
            charge.jurisdiction,
            charge.case_id,
            charge.person_id,
            func.min(charged_on).label("charged_on"),
            func.min(case((trafficking, charged_on))).label("trafficking_on"),
            any_of(one_of(charge.offence, v.Offence.TRAFFICKING)).label("with_trafficking"),
        )
        .group_by(charge.jurisdiction, charge.case_id, charge.person_id)
        .cte("charges_by_person")
    )


def claims_by_person() -> CTE:
    """Of each person in a case: whether an award was made against them."""
    claim = tables.claims.c
    return (
        select(
            claim.jurisdiction, claim.case_id, claim.person_id, any_of(is_award()).label("awarded")
        )
        .where(claim.person_id.is_not(None))
        .group_by(claim.jurisdiction, claim.case_id, claim.person_id)
        .cte("claims_by_person")
    )


def rows() -> Select:
    """The rows of `per_suspect`, its columns in order."""
    facts = _facts()
    persons = _persons(facts)
    same = and_(
        persons.c.jurisdiction == facts.c.jurisdiction, persons.c.person_id == facts.c.person_id
    )
    of_person = {column.name: column for column in persons.c if column.name not in facts.c}
    columns = (
        of_person[name] if name in of_person else facts.c[name] for name in names(per_suspect)
    )
    return select(*columns).select_from(facts.join(persons, same))


def _persons(facts: CTE) -> CTE:
    """Of each person of a jurisdiction: when they were first suspected and charged, in any case."""
    fact = facts.c
    known, maybe = fact.charged_with_trafficking, fact.charged_with_trafficking.is_(None)
    return (
        select(
            fact.jurisdiction,
            fact.person_id,
            _first(fact.suspected_on, fact.suspicion_started).label("person_suspected_on"),
            # Known to be charged, if not when, is not dated by a charge that only may be one.
            case(
                (func.bool_or(func.coalesce(known, false())), _first(fact.trafficking_on, known)),
                else_=_first(fact.trafficking_on, maybe),
            ).label("person_charged_on"),
        )
        .group_by(fact.jurisdiction, fact.person_id)
        .cte("persons")
    )


def _first(day: ColumnElement, where: ColumnElement) -> ColumnElement:
    return func.min(case((where, day)))


def _facts() -> CTE:
    suspect, a_case = tables.suspects.c, tables.cases.c
    charge, claim = charges_by_person(), claims_by_person()
    of_case = and_(a_case.jurisdiction == suspect.jurisdiction, a_case.case_id == suspect.case_id)
    joined = tables.suspects.join(tables.cases, of_case)
    for child in (charge, claim):
        of_person = and_(
            child.c.jurisdiction == suspect.jurisdiction,
            child.c.case_id == suspect.case_id,
            child.c.person_id == suspect.person_id,
        )
        joined = joined.outerjoin(child, of_person)
    columns = (*_identity(), *_stages(charge), *_outcomes(claim))
    return select(*columns).select_from(joined).where(is_counted()).cte("facts")


def _identity() -> Iterator[ColumnElement]:
    suspect, a_case = tables.suspects.c, tables.cases.c
    yield from (suspect.jurisdiction, suspect.case_id, suspect.person_id, suspect.kind)
    yield func.coalesce(a_case.office_id, UNKNOWN).label("office")
    yield from (a_case.form, a_case.sector, a_case.cross_border)
    yield from (suspect.sex, suspect.age_group, suspect.citizenship, suspect.plea)
    yield suspect.in_custody


def _is_natural() -> ColumnElement:
    return tables.suspects.c.kind == v.PersonKind.NATURAL


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
    yield case(
        (not_(and_(_is_natural(), charged)), false()),
        (charge.c.with_trafficking, true()),
        # Without a charge row, or with one of unknown offence, the case's scope decides.
        (and_(of_trafficking, charge.c.with_trafficking.is_(None)), null()),
        else_=false(),
    ).label("charged_with_trafficking")
    yield func.coalesce(charge.c.trafficking_on, dates.effective(suspect.charged_on)).label(
        "trafficking_on"
    )
    yield and_(_is_natural(), charged).label("charged_natural_person")
    yield _belongs_convicted(charged).label("convicted_person")
    yield case((suspect.final_on.is_(None), false()), else_=_belongs_convicted(charged)).label(
        "finally_convicted_person"
    )
    yield and_(
        _is_natural(),
        charged,
        of_trafficking,
        suspect.exit_reason.not_in(GONE_ABROAD),
        suspect.outcome != v.Outcome.PENDING,
    ).label("disposed")


def _is_case_of_trafficking() -> ColumnElement:
    return tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING


def _belongs_convicted(charged: ColumnElement) -> ColumnElement:
    outcome = tables.suspects.c.outcome
    return case(
        (not_(_is_natural()), false()),
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
