"""No two labels of a chart run into each other, also on a telephone."""

import pytest

from tests.browser.conftest import DESK, TELEPHONE, Visit
from tests.soak import everyday

pytestmark = pytest.mark.browser

CHOICE = "?j=QVE&from=2016&to=2026"
# An axis hides labels that would meet; what lies under a label is hidden from readers too. Boxes
# may touch: a line is higher than its letters.
TEXTS = """charts => charts.map(chart =>
  [...chart.querySelectorAll('svg text')]
    .filter(text => text.textContent.trim() && getComputedStyle(text).opacity > 0
      && !text.closest('[aria-hidden=true]'))
    .map(text => [text.textContent, text.getBoundingClientRect().toJSON()]))"""
Box = dict[str, float]


def meet(one: Box, other: Box) -> bool:
    wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return wide > 1 and high > 3


@pytest.mark.parametrize("measure", everyday("P05", rest=["N01", "C01"]))
def test_labels_stay_apart_on_a_telephone(visit: Visit, measure: str) -> None:
    visit.page.set_viewport_size(TELEPHONE)
    visit.go(f"/measure{CHOICE}&m={measure}")
    visit.drawn()
    charts = visit.page.locator("[data-testid=stVegaLiteChart]")
    charts.last.locator("svg").wait_for()
    drawn: list[list[tuple[str, Box]]] = charts.evaluate_all(TEXTS)
    visit.page.set_viewport_size(DESK)
    assert all(len(texts) > 1 for texts in drawn)
    assert [
        (text, other)
        for texts in drawn
        for place, (text, box) in enumerate(texts)
        for other, beside in texts[place + 1 :]
        if meet(box, beside)
    ] == []


def test_boxes_that_meet_are_told_from_those_that_touch() -> None:
    box = {"left": 0.0, "right": 10.0, "top": 0.0, "bottom": 10.0}
    assert meet(box, box | {"left": 8.0, "right": 20.0})
    assert not meet(box, box | {"left": 10.0, "right": 20.0})
    assert not meet(box, box | {"top": 9.0, "bottom": 20.0})
