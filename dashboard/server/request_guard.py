"""Who may come in, decided before Streamlit sees who asks: host, origin, cookie, size."""

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
from dashboard.server.middleware import BaseMiddleware
from schemas.language import marked, t

MOST_UPLOADED_IN_ALL = 1024 * 1024 * 1024
TOO_MUCH = marked("Too many files are being uploaded at the same time. Close other pages.")
VISITOR_COOKIE = "prosecution_quality_visitor"
VISITOR_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)
# What somebody was not given by us is not told apart from it: another's cannot be guessed.
VISITOR_PREFIX = "visitor "
# A page of another name that resolves here is refused (DNS rebinding).
HOSTS = sign_in_settings.LOOPBACK
COOKIE = "prosecution_quality_session"
STREAM = "/_stcore/stream"
# What is the same for everybody and holds no figure. A browser whose server was started anew asks
# for its health first, and gets the new session with the answer.
OPEN = (*static_files.PLACES, "/app/static", "/favicon.png", "/manifest.json")
OPEN_ALONE = {"/", "/_stcore/health", "/_stcore/host-config", *health.PLACES}
# Open in plain Streamlit: what the process is doing, and a way to steer it.
CLOSED = ("/_stcore/metrics", "/_stcore/agent")
SIGNING_IN = ("/auth", sign_in_settings.CALLBACK)
READING = {"GET", "HEAD"}
HEALTH = "/_stcore/health"
# What is asked by a name of this computer, with any port, by whoever watches over it.
HEALTH_PATHS = {HEALTH, *health.PLACES}
# A file of records, as large as Streamlit takes them, and its frame; all else is a few words.
UPLOAD = "/_stcore/upload_file"
MEGABYTE = 1024 * 1024
MOST_UPLOADED, MOST_BODY = 26 * MEGABYTE, MEGABYTE // 16
# Two addresses with a state of records, which are long, and the cookies.
MOST_HEAD = MEGABYTE // 32
# Browsers send no Origin when a page loads a picture or a file of its own, and say this instead.
# Another port of this computer is `same-site`, whatever cookies it is sent; `none` is the person.
OF_OUR_OWN = {"same-origin", "none"}
NO_OTHERS: Mapping[str, str] = MappingProxyType({})


