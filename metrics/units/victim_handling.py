"""How victims were handled, from their records: identified, protected, assisted, spared."""

from collections.abc import Iterable, Iterator

from sqlalchemy import CTE, ColumnElement, and_, case, false, func, not_, null, or_, select, true

from metrics import options
from metrics.units.knowledge import belongs, one_of, yes_no
from metrics.units.victims_handled import BURDENS
from metrics.units.windows import span, within_days
from schemas import dates, tables
from schemas import vocabulary as v


def protected_victims() -> CTE:
    """The victims with any protection."""
    granted = tables.protections.c
    return select(granted.jurisdiction, granted.victim_id).distinct().cte("protected_victims")


def handled(protected: CTE) -> Iterator[ColumnElement]:
    """The columns of HANDLED."""
    yield from _identification()
    yield from _protection(protected)
    yield from _burdens()
    yield from _assistance()
    yield from _child_measures()
    yield from _adult_measures()
    yield from _firewall()


def kept() -> ColumnElement:
    """Whether a victim is not rejected: of unknown status they stay."""
    return tables.victims.c.status != v.VictimStatus.REJECTED


def _identification() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    identified_on = dates.effective(victim.identified_on)
    contact_on = dates.effective(victim.first_contact_on)
    formally_on = case((kept(), identified_on))
    left_on = func.least(dates.effective(victim.rejected_on), dates.effective(victim.withdrew_on))
    yield identified_on.label("identified_on")
    yield contact_on.label("first_contact_on")
    yield func.coalesce(identified_on, contact_on).label("met_on")
    yield (victim.status == v.VictimStatus.IDENTIFIED).label("identified")
    yield (victim.status == v.VictimStatus.PRESUMED).label("presumed")
    yield victim.victim_id.is_not(None).label("met")
    yield formally_on.label("recognised_on")
    # Who was identified on a day that is not known did not leave before.
    waited = and_(formally_on.is_(None), victim.status != v.VictimStatus.IDENTIFIED)
    yield case((waited, left_on)).label("left_on")
    yield one_of(victim.status, v.VictimStatus.PRESUMED).label("still_presumed")


def _protection(protected: CTE) -> Iterator[ColumnElement]:
    victim = tables.victims.c
    gave_or_will = one_of(victim.testimony, v.Testimony.GIVEN, v.Testimony.PLANNED)
    yield and_(kept(), gave_or_will).label("testified")
    yield and_(kept(), belongs(victim.protection_needed)).label("needs_protection")
    yield protected.c.victim_id.is_not(None).label("was_protected")


def _burdens() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    identified = victim.status == v.VictimStatus.IDENTIFIED
    for applies, name in BURDENS.items():
        yield and_(identified, _applies(victim[name])).label(applies)
        yield yes_no(victim[name]).label(name)


def _applies(*columns: ColumnElement) -> ColumnElement:
    """Whether one of the questions applies; never NULL."""
    return or_(*(column != v.YesNo.NOT_APPLICABLE for column in columns))


def _assistance() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    in_investigation = and_(kept(), victim.case_id.is_not(None))
    # Who declined was offered it.
    offered = one_of(victim.legal_aid, v.LegalAid.YES, v.LegalAid.DECLINED)
    aid_on = dates.effective(victim.legal_aid_on)
    before = aid_on < dates.effective(victim.first_interview_on)
    without = victim.legal_aid == v.LegalAid.NO
    yield in_investigation.label("in_investigation")
    yield offered.label("had_legal_aid")
    yield and_(offered, before).label("had_legal_aid_before_interview")
    yield and_(in_investigation, or_(without, _applies(victim.legal_aid_free))).label(
        "in_investigation_and_free_aid_applies"
    )
    yield and_(offered, yes_no(victim.legal_aid_free)).label("had_free_legal_aid")


def _child_measures() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    child = and_(kept(), one_of(victim.age_group, v.AgeGroup.CHILD))
    in_time = within_days(
        span(victim.guardian_on),
        span(victim.identified_on),
        options.value("guardian_within_days"),
    )
    guardian = case(
        (victim.guardian == v.Guardian.NOT_APPOINTED, false()),
        (victim.guardian == v.Guardian.APPOINTED, in_time),
        else_=null(),
    )
    yield child.label("child")
    yield and_(child, _applies(victim.specialised_interview)).label("child_and_interview_applies")
    yield guardian.label("guardian_in_time")
    yield yes_no(victim.specialised_interview).label("specialised_interview")
    yield and_(guardian, *_as_far_as_applicable(victim.specialised_interview)).label(
        "child_measures"
    )


def _as_far_as_applicable(*columns: ColumnElement) -> Iterable[ColumnElement]:
    for column in columns:
        yield case((column == v.YesNo.NOT_APPLICABLE, true()), else_=yes_no(column))


def _adult_measures() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    adult = and_(kept(), one_of(victim.age_group, v.AgeGroup.ADULT))
    parts = (victim.shelter_suitable, victim.interviewer_choice)
    yield and_(adult, _applies(*parts)).label("adult_and_measures_apply")
    yield and_(adult, _applies(victim.shelter_suitable)).label("adult_and_shelter_applies")
    yield and_(adult, _applies(victim.interviewer_choice)).label("adult_and_choice_applies")
    yield yes_no(victim.shelter_suitable).label("shelter_suitable")
    yield yes_no(victim.interviewer_choice).label("interviewer_choice")
    yield and_(*_as_far_as_applicable(*parts)).label("adult_measures")


def _firewall() -> Iterator[ColumnElement]:
    victim = tables.victims.c
    consequences = (victim.immigration_consequence, victim.data_passed_to_immigration)
    irregular = one_of(victim.regular_status, v.YesNo.NO)
    yield and_(kept(), irregular, _applies(*consequences)).label("without_regular_status")
    yield and_(*(not_(belongs(column)) for column in consequences)).label("firewall_held")
