"""Whoever watches over a server is told whether it lives and can serve, and nothing else."""

import asyncio
import shutil
import signal
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server import health, leaving
from schemas import errors
from schemas.store import database


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> TestClient:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{tmp_path / 'own.duckdb'}")
    return TestClient(Starlette(routes=health.routes(health.Standing(seconds=0))))


def test_it_lives_before_it_is_ready(client: TestClient, two_cases: Path, tmp_path: Path) -> None:
    assert client.get(health.LIVES).text == "ok"
    refused = client.get(health.READY)
    assert (refused.status_code, refused.text) == (503, "not ready")
    shutil.copy(two_cases, tmp_path / "own.duckdb")
    assert (client.get(health.READY).status_code, client.get(health.READY).text) == (200, "ready")
    database.let_go()
    (tmp_path / "own.duckdb").write_bytes(b"something else")
    assert client.get(health.READY).text == "not ready"


def test_it_does_not_look_again_for_each_who_asks(
    monkeypatch: pytest.MonkeyPatch, two_cases: Path
) -> None:
    monkeypatch.setenv("PROSECUTION_QUALITY_DATABASE", f"duckdb:///{two_cases}")
    looked: list[bool] = []
    monkeypatch.setattr(health, "_can_be_shown", lambda: not looked.append(True))
    standing = health.Standing(seconds=3600)
    assert [standing.is_ready() for _ in range(5)] == [True] * 5
    assert looked == [True]


def test_told_to_end_it_is_ready_no_more_and_goes_on_for_a_while(
    client: TestClient, two_cases: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copy(two_cases, tmp_path / "own.duckdb")
    monkeypatch.setattr(leaving.Leaving, "begun", False)
    now = [0.0]
    monkeypatch.setattr(leaving, "monotonic", lambda: now[0])

    def ends(server: leaving.Server) -> bool:
        # A browser of other tests has this thread's loop.
        with ThreadPoolExecutor(1) as thread:
            return thread.submit(asyncio.run, server.on_tick(1)).result()

    server = leaving.Server(uvicorn.Config(client.app), 20)
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
        monkeypatch.setattr(leaving.Leaving, "begun", False)
        impatient = leaving.Server(uvicorn.Config(client.app), 20)
        for number in numbers:
            impatient.handle_exit(number, None)
        assert ends(impatient)


def test_how_long_it_goes_on_is_whole_seconds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(leaving.SECONDS, "20")
    assert leaving.seconds() == 20
    for text in ("-1", "1.5", "soon", "601"):
        monkeypatch.setenv(leaving.SECONDS, text)
        with pytest.raises(errors.UserError, match="whole seconds"):
            leaving.seconds()
