"""Whether this process lives, and whether it can serve: for whoever watches over servers."""

import time
from threading import Lock

from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from dashboard.server import leaving
from dashboard.server.signing import settings
from schemas import errors
from schemas.store import database

LIVES, READY = "/healthz", "/readyz"
PLACES = frozenset({LIVES, READY})
# To look at a release again and again would take longer than to show it.
SECONDS_KEPT = 5.0


class Standing:
    """Whether records or a release can be shown, asked once in some seconds."""

    def __init__(self, seconds: float = SECONDS_KEPT) -> None:
        self._seconds, self._lock = seconds, Lock()
        self._asked, self._is_ready = float("-inf"), False

    def is_ready(self) -> bool:
        """Whether a page could be made now, and the next ones here as well."""
        if leaving.Leaving.begun:
            return False
        with self._lock:
            if time.monotonic() - self._asked >= self._seconds:
                self._is_ready = _can_be_shown()
                self._asked = time.monotonic()
            return self._is_ready


def routes(standing: Standing) -> list[Route]:
    """Both answers are a word: why it is not ready is nobody's who is not let in."""

    async def lives(_request: Request) -> PlainTextResponse:
        return PlainTextResponse("ok")

    def ready(_request: Request) -> PlainTextResponse:
        if standing.is_ready():
            return PlainTextResponse("ready")
        return PlainTextResponse("not ready", status_code=503)

    return [Route(LIVES, lives), Route(READY, ready)]


def _can_be_shown() -> bool:
    # Pages are imported when the first is made; a probe of the process alone needs none of them.
    from dashboard import data

    try:
        if settings.is_public():
            data.of_release(data.records_url())
        else:
            database.reading(data.records_url())
    except errors.UserError:
        return False
    return True