class RequestGuard(BaseMiddleware):
    """Lets in our own pages with the session that it gave them, and marks what passed through here.

    Streamlit compares names of hosts without their ports, and asks an outside host for its own
    address when the name is strange to it. Neither is reached.
    """

    def __init__(
        self,
        app: ASGIApp,
        port: int,
        base: str = "",
        others: Mapping[str, str] = NO_OTHERS,
        shared_secret: str = "",
    ) -> None:
        """`base` is our origin behind a proxy; `others` the ways of a provider, with the method.

        Processes with one `shared_secret` take each other's cookies.
        """
        super().__init__(app)
        self.token = derived_secret(shared_secret, COOKIE) or secrets.token_urlsafe()
        self.cookie = cookie_name(COOKIE, None if shared_secret else port)
        self.own, self.others = own_origins(port, base), others
        self.flags = cookie_flags(is_secure=base.startswith("https:"))

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        app = self.app if self._lets_in(scope) else WebSocketClose()
        await app(with_trust_header(scope), receive, send)

    def _lets_in(self, scope: Scope) -> bool:
        own = self._origin(scope)
        is_own = own != "" and origins_of(scope) == [own]
        return scope["path"] == STREAM and is_own and self._knows(scope)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        if (refusal := self._refusal(scope)) is not None:
            await refusal(scope, receive, send)
            return
        gives = not self._knows(scope) and may_be_given_session(Headers(scope=scope))

        async def send_with_session(message: Message) -> None:
            if message["type"] == "http.response.start" and gives:
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={self.token}; {self.flags}"
                )
            await send(message)

        await self.app(scope, receive, send_with_session)

    def _refusal(self, scope: Scope) -> PlainTextResponse | None:
        if not self._origin(scope):
            if scope["path"] in HEALTH_PATHS and is_of_this_computer(scope):
                return None
            # A tunnel that ends at another port: the page would open and never fill.
            where = t("Open the dashboard at {address}", address=", ".join(self.own.values()))
            return PlainTextResponse(where, status_code=400)
        if self._is_foreign(scope):
            return PlainTextResponse("Forbidden", status_code=403)
        if (large := too_large(scope)) is not None:
            return large
        if self._is_allowed(scope):
            return None
        # The same answer as for what does not exist.
        return PlainTextResponse("Not Found", status_code=404)

    def _is_allowed(self, scope: Scope) -> bool:
        if is_missing_file(scope["path"]):
            return False
        # A provider sends people back from its own site, and so without our cookie, and has none.
        is_of_provider = self.others.get(scope["path"]) == scope["method"]
        proven = self._knows(scope) and self._is_proven(scope)
        return is_of_provider or is_open(scope) or proven

    def _origin(self, scope: Scope) -> str:
        """Our own origin under the host that is asked for; empty where that is not ours."""
        hosts = Headers(scope=scope).getlist("host")
        return self.own.get(hosts[0], "") if len(hosts) == 1 else ""

    def _is_foreign(self, scope: Scope) -> bool:
        return origins_of(scope) not in ([], [self._origin(scope)])

    def _is_proven(self, scope: Scope) -> bool:
        """Whether our own page asks, and no page on another port that the cookie is sent from."""
        # What anybody can send would fill the memory of a server that takes nothing in.
        closed = (*CLOSED, UPLOAD) if sign_in_settings.is_public() else CLOSED
        # Where nobody signs in, Streamlit's own ways fail for want of a provider.
        closed = closed if sign_in_settings.is_on() else (*closed, *SIGNING_IN)
        if is_under(scope["path"], closed):
            return False
        if origins_of(scope):
            return not self._is_foreign(scope)
        site = Headers(scope=scope).get("sec-fetch-site")
        return scope["method"] in READING and site in OF_OUR_OWN

    def _knows(self, scope: Scope) -> bool:
        claimed = HTTPConnection(scope).cookies.get(self.cookie, "")
        return secrets.compare_digest(claimed.encode(), self.token.encode())


def cookie_name(name: str, port: int | None) -> str:
    """The name of a cookie of this process; without a port of all that share a secret.

    Ports of one computer share its cookies: two dashboards would take each other's session.
    """
    return name if port is None else f"{name}_{port}"


def derived_secret(secret: str, purpose: str) -> str:
    """A secret for one purpose, of which the other ones cannot be guessed; blank of none."""
    return hmac.new(secret.encode(), purpose.encode(), "sha256").hexdigest() if secret else ""


def cookie_flags(*, is_secure: bool) -> str:
    """What stands behind a cookie of ours: no script reads it, no other site sends it."""
    return "Path=/; HttpOnly; SameSite=Strict" + ("; Secure" if is_secure else "")


def own_origins(port: int, base: str = "") -> dict[str, str]:
    """Our own origins by the host that a browser asks for: it leaves out the usual port."""
    if base:
        return {urlsplit(base).netloc: base}
    return {host: f"http://{host}" for host in own_hosts(port)}


def own_hosts(port: int) -> list[str]:
    """The hosts of this computer, as browsers name them."""
    return [host if port == 80 else f"{host}:{port}" for host in HOSTS]


def is_of_this_computer(scope: Scope) -> bool:
    """Whether it is asked for by a name of this computer, as who watches over a server does."""
    host = Headers(scope=scope).get("host", "")
    return scope["method"] in READING and host.partition(":")[0] in HOSTS


def too_large(scope: Scope) -> PlainTextResponse | None:
    """The answer to what says too much."""
    if head_bytes(scope) > MOST_HEAD:
        return PlainTextResponse("Request Header Fields Too Large", status_code=431)
    if is_too_much(scope):
        return PlainTextResponse("Content Too Large", status_code=413)
    return None


def is_too_much(scope: Scope) -> bool:
    """Whether a request says more than any page of ours does, or not how much it says."""
    headers = Headers(scope=scope)
    most = MOST_UPLOADED if is_under(scope["path"], (UPLOAD,)) else MOST_BODY
    length = headers.get("content-length", "0")
    return "transfer-encoding" in headers or not length.isdecimal() or int(length) > most


