"""Sign-in by Streamlit's own routes, what signed-in users may reach, and sign-out from elsewhere.

For that the sign-in provider tells the server who has signed out there (OpenID Connect Back-Channel
Logout 1.0). Authlib checks signature, issuer and audience of its token; the rules only for logout
tokens are checked here.
"""

import asyncio
import json
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

# Authlib uses one of two libraries and has no public name for it.
from authlib.integrations.httpx_client._compat import httpx2
from authlib.integrations.starlette_client import OAuth, StarletteOAuth2App
from authlib.oauth2.claims import JWTClaims
from google.protobuf.message import DecodeError
from joserfc.errors import InvalidClaimError, JoseError, MissingClaimError
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
from streamlit.auth_util import encode_provider_token, get_cookie_with_chunks
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ClientState_pb2 import ClientState
from streamlit.web.server.starlette.starlette_app_utils import decode_signed_value
from streamlit.web.server.starlette.starlette_server_config import (
    SESSION_COOKIE_NAME,
    USER_COOKIE_NAME,
)

from dashboard import access, data, sessions, sign_in_settings
from dashboard.html_templates import render_template
from dashboard.pages import all_pages
from dashboard.server import download_files, request_guard
from dashboard.server.middleware_base import BaseMiddleware
from dashboard.sign_in_settings import BACKCHANNEL_LOGOUT, CALLBACK, SignIn
from schemas import errors
from schemas.language import marked, review_note, t
from schemas.store import audit

# The user's claims and tokens, which Streamlit would store in the browser for a month.
USER_COOKIE = USER_COOKIE_NAME
# The cookie with the state and nonce of an unfinished sign-in.
STATE_COOKIE = SESSION_COOKIE_NAME
# Browsers allow about 4 KB for each cookie, so Streamlit splits them. A user with more than this
# has too many roles.
MOST_COOKIE_BYTES = 64 * 1024
# Reasons in the audit log why a signed-in user may see nothing.
REASONS = {
    sign_in_settings.NO_ROLE: "no role",
    sign_in_settings.NO_JURISDICTION: "no place",
    sign_in_settings.SEVERAL: "several places",
    sign_in_settings.WITHDRAWN: "withdrawn",
    sign_in_settings.UNREADABLE: "list of roles unreadable",
}
SIGN_IN, SIGN_OUT = "/sign-in", "/sign-out"
# A page asks this after sleep, to find out whether its session is still valid.
SESSION_CHECK = "/sign-in/here"
# Streamlit's own paths, which are only used through ours.
LOGIN, LOGOUT, AUTH = "/auth/login", "/auth/logout", "/auth"
COOKIE = "prosecution_quality_person"
# Streamlit's paths for uploads and files. Signed-in users may not import records; this is done on
# the server's command line.
CLOSED = ("/_stcore/upload_file", "/media", AUTH)
# Addresses with a version of the records are long; without one the page still opens.
LONGEST_ADDRESS = 8 * 1024
# Users who need longer at the provider return to the first page. Authlib's state lasts as long.
SECONDS_UNDER_WAY = 3600
# Long enough for a slow run to end and the sign-in page to be drawn.
SECONDS_FOR_GATE = 60
DISCONNECTED: Message = {"type": "websocket.disconnect", "code": 1008}
UNAVAILABLE = marked("The database of this dashboard does not answer. Try again later.")
SIGNED_OUT = marked("You are signed out")


@dataclass
class HeldResponse:
    """A response of Streamlit's routes that is kept here and not sent to the browser."""

    status: int = 500
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)

    async def take(self, message: Message) -> None:
        """Store an ASGI message of the response. Use it as the `send` of a Streamlit route."""
        if message["type"] == "http.response.start":
            self.status, self.headers = message["status"], list(message["headers"])

    @property
    def redirect_target(self) -> str:
        """Return the address of a redirect; empty if the response is not a redirect."""
        found = [value for name, value in self.headers if name == b"location"]
        return found[0].decode("latin-1") if found and self.status in {302, 303} else ""


