"""What operators see tells of requests and runs, and of nobody who made them."""

import json
import threading
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from prometheus_client import REGISTRY, generate_latest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from dashboard.server import observability
from schemas import errors


def answer(request: Request) -> PlainTextResponse:
    if request.url.path.endswith("fails"):
        raise RuntimeError("planted")
    return PlainTextResponse("x", status_code=404 if "missing" in request.url.path else 200)


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> TestClient:
    monkeypatch.setenv(observability.LOG, observability.AS_JSON)
    app = observability.RequestMetrics(Starlette(routes=[Route("/{path:path}", answer)]))
    return TestClient(app, raise_server_exceptions=False)


SECRETS = ("QVE", "c000123", "10.9.8.7", "person@example.org")


@pytest.mark.parametrize(
    ("path", "kind", "status"),
    [
        ("/", "page", 200),
        ("/measure?j=QVE&case=c000123", "page", 200),
        ("/static/js/page.js", "static", 200),
        ("/files/c000123", "file", 200),
        ("/media/missing-QVE.csv", "file", 404),
        ("/healthz", "health", 200),
        ("/no/such/QVE", "other", 200),
        ("/fails", "other", 500),
    ],
)
def test_a_request_is_a_line_of_what_and_how_long(
    client: TestClient, capsys: pytest.CaptureFixture[str], path: str, kind: str, status: int
) -> None:
    told = {"x-forwarded-for": "10.9.8.7", "cookie": "who=person@example.org"}
    client.get(path, headers=told)
    [line] = capsys.readouterr().err.splitlines()
    said = json.loads(line)
    assert said.keys() == {"at", "what", "kind", "status", "milliseconds"}
    assert (said["what"], said["kind"], said["status"]) == ("request", kind, status)
    numbers = generate_latest().decode()
    assert f'quality_requests_total{{kind="{kind}",status="{status}"}}' in numbers
    assert not any(secret in line + numbers for secret in SECRETS)


def test_nothing_is_written_where_nobody_asked(
    client: TestClient, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(observability.LOG)
    TestClient(observability.RequestMetrics(Starlette(routes=[Route("/", answer)]))).get("/")
    assert capsys.readouterr().err == ""


def test_a_run_is_counted_by_how_it_ended() -> None:
    class Stop(BaseException):
        """As Streamlit ends a run."""

    with observability.count_page_run("planted"):
        pass
    for ended in (Stop(), ValueError(), errors.DatabaseUnavailable("It is gone.")):
        with pytest.raises(type(ended)), observability.count_page_run("planted"):
            raise ended
    numbers = generate_latest().decode()
    for outcome in observability.OUTCOMES:
        assert f'quality_runs_total{{outcome="{outcome}",page="planted"}} 1.0' in numbers


@pytest.mark.parametrize("port", ["many", "99999999999", "-1"])
def test_a_port_that_is_none_is_said(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv(observability.PORT, port)
    with pytest.raises(errors.UserError, match="Name a free port"):
        observability.serve_metrics()


def test_as_many_runs_work_at_once_as_may_and_the_others_follow() -> None:
    runs = 5 * observability.MOST_RUNS_AT_ONCE
    running, most = 0, 0
    counting, full = threading.Lock(), threading.Barrier(observability.MOST_RUNS_AT_ONCE)

    def run(_number: int) -> None:
        nonlocal running, most
        with suppress(ValueError), observability.run_slot():
            with counting:
                running += 1
                most = max(most, running)
            # Each waits here until as many run as may.
            full.wait()
            with counting:
                running -= 1
            raise ValueError("planted")

    with ThreadPoolExecutor(runs) as everybody:
        assert len(list(everybody.map(run, range(runs)))) == runs
    assert most == observability.MOST_RUNS_AT_ONCE
    assert REGISTRY.get_sample_value("quality_waiting_runs") == 0
