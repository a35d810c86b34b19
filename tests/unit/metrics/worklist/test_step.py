"""What makes the declaration of a step valid."""

from dataclasses import replace
from typing import Any

import pytest

from metrics.worked_examples import BadExample
from metrics.worklist import STEPS, caseload
from metrics.worklist.steps import InvalidStep, open_asset, open_case

STEP = STEPS["financial_investigation"]


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"brief": "z-9"}, r"\[z-9\] is no key of the brief"),
        ({"taken": open_asset.c.secured}, "is no column of open_case"),
        ({"taken": open_case.c.begun_on}, "is not three-valued"),
    ],
)
def test_a_step_that_contradicts_itself_is_refused(changed: dict[str, Any], says: str) -> None:
    with pytest.raises(InvalidStep, match=says):
        replace(STEP, **changed)


@pytest.mark.parametrize(
    "example",
    ["is_open | wrong | possible\nyes | yes | no", "is_open | possible\nyes", "is_open\nyes"],
    ids=["unknown column", "short row", "no verdict"],
)
def test_an_example_that_does_not_fit_is_refused(example: str) -> None:
    with pytest.raises(BadExample, match="does not fit open_case"):
        caseload.read_example(replace(STEP, example=example))


def test_a_step_needs_what_its_columns_need() -> None:
    assert STEP.needs == ("cases", "cases.financial_investigation")
    assert STEP.word == "case"
    assert STEPS["claim"].needs == ("victims", "claims", "claims.victim_id")
