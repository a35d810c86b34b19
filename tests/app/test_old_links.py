"""Links that people have copied go on opening the view that they were copied from."""

import pytest

from tests.compare_checkouts import collect

FILTERS = {"j", "from", "to", "form", "office", "m"}
# What a page says of a part of its address that it does not know.
NOT_THERE = "There is no "


@pytest.mark.parametrize(
    ("page", "address"), collect.links(), ids=lambda part: part if isinstance(part, str) else None
)
@pytest.mark.usefixtures("made_up")
def test_an_old_link_opens_the_view_that_it_is_about(page: str, address: dict[str, str]) -> None:
    *others, about = address.items()
    shown = [*collect.sent(page, address)]
    assert NOT_THERE not in "".join(shown)
    assert shown != [*collect.sent(page, dict(others))], f"{about} does nothing"


def test_there_is_an_old_link_about_each_part_of_an_address() -> None:
    named = {[*address][-1] for _, address in collect.links()}
    assert named == FILTERS | {
        *("order", "by", "with", "alike", "before", "step", "show", "print", "case"),
        *("report", "see", "table", "q"),
    }
