"""The money of a case: how far it came, step by step, and whether crime paid all the same."""

from sqlalchemy import (
    CTE,
    ColumnElement,
    Select,
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

from metrics.currency import converted, in_home_currency
from metrics.units import case_amounts
from metrics.units.assets import AMOUNTS
from metrics.units.cases import per_case
from metrics.units.declaration import amount, breakdown, day, names, place, truth, unit
from metrics.units.joining import same
from schemas import tables
from schemas import vocabulary as v

STEPS = ("proceeds_estimated", *AMOUNTS, "compensation_ordered", "paid_to_victims")
# What was earned, and what of it reached those who were exploited.
STEP_ENDS = (STEPS[0], STEPS[-1])
ORDERED = ("claims", "claims.result", "claims.awarded")
FINES = ("suspects", "suspects.outcome", "sanctions", "sanctions.kind", "sanctions.amount")
CONFISCATED = ("assets", "assets.confiscated", "assets.confiscation_final")
ESTIMATE = "cases.proceeds_estimate"

TAKEN_FOR_GOOD = ("finally_confiscated", "realised_of_ordered")
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
    truth(
        "convicted_of_documented",
        "Ended in a conviction, and its proceeds are not estimated by a benchmark",
        reads=("cases.proceeds_method",),
        needs=("suspects", "suspects.outcome"),
    ),
    amount("proceeds_estimated", "Estimated proceeds", needs=(ESTIMATE,)),
    amount(
        "proceeds_when_final",
        "Estimated proceeds, in the money of the year of the final decision",
        reads=("cases.final_on",),
        needs=(ESTIMATE,),
    ),
    *(
        amount(name, f"Assets {name}; no asset is 0", needs=("assets", f"assets.{name}"))
        for name in AMOUNTS
    ),
    amount(
        "recovered",
        "Final confiscation, and restitution ordered",
        reads=("assets.order_kind", "claims.channel"),
        needs=(*CONFISCATED, *ORDERED),
    ),
    amount(
        "realised_of_ordered",
        "Assets realised; what was not ordered is 0",
        reads=("assets.confiscated", "assets.order_kind"),
        needs=("assets", "assets.realised"),
    ),
    amount("fines", "Fines; of a convicted person without a sanction unknown", needs=FINES),
    amount(
        "penalties",
        "Fines, final confiscation and restitution",
        reads=("claims.channel", "sanctions.instance"),
        needs=(*FINES, *CONFISCATED, *ORDERED),
    ),
    truth(
        "penalties_reach_proceeds",
        "Fines, final confiscation and restitution come to the estimated proceeds or more; what is"
        " known of them may be enough",
        reads=("claims.channel", "sanctions.instance"),
        needs=(ESTIMATE, *FINES, *CONFISCATED, *ORDERED),
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
    penalties = amount.fines + amount.finally_confiscated + amount.restitution
    made = {column.name: column for column in amount} | {
        "recovered": amount.finally_confiscated + amount.restitution,
        "penalties": penalties,
        "penalties_reach_proceeds": case(
            (amount.penalties_known >= amount.proceeds_when_final, true()),
            (penalties < amount.proceeds_when_final, false()),
            else_=null(),
        ),
    }
    return select(*(made[name] for name in names(per_case_money)))


def _amounts() -> CTE:
    """Of each case: what is known of its money, each kind for itself."""
    a_case, record = per_case.c, tables.cases.c
    assets, awards = case_amounts.of_assets(), case_amounts.of_awards()
    fines, doubtful = case_amounts.of_fines(), case_amounts.doubtful_claims()
    joined = in_home_currency(
        per_case.join(tables.cases, same(tables.cases, per_case)), tables.cases
    )
    for child in (assets, awards, fines, doubtful):
        joined = joined.outerjoin(child, same(child, per_case))
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
            converted(record.proceeds_estimate, a_case.final_on).label("proceeds_when_final"),
            and_(a_case.convicted_of_anything, not_(is_benchmark)).label("convicted_of_documented"),
            *(_or_nothing(assets, name).label(name) for name in AMOUNTS),
            *(_or_nothing(assets, name).label(name) for name in TAKEN_FOR_GOOD),
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


def _or_nothing(child: CTE, name: str) -> ColumnElement:
    return case((child.c.case_id.is_(None), 0), else_=child.c[name])


def _unless(doubt: ColumnElement, amount: ColumnElement) -> ColumnElement:
    return case((doubt, null()), else_=amount)
