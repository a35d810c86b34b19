"""The residents: one row per year of a jurisdiction, with the victims counted in it."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    String,
    and_,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union,
)

from metrics.units.declaration import day, number, place, truth, unit
from metrics.units.joining import same
from metrics.units.victim.unit import per_victim
from schemas import columns, dates, tables


class Residents(NamedTuple):
    """The years of a jurisdiction, with the residents and the victims of each."""

    joined: FromClause
    kept: ColumnElement
    years: CTE
    victims: CTE


def _residents() -> Residents:
    victims = _victims()
    years = _years(victims)
    of_victims = and_(
        victims.c.jurisdiction == years.c.jurisdiction,
        victims.c.year.is_not_distinct_from(years.c.year),
    )
    joined = years.outerjoin(
        tables.population, same(tables.population, years, ("year",))
    ).outerjoin(victims, of_victims)
    return Residents(joined, true(), years, victims)


def _victims() -> CTE:
    victim = per_victim.c
    year = dates.year_of(victim.counted_on)
    return (
        select(victim.jurisdiction, year.label("year"), func.count().label("victims"))
        .where(victim.identified_or_presumed)
        .group_by(victim.jurisdiction, year)
        .cte("victims_of_year")
    )


def _years(victims: CTE) -> CTE:
    residents = tables.population.c
    return union(
        select(residents.jurisdiction, residents.year).where(residents.persons.is_not(None)),
        select(victims.c.jurisdiction, victims.c.year),
    ).cte("years")


def _middle(of: Residents) -> ColumnElement:
    return cast(func.make_date(of.years.c.year, 7, 1), Date)


per_residents = unit(
    "per_residents",
    "year",
    "A year of a jurisdiction: its residents, and the victims counted in it",
    *place(
        lambda of: of.years.c.jurisdiction,
        cast(null(), String(64)),
        literal_column(f"'{columns.UNKNOWN}'", String),
        of_one_office=False,
    ),
    day("year_on", "The middle of the year", _middle),
    truth(
        "counted",
        "Every year with residents or victims, and the victims without a date",
        true(),
        needs=("victims", "victims.status"),
    ),
    number(
        "victims",
        "Victims identified or presumed",
        lambda of: func.coalesce(of.victims.c.victims, 0),
        needs=("victims",),
    ),
    number(
        "persons",
        "Residents",
        tables.population.c.persons,
        needs=("population", "population.persons"),
    ),
    parts=_residents,
)
