"""The labour inspection: one row each, with what its referral came to."""

from sqlalchemy import (
    ColumnElement,
    Select,
    case,
    false,
    func,
    literal,
    null,
    or_,
    select,
    true,
)

from metrics.currency import converted, in_home_currency
from metrics.units.cases import per_case
from metrics.units.declaration import (
    UNKNOWN,
    amount,
    breakdown,
    day,
    identity,
    number,
    place,
    truth,
    unit,
)
from metrics.units.joining import same
from metrics.units.knowledge import belongs, yes_no
from schemas import dates, tables
from schemas import vocabulary as v

REFERRALS = ("inspections", "inspections.referral_outcome")
WITHOUT_CASE = (
    v.ReferralOutcome.REFUSED,
    v.ReferralOutcome.ADMINISTRATIVE,
    v.ReferralOutcome.PENDING,
)
ONE = 1

per_inspection = unit(
    "per_inspection",
    "inspection",
    "A labour inspection",
    *place("The inspectorate", "inspections.office_id"),
    identity("inspection_id", "The inspection"),
    breakdown("sector", "Economic sector", "inspections.sector"),
    breakdown("announced", "Whether it was announced", "inspections.announced"),
    breakdown("referral_outcome", "What became of the referral", "inspections.referral_outcome"),
    day("inspected_on", "Inspection", "inspections.inspected_on"),
    day("referred_on", "Referred to prosecution or police", "inspections.referred_on"),
    truth(
        "targeted",
        "Targeted at forced labour",
        needs=("inspections", "inspections.targeted"),
    ),
    number("inspections", "One inspection", "inspections"),
    number("workers_found", "Workers found in forced labour", "inspections.workers_found"),
    amount(
        "wages_recovered",
        "Wages recovered",
        reads=("inspections.inspected_on",),
        needs=("inspections.wages_recovered",),
    ),
    truth(
        "joint_applies",
        "An inspection for which a joint operation is not ruled out",
        reads=("inspections.joint_with_immigration",),
        needs=("inspections",),
    ),
    truth(
        "joint_with_immigration",
        "Joint with immigration authorities",
        needs=("inspections.joint_with_immigration",),
    ),
    truth(
        "referred",
        "Referred: a day or an outcome says so",
        reads=("inspections.referral_outcome",),
        needs=("inspections", "inspections.referred_on"),
    ),
    truth(
        "became_investigation",
        "The referral led to an investigation of trafficking; unmatched is unknown",
        reads=("inspections.case_id",),
        needs=REFERRALS,
    ),
    truth(
        "became_charge",
        "Somebody was charged in the case it led to; a case that is not named is unknown",
        reads=("cases.charged", "suspects.charged"),
        needs=(*REFERRALS, "inspections.case_id"),
    ),
    own="inspection_id",
)


def rows() -> Select:
    """The rows of `per_inspection`, its columns in order."""
    inspection, a_case = tables.inspections.c, per_case.c
    inspected_on = dates.effective(inspection.inspected_on)
    joint = inspection.joint_with_immigration
    joined = in_home_currency(
        tables.inspections.outerjoin(per_case, same(per_case, tables.inspections)),
        tables.inspections,
    )
    columns = (
        inspection.jurisdiction,
        inspection.case_id,
        func.coalesce(inspection.office_id, UNKNOWN),
        inspection.inspection_id,
        inspection.sector,
        inspection.announced,
        inspection.referral_outcome,
        inspected_on,
        dates.effective(inspection.referred_on),
        belongs(inspection.targeted),
        literal(ONE),
        inspection.workers_found,
        converted(inspection.wages_recovered, inspected_on),
        joint != v.YesNo.NOT_APPLICABLE,
        yes_no(joint),
        _was_referred(),
        *_came_to(),
    )
    # What led to a case of another offence is left out with it.
    kept = or_(inspection.case_id.is_(None), a_case.case_id.is_not(None))
    return select(*columns).select_from(joined).where(kept)


def _was_referred() -> ColumnElement:
    inspection = tables.inspections.c
    return or_(
        inspection.referred_on.is_not(None),
        inspection.referral_outcome != v.ReferralOutcome.UNKNOWN,
    )


def _came_to() -> tuple[ColumnElement, ColumnElement]:
    """An investigation and a charge: as its case says, else by the outcome."""
    inspection, a_case = tables.inspections.c, per_case.c
    outcome = inspection.referral_outcome
    has_case = a_case.case_id.is_not(None)
    ended = (outcome.in_(WITHOUT_CASE), false())
    opened = or_(has_case, outcome == v.ReferralOutcome.INVESTIGATION_OPENED)
    return (
        case((opened, true()), ended, else_=null()),
        case((has_case, a_case.charged), ended, else_=null()),
    )
