"""What a person was charged with beside trafficking, in which link, and whether sanctioned."""

from collections.abc import Iterator

from sqlalchemy import CTE, ColumnElement, and_, case, false, null

from metrics.units.declaration import truth
from metrics.units.suspect_stages import was_sanctioned
from schemas import tables
from schemas import vocabulary as v

CHARGED = ("suspects.charged", "suspects.charged_on", "charges.charged_on")
OFFENCES = ("charges", "charges.offence")

REACH = (
    truth(
        "charged_in_trafficking_case",
        "A person, natural or legal, charged in a case of trafficking",
        reads=(*CHARGED, "cases.scope"),
        needs=("suspects",),
    ),
    truth(
        "apex",
        "Organised, financed, laundered for it or profits as a company; unknown: a link is",
        reads=("links.person_id",),
        needs=("links", "links.link"),
    ),
    truth(
        "laundering_charged",
        "Charged with money laundering; unknown: charged, with what is not known",
        reads=CHARGED,
        needs=OFFENCES,
    ),
    truth(
        "financially_charged",
        "Charged with laundering, tax fraud, or wage or social fraud; unknown as of laundering",
        reads=CHARGED,
        needs=OFFENCES,
    ),
    truth(
        "sanctioned",
        "Sanctioned in any way; unknown: convicted without a sanction",
        reads=("suspects.outcome",),
        needs=("sanctions",),
    ),
)


def reach(
    charged: ColumnElement, charge: CTE, sanction: CTE, links: CTE
) -> Iterator[ColumnElement]:
    """The columns of REACH; the CTEs are those of the person's records, outer-joined."""
    scope = tables.cases.c.scope
    yield and_(charged, scope == v.Scope.CHARGED_AS_TRAFFICKING).label(
        "charged_in_trafficking_case"
    )
    yield links.c.apex.label("apex")
    for name in ("laundering_charged", "financially_charged"):
        # A charged person without a charge row was charged with something.
        without_row = case((charged, null()), else_=false())
        yield case((charge.c.case_id.is_(None), without_row), else_=charge.c[name]).label(name)
    yield was_sanctioned(sanction).label("sanctioned")
