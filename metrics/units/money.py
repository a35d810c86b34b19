"""Build the units "asset" and "case money": from estimated proceeds to payments to victims."""

from collections.abc import Callable
from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
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

from metrics.reference.currency import is_at_least, join_home_currency, to_home_currency
from metrics.units.awards import per_award
from metrics.units.case_expressions import (
    ASSETS_OF_CASES,
    is_confiscation_ordered,
    nothing_was_ordered,
)
from metrics.units.cases import per_case
from metrics.units.suspect_records import OUTCOME
from metrics.units.suspects import per_suspect
from metrics.units.unit_columns import (
    OF_PERSON,
    Joined,
    amount,
    breakdown,
    case_columns,
    day,
    declare_unit,
    group_rows,
    join_on,
    nullable_boolean_column,
    outer_joined,
    place_columns,
    pseudonym,
    sum_if_all_known,
)
from schemas import columns, dates, tables
from schemas import vocabulary as v
from schemas.language import marked

# In the order of the stages of an asset.
AMOUNTS = {
    "identified": marked("Value identified"),
    "frozen": marked("Value frozen"),
    "confiscated": marked("Value confiscated"),
    "realised": marked("Value realised"),
}
# The stages that a register of assets records, with or without a case.
ASSET_STEPS = {
    "frozen": marked("Day on which it was frozen"),
    "confiscated": marked("Day on which it was confiscated"),
    "returned": marked("Day on which it was returned"),
}
OF_CASE_AMOUNTS = {
    "identified": marked("Assets identified; 0 if there is no asset"),
    "frozen": marked("Assets frozen; 0 if there is no asset"),
    "confiscated": marked("Assets confiscated; 0 if there is no asset"),
    "realised": marked("Assets realised; 0 if there is no asset"),
}
ASSETS = ("assets",)
_asset = tables.assets.c
_case = per_case.c
# Evidence is seized to prove the offence, not to take away its proceeds.
_kept = or_(_asset.role.is_(None), _asset.role != v.AssetRole.EVIDENCE)
_outside = _asset.case_id.is_(None)


def _join_assets() -> Joined:
    with_cases = tables.assets.outerjoin(per_case, join_on(per_case, tables.assets))
    # Assets of cases that are not about trafficking are left out with their case.
    counted = or_(_outside, _case.case_id.is_not(None))
    return Joined(join_home_currency(with_cases, tables.assets), counted)


def _converted_amount(name: str) -> ColumnElement:
    return to_home_currency(_asset[name], dates.effective_day(_asset[f"{name}_on"]))


def _case_meets(*conditions: ColumnElement) -> ColumnElement:
    """Whether the case of an asset meets conditions; false for an asset outside any case."""
    return case((_outside, false()), else_=and_(*conditions))


def _breakdown_of_case(column: ColumnElement) -> ColumnElement:
    """Return a breakdown of an asset's case, such as its form; `unknown` outside any case."""
    return func.coalesce(column, columns.UNKNOWN)


def _step_taken(step: str) -> ColumnElement:
    """Whether a step was taken: no if the amount is 0, yes with an amount or date, else NULL."""
    value, on = _asset[step], _asset[f"{step}_on"]
    return case((value == 0, false()), (or_(value > 0, on.is_not(None)), true()), else_=null())


def _finally_confiscated() -> ColumnElement:
    final = _asset.confiscation_final
    return case(
        # An order that may still be quashed is not final.
        (or_(nothing_was_ordered(), final.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE))), 0),
        (final == v.YesNo.YES, _converted_amount("confiscated")),
        else_=null(),
    )


def _realised_of_ordered() -> ColumnElement:
    """Return the realised amount of an asset; 0 if it is known that nothing was confiscated."""
    nothing = and_(_asset.realised.is_(None), nothing_was_ordered())
    return case((nothing, 0), else_=_converted_amount("realised"))


