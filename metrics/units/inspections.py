"""The labour inspection: one row each, with what its referral came to."""

from sqlalchemy import ColumnElement, case, false, func, literal, null, or_, true

from metrics.beside.currency import converted, in_home_currency
from metrics.units.case.unit import per_case
from metrics.units.declaration import (
    Joined,
    amount,
    breakdown,
    day,
    identity,
    number,
    place,
    same,
    truth,
    unit,
)
from metrics.units.knowledge import belongs, yes_no
from metrics.units.suspect.facts import WHETHER_CASE_WAS_CHARGED
from schemas import columns, dates, tables
from schemas import vocabulary as v

REFERRALS = ("inspections", "inspections.referral_outcome")
WITHOUT_CASE = (
    v.ReferralOutcome.REFUSED,
    v.ReferralOutcome.ADMINISTRATIVE,
    v.ReferralOutcome.PENDING,
)
ONE = 1

_inspection, _case = tables.inspections.c, per_case.c
_inspected_on = dates.effective(_inspection.inspected_on)
_joint = _inspection.joint_with_immigration
_has_case = _case.case_id.is_not(None)


def _joined() -> Joined:
    of_cases = tables.inspections.outerjoin(per_case, same(per_case, tables.inspections))
    # What led to a case of another offence is left out with it.
    kept = or_(_inspection.case_id.is_(None), _has_case)
    return Joined(in_home_currency(of_cases, tables.inspections), kept)


def _was_referred() -> ColumnElement:
    has_outcome = _inspection.referral_outcome != v.ReferralOutcome.UNKNOWN
    names_case = _inspection.case_id.is_not(None)
    return or_(_inspection.referred_on.is_not(None), has_outcome, names_case)


def _became_investigation() -> ColumnElement:
    """As its case says, else by the outcome."""
    outcome = _inspection.referral_outcome
    opened = or_(_has_case, outcome == v.ReferralOutcome.INVESTIGATION_OPENED)
    return case((opened, true()), (outcome.in_(WITHOUT_CASE), false()), else_=null())


def _became_charge() -> ColumnElement:
    ended = _inspection.referral_outcome.in_(WITHOUT_CASE)
    return case((_has_case, _case.charged), (ended, false()), else_=null())


per_inspection = unit(
    "per_inspection",
    "inspection",
    "A labour inspection",
    *place(
        _inspection.jurisdiction,
        _inspection.case_id,
        func.coalesce(_inspection.office_id, columns.UNKNOWN),
        "The inspectorate",
        of_one_office=False,
    ),
    identity("inspection_id", "The inspection", _inspection.inspection_id),
    breakdown("sector", "Economic sector", _inspection.sector),
    breakdown("announced", "Whether it was announced", _inspection.announced),
    breakdown("referral_outcome", "What became of the referral", _inspection.referral_outcome),
    day("inspected_on", "Inspection", _inspected_on),
    day(
        "referred_on",
        "Referred to prosecution or police",
        dates.effective(_inspection.referred_on),
    ),
    truth(
        "targeted",
        "Targeted at forced labour",
        belongs(_inspection.targeted),
        needs=("inspections", "inspections.targeted"),
    ),
    number("inspections", "One inspection", literal(ONE), needs=("inspections",)),
    number(
        "workers_found",
        "Workers found in forced labour",
        _inspection.workers_found,
        needs=("inspections.workers_found",),
    ),
    amount(
        "wages_recovered",
        "Wages recovered",
        converted(_inspection.wages_recovered, _inspected_on),
        needs=("inspections.wages_recovered",),
    ),
    truth(
        "joint_applies",
        "An inspection for which a joint operation is not ruled out",
        _joint != v.YesNo.NOT_APPLICABLE,
        needs=("inspections",),
    ),
    truth(
        "joint_with_immigration",
        "Joint with immigration authorities",
        yes_no(_joint),
        needs=("inspections.joint_with_immigration",),
    ),
    truth(
        "referred",
        "Referred: a day, an outcome or a case that it names says so",
        _was_referred(),
        needs=("inspections", "inspections.referred_on"),
    ),
    truth(
        "became_investigation",
        "The referral led to an investigation of trafficking; unmatched is unknown",
        _became_investigation(),
        needs=REFERRALS,
    ),
    truth(
        "became_charge",
        "Somebody was charged in the case it led to; a case that is not named is unknown",
        _became_charge(),
        needs=(*REFERRALS, "inspections.case_id"),
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    parts=_joined,
    own="inspection_id",
)
