"""The sums of money of a case by where it stands: in assets, awards, fines.

Of each there is the whole sum, NULL as soon as one part of it is unknown, and where asked for the
sum of what is known.
"""

from sqlalchemy import CTE, ColumnElement, Select, case, func, null, select

from metrics.beside.currency import converted, in_home_currency
from metrics.units.assets import AMOUNTS, per_asset
from metrics.units.award.unit import per_award
from metrics.units.declaration import OF_PERSON, same
from metrics.units.knowledge import whole_sum
from metrics.units.suspect.unit import per_suspect
from schemas import dates, tables
from schemas import vocabulary as v


def known_sum(column: ColumnElement) -> ColumnElement:
    """The sum of what is known of a group."""
    return func.coalesce(func.sum(column), 0)


def of_assets() -> CTE:
    """Per case with an asset that is more than evidence."""
    asset = per_asset.c
    return (
        select(
            asset.jurisdiction,
            asset.case_id,
            *(whole_sum(asset[name]).label(name) for name in AMOUNTS),
            whole_sum(asset.finally_confiscated).label("finally_confiscated"),
            known_sum(asset.finally_confiscated).label("confiscated_known"),
            whole_sum(asset.realised_of_ordered).label("realised_of_ordered"),
            known_sum(case((asset.finally_confiscated > 0, asset.to_victims))).label("handed_on"),
        )
        .where(asset.role != v.AssetRole.EVIDENCE)
        .group_by(asset.jurisdiction, asset.case_id)
        .cte("case_money_assets")
    )


def of_awards() -> CTE:
    """Per case with an award."""
    award = per_award.c
    return (
        select(
            award.jurisdiction,
            award.case_id,
            whole_sum(award.amount_awarded).label("ordered"),
            whole_sum(award.amount_paid).label("paid"),
            whole_sum(award.restitution).label("restitution"),
            known_sum(award.restitution).label("restitution_known"),
        )
        .group_by(award.jurisdiction, award.case_id)
        .cte("case_money_awards")
    )


def doubtful_claims() -> CTE:
    """Cases with a claim of unknown result: what was ordered in all is unknown."""
    claim = tables.claims.c
    owed = claim.channel != v.ClaimChannel.STATE_FUND
    return (
        select(claim.jurisdiction, claim.case_id, func.bool_or(owed).label("of_restitution"))
        .where(claim.result == v.ClaimResult.UNKNOWN)
        .group_by(claim.jurisdiction, claim.case_id)
        .cte("doubtful_claims")
    )


def of_fines() -> CTE:
    """Per case with a suspect; a convicted person without a sanction row may have been fined."""
    person, fined = per_suspect.c, _fines_by_person()
    whole = case((person.sanctioned, fined.c.whole), (person.sanctioned.is_(None), null()), else_=0)
    return (
        select(
            person.jurisdiction,
            person.case_id,
            whole_sum(whole).label("fines"),
            known_sum(fined.c.known).label("fines_known"),
        )
        .select_from(per_suspect.outerjoin(fined, same(fined, per_suspect, OF_PERSON)))
        .group_by(person.jurisdiction, person.case_id)
        .cte("case_money_fines")
    )


def _fines_by_person() -> CTE:
    """Of each sanctioned person the fines of the final decision, else of the first one."""
    fine = _fines().cte("fines")
    final = fine.c.instance == v.Instance.FINAL
    any_final = func.bool_or(final)
    totals = {
        name: case(
            (any_final, add(case((final, fine.c.amount), else_=0))), else_=add(fine.c.amount)
        ).label(name)
        for name, add in (("whole", whole_sum), ("known", known_sum))
    }
    key = (fine.c.jurisdiction, fine.c.case_id, fine.c.person_id)
    return select(*key, *totals.values()).group_by(*key).cte("fines_by_person")


def _fines() -> Select:
    """What each sanction comes to in money: nothing unless it is a fine or may be one."""
    sanction = tables.sanctions.c
    amount = converted(sanction.amount, dates.effective(sanction.ordered_on))
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
    ).select_from(in_home_currency(tables.sanctions, tables.sanctions))
