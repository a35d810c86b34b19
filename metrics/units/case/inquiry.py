"""How a case was investigated: techniques, evidence, cooperation, the money, company records."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Table,
    and_,
    case,
    false,
    not_,
    null,
    or_,
    select,
    true,
)

from metrics import options
from metrics.units.case.facts import CaseFacts
from metrics.units.declaration import number, truth
from metrics.units.knowledge import any_of, belongs, known_yes, one_of, yes_no
from metrics.units.suspect.facts import LAUNDERING, OUTCOME, WHO_WAS_CHARGED
from metrics.units.windows import span, within_days, within_months
from schemas import dates, tables
from schemas import vocabulary as v

# Basic counts: it is an investigation, if not a parallel one.
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


def techniques() -> CTE:
    """The cases with a special technique."""
    return _by_case(tables.techniques)


def evidence() -> CTE:
    """The cases with evidence, and whether some of it corroborates the testimony of victims."""
    return _by_case(tables.evidence, any_of(_independent_evidence()).label("corroborated"))


def requests() -> CTE:
    """The cases with a request, and whether one went through a formal channel."""
    formal = one_of(tables.requests.c.instrument, *FORMAL)
    return _by_case(tables.requests, any_of(formal).label("formal"))


def _by_case(table: Table, *found: ColumnElement) -> CTE:
    record = table.c
    return (
        select(record.jurisdiction, record.case_id, *found)
        .group_by(record.jurisdiction, record.case_id)
        .cte(f"case_{table.name}")
    )


def _independent_evidence() -> ColumnElement:
    """T02, of one kind of evidence: relied on, and not the word of a victim."""
    record = tables.evidence.c
    return case(
        (record.kind == v.EvidenceKind.VICTIM_TESTIMONY, false()),
        (record.relied_on == v.YesNo.UNKNOWN, null()),
        (and_(known_yes(record.relied_on), record.kind == v.EvidenceKind.UNKNOWN), null()),
        else_=known_yes(record.relied_on),
    )


def _none_is_no(child: CTE, name: str) -> ColumnElement:
    """A case without a row of the table is known to have none."""
    return case((child.c.case_id.is_(None), false()), else_=child.c[name])


def _special_techniques(facts: CaseFacts) -> ColumnElement:
    return case(
        (facts.techniques.c.case_id.is_not(None), true()),
        (_case.special_techniques == v.SpecialTechniques.USED, true()),
        (_case.special_techniques == v.SpecialTechniques.NONE, false()),
        # What is confidential is not told, and a blank cell is no none.
        else_=null(),
    )


def _started_promptly(_: CaseFacts) -> ColumnElement:
    limit = options.value("financial_investigation_days")
    return within_days(span(_case.financial_investigation_on), span(_case.opened_on), limit)


def _followed_in_time(_: CaseFacts) -> ColumnElement:
    """F02m: later starts are left out, since of young cases they are yet to come."""
    in_time = within_months(
        span(_case.financial_investigation_on),
        span(_case.opened_on),
        options.value("financial_investigation_within_months"),
    )
    return and_(one_of(_case.financial_investigation, *FOLLOWED_THE_MONEY), in_time)


def _days_to_start() -> ColumnElement:
    opened, started = _case.opened_on, _case.financial_investigation_on
    days = dates.days_between(dates.effective(opened), dates.effective(started))
    # A lead that came before the opening is no delay.
    return case((days < 0, 0), else_=days)


def _was_open_long(facts: CaseFacts) -> ColumnElement:
    """F01o: open for so many days or charged, and not closed as something else than trafficking.

    Closed on a day that is not known is unknown, unless a charge shows that it went on.
    """
    opened, closed = span(_case.opened_on), span(_case.closed_on)
    limit = options.value("open_days")
    undated = or_(_case.closed_on.is_(None), _case.opened_on.is_(None))
    is_open = and_(_case.closed_on.is_(None), _case.closing_reason == v.ClosingReason.UNKNOWN)
    return case(
        (_case.closing_reason == v.ClosingReason.NOT_TRAFFICKING, false()),
        (or_(facts.charged, is_open), true()),
        (undated, null()),
        (dates.days_between(opened.last, closed.first) >= limit, true()),
        # Of a case perhaps charged it is not known whether that kept it in.
        (
            dates.days_between(opened.first, closed.last) < limit,
            case((facts.charged.is_(None), null()), else_=false()),
        ),
        else_=null(),
    )


def open_long_on(_: CaseFacts) -> ColumnElement:
    """The day on which a case had been open for so many days."""
    return dates.add_days(dates.effective(_case.opened_on), options.value("open_days"))


def of_enterprise() -> ColumnElement:
    """Whether a case is of forced labour in which an enterprise was involved."""
    return and_(one_of(_case.form, v.Form.FORCED_LABOUR), belongs(_case.enterprise_involved))


def _with_company_records(facts: CaseFacts) -> ColumnElement:
    none_exist = _case.business_records == v.BusinessRecords.NONE_EXIST
    return and_(facts.charged, of_enterprise(), not_(none_exist))


def _testimony_applies(facts: CaseFacts) -> ColumnElement:
    """T02v: a case without a hearing of victims, where the question does not arise, is left out."""
    applies = _case.victim_testified != v.YesNo.NOT_APPLICABLE
    return and_(facts.convicted_of_anything, applies)


INQUIRY = (
    truth(
        "financially_investigated",
        "A financial investigation was opened, a basic one included",
        one_of(_case.financial_investigation, *FOLLOWED_THE_MONEY),
        needs=("cases.financial_investigation",),
    ),
    truth(
        "open_long",
        "Open for so many days or charged, and not closed as no trafficking; unknown: closed on a"
        " day that is not known",
        _was_open_long,
        needs=("cases", "cases.opened_on"),
    ),
    truth(
        "started_promptly",
        "The financial investigation started within so many days of opening, or before it",
        _started_promptly,
        needs=("cases.financial_investigation_on", "cases.opened_on"),
    ),
    truth(
        "financially_investigated_in_time",
        "A financial investigation was opened, and not later than so many months after opening",
        _followed_in_time,
        needs=("cases.financial_investigation",),
    ),
    number(
        "days_to_financial_investigation",
        "From opening to the financial investigation; a lead before the opening is 0 days",
        _days_to_start(),
        needs=("cases.financial_investigation_on", "cases.opened_on"),
    ),
    truth(
        "laundering_charged",
        "Money laundering was charged; unknown: a charged person has no charge row",
        lambda facts: facts.of_everybody(facts.persons.c.laundering_charged),
        needs=LAUNDERING,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "financially_charged",
        "Laundering, tax fraud, or wage or social fraud was charged; unknown as of laundering",
        lambda facts: facts.of_everybody(facts.persons.c.financially_charged),
        needs=LAUNDERING,
        needs_one_of=(WHO_WAS_CHARGED,),
    ),
    truth(
        "charged_with_company_records",
        "Charged, of forced labour, in an enterprise that is not known to have no records",
        _with_company_records,
        needs=ENTERPRISE,
    ),
    truth(
        "business_records_analysed",
        "The company's records were analysed",
        one_of(_case.business_records, v.BusinessRecords.ANALYSED),
        needs=("cases.business_records",),
    ),
    truth(
        "intelligence_contributed",
        "Financial intelligence triggered or supported the case",
        one_of(_case.financial_intelligence, *CONTRIBUTED),
        needs=("cases.financial_intelligence",),
    ),
    truth(
        "special_techniques_used",
        "A special technique was used; confidential is unknown",
        _special_techniques,
        needs=("cases.special_techniques",),
    ),
    truth(
        "corroborated",
        "Evidence beside the testimony of victims was relied on; none is no",
        lambda facts: _none_is_no(facts.evidence, "corroborated"),
        needs=("evidence", "evidence.kind", "evidence.relied_on"),
    ),
    truth(
        "convicted_and_testimony_applies",
        "Ended in a conviction, where testimony in court is applicable",
        _testimony_applies,
        needs=OUTCOME,
    ),
    truth(
        "without_testimony",
        "No victim testified in court",
        not_(yes_no(_case.victim_testified)),
        needs=("cases.victim_testified",),
    ),
    truth(
        "charged_across_borders",
        "Charged, in a cross-border case",
        lambda facts: and_(facts.charged, belongs(_case.cross_border)),
        needs=("cases", "cases.cross_border"),
    ),
    truth(
        "cooperation_used",
        "A formal channel of cooperation was used; no request is no",
        lambda facts: _none_is_no(facts.requests, "formal"),
        needs=("requests", "requests.instrument"),
    ),
    truth(
        "of_forced_labour",
        "Of forced labour",
        one_of(_case.form, v.Form.FORCED_LABOUR),
        needs=("cases", "cases.form"),
    ),
    truth(
        "began_with_inspection",
        "Detected by the labour inspectorate or a joint inspection",
        one_of(_case.detected_by, *BY_INSPECTION),
        needs=("cases.detected_by",),
    ),
)
