"""Confiscation orders: when an asset is known not to be confiscated."""

from sqlalchemy import ColumnElement, and_, false, func, or_

from schemas import tables
from schemas import vocabulary as v


def nothing_was_ordered() -> ColumnElement:
    """Known to be no confiscation, or a nominal one; never NULL."""
    asset = tables.assets.c
    without_trace = and_(asset.confiscated.is_(None), asset.confiscated_on.is_(None))
    nominal = func.coalesce(asset.confiscated == 0, false())
    return or_(nominal, and_(without_trace, asset.order_kind == v.OrderKind.NONE))
