"""Whether this process lives, and whether it can serve: for whoever watches over servers."""

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
# To look at a release again and again would take longer than to show it.
SECONDS_KEPT = 5.0
# Whoever watches waits for seconds, and a database that is cut off may say nothing for minutes.
SECONDS_WAITED = 5.0
# Whether this process was told to end.
IS_LEAVING = threading.Event()


class Standing:
    """Whether records or a release can be shown, asked once in some seconds, by one thread.

    While no answer comes for longer than is waited, nothing can be shown.
    """

    def __init__(self, seconds: float = SECONDS_KEPT, waited: float = SECONDS_WAITED) -> None:
        self._seconds, self._waited = seconds, waited
        self._asked_at, self._asked = float("-inf"), Future[bool]()
        self._asked.set_result(False)

    async def is_ready(self) -> bool:
        """Whether a page could be made now, and the next ones here as well."""
        if IS_LEAVING.is_set():
            return False
        if self._asked.done() and time.monotonic() - self._asked_at >= self._seconds:
            self._asked_at, self._asked = time.monotonic(), Future[bool]()
            threading.Thread(target=_ask, args=(self._asked,), daemon=True).start()
        answer = asyncio.wrap_future(self._asked)
        # Others may wait for the same answer: it is not cancelled where it does not come.
        came, _ = await asyncio.wait([answer], timeout=self._waited)
        return bool(came) and answer.result()


def routes(standing: Standing) -> list[Route]:
    """Both answers are a word: why it is not ready is nobody's who is not let in."""

    async def lives(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    async def ready(_request: Request) -> PlainTextResponse:
        if await standing.is_ready():
            return PlainTextResponse("ready")
        return PlainTextResponse("not ready", status_code=503)

    return [Route(LIVES, lives), Route(READY, ready)]


def _ask(answer: Future[bool]) -> None:
    try:
        answer.set_result(_can_be_shown())
    except Exception as error:
        answer.set_exception(error)


def _can_be_shown() -> bool:
    # Pages are imported when the first is made; a probe of the process alone needs none of them.
    from dashboard import data

    url = data.records_url()
    try:
        if sign_in_settings.is_public():
            data.release_source(url)
        else:
            database.reading(url)
            # A server whose engine is kept may be gone since.
            database.data_version(url)
    except errors.UserError:
        return False
    return True
