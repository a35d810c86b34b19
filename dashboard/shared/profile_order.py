"""How the quality profile is shown, in which order and how far; the address that says it."""

from collections.abc import Mapping
from enum import StrEnum
from urllib.parse import urlencode

from dashboard.choice import Choice, encode, of_page
from dashboard.server import access

ORDER = "order"


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


def link(choice: Choice, order: Order) -> str:
    """The address of Overview with the choice in it, and the order where it is not as at first."""
    own = {ORDER: order.value} if order is not Order.ROOM else {}
    return f"./?{urlencode(encode(choice, of_page(access.OVERVIEW)) | own)}"
