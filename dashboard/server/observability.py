"""Metrics for Prometheus on this computer, and a log line for each request.

Neither contains who made a request, from where, or for which records: only kinds of requests,
pages, results and durations.
"""

import json
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from threading import BoundedSemaphore

from prometheus_client import Counter, Gauge, Histogram, start_http_server
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dashboard import sign_in_settings
from dashboard.server import download_files, health, request_guard
from dashboard.server.middleware_base import BaseMiddleware
from schemas import errors

PORT, LOG = "PROSECUTION_QUALITY_OPERATORS_PORT", "PROSECUTION_QUALITY_LOG"
AS_JSON = "json"
HOST = "127.0.0.1"
REQUEST_KINDS = {
    "static": request_guard.OPEN,
    "file": (download_files.PLACE, "/media"),
    "upload": (request_guard.UPLOAD,),
    "sign_in": (sign_in_settings.CALLBACK, sign_in_settings.BACKCHANNEL_LOGOUT, "/auth"),
}
BUCKETS_SECONDS = (0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)
# Completed; stopped because the user went on; a notice that records are unavailable; a bug.
OUTCOMES = DONE, STOPPED, UNAVAILABLE, FAILED = "done", "stopped", "unavailable", "failed"
REQUESTS = Counter("quality_requests", "Requests by kind and status", ("kind", "status"))
REQUEST_SECONDS = Histogram(
    "quality_request_seconds", "How long they took", ("kind",), buckets=BUCKETS_SECONDS
)
OPEN_PAGES = Gauge("quality_open_pages", "Pages that are open in browsers")
RUNS = Counter("quality_runs", "Runs of a page and how they ended", ("page", "outcome"))
RUN_SECONDS = Histogram(
    "quality_run_seconds", "How long runs took", ("page",), buckets=BUCKETS_SECONDS
)

# After a change of the records all pages are calculated again, and fifty runs at once would each
# take as long as all together. While a run waits for the database, another can use the CPU.
MOST_RUNS_AT_ONCE = 2 * (os.cpu_count() or 1)
_RUN_SLOTS = BoundedSemaphore(MOST_RUNS_AT_ONCE)
WAITING = Gauge("quality_waiting_runs", "Runs of pages that wait for their turn")


class RequestMetrics(BaseMiddleware):
    """Middleware that counts requests and open pages, and writes a log line for each if wanted."""

    def __init__(self, app: ASGIApp) -> None:
        super().__init__(app)
        self.writes = os.environ.get(LOG) == AS_JSON

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        with OPEN_PAGES.track_inprogress():
            await self.app(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        kind, begun, status = kind_of_request(scope), time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            seconds = time.perf_counter() - begun
            REQUESTS.labels(kind, status).inc()
            REQUEST_SECONDS.labels(kind).observe(seconds)
            if self.writes:
                write_log_line(
                    "request", kind=kind, status=status, milliseconds=round(seconds * 1000)
                )


def serve_metrics() -> None:
    """Serve metrics on the port of the environment, only on this computer.

    Raises UserError if the port cannot be used.
    """
    if not (port := os.environ.get(PORT)):
        return
    try:
        start_http_server(int(port), addr=HOST)
    except (ValueError, OverflowError, OSError) as error:
        raise errors.UserError(
            "Cannot serve metrics on port [{port}]. Name a free port in {variable}, such as 9464.",
            port=port,
            variable=PORT,
        ) from error


@contextmanager
def count_page_run(page: str) -> Iterator[None]:
    """Return a context manager that counts a run of a page and how it ended: one of OUTCOMES."""
    begun, outcome = time.perf_counter(), FAILED
    try:
        yield
        outcome = DONE
    except BaseException as ended:
        outcome = _outcome_of_error(ended)
        raise
    finally:
        RUNS.labels(page, outcome).inc()
        RUN_SECONDS.labels(page).observe(time.perf_counter() - begun)


@contextmanager
def run_slot() -> Iterator[None]:
    """Return a context manager that waits until fewer than MOST_RUNS_AT_ONCE runs are active."""
    with WAITING.track_inprogress():
        _RUN_SLOTS.acquire()
    try:
        yield
    finally:
        _RUN_SLOTS.release()


def _outcome_of_error(ended: BaseException) -> str:
    if isinstance(ended, errors.UserError):
        return UNAVAILABLE
    # Streamlit ends a run by an exception that is not an error.
    return FAILED if isinstance(ended, Exception) else STOPPED


def kind_of_request(scope: Scope) -> str:
    """Return the kind of a request.

    Its address is not used, as it may name a jurisdiction and case.
    """
    path = scope["path"]
    if path in health.PLACES or path == request_guard.HEALTH:
        return "health"
    for kind, folders in REQUEST_KINDS.items():
        if request_guard.is_under(path, folders):
            return kind
    return "page" if request_guard.is_page_request(scope) else "other"


def write_log_line(what: str, **details: str | int) -> None:
    """Write a line of JSON to standard error, with the time in UTC."""
    at = datetime.now(UTC).isoformat(timespec="milliseconds")
    sys.stderr.write(f"{json.dumps({'at': at, 'what': what, **details})}\n")
