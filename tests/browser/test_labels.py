"""No two labels of a chart run into each other, and none into a line, also on a telephone."""

import pytest

from tests.browser.conftest import DESK, TELEPHONE, Visit
from tests.soak import everyday

pytestmark = [pytest.mark.browser, pytest.mark.soak]

CHOICE = "?j=QVE&from=2016&to=2026"
# An axis hides labels that would meet; what lies under a label is hidden from readers too. Boxes
# may touch: a line is higher than its letters.
TEXTS = """charts => charts.map(chart =>
  [...chart.querySelectorAll('svg text')]
    .filter(text => text.textContent.trim() && getComputedStyle(text).opacity > 0
      && !text.closest('[aria-hidden=true]'))
    .map(text => [text.textContent, text.getBoundingClientRect().toJSON()]))"""
# Words that a drawn line runs through, sampled along it within the height of small letters. Words
# in the colour of the page under them end it; they are the only ones with a stroke.
CROSSED = """charts => charts.flatMap(chart => {
  const shown = [...chart.querySelectorAll('svg text')]
    .filter(text => text.textContent.trim() && getComputedStyle(text).opacity > 0);
  const haloed = shown.filter(text => text.hasAttribute('stroke')).map(text => text.innerHTML);
  const boxes = shown.filter(text => !haloed.includes(text.innerHTML))
    .map(text => [text.textContent, text.getBoundingClientRect()]);
  const lines = [...chart.querySelectorAll('svg .mark-rule line, svg .mark-line path')]
    .filter(line => !line.closest('.role-axis-grid') && line.getTotalLength());
  return lines.flatMap(line => {
    const at = line.getScreenCTM(), length = line.getTotalLength();
    const points = [...Array(Math.ceil(length / 2)).keys()]
      .map(step => line.getPointAtLength(2 * step).matrixTransform(at));
    return boxes.filter(([, box]) => points.some(point =>
      point.x > box.left + 1 && point.x < box.right - 1
      && point.y > box.top + box.height / 4 && point.y < box.bottom - box.height / 4))
      .map(([words]) => words);
  });
})"""
Box = dict[str, float]


def meet(one: Box, other: Box) -> bool:
    wide = min(one["right"], other["right"]) - max(one["left"], other["left"])
    high = min(one["bottom"], other["bottom"]) - max(one["top"], other["top"])
    return wide > 1 and high > 3


OF_MEASURES = [f"measure{CHOICE}&m={measure}" for measure in ("P05", "C03", "N01", "X01m", "R06")]
# Where nothing was paid there is no chart of who paid.
OTHERS = [f"{room}{CHOICE}" for room in ("chain", "compare", "quality")]
OTHERS += [f"money{CHOICE.replace('QVE', 'XKE')}"]


@pytest.mark.parametrize("path", everyday(*OF_MEASURES[:1], rest=[*OF_MEASURES[1:], *OTHERS]))
def test_labels_stay_apart_and_off_lines_on_a_telephone(visit: Visit, path: str) -> None:
    visit.page.set_viewport_size(TELEPHONE)
    visit.go(f"/{path}")
    visit.drawn()
    charts = visit.page.locator("[data-testid=stVegaLiteChart]")
    charts.last.locator("svg").wait_for()
    drawn: list[list[tuple[str, Box]]] = charts.evaluate_all(TEXTS)
    crossed = charts.evaluate_all(CROSSED)
    visit.page.set_viewport_size(DESK)
    assert crossed == []
    assert all(len(texts) > 1 for texts in drawn)
    assert [
        (text, other)
        for texts in drawn
        for position, (text, box) in enumerate(texts)
        for other, beside in texts[position + 1 :]
        if meet(box, beside)
    ] == []


def test_boxes_that_meet_are_told_from_those_that_touch() -> None:
    box = {"left": 0.0, "right": 10.0, "top": 0.0, "bottom": 10.0}
    assert meet(box, box | {"left": 8.0, "right": 20.0})
    assert not meet(box, box | {"left": 10.0, "right": 20.0})
    assert not meet(box, box | {"top": 9.0, "bottom": 20.0})
