"""The order of the quality profile and its address."""

from dashboard.choice import Choice
from dashboard.shared.profile_order import Order, decode, link, own

CHOICE = Choice("QVE", 2019, 2024)


def test_an_address_says_the_order_and_an_unknown_one_is_told() -> None:
    assert decode({}) == (Order.ROOM, "")
    assert decode({"order": "family"}) == (Order.FAMILY, "")
    assert decode({"order": "<b>"}) == (Order.ROOM, "There is no order [<b>].")


def test_a_link_leads_back_to_the_order() -> None:
    by_family = link(CHOICE, Order.FAMILY)
    assert by_family.startswith("./?j=QVE&from=2019&to=2024")
    assert by_family.endswith("order=family")
    assert link(CHOICE, Order.ROOM).endswith("order=room")
    assert (own(Order.ROOM), own(Order.EVERY)) == ({}, {"order": "every"})
