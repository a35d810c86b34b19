"""The money of a case: how far it came, step by step, and whether crime paid all the same."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    false,
    func,
    null,
    or_,
    select,
    true,
)

from metrics.currency import converted, home_currencies
from metrics.units import case_amounts
from metrics.units.assets import AMOUNTS
from metrics.units.cases import per_case
from metrics.units.declaration import amount, breakdown, day, names, place, truth, unit
from schemas import tables
from schemas import vocabulary as v

STEPS = ("proceeds_estimated", *AMOUNTS, "compensation_ordered", "paid_to_victims")
ORDERED = ("claims", "claims.result", "claims.awarded")
FINES = ("suspects", "suspects.outcome", "sanctions", "sanctions.kind", "sanctions.amount")
ESTIMATE = "cases.proceeds_estimate"

TAKEN_FROM_CASE = (
    "jurisdiction",
    "case_id",
    "office",
    "form",
    "sector",
    "cross_border",
    "charged_on",
    "final_on",
    "charged",
)

per_case_money = unit(
    "per_case_money",
    "case",
    "A charged or convicted case and its money; NULL where a part of the amount is not known",
    *place(),
    breakdown("form", "Form of exploitation", "cases.form"),
    breakdown("sector", "Economic sector", "cases.sector"),
    breakdown("cross_border", "Whether it is cross-border", "cases.cross_border"),
    breakdown("proceeds_method", "How the proceeds were estimated", "cases.proceeds_method"),
    day("charged_on", "First charge", "suspects.charged_on", "cases.charged_on"),
    day("final_on", "Final decision", "cases.final_on"),
    truth("charged", "At least one person was charged", needs=("cases",)),
    truth(
        "convicted",
        "Ended in a conviction of any offence; an unknown outcome is none",
        needs=("suspects", "suspects.outcome"),
    ),
    amount("proceeds_estimated", "Estimated proceeds", needs=(ESTIMATE,)),
    amount(
        "proceeds_documented",
        "Estimated proceeds of the case itself, not of a benchmark",
        reads=("cases.proceeds_method",),
        needs=(ESTIMATE,),
    ),
    *(
        amount(name, f"Assets {name}; no asset is 0", needs=("assets", f"assets.{name}"))
        for name in AMOUNTS
    ),
    amount(
        "recovered",
        "Confiscation that is not known to be open to appeal, and restitution ordered",
        reads=("assets.confiscation_final", "claims.channel"),
        needs=("assets", "assets.confiscated", *ORDERED),
    ),
    amount("fines", "Fines; of a convicted person without a sanction unknown", needs=FINES),
    amount(
        "penalties",
        "Fines, confiscation and restitution",
        reads=("claims.channel", "sanctions.instance"),
        needs=(*FINES, "assets", "assets.confiscated", *ORDERED),
    ),
    truth(
        "penalties_reach_proceeds",
        "Fines, confiscation and restitution come to the estimated proceeds or more; what is known"
        " of them may be enough",
        reads=("claims.channel", "sanctions.instance"),
        needs=(ESTIMATE, *FINES, "assets", "assets.confiscated", *ORDERED),
    ),
    amount("compensation_ordered", "Compensation ordered; no claim is 0", needs=ORDERED),
    amount(
        "paid_to_victims",
        "Paid to victims; no award is 0",
        needs=("claims", "claims.result", "payments", "payments.paid"),
    ),
)


def rows() -> Select:
    """The rows of `per_case_money`, its columns in order."""
    found = _amounts()
    amount = found.c
    penalties = amount.fines + amount.confiscated + amount.restitution
    made = {column.name: column for column in amount} | {
        "recovered": amount.finally_confiscated + amount.restitution,
        "penalties": penalties,
        "penalties_reach_proceeds": case(
            (amount.penalties_known >= amount.proceeds_estimated, true()),
            (penalties < amount.proceeds_estimated, false()),
            else_=null(),
        ),
    }
    return select(*(made[name] for name in names(per_case_money)))


def _amounts() -> CTE:
    """Of each case: what is known of its money, each kind for itself."""
    a_case, record = per_case.c, tables.cases.c
    assets, awards = case_amounts.of_assets(), case_amounts.of_awards()
    fines, doubtful = case_amounts.of_fines(), case_amounts.doubtful_claims()
    joined = per_case.join(tables.cases, _of_case(tables.cases)).outerjoin(
        home_currencies, home_currencies.c.jurisdiction == a_case.jurisdiction
    )
    for child in (assets, awards, fines, doubtful):
        joined = joined.outerjoin(child, _of_case(child))
    estimate = converted(
        record.proceeds_estimate, func.coalesce(a_case.charged_on, a_case.opened_on)
    )
    is_benchmark = record.proceeds_method == v.ProceedsMethod.BENCHMARK
    in_doubt = doubtful.c.case_id.is_not(None)
    restitution = _or_nothing(awards, "restitution")
    fined, taken = fines.c.fines_known, assets.c.confiscated_known
    owed = awards.c.restitution_known
    return (
        select(
            *(a_case[name] for name in TAKEN_FROM_CASE),
            record.proceeds_method,
            a_case.convicted_of_anything.label("convicted"),
            estimate.label("proceeds_estimated"),
            case((is_benchmark, null()), else_=estimate).label("proceeds_documented"),
            *(_or_nothing(assets, name).label(name) for name in AMOUNTS),
            _or_nothing(assets, "finally_confiscated").label("finally_confiscated"),
            fines.c.fines,
            _unless(doubtful.c.of_restitution, restitution).label("restitution"),
            (func.coalesce(fined, 0) + func.coalesce(taken, 0) + func.coalesce(owed, 0)).label(
                "penalties_known"
            ),
            _unless(in_doubt, _or_nothing(awards, "ordered")).label("compensation_ordered"),
            _unless(in_doubt, _or_nothing(awards, "paid")).label("paid_to_victims"),
        )
        .select_from(joined)
        .where(or_(a_case.charged, a_case.convicted_of_anything))
        .cte("case_amounts")
    )


def _of_case(child: FromClause) -> ColumnElement:
    a_case = per_case.c
    return and_(child.c.jurisdiction == a_case.jurisdiction, child.c.case_id == a_case.case_id)


def _or_nothing(child: CTE, name: str) -> ColumnElement:
    return case((child.c.case_id.is_(None), 0), else_=child.c[name])


def _unless(doubt: ColumnElement, amount: ColumnElement) -> ColumnElement:
    return case((doubt, null()), else_=amount)
