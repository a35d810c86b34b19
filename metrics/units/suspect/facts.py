"""What the columns of a suspect are made of: the person's record in a case, and their others."""

from typing import NamedTuple

from sqlalchemy import (
    CTE,
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    null,
    true,
)

from metrics.units.counted_cases import is_counted
from metrics.units.declaration import OF_PERSON, same
from metrics.units.suspect.links import apex_by_person
from metrics.units.suspect.records import (
    charges_by_person,
    claims_by_person,
    sanctions_by_person,
)
from schemas import dates, tables
from schemas import vocabulary as v

CONVICTED = (v.Outcome.CONVICTED_TRAFFICKING, v.Outcome.CONVICTED_OTHER)
JUDGED = (*CONVICTED, v.Outcome.ACQUITTED)
OUTCOME = ("suspects", "suspects.outcome")
OFFENCES = ("charges", "charges.offence")
# A source that codes some offences alone can say of laundering that it is none of them.
LAUNDERING = (*OFFENCES, "charges.laundering")
# Whoever is charged is so by one of these.
CHARGED_BY = (tables.suspects.c.charged, tables.suspects.c.charged_on, tables.charges.c.charged_on)
WHO_WAS_CHARGED = tuple(map(str, CHARGED_BY))
WHEN_CHARGED = tuple(map(str, CHARGED_BY[1:]))
WHETHER_CASE_WAS_CHARGED = ("cases.charged", "cases.charged_on", *WHO_WAS_CHARGED)
# Who was not charged was not convicted: an unknown outcome is none only of the uncharged.
WHO_WAS_CONVICTED = (*WHO_WAS_CHARGED, "suspects.outcome")
WHEN_SUSPECTED = ("suspects.suspected_on", "cases.opened_on")

_suspect = tables.suspects.c


class PersonFacts(NamedTuple):
    """A person's record in a case and the case's; of their other records one row, outer-joined."""

    joined: FromClause
    kept: ColumnElement
    charges: CTE
    claims: CTE
    sanctions: CTE
    links: CTE

    @property
    def charged_on(self) -> ColumnElement:
        return func.coalesce(dates.effective(_suspect.charged_on), self.charges.c.charged_on)

    @property
    def charged(self) -> ColumnElement:
        """Stated, or with a day of a charge where it is not; nothing said and no day is no charge.

        NULL where it is stated not to be known, and there is no day.
        """
        return case(
            (_suspect.charged == v.YesNo.YES, true()),
            (_suspect.charged.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)), false()),
            (self.charged_on.is_not(None), true()),
            (_suspect.charged == v.YesNo.UNKNOWN, null()),
            # Sources write down the charge that was brought, and nothing where none was.
            else_=false(),
        )

    @property
    def perhaps_charged(self) -> ColumnElement:
        """Charged, or it is not known whether; never NULL."""
        return func.coalesce(self.charged, true())

    @property
    def with_trafficking(self) -> ColumnElement:
        """Charged with it. Without a charge row, or with one of unknown offence, the case's scope
        decides whether it may have been.
        """
        stated = self.charges.c.with_trafficking
        offence = case(
            (stated, true()),
            (and_(is_case_of_trafficking(), stated.is_(None)), null()),
            else_=false(),
        )
        return and_(self.charged, offence)

    @property
    def convicted_of_trafficking(self) -> ColumnElement:
        """Unknown of the charged whose outcome is: who was not charged was not convicted."""
        outcome = _suspect.outcome
        return case(
            (outcome == v.Outcome.CONVICTED_TRAFFICKING, true()),
            (and_(self.perhaps_charged, outcome == v.Outcome.UNKNOWN), null()),
            else_=false(),
        )

    @property
    def was_sanctioned(self) -> ColumnElement:
        """Whether anything was imposed; of a convicted person without a sanction row unknown."""
        return case(
            (self.sanctions.c.case_id.is_not(None), true()),
            (_suspect.outcome.in_(CONVICTED), null()),
            else_=false(),
        )


def person_facts() -> PersonFacts:
    """The persons in the cases that are counted."""
    children = (charges_by_person(), claims_by_person(), sanctions_by_person(), apex_by_person())
    joined: FromClause = tables.suspects.join(tables.cases, same(tables.cases, tables.suspects))
    for child in children:
        joined = joined.outerjoin(child, same(child, tables.suspects, OF_PERSON))
    return PersonFacts(joined, is_counted(), *children)


def is_natural() -> ColumnElement:
    return _suspect.kind == v.PersonKind.NATURAL


def is_case_of_trafficking() -> ColumnElement:
    """Whether the case was charged as trafficking, and not only has its elements."""
    return tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING
