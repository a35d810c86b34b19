"""The money of a case: how far it came, step by step, and whether crime paid all the same."""

from collections.abc import Callable
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

from metrics.beside.currency import converted, in_home_currency, reaches
from metrics.units.assets import AMOUNTS
from metrics.units.case import amounts
from metrics.units.case.assets import ASSETS_OF_CASES
from metrics.units.case.unit import per_case
from metrics.units.declaration import amount, breakdown, day, place, same, truth, unit
from metrics.units.suspect.facts import OUTCOME
from schemas import tables
from schemas import vocabulary as v

STEPS = ("proceeds_estimated", *AMOUNTS, "compensation_ordered", "paid_to_victims")
# What was earned, and what of it reached those who were exploited.
STEP_ENDS = (STEPS[0], STEPS[-1])
ORDERED = ("claims", "claims.result", "claims.awarded")
FINES = (*OUTCOME, "sanctions", "sanctions.kind", "sanctions.amount")
CONFISCATED = (*ASSETS_OF_CASES, "assets.confiscated", "assets.confiscation_final")
ESTIMATE = "cases.proceeds_estimate"

_case, _record = per_case.c, tables.cases.c


class CaseMoney(NamedTuple):
    """The charged and convicted cases, and their sums by where they stand, outer-joined."""

    joined: FromClause
    kept: ColumnElement
    assets: CTE
    awards: CTE
    fines: CTE
    doubtful: CTE

    @property
    def penalties(self) -> ColumnElement:
        """Fines, final confiscation and restitution; NULL where one of them is not known."""
        return self.fines.c.fines + self.recovered

    @property
    def known_penalties(self) -> ColumnElement:
        """What is known of them."""
        restitution = func.coalesce(self.awards.c.restitution_known, 0)
        return (
            func.coalesce(self.fines.c.fines_known, 0)
            + func.coalesce(self.assets.c.confiscated_known, 0)
            + restitution
            - func.least(restitution, self.handed_on)
        )

    @property
    def recovered(self) -> ColumnElement:
        """Final confiscation and restitution; what assets brought victims stands in both, once."""
        return (
            self.taken("finally_confiscated")
            + self.restitution
            - func.least(self.restitution, self.handed_on)
        )

    @property
    def handed_on(self) -> ColumnElement:
        """What is known to have reached victims of the confiscated assets."""
        return func.coalesce(self.assets.c.handed_on, 0)

    @property
    def restitution(self) -> ColumnElement:
        stated = _or_nothing(self.awards, "restitution")
        return case((self.doubtful.c.of_restitution, null()), else_=stated)

    def taken(self, name: str) -> ColumnElement:
        """A sum over the assets."""
        return _or_nothing(self.assets, name)

    def to_victims(self, name: str) -> ColumnElement:
        """A sum over the awards; unknown where a claim may be another one."""
        in_doubt = self.doubtful.c.case_id.is_not(None)
        return case((in_doubt, null()), else_=_or_nothing(self.awards, name))


def _money() -> CaseMoney:
    children = (
        amounts.of_assets(),
        amounts.of_awards(),
        amounts.of_fines(),
        amounts.doubtful_claims(),
    )
    joined = in_home_currency(
        per_case.join(tables.cases, same(tables.cases, per_case)), tables.cases
    )
    for child in children:
        joined = joined.outerjoin(child, same(child, per_case))
    return CaseMoney(joined, or_(_case.charged, _case.convicted_of_anything), *children)


def _or_nothing(child: CTE, name: str) -> ColumnElement:
    """A case without a row of it is known to have nothing."""
    return case((child.c.case_id.is_(None), 0), else_=child.c[name])


def _taken(name: str) -> Callable[[CaseMoney], ColumnElement]:
    return lambda of: of.taken(name)


