"""Define columns of the unit "victim" on identification, protection and assistance."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    Column,
    ColumnElement,
    FromClause,
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

from metrics import counting_options
from metrics.units.unit_columns import (
    day,
    is_one_of,
    is_within_days,
    nullable_boolean_column,
    number,
    possible_days,
    truth_inapplicable_as_no,
    yes_no,
)
from schemas import dates, tables
from schemas import vocabulary as v
from schemas.language import marked


class VictimFacts(NamedTuple):
    """The victims with their cases, each joined with at most one row of other kinds of records."""

    joined: FromClause
    kept: ColumnElement
    claims: CTE
    payments: CTE
    protected: CTE
    assisted: CTE

    @property
    def without_claim(self) -> ColumnElement:
        return self.claims.c.victim_id.is_(None)

    @property
    def awarded(self) -> ColumnElement:
        """Whether an award is recorded for the victim, and they were not rejected as a victim."""
        return and_(is_not_rejected(), func.coalesce(self.claims.c.award, false()))


def is_not_rejected() -> ColumnElement:
    """Whether a victim was not rejected; an unknown status counts as not rejected."""
    return tables.victims.c.status != v.VictimStatus.REJECTED


def is_any_applicable(*columns: ColumnElement) -> ColumnElement:
    """Whether one of several yes-no columns is not "not_applicable"; never NULL."""
    return or_(*(column != v.YesNo.NOT_APPLICABLE for column in columns))


AGE = ("victims", "victims.age_group")
GUARDIAN = ("victims.guardian", "victims.guardian_on", "victims.identified_on")
_victim = tables.victims.c
_interview = _victim.specialised_interview
_shelter = _victim.shelter_suitable
_choice = _victim.interviewer_choice


def _child() -> ColumnElement:
    return and_(is_not_rejected(), is_one_of(_victim.age_group, v.AgeGroup.CHILD))


def _adult() -> ColumnElement:
    return and_(is_not_rejected(), is_one_of(_victim.age_group, v.AgeGroup.ADULT))


def _guardian_in_time(_: VictimFacts) -> ColumnElement:
    limit = counting_options.option_value("guardian_within_days")
    in_time = is_within_days(
        possible_days(_victim.guardian_on), possible_days(_victim.identified_on), limit
    )
    return case(
        (_victim.guardian == v.Guardian.NOT_APPOINTED, false()),
        (_victim.guardian == v.Guardian.APPOINTED, in_time),
        else_=null(),
    )


def _child_measures(facts: VictimFacts) -> ColumnElement:
    return and_(_guardian_in_time(facts), *_as_far_as_applicable(_interview))


def _as_far_as_applicable(*columns: ColumnElement) -> Iterable[ColumnElement]:
    for column in columns:
        yield case((column == v.YesNo.NOT_APPLICABLE, true()), else_=yes_no(column))


MEASURES = (
    nullable_boolean_column("child", "A child, and not rejected", _child(), needs=AGE),
    nullable_boolean_column(
        "child_and_interview_applies",
        "A child, not rejected, to whom a specialised interview applies",
        and_(_child(), is_any_applicable(_interview)),
        needs=AGE,
    ),
    nullable_boolean_column(
        "guardian_in_time",
        "A guardian was appointed within the set number of days of the identification",
        _guardian_in_time,
        needs=GUARDIAN,
    ),
    nullable_boolean_column(
        "specialised_interview",
        "Interviewed by a specialist",
        yes_no(_interview),
        needs=("victims.specialised_interview",),
    ),
    nullable_boolean_column(
        "child_measures",
        "A guardian in time, and a specialised interview if that applies",
        _child_measures,
        needs=(*GUARDIAN, "victims.specialised_interview"),
    ),
    nullable_boolean_column(
        "adult_and_measures_apply",
        "An adult, not rejected, to whom shelter or choice of interviewer applies",
        and_(_adult(), is_any_applicable(_shelter, _choice)),
        needs=AGE,
    ),
    nullable_boolean_column(
        "adult_and_shelter_applies",
        "An adult, not rejected, to whom shelter applies",
        and_(_adult(), is_any_applicable(_shelter)),
        needs=AGE,
    ),
    nullable_boolean_column(
        "adult_and_choice_applies",
        "An adult, not rejected, to whom choice of interviewer applies",
        and_(_adult(), is_any_applicable(_choice)),
        needs=AGE,
    ),
    nullable_boolean_column(
        "shelter_suitable",
        "Suitable shelter was offered",
        yes_no(_shelter),
        needs=("victims.shelter_suitable",),
    ),
    nullable_boolean_column(
        "interviewer_choice",
        "Choice of interviewer was offered",
        yes_no(_choice),
        needs=("victims.interviewer_choice",),
    ),
    nullable_boolean_column(
        "adult_measures",
        "Suitable shelter and choice of interviewer, as far as they apply",
        and_(*_as_far_as_applicable(_shelter, _choice)),
        needs=("victims.shelter_suitable", "victims.interviewer_choice"),
    ),
)
STATUS = ("victims", "victims.status")
WHO_IS_A_VICTIM = ("victims.status",)
LEGAL_AID = ("victims", "victims.legal_aid")
CONSEQUENCES = ("victims.immigration_consequence", "victims.data_passed_to_immigration")
# Acts against a victim that are forbidden: the name of the column for "applies", and the record
# column.
# By the column on whether it applies: the column of the record, and the meanings of both.
BURDENS = {
    "charge_applies": (
        "charged_for_compelled_act",
        marked("Formally identified, and a charge could apply"),
        marked("Charged for acts they were forced to commit"),
    ),
    "conviction_applies": (
        "convicted_for_compelled_act",
        marked("Formally identified, and a conviction could apply"),
        marked("Convicted for acts they were forced to commit"),
    ),
    "detention_applies": (
        "detained_for_immigration",
        marked("Formally identified, and detention could apply"),
        marked("Detained for immigration reasons"),
    ),
}
_identified_on = dates.effective_day(_victim.identified_on)
_contact_on = dates.effective_day(_victim.first_contact_on)
_identified = _victim.status == v.VictimStatus.IDENTIFIED


def protected_victims() -> CTE:
    """Return one row per victim with any protection measure."""
    granted = tables.protections.c
    return select(granted.jurisdiction, granted.victim_id).distinct().cte("protected_victims")


_rejected_on, _withdrew_on = (
    dates.effective_day(_victim[f"{way}_on"]) for way in ("rejected", "withdrew")
)


def _status_ended_on() -> ColumnElement:
    """Return the day on which waiting for a status ended; for a rejected victim, the rejection."""
    # Rejected and withdrawn victims do not wait any more. As waiting they would lengthen the
    # median.
    other = func.coalesce(_identified_on, _rejected_on, _withdrew_on)
    return case((_victim.status == v.VictimStatus.REJECTED, _rejected_on), else_=other)


def _identified_in_time() -> ColumnElement:
    """Whether a victim was identified in time (V04y).

    It is no if the victim was rejected or withdrew before being identified. It is unknown if the
    victim was identified without a date.
    """
    in_time = is_within_days(
        possible_days(_victim.identified_on),
        possible_days(_victim.first_contact_on),
        counting_options.option_value("identified_within_days"),
    )
    identified = and_(is_not_rejected(), _identified_on.is_not(None))
    left_before = or_(_rejected_on < _identified_on, _withdrew_on < _identified_on)
    return case(
        (and_(identified, left_before), false()),
        (identified, in_time),
        (_victim.status == v.VictimStatus.REJECTED, false()),
        (_identified, null()),
        (or_(_rejected_on.is_not(None), _withdrew_on.is_not(None)), false()),
        (_victim.status == v.VictimStatus.PRESUMED, false()),
        else_=null(),
    )


def _identified_by_any() -> ColumnElement:
    return and_(is_not_rejected(), or_(_identified, _identified_on.is_not(None)))


def _days_exploited() -> ColumnElement:
    """Return the days of exploitation (V07), until its end or, without one, the identification."""
    until = func.coalesce(dates.effective_day(_victim.exploitation_to), _identified_on)
    days = dates.days_between(dates.effective_day(_victim.exploitation_from), until)
    return case((days < 0, 0), else_=days)


IDENTIFICATION = (
    day(
        "identified_on",
        "Formally identified",
        _identified_on,
        needs=("victims.identified_on",),
    ),
    day(
        "first_contact_on",
        "First contact with an authority",
        _contact_on,
        needs=("victims.first_contact_on",),
    ),
    day(
        "met_on",
        "Identified, or if that day is missing, the first contact",
        func.coalesce(_identified_on, _contact_on),
    ),
    nullable_boolean_column(
        "identified",
        "Formally identified",
        _identified,
        needs=STATUS,
        needs_one_of=(WHO_IS_A_VICTIM,),
    ),
    nullable_boolean_column(
        "presumed",
        "Presumed to be a victim",
        _victim.status == v.VictimStatus.PRESUMED,
        needs=STATUS,
        needs_one_of=(WHO_IS_A_VICTIM,),
    ),
    nullable_boolean_column(
        "met",
        "Any victim, also rejected ones",
        _victim.victim_id.is_not(None),
        needs=("victims",),
    ),
    day(
        "status_ended_on",
        "End of the procedure on the status: rejected; for other victims identified, rejected"
        " or withdrew",
        _status_ended_on(),
        needs=("victims.identified_on",),
    ),
    day(
        "identification_due_on",
        "The last day on which an identification is in time",
        lambda _: dates.add_days(
            _contact_on, counting_options.option_value("identified_within_days")
        ),
    ),
    nullable_boolean_column(
        "identified_in_time",
        "Identified within the set number of days of the first contact; no if rejected or"
        " withdrawn before",
        lambda _: _identified_in_time(),
        needs=(*STATUS, "victims.identified_on"),
    ),
    nullable_boolean_column(
        "identified_by_day_or_status",
        "Identified, by a day or the status, and not rejected",
        _identified_by_any(),
        # Day and status stand in for each other.
        needs=("victims",),
    ),
    number(
        "days_exploited",
        "From the beginning of the exploitation to its end, or if that is missing, to the"
        " identification",
        _days_exploited(),
        needs=("victims.exploitation_from",),
    ),
    nullable_boolean_column(
        "not_rejected",
        "Any victim who is not rejected",
        is_not_rejected(),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "rights_apply",
        "Not rejected, and information about rights applies",
        and_(is_not_rejected(), is_any_applicable(_victim.informed_of_rights)),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "informed_of_rights",
        "Victims informed of their rights",
        yes_no(_victim.informed_of_rights),
        needs=("victims.informed_of_rights",),
    ),
    nullable_boolean_column(
        "still_presumed",
        "Still presumed",
        is_one_of(_victim.status, v.VictimStatus.PRESUMED),
        needs=STATUS,
    ),
)


def _testified() -> ColumnElement:
    gave_or_will = is_one_of(_victim.testimony, v.Testimony.GIVEN, v.Testimony.PLANNED)
    return and_(is_not_rejected(), gave_or_will)


PROTECTION = (
    nullable_boolean_column(
        "testified",
        "Testified, or was to testify",
        _testified(),
        needs=("victims", "victims.testimony"),
    ),
    nullable_boolean_column(
        "needs_protection",
        "The individual assessment asked for protection",
        and_(is_not_rejected(), truth_inapplicable_as_no(_victim.protection_needed)),
        needs=("victims", "victims.protection_needed"),
    ),
    nullable_boolean_column(
        "was_protected",
        "Any protection was granted; no record counts as none",
        lambda facts: facts.protected.c.victim_id.is_not(None),
        needs=("protections",),
    ),
)


def _burdens() -> Iterator[Column]:
    """Yield two columns per burden (charge, detention ...): whether it applies, and happened."""
    for name_applies, (name, meaning_applies, meaning) in BURDENS.items():
        yield nullable_boolean_column(
            name_applies,
            meaning_applies,
            and_(_identified, is_any_applicable(_victim[name])),
            needs=STATUS,
        )
        yield nullable_boolean_column(
            name, meaning, yes_no(_victim[name]), needs=(f"victims.{name}",)
        )


def _in_investigation() -> ColumnElement:
    return and_(is_not_rejected(), _victim.case_id.is_not(None))


def _offered() -> ColumnElement:
    # Declined aid was offered.
    return is_one_of(_victim.legal_aid, v.LegalAid.YES, v.LegalAid.DECLINED)


def _before_interview() -> ColumnElement:
    aid_on = dates.effective_day(_victim.legal_aid_on)
    return and_(_offered(), aid_on < dates.effective_day(_victim.first_interview_on))


def _free_legal_aid_applies() -> ColumnElement:
    """Whether the question if legal aid was free applies to a victim in an investigation."""
    without = _victim.legal_aid == v.LegalAid.NO
    return and_(_in_investigation(), or_(without, is_any_applicable(_victim.legal_aid_free)))


ASSISTANCE = (
    nullable_boolean_column(
        "in_investigation", "In a case, and not rejected", _in_investigation(), needs=("victims",)
    ),
    nullable_boolean_column(
        "had_legal_aid", "Legal aid was given or offered", _offered(), needs=LEGAL_AID
    ),
    nullable_boolean_column(
        "had_legal_aid_before_interview",
        "Legal aid was given or offered before the first formal interview",
        _before_interview(),
        needs=(*LEGAL_AID, "victims.legal_aid_on", "victims.first_interview_on"),
    ),
    nullable_boolean_column(
        "in_investigation_and_free_aid_applies",
        "In a case and not rejected, unless the cost of legal aid does not apply",
        _free_legal_aid_applies(),
        needs=("victims",),
    ),
    nullable_boolean_column(
        "had_free_legal_aid",
        "Legal aid was given or offered free of charge",
        and_(_offered(), yes_no(_victim.legal_aid_free)),
        needs=(*LEGAL_AID, "victims.legal_aid_free"),
    ),
)


def _without_regular_status() -> ColumnElement:
    irregular = is_one_of(_victim.regular_status, v.YesNo.NO)
    applicable = is_any_applicable(
        _victim.immigration_consequence, _victim.data_passed_to_immigration
    )
    return and_(is_not_rejected(), irregular, applicable)


def _firewall_held() -> ColumnElement:
    """Whether a victim had no immigration consequence, and no data went to immigration; or NULL."""
    return and_(
        not_(truth_inapplicable_as_no(_victim.immigration_consequence)),
        not_(truth_inapplicable_as_no(_victim.data_passed_to_immigration)),
    )


FIREWALL = (
    nullable_boolean_column(
        "without_regular_status",
        "Without regular residence, not rejected, and a consequence could arise",
        _without_regular_status(),
        needs=("victims", "victims.regular_status"),
    ),
    nullable_boolean_column(
        "firewall_held",
        "No immigration consequence, and no data passed to immigration authorities",
        _firewall_held(),
        needs=CONSEQUENCES,
    ),
)
HANDLED = (*IDENTIFICATION, *PROTECTION, *_burdens(), *ASSISTANCE, *MEASURES, *FIREWALL)
