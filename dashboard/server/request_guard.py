"""Check every request before Streamlit gets it: host, origin, cookie and size."""

import hashlib
import hmac
import re
import secrets
from collections import Counter
from collections.abc import Callable, Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

from dashboard import access, sign_in_settings
from dashboard.pages import all_pages
from dashboard.server import health, static_files
from dashboard.server.middleware_base import BaseMiddleware
from schemas.language import marked, t

MOST_UPLOADED_IN_ALL = 1024 * 1024 * 1024
TOO_MUCH = marked("Too many files are being uploaded at the same time. Close other pages.")
VISITOR_COOKIE = "prosecution_quality_visitor"
VISITOR_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
# Any value is accepted as a visitor's id, because nobody can guess the id of another visitor.
VISITOR_PREFIX = "visitor "
# Other host names that resolve to this computer are refused (DNS rebinding).
HOSTS = sign_in_settings.LOOPBACK
COOKIE = "prosecution_quality_session"
STREAM = "/_stcore/stream"
# Content that is the same for everybody and contains no figures. After a restart of the server, a
# browser first asks for its health and gets the new session with the response.
OPEN = (*static_files.PLACES, "/app/static", "/favicon.png", "/manifest.json")
OPEN_ALONE = {"/", "/_stcore/health", "/_stcore/host-config", *health.PLACES}
# Open in plain Streamlit: metrics of the process, and an interface to control it.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
SIGNING_IN = ("/auth", sign_in_settings.CALLBACK)
READING = {"GET", "HEAD"}
HEALTH = "/_stcore/health"
# Paths that monitors on this computer may request, with any port.
HEALTH_PATHS = {HEALTH, *health.PLACES}
# Uploads may be as large as Streamlit allows; all other requests are small.
UPLOAD = "/_stcore/upload_file"
MEGABYTE = 1024 * 1024
MOST_UPLOADED, MOST_BODY = 26 * MEGABYTE, MEGABYTE // 16
# Enough for two long addresses with a version of the records, and the cookies.
MOST_HEAD = MEGABYTE // 32
# Browsers send no Origin when a page loads its own pictures and files, but Sec-Fetch-Site. Another
# port of this computer is `same-site`, though it gets the same cookies; `none` means the user typed
# the address.
OF_OUR_OWN = {"same-origin", "none"}
NO_OTHERS: Mapping[str, str] = MappingProxyType({})


