"""The address of Compare: who stands beside whom, and what is not there is named."""

from dashboard.compare.looked_at import View, decode, own_parts

NAMES = {"XAA": "Zembla", "XAB": "Avaria", "XAC": "Norland"}


def test_an_address_and_a_view_say_the_same() -> None:
    for view in (View(), View(("XAC", "XAB"), alike=True, before=True), View(("XAB",))):
        assert decode(own_parts(view), NAMES) == (view, [])
    assert own_parts(View()) == {}
    assert own_parts(View(("XAC", "XAB"), alike=True)) == {"with": "XAC,XAB", "alike": "yes"}


def test_without_peers_in_the_address_all_stand_beside_by_name() -> None:
    assert View().beside(NAMES, "XAA") == ("XAB", "XAC")
    # The chosen one is no peer of its own, whatever a link says.
    assert View(("XAC", "XAA")).beside(NAMES, "XAA") == ("XAC",)


def test_what_an_address_asks_for_in_vain_is_named() -> None:
    view, notices = decode({"with": "XAB,<b>,XAB,,QQQ", "alike": "1", "before": "no"}, NAMES)
    assert view == View(("XAB",))
    assert notices == [
        "There is no jurisdiction [<b>] that may stand beside.",
        "There is no jurisdiction [QQQ] that may stand beside.",
        "[alike=1] says nothing here: it is [alike=yes] or left out.",
        "[before=no] says nothing here: it is [before=yes] or left out.",
    ]
