"""Stored numbers are those that are counted from the units, in whatever question they answer."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import select
from sqlalchemy.event import listen

from metrics import rebuild, results
from metrics.catalogue import CATALOGUE
from metrics.counting_options import DEFAULTS
from metrics.records_state import definitions_hash, stored_state
from metrics.stored_counts import cells, cells_can_answer
from metrics.units.build import UNITS
from schemas import scopes
from schemas.store import bookkeeping, database
from tests import random_worlds
from tests.fixtures.made_up import path_of, url_of
from tests.soak import soak_size
from tests.unit.metrics.small_world import PLACE, read, refresh, store

# All but those of things without a form, by which these questions ask.
MEASURES = [measure for measure in CATALOGUE.values() if "form" in measure.breakdowns]
QUESTIONS: list[dict[str, Any]] = [
    {},
    {"by": ("year",)},
    {"by": ("year",), "years": (2019, 2022)},
    {"years": (2019, None)},
    {"by": ("form",)},
    {"by": ("year", "office")},
    {"only": (("form", "forced_labour"), ("form", "mixed"))},
    {"only": (("form", "forced_labour"),), "by": ("year",)},
    {"only": (("jurisdiction", PLACE),)},
]
TURNS = 1 if soak_size(2) > 1 else len(QUESTIONS)
EARLIER = date(2020, 2, 29)


def fill(url: str) -> None:
    random = Random(5)
    for jurisdiction in (PLACE, "QMB"):
        world = random_worlds.world(random, cases=60, jurisdiction=jurisdiction)
        rows = {name: of for name, of in world.items() if name not in {"claims", "payments"}}
        store(url, rows, jurisdiction=jurisdiction)
    # Days far apart: what is stored and what is counted are each of a place's own.
    with database.writing(url) as connection:
        own = bookkeeping.batches.c.jurisdiction == PLACE
        connection.execute(bookkeeping.batches.update().where(own).values(extracted_on=EARLIER))
    refresh(url)


@pytest.fixture(scope="module")
def filled_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The file of an embedded database, to be copied."""
    url = url_of(tmp_path_factory.mktemp("filled"))
    fill(url)
    database.close_readers()
    return path_of(url)


@pytest.fixture
def url(database_url: str, request: pytest.FixtureRequest) -> str:
    if database_url.startswith("duckdb"):
        shutil.copyfile(request.getfixturevalue("filled_once"), path_of(database_url))
    else:
        fill(database_url)
    return database_url


def test_what_is_stored_is_what_is_counted(url: str) -> None:
    scope = scopes.EVERYTHING
    with read(url) as connection:
        for number, question in enumerate(QUESTIONS):
            # In an ordinary run each question is asked of every ninth measure, in turns.
            measures = MEASURES[number % TURNS :: TURNS]
            asked = results.build_request(connection, scope, **question)
            assert cells_can_answer(asked), question
            counted = results.compute(connection, measures, replace(asked, stored_as_of=None))
            shown = results.rows(connection, scope, tuple(m.id for m in measures), **question)
            pd.testing.assert_frame_equal(shown, counted)
    # Cells are no more than there are groups.
    with read(url) as connection:
        found = database.read_frame(connection, cells.select())
    keys = ["unit", "arm", "jurisdiction", "year", "office", "form"]
    assert found.select(keys).is_unique().all()
    # Another day and other breakdowns are counted.
    with read(url) as connection:
        asked = results.build_request(connection, scopes.EVERYTHING, by=("sector",))
        assert not cells_can_answer(asked)
        assert not cells_can_answer(
            asked.judged(
                results.reference_dates(connection, scopes.EVERYTHING).latest.replace(year=2020)
            )
        )
    # Numbers stored by other definitions are not used.
    with database.writing(url) as connection:
        connection.execute(stored_state.update().values(signature="of another program"))
    with read(url) as connection:
        asked = results.build_request(connection, scopes.EVERYTHING)
        assert not asked.is_stored


def test_what_a_measure_needs_belongs_to_its_definition(monkeypatch: pytest.MonkeyPatch) -> None:
    before = definitions_hash.__wrapped__(DEFAULTS, ())
    undemanding = {**CATALOGUE, "C01": replace(CATALOGUE["C01"], needs_date=False)}
    monkeypatch.setattr("metrics.records_state.CATALOGUE", undemanding)
    assert definitions_hash.__wrapped__(DEFAULTS, ()) != before


def test_units_made_place_by_place_are_those_made_at_once(
    filled_once: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Those that others are made of come first.
    units = UNITS[: max(2, soak_size(len(UNITS)))]
    with database.trying(str(filled_once)) as connection:

        def made() -> list[pd.DataFrame]:
            rebuild.make_units(connection, units)
            rows = [database.read_frame(connection, select(one)).to_pandas() for one in units]
            return [one.sort_values([*one.columns], ignore_index=True) for one in rows]

        at_once = made()
        monkeypatch.setattr(rebuild, "APART_FROM", 0)
        asked: list[str] = []
        listen(connection, "before_execute", lambda *given: asked.append(str(given[3])))
        for apart, together in zip(made(), at_once, strict=True):
            pd.testing.assert_frame_equal(apart, together)
        # Of tables without a row nothing is made.
        made_of_rows = [*rebuild._to_make(connection, units)]
    assert len([one for one in asked if rebuild.PLACE in one]) == 2 * len(made_of_rows) > 0
