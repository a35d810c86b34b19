"""The way in: sign-in by Streamlit's own routes, and who is let to what once signed in."""

import json
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from starlette.concurrency import run_in_threadpool
from starlette.requests import HTTPConnection, Request
from starlette.responses import (
    HTMLResponse,
    JSONResponse,
    PlainTextResponse,
    RedirectResponse,
    Response,
)
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.auth_util import encode_provider_token

from dashboard import data
from dashboard.server import access, door, files, identity
from dashboard.server.between import Between
from dashboard.server.signing import cookies, roles, sessions
from dashboard.server.signing.settings import CALLBACK, TOLD, SignIn
from dashboard.server.signing.talking import Talk
from dashboard.shared.templates import html
from schemas import errors
from schemas.store import audit

# Why somebody came in and may see nothing, as the log says it.
REASONS = {
    roles.NO_ROLE: "no role",
    roles.NO_PLACE: "no place",
    roles.SEVERAL: "several places",
    roles.WITHDRAWN: "withdrawn",
    roles.UNREADABLE: "list of roles unreadable",
}


BEGIN, END = "/sign-in", "/sign-out"
# An open page that was asleep asks whether it may still show what it shows.
HERE = "/sign-in/here"
# Streamlit's own, which are reached through ours.
LOGIN, LOGOUT, AUTH = "/auth/login", "/auth/logout", "/auth"
COOKIE = "prosecution_quality_person"
# What a run of a page, its files and uploads come by. Nobody signed in may send records: they come
# in at the command line of the server.
CLOSED = ("/_stcore/upload_file", "/media", AUTH)
# An address with a state of records is long; a browser that forgets it opens the page without.
LONGEST_ADDRESS = 8 * 1024
# Whoever takes longer at the provider comes back to the first page. Authlib's state lasts as long.
SECONDS_UNDER_WAY = 3600
UNAVAILABLE = "The database of this dashboard does not answer. Try again in a while"


@dataclass
class Answer:
    """An answer of Streamlit's routes, held back."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        """Be sent a message."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])

    @property
    def leads_to(self) -> str:
        """Where it sends the browser, if anywhere."""
        found = [value for name, value in self.headers if name == b"location"]
        return found[0].decode("latin-1") if found and self.status in {302, 303} else ""


