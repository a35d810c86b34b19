"""The disclosure of the financial intelligence unit: one row each."""

from sqlalchemy import func, or_

from metrics.units.case.unit import per_case
from metrics.units.declaration import (
    Joined,
    breakdown,
    day,
    identity,
    place,
    same,
    truth,
    unit,
)
from schemas import columns, dates, tables

_disclosure, _case = tables.disclosures.c, per_case.c
_has_case = _case.case_id.is_not(None)


def _joined() -> Joined:
    return Joined(tables.disclosures.outerjoin(per_case, same(per_case, tables.disclosures)))


per_disclosure = unit(
    "per_disclosure",
    "disclosure",
    "A disclosure of the financial intelligence unit",
    *place(
        _disclosure.jurisdiction,
        _disclosure.case_id,
        func.coalesce(_case.office, columns.UNKNOWN),
        "The office that leads the case it became or supported",
        of_one_office=False,
    ),
    identity("disclosure_id", "The disclosure", _disclosure.disclosure_id),
    breakdown("origin", "Who reported the transaction", _disclosure.origin),
    day("received_on", "Received", dates.effective(_disclosure.received_on)),
    truth(
        "is_of_trafficking",
        "Not tied to a case of another offence",
        or_(_disclosure.case_id.is_(None), _has_case),
        needs=("disclosures",),
    ),
    truth(
        "became_case",
        "Became or supported a case; without one named it did not",
        _has_case,
        needs=("disclosures", "disclosures.case_id"),
    ),
    parts=_joined,
    own="disclosure_id",
)