def head_bytes(scope: Scope) -> int:
    """The bytes of what stands before a request's body, as it was sent."""
    fields = sum(len(name) + len(value) for name, value in scope["headers"])
    return len(scope["raw_path"]) + len(scope["query_string"]) + fields


def origins_of(scope: Scope) -> list[str]:
    """The origins that a request claims; one at most in what a browser sends."""
    return Headers(scope=scope).getlist("origin")


def is_open(scope: Scope) -> bool:
    """Whether a request reads what is the same for everybody."""
    path = scope["path"]
    is_same = path in OPEN_ALONE or is_page(scope) or is_under(path, OPEN)
    return scope["method"] in READING and is_same


def is_missing_file(path: str) -> bool:
    """Whether a path lies where there are files alone, and none is there."""
    return is_under(path, static_files.PLACES) and not static_files.is_there(path)


def is_page(scope: Scope) -> bool:
    """Whether it is the address of a page, the first one among them."""
    return scope["path"].strip("/") in {"", *(page.url_path for page in all_pages())}


def may_be_given_session(headers: Headers) -> bool:
    """Whether a person opens our page, or our page asks; not a picture in somebody else's."""
    opens = (headers.get("sec-fetch-mode"), headers.get("sec-fetch-dest")) == (
        "navigate",
        "document",
    )
    return opens or headers.get("sec-fetch-site", "none") in OF_OUR_OWN


def with_trust_header(scope: Scope) -> Scope:
    """The session with our mark, whatever its sender put there."""
    return with_header(scope, access.MARK_HEADER, access.MARK)


def with_header(scope: Scope, header: str, value: str) -> Scope:
    """The request with this header as we say it, whatever its sender put there; blank for none."""
    name = header.encode()
    others = [one for one in scope["headers"] if one[0].lower() != name]
    return {**scope, "headers": [*others, *([(name, value.encode())] if value else [])]}


def is_under(path: str, places: tuple[str, ...]) -> bool:
    """Whether a path is one of these places, or lies within one."""
    return any(path == place or path.startswith(f"{place}/") for place in places)


class UploadLimit(BaseMiddleware):
    """Refuses uploads beyond what all open pages may hold: Streamlit keeps each file in memory.

    `in_memory` says how many bytes there are.
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
        # The request guard has looked that it is a number.
        length = int(Headers(scope=scope).get("content-length", "0"))
        return self.in_memory() + length <= self.most


class AnonymousSessions(BaseMiddleware):
    """Gives a sign with the first page, and says of each request whose it is.

    Nothing is kept of a visitor but how many pages they have open; `let_go` is told of whose last
    page has closed.
    """

    def __init__(
        self, app: ASGIApp, port: int, let_go: Callable[[str], object], base: str = ""
    ) -> None:
        super().__init__(app)
        self.let_go = let_go
        self.cookie = cookie_name(VISITOR_COOKIE, port)
        self.flags = cookie_flags(is_secure=base.startswith("https:"))
        self._open: Counter[str] = Counter()

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        self._open[key] += 1
        try:
            await self.app(with_header(scope, access.HEADER, key), receive, send)
        finally:
            self._open[key] -= 1
            if not self._open[key]:
                del self._open[key]
                self.let_go(key)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        key = self._key(scope)
        gives = not key and is_page(scope) and may_be_given_session(Headers(scope=scope))

        async def send_with_sign(message: Message) -> None:
            if message["type"] == "http.response.start" and gives:
                sign = secrets.token_urlsafe(32)
                MutableHeaders(scope=message).append(
                    "set-cookie", f"{self.cookie}={sign}; {self.flags}"
                )
            await send(message)

        await self.app(with_header(scope, access.HEADER, key), receive, send_with_sign)

    def _key(self, scope: Scope) -> str:
        sign = HTTPConnection(scope).cookies.get(self.cookie, "")
        if not VISITOR_TOKEN.fullmatch(sign):
            return ""
        return f"{VISITOR_PREFIX}{hashlib.sha256(sign.encode()).hexdigest()}"
