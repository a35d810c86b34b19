"""The residents: one row per year of a jurisdiction, with the victims counted in it."""

from sqlalchemy import (
    CTE,
    Date,
    Select,
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

from metrics.units.declaration import UNKNOWN, day, number, place, truth, unit
from metrics.units.joining import same
from metrics.units.victims import per_victim
from schemas import dates, tables

per_residents = unit(
    "per_residents",
    "year",
    "A year of a jurisdiction: its residents, and the victims counted in it",
    *place(),
    day("year_on", "The middle of the year", "population.year", "victims.identified_on"),
    truth(
        "counted",
        "Every year with residents or victims, and the victims without a date",
        needs=("victims", "victims.status"),
    ),
    number("victims", "Victims identified or presumed", "victims"),
    number("persons", "Residents", "population", "population.persons"),
)


def rows() -> Select:
    """The rows of `per_residents`, its columns in order."""
    victims, residents = _victims(), tables.population.c
    years = _years(victims)
    of_year = same(tables.population, years, ("year",))
    of_victims = and_(
        victims.c.jurisdiction == years.c.jurisdiction,
        victims.c.year.is_not_distinct_from(years.c.year),
    )
    july = func.make_date(years.c.year, 7, 1)
    return select(
        years.c.jurisdiction,
        cast(null(), String(64)),
        literal_column(f"'{UNKNOWN}'", String),
        cast(july, Date),
        true(),
        func.coalesce(victims.c.victims, 0),
        residents.persons,
    ).select_from(years.outerjoin(tables.population, of_year).outerjoin(victims, of_victims))


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
