"""What makes the declaration of a step valid."""

from dataclasses import replace

import pytest
from sqlalchemy import Boolean

from metrics.icat_brief import BRIEF
from metrics.worked_examples import BadExample
from metrics.worklist import STEPS, Step, caseload

STEP = STEPS["financial_investigation"]


@pytest.mark.parametrize("step", STEPS.values(), ids=lambda step: step.id)
def test_a_step_serves_the_brief_and_has_two_three_valued_columns_of_one_unit(step: Step) -> None:
    assert step.brief in BRIEF
    assert step.taken.table is step.unit
    assert [type(column.type) for column in (step.arises, step.taken)] == [Boolean, Boolean]


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
