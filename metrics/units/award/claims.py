"""Awards in the claims: what is one, what it comes to, which claims are one joint award."""

from sqlalchemy import (
    ColumnElement,
    FromClause,
    and_,
    case,
    false,
    func,
    literal_column,
    null,
    true,
)

from schemas import tables
from schemas import vocabulary as v


def awarded(claims: FromClause = tables.claims) -> ColumnElement:
    """What a claim was awarded: a blank total is the sum of its heads where both are there."""
    claim = claims.c
    return func.coalesce(claim.awarded, claim.awarded_material + claim.awarded_moral)


def is_award(claims: FromClause = tables.claims) -> ColumnElement:
    """Whether a claim is an award: granted and not 0.

    A blank amount is an award all the same; a blank result is NULL.
    """
    result = claims.c.result
    granted = result == v.ClaimResult.GRANTED
    return case(
        (result == v.ClaimResult.UNKNOWN, null()),
        (and_(granted, func.coalesce(awarded(claims), 1) != 0), true()),
        else_=false(),
    )


def award_id() -> ColumnElement:
    """One order against several is one award, whatever number of claims it stands in.

    Without a parameter, since both databases group by it and take no parameter for the same twice.
    """
    claim = tables.claims.c
    joint = func.concat(literal_column("'joint '"), claim.joint_award_id)
    return case((claim.joint_award_id.is_not(None), joint), else_=claim.claim_id)
