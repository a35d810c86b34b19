"""Define columns of the unit "case" on assets, investigation and stages."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    not_,
    null,
    or_,
    true,
)

from metrics import counting_options
from metrics.units.suspect_records import LAUNDERING, OUTCOME, WHO_WAS_CHARGED
from metrics.units.unit_columns import (
    PossibleDays,
    any_true,
    day,
    false_without_row,
    group_rows,
    is_known_yes,
    is_one_of,
    is_within_days,
    is_within_months,
    join_on,
    nullable_boolean_column,
    number,
    possible_days,
    truth_inapplicable_as_no,
    yes_no,
)
from schemas import dates, tables
from schemas import vocabulary as v


def nothing_was_ordered() -> ColumnElement:
    """Whether an asset is known as not confiscated, or confiscated for a sum of 0; never NULL."""
    asset = tables.assets.c
    without_trace = and_(asset.confiscated.is_(None), asset.confiscated_on.is_(None))
    nominal = func.coalesce(asset.confiscated == 0, false())
    return or_(nominal, and_(without_trace, asset.order_kind == v.OrderKind.NONE))


def is_confiscation_ordered() -> ColumnElement:
    """Whether an asset was confiscated, by sum, date and kind of order; NULL if none is known."""
    asset = tables.assets.c
    ordered = or_(
        asset.confiscated.is_not(None),
        asset.confiscated_on.is_not(None),
        asset.order_kind != v.OrderKind.UNKNOWN,
    )
    return case((nothing_was_ordered(), false()), (ordered, true()), else_=null())


class CaseFacts(NamedTuple):
    """The cases, each joined with at most one summary row of every other kind of record."""

    joined: FromClause
    kept: ColumnElement
    persons: CTE
    links: CTE
    assets: CTE
    with_victims: CTE
    techniques: CTE
    evidence: CTE
    requests: CTE

    @property
    def charged_on(self) -> ColumnElement:
        """Return the day of the first charge of a person; else the day that the case states."""
        stated = dates.effective_day(tables.cases.c.charged_on)
        return func.coalesce(self.persons.c.charged_on, stated)

    @property
    def unrecorded(self) -> ColumnElement:
        """Return the number of charged persons who are known only from their links in the chain."""
        return func.coalesce(self.links.c.without_person, 0)

    @property
    def nobody_recorded(self) -> ColumnElement:
        """Whether no person with a record of their own was charged."""
        return func.coalesce(self.persons.c.charged_persons, 0) == 0

    @property
    def charged(self) -> ColumnElement:
        """Whether anybody was charged; NULL if the records say "unknown" for somebody."""
        stated = tables.cases.c.charged
        is_charged = or_(
            is_known_yes(stated),
            func.coalesce(self.persons.c.charged, false()),
            self.unrecorded > 0,
            self.charged_on.is_not(None),
        )
        open_ = or_(
            stated == v.YesNo.UNKNOWN, func.coalesce(self.persons.c.charge_unknown, false())
        )
        return case(
            (is_charged, true()),
            # The case's own "no" covers everybody, so it overrules "unknown" for one person.
            (stated.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)), false()),
            (open_, null()),
            else_=false(),
        )

    @property
    def charged_as_trafficking(self) -> ColumnElement:
        return and_(self.charged, tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING)

    @property
    def convicted(self) -> ColumnElement:
        """Whether the case ended in a trafficking conviction; an unknown outcome counts as no."""
        return func.coalesce(self.persons.c.convicted, false())

    @property
    def convicted_of_anything(self) -> ColumnElement:
        return func.coalesce(self.persons.c.convicted_of_anything, false())

    def of_everybody(self, somebody: ColumnElement) -> ColumnElement:
        """Return yes if the condition `somebody` is true for one recorded person, else no or NULL.

        It is NULL if a charged person may have no record, so that the answer may be yes.
        """
        in_the_dark = or_(self.nobody_recorded, self.unrecorded > 0)
        return case((somebody, true()), (in_the_dark, null()), else_=somebody)


TAKEN = (v.AssetRole.PROCEEDS, v.AssetRole.EQUIVALENT_VALUE)
INSTRUMENTS = (v.AssetRole.INSTRUMENTALITY,)
# If no asset names its case, a case without assets may have some.
ASSETS_OF_CASES = ("assets", "assets.case_id")
ASSETS = (*ASSETS_OF_CASES, "assets.role", "assets.frozen", "assets.frozen_on")
_sought = tables.cases.c.confiscation_sought


def case_assets(persons: CTE) -> CTE:
    """Return by case if assets were frozen or confiscated in time; `persons` is `case_persons`."""
    joined = tables.assets.join(tables.cases, join_on(tables.cases, tables.assets)).outerjoin(
        persons, join_on(persons, tables.assets)
    )
    return group_rows(
        "case_assets",
        tables.assets,
        any_true(_counts_as_frozen(persons, TAKEN)).label("frozen"),
        any_true(_counts_as_frozen(persons, INSTRUMENTS)).label("instruments_frozen"),
        any_true(_was_ordered_in_time(persons)).label("ordered"),
        joined=joined,
    )


def first_instance_on(persons: CTE) -> ColumnElement:
    """Return the day of the first-instance decision: of the case, else the first of a person."""
    stated = dates.effective_day(tables.cases.c.first_instance_on)
    return func.coalesce(stated, persons.c.decided_on)


def is_decided_at_first_instance(persons: CTE) -> ColumnElement:
    """Whether a case was decided at first instance; never NULL."""
    dated = tables.cases.c.first_instance_on.is_not(None)
    return or_(dated, func.coalesce(persons.c.decided, false()))


def _counts_as_frozen(persons: CTE, roles: tuple[v.AssetRole, ...]) -> ColumnElement:
    """Whether an asset with one of these roles was frozen in time (A01); NULL if unknown."""
    frozen = _was_frozen_in_time(persons)
    role = tables.assets.c.role
    return case(
        (role.in_(roles), frozen),
        (and_(role == v.AssetRole.UNKNOWN, or_(frozen, frozen.is_(None))), null()),
        else_=false(),
    )


def _was_frozen_in_time(persons: CTE) -> ColumnElement:
    """Whether an asset was frozen before judgment.

    The answer is no if the frozen amount is 0. It is unknown if both amount and date are missing.
    It is yes if the case has no judgment yet. After a judgment, the two dates decide.
    """
    asset = tables.assets.c
    return case(
        (asset.frozen == 0, false()),
        (and_(asset.frozen.is_(None), asset.frozen_on.is_(None)), null()),
        (is_decided_at_first_instance(persons).is_(False), true()),
        else_=dates.effective_day(asset.frozen_on) < first_instance_on(persons),
    )


def _was_ordered_in_time(persons: CTE) -> ColumnElement:
    """Whether an asset was confiscated within the months allowed after conviction (A02).

    An amount of 0 means no. The answer is unknown if the order or the conviction has no date, or if
    nothing is recorded about the asset.
    """
    asset = tables.assets.c
    conviction = PossibleDays(persons.c.convicted_from, persons.c.convicted_to)
    return case(
        (or_(nothing_was_ordered(), asset.role == v.AssetRole.EVIDENCE), false()),
        else_=is_within_months(
            possible_days(asset.confiscated_on),
            conviction,
            counting_options.option_value("order_within_months"),
        ),
    )


ASSETS_TAKEN = (
    nullable_boolean_column(
        "frozen_before_judgment",
        "Proceeds or assets of equivalent value were frozen before judgment",
        lambda facts: false_without_row(facts.assets, "frozen"),
        needs=ASSETS,
    ),
    nullable_boolean_column(
        "instruments_frozen_before_judgment",
        "Instruments of the offence were frozen before judgment",
        lambda facts: false_without_row(facts.assets, "instruments_frozen"),
        needs=ASSETS,
    ),
    nullable_boolean_column(
        "convicted_and_seeking_applies",
        "Ended in a trafficking conviction, and confiscation can be requested",
        lambda facts: and_(facts.convicted, _sought != v.YesNo.NOT_APPLICABLE),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "convicted_and_sought",
        "Ended in a trafficking conviction, and confiscation was requested",
        lambda facts: and_(facts.convicted, truth_inapplicable_as_no(_sought)),
        needs=(*OUTCOME, "cases.confiscation_sought"),
    ),
    nullable_boolean_column(
        "confiscation_ordered",
        "Confiscation was ordered within the set number of months of the first trafficking"
        " conviction",
        lambda facts: false_without_row(facts.assets, "ordered"),
        needs=(
            *ASSETS_OF_CASES,
            "assets.confiscated",
            "assets.confiscated_on",
            # Whether an order is in time depends on the day of the conviction.
            "suspects.decided_on",
        ),
    ),
    nullable_boolean_column(
        "confiscation_sought",
        "Confiscation was requested",
        yes_no(_sought),
        needs=("cases.confiscation_sought",),
    ),
)
# A basic investigation counts, although it is not a parallel one.
FOLLOWED_THE_MONEY = (
    v.FinancialInvestigation.BASIC,
    v.FinancialInvestigation.PARALLEL,
    v.FinancialInvestigation.SPECIALIST,
)
CONTRIBUTED = (v.FinancialIntelligence.TRIGGERED, v.FinancialIntelligence.SUPPORTED)
FORMAL = (
    v.Instrument.MLA,
    v.Instrument.EIO,
    v.Instrument.JIT,
    v.Instrument.EXTRADITION,
    v.Instrument.POLICE_CHANNEL,
)
BY_INSPECTION = (v.DetectedBy.LABOUR_INSPECTORATE, v.DetectedBy.JOINT_INSPECTION)
ENTERPRISE = ("cases", "cases.form", "cases.enterprise_involved")
_case = tables.cases.c


def cases_with_technique() -> CTE:
    """Return one row per case in which a special investigative technique was used."""
    return group_rows("case_techniques", tables.techniques)


def cases_with_evidence() -> CTE:
    """Return by case whether evidence other than victims' testimony was relied on."""
    corroborated = any_true(_independent_evidence()).label("corroborated")
    return group_rows("case_evidence", tables.evidence, corroborated)