per_asset = declare_unit(
    "per_asset",
    "asset",
    "An asset, in a case or outside any case",
    *place_columns(_asset.jurisdiction, _asset.case_id, _breakdown_of_case(_case.office)),
    pseudonym("asset_id", "The asset", _asset.asset_id),
    *case_columns(*map(_breakdown_of_case, (_case.form, _case.sector, _case.cross_border))),
    breakdown("class", "Class of asset", _asset["class"]),
    breakdown("role", "Proceeds, instrumentality or equivalent value", _asset.role),
    day("charged_on", "First charge in the case", _case.charged_on),
    nullable_boolean_column(
        "of_charged_case",
        "In a case that was charged, and not held only as evidence",
        _case_meets(_case.charged, _kept),
        needs=("assets",),
    ),
    nullable_boolean_column(
        "of_decided_case",
        "In a case that was charged and decided at first instance, and not held only as evidence",
        _case_meets(_case.charged, _kept, _case.decided),
        needs=("assets",),
    ),
    *(
        amount(name, meaning, _converted_amount(name), needs=(f"assets.{name}",))
        for name, meaning in AMOUNTS.items()
    ),
    *(
        day(
            f"{step}_on",
            meaning,
            dates.effective_day(_asset[f"{step}_on"]),
            needs=(f"assets.{step}_on",),
        )
        for step, meaning in ASSET_STEPS.items()
    ),
    nullable_boolean_column(
        "was_frozen",
        "Frozen or seized: a value or a day is recorded",
        _step_taken("frozen"),
        needs=ASSETS,
    ),
    nullable_boolean_column(
        "was_confiscated",
        "Confiscated: a value, a day or a kind of order is recorded",
        is_confiscation_ordered(),
        needs=ASSETS,
    ),
    nullable_boolean_column(
        "was_returned",
        "Given back to an owner: a value or a day is recorded",
        _step_taken("returned"),
        needs=ASSETS,
    ),
    amount(
        "returned", "Value given back", _converted_amount("returned"), needs=("assets.returned",)
    ),
    amount(
        "to_victims",
        "Value that reached victims",
        # Victims get it once the asset is realised; it has no date of its own.
        to_home_currency(_asset.to_victims, dates.effective_day(_asset.realised_on)),
        needs=("assets.to_victims",),
    ),
    amount(
        "finally_confiscated",
        "Value finally confiscated; 0 if nothing was ordered or the order is not final",
        _finally_confiscated(),
        needs=("assets.confiscated", "assets.confiscation_final"),
    ),
    amount(
        "realised_of_ordered",
        "Value realised; 0 if nothing was ordered and no value is recorded",
        _realised_of_ordered(),
        needs=("assets.realised",),
    ),
    parts=_join_assets,
    own="asset_id",
)


# Each amount has a whole sum, which is NULL if one part is unknown, and where needed the sum of its
# known parts.
def sum_of_known(column: ColumnElement) -> ColumnElement:
    """Return an aggregate: the sum of the known amounts; 0 if none is known."""
    return func.coalesce(func.sum(column), 0)


def asset_sums_by_case() -> CTE:
    """Return one row per case with the sums of its assets, except assets that are only evidence."""
    asset = per_asset.c
    return group_rows(
        "case_money_assets",
        per_asset,
        *(sum_if_all_known(asset[name]).label(name) for name in AMOUNTS),
        sum_if_all_known(asset.finally_confiscated).label("finally_confiscated"),
        sum_of_known(asset.finally_confiscated).label("confiscated_known"),
        sum_if_all_known(asset.realised_of_ordered).label("realised_of_ordered"),
        sum_of_known(case((asset.finally_confiscated > 0, asset.to_victims))).label("handed_on"),
        where=(asset.role != v.AssetRole.EVIDENCE,),
    )


def award_sums_by_case() -> CTE:
    """Return one row per case with sums of its awards."""
    award = per_award.c
    return group_rows(
        "case_money_awards",
        per_award,
        sum_if_all_known(award.amount_awarded).label("ordered"),
        sum_if_all_known(award.amount_paid).label("paid"),
        sum_if_all_known(award.restitution).label("restitution"),
        sum_of_known(award.restitution).label("restitution_known"),
    )


def cases_with_unknown_claim_result() -> CTE:
    """Return the cases in which the result of a claim, and so the sum of awards, is unknown."""
    claim = tables.claims.c
    owed = claim.channel != v.ClaimChannel.STATE_FUND
    return group_rows(
        "doubtful_claims",
        tables.claims,
        func.bool_or(owed).label("of_restitution"),
        where=(claim.result == v.ClaimResult.UNKNOWN,),
    )


def fine_sums_by_case() -> CTE:
    """Return one row per case with the sum of its fines.

    The sum is NULL if a convicted person has no sanction row, since they may have been fined.
    """
    person, fined = per_suspect.c, _fines_by_person()
    whole = case((person.sanctioned, fined.c.whole), (person.sanctioned.is_(None), null()), else_=0)
    return group_rows(
        "case_money_fines",
        per_suspect,
        sum_if_all_known(whole).label("fines"),
        sum_of_known(fined.c.known).label("fines_known"),
        joined=per_suspect.outerjoin(fined, join_on(fined, per_suspect, OF_PERSON)),
    )


