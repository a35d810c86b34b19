"""The residents of each year of a jurisdiction, and the victims counted in it by their case."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    Date,
    FromClause,
    Integer,
    Select,
    String,
    and_,
    case,
    cast,
    func,
    literal_column,
    null,
    select,
    true,
    union_all,
)

from metrics.units.declaration import day, identity, number, place, same, truth, unit
from metrics.units.victim.handling import WHO_IS_A_VICTIM
from metrics.units.victim.unit import per_victim
from schemas import columns, dates, tables

# By one of them a victim is counted in a year.
WHEN_MET = ("victims.identified_on", "victims.first_contact_on")
OF_VICTIMS = ("case_id", "victim_id")


class Residents(NamedTuple):
    """Each year's residents, and beside them the victims of the year, a row per case."""

    joined: FromClause
    kept: ColumnElement
    counted: CTE


def _residents() -> Residents:
    counted = union_all(_years(), _victims()).cte("residents_and_victims")
    of_year = same(tables.population, counted, ("year",))
    return Residents(counted.outerjoin(tables.population, of_year), true(), counted)


def _years() -> Select:
    residents = tables.population.c
    return select(
        residents.jurisdiction,
        residents.year,
        *(cast(null(), String(64)).label(name) for name in OF_VICTIMS),
        literal_column("0", Integer).label("victims"),
    ).where(residents.persons.is_not(None))


def _victims() -> Select:
    victim = per_victim.c
    # A victim without a case is a case of its own.
    outside = case((victim.case_id.is_(None), victim.victim_id))
    keys = (victim.jurisdiction, dates.year_of(victim.counted_on), victim.case_id, outside)
    return select(*keys, func.count()).where(victim.identified_or_presumed).group_by(*keys)


def _middle(of: Residents) -> ColumnElement:
    return cast(func.make_date(of.counted.c.year, 7, 1), Date)


def _persons(of: Residents) -> ColumnElement:
    """The residents of a year once: victims are set beside them, and unknown without them."""
    persons = tables.population.c.persons
    is_known = persons.is_not(None)
    return case((and_(is_known, of.counted.c.victims > 0), 0), else_=persons)


per_residents = unit(
    "per_residents",
    "year",
    "The residents of a year of a jurisdiction, or the victims of one case that are counted in it",
    *place(
        lambda of: of.counted.c.jurisdiction,
        lambda of: of.counted.c.case_id,
        literal_column(f"'{columns.UNKNOWN}'", String),
        of_one_office=False,
    ),
    identity("victim_id", "The victim outside any case", lambda of: of.counted.c.victim_id),
    day("year_on", "The middle of the year", _middle),
    truth(
        "counted",
        "Every year with residents or victims, and the victims without a date",
        true(),
        needs=("victims", "victims.status"),
        needs_one_of=(WHO_IS_A_VICTIM, WHEN_MET),
    ),
    number(
        "victims",
        "Victims identified or presumed",
        lambda of: of.counted.c.victims,
        needs=("victims",),
    ),
    number(
        "persons",
        "Residents of the year; 0 beside them, with the victims",
        _persons,
        needs=("population", "population.persons"),
    ),
    parts=_residents,
    own="victim_id",
)
