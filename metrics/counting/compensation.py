"""What an award of compensation comes to, and what of it was paid."""

import pandas as pd
from sqlalchemy import Connection, Select, and_, case, func, select

from metrics.beside import wages
from metrics.beside.currency import factors, home_currencies, own
from metrics.counting.request import EVER, JURISDICTION, Only, Request, Scope, Years
from metrics.counting.results import jurisdictions, request
from metrics.units.award.unit import per_award
from schemas import dates
from schemas.store import database

BOTH_KNOWN = and_(per_award.c.amount_awarded.is_not(None), per_award.c.amount_paid.is_not(None))


def awards(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The awards decided in a period and their sums.

    Columns jurisdiction, currency, awards, amount_known (those whose amount is known), ordered
    (their sum, in `currency`; a joint order counts once), both_known (those of which both sums are
    known), awarded and paid (the sums of those).
    """
    asked = request(connection, scope, years=years, only=only)
    sums = database.read_precompiled(connection, _sums(asked.shape), asked.values).to_pandas()
    currencies = jurisdictions(connection, scope)[[JURISDICTION, "currency"]]
    columns = [JURISDICTION, "currency", "awards", "amount_known", "ordered"]
    columns += ["both_known", "awarded", "paid"]
    frame = sums.merge(currencies, how="left", on=JURISDICTION)[columns]
    return frame.astype(dict.fromkeys(("ordered", "awarded", "paid"), float))


def in_wages(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """What an award comes to in months of the wage of the year that it was decided in.

    Columns jurisdiction, kind (of the wage), awards (of which both sums are known, of years with a
    wage that there is a rate for), awarded and paid (months of the wage, on average), first and
    last (years of them), source (of the wages, each named once).
    """
    asked = request(connection, scope, years=years, only=only)
    sums = database.read_precompiled(
        connection, _sums_by_year(asked.shape), asked.values
    ).to_pandas()
    merged = sums.merge(_wages_at_home(connection, scope), on=[JURISDICTION, "year"])
    for end in ("awarded", "paid"):
        merged[end] = merged[end].astype(float) / merged["monthly"]
    totals = merged.groupby([JURISDICTION, "kind"], as_index=False).agg(
        awards=("awards", "sum"),
        awarded=("awarded", "sum"),
        paid=("paid", "sum"),
        first=("year", "min"),
        last=("year", "max"),
        source=("source", lambda sources: "; ".join(dict.fromkeys(sources))),
    )
    return totals.assign(
        awarded=totals["awarded"] / totals["awards"], paid=totals["paid"] / totals["awards"]
    )


def _wages_at_home(connection: Connection, scope: Scope) -> pd.DataFrame:
    """The wages in the currency in which their jurisdiction's amounts are; others are left out."""
    seen = scope.of_place(home_currencies.c.jurisdiction)
    placed = connection.execute(select(home_currencies).where(seen))
    homes = {row.jurisdiction: row.currency for row in placed}
    own_rates = dict(own(connection))
    listed = wages.of(connection, scope)
    factor = [
        _factor(row.currency, homes.get(row.jurisdiction), row.year, own_rates)
        for row in listed.itertuples()
    ]
    at_home = listed.assign(monthly=listed["monthly"] * pd.Series(factor, dtype=float))
    return at_home.dropna(subset="monthly").drop(columns="currency")


def _factor(currency: str, home: str | None, year: int, own_rates: dict) -> float | None:
    if home is None or currency == home:
        return None if home is None else 1.0
    return factors(currency, home, own_rates).get(year)


@database.precompiled
def _sums_by_year(asked: Request) -> Select:
    award = per_award.c
    year = dates.year_of(award.decided_on)
    return (
        select(
            award.jurisdiction,
            year.label("year"),
            func.count().label("awards"),
            func.sum(award.amount_awarded).label("awarded"),
            func.sum(award.amount_paid).label("paid"),
        )
        .where(award.awarded, BOTH_KNOWN, *asked.where(per_award, award.decided_on))
        .group_by(award.jurisdiction, year)
        .order_by(award.jurisdiction, year)
    )


@database.precompiled
def _sums(asked: Request) -> Select:
    award, both_known = per_award.c, BOTH_KNOWN
    return (
        select(
            award.jurisdiction,
            func.count().label("awards"),
            func.count(award.amount_awarded).label("amount_known"),
            func.coalesce(func.sum(award.amount_awarded), 0).label("ordered"),
            func.sum(case((both_known, 1), else_=0)).label("both_known"),
            func.coalesce(func.sum(case((both_known, award.amount_awarded))), 0).label("awarded"),
            func.coalesce(func.sum(case((both_known, award.amount_paid))), 0).label("paid"),
        )
        .where(award.awarded, *asked.where(per_award, award.decided_on))
        .group_by(award.jurisdiction)
        .order_by(award.jurisdiction)
    )
