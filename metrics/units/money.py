"""The money of a case: one row per charged case, how far its money came, step by step."""

from sqlalchemy import CTE, ColumnElement, FromClause, Select, and_, case, func, null, select

from metrics.currency import converted, home_currencies
from metrics.units.assets import per_asset
from metrics.units.awards import per_award
from metrics.units.cases import per_case
from metrics.units.declaration import amount, breakdown, day, place, unit
from schemas import tables
from schemas import vocabulary as v

# In the order in which money passes through them.
STEPS_OF_ASSETS = ("identified", "frozen", "confiscated", "realised")
STEPS = ("proceeds_estimated", *STEPS_OF_ASSETS, "compensation_ordered", "paid_to_victims")

per_case_money = unit(
    "per_case_money",
    "case",
    "A charged case and its money; NULL where a part of the amount is not known",
    *place(),
    breakdown("form", "Form of exploitation", "cases.form"),
    breakdown("sector", "Economic sector", "cases.sector"),
    breakdown("cross_border", "Whether it is cross-border", "cases.cross_border"),
    day("charged_on", "First charge", "suspects.charged_on", "cases.charged_on"),
    amount("proceeds_estimated", "Estimated proceeds", needs=("cases.proceeds_estimate",)),
    *(
        amount(name, f"Assets {name}; no asset is 0", needs=("assets", f"assets.{name}"))
        for name in STEPS_OF_ASSETS
    ),
    amount(
        "compensation_ordered",
        "Compensation ordered; no claim is 0",
        needs=("claims", "claims.result", "claims.awarded"),
    ),
    amount(
        "paid_to_victims",
        "Paid to victims; no award is 0",
        needs=("claims", "claims.result", "payments", "payments.paid"),
    ),
)


def rows() -> Select:
    """The rows of `per_case_money`, its columns in order."""
    a_case, record = per_case.c, tables.cases.c
    assets, awards, doubtful = _assets(), _awards(), _doubtful_claims()
    joined = per_case.join(tables.cases, _of_case(tables.cases)).outerjoin(
        home_currencies, home_currencies.c.jurisdiction == a_case.jurisdiction
    )
    for child in (assets, awards, doubtful):
        joined = joined.outerjoin(child, _of_case(child))
    estimated_on = func.coalesce(a_case.charged_on, a_case.opened_on)
    in_doubt = doubtful.c.case_id.is_not(None)
    return (
        select(
            a_case.jurisdiction,
            a_case.case_id,
            a_case.office,
            a_case.form,
            a_case.sector,
            a_case.cross_border,
            a_case.charged_on,
            converted(record.proceeds_estimate, estimated_on),
            *(_or_nothing(assets, name) for name in STEPS_OF_ASSETS),
            case((in_doubt, null()), else_=_or_nothing(awards, "ordered")),
            case((in_doubt, null()), else_=_or_nothing(awards, "paid")),
        )
        .select_from(joined)
        .where(a_case.charged)
    )


def _of_case(child: FromClause) -> ColumnElement:
    a_case = per_case.c
    return and_(child.c.jurisdiction == a_case.jurisdiction, child.c.case_id == a_case.case_id)


def _or_nothing(child: CTE, name: str) -> ColumnElement:
    return case((child.c.case_id.is_(None), 0), else_=child.c[name])


def _whole_sum(column: ColumnElement) -> ColumnElement:
    """The sum of a group, NULL as soon as one part of it is unknown."""
    return case((func.bool_or(column.is_(None)), null()), else_=func.sum(column))


def _assets() -> CTE:
    asset = per_asset.c
    return (
        select(
            asset.jurisdiction,
            asset.case_id,
            *(_whole_sum(asset[name]).label(name) for name in STEPS_OF_ASSETS),
        )
        .where(asset.of_charged_case)
        .group_by(asset.jurisdiction, asset.case_id)
        .cte("case_money_assets")
    )


def _awards() -> CTE:
    award = per_award.c
    return (
        select(
            award.jurisdiction,
            award.case_id,
            _whole_sum(award.amount_awarded).label("ordered"),
            _whole_sum(award.amount_paid).label("paid"),
        )
        .group_by(award.jurisdiction, award.case_id)
        .cte("case_money_awards")
    )


def _doubtful_claims() -> CTE:
    """Cases with a claim of unknown result: what was ordered in all is unknown."""
    claim = tables.claims.c
    return (
        select(claim.jurisdiction, claim.case_id)
        .where(claim.result == v.ClaimResult.UNKNOWN)
        .distinct()
        .cte("doubtful_claims")
    )