def cases_with_request() -> CTE:
    """Return one row per case with a request to another State, and whether one was formal."""
    formal = is_one_of(tables.requests.c.instrument, *FORMAL)
    return group_rows("case_requests", tables.requests, any_true(formal).label("formal"))


def _independent_evidence() -> ColumnElement:
    """Whether evidence was relied on and is not a victim's testimony (T02)."""
    record = tables.evidence.c
    return case(
        (record.kind == v.EvidenceKind.VICTIM_TESTIMONY, false()),
        (record.relied_on == v.YesNo.UNKNOWN, null()),
        (and_(is_known_yes(record.relied_on), record.kind == v.EvidenceKind.UNKNOWN), null()),
        else_=is_known_yes(record.relied_on),
    )


def _special_techniques(facts: CaseFacts) -> ColumnElement:
    return case(
        (facts.techniques.c.case_id.is_not(None), true()),
        (_case.special_techniques == v.SpecialTechniques.USED, true()),
        (_case.special_techniques == v.SpecialTechniques.NONE, false()),
        # "Confidential" and blank cells are unknown, not no.
        else_=null(),
    )


def _started_promptly(_: CaseFacts) -> ColumnElement:
    limit = counting_options.option_value("financial_investigation_days")
    return is_within_days(
        possible_days(_case.financial_investigation_on), possible_days(_case.opened_on), limit
    )


