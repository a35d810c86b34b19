"""Whoever watches over a server is told whether it lives and can serve, and nothing else."""

import shutil
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from dashboard.server import health
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
