"""Compute how much money remains at each step from proceeds to victims, and the sums of awards."""

import pandas as pd
import polars as pl
from sqlalchemy import Connection, Select, and_, case, func, select

from metrics.count_queries import money_steps_query
from metrics.records_state import currencies, jurisdictions
from metrics.reference import national_lists
from metrics.reference.currency import home_currencies, yearly_factors
from metrics.request import EVER, JURISDICTION, Only, Request, Scope, Years
from metrics.results import FEWEST_UNITS, build_request
from metrics.units.awards import per_award
from metrics.units.money import STEP_ENDS as STEP_ENDS
from metrics.units.money import STEPS
from schemas import dates
from schemas.store import bookkeeping, database

# As for shares: with fewer cases, chance decides what reached victims.
FEWEST_CASES = FEWEST_UNITS
BOTH_KNOWN, IN_BOTH = "both_known", "in_both"


def cascade_steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """Return the money of charged cases at each step from estimated proceeds to victims.

    Columns jurisdiction, step (STEPS), amount (in `currency`, the sum over cases in which it is
    fully known), currency, cases_known, cases; both_known, the number of cases in which the first
    and last step (STEP_ENDS) are known, and in_both, the sum of these two steps in them (NaN for
    other steps). A step that is not collected is known in no case.
    """
    asked = build_request(connection, scope, years=years, only=only)
    wide = database.read_precompiled(connection, money_steps_query(asked.shape), asked.bind_values)
    homes = {code: currency or None for code, currency in currencies(connection, scope).items()}
    home = pl.col(JURISDICTION).replace_strict(homes, default=None, return_dtype=pl.String)
    in_both = {end: pl.col(f"{end}_{IN_BOTH}") for end in STEP_ENDS}
    steps = [
        wide.select(
            JURISDICTION,
            pl.lit(step).alias("step"),
            pl.col(f"{step}_amount").cast(pl.Float64).alias("amount"),
            home.alias("currency"),
            pl.col(f"{step}_known").alias("cases_known"),
            "cases",
            in_both.get(step, pl.lit(None)).cast(pl.Float64).alias(IN_BOTH),
            BOTH_KNOWN,
        )
        for step in STEPS
    ]
    return pl.concat(steps).sort(JURISDICTION, maintain_order=True).to_pandas()


BOTH_AMOUNTS_KNOWN = and_(
    per_award.c.amount_awarded.is_not(None), per_award.c.amount_paid.is_not(None)
)


def award_totals(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """Return the number of awards decided in a period, and the sums awarded and paid.

    Columns jurisdiction, currency, awards, amount_known (number with a known amount), ordered
    (their sum, in `currency`; a joint order counts once), both_known (number of awards whose
    awarded and paid amounts are both known), awarded and paid (the sums of these awards).
    """
    asked = build_request(connection, scope, years=years, only=only)
    sums = database.read_precompiled(
        connection, _award_sums(asked.shape), asked.bind_values
    ).to_pandas()
    currencies = jurisdictions(connection, scope)[[JURISDICTION, "currency"]]
    columns = [JURISDICTION, "currency", "awards", "amount_known", "ordered"]
    columns += ["both_known", "awarded", "paid"]
    frame = sums.merge(currencies, how="left", on=JURISDICTION)[columns]
    return frame.astype(dict.fromkeys(("ordered", "awarded", "paid"), float))


def awards_in_wages(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """Return mean awards as a number of monthly wages of the year in which they were decided.

    Columns jurisdiction, kind (of wage), awards (how many, with awarded and paid amounts known, in
    years with a wage and exchange rate), awarded and paid (mean number of monthly wages), first and
    last (year), source (of the wages, each once).
    """
    asked = build_request(connection, scope, years=years, only=only)
    sums = database.read_precompiled(
        connection, _award_sums_by_year(asked.shape), asked.bind_values
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
    """Return the wages in their jurisdiction's currency; those without a rate are left out."""
    seen = scope.of_place(home_currencies.c.jurisdiction)
    placed = connection.execute(select(home_currencies).where(seen))
    homes = {row.jurisdiction: row.currency for row in placed}
    own_rates = dict(bookkeeping.own_rates(connection))
    listed = national_lists.load_wages(connection, scope)
    factor = [
        _conversion_factor(row.currency, homes.get(row.jurisdiction), row.year, own_rates)
        for row in listed.itertuples()
    ]
    at_home = listed.assign(monthly=listed["monthly"] * pd.Series(factor, dtype=float))
    return at_home.dropna(subset="monthly").drop(columns="currency")


def _conversion_factor(currency: str, home: str | None, year: int, own_rates: dict) -> float | None:
    """Return the factor from a currency to the home currency in a year; None without rates."""
    if home is None or currency == home:
        return None if home is None else 1.0
    return yearly_factors(currency, home, own_rates).get(year)


@database.cache_compiled_sql
def _award_sums_by_year(asked: Request) -> Select:
    """Return the query for sums awarded and paid by year, over awards with both amounts known."""
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
        .where(award.awarded, BOTH_AMOUNTS_KNOWN, *asked.where(per_award, award.decided_on))
        .group_by(award.jurisdiction, year)
        .order_by(award.jurisdiction, year)
    )


@database.cache_compiled_sql
def _award_sums(asked: Request) -> Select:
    """Return the query for the number and sums of awards by jurisdiction."""
    award, both_known = per_award.c, BOTH_AMOUNTS_KNOWN
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
