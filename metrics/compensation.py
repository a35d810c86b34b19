"""What an award of compensation comes to, and what of it was paid."""

import pandas as pd
from sqlalchemy import Connection, Select, and_, case, func, select

from metrics.request import JURISDICTION, Request, Scope
from metrics.results import Only, Years, jurisdictions, request
from metrics.units.awards import per_award
from schemas import database

EVER: Years = (None, None)


def awards(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The awards decided in a period and their sums.

    Columns jurisdiction, currency, awards, ordered (the sum of all whose amount is known, in
    `currency`; a joint order counts once), both_known (those of which both sums are known), awarded
    and paid (the sums of those).
    """
    asked = request(connection, scope, years=years, only=only)
    found = database.read_frame(connection, _sums(asked)).to_pandas()
    currencies = jurisdictions(connection, scope)[[JURISDICTION, "currency"]]
    columns = [JURISDICTION, "currency", "awards", "ordered", "both_known", "awarded", "paid"]
    frame = found.merge(currencies, how="left", on=JURISDICTION)[columns]
    return frame.astype(dict.fromkeys(("ordered", "awarded", "paid"), float))


def _sums(asked: Request) -> Select:
    award = per_award.c
    both = and_(award.amount_awarded.is_not(None), award.amount_paid.is_not(None))
    return (
        select(
            award.jurisdiction,
            func.count().label("awards"),
            func.coalesce(func.sum(award.amount_awarded), 0).label("ordered"),
            func.sum(case((both, 1), else_=0)).label("both_known"),
            func.coalesce(func.sum(case((both, award.amount_awarded))), 0).label("awarded"),
            func.coalesce(func.sum(case((both, award.amount_paid))), 0).label("paid"),
        )
        .where(award.awarded, *asked.where(per_award, award.decided_on))
        .group_by(award.jurisdiction)
        .order_by(award.jurisdiction)
    )
