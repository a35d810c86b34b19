"""Health checks: whether this process is alive, and whether it can show pages."""

import asyncio
import threading
import time
from concurrent.futures import Future

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard import sign_in_settings
from schemas import errors
from schemas.store import database

LIVES, READY = "/healthz", "/readyz"
PLACES = frozenset({LIVES, READY})
# Checking a release takes longer than showing it, so the result is kept for some seconds.
SECONDS_KEPT = 5.0
# A monitor waits some seconds, but a disconnected database may not answer for minutes.
SECONDS_WAITED = 5.0
# Whether this process was told to end.
IS_LEAVING = threading.Event()


class Readiness:
    """Check whether records or a release can be shown, at most once in some seconds, in a thread.

    If there is no answer in time, the server is not ready.
    """

    def __init__(self, seconds: float = SECONDS_KEPT, waited: float = SECONDS_WAITED) -> None:
        self._seconds, self._waited = seconds, waited
        self._asked_at, self._asked = float("-inf"), Future[bool]()
        self._asked.set_result(False)

    async def is_ready(self) -> bool:
        """Return whether pages can be shown, and the process is not about to end."""
        if IS_LEAVING.is_set():
            return False
        if self._asked.done() and time.monotonic() - self._asked_at >= self._seconds:
            self._asked_at, self._asked = time.monotonic(), Future[bool]()
            threading.Thread(target=_set_answer, args=(self._asked,), daemon=True).start()
        answer = asyncio.wrap_future(self._asked)
        # Not cancelled on a timeout, because others may wait for the same answer.
        came, _ = await asyncio.wait([answer], timeout=self._waited)
        return bool(came) and answer.result()


def health_routes(standing: Readiness) -> list[Route]:
    """Return the routes of the checks.

    They do not say why a check failed, because anybody can call them.
    """

    async def lives(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> PlainTextResponse:
        if await standing.is_ready():
            return PlainTextResponse("ready")
        return PlainTextResponse("not ready", status_code=503)

    return [Route(LIVES, lives), Route(READY, ready)]


def _set_answer(answer: Future[bool]) -> None:
    """Set the answer to whether pages can be shown, or to the error."""
    try:
        answer.set_result(_can_be_shown())
    except Exception as error:
        answer.set_exception(error)


def _can_be_shown() -> bool:
    # Imported here, because the check whether the process is alive needs none of it.
    from dashboard import data

    url = data.records_url()
    try:
        if sign_in_settings.is_public_server():
            data.release_source(url)
        else:
            database.reading(url)
            # The database server may have gone since the connection was made.
            database.data_version(url)
    except errors.UserError:
        return False
    return True
