"""What is counted once of a state and answers every choice of years counts as asking each time."""

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection

from metrics import rebuild, results
from metrics.catalogue import CATALOGUE
from metrics.measure_parts import CubeSource, SqlSource, choose_source
from metrics.request import Request
from schemas import scopes
from schemas.store import database
from tests.properties.agreeing import store, worlds_of
from tests.soak import everyday, some_of_each

# Every day some measures of each kind.
SOME = {*some_of_each(CATALOGUE, lambda id_: CATALOGUE[id_].kind)}
EVERYTHING = scopes.EVERYTHING
FORM, PLACE = ("form", "forced_labour"), ("jurisdiction", "QMB")
YEARS: tuple[results.Years, ...] = ((2019, 2023), (2021, 2021), (2020, None), (None, 2022))


def rows(
    connection: Connection, scope: results.Scope = EVERYTHING, **question: object
) -> pd.DataFrame:
    asked = {*question.get("by", ()), *(name for name, _ in question.get("only", ()))}
    own = asked - {"year", "jurisdiction"}
    ids = [
        id_
        for id_, measure in CATALOGUE.items()
        if id_ in SOME and own <= {*measure.breakdowns, "office"}
    ]
    told = tuple(
        id_ for id_ in ids if "office" not in own or CATALOGUE[id_].unit.name != "per_residents"
    )
    if "spans" in question:
        return results.rows_of_periods(connection, scope, told, **question)
    return results.rows(connection, scope, told, **question)


def compare(
    connection: Connection, monkeypatch: pytest.MonkeyPatch, *of: results.Scope, **question: object
) -> None:
    held_ = rows(connection, *of, **question)
    with monkeypatch.context() as without:
        without.setattr(results, "choose_source", SqlSource)
        asked = rows(connection, *of, **question)
    assert len(asked)
    # Sums of parts of 1 are added up in another order.
    pd.testing.assert_frame_equal(held_, asked, check_exact=False, rtol=1e-12)


@pytest.fixture(params=everyday("a file", rest=["a server"]))
def connection(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Connection]:
    on_server = request.param == "a server"
    url = request.getfixturevalue("postgres_database") if on_server else f"{tmp_path}/x.duckdb"
    store(url, worlds_of(11, 25), refresh=rebuild.make_units)
    with database.reading(url).connect() as connection:
        yield database.with_snapshot_cache(connection)
        assert database.is_interactive(connection)


def test_every_choice_of_years_is_answered_as_it_is_counted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    for years in YEARS:
        compare(connection, monkeypatch, years=years)
    compare(connection, monkeypatch)
    compare(connection, monkeypatch, by=("year",))
    compare(connection, monkeypatch, by=("year",), years=(2020, 2022))
    compare(connection, monkeypatch, spans=((2019, 2021), (2020, 2020), (1980, 1985)))
    of_held = [rows(connection, years=YEARS[0]) for _ in range(2)]
    pd.testing.assert_frame_equal(*of_held)


def test_every_choice_of_records_is_answered_as_it_is_counted(
    connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    compare(connection, monkeypatch, years=(2019, 2023), only=(FORM,))
    compare(connection, monkeypatch, spans=((2019, 2021), (2020, 2020)), only=(FORM,))
    compare(connection, monkeypatch, years=(2019, 2023), by=("form",))
    compare(
        connection, monkeypatch, years=(2019, 2023), by=("form",), only=(FORM, ("form", "mixed"))
    )
    compare(connection, monkeypatch, years=(2019, 2023), by=("office",), only=(PLACE,))
    for scope in (scopes.jurisdiction_scope("QMA"), scopes.office_scope("QMB", "O1")):
        compare(connection, monkeypatch, scope, years=(2019, 2023))


def test_a_command_asks_once_and_has_nothing_held_for_it(connection: Connection) -> None:
    years = results.build_request(connection, EVERYTHING, years=(2019, 2023))
    assert is_held(connection, years)
    with connection.engine.connect() as once:
        assert not is_held(once, years)


def test_what_cannot_be_held_is_asked(connection: Connection) -> None:
    two_forms = results.build_request(
        connection, EVERYTHING, years=(2019, 2023), only=(FORM, ("form", "mixed"))
    )
    assert not is_held(connection, two_forms)


def is_held(connection: Connection, request: Request) -> bool:
    """Whether the question is answered from what is held."""
    return isinstance(choose_source(connection, request), CubeSource)
