"""Worlds of a few rows, reckoned by hand: each contradicts what holds in most other worlds."""

from datetime import date
from itertools import product

from metrics.release.relations import Law
from metrics.units.suspect_records import BY_LOCATION
from schemas import vocabulary as v
from tests.small_worlds import World

CHARGED_ON, JUDGED_ON = date(2020, 3, 1), date(2021, 3, 1)
CHARGED = {"charged": "yes", "charged_on": CHARGED_ON}
Role = dict[str, str]


def _charge_without_a_day() -> World:
    """Somebody judged on a known day waited since a day that nobody wrote down."""
    world = World()
    world.case()
    world.person(charged="yes", outcome="convicted_trafficking", decided_on=JUDGED_ON)
    world.of_person("charges", charge_id="B1", offence="trafficking")
    return world


def _two_roles(one: Role, other: Role) -> World:
    """The only person charged has two roles."""
    world = World()
    _add_two_roles(world, "K1", one, other)
    return world


def _perhaps_charged(one: Role, other: Role) -> World:
    """Somebody was charged for one role; whether somebody else was for another is not known."""
    world = World()
    _add_perhaps_charged(world, "K1", one, other)
    return world


def pairs_of_roles() -> World:
    """A case for each two roles, of the only person charged; and for each two of two persons."""
    world = World()
    for number, (one, other) in enumerate(product(ROLES, repeat=2)):
        _add_two_roles(world, f"K{number}", one, other)
        _add_perhaps_charged(world, f"L{number}", one, other)
    return world


def _add_two_roles(world: World, case_id: str, one: Role, other: Role) -> None:
    world.case(case_id, charged_on=CHARGED_ON)
    world.person("P1", case_id, **CHARGED)
    for role in (one,) if one == other else (one, other):
        world.of_person("links", "P1", case_id=case_id, **role)


def _add_perhaps_charged(world: World, case_id: str, one: Role, other: Role) -> None:
    _add_two_roles(world, case_id, one, one)
    world.person("P2", case_id, charged="unknown")
    world.of_person("links", "P2", case_id=case_id, **other)


UNKNOWN = {"link": "unknown"}
EXPLOITER, HARBOURER = (
    {"link": link, "location": "destination"} for link in ("exploiter", "harbourer")
)
ROLES = [
    {"link": link.value, "location": location.value}
    for link, location in product(v.Link, v.Location)
    # Of other links it does not matter where they acted.
    if link in BY_LOCATION or location == v.Location.UNKNOWN
]
_contradicting = {
    "P03.yes <= P05j.used": _charge_without_a_day(),
    "N01.unknown <= N02.yes + N02.unknown": _two_roles(EXPLOITER, UNKNOWN),
    "N01-exploitation.unknown <= N02.yes + N02.unknown": _two_roles(HARBOURER, UNKNOWN),
    "N01-exploitation.unknown <= N03.yes + N03.unknown": _perhaps_charged(HARBOURER, EXPLOITER),
    "N01-harbouring.unknown <= N03.yes + N03.unknown": _perhaps_charged(EXPLOITER, HARBOURER),
}
# What each contradicts.
COUNTEREXAMPLES = {Law.read(text): world for text, world in _contradicting.items()}
