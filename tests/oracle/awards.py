"""Claims, and the awards that come of them: the claims of one joint order are one award."""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction

from tests.oracle.days import NO, UNKNOWN, YES, Row, Verdict, stood_for
from tests.oracle.money import converted, highest, in_home_currency, total
from tests.oracle.records import Records

Claims = list[Row]


def awarded(claim: Row) -> object:
    """The amount awarded: as stated, else the sum of both heads, else unknown (None)."""
    if claim["awarded"] is not None:
        return claim["awarded"]
    heads = (claim["awarded_material"], claim["awarded_moral"])
    return None if None in heads else sum(heads)


def is_award(claim: Row) -> bool:
    """Granted with a blank amount is an award, with 0 it is none."""
    return claim["result"] == "granted" and awarded(claim) != 0


def award_found(claims: Claims) -> Verdict:
    if any(is_award(c) for c in claims):
        return YES
    return UNKNOWN if any(c["result"] == "unknown" for c in claims) else NO


def joined(claims: Iterable[Row]) -> dict[str, Claims]:
    """The claims of each award, joint ones together."""
    found = defaultdict(list)
    for claim in claims:
        if is_award(claim):
            found[claim["joint_award_id"] or f"claim {claim['claim_id']}"].append(claim)
    return found


def amount_of(r: Records, award: Claims) -> Fraction | None:
    """One order against several states the same amount again: the highest known."""
    return highest(converted(r, c, awarded(c), stood_for(c, "decided_on")) for c in award)


def stated(r: Records, award: Claims, column: str) -> Fraction | None:
    return highest(in_home_currency(r, claim, column) for claim in award)


def paid(r: Records, payments: list[Row]) -> Fraction | None:
    return total(in_home_currency(r, payment, "paid") for payment in payments)


def awards_of_victim(r: Records, victim: Row) -> list[Claims]:
    """The awards that are for the victim, with the claims of others that share them."""
    mine = [c for c in r.of_victim("claims", victim) if is_award(c)]
    orders = {c["joint_award_id"] for c in mine} - {None}
    alone = [c for c in mine if c["joint_award_id"] is None]
    return list(joined(alone + [c for order in orders for c in r.of_joint_award(order)]).values())
