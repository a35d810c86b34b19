"""The disclosure of the financial intelligence unit: one row each."""

from sqlalchemy import Select, func, or_, select

from metrics.units.cases import per_case
from metrics.units.declaration import UNKNOWN, breakdown, day, identity, place, truth, unit
from metrics.units.joining import same
from schemas import dates, tables

per_disclosure = unit(
    "per_disclosure",
    "disclosure",
    "A disclosure of the financial intelligence unit",
    *place("The office that leads the case it became or supported"),
    identity("disclosure_id", "The disclosure"),
    breakdown("origin", "Who reported the transaction", "disclosures.origin"),
    day("received_on", "Received", "disclosures.received_on"),
    truth(
        "is_of_trafficking",
        "Not tied to a case of another offence",
        reads=("cases.scope",),
        needs=("disclosures",),
    ),
    truth(
        "became_case",
        "Became or supported a case; without one named it did not",
        needs=("disclosures", "disclosures.case_id"),
    ),
    own="disclosure_id",
)


def rows() -> Select:
    """The rows of `per_disclosure`, its columns in order."""
    disclosure, a_case = tables.disclosures.c, per_case.c
    return select(
        disclosure.jurisdiction,
        disclosure.case_id,
        func.coalesce(a_case.office, UNKNOWN),
        disclosure.disclosure_id,
        disclosure.origin,
        dates.effective(disclosure.received_on),
        or_(disclosure.case_id.is_(None), a_case.case_id.is_not(None)),
        a_case.case_id.is_not(None),
    ).select_from(tables.disclosures.outerjoin(per_case, same(per_case, tables.disclosures)))