class RequestGuard(BaseMiddleware):
    """Middleware that admits only our own pages with their cookie, and marks requests as checked.

    Streamlit compares host names without ports and asks an outside service for its own address if a
    host is unknown. This guard keeps such requests from it.
    """

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        base: str = "",
        others: Mapping[str, str] = NO_OTHERS,
        shared_secret: str = "",
    ) -> None:
        """Set our origin behind a proxy (`base`), and what a sign-in provider may request.

        `others` are the methods of its requests, by path. Processes with the same `shared_secret`
        accept each other's cookies.
        """
        super().__init__(app)
        self.token = derived_secret(shared_secret, COOKIE) or secrets.token_urlsafe()
        self.cookie = cookie_name_for_port(COOKIE, None if shared_secret else port)
        self.own, self.others = own_origins(port, base), others
        self.flags = cookie_flags(is_secure=base.startswith("https:"))

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app if self._lets_in(scope) else WebSocketClose()
        await app(with_trust_header(scope), receive, send)

    def _lets_in(self, scope: Scope) -> bool:
        """Return whether a WebSocket is Streamlit's own and was opened by a page of ours."""
        own = self._own_origin(scope)
        is_own = own != "" and origin_headers(scope) == [own]
        return scope["path"] == STREAM and is_own and self._is_known_host(scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (refusal := self._refuse_request(scope)) is not None:
            await refusal(scope, receive, send)
            return
        gives = not self._is_known_host(scope) and may_be_given_session(Headers(scope=scope))

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and gives:
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={self.token}; {self.flags}"
                )
            await send(message)

        await self.app(scope, receive, send_with_session)

    def _refuse_request(self, scope: Scope) -> PlainTextResponse | None:
        if not self._own_origin(scope):
            # Monitors on this computer name it as host, with any port.
            host = Headers(scope=scope).get("host", "").partition(":")[0]
            if scope["path"] in HEALTH_PATHS and scope["method"] in READING and host in HOSTS:
                return None
            # Through a tunnel with another port the page would open and stay empty.
            where = t("Open the dashboard at {address}", address=", ".join(self.own.values()))
            return PlainTextResponse(where, status_code=400)
        if self._is_foreign(scope):
            return PlainTextResponse("Forbidden", status_code=403)
        if (large := too_large_response(scope)) is not None:
            return large
        if self._is_allowed(scope):
            return None
        # The same response as for something that does not exist.
        return PlainTextResponse("Not Found", status_code=404)

    def _is_allowed(self, scope: Scope) -> bool:
        path = scope["path"]
        if is_under(path, static_files.PLACES) and not static_files.has_static_file(path):
            return False
        # A provider redirects users from its own site, so the browser does not send our strict
        # cookie.
        is_of_provider = self.others.get(path) == scope["method"]
        proven = self._is_known_host(scope) and self._is_proven(scope)
        return is_of_provider or is_public_content(scope) or proven

    def _own_origin(self, scope: Scope) -> str:
        """Return our own origin for the host of a request; empty for a foreign host."""
        hosts = Headers(scope=scope).getlist("host")
        return self.own.get(hosts[0], "") if len(hosts) == 1 else ""

    def _is_foreign(self, scope: Scope) -> bool:
        return origin_headers(scope) not in ([], [self._own_origin(scope)])

    def _is_proven(self, scope: Scope) -> bool:
        """Return whether our own page makes the request, and not one on another port."""
        # A public server accepts no imports; uploads by anybody would fill its memory.
        closed = (*CLOSED, UPLOAD) if sign_in_settings.is_public_server() else CLOSED
        # Without sign-in, Streamlit's own sign-in paths would fail, because there is no provider.
        closed = closed if sign_in_settings.is_sign_in_required() else (*closed, *SIGNING_IN)
        if is_under(scope["path"], closed):
            return False
        if origin_headers(scope):
            return not self._is_foreign(scope)
        site = Headers(scope=scope).get("sec-fetch-site")
        return scope["method"] in READING and site in OF_OUR_OWN

    def _is_known_host(self, scope: Scope) -> bool:
        claimed = HTTPConnection(scope).cookies.get(self.cookie, "")
        return secrets.compare_digest(claimed.encode(), self.token.encode())


def cookie_name_for_port(name: str, port: int | None) -> str:
    """Return the name of a cookie of this process, or of all processes if `port` is None.

    Ports of one computer share cookies, so two dashboards would use each other's session.
    """
    return name if port is None else f"{name}_{port}"


