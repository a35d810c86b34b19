"""Build the units "inspection", "disclosure" (financial intelligence), "request" (other States)."""

from sqlalchemy import ColumnElement, case, false, func, literal, not_, null, or_, true

from metrics.reference.currency import join_home_currency, to_home_currency
from metrics.units.cases import per_case
from metrics.units.suspect_records import WHETHER_CASE_WAS_CHARGED
from metrics.units.unit_columns import (
    Joined,
    amount,
    breakdown,
    day,
    declare_unit,
    join_on,
    nullable_boolean_column,
    number,
    place_columns,
    pseudonym,
    truth_inapplicable_as_no,
    yes_no,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v

REFERRALS = ("inspections", "inspections.referral_outcome")
WITHOUT_CASE = (
    v.ReferralOutcome.REFUSED,
    v.ReferralOutcome.ADMINISTRATIVE,
    v.ReferralOutcome.PENDING,
)
ONE = 1
_inspection = tables.inspections.c
_case = per_case.c
_inspected_on = dates.effective_day(_inspection.inspected_on)
_joint = _inspection.joint_with_immigration
_has_case = _case.case_id.is_not(None)


def _inspections_joined() -> Joined:
    of_cases = tables.inspections.outerjoin(per_case, join_on(per_case, tables.inspections))
    # Inspections that led to a case of another offence are left out with that case.
    kept = or_(_inspection.case_id.is_(None), _has_case)
    return Joined(join_home_currency(of_cases, tables.inspections), kept)


def _was_referred() -> ColumnElement:
    has_outcome = _inspection.referral_outcome != v.ReferralOutcome.UNKNOWN
    names_case = _inspection.case_id.is_not(None)
    return or_(_inspection.referred_on.is_not(None), has_outcome, names_case)


def _became_investigation() -> ColumnElement:
    """Whether a referral led to an investigation: yes with a case, else by the stated outcome."""
    outcome = _inspection.referral_outcome
    opened = or_(_has_case, outcome == v.ReferralOutcome.INVESTIGATION_OPENED)
    return case((opened, true()), (outcome.in_(WITHOUT_CASE), false()), else_=null())


def _became_charge() -> ColumnElement:
    ended = _inspection.referral_outcome.in_(WITHOUT_CASE)
    return case((_has_case, _case.charged), (ended, false()), else_=null())


per_inspection = declare_unit(
    "per_inspection",
    "inspection",
    "A labour inspection",
    *place_columns(
        _inspection.jurisdiction,
        _inspection.case_id,
        func.coalesce(_inspection.office_id, columns.UNKNOWN),
        "The inspectorate",
        of_one_office=False,
    ),
    pseudonym("inspection_id", "The inspection", _inspection.inspection_id),
    breakdown("sector", "Economic sector", _inspection.sector),
    breakdown("announced", "Whether it was announced", _inspection.announced),
    breakdown("referral_outcome", "Outcome of the referral", _inspection.referral_outcome),
    day("inspected_on", "Inspection", _inspected_on),
    day(
        "referred_on",
        "Referred to prosecution or police",
        dates.effective_day(_inspection.referred_on),
    ),
    nullable_boolean_column(
        "targeted",
        "Targeted at forced labour",
        truth_inapplicable_as_no(_inspection.targeted),
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
        to_home_currency(_inspection.wages_recovered, _inspected_on),
        needs=("inspections.wages_recovered",),
    ),
    nullable_boolean_column(
        "joint_applies",
        "An inspection that could be a joint operation",
        _joint != v.YesNo.NOT_APPLICABLE,
        needs=("inspections",),
    ),
    nullable_boolean_column(
        "joint_with_immigration",
        "Joint with immigration authorities",
        yes_no(_joint),
        needs=("inspections.joint_with_immigration",),
    ),
    nullable_boolean_column(
        "referred",
        "Referred: a day, an outcome or a case is recorded",
        _was_referred(),
        needs=("inspections", "inspections.referred_on"),
    ),
    nullable_boolean_column(
        "became_investigation",
        "The referral led to an investigation of trafficking; missing if no case is matched",
        _became_investigation(),
        needs=REFERRALS,
    ),
    nullable_boolean_column(
        "became_charge",
        "Someone was charged in the case that it led to; missing if no case is named",
        _became_charge(),
        needs=(*REFERRALS, "inspections.case_id"),
        needs_one_of=(WHETHER_CASE_WAS_CHARGED,),
    ),
    parts=_inspections_joined,
    own="inspection_id",
)
_disclosure = tables.disclosures.c


def _disclosures_joined() -> Joined:
    return Joined(tables.disclosures.outerjoin(per_case, join_on(per_case, tables.disclosures)))


per_disclosure = declare_unit(
    "per_disclosure",
    "disclosure",
    "A disclosure of the financial intelligence unit",
    *place_columns(
        _disclosure.jurisdiction,
        _disclosure.case_id,
        func.coalesce(_case.office, columns.UNKNOWN),
        "The office that leads the case it became or supported",
        of_one_office=False,
    ),
    pseudonym("disclosure_id", "The disclosure", _disclosure.disclosure_id),
    breakdown("origin", "Who reported the transaction", _disclosure.origin),
    day("received_on", "Received", dates.effective_day(_disclosure.received_on)),
    nullable_boolean_column(
        "is_of_trafficking",
        "Not tied to a case of another offence",
        or_(_disclosure.case_id.is_(None), _has_case),
        needs=("disclosures",),
    ),
    nullable_boolean_column(
        "became_case",
        "Became or supported a case; no if no case is named",
        _has_case,
        needs=("disclosures", "disclosures.case_id"),
    ),
    parts=_disclosures_joined,
    own="disclosure_id",
)
EXECUTED = ("requests", "requests.executed_on")
_request = tables.requests.c
_executed = _request.executed_on.is_not(None)
_answered = or_(_executed, _request.refused_on.is_not(None))


def _requests_joined() -> Joined:
    return Joined(tables.requests.join(per_case, join_on(per_case, tables.requests)))


per_request = declare_unit(
    "per_request",
    "request",
    "A request for international cooperation in a case, sent or received",
    *place_columns(_request.jurisdiction, _request.case_id, _case.office),
    pseudonym("request_id", "The request", _request.request_id),
    breakdown("form", "Form of exploitation of the case", _case.form),
    breakdown("sector", "Economic sector of the case", _case.sector),
    breakdown("instrument", "Instrument", _request.instrument),
    breakdown("direction", "Sent or received", _request.direction),
    day("sent_on", "Sent", dates.effective_day(_request.sent_on), needs=("requests.sent_on",)),
    day("due_on", "Due", dates.effective_day(_request.due_on)),
    day(
        "answered_on",
        "Executed or refused, whichever came first",
        func.least(
            dates.effective_day(_request.executed_on), dates.effective_day(_request.refused_on)
        ),
        needs=(*EXECUTED, "requests.refused_on"),
    ),
    nullable_boolean_column(
        "is_request",
        "A request in a case of trafficking",
        true(),
        needs=("requests",),
    ),
    nullable_boolean_column(
        "answered_or_due",
        "Executed, refused, or pending with a due date; missing if pending without one",
        case((or_(_answered, _request.due_on.is_not(None)), true()), else_=null()),
        needs=EXECUTED,
    ),
    nullable_boolean_column("executed", "Executed", _executed, needs=EXECUTED),
    nullable_boolean_column(
        "is_pending", "Neither executed nor refused", not_(_answered), needs=EXECUTED
    ),
    parts=_requests_joined,
    own="request_id",
)
