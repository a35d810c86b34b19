"""Links that people have copied go on opening the view that they were copied from."""

import dataclasses

import pytest

from dashboard import query_params
from dashboard.pages.quality import batch_cards
from tests.compare_checkouts import collect
from tests.soak import EVERYDAY_PART, soak_size, some_of_each

# A state of the records is known to the database that it is of, and to no other.
WITHOUT_A_LINK = {"state"}
# In every run one link of some pages, and in a soak all of them; addresses are tested in
# `tests/unit/dashboard/test_query_params.py`.
PAGES = 4 if soak_size(EVERYDAY_PART) == 1 else None
EACH_LINK = some_of_each(collect.links(), lambda link: link[0])[:PAGES]
# What a page says of a part of its address that it does not know.
NOT_THERE = "data-notice"
# What a page of the demonstration says whatever the address is.
ALWAYS = f"{NOT_THERE}>{batch_cards.ELSEWHERE}"


@pytest.mark.parametrize(
    ("page", "address"),
    EACH_LINK,
    ids=lambda part: part if isinstance(part, str) else None,
)
@pytest.mark.usefixtures("made_up")
def test_an_old_link_opens_the_view_that_it_is_about(page: str, address: dict[str, str]) -> None:
    *others, about = address.items()
    shown = [*collect.sent(page, address)]
    assert NOT_THERE not in "".join(shown).replace(ALWAYS, "")
    assert shown != [*collect.sent(page, dict(others))], f"{about} does nothing"


def test_there_is_an_old_link_about_each_part_of_an_address() -> None:
    named = {[*address][-1] for _, address in collect.links()}
    views = [one for one in vars(query_params).values() if dataclasses.is_dataclass(one)]
    declared = {name for view in views for name in query_params.parameters_of_view(view)}
    assert named == declared - WITHOUT_A_LINK
