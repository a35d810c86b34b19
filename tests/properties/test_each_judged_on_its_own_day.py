"""A later submission of one jurisdiction, or its undo, moves no row of another."""

from collections.abc import Iterator
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metrics
from metrics import chain_reach, lateness, results, stage_transitions, worklist
from metrics.catalogue import CATALOGUE
from metrics.rebuild import make_units
from schemas import scopes
from schemas.store import database
from seed import batches
from tests.properties.agreeing import insert, on_worlds, store, worlds_of
from tests.soak import EVERYDAY_PART, soak_size

pytestmark = pytest.mark.soak

EVERY = tuple(CATALOGUE)
# In an ordinary run each world is asked for a twelfth of the measures, by a third of the questions,
# and of a third of the offices or of the cases, in turns.
PARTS, TURNS, SIDES = (1, 1, 1) if soak_size(2) > 1 else (12, 3, 2)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {},
    {"by": ("year",)},
    {"by": ("office",)},
    {"by": ("form",)},
    {"by": ("year", "office", "form")},
    {"years": (2019, 2023)},
)
OFFICES = ("O1", "O2", "O3")
# What pages have ready of the units is counted in a soak too.
REFRESH = metrics.refresh if soak_size(2) > 1 else make_units
Rows = dict[str, pd.DataFrame]


def frames(url: str, jurisdiction: str, part: int) -> Iterator[tuple[str, pd.DataFrame]]:
    """All that is counted of a jurisdiction, by what was asked."""
    measures = EVERY[part % PARTS :: PARTS]
    scope = scopes.EVERYTHING
    with database.reading(url).connect() as connection:
        for asked in QUESTIONS[part % TURNS :: TURNS]:
            ids = tuple(m for m in measures if {*asked.get("by", ())} <= {"year", *_breakdowns(m)})
            yield f"rows {asked}", results.rows(connection, scope, ids, **asked)
        for stage in stage_transitions.STAGES:
            yield f"exits {stage}", stage_transitions.exits(connection, scope, stage)
        yield "cohort", stage_transitions.cohort_steps(connection, scope)
        yield "reach", chain_reach.reach(connection, scope, by=("year",))
        yield "combinations", chain_reach.link_group_combinations(connection, scope)
        yield "lateness", lateness.lateness(connection, scope)
        for office in OFFICES[part % TURNS :: TURNS] if part % SIDES == 0 else ():
            load = worklist.load_caseload(connection, scope, jurisdiction, office)
            yield f"caseload of {office}", load.cases.assign(jurisdiction=jurisdiction)
        if part % SIDES == SIDES - 1:
            yield "cases", _cases(connection, jurisdiction, part)


def _breakdowns(measure: str) -> tuple[str, ...]:
    return CATALOGUE[measure].breakdowns


def _cases(connection: Any, jurisdiction: str, part: int) -> pd.DataFrame:
    """In which measures a few cases count, and when those too young will."""
    scope = scopes.EVERYTHING
    ids = [f"{jurisdiction}-{number}" for number in range(3)[part % TURNS :: TURNS]]
    found = [worklist.load_case(connection, scope, jurisdiction, case_id) for case_id in ids]
    counted = [one.counted for one in found if one is not None]
    return pd.concat([pd.DataFrame({"measure": []}), *counted]).assign(jurisdiction=jurisdiction)


def counted(url: str, jurisdiction: str, part: int) -> Rows:
    rows = {}
    for name, frame in frames(url, jurisdiction, part):
        own = frame[frame["jurisdiction"] == jurisdiction]
        rows[name] = own.sort_values(list(own.columns[:5]), ignore_index=True)
    return rows


def moved(before: Rows, after: Rows) -> list[str]:
    return [name for name, frame in before.items() if not _same(frame, after[name])]


def _same(one: pd.DataFrame, other: pd.DataFrame) -> bool:
    try:
        pd.testing.assert_frame_equal(one, other, check_dtype=False, check_exact=False, rtol=1e-9)
    except AssertionError:
        return False
    return True


# In every run `tests/unit/metrics/test_request.py` finds each jurisdiction's own day.
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak compares random worlds.")
def test_another_jurisdictions_submission_and_its_undo_move_no_row(database_url: str) -> None:
    @on_worlds(24)
    @given(st.integers(0, 2**32))
    def hold(seed: int) -> None:
        worlds = worlds_of(seed, 25)
        first, second = Random(seed).sample(list(worlds), 2)
        store(database_url, {second: worlds[second]}, refresh=REFRESH)
        alone = counted(database_url, second, seed)
        store(database_url, {first: worlds[first]}, refresh=REFRESH)
        before = counted(database_url, first, seed)
        with database.writing(database_url) as connection:
            insert(connection, 2, second, worlds[second])
            REFRESH(connection)
        assert moved(before, counted(database_url, first, seed)) == []
        assert moved(alone, counted(database_url, second, seed)) == []
        batches.undo(database_url, 2, refresh=REFRESH)
        assert moved(before, counted(database_url, first, seed)) == []

    hold()


def test_one_day_for_all_is_taken_where_it_is_asked_for(database_url: str) -> None:
    worlds = worlds_of(7, 25)
    store(database_url, worlds, refresh=make_units)
    days = {jurisdiction: results_day(database_url, jurisdiction) for jurisdiction in worlds}
    assert len(set(days.values())) == len(worlds)
    asked = EVERY[::TURNS]
    with database.reading(database_url).connect() as connection:
        own = results.rows(connection, scopes.EVERYTHING, asked)
    for jurisdiction, day in [*days.items()][: soak_size(len(days))]:
        with database.reading(database_url).connect() as connection:
            of_all = results.rows(connection, scopes.EVERYTHING, asked, as_of=day)
        same, other = (frame["jurisdiction"] == jurisdiction for frame in (of_all, own))
        pd.testing.assert_frame_equal(
            of_all[same].reset_index(drop=True), own[other].reset_index(drop=True)
        )
        assert not of_all.equals(own)


def results_day(url: str, jurisdiction: str) -> object:
    with database.reading(url).connect() as connection:
        return results.reference_dates(connection, scopes.EVERYTHING).for_jurisdiction(jurisdiction)
