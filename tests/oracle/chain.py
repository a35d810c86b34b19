"""Links of the chain: where they stand, and who holds them."""

from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict
from tests.oracle.records import Records

DESTINATION = ("exploiter", "enforcer")
BY_LOCATION = ("harbourer", "transferor")
APEX = ("organiser", "financier", "launderer", "corporate_beneficiary")
# The links of each charged person, then of each link row that stands for one more.
Held = list[set[str]]


def position(r: Records, link: Row) -> str:
    """Where a link stands: destination, beyond it, user, or unknown."""
    name, location = link["link"], link["location"]
    if name == "unknown" or (name in BY_LOCATION and location == "unknown"):
        return "unknown"
    if name == "knowing_user":
        return "beyond" if r.options.knowing_user_is_beyond else "user"
    at_destination = name in DESTINATION or (name in BY_LOCATION and location == "destination")
    return "destination" if at_destination else "beyond"


def place_of(r: Records, links: list[Row]) -> str:
    """Whether a charged person is inside or outside the destination, ignored, or unknown (N02)."""
    positions = {position(r, x) for x in links} or {"unknown"}
    if "destination" in positions:
        return "inside"
    if "unknown" in positions:
        return "unknown"
    return "outside" if "beyond" in positions else "ignored"


def held_by(r: Records, persons: list[Row]) -> Held:
    return [{x["link"] for x in r.links_of(s)} for s in persons]


def held_in(r: Records, case: Row, persons: list[Row]) -> Held:
    return held_by(r, persons) + [{x["link"]} for x in r.links_without_person(case)]


def in_the_dark(held: Held) -> bool:
    """Whether somebody's links are not known, or nobody is."""
    return not held or any(not of_one or UNKNOWN in of_one for of_one in held)


def holds_one_of(held: Held, links: tuple[str, ...]) -> Verdict:
    if any(of_one & set(links) for of_one in held):
        return YES
    return UNKNOWN if in_the_dark(held) else NO


def several_links(held: Held) -> Verdict:
    """Two known links are several whatever else is unknown; one is one if nobody's is unknown."""
    known = set().union(*held) - {UNKNOWN} if held else set()
    if len(known) >= 2:
        return YES
    return NO if len(known) == 1 and not in_the_dark(held) else UNKNOWN
