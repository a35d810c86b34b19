"""Confiscation orders: when an asset is known to be confiscated, and not to be."""

from sqlalchemy import ColumnElement, and_, case, false, func, null, or_, true

from schemas import tables
from schemas import vocabulary as v


def nothing_was_ordered() -> ColumnElement:
    """Known to be no confiscation, or a nominal one; never NULL."""
    asset = tables.assets.c
    without_trace = and_(asset.confiscated.is_(None), asset.confiscated_on.is_(None))
    nominal = func.coalesce(asset.confiscated == 0, false())
    return or_(nominal, and_(without_trace, asset.order_kind == v.OrderKind.NONE))


def was_ordered() -> ColumnElement:
    """Confiscated by a sum, a day or a kind of order; of an asset without a word it is unknown."""
    asset = tables.assets.c
    ordered = or_(
        asset.confiscated.is_not(None),
        asset.confiscated_on.is_not(None),
        asset.order_kind != v.OrderKind.UNKNOWN,
    )
    return case((nothing_was_ordered(), false()), (ordered, true()), else_=null())
