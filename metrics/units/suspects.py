"""Build the unit "suspect": one row per person, natural or legal, in a case."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, Over, and_, case, false, func, not_, null, or_

from metrics import counting_options
from metrics.units.suspect_records import (
    CONVICTED,
    JUDGED,
    LAUNDERING,
    OFFENCES,
    OUTCOME,
    WHEN_CHARGED,
    WHEN_SUSPECTED,
    WHO_WAS_CHARGED,
    WHO_WAS_CONVICTED,
    PersonFacts,
    is_case_of_trafficking,
    is_natural,
    person_facts,
)
from metrics.units.unit_columns import (
    PossibleDays,
    amount,
    breakdown,
    case_columns,
    day,
    declare_unit,
    false_without_row,
    is_known_yes,
    is_one_of,
    is_within_months,
    nullable_boolean_column,
    number,
    place_columns,
    possible_days,
    pseudonym,
    truth_inapplicable_as_no,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v

_suspect = tables.suspects.c
_case = tables.cases.c


def _suspected_on() -> ColumnElement:
    """Return the day of the suspicion, or, if it is not stated, of the opening of the case."""
    stated = dates.effective_day(_suspect.suspected_on)
    return func.coalesce(stated, dates.effective_day(_case.opened_on))


def _suspicion_started() -> ColumnElement:
    """Whether the suspicion began with this case: no in a re-opened case."""
    # In a re-opened case the suspicion began when it was first opened.
    return not_(is_known_yes(_case.reopened))


def _over_person(aggregate: ColumnElement) -> Over:
    """Return an aggregate over all cases of a person in the jurisdiction (a window function)."""
    return aggregate.over(partition_by=(_suspect.jurisdiction, _suspect.person_id))


def _earliest_in_case(on: ColumnElement, where: ColumnElement) -> Over:
    return _over_person(func.min(case((where, on))))


def _is_person_charged(facts: PersonFacts) -> ColumnElement:
    """Whether a natural person was charged with trafficking."""
    return and_(is_natural(), facts.with_trafficking)


def _is_entity_charged(facts: PersonFacts) -> ColumnElement:
    return and_(not_(is_natural()), facts.with_trafficking)


def _first_charged(facts: PersonFacts, charged: ColumnElement) -> ColumnElement:
    """Return the day of the first charge of a person; `charged` is whether the row has one.

    It looks at all cases of the person. Charges that may not have been brought count only if no
    case has a certain charge.
    """
    stated = dates.effective_day(_suspect.charged_on)
    on = func.coalesce(facts.charges.c.trafficking_on, stated)
    return case(
        (
            _over_person(func.bool_or(func.coalesce(charged, false()))),
            _earliest_in_case(on, charged),
        ),
        else_=_earliest_in_case(on, charged.is_(None)),
    )


CHARGES = (
    day(
        "opened_on",
        "Investigation opened",
        dates.effective_day(_case.opened_on),
        needs=("cases.opened_on",),
    ),
    day(
        "suspected_on",
        "First suspected, or if that day is missing, the opening of the case",
        _suspected_on(),
    ),
    nullable_boolean_column("charged", "Charged in the case", lambda facts: facts.charged),
    day("charged_on", "First charge", lambda facts: facts.charged_on),
    nullable_boolean_column(
        "perhaps_charged",
        "Charged, or it is not recorded whether",
        lambda facts: facts.perhaps_charged,
    ),
    day("decided_on", "First-instance decision", dates.effective_day(_suspect.decided_on)),
    day(
        "decided_from",
        "The first day the decision may have been on",
        dates.earliest_day(_suspect.decided_on),
    ),
    day(
        "decided_to",
        "The last day the decision may have been on",
        dates.latest_day(_suspect.decided_on),
    ),
    day("final_on", "Final decision", dates.effective_day(_suspect.final_on)),
    nullable_boolean_column(
        "suspicion_started",
        "The suspicion began in this case, which was not only re-opened",
        _suspicion_started(),
        needs=("suspects",),
    ),
    day(
        "person_suspected_on",
        "When the person was first suspected, in any case of the jurisdiction",
        _earliest_in_case(_suspected_on(), _suspicion_started()),
    ),
    nullable_boolean_column(
        "charged_with_trafficking",
        "A natural person charged with trafficking; missing if charged in a case of trafficking"
        " and no charge is recorded",
        _is_person_charged,
        needs=OFFENCES,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "person_charged_on",
        "When the person was first charged with trafficking, in any case of the jurisdiction",
        lambda facts: _first_charged(facts, _is_person_charged(facts)),
    ),
    nullable_boolean_column(
        "entity_charged_with_trafficking",
        "A legal person charged with trafficking; missing if charged in a case of trafficking"
        " and no charge is recorded",
        _is_entity_charged,
        needs=OFFENCES,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "entity_charged_on",
        "When the legal person was first charged with trafficking, in any case of the jurisdiction",
        lambda facts: _first_charged(facts, _is_entity_charged(facts)),
    ),
)
# Persons abroad are out of the court's reach, so the charge neither succeeded nor failed.
GONE_ABROAD = (v.ExitReason.ABROAD_OR_UNKNOWN, v.ExitReason.TRANSFERRED_ABROAD)
_outcome, _decided_on = _suspect.outcome, dates.effective_day(_suspect.decided_on)


def _finally_convicted(facts: PersonFacts) -> ColumnElement:
    return and_(is_natural(), _suspect.final_on.is_not(None), facts.convicted_of_trafficking)


def _is_disposed(facts: PersonFacts) -> ColumnElement:
    """Whether a charged natural person has an outcome, and was not transferred abroad."""
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


def _ended_on() -> ColumnElement:
    """Return the day on which proceedings at first instance ended, with any outcome."""
    return func.coalesce(_decided_on, dates.effective_day(_suspect.left_on))


def _discontinued_on() -> ColumnElement:
    return case((_outcome == v.Outcome.DISCONTINUED, _ended_on()))


def _disposed_on() -> ColumnElement:
    """Return the day of the discontinuance or, without one, of the decision."""
    return func.coalesce(_discontinued_on(), _decided_on)


def _days_to_judgment(facts: PersonFacts) -> ColumnElement:
    days = dates.days_between(facts.charged_on, _decided_on)
    return case((days < 0, 0), else_=days)


def _disposed_of_trafficking(facts: PersonFacts) -> ColumnElement:
    return and_(_is_disposed(facts), facts.with_trafficking)


OUTCOMES = (
    nullable_boolean_column(
        "convicted_person",
        "A natural person convicted of trafficking at first instance; missing if charged and"
        " the outcome is missing",
        lambda facts: and_(is_natural(), facts.convicted_of_trafficking),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    nullable_boolean_column(
        "convicted_entity",
        "A legal person convicted of trafficking at first instance; missing if charged and the"
        " outcome is missing",
        lambda facts: and_(not_(is_natural()), facts.convicted_of_trafficking),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    nullable_boolean_column(
        "finally_convicted_person",
        "A natural person convicted of trafficking, with a final decision; missing if charged"
        " and the outcome is missing",
        _finally_convicted,
        needs=(*OUTCOME, "suspects.final_on"),
        needs_one_of=(WHO_WAS_CONVICTED,),
    ),
    nullable_boolean_column(
        "disposed",
        "A natural person charged in a case of trafficking, whose charge was decided or ended"
        " at first instance; people who are gone or were transferred abroad are left out",
        _is_disposed,
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "disposed_and_charged_with_trafficking",
        "Charged with trafficking, and the charge was decided or ended at first instance;"
        " missing if no charge is recorded",
        _disposed_of_trafficking,
        needs=(*OUTCOME, *OFFENCES),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "ended_natural_person",
        "A natural person who was convicted or acquitted, or charged and the proceedings"
        " discontinued; people who are gone or were transferred abroad are left out, and people"
        " without a recorded outcome",
        _ended,
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "disposed_on",
        "Convicted or acquitted, or if discontinued, the day of leaving the proceedings",
        _disposed_on(),
    ),
    nullable_boolean_column(
        "convicted_of_trafficking",
        "Convicted of trafficking at first instance",
        is_one_of(_outcome, v.Outcome.CONVICTED_TRAFFICKING),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "convicted_of_anything",
        "Convicted of any offence at first instance",
        is_one_of(_outcome, *CONVICTED),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "convicted",
        "Convicted of any offence; left out if the outcome is missing",
        _outcome.in_(CONVICTED),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "ordered_to_compensate",
        "An award was made against the person; no claim counts as no award",
        lambda facts: false_without_row(facts.claims, "awarded"),
        needs=("claims", "claims.person_id", "claims.result", "claims.awarded"),
    ),
    nullable_boolean_column(
        "decided",
        "Convicted or acquitted; left out if the outcome is missing",
        _outcome.in_(JUDGED),
        needs=("suspects.outcome",),
    ),
    nullable_boolean_column(
        "charged_natural_person",
        "A natural person charged in the case",
        lambda facts: and_(is_natural(), facts.charged),
        needs=("suspects",),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    day(
        "judged_on",
        "Convicted or acquitted at first instance",
        # An unknown outcome may be a discontinuance, which is an end without judgment.
        case((_outcome.in_(JUDGED), _decided_on)),
        needs=("suspects.decided_on",),
    ),
    day("discontinued_on", "Proceedings discontinued", _discontinued_on()),
    day(
        "ended_on",
        "The proceedings at first instance ended, in any way",
        _ended_on(),
        needs=("suspects.decided_on",),
    ),
    number(
        "days_to_judgment",
        "From charge to judgment",
        _days_to_judgment,
        needs=("suspects.decided_on",),
    ),
    nullable_boolean_column(
        "awaits_judgment",
        "Still pending",
        is_one_of(_outcome, v.Outcome.PENDING),
        needs=("suspects.outcome",),
    ),
)
SANCTIONS = ("sanctions", "sanctions.kind")


def _is_convicted() -> ColumnElement:
    return and_(is_natural(), _suspect.outcome == v.Outcome.CONVICTED_TRAFFICKING)


def _custody_with_an_end(facts: PersonFacts) -> ColumnElement:
    """Whether a convicted person was sentenced to custody for a limited time, not for life."""
    imposed = facts.sanctions.c
    return case((imposed.life, false()), else_=and_(_is_convicted(), imposed.custody))


def _charged_with(name: str) -> Callable[[PersonFacts], ColumnElement]:
    def charge_column(facts: PersonFacts) -> ColumnElement:
        # A charged person without a charge row was charged with an unknown offence.
        without_row = case((facts.perhaps_charged, null()), else_=false())
        return case((facts.charges.c.case_id.is_(None), without_row), else_=facts.charges.c[name])

    return charge_column


SANCTIONED = (
    nullable_boolean_column(
        "natural_person_convicted_of_trafficking",
        "A natural person convicted of trafficking; left out if the outcome is missing",
        _is_convicted(),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "unsuspended_custody",
        "Custody or life imprisonment, not suspended, at first instance; missing if no sanction"
        " of first instance is recorded",
        lambda facts: facts.sanctions.c.custody,
        needs=SANCTIONS,
    ),
    nullable_boolean_column(
        "custody_with_an_end",
        "A natural person convicted of trafficking, sentenced to custody but not for life",
        _custody_with_an_end,
        needs=(*OUTCOME, *SANCTIONS),
    ),
    number(
        "months_of_custody",
        "The longest custody that is not suspended",
        lambda facts: facts.sanctions.c.months,
        needs=("sanctions.months",),
    ),
    nullable_boolean_column(
        "fined",
        "A fine at first instance; missing if no sanction of first instance is recorded",
        lambda facts: facts.sanctions.c.fined,
        # Without amounts, a nominal fine of 0 (no fine) looks like a fine.
        needs=(*SANCTIONS, "sanctions.amount"),
    ),
    nullable_boolean_column(
        "convicted_and_fined",
        "Convicted of any offence, and fined",
        lambda facts: and_(_suspect.outcome.in_(CONVICTED), facts.sanctions.c.fined),
        needs=(*OUTCOME, *SANCTIONS),
    ),
    amount(
        "fines",
        "All fines at first instance",
        lambda facts: facts.sanctions.c.fines,
        needs=("sanctions.amount",),
    ),
    nullable_boolean_column(
        "licensed_and_sanctioned",
        "Has a licence, registration or public contract, and was sanctioned; missing if"
        " convicted and no sanction is recorded",
        lambda facts: and_(truth_inapplicable_as_no(_suspect.licensed), facts.was_sanctioned),
        needs=("suspects", "suspects.licensed", "sanctions"),
    ),
    nullable_boolean_column(
        "excluded",
        "Lost the licence, contract or business",
        lambda facts: facts.sanctions.c.excluded,
        needs=SANCTIONS,
    ),
    day("ordered_on", "First sanction", lambda facts: facts.sanctions.c.ordered_on),
)
REACH = (
    nullable_boolean_column(
        "charged_in_trafficking_case",
        "A person, natural or legal, charged in a case of trafficking",
        lambda facts: and_(facts.charged, is_case_of_trafficking()),
        needs=("suspects",),
    ),
    nullable_boolean_column(
        "apex",
        "Organised or financed the offence, laundered for it, or profits as a company; missing"
        " if a link is missing",
        lambda facts: facts.links.c.apex,
        needs=("links", "links.link"),
    ),
    nullable_boolean_column(
        "laundering_charged",
        "Charged with money laundering; missing if charged and no charge is recorded",
        _charged_with("laundering_charged"),
        needs=LAUNDERING,
    ),
    nullable_boolean_column(
        "financially_charged",
        "Charged with laundering, tax fraud, or wage or social fraud; missing if charged and no"
        " charge is recorded",
        _charged_with("financially_charged"),
        needs=LAUNDERING,
    ),
    nullable_boolean_column(
        "sanctioned",
        "Sanctioned in any way; missing if convicted and no sanction is recorded",
        lambda facts: facts.was_sanctioned,
        needs=("sanctions",),
    ),
)
JUDGED_ON = (*OUTCOME, "suspects.decided_on")


def _suspicion_days() -> PossibleDays:
    return possible_days(_suspect.suspected_on).otherwise(possible_days(tables.cases.c.opened_on))


def _charged_on_days(facts: PersonFacts) -> PossibleDays:
    by_charges = PossibleDays(facts.charges.c.charged_from, facts.charges.c.charged_to)
    return possible_days(_suspect.charged_on).otherwise(by_charges)


def _reached_in_time(stage: ColumnElement, in_time: ColumnElement) -> ColumnElement:
    """Return whether a person reached a stage in time; NULL if unknown."""
    return case((stage, in_time), else_=stage)


def _within_stage(event: PossibleDays, start: PossibleDays) -> ColumnElement:
    """Whether an event came within the months that `stage_within_months` allows after `start`."""
    return is_within_months(event, start, counting_options.option_value("stage_within_months"))


def _charged_in_time(facts: PersonFacts) -> ColumnElement:
    return _reached_in_time(
        facts.charged, _within_stage(_charged_on_days(facts), _suspicion_days())
    )


def _judged_within(option: str) -> Callable[[PersonFacts], ColumnElement]:
    """Return a function that makes SQL: whether a person was judged within an option's months."""

    def judged_in_time(facts: PersonFacts) -> ColumnElement:
        decision, months = possible_days(_suspect.decided_on), counting_options.option_value(option)
        in_time = is_within_months(decision, _charged_on_days(facts), months)
        return _reached_in_time(is_one_of(_suspect.outcome, *JUDGED), in_time)

    return judged_in_time


