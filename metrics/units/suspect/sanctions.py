"""What was imposed on a person, and what they were charged with beside trafficking."""

from collections.abc import Callable

from sqlalchemy import ColumnElement, and_, case, false, null

from metrics.units.declaration import amount, day, number, truth
from metrics.units.knowledge import belongs
from metrics.units.suspect.facts import (
    CONVICTED,
    LAUNDERING,
    OUTCOME,
    PersonFacts,
    is_case_of_trafficking,
    is_natural,
)
from schemas import tables
from schemas import vocabulary as v

SANCTIONS = ("sanctions", "sanctions.kind")

_suspect = tables.suspects.c


def _is_convicted() -> ColumnElement:
    return and_(is_natural(), _suspect.outcome == v.Outcome.CONVICTED_TRAFFICKING)


def _custody_with_an_end(facts: PersonFacts) -> ColumnElement:
    imposed = facts.sanctions.c
    return case((imposed.life, false()), else_=and_(_is_convicted(), imposed.custody))


def _charged_with(name: str) -> Callable[[PersonFacts], ColumnElement]:
    def charged(facts: PersonFacts) -> ColumnElement:
        # A charged person without a charge row was charged with something.
        without_row = case((facts.perhaps_charged, null()), else_=false())
        return case((facts.charges.c.case_id.is_(None), without_row), else_=facts.charges.c[name])

    return charged


SANCTIONED = (
    truth(
        "natural_person_convicted_of_trafficking",
        "A natural person convicted of trafficking; an unknown outcome admits nobody",
        _is_convicted(),
        needs=OUTCOME,
    ),
    truth(
        "unsuspended_custody",
        "Custody or life, unsuspended, at first instance; without a sanction of it unknown",
        lambda facts: facts.sanctions.c.custody,
        needs=SANCTIONS,
    ),
    truth(
        "custody_with_an_end",
        "A natural person convicted of trafficking, in custody but not for life",
        _custody_with_an_end,
        needs=(*OUTCOME, *SANCTIONS),
    ),
    number(
        "months_of_custody",
        "The longest unsuspended custody",
        lambda facts: facts.sanctions.c.months,
        needs=("sanctions.months",),
    ),
    truth(
        "fined",
        "A fine, at first instance; without a sanction of it unknown",
        lambda facts: facts.sanctions.c.fined,
        # Without any amount a nominal fine of 0, which is none, cannot be told from a fine.
        needs=(*SANCTIONS, "sanctions.amount"),
    ),
    truth(
        "convicted_and_fined",
        "Convicted of any offence, and fined",
        lambda facts: and_(_suspect.outcome.in_(CONVICTED), facts.sanctions.c.fined),
        needs=(*OUTCOME, *SANCTIONS),
    ),
    amount(
        "fines",
        "All fines at first instance",
        lambda facts: facts.sanctions.c.fines,
        needs=("sanctions.amount",),
    ),
    truth(
        "licensed_and_sanctioned",
        "Holds a licence, registration or public contract, and was sanctioned; unknown: convicted,"
        " without a sanction",
        lambda facts: and_(belongs(_suspect.licensed), facts.was_sanctioned),
        needs=("suspects", "suspects.licensed", "sanctions"),
    ),
    truth(
        "excluded",
        "Lost the licence, contract or business",
        lambda facts: facts.sanctions.c.excluded,
        needs=SANCTIONS,
    ),
    day("ordered_on", "First sanction", lambda facts: facts.sanctions.c.ordered_on),
)
REACH = (
    truth(
        "charged_in_trafficking_case",
        "A person, natural or legal, charged in a case of trafficking",
        lambda facts: and_(facts.charged, is_case_of_trafficking()),
        needs=("suspects",),
    ),
    truth(
        "apex",
        "Organised, financed, laundered for it or profits as a company; unknown: a link is",
        lambda facts: facts.links.c.apex,
        needs=("links", "links.link"),
    ),
    truth(
        "laundering_charged",
        "Charged with money laundering; unknown: charged, with what is not known",
        _charged_with("laundering_charged"),
        needs=LAUNDERING,
    ),
    truth(
        "financially_charged",
        "Charged with laundering, tax fraud, or wage or social fraud; unknown as of laundering",
        _charged_with("financially_charged"),
        needs=LAUNDERING,
    ),
    truth(
        "sanctioned",
        "Sanctioned in any way; unknown: convicted without a sanction",
        lambda facts: facts.was_sanctioned,
        needs=("sanctions",),
    ),
)
