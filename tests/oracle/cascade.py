"""The money of charged cases counted again: what each earned, and what its victims were paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle.awards import joined, paid
from tests.oracle.coverage import collects
from tests.oracle.days import YES, Row, stood_for
from tests.oracle.money import converted, total
from tests.oracle.records import Records

EARNED = ("cases", "cases.proceeds_estimate")
PAID = ("claims", "claims.result", "payments", "payments.paid")
UNKNOWN_OFFICE = "unknown"


@dataclass(frozen=True)
class Ends:
    """Both ends of one case's money; None where one is not known."""

    year: int | None
    earned: Fraction | None
    paid: Fraction | None


def ends(r: Records) -> Iterator[Ends]:
    """Both ends of each charged case."""
    for case, on, charged in r.charged_cases():
        if charged != YES:
            continue
        office = case["office_id"] or UNKNOWN_OFFICE
        # The money of the year of the charge, or of the opening while nobody's day is known.
        at = on or stood_for(case, "opened_on")
        earned = converted(r, case, case["proceeds_estimate"], at)
        reached = paid_in(r, case)
        yield Ends(
            year=None if on is None else on.year,
            earned=earned if collects(r, EARNED, on=on, office=office) else None,
            paid=reached if collects(r, PAID, on=on, office=office) else None,
        )


def paid_in(r: Records, case: Row) -> Fraction | None:
    """All that was paid of the case's awards; no award is 0, an undecided claim may be one."""
    claims = r.of_case("claims", case["case_id"])
    if any(claim["result"] == "unknown" for claim in claims):
        return None
    found: list[Fraction | None] = []
    for award in joined(r["claims"]).values():
        # An order in several cases counts once, in the first of them by name.
        if min(claim["case_id"] for claim in award) == case["case_id"]:
            payments = r.payments_of(award)
            found.append(paid(r, payments) if payments else None)
    return total(found)
