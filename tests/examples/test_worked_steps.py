"""Does each step mean what its example says?"""

import pytest

from metrics import catalogue, icat_brief, worklist
from metrics.rebuild import make_units
from schemas.store import database

STEPS = list(worklist.STEPS.values())
SHOWN = {"yes", "no", "unknown", "left out"}


@pytest.fixture
def prepared(database_url: str) -> str:
    with database.writing(database_url) as connection:
        make_units(connection)
    return database_url


def test_each_row_is_judged_as_its_example_says(prepared: str) -> None:
    with database.reading(prepared).connect() as connection:
        for step in STEPS:
            found = worklist.caseload.judge_example(connection, step)["verdict"].tolist()
            assert found == list(worklist.caseload.read_example(step).verdicts), step.id


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_an_example_shows_every_verdict(step: worklist.Step) -> None:
    assert set(worklist.caseload.read_example(step).verdicts) == SHOWN


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.id)
def test_a_step_says_why_it_matters_and_which_measure_it_moves(step: worklist.Step) -> None:
    assert step.brief in icat_brief.BRIEF
    assert step.measure in catalogue.CATALOGUE
    assert step.brief in catalogue.CATALOGUE[step.measure].answers
    assert step.matters.endswith(".")
    assert step.caution.endswith(".")


def test_the_page_works_the_example_in_a_database_of_its_own() -> None:
    step = worklist.STEPS["freezing"]
    worked = worklist.caseload.worked_example(step)
    assert list(worked.columns) == ["worth_freezing", "secured", "verdict"]
    assert worked["verdict"].tolist() == list(worklist.caseload.read_example(step).verdicts)