def _final_in_time(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(possible_days(_suspect.final_on), possible_days(_suspect.decided_on))
    return _reached_in_time(_suspect.final_on.is_not(None), in_time)


def _judged_of_suspected(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(possible_days(_suspect.decided_on), _suspicion_days())
    return _reached_in_time(is_one_of(_suspect.outcome, *JUDGED), in_time)


def _convicted_of_suspected(_: PersonFacts) -> ColumnElement:
    in_time = _within_stage(possible_days(_suspect.decided_on), _suspicion_days())
    return _reached_in_time(is_one_of(_suspect.outcome, *CONVICTED), in_time)


def _final_of_suspected(_: PersonFacts) -> ColumnElement:
    made_final = and_(is_one_of(_suspect.outcome, *CONVICTED), _suspect.final_on.is_not(None))
    return _reached_in_time(
        made_final, _within_stage(possible_days(_suspect.final_on), _suspicion_days())
    )


def _charged_and_convicted(facts: PersonFacts) -> ColumnElement:
    return and_(is_natural(), facts.with_trafficking, _suspect.outcome.in_(CONVICTED))


STAGES = (
    nullable_boolean_column(
        "natural_person", "A natural person", is_natural(), needs=("suspects",)
    ),
    nullable_boolean_column(
        "charged_in_time",
        "Charged within the follow-up period after the suspicion began",
        _charged_in_time,
        needs=("suspects",),
        needs_one_of=(WHO_WAS_CHARGED, WHEN_CHARGED, WHEN_SUSPECTED),
    ),
    nullable_boolean_column(
        "judged_in_time",
        "Convicted or acquitted within the follow-up period after the charge",
        _judged_within("stage_within_months"),
        needs=JUDGED_ON,
        needs_one_of=(WHEN_CHARGED,),
    ),
    nullable_boolean_column(
        "judged_natural_person",
        "A natural person convicted or acquitted; left out if the outcome is missing",
        and_(is_natural(), _suspect.outcome.in_(JUDGED)),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "charged_and_judged",
        "A natural person charged, and convicted or acquitted; left out if the outcome is missing",
        lambda facts: and_(is_natural(), facts.charged, _suspect.outcome.in_(JUDGED)),
        needs=OUTCOME,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "convicted_natural_person",
        "A natural person convicted of any offence; left out if the outcome is missing",
        and_(is_natural(), _suspect.outcome.in_(CONVICTED)),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "final_in_time",
        "A final decision within the follow-up period after the first one; no date counts as no"
        " final decision yet",
        _final_in_time,
        needs=("suspects", "suspects.final_on", "suspects.decided_on"),
    ),
    nullable_boolean_column(
        "judged_of_suspected",
        "Convicted or acquitted within the follow-up period after the suspicion began",
        _judged_of_suspected,
        needs=JUDGED_ON,
    ),
    nullable_boolean_column(
        "convicted_of_suspected",
        "Convicted of any offence within the follow-up period after the suspicion began",
        _convicted_of_suspected,
        needs=JUDGED_ON,
    ),
    nullable_boolean_column(
        "final_of_suspected",
        "Convicted of any offence, with a final decision within the follow-up period after the"
        " suspicion began; no date counts as no final decision yet",
        _final_of_suspected,
        needs=(*OUTCOME, "suspects.final_on"),
    ),
    nullable_boolean_column(
        "judged_soon",
        "Convicted or acquitted within the time allowed after the charge",
        _judged_within("judgment_within_months"),
        needs=JUDGED_ON,
        needs_one_of=(WHEN_CHARGED,),
    ),
    nullable_boolean_column(
        "charged_with_trafficking_and_convicted",
        "A natural person charged with trafficking and convicted of any offence; missing if"
        " charged in a case of trafficking and no charge is recorded",
        _charged_and_convicted,
        needs=(*OFFENCES, "suspects.outcome"),
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
)
per_suspect = declare_unit(
    "per_suspect",
    "suspect",
    "A person, natural or legal, in a case",
    *place_columns(
        _suspect.jurisdiction, _suspect.case_id, func.coalesce(_case.office_id, columns.UNKNOWN)
    ),
    pseudonym(
        "person_id", "The person; the same across cases of a jurisdiction", _suspect.person_id
    ),
    *case_columns(_case.form, _case.sector, _case.cross_border),
    pseudonym("kind", "Natural or legal person", _suspect.kind, 16),
    breakdown("person_kind", "Natural or legal person", _suspect.kind),
    breakdown("sex", "Sex", _suspect.sex),
    breakdown("age_group", "Child or adult", _suspect.age_group),
    breakdown("citizenship", "Citizenship group", _suspect.citizenship),
    breakdown("plea", "Convicted by plea", _suspect.plea),
    breakdown("in_custody", "In custody before judgment", _suspect.in_custody),
    breakdown(
        "role",
        "Top of the chain, upstream or enabling, or at the place of exploitation; the first"
        " that is recorded",
        lambda facts: func.coalesce(facts.links.c.role, columns.UNKNOWN),
    ),
    breakdown("exit_reason", "Why the person left the proceedings", _suspect.exit_reason),
    pseudonym("outcome", "Outcome at first instance", _suspect.outcome, 32),
    *CHARGES,
    *OUTCOMES,
    *STAGES,
    *SANCTIONED,
    *REACH,
    parts=person_facts,
    own="person_id",
)