def _of_documented() -> ColumnElement:
    # A benchmark is what such cases earn elsewhere: no part recovered of it says much of this one.
    is_benchmark = _record.proceeds_method == v.ProceedsMethod.BENCHMARK
    return and_(_convicted_finally(), not_(is_benchmark))


def _convicted_finally() -> ColumnElement:
    """A decision without a date of being final is not final yet."""
    return and_(_case.convicted_of_anything, _case.final_on.is_not(None))


def _estimated() -> ColumnElement:
    return converted(_record.proceeds_estimate, func.coalesce(_case.charged_on, _case.opened_on))


def _when_final() -> ColumnElement:
    return converted(_record.proceeds_estimate, _case.final_on)


def _reach_proceeds(of: CaseMoney) -> ColumnElement:
    return case(
        # What is known of them may be enough, whatever else there is.
        (reaches(of.known_penalties, _when_final()), true()),
        (not_(reaches(of.penalties, _when_final())), false()),
        else_=null(),
    )


per_case_money = unit(
    "per_case_money",
    "case",
    "A charged or convicted case and its money; NULL where a part of the amount is not known",
    *place(_case.jurisdiction, _case.case_id, _case.office),
    breakdown("form", "Form of exploitation", _case.form),
    breakdown("sector", "Economic sector", _case.sector),
    breakdown("cross_border", "Whether it is cross-border", _case.cross_border),
    breakdown("proceeds_method", "How the proceeds were estimated", _record.proceeds_method),
    day("charged_on", "First charge", _case.charged_on),
    day("final_on", "Final decision", _case.final_on),
    truth("charged", "At least one person was charged", _case.charged, needs=("cases",)),
    truth(
        "convicted",
        "Finally decided, with a conviction of any offence; an unknown outcome is none",
        _convicted_finally(),
        needs=(*OUTCOME, "cases.final_on"),
    ),
    truth(
        "convicted_of_documented",
        "The same, and its proceeds are not estimated by a benchmark",
        _of_documented(),
        needs=(*OUTCOME, "cases.final_on"),
    ),
    amount("proceeds_estimated", "Estimated proceeds", _estimated(), needs=(ESTIMATE,)),
    amount(
        "proceeds_when_final",
        "Estimated proceeds, in the money of the year of the final decision",
        _when_final(),
        needs=(ESTIMATE,),
    ),
    *(
        amount(
            name,
            f"Assets {name}; no asset is 0",
            _taken(name),
            needs=(*ASSETS_OF_CASES, f"assets.{name}"),
        )
        for name in AMOUNTS
    ),
    amount(
        "recovered",
        "Final confiscation, and restitution ordered; what assets brought victims counts once",
        lambda of: of.recovered,
        needs=(*CONFISCATED, *ORDERED),
    ),
    amount(
        "realised_of_ordered",
        "Assets realised; what was not ordered is 0",
        _taken("realised_of_ordered"),
        needs=(*ASSETS_OF_CASES, "assets.realised"),
    ),
    amount(
        "fines",
        "Fines; of a convicted person without a sanction unknown",
        lambda of: of.fines.c.fines,
        needs=FINES,
    ),
    amount(
        "penalties",
        "Fines, final confiscation and restitution",
        lambda of: of.penalties,
        needs=(*FINES, *CONFISCATED, *ORDERED),
    ),
    truth(
        "penalties_reach_proceeds",
        "Fines, final confiscation and restitution come to the estimated proceeds or more; what is"
        " known of them may be enough",
        _reach_proceeds,
        needs=(ESTIMATE, *FINES, *CONFISCATED, *ORDERED),
    ),
    amount(
        "compensation_ordered",
        "Compensation ordered; no claim is 0",
        lambda of: of.to_victims("ordered"),
        needs=ORDERED,
    ),
    amount(
        "paid_to_victims",
        "Paid to victims; no award is 0",
        lambda of: of.to_victims("paid"),
        needs=("claims", "claims.result", "payments", "payments.paid"),
    ),
    parts=_money,
)
