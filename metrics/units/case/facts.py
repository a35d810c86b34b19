"""What the columns of a case are made of: its record, and its other records read together."""

from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, and_, case, false, func, null, or_, true

from metrics.units.knowledge import known_yes
from schemas import dates, tables
from schemas import vocabulary as v


class CaseFacts(NamedTuple):
    """The record of each case; of its other records a row per case that has one, outer-joined."""

    joined: FromClause
    kept: ColumnElement
    persons: CTE
    links: CTE
    assets: CTE
    with_victims: CTE
    techniques: CTE
    evidence: CTE
    requests: CTE

    @property
    def charged_on(self) -> ColumnElement:
        """A case stands charged with its first person; its own record often has another day."""
        stated = dates.effective(tables.cases.c.charged_on)
        return func.coalesce(self.persons.c.charged_on, stated)

    @property
    def unrecorded(self) -> ColumnElement:
        """How many links stand for a charged person that is not recorded."""
        return func.coalesce(self.links.c.without_person, 0)

    @property
    def nobody_recorded(self) -> ColumnElement:
        """Whether nobody of those recorded was charged."""
        return func.coalesce(self.persons.c.charged_persons, 0) == 0

    @property
    def charged(self) -> ColumnElement:
        """Whether anybody was charged; NULL where that is stated not to be known of somebody."""
        stated = tables.cases.c.charged
        is_charged = or_(
            known_yes(stated),
            func.coalesce(self.persons.c.charged, false()),
            self.unrecorded > 0,
            self.charged_on.is_not(None),
        )
        open_ = or_(
            stated == v.YesNo.UNKNOWN, func.coalesce(self.persons.c.charge_unknown, false())
        )
        return case(
            (is_charged, true()),
            # The case's own no is of everybody: it settles what is not known of one person.
            (stated.in_((v.YesNo.NO, v.YesNo.NOT_APPLICABLE)), false()),
            (open_, null()),
            else_=false(),
        )

    @property
    def charged_as_trafficking(self) -> ColumnElement:
        return and_(self.charged, tables.cases.c.scope == v.Scope.CHARGED_AS_TRAFFICKING)

    @property
    def convicted(self) -> ColumnElement:
        """Whether it ended in a trafficking conviction; an unknown outcome is none."""
        return func.coalesce(self.persons.c.convicted, false())

    @property
    def convicted_of_anything(self) -> ColumnElement:
        return func.coalesce(self.persons.c.convicted_of_anything, false())

    def of_everybody(self, somebody: ColumnElement) -> ColumnElement:
        """Yes of one recorded person is enough; no only where all charged ones are recorded."""
        in_the_dark = or_(self.nobody_recorded, self.unrecorded > 0)
        return case((somebody, true()), (in_the_dark, null()), else_=somebody)