def _followed_in_time(_: CaseFacts) -> ColumnElement:
    """Whether the money was investigated within the allowed months (F02m).

    Later starts do not count, because recent cases cannot have them yet.
    """
    in_time = is_within_months(
        possible_days(_case.financial_investigation_on),
        possible_days(_case.opened_on),
        counting_options.option_value("financial_investigation_within_months"),
    )
    return and_(is_one_of(_case.financial_investigation, *FOLLOWED_THE_MONEY), in_time)


def _days_to_financial_investigation() -> ColumnElement:
    opened, started = _case.opened_on, _case.financial_investigation_on
    days = dates.days_between(dates.effective_day(opened), dates.effective_day(started))
    # A lead before the opening is no delay.
    return case((days < 0, 0), else_=days)


def _was_open_long(facts: CaseFacts) -> ColumnElement:
    """Whether a case was charged, is open, or was open long enough; no if not trafficking (F01o).

    If a closed case without charge lacks its day of opening or closing, the answer is unknown.
    """
    opened, closed = possible_days(_case.opened_on), possible_days(_case.closed_on)
    limit = counting_options.option_value("open_days")
    undated = or_(_case.closed_on.is_(None), _case.opened_on.is_(None))
    is_open = and_(_case.closed_on.is_(None), _case.closing_reason == v.ClosingReason.UNKNOWN)
    return case(
        (_case.closing_reason == v.ClosingReason.NOT_TRAFFICKING, false()),
        (or_(facts.charged, is_open), true()),
        (undated, null()),
        (dates.days_between(opened.last, closed.first) >= limit, true()),
        # If it is unknown whether the case was charged, a charge may have kept it in.
        (
            dates.days_between(opened.first, closed.last) < limit,
            case((facts.charged.is_(None), null()), else_=false()),
        ),
        else_=null(),
    )