def _fines_by_person() -> CTE:
    """Return the sums of each person's fines; only final ones if a final sanction is recorded."""
    fine = _fine_amounts().cte("fines")
    final = fine.c.instance == v.Instance.FINAL
    any_final = func.bool_or(final)
    totals = (
        case(
            (any_final, add(case((final, fine.c.amount), else_=0))), else_=add(fine.c.amount)
        ).label(name)
        for name, add in (("whole", sum_if_all_known), ("known", sum_of_known))
    )
    return group_rows("fines_by_person", fine, *totals, keys=OF_PERSON)


def _fine_amounts() -> Select:
    """Return the amount of each sanction: 0 if it is not a fine, NULL if it may be one."""
    sanction = tables.sanctions.c
    amount = to_home_currency(sanction.amount, dates.effective_day(sanction.ordered_on))
    return select(
        sanction.jurisdiction,
        sanction.case_id,
        sanction.person_id,
        sanction.instance,
        case(
            (sanction.kind == v.SanctionKind.FINE, amount),
            (sanction.kind == v.SanctionKind.UNKNOWN, null()),
            else_=0,
        ).label("amount"),
    ).select_from(join_home_currency(tables.sanctions, tables.sanctions))


STEPS = ("proceeds_estimated", *AMOUNTS, "compensation_ordered", "paid_to_victims")
# The first and last step: what offenders earned, and what victims received.
STEP_ENDS = (STEPS[0], STEPS[-1])
ORDERED = ("claims", "claims.result", "claims.awarded")
FINES = (*OUTCOME, "sanctions", "sanctions.kind", "sanctions.amount")
CONFISCATED = (*ASSETS_OF_CASES, "assets.confiscated", "assets.confiscation_final")
ESTIMATE = "cases.proceeds_estimate"
_record = tables.cases.c


class CaseMoney(NamedTuple):
    """The charged or convicted cases, each joined with its sums of money, if there are any."""

    joined: FromClause
    kept: ColumnElement
    assets: CTE
    awards: CTE
    fines: CTE
    doubtful: CTE

    @property
    def penalties(self) -> ColumnElement:
        """Return the sum of fines, final confiscation and restitution; NULL if one is unknown."""
        return self.fines.c.fines + self.recovered

    @property
    def known_penalties(self) -> ColumnElement:
        """Return the sum of the penalties whose amount is known."""
        restitution = func.coalesce(self.awards.c.restitution_known, 0)
        return (
            func.coalesce(self.fines.c.fines_known, 0)
            + func.coalesce(self.assets.c.confiscated_known, 0)
            + restitution
            - func.least(restitution, self.handed_on)
        )

    @property
    def recovered(self) -> ColumnElement:
        """Return the sum of final confiscation and restitution, without counting money twice.

        Money from confiscated assets that went to victims counts only once.
        """
        return (
            self.taken("finally_confiscated")
            + self.restitution
            - func.least(self.restitution, self.handed_on)
        )

    @property
    def handed_on(self) -> ColumnElement:
        """Return the sum of confiscated assets that are known to have gone to victims."""
        return func.coalesce(self.assets.c.handed_on, 0)

    @property
    def restitution(self) -> ColumnElement:
        stated = _or_nothing(self.awards, "restitution")
        return case((self.doubtful.c.of_restitution, null()), else_=stated)

    def taken(self, name: str) -> ColumnElement:
        """Return a sum over a case's assets, by column name; 0 without assets."""
        return _or_nothing(self.assets, name)

    def to_victims(self, name: str) -> ColumnElement:
        """Return a sum over a case's awards; NULL if the result of a claim is unknown."""
        in_doubt = self.doubtful.c.case_id.is_not(None)
        return case((in_doubt, null()), else_=_or_nothing(self.awards, name))


def _money_by_case() -> CaseMoney:
    children = (
        asset_sums_by_case(),
        award_sums_by_case(),
        fine_sums_by_case(),
        cases_with_unknown_claim_result(),
    )
    records = per_case.join(tables.cases, join_on(tables.cases, per_case))
    joined = outer_joined(join_home_currency(records, tables.cases), children, per_case)
    return CaseMoney(joined, or_(_case.charged, _case.convicted_of_anything), *children)


def _or_nothing(child: CTE, name: str) -> ColumnElement:
    """Return an amount from a joined table, or 0 for a case without a row in it."""
    return case((child.c.case_id.is_(None), 0), else_=child.c[name])


def _step_taken_in_case(name: str) -> Callable[[CaseMoney], ColumnElement]:
    return lambda of: of.taken(name)