class SignInMiddleware(BaseMiddleware):
    """Middleware that recognises signed-in browsers and marks each request with its session.

    Claims and tokens, which Streamlit would store in the browser, stay here. The browser has a
    random token that is valid until the session ends.
    """

    def __init__(
        self, app: ASGIApp, port: int | None, settings: SignIn, cookie_secret: str
    ) -> None:
        """Name the cookies by `port`; None if several processes share them."""
        super().__init__(app)
        self.settings, self.secret = settings, cookie_secret
        self.people = sessions.HERE
        self.people.on_end(log_session_end)
        # Imported here, because a desk needs no provider.

        self.teller = LogoutTokens(settings, self._is_new_token)
        self.cookie = request_guard.cookie_name_for_port(COOKIE, port)
        self.under_way_cookie = request_guard.cookie_name_for_port(STATE_COOKIE, port)
        self.flags = request_guard.cookie_flags(is_secure=settings.origin.startswith("https:"))

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_without_user_cookies(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = without_user_cookies(message["headers"], self.under_way_cookie)
                message = {**message, "headers": headers}
            await send(message)

        ways: dict[str, Callable[[Scope, Receive], Awaitable[Response]]] = {
            SIGN_IN: self._begin_sign_in,
            CALLBACK: self._finish_sign_in,
            SIGN_OUT: self._sign_out,
            BACKCHANNEL_LOGOUT: self._end_sessions_by_provider,
            SESSION_CHECK: self._check_session,
        }
        path = scope["path"]
        if path in ways:
            try:
                response = await ways[path](scope, receive)
            except errors.DatabaseUnavailable:
                response = failure_page(t(UNAVAILABLE), status=503)
            # No proxy or browser may cache a response of sign-in.
            response.headers["cache-control"] = "no-store"
            await response(scope, receive, send_without_user_cookies)
            return
        session = await self._session(scope)
        if request_guard.is_under(path, CLOSED) or (
            not request_guard.is_public_content(scope) and session is None
        ):
            await PlainTextResponse("Not Found", status_code=404)(scope, receive, send)
        else:
            await self.app(self._with_session(scope, session), receive, send_without_user_cookies)

    async def _talk(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Connect a page to Streamlit while its session lasts.

        Without a session it shows the sign-in page.
        """
        session = await self._session(scope)
        inward = self._with_session(scope, session)
        if session is None:
            await self.app(inward, receive, send)
            return
        talk = PageConnection(receive, self.people.seconds_left(session))
        try:
            with self.people.watching(session.key, talk.end):
                await self.app(inward, talk.receive, send)
        finally:
            talk.close()
        if talk.is_over:
            download_files.HERE.let_go(session.key)
            with suppress(errors.DatabaseUnavailable):
                # The session has expired, or another process ended and logged it.
                await run_in_threadpool(self.people.end, session.key, sessions.EndReason.EXPIRED)
            await send({"type": "websocket.close", "code": 1008})

    async def _begin_sign_in(self, scope: Scope, receive: Receive) -> Response:
        """Redirect the browser to the provider, and remember the page it came from."""
        session = await self._session(scope)
        query = urlencode({"provider": encode_provider_token("default")})
        asked = await self._ask_streamlit(self._with_session(scope, session), receive, LOGIN, query)
        [state] = parse_qs(urlsplit(asked.redirect_target).query).get("state", [""])
        if not state:
            return failure_page(t("The sign-in service gave an unexpected answer."), status=503)
        to = safe_return_address(HTTPConnection(scope).query_params.get("to", ""))
        content = json.dumps([to, session.key if session else ""])
        await run_in_threadpool(
            self.people.note, _state_note_name(state), content, SECONDS_UNDER_WAY
        )
        return redirect_response(asked)

    async def _finish_sign_in(self, scope: Scope, receive: Receive) -> Response:
        """Handle the redirect from the provider, and continue through a page of our own.

        The browser comes from another site, so it would not send our strict cookies with a
        redirect.
        """
        query = HTTPConnection(scope).query_params
        inward = self._with_session(scope, await self._session(scope))
        said = scope["query_string"].decode("latin-1")
        answer = await self._ask_streamlit(inward, receive, CALLBACK, said)
        if not query:
            return redirect_page(t(SIGNED_OUT), "/")
        of_state = _state_note_name(query.get("state", ""))
        noted = await run_in_threadpool(self.people.take_note, of_state)
        # The page where the sign-in began, and the session that it replaces.
        address, before = json.loads(noted) if noted else ("/", "")
        set_cookies = cookies_set_by(answer.headers)
        claims = claims_of_cookies(set_cookies, self.secret)
        kept = {name: value for name, value in set_cookies.items() if name.startswith(USER_COOKIE)}
        if not is_person(claims) or sum(map(len, kept.values())) > MOST_COOKIE_BYTES:
            return failure_page(t("The sign-in was not completed."), status=403)
        try:
            await run_in_threadpool(log_sign_in, claims)
        except errors.DatabaseUnavailable:
            # If the log cannot be written, nobody is signed in.
            return failure_page(
                t("Nobody can sign in now, because sign-ins cannot be written to the audit log."),
                status=503,
            )
        if before:
            await run_in_threadpool(self.people.end, before, sessions.EndReason.REPLACED)
        response = redirect_page(t("You are signed in"), address)
        token = await run_in_threadpool(self.people.begin, claims, kept)
        response.headers.append("set-cookie", f"{self.cookie}={token}; {self.flags}")
        return with_cookies(response, answer)

    async def _sign_out(self, scope: Scope, receive: Receive) -> Response:
        """End the session in all tabs here, then at the provider."""
        session = await self._session(scope)
        answer = await self._ask_streamlit(self._with_session(scope, session), receive, LOGOUT, "")
        if session is not None:
            await run_in_threadpool(self.people.end, session.key)
        response = (
            redirect_response(answer)
            if answer.redirect_target
            else redirect_page(t(SIGNED_OUT), "/")
        )
        response.headers.append("set-cookie", f"{self.cookie}=; Max-Age=0; {self.flags}")
        return response

    async def _end_sessions_by_provider(self, scope: Scope, receive: Receive) -> Response:
        """End the sessions of a logout token of the provider.

        The response only says whether it is valid.
        """
        if scope["method"] != "POST":
            return PlainTextResponse("Method Not Allowed", status_code=405)
        sent = parse_qs((await Request(scope, receive).body()).decode("latin-1"))
        tokens = sent.get("logout_token", [])
        gone = await self.teller.sessions_to_end(tokens[0]) if len(tokens) == 1 else None
        if gone is None:
            return JSONResponse({"error": "invalid_request"}, status_code=400)
        keys = await run_in_threadpool(self.people.of_account, gone.subject, gone.session)
        for key in keys:
            await run_in_threadpool(self.people.end, key, sessions.EndReason.BY_PROVIDER)
        return Response()

    async def _is_new_token(self, name: str, seconds: float) -> bool:
        return await run_in_threadpool(self.people.note, f"logout token {name}", "", seconds)

    async def _check_session(self, scope: Scope, _receive: Receive) -> Response:
        """Answer whether the browser's session is valid: status 204 if it is, otherwise 401."""
        return Response(status_code=401 if await self._session(scope) is None else 204)

    async def _ask_streamlit(
        self, inward: Scope, receive: Receive, path: str, query: str
    ) -> HeldResponse:
        """Return the response of one of Streamlit's own routes."""
        answer = HeldResponse()
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

    def _with_session(self, scope: Scope, session: sessions.Session | None) -> Scope:
        """Return the request for Streamlit with the true session, whatever the client sent."""
        known = cookies_for_streamlit(
            scope, self.under_way_cookie, session.cookies if session else {}
        )
        return request_guard.with_header(known, access.HEADER, session.key if session else "")


class PageConnection:
    """The messages of an open page until its session ends, and then one run that draws the sign-in.

    Streamlit's page would keep its content until somebody clicks, even when disconnected. Messages
    after the end are ignored.
    """

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive, self._ended = receive, asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._until = self._loop.time() + seconds
        self._asked: asyncio.Future[Message] | None = None
        # The last known state of the page.
        self._stands = ClientState()
        # Whether the connection was ended by us, not by the page.
        self.is_over = False

    def end(self) -> None:
        """End the connection; callable from any thread."""
        self._loop.call_soon_threadsafe(self._ended.set)

    async def receive(self) -> Message:
        """Return the next message for Streamlit."""
        if self.is_over:
            return await self._ignore_until_disconnect()
        message = await self._next_message()
        if message is None:
            self.is_over = True
            self._until = self._loop.time() + SECONDS_FOR_GATE
            rerun = BackMsg(rerun_script=self._stands)
            return {"type": "websocket.receive", "bytes": rerun.SerializeToString()}
        self._remember_message(message.get("bytes") or b"")
        return message

    async def _next_message(self) -> Message | None:
        """Return the next message of the page; None once the session is over."""
        if self._asked is None:
            self._asked = asyncio.ensure_future(self._receive())
        ending = asyncio.ensure_future(self._ended.wait())
        either: list[asyncio.Future[Any]] = [self._asked, ending]
        await asyncio.wait(
            either,
            timeout=max(0, self._until - self._loop.time()),
            return_when=asyncio.FIRST_COMPLETED,
        )
        is_ended = ending.done()
        ending.cancel()
        if is_ended or not self._asked.done():
            return None
        asked, self._asked = self._asked, None
        return asked.result()

    async def _ignore_until_disconnect(self) -> Message:
        """Ignore messages until the page disconnects or the time for the last run is over."""
        while (left := self._until - self._loop.time()) > 0:
            asked = self._asked or asyncio.ensure_future(self._receive())
            self._asked = asked
            await asyncio.wait([asked], timeout=left)
            if asked.done():
                self._asked = None
                if asked.result()["type"] == "websocket.disconnect":
                    return asked.result()
        return DISCONNECTED

    def close(self) -> None:
        """Stop waiting for messages."""
        if self._asked is not None:
            self._asked.cancel()

    def _remember_message(self, content: bytes) -> None:
        """Remember the page and query that a message asks to run, for the run after the end."""
        try:
            message = BackMsg.FromString(content)
        except DecodeError:
            # Streamlit reports this and disconnects.
            return
        if message.WhichOneof("type") == "rerun_script":
            state = message.rerun_script
            # Without widget events, which would be triggered again.
            self._stands = ClientState(
                query_string=state.query_string,
                page_script_hash=state.page_script_hash,
                page_name=state.page_name,
            )
            self._stands.context_info.CopyFrom(state.context_info)


def is_person(claims: sign_in_settings.Claims) -> bool:
    """Return whether the claims are those of a signed-in person, with an expiry."""
    exp, subject = claims.get("exp"), claims.get("sub")
    is_time = isinstance(exp, int) and not isinstance(exp, bool)
    is_named = isinstance(subject, str) and subject != ""
    return claims.get("is_logged_in") is True and is_time and is_named


def safe_return_address(address: str) -> str:
    """Return `address` if it is a page of ours, else the address of the first page."""
    url = urlsplit(address[: LONGEST_ADDRESS + 1])
    is_ours = url.path.strip("/") in {page.url_path for page in all_pages()}
    if len(address) > LONGEST_ADDRESS or url.scheme or url.netloc or not is_ours:
        return "/"
    query = urlencode(parse_qsl(url.query))
    return f"/{url.path.strip('/')}{'?' if query else ''}{query}"


def redirect_page(words: str, to: str) -> Response:
    """Return a page that goes on to one of our pages by itself or by a link."""
    return _page_with_link(words, to, goes=True)


def failure_page(words: str, status: int) -> Response:
    """Return an error page with a link back."""
    return _page_with_link(words, "/", goes=False, status=status)


def _page_with_link(words: str, to: str, *, goes: bool, status: int = 200) -> Response:
    shown = {"words": words, "to": to, "goes": goes, "not_reviewed": review_note()}
    return HTMLResponse(render_template("way_in.html", shown), status_code=status)


def redirect_response(answer: HeldResponse) -> Response:
    """Return the redirect of a Streamlit route with its cookies."""
    return with_cookies(RedirectResponse(answer.redirect_target, status_code=302), answer)


def with_cookies(response: Response, answer: HeldResponse) -> Response:
    """Add the cookies that another response sets or removes."""
    response.raw_headers.extend(one for one in answer.headers if one[0] == b"set-cookie")
    return response


def log_sign_in(claims: sign_in_settings.Claims) -> None:
    """Write a sign-in to the audit log before it happens; as refused if the user may see nothing.

    Raises DatabaseUnavailable if it cannot be written.
    """
    granted = access.rights_of_claims(claims)
    on = {"reason": REASONS[granted.reason]} if granted.reason else {}
    note = audit.log_event if granted.scope_id != access.NOTHING else audit.log_refused
    with audit.act_as(_actor(claims)):
        note(data.records_url(), audit.Action.SIGN_IN, **on)


def log_session_end(session: sessions.Session, why: sessions.EndReason) -> None:
    """Write the end of a session to the audit log, and remove its files.

    The session ends even if the log cannot be written: a full log must keep nobody signed in.
    """
    download_files.HERE.let_go(session.key)
    with suppress(errors.DatabaseUnavailable), audit.act_as(_actor(session.claims)):
        audit.log_event(data.records_url(), audit.Action.END_SESSION, why=why.value)


def _state_note_name(state: str) -> str:
    return f"sign-in {state}"


def _actor(claims: sign_in_settings.Claims) -> audit.Actor:
    return audit.Actor(who=str(claims["sub"]), scope=access.rights_of_claims(claims).scope_id)


def cookies_set_by(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the cookies that a response sets, by name, without those that it removes."""
    cookies = (value.decode("latin-1") for name, value in headers if name == b"set-cookie")
    pairs = (cookie.partition(";")[0].partition("=") for cookie in cookies)
    return {name: value for name, _, value in pairs if value.strip('"')}


def claims_of_cookies(cookies: Mapping[str, str], secret: str) -> dict[str, Any]:
    """Return the claims in Streamlit's cookies; empty if there are none."""

    def one(name: str) -> bytes | None:
        return decode_signed_value(secret, name, cookies.get(name, "").encode("latin-1"))

    content = get_cookie_with_chunks(one, USER_COOKIE)
    claims = json.loads(content) if content else {}
    return claims if isinstance(claims, dict) else {}


def cookies_for_streamlit(scope: Scope, under_way: str, person: Mapping[str, str]) -> Scope:
    """Return the request with cookies under the names that Streamlit reads; `scope` is not changed.

    `person` has the cookies of the signed-in user. Cookies that a browser sends under Streamlit's
    own names are dropped, so that it cannot pretend to be somebody. Its cookie `under_way` of an
    unfinished sign-in is renamed to STATE_COOKIE.
    """
    sent = [
        one.strip()
        for name, value in scope["headers"]
        if name == b"cookie"
        for one in value.decode("latin-1").split(";")
    ]
    pairs = [one.partition("=") for one in sent if one]
    cookies = [
        f"{STATE_COOKIE if name == under_way else name}={value}"
        for name, _, value in pairs
        if name == under_way or not (name == STATE_COOKIE or name.startswith(USER_COOKIE))
    ]
    cookies += [f"{name}={value}" for name, value in person.items()]
    others = [(name, value) for name, value in scope["headers"] if name != b"cookie"]
    if cookies:
        others.append((b"cookie", "; ".join(cookies).encode("latin-1")))
    return {**scope, "headers": others}


def without_user_cookies(
    headers: Iterable[tuple[bytes, bytes]], under_way: str
) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response with our cookie names and without the user's cookies."""
    passed = []
    for name, value in headers:
        if name == b"set-cookie":
            cookie = value.decode("latin-1")
            if cookie.startswith(USER_COOKIE):
                continue
            if cookie.startswith(f"{STATE_COOKIE}="):
                cookie = under_way + cookie.removeprefix(STATE_COOKIE)
            passed.append((name, cookie.encode("latin-1")))
        else:
            passed.append((name, value))
    return passed


LOGOUT_EVENT = "http://schemas.openid.net/event/backchannel-logout"
SIGNATURES = "id_token_signing_alg_values_supported"
NEEDED = ("iss", "aud", "iat", "jti", "events")
# Allowed difference of clocks, and the greatest age of a token, as providers repeat it if nobody
# answers.
SECONDS_APART, OLDEST_LOGOUT = 60, 10 * 60
# A token with an unknown key makes the server load the keys again, and anybody can send one.
SECONDS_BETWEEN_KEYS = 60


class LoggedOut(NamedTuple):
    """The account and the session that have ended at the provider; blank if not stated."""

    subject: str
    session: str


class LogoutToken(JWTClaims):
    """The claims of a logout token, with the checks that Authlib does not make."""

    def validate(self, now: int | None = None, leeway: int = 0) -> None:
        """Raise a JoseError if the claims are not those of a recent logout token."""
        if not is_signing_algorithm(self.header.get("alg")):
            raise InvalidClaimError("alg")
        for name in NEEDED:
            if name not in self:
                raise MissingClaimError(name)
        super().validate(now, leeway)
        events = self["events"]
        if not isinstance(events, Mapping) or not isinstance(events.get(LOGOUT_EVENT), Mapping):
            raise InvalidClaimError("events")
        # ID tokens of a sign-in have a nonce; they must not sign anybody out.
        if "nonce" in self:
            raise InvalidClaimError("nonce")
        if not _is_number(self["iat"]) or self["iat"] < time.time() - OLDEST_LOGOUT:
            raise InvalidClaimError("iat")
        texts = [self.get(name, "") for name in ("jti", "sub", "sid")]
        if not all(isinstance(text, str) for text in texts) or not texts[0]:
            raise InvalidClaimError("jti")
        if not any(texts[1:]):
            raise MissingClaimError("sub")


class Provider(StarletteOAuth2App):
    """The sign-in provider for Authlib; its keys are loaded at most once a minute."""

    asked_at = 0.0

    async def load_server_metadata(self) -> dict[str, Any]:
        """Return the provider's metadata, limited to signature algorithms that prove the signer."""
        metadata: dict[str, Any] = await super().load_server_metadata()
        named = metadata.get(SIGNATURES) or []
        metadata[SIGNATURES] = [name for name in named if is_signing_algorithm(name)]
        return metadata

    async def fetch_jwk_set(self, force: bool = False) -> Any:
        now = time.monotonic()
        is_too_soon = self.asked_at and now - self.asked_at < SECONDS_BETWEEN_KEYS
        if not self.server_metadata.get("jwks") or (force and not is_too_soon):
            self.asked_at = now
            return await super().fetch_jwk_set(force=force)
        return self.server_metadata["jwks"]


class LogoutTokens:
    """Check logout tokens of the provider; each is accepted once.

    `is_new` is a function that returns whether a token id is new within some seconds.
    """

    def __init__(self, settings: SignIn, is_new: Callable[[str, float], Awaitable[bool]]) -> None:
        self._is_new = is_new
        self._provider = OAuth().register(
            "default",
            client_cls=Provider,
            client_id=settings.client_id,
            server_metadata_url=settings.metadata_url,
        )

    async def sessions_to_end(self, token: str) -> LoggedOut | None:
        """Return whose sessions the token ends; None if it is invalid or was used before."""
        try:
            metadata = await self._provider.load_server_metadata()
            claims = await self._provider.parse_id_token(
                {"id_token": token},
                nonce=None,
                claims_cls=LogoutToken,
                claims_options={
                    "iss": {"essential": True, "value": metadata["issuer"]},
                    "aud": {"essential": True, "value": self._provider.client_id},
                },
                leeway=SECONDS_APART,
            )
        except (JoseError, httpx2.HTTPError, ValueError, KeyError, RuntimeError):
            return None
        # Remembered for as long as the token is valid.
        if not await self._is_new(f"{claims['jti']}", OLDEST_LOGOUT + 2 * SECONDS_APART):
            return None
        return LoggedOut(claims.get("sub", ""), claims.get("sid", ""))


def is_signing_algorithm(name: object) -> bool:
    """Return whether a signature algorithm proves the signer: no "none", no shared secret."""
    return isinstance(name, str) and not name.upper().startswith(("NONE", "HS"))


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