class WayIn(Between):
    """Knows the browsers that are signed in, and tells each run whose it is.

    What Streamlit would leave in the browser, the claims and tokens, stays here: a browser holds a
    random sign, which means something until its session ends.
    """

    def __init__(
        self, app: ASGIApp, port: int | None, settings: SignIn, cookie_secret: str
    ) -> None:
        """`port` is that of this process, which its cookies are named by; None: they are shared."""
        super().__init__(app)
        self.settings, self.secret = settings, cookie_secret
        self.people = sessions.HERE
        self.people.on_end(write_down_end)
        # Only here: a desk does not wait for what talks to providers.
        from dashboard.server.signing import told_by_provider

        self.teller = told_by_provider.Teller(settings, self._is_new_token)
        self.cookie = door.cookie_name(COOKIE, port)
        self.under_way_cookie = door.cookie_name(cookies.UNDER_WAY, port)
        self.flags = door.flags(is_secure=settings.origin.startswith("https:"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_outward(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = cookies.outward(message["headers"], self.under_way_cookie)
                message = {**message, "headers": headers}
            await send(message)

        ways: dict[str, Callable[[Scope, Receive], Awaitable[Response]]] = {
            BEGIN: self._begin,
            CALLBACK: self._finish,
            END: self._end,
            TOLD: self._told,
            HERE: self._is_here,
        }
        path = scope["path"]
        if path in ways:
            try:
                response = await ways[path](scope, receive)
            except errors.DatabaseUnavailable:
                response = failed(UNAVAILABLE, status=503)
            # Nothing of a sign-in is kept on the way.
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send_outward)
            return
        session = await self._session(scope)
        if door.under(path, CLOSED) or (not door.is_open(scope) and session is None):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
        else:
            await self.app(self._inward(scope, session), receive, send_outward)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a page talk for as long as its session lasts; without one it is shown the gate."""
        session = await self._session(scope)
        inward = self._inward(scope, session)
        if session is None:
            await self.app(inward, receive, send)
            return
        talk = Talk(receive, self.people.seconds_left(session))
        try:
            with self.people.watching(session.key, talk.end):
                await self.app(inward, talk.receive, send)
        finally:
            talk.close()
        if talk.is_over:
            files.HERE.let_go(session.key)
            with suppress(errors.DatabaseUnavailable):
                # Its time is over, or another has ended it and written that down.
                await run_in_threadpool(self.people.end, session.key, sessions.Why.EXPIRED)
            await send({"type": "websocket.close", "code": 1008})

    async def _begin(self, scope: Scope, receive: Receive) -> Response:
        """Send the browser to the provider, and remember where it came from."""
        session = await self._session(scope)
        query = urlencode({"provider": encode_provider_token("default")})
        asked = await self._streamlit(self._inward(scope, session), receive, LOGIN, query)
        [state] = parse_qs(urlsplit(asked.leads_to).query).get("state", [""])
        if not state:
            return failed("The sign-in service does not answer as it should", status=503)
        to = own_address(HTTPConnection(scope).query_params.get("to", ""))
        content = json.dumps([to, session.key if session else ""])
        await run_in_threadpool(self.people.note, _of_state(state), content, SECONDS_UNDER_WAY)
        return raw(asked)

    async def _finish(self, scope: Scope, receive: Receive) -> Response:
        """Take what the provider says, and go on by a page of our own.

        The browser comes from another site, and would not send our strict cookies on from there.
        """
        query = HTTPConnection(scope).query_params
        inward = self._inward(scope, await self._session(scope))
        said = scope["query_string"].decode("latin-1")
        answer = await self._streamlit(inward, receive, CALLBACK, said)
        if not query:
            return go_on("Signed out", "/")
        of_state = _of_state(query.get("state", ""))
        noted = await run_in_threadpool(self.people.take_note, of_state)
        # Where it began, and the session that it takes the place of.
        address, before = json.loads(noted) if noted else ("/", "")
        set_cookies = cookies.set_by(answer.headers)
        claims = cookies.claims_in(set_cookies, self.secret)
        kept = cookies.of_person(set_cookies)
        if not is_person(claims) or sum(map(len, kept.values())) > cookies.MOST_BYTES:
            return failed("The sign-in did not come to an end", status=403)
        try:
            await run_in_threadpool(signed_in, claims)
        except errors.DatabaseUnavailable:
            # What cannot be written down is not done.
            return failed("The sign-in cannot be written down, and so nobody signs in", status=503)
        if before:
            await run_in_threadpool(self.people.end, before, sessions.Why.REPLACED)
        response = go_on("Signed in", address)
        token = await run_in_threadpool(self.people.begin, claims, kept)
        response.headers.append("set-cookie", f"{self.cookie}={token}; {self.flags}")
        return with_cookies(response, answer)

    async def _end(self, scope: Scope, receive: Receive) -> Response:
        """End the session here, for all its tabs, then at the provider."""
        session = await self._session(scope)
        answer = await self._streamlit(self._inward(scope, session), receive, LOGOUT, "")
        if session is not None:
            await run_in_threadpool(self.people.end, session.key)
        response = raw(answer) if answer.leads_to else go_on("Signed out", "/")
        response.headers.append("set-cookie", f"{self.cookie}=; Max-Age=0; {self.flags}")
        return response

    async def _told(self, scope: Scope, receive: Receive) -> Response:
        """End what the provider says has ended there; it is told no more than whether it holds."""
        if scope["method"] != "POST":
            return PlainTextResponse("Method Not Allowed", status_code=405)
        sent = parse_qs((await Request(scope, receive).body()).decode("latin-1"))
        tokens = sent.get("logout_token", [])
        gone = await self.teller.told(tokens[0]) if len(tokens) == 1 else None
        if gone is None:
            return JSONResponse({"error": "invalid_request"}, status_code=400)
        keys = await run_in_threadpool(self.people.of_account, gone.subject, gone.session)
        for key in keys:
            await run_in_threadpool(self.people.end, key, sessions.Why.BY_PROVIDER)
        return Response()

    async def _is_new_token(self, name: str, seconds: float) -> bool:
        return await run_in_threadpool(self.people.note, f"logout token {name}", "", seconds)

    async def _is_here(self, scope: Scope, _receive: Receive) -> Response:
        return Response(status_code=401 if await self._session(scope) is None else 204)

    async def _streamlit(self, inward: Scope, receive: Receive, path: str, query: str) -> Answer:
        """What Streamlit's own route answers."""
        answer = Answer()
        inner = {
            **inward,
            "path": path,
            "raw_path": path.encode(),
            "query_string": query.encode("latin-1"),
        }
        await self.app(inner, receive, answer.take)
        return answer

    async def _session(self, scope: Scope) -> sessions.Session | None:
        token = HTTPConnection(scope).cookies.get(self.cookie, "")
        return await run_in_threadpool(self.people.by_token, token)

    def _inward(self, scope: Scope, session: sessions.Session | None) -> Scope:
        """The request as Streamlit is told it: whose it is, whatever its sender says."""
        known = cookies.inward(scope, self.under_way_cookie, session.cookies if session else {})
        return door.told(known, identity.HEADER, session.key if session else "")


def is_person(claims: roles.Claims) -> bool:
    """Whether somebody is signed in by them, for some time."""
    exp, subject = claims.get("exp"), claims.get("sub")
    is_time = isinstance(exp, int) and not isinstance(exp, bool)
    is_named = isinstance(subject, str) and subject != ""
    return claims.get("is_logged_in") is True and is_time and is_named


def own_address(address: str) -> str:
    """The address of a page of ours; the first page where it is another."""
    url = urlsplit(address[: LONGEST_ADDRESS + 1])
    is_ours = url.path.strip("/") in {page for page, _ in access.PAGES}
    if len(address) > LONGEST_ADDRESS or url.scheme or url.netloc or not is_ours:
        return "/"
    query = urlencode(parse_qsl(url.query))
    return f"/{url.path.strip('/')}{'?' if query else ''}{query}"


def go_on(words: str, to: str) -> Response:
    """A page that goes on to one of ours by itself, or by its link."""
    return HTMLResponse(html("way_in.html", {"words": words, "to": to, "goes": True}))


def failed(words: str, status: int) -> Response:
    """A page that says so, with the way back."""
    context = {"words": words, "to": "/", "goes": False}
    return HTMLResponse(html("way_in.html", context), status_code=status)


def raw(answer: Answer) -> Response:
    """The answer of Streamlit's route, which sends the browser elsewhere."""
    return with_cookies(RedirectResponse(answer.leads_to, status_code=302), answer)


def with_cookies(response: Response, answer: Answer) -> Response:
    """The response with the cookies that an answer sets or takes away."""
    response.raw_headers.extend(one for one in answer.headers if one[0] == b"set-cookie")
    return response


def signed_in(claims: roles.Claims) -> None:
    """Write down that somebody signs in, before they are; as refused where they may see nothing.

    Raises DatabaseUnavailable where it cannot be written down.
    """
    granted = identity.granted_by(claims)
    on = {"reason": REASONS[granted.reason]} if granted.reason else {}
    note = audit.note if granted.scope_id != identity.NOTHING else audit.note_refused
    with audit.acting(_holder_of(claims)):
        note(data.records_url(), audit.Action.SIGN_IN, **on)


def write_down_end(session: sessions.Session, why: sessions.Why) -> None:
    """Write down that a session has ended, and let its files go.

    It ends also where that cannot be written down: a log that is full keeps nobody signed in.
    """
    files.HERE.let_go(session.key)
    with suppress(errors.DatabaseUnavailable), audit.acting(_holder_of(session.claims)):
        audit.note(data.records_url(), audit.Action.END_SESSION, why=why.value)


def _of_state(state: str) -> str:
    return f"sign-in {state}"


def _holder_of(claims: roles.Claims) -> audit.Actor:
    return audit.Actor(who=str(claims["sub"]), scope=identity.granted_by(claims).scope_id)
