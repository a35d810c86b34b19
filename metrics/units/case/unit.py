"""The case: one row each, with what its persons, links, assets and victims make true of it."""

from sqlalchemy import CTE, FromClause, func, select

from metrics.units.case import inquiry
from metrics.units.case.assets import ASSETS_TAKEN, case_assets
from metrics.units.case.companies import COMPANIES
from metrics.units.case.facts import CaseFacts
from metrics.units.case.inquiry import INQUIRY
from metrics.units.case.persons import case_persons
from metrics.units.case.stages import DAYS, STAGES
from metrics.units.charged_links import REACH, links_by_case
from metrics.units.counted_cases import is_counted
from metrics.units.declaration import breakdown, identity, place, unit
from metrics.units.joining import same
from schemas import columns, tables


def _facts() -> CaseFacts:
    persons = case_persons()
    children = (
        persons,
        links_by_case(),
        case_assets(persons),
        _with_victims(),
        inquiry.techniques(),
        inquiry.evidence(),
        inquiry.requests(),
    )
    joined: FromClause = tables.cases
    for child in children:
        joined = joined.outerjoin(child, same(child, tables.cases))
    return CaseFacts(joined, is_counted(), *children)


def _with_victims() -> CTE:
    victim = tables.victims.c
    return (
        select(victim.jurisdiction, victim.case_id)
        .where(victim.case_id.is_not(None))
        .distinct()
        .cte("cases_with_victims")
    )


_case = tables.cases.c

per_case = unit(
    "per_case",
    "case",
    "A criminal case of trafficking in persons",
    *place(_case.jurisdiction, _case.case_id, func.coalesce(_case.office_id, columns.UNKNOWN)),
    identity("network_id", "Joins split proceedings against one network", _case.network_id),
    breakdown("form", "Form of exploitation", _case.form),
    breakdown("sector", "Economic sector", _case.sector),
    breakdown("cross_border", "Whether it is cross-border", _case.cross_border),
    breakdown("detected_by", "Who detected it", _case.detected_by),
    breakdown("enterprise_size", "Size of the enterprise involved", _case.enterprise_size),
    breakdown("scope", "Charged as trafficking, or with its elements", _case.scope),
    breakdown(
        "financial_investigation",
        "Level of financial investigation",
        _case.financial_investigation,
    ),
    *DAYS,
    *STAGES,
    *REACH,
    *INQUIRY,
    *COMPANIES,
    *ASSETS_TAKEN,
    parts=_facts,
)