def _has_documented_proceeds() -> ColumnElement:
    """Whether a case ended in a final conviction, and its estimate is not a mere benchmark."""
    # A benchmark comes from other cases: a recovered share of it says little about this case.
    is_benchmark = _record.proceeds_method == v.ProceedsMethod.BENCHMARK
    return and_(_convicted_finally(), not_(is_benchmark))


def _convicted_finally() -> ColumnElement:
    """Whether somebody was convicted by a final decision; without a date it is not final."""
    return and_(_case.convicted_of_anything, _case.final_on.is_not(None))


def _estimated_proceeds() -> ColumnElement:
    return to_home_currency(
        _record.proceeds_estimate, func.coalesce(_case.charged_on, _case.opened_on)
    )


def _proceeds_at_final_rate() -> ColumnElement:
    """Return a case's estimated proceeds, converted at the rate on the day of final decision."""
    return to_home_currency(_record.proceeds_estimate, _case.final_on)


def _reach_proceeds(of: CaseMoney) -> ColumnElement:
    """Whether fines, confiscation and restitution are at least the estimated proceeds."""
    return case(
        # The known part may be enough, whatever else there is.
        (is_at_least(of.known_penalties, _proceeds_at_final_rate()), true()),
        (not_(is_at_least(of.penalties, _proceeds_at_final_rate())), false()),
        else_=null(),
    )


per_case_money = declare_unit(
    "per_case_money",
    "case",
    "A charged or convicted case and its money; missing if a part of the amount is missing",
    *place_columns(_case.jurisdiction, _case.case_id, _case.office),
    breakdown("form", "Form of exploitation", _case.form),
    breakdown("sector", "Economic sector", _case.sector),
    breakdown("cross_border", "Whether it is cross-border", _case.cross_border),
    breakdown("proceeds_method", "How the proceeds were estimated", _record.proceeds_method),
    day("charged_on", "First charge", _case.charged_on),
    day("final_on", "Final decision", _case.final_on),
    nullable_boolean_column(
        "charged", "At least one person was charged", _case.charged, needs=("cases",)
    ),
    nullable_boolean_column(
        "convicted",
        "Finally decided, with a conviction of any offence; a missing outcome does not count as"
        " one",
        _convicted_finally(),
        needs=(*OUTCOME, "cases.final_on"),
    ),
    nullable_boolean_column(
        "convicted_of_documented",
        "Finally decided, with a conviction of any offence, and the proceeds are not estimated"
        " from a benchmark",
        _has_documented_proceeds(),
        needs=(*OUTCOME, "cases.final_on"),
    ),
    amount("proceeds_estimated", "Estimated proceeds", _estimated_proceeds(), needs=(ESTIMATE,)),
    amount(
        "proceeds_when_final",
        "Estimated proceeds, in the prices of the year of the final decision",
        _proceeds_at_final_rate(),
        needs=(ESTIMATE,),
    ),
    *(
        amount(
            name,
            meaning,
            _step_taken_in_case(name),
            needs=(*ASSETS_OF_CASES, f"assets.{name}"),
        )
        for name, meaning in OF_CASE_AMOUNTS.items()
    ),
    amount(
        "recovered",
        "Final confiscation and restitution ordered; money from assets that reached victims"
        " counts once",
        lambda of: of.recovered,
        needs=(*CONFISCATED, *ORDERED),
    ),
    amount(
        "realised_of_ordered",
        "Assets realised; 0 if confiscation was not ordered",
        _step_taken_in_case("realised_of_ordered"),
        needs=(*ASSETS_OF_CASES, "assets.realised"),
    ),
    amount(
        "fines",
        "Fines; missing if no sanction is recorded for a convicted person",
        lambda of: of.fines.c.fines,
        needs=FINES,
    ),
    amount(
        "penalties",
        "Fines, final confiscation and restitution",
        lambda of: of.penalties,
        needs=(*FINES, *CONFISCATED, *ORDERED),
    ),
    nullable_boolean_column(
        "penalties_reach_proceeds",
        "Fines, final confiscation and restitution reach the estimated proceeds; the recorded"
        " part may be enough",
        _reach_proceeds,
        needs=(ESTIMATE, *FINES, *CONFISCATED, *ORDERED),
    ),
    amount(
        "compensation_ordered",
        "Compensation ordered; 0 if there is no claim",
        lambda of: of.to_victims("ordered"),
        needs=ORDERED,
    ),
    amount(
        "paid_to_victims",
        "Paid to victims; 0 if there is no award",
        lambda of: of.to_victims("paid"),
        needs=("claims", "claims.result", "payments", "payments.paid"),
    ),
    parts=_money_by_case,
)
