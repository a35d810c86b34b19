"""What the columns of a victim are made of: the record, the case, the claims and payments."""

from typing import NamedTuple

from sqlalchemy import CTE, ColumnElement, FromClause, and_, false, func, or_

from schemas import tables
from schemas import vocabulary as v


class VictimFacts(NamedTuple):
    """A victim's record and case; of their other records one row, outer-joined."""

    joined: FromClause
    kept: ColumnElement
    claims: CTE
    payments: CTE
    protected: CTE
    assisted: CTE

    @property
    def without_claim(self) -> ColumnElement:
        return self.claims.c.victim_id.is_(None)

    @property
    def awarded(self) -> ColumnElement:
        """Known to have an award, and not rejected."""
        return and_(kept(), func.coalesce(self.claims.c.award, false()))


def kept() -> ColumnElement:
    """Whether a victim is not rejected: of unknown status they stay."""
    return tables.victims.c.status != v.VictimStatus.REJECTED


def applies(*columns: ColumnElement) -> ColumnElement:
    """Whether one of the questions applies; never NULL."""
    return or_(*(column != v.YesNo.NOT_APPLICABLE for column in columns))
