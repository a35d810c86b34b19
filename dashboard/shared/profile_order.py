"""How the quality profile is shown, in which order and how far; the address that says it."""

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlencode

import streamlit as st

from dashboard.choice import Choice, encode, of_page
from dashboard.server import access

ORDER, KEPT = "order", "overview.order"


class Order(StrEnum):
    """What stands first, and whether the rest does too; a link means the same in every language."""

    ROOM = "room"
    EVERY = "every"
    FAMILY = "family"


def decode(address: Mapping[str, str]) -> tuple[Order, str]:
    """The order that an address asks for, and a notice where there is none such."""
    order = address.get(ORDER, "")
    if order and order not in tuple(Order):
        return Order.ROOM, f"There is no order [{order}]."
    return Order(order or Order.ROOM), ""


def current() -> tuple[Order, str]:
    """The order that the address asks for, else the one before on Overview, and a notice.

    Neither the navigation nor every way back from another page holds it in its address.
    """
    kept = {ORDER: st.session_state.get(KEPT, "")}
    order, notice = decode(kept | st.query_params.to_dict())
    if not notice:
        st.session_state[KEPT] = order.value
    return order, notice


def own(order: Order) -> dict[str, str]:
    """What the address says of the order."""
    return {ORDER: order.value} if order is not Order.ROOM else {}


def link(choice: Choice, order: Order) -> str:
    """The address of Overview with the choice and the order in it.

    Also of the first one: without any it would be the one before.
    """
    address = encode(choice, of_page(access.OVERVIEW)) | {ORDER: order.value}
    return f"./?{urlencode(address)}"