def derived_secret(secret: str, purpose: str) -> str:
    """Return a secret for one purpose that does not reveal others; blank if `secret` is blank."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest() if secret else ""


def cookie_flags(*, is_secure: bool) -> str:
    """Return the flags of our cookies: not readable by scripts, not sent by other sites."""
    return "Path=/; HttpOnly; SameSite=Strict" + ("; Secure" if is_secure else "")


def own_origins(port: int, base: str = "") -> dict[str, str]:
    """Return our own origins by host name, with the port unless it is the default."""
    if base:
        return {urlsplit(base).netloc: base}
    # Browsers leave out the port 80.
    hosts = (host if port == 80 else f"{host}:{port}" for host in HOSTS)
    return {host: f"http://{host}" for host in hosts}


def too_large_response(scope: Scope) -> PlainTextResponse | None:
    """Return an error response if headers or body of a request are too large; else None.

    A body of unknown size counts as too large.
    """
    fields = sum(len(name) + len(value) for name, value in scope["headers"])
    if len(scope["raw_path"]) + len(scope["query_string"]) + fields > MOST_HEAD:
        return PlainTextResponse("Request Header Fields Too Large", status_code=431)
    headers = Headers(scope=scope)
    most = MOST_UPLOADED if is_under(scope["path"], (UPLOAD,)) else MOST_BODY
    length = headers.get("content-length", "0")
    if "transfer-encoding" in headers or not length.isdecimal() or int(length) > most:
        return PlainTextResponse("Content Too Large", status_code=413)
    return None


def origin_headers(scope: Scope) -> list[str]:
    """Return the Origin headers of a request; browsers send at most one."""
    return Headers(scope=scope).getlist("origin")


def is_public_content(scope: Scope) -> bool:
    """Return whether a request only reads files that are the same for all users, like scripts."""
    path = scope["path"]
    is_same = path in OPEN_ALONE or is_page_request(scope) or is_under(path, OPEN)
    return scope["method"] in READING and is_same


def is_page_request(scope: Scope) -> bool:
    """Return whether a request is for the address of a page."""
    return scope["path"].strip("/") in {"", *(page.url_path for page in all_pages())}


def may_be_given_session(headers: Headers) -> bool:
    """Return whether the user or our own page makes the request, and no other site."""
    opens = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
        "navigate",
        "document",
    )
    return opens or headers.get("sec-fetch-site", "none") in OF_OUR_OWN


def with_trust_header(scope: Scope) -> Scope:
    """Return the request with the secret that marks it as checked, replacing what a client sent."""
    return with_header(scope, access.MARK_HEADER, access.MARK)


def with_header(scope: Scope, header: str, value: str) -> Scope:
    """Return the request with a header set to our value, or removed if the value is blank."""
    name = header.encode()
    others = [one for one in scope["headers"] if one[0].lower() != name]
    return {**scope, "headers": [*others, *([(name, value.encode())] if value else [])]}


def is_under(path: str, places: tuple[str, ...]) -> bool:
    """Return whether a path is one of these paths or inside one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


class UploadLimit(BaseMiddleware):
    """Middleware that refuses uploads if those of all open pages need too much memory.

    Streamlit keeps each file in memory; `in_memory` returns how many bytes these files have.
    """

    def __init__(
        self, app: ASGIApp, in_memory: Callable[[], int], most: int = MOST_UPLOADED_IN_ALL
    ) -> None:
        super().__init__(app)
        self.in_memory, self.most = in_memory, most

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app if self._has_room(scope) else PlainTextResponse(t(TOO_MUCH), status_code=413)
        await app(scope, receive, send)

    def _has_room(self, scope: Scope) -> bool:
        if scope["method"] != "PUT" or not is_under(scope["path"], (UPLOAD,)):
            return True
        # The request guard has checked that this is a number.
        length = int(Headers(scope=scope).get("content-length", "0"))
        return self.in_memory() + length <= self.most


class AnonymousSessions(BaseMiddleware):
    """Middleware for public releases: gives each visitor a cookie and marks the visitor's requests.

    Only the number of a visitor's open pages is stored. `let_go` is called when the last one
    closes.
    """

    def __init__(
        self, app: ASGIApp, port: int, let_go: Callable[[str], object], base: str = ""
    ) -> None:
        super().__init__(app)
        self.let_go = let_go
        self.cookie = cookie_name_for_port(VISITOR_COOKIE, port)
        self.flags = cookie_flags(is_secure=base.startswith("https:"))
        self._open: Counter[str] = Counter()

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._session_key(scope)
        self._open[key] += 1
        try:
            await self.app(with_header(scope, access.HEADER, key), receive, send)
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
                self.let_go(key)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._session_key(scope)
        gives = not key and is_page_request(scope) and may_be_given_session(Headers(scope=scope))

        async def send_with_sign(message: Message) -> None:
            if message["type"] == "http.response.start" and gives:
                sign = secrets.token_urlsafe(32)
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={sign}; {self.flags}"
                )
            await send(message)

        await self.app(with_header(scope, access.HEADER, key), receive, send_with_sign)

    def _session_key(self, scope: Scope) -> str:
        sign = HTTPConnection(scope).cookies.get(self.cookie, "")
        if not VISITOR_TOKEN.fullmatch(sign):
            return ""
        return f"{VISITOR_PREFIX}{hashlib.sha256(sign.encode()).hexdigest()}"
