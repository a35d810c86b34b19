"""How a case was investigated: techniques, evidence, cooperation, the money, company records."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, Table, and_, case, false, null, or_, select, true

from metrics import options
from metrics.units.knowledge import any_of, belongs, known_yes, one_of
from metrics.units.windows import span, within_days
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


class Inquiry(NamedTuple):
    """What is known of each case from its records of these kinds, one row per case with one."""

    techniques: CTE
    evidence: CTE
    requests: CTE


def inquiry() -> Inquiry:
    """The records of investigation by case."""
    formal = one_of(tables.requests.c.instrument, *FORMAL)
    return Inquiry(
        _by_case(tables.techniques),
        _by_case(tables.evidence, any_of(_independent_evidence()).label("corroborated")),
        _by_case(tables.requests, any_of(formal).label("formal")),
    )


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


def columns(found: Inquiry, charged: ColumnElement) -> Iterator[ColumnElement]:
    """The columns of a case on its investigation, the three CTEs outer-joined."""
    a_case = tables.cases.c
    yield from _financial(charged)
    yield one_of(a_case.financial_intelligence, *CONTRIBUTED).label("intelligence_contributed")
    yield case(
        (found.techniques.c.case_id.is_not(None), true()),
        (a_case.special_techniques == v.SpecialTechniques.USED, true()),
        (a_case.special_techniques == v.SpecialTechniques.NONE, false()),
        # What is confidential is not told, and a blank cell is no none.
        else_=null(),
    ).label("special_techniques_used")
    yield _none_is_no(found.evidence, "corroborated").label("corroborated")
    yield and_(charged, belongs(a_case.cross_border)).label("charged_across_borders")
    yield _none_is_no(found.requests, "formal").label("cooperation_used")
    yield one_of(a_case.form, v.Form.FORCED_LABOUR).label("of_forced_labour")
    yield one_of(a_case.detected_by, *BY_INSPECTION).label("began_with_inspection")


def _none_is_no(child: CTE, name: str) -> ColumnElement:
    """A case without a row of the table is known to have none."""
    return case((child.c.case_id.is_(None), false()), else_=child.c[name])


def _financial(charged: ColumnElement) -> Iterator[ColumnElement]:
    a_case = tables.cases.c
    started, opened = a_case.financial_investigation_on, a_case.opened_on
    days = dates.days_between(dates.effective(opened), dates.effective(started))
    limit = options.value("financial_investigation_days")
    yield one_of(a_case.financial_investigation, *FOLLOWED_THE_MONEY).label(
        "financially_investigated"
    )
    yield within_days(span(started), span(opened), limit).label("started_promptly")
    # A lead that came before the opening is no delay.
    yield case((days < 0, 0), else_=days).label("days_to_financial_investigation")
    yield _was_open_long(charged).label("open_long")
    yield dates.add_days(dates.effective(opened), options.value("open_days")).label("open_long_on")
    records = a_case.business_records
    yield and_(
        charged,
        of_enterprise(),
        records != v.BusinessRecords.NONE_EXIST,
    ).label("charged_with_company_records")
    yield one_of(records, v.BusinessRecords.ANALYSED).label("business_records_analysed")


def of_enterprise() -> ColumnElement:
    """Whether a case is of forced labour in which an enterprise was involved."""
    a_case = tables.cases.c
    return and_(one_of(a_case.form, v.Form.FORCED_LABOUR), belongs(a_case.enterprise_involved))


def _was_open_long(charged: ColumnElement) -> ColumnElement:
    """F01o: open for so many days or charged, and not closed as something else than trafficking.

    Closed on a day that is not known is unknown, unless a charge shows that it went on.
    """
    a_case = tables.cases.c
    opened, closed = span(a_case.opened_on), span(a_case.closed_on)
    limit = options.value("open_days")
    undated = or_(a_case.closed_on.is_(None), a_case.opened_on.is_(None))
    is_open = and_(a_case.closed_on.is_(None), a_case.closing_reason == v.ClosingReason.UNKNOWN)
    return case(
        (a_case.closing_reason == v.ClosingReason.NOT_TRAFFICKING, false()),
        (or_(charged, is_open), true()),
        (undated, null()),
        (dates.days_between(opened.last, closed.first) >= limit, true()),
        (dates.days_between(opened.first, closed.last) < limit, false()),
        else_=null(),
    )
