"""The address of a caseload: what it says, and what it asks for in vain."""

import pytest

from dashboard.caseload.looked_at import Order, View, decode, link
from dashboard.choice import Choice

CHOICE = Choice("QMA", 2019, 2024, office="north")


@pytest.mark.parametrize(
    "view",
    [
        View(),
        View(case="c-1"),
        View(step="claim", order=Order.AGE, shown=75),
        View(on_paper=True, order=Order.YOUNGEST),
    ],
)
def test_a_link_reopens_the_same_view(view: View) -> None:
    path, _, query = link(CHOICE, view).partition("?")
    address = dict(part.split("=") for part in query.split("&"))
    assert path == "caseload"
    assert decode(address) == (view, [])
    assert (address["j"], address["office"]) == ("QMA", "north")


def test_what_is_as_at_first_is_left_out_of_the_address() -> None:
    assert link(CHOICE, View()) == "caseload?j=QMA&from=2019&to=2024&office=north&m=N01"


@pytest.mark.parametrize(
    ("address", "notice"),
    [
        ({"step": "pray"}, "There is no step [pray]."),
        ({"order": "size"}, "There is no order [size]."),
        ({"show": "0"}, "[0] is no number of cases to show."),
        ({"show": "-5"}, "[-5] is no number of cases to show."),
        ({"print": "1"}, "[print=1] says nothing here: it is [print=yes] or left out."),
    ],
)
def test_what_is_not_there_is_named_and_never_replaced_in_silence(
    address: dict[str, str], notice: str
) -> None:
    _, notices = decode(address)
    assert notices == [notice]


@pytest.mark.parametrize("view", [View(case="c-1"), View(on_paper=True)])
def test_a_case_and_cases_on_paper_are_of_no_period(view: View) -> None:
    assert link(CHOICE, view).startswith("caseload?j=QMA&office=north&")


def test_the_list_is_gone_back_to_as_it_was() -> None:
    view = View(case="c", step="claim", order=Order.AGE, shown=50, on_paper=True)
    assert view.listing == View(step="claim", order=Order.AGE, shown=50)
    assert View().more.shown == 2 * View().shown
