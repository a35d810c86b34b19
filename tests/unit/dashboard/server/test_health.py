"""Whoever watches over a server is told whether it lives and can serve, and nothing else."""

import asyncio
import shutil
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
import uvicorn
from sqlalchemy import make_url
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard import released_data, sign_in_settings
from dashboard.server import app, health
from metrics.release import archive
from metrics.release.archive import STORE
from schemas import errors
from schemas.store import database
from tests import serving
from tests.fixtures.databases import nothing_free, plain
from tests.serving import SECONDS
from tests.unit.metrics.release.small import content


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{tmp_path / 'own.duckdb'}")
    return TestClient(
        Starlette(routes=health.health_routes(health.Readiness(seconds=0, waited=SECONDS)))
    )


def test_it_lives_before_it_is_ready(client: TestClient, two_cases: Path, tmp_path: Path) -> None:
    assert client.get(health.LIVES).text == "ok"
    refused = client.get(health.READY)
    assert (refused.status_code, refused.text) == (503, "not ready")
    shutil.copy(two_cases, tmp_path / "own.duckdb")
    assert (client.get(health.READY).status_code, client.get(health.READY).text) == (200, "ready")
    database.close_readers()
    (tmp_path / "own.duckdb").write_bytes(b"something else")
    assert client.get(health.READY).text == "not ready"


def test_it_does_not_look_again_for_each_who_asks(
    monkeypatch: pytest.MonkeyPatch, two_cases: Path
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{two_cases}")
    looked: list[bool] = []
    monkeypatch.setattr(health, "_can_be_shown", lambda: not looked.append(True))
    standing = health.Readiness(seconds=3600, waited=SECONDS)
    assert [serving.run_coroutine(standing.is_ready()) for _ in range(5)] == [True] * 5
    assert looked == [True]


def test_a_database_that_does_not_answer_is_asked_once_and_nobody_waits_for_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked: list[bool] = []
    answers = threading.Event()

    def cut_off() -> bool:
        looked.append(True)
        return answers.wait(SECONDS)

    monkeypatch.setattr(health, "_can_be_shown", cut_off)
    standing = health.Readiness(seconds=0, waited=0)
    assert [serving.run_coroutine(standing.is_ready()) for _ in range(5)] == [False] * 5
    answers.set()
    standing._waited = SECONDS
    assert serving.run_coroutine(standing.is_ready())
    assert looked in ([True], [True, True])


def records_on(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with database.writing(url):
        pass
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", url)


def releases_on(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    archive.publish(url, content(), "fingerprint", after=0)
    monkeypatch.setenv(released_data.RELEASES, url)
    monkeypatch.setenv(sign_in_settings.PUBLIC, "yes")


@pytest.mark.postgres
@pytest.mark.parametrize(("shown_on", "asked"), [(records_on, database), (releases_on, STORE)])
def test_a_server_that_is_gone_or_busy_is_noticed_and_that_it_came_back(
    client: TestClient,
    postgres_url: str,
    postgres_database: str,
    monkeypatch: pytest.MonkeyPatch,
    shown_on: Callable[[str, pytest.MonkeyPatch], None],
    asked: Any,
) -> None:
    shown_on(postgres_database, monkeypatch)
    assert client.get(health.READY).text == "ready"
    name = make_url(postgres_database).database
    lets_in = f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS '
    ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    with psycopg.connect(plain(postgres_url), autocommit=True) as server:
        server.execute(f"{lets_in} false".encode())
        server.execute(ends, [name])
        assert client.get(health.READY).status_code == 503
        assert client.get(health.LIVES).text == "ok"
        server.execute(f"{lets_in} true".encode())
    assert client.get(health.READY).text == "ready"
    # While too many ask it, it is not ready either.
    with nothing_free(asked.reading(postgres_database)):
        assert client.get(health.READY).status_code == 503
    assert client.get(health.READY).text == "ready"
    STORE.close()


def test_told_to_end_it_is_ready_no_more_and_goes_on_for_a_while(
    client: TestClient, two_cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(two_cases, tmp_path / "own.duckdb")
    health.IS_LEAVING.clear()
    now = [0.0]
    monkeypatch.setattr(app, "monotonic", lambda: now[0])

    def ends(server: app.DrainingServer) -> bool:
        # A browser of other tests has this thread's loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, server.on_tick(1)).result()

    server = app.DrainingServer(uvicorn.Config(client.app), 20)
    assert (client.get(health.READY).text, ends(server)) == ("ready", False)
    server.handle_exit(signal.SIGTERM, None)
    assert client.get(health.READY).status_code == 503
    assert client.get(health.LIVES).text == "ok"
    now[0] = 19.9
    assert not ends(server)
    now[0] = 20
    assert ends(server)
    # Whoever says it again, and whoever presses Ctrl+C, need not wait.
    for numbers in ((signal.SIGTERM, signal.SIGTERM), (signal.SIGINT,)):
        health.IS_LEAVING.clear()
        impatient = app.DrainingServer(uvicorn.Config(client.app), 20)
        for number in numbers:
            impatient.handle_exit(number, None)
        assert ends(impatient)


def test_how_long_it_goes_on_is_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(app.SECONDS_TO_LEAVE, "20")
    assert app.drain_seconds() == 20
    for text in ("-1", "1.5", "soon", "601"):
        monkeypatch.setenv(app.SECONDS_TO_LEAVE, text)
        with pytest.raises(errors.UserError, match="whole number of seconds"):
            app.drain_seconds()