def day_open_for_long(_: CaseFacts) -> ColumnElement:
    """Return the day on which a case had been open for the number of days that F01o requires."""
    return dates.add_days(
        dates.effective_day(_case.opened_on), counting_options.option_value("open_days")
    )


def is_forced_labour_with_enterprise() -> ColumnElement:
    """Whether a case is about forced labour with an enterprise involved."""
    return and_(
        is_one_of(_case.form, v.Form.FORCED_LABOUR),
        truth_inapplicable_as_no(_case.enterprise_involved),
    )


def _with_company_records(facts: CaseFacts) -> ColumnElement:
    none_exist = _case.business_records == v.BusinessRecords.NONE_EXIST
    return and_(facts.charged, is_forced_labour_with_enterprise(), not_(none_exist))


def _testimony_applies(facts: CaseFacts) -> ColumnElement:
    """Whether a case ended in a conviction and had victims who could testify (T02v)."""
    applies = _case.victim_testified != v.YesNo.NOT_APPLICABLE
    return and_(facts.convicted_of_anything, applies)


INQUIRY = (
    nullable_boolean_column(
        "financially_investigated",
        "A financial investigation was opened, also a basic one",
        is_one_of(_case.financial_investigation, *FOLLOWED_THE_MONEY),
        needs=("cases.financial_investigation",),
    ),
    nullable_boolean_column(
        "open_long",
        "Open for the set number of days or charged, and not closed as no trafficking; missing"
        " if it was closed and the day is missing",
        _was_open_long,
        needs=("cases", "cases.opened_on"),
    ),
    nullable_boolean_column(
        "started_promptly",
        "The financial investigation started within the set number of days of the opening, or"
        " before it",
        _started_promptly,
        needs=("cases.financial_investigation_on", "cases.opened_on"),
    ),
    nullable_boolean_column(
        "financially_investigated_in_time",
        "A financial investigation was opened within the set number of months of the opening of"
        " the case",
        _followed_in_time,
        needs=("cases.financial_investigation",),
    ),
    number(
        "days_to_financial_investigation",
        "From the opening of the case to the financial investigation; 0 days if the"
        " investigation was opened first",
        _days_to_financial_investigation(),
        needs=("cases.financial_investigation_on", "cases.opened_on"),
    ),
    nullable_boolean_column(
        "laundering_charged",
        "Money laundering was charged; missing if no charge is recorded for a person charged",
        lambda facts: facts.of_everybody(facts.persons.c.laundering_charged),
        needs=LAUNDERING,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "financially_charged",
        "Laundering, tax fraud, or wage or social fraud was charged; missing if no charge is"
        " recorded for a person charged",
        lambda facts: facts.of_everybody(facts.persons.c.financially_charged),
        needs=LAUNDERING,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    nullable_boolean_column(
        "charged_with_company_records",
        "Charged, of forced labour, in an enterprise, unless it is recorded that it keeps no"
        " records",
        _with_company_records,
        needs=ENTERPRISE,
    ),
    nullable_boolean_column(
        "business_records_analysed",
        "The company's records were analysed",
        is_one_of(_case.business_records, v.BusinessRecords.ANALYSED),
        needs=("cases.business_records",),
    ),
    nullable_boolean_column(
        "intelligence_contributed",
        "Financial intelligence triggered or supported the case",
        is_one_of(_case.financial_intelligence, *CONTRIBUTED),
        needs=("cases.financial_intelligence",),
    ),
    nullable_boolean_column(
        "special_techniques_used",
        "A special technique was used; missing if that is confidential",
        _special_techniques,
        needs=("cases.special_techniques",),
    ),
    nullable_boolean_column(
        "corroborated",
        "Evidence other than the testimony of victims was used; no recorded evidence counts as no",
        lambda facts: false_without_row(facts.evidence, "corroborated"),
        needs=("evidence", "evidence.kind", "evidence.relied_on"),
    ),
    nullable_boolean_column(
        "convicted_and_testimony_applies",
        "Ended in a conviction, and testimony in court applies",
        _testimony_applies,
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "without_testimony",
        "No victim testified in court",
        not_(yes_no(_case.victim_testified)),
        needs=("cases.victim_testified",),
    ),
    nullable_boolean_column(
        "charged_across_borders",
        "Charged, in a cross-border case",
        lambda facts: and_(facts.charged, truth_inapplicable_as_no(_case.cross_border)),
        needs=("cases", "cases.cross_border"),
    ),
    nullable_boolean_column(
        "cooperation_used",
        "A formal channel of cooperation was used; no request counts as no",
        lambda facts: false_without_row(facts.requests, "formal"),
        needs=("requests", "requests.instrument"),
    ),
    nullable_boolean_column(
        "of_forced_labour",
        "Of forced labour",
        is_one_of(_case.form, v.Form.FORCED_LABOUR),
        needs=("cases", "cases.form"),
    ),
    nullable_boolean_column(
        "began_with_inspection",
        "Detected by the labour inspectorate or a joint inspection",
        is_one_of(_case.detected_by, *BY_INSPECTION),
        needs=("cases.detected_by",),
    ),
)
# Closures and discontinuances are other ends, and do not show that a case was not judged.
WHETHER_JUDGED = ("cases.first_instance_on", "suspects.outcome")
WHEN_JUDGED = ("cases.first_instance_on", "suspects.decided_on")


def _ended_on(facts: CaseFacts) -> ColumnElement:
    """Return the day of judgment, closure, or discontinuance for all, whichever came first."""
    discontinued_on = case((_is_discontinued(facts), facts.persons.c.discontinued_on))
    closed_on = dates.effective_day(_case.closed_on)
    return func.least(first_instance_on(facts.persons), closed_on, discontinued_on)


def _conviction_in_doubt(facts: CaseFacts) -> ColumnElement:
    """Whether a conviction of trafficking may be missing from the records; never NULL."""
    outcome_unknown = func.coalesce(facts.persons.c.outcome_unknown, false())
    in_the_dark = or_(facts.nobody_recorded, facts.unrecorded > 0)
    charged = func.coalesce(facts.charged, true())
    return and_(not_(facts.convicted), charged, or_(outcome_unknown, in_the_dark))


def _stated_victims(facts: CaseFacts) -> ColumnElement:
    return case((facts.with_victims.c.case_id.is_(None), _case.victims_stated))


def _is_closed_early() -> ColumnElement:
    """Whether a case was closed without charge or joined to another, by its date or reason."""
    return or_(_case.closed_on.is_not(None), _case.closing_reason != v.ClosingReason.UNKNOWN)


def _is_discontinued(facts: CaseFacts) -> ColumnElement:
    """Whether the proceedings against all charged persons were discontinued; never NULL."""
    # A link row without a person counts as one more charged person, with unknown outcome.
    return and_(func.coalesce(facts.persons.c.discontinued, false()), facts.unrecorded == 0)


def _awaits_decision(facts: CaseFacts) -> ColumnElement:
    return not_(
        or_(
            is_decided_at_first_instance(facts.persons), _is_closed_early(), _is_discontinued(facts)
        )
    )


DAYS = (
    day(
        "opened_on",
        "Investigation opened",
        dates.effective_day(_case.opened_on),
        needs=("cases.opened_on",),
    ),
    day("charged_on", "First charge", lambda facts: facts.charged_on),
    day(
        "first_instance_on",
        "First-instance decision",
        lambda facts: first_instance_on(facts.persons),
    ),
    day(
        "conviction_on",
        "First trafficking conviction",
        lambda facts: facts.persons.c.convicted_on,
    ),
    day(
        "convicted_from",
        "The first day the first trafficking conviction may have been on",
        lambda facts: facts.persons.c.convicted_from,
    ),
    day(
        "convicted_to",
        "The last day the first trafficking conviction may have been on",
        lambda facts: facts.persons.c.convicted_to,
    ),
    day(
        "first_conviction_on",
        "First conviction of any offence",
        lambda facts: facts.persons.c.first_conviction_on,
    ),
    day("final_on", "Final decision", dates.effective_day(_case.final_on)),
    day(
        "closed_on",
        "Closed without a charge, or joined to another case",
        dates.effective_day(_case.closed_on),
    ),
    day(
        "ended_on",
        "Decided at first instance, closed or joined, or the proceedings against the last"
        " person charged were discontinued, whichever came first",
        _ended_on,
        needs_one_of=(WHEN_JUDGED,),
    ),
    day(
        "open_long_on",
        "The day on which the case had been open for the set number of days",
        day_open_for_long,
    ),
)
STAGES = (
    nullable_boolean_column(
        "is_case",
        "A case of trafficking, charged as trafficking or not",
        true(),
        needs=("cases",),
    ),
    nullable_boolean_column(
        "opened",
        "Opened, and not only re-opened",
        or_(_case.reopened.is_(None), _case.reopened != v.YesNo.YES),
        needs=("cases",),
    ),
    nullable_boolean_column(
        "has_stated_victims",
        "The source states a number of victims and has no record for each victim",
        lambda facts: _stated_victims(facts).is_not(None),
        needs=("cases.victims_stated",),
    ),
    number(
        "stated_victims",
        "Number of victims stated, if there is no record for each victim",
        _stated_victims,
        needs=("cases.victims_stated",),
    ),
    nullable_boolean_column(
        "charged",
        "At least one person was charged; missing if this is not recorded for someone",
        lambda facts: facts.charged,
        needs=("cases",),
    ),
    nullable_boolean_column(
        "charged_as_trafficking",
        "Charged, in a case of trafficking",
        lambda facts: facts.charged_as_trafficking,
        needs=("cases",),
    ),
    nullable_boolean_column(
        "charged_or_closed",
        "Charged, or closed",
        lambda facts: or_(func.coalesce(facts.charged, false()), _is_closed_early()),
        needs=("cases",),
    ),
    nullable_boolean_column(
        "decided",
        "Decided at first instance",
        lambda facts: is_decided_at_first_instance(facts.persons),
    ),
    nullable_boolean_column(
        "awaits_decision",
        "Not decided, not closed, and the proceedings continue against at least one person charged",
        _awaits_decision,
        needs=("cases",),
        needs_one_of=(WHETHER_JUDGED,),
    ),
    nullable_boolean_column(
        "convicted_of_trafficking",
        "Ended in a trafficking conviction; a missing outcome does not count as one",
        lambda facts: facts.convicted,
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "conviction_in_doubt",
        "Charged, with no recorded trafficking conviction, but the outcome of someone charged"
        " is missing",
        _conviction_in_doubt,
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "convicted_as_trafficking",
        "Ended in a trafficking conviction, in a case of trafficking",
        lambda facts: and_(facts.convicted, _case.scope == v.Scope.CHARGED_AS_TRAFFICKING),
        needs=OUTCOME,
    ),
    nullable_boolean_column(
        "convicted_of_anything",
        "Ended in a conviction of any offence; a missing outcome does not count as one",
        lambda facts: facts.convicted_of_anything,
        needs=OUTCOME,
    ),
)
