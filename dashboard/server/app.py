"""The server: Streamlit's application behind our middleware, on this computer only."""

import base64
import gc
import hashlib
import os
import re
import secrets
import signal
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Any
from urllib.parse import urlsplit

import streamlit as st
import uvicorn
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime

from dashboard import (
    access,
    data,
    error_logging,
    paths,
    real_database,
    sessions,
    sign_in_settings,
)
from dashboard.delayed_call import call_after_delay
from dashboard.jobs import runner, upload_files
from dashboard.server import (
    files,
    health,
    observability,
    request_guard,
    sign_in,
    static_files,
    streamlit_patches,
)
from dashboard.sign_in_settings import SignIn
from metrics import catalogue
from schemas import errors
from schemas.language import message
from schemas.store import database, row_scope, scratch_dir, server

# They end a process as well, by its terminal.
ENDING_SIGNALS = (signal.SIGHUP, signal.SIGQUIT)
SECONDS_TO_LEAVE = "PROSECUTION_QUALITY_SECONDS_TO_LEAVE"
MOST_SECONDS_TO_LEAVE = 600
NOT_STARTED = 3
SECONDS_BETWEEN = 600
HOST, PORT = "127.0.0.1", 8501
# Streamlit's own runner sets these for long-lived connections through proxies and sleeping laptops.
PING_SECONDS = 30
# A browser that sleeps holds its connection open, and what was uploaded stays until the end.
SECONDS_TO_CLOSE = 5
SECURE = b"; Secure"
# New objects before garbage is looked for. By Python's own 700 what a run is still using passes for
# old, and all that the server keeps is looked through again and again, while every session waits:
# a tenth of the processor's time of 20 busy sessions, 0.9 s at once. By these it is 3%.
NEW_BEFORE_A_LOOK = (50_000, 20, 20)
# A mapping of a hundred columns with its state takes a tenth of it.
MOST_MESSAGE = 4 * 1024 * 1024


def content_security_policy(port: int, base: str = "") -> str:
    """Scripts from here only, none made from text.

    `blob:` carries the cards' script; the hashes are those of the one script in Streamlit's page
    and of ours in it.
    Styles are set on elements by Streamlit and by the cards' bars, so they stay inline.
    """
    page = (Path(st.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>(.*?)</script>", page, re.DOTALL)
    hashes = [
        f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"
        for script in (*inline, streamlit_patches.SERVER_IS_HERE)
    ]
    sockets = [
        origin.replace("http", "ws", 1) for origin in request_guard.own_origins(port, base).values()
    ]
    return "; ".join(
        [
            "default-src 'self'",
            " ".join(["script-src 'self' blob:", *hashes]),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            " ".join(["connect-src 'self'", *sockets]),
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        ]
    )


def secure(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """The headers of an answer, whose cookies are sent by TLS alone, whoever sets them."""
    return [
        (name, value if name != b"set-cookie" or b"; secure" in value.lower() else value + SECURE)
        for name, value in headers
    ]


class SecurityHeaders:
    """Tells browsers what this application may do: nothing beyond this computer."""

    def __init__(self, app: ASGIApp, port: int, base: str = "") -> None:
        self.app = app
        self.headers = {
            "content-security-policy": content_security_policy(port, base),
            "x-content-type-options": "nosniff",
            "x-frame-options": "DENY",
            "referrer-policy": "no-referrer",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": "camera=(), geolocation=(), microphone=()",
        }
        self.is_secure = base.startswith("https:")
        if self.is_secure:
            self.headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(self.headers)
                if self.is_secure:
                    message = {**message, "headers": secure(message["headers"])}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def uploads_in_memory() -> int:
    """The bytes of uploads that Streamlit has in memory, of all open pages."""
    if not Runtime.exists():
        return 0
    by_session = getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {})
    return sum(len(file.data) for files in [*by_session.values()] for file in [*files.values()])


def application(port: int = PORT) -> st.App:
    """The frame and its pages behind the middleware; UserError where sign-in is half set up."""
    base, provider = sign_in_settings.base_url(), sign_in_settings.load(port)
    shared = shared_secret(data.records_url()) if provider else ""
    if base:
        # Streamlit looks at the name of the host once more.
        config.set_option("server.allowedHosts", [urlsplit(base).hostname])
    own_ways = {sign_in_settings.CALLBACK: "GET", sign_in_settings.BACKCHANNEL_LOGOUT: "POST"}
    middleware = [
        Middleware(observability.RequestMetrics),
        Middleware(
            streamlit_patches.SessionReaper, seconds=streamlit_patches.session_ttl_seconds()
        ),
        Middleware(SecurityHeaders, port=port, base=base),
        Middleware(
            request_guard.RequestGuard,
            port=port,
            base=base,
            others=own_ways if provider else {},
            shared_secret=shared,
        ),
        Middleware(static_files.Compression),
        Middleware(streamlit_patches.FramePage),
        Middleware(request_guard.UploadLimit, in_memory=uploads_in_memory),
    ]
    if sign_in_settings.is_public():
        config.set_option("server.trustedUserHeaders", {access.HEADER: "person"})
        let_go = files.HERE.let_go
        middleware.append(
            Middleware(request_guard.AnonymousSessions, port=port, let_go=let_go, base=base)
        )
    routes = [files.ROUTE, static_files.CARDS_ROUTE, *health.routes(health.Standing())]
    if provider is None:
        return st.App(paths.TOP / "streamlit_app.py", routes=routes, middleware=middleware)
    return _with_sign_in(provider, port=port, shared=shared, routes=routes, middleware=middleware)


def _with_sign_in(
    provider: SignIn, *, port: int, shared: str, routes: list[Route], middleware: list[Middleware]
) -> st.App:
    # Streamlit lets a page take up a session again that is of the same person: by what the guard
    # says of it, and not by what the page can leave out.
    config.set_option("server.trustedUserHeaders", {access.HEADER: "person"})
    # What the file says wrong is said before anybody comes.
    sign_in_settings.load_policy()
    if shared:
        sessions.HERE.share(server.SessionTable(data.records_url()))
    # Of one process it is new with each start: sessions end with it, and a sign-in under way.
    secret = request_guard.derived_secret(shared, "cookies of Streamlit")
    secret = secret or secrets.token_urlsafe(32)
    # By it Streamlit signs the state of a sign-in under way.
    config.set_option("server.cookieSecret", secret)
    own_port = None if shared else port
    people = Middleware(
        sign_in.SignInMiddleware, port=own_port, settings=provider, cookie_secret=secret
    )
    return st.App(
        paths.TOP / "streamlit_app.py",
        routes=routes,
        middleware=[*middleware, people],
        secrets=provider.secrets(secret),
    )


def shared_secret(url: str) -> str:
    """The secret of all processes that serve this PostgreSQL database; blank over a file."""
    key = row_scope.load_process_scope_key()
    if key is None or real_database.is_embedded(database.absolute(url)):
        return ""
    return request_guard.derived_secret(key.hex(), f"sign-in to {urlsplit(url).path}")


def run(port: int = PORT) -> None:
    """Serve on this computer until stopped. The database is PROSECUTION_QUALITY_DATABASE's."""
    # Whatever this process and its children write of records is closed to other users.
    os.umask(0o077)
    app = application(port)
    error_logging.configure_logging()
    streamlit_patches.apply_patches()
    keep_sweeping()
    observability.serve_metrics()
    catalogue.derive()
    gc.set_threshold(*NEW_BEFORE_A_LOOK)
    with clean_exit():
        serve_until_ended(
            app,
            host=HOST,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            http="h11",
            h11_max_incomplete_event_size=request_guard.MOST_HEAD,
            # A proxy on this computer says whose request it passes on; nobody else is believed.
            forwarded_allow_ips=HOST,
            ws="websockets-sansio",
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_max_size=MOST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        )


def sweep() -> None:
    """Remove uploads and other folders that no process holds, and sessions that are over."""
    with suppress(errors.DatabaseUnavailable):
        sessions.HERE.end_expired()
    files.DOWNLOAD_COUNTS.write()
    for prefix in (upload_files.PREFIX, runner.SCRATCH, scratch_dir.PREFIX):
        scratch_dir.remove_left(prefix)


def keep_sweeping() -> None:
    """Sweep now, and again every ten minutes as long as this process lives."""
    sweep()
    call_after_delay(SECONDS_BETWEEN, keep_sweeping)


class DrainingServer(uvicorn.Server):
    """uvicorn's, which goes on for some seconds after the first SIGTERM, and no longer."""

    def __init__(self, config: uvicorn.Config, wait: float) -> None:
        super().__init__(config)
        self._wait = wait
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Say that it ends. Whoever sits at it, and whoever says so twice, need not wait."""
        super().handle_exit(sig, frame)
        if sig == signal.SIGTERM and not health.IS_LEAVING.is_set() and self._wait:
            self.should_exit = False
            self._leaves_at = monotonic() + self._wait
        health.IS_LEAVING.set()

    async def on_tick(self, counter: int) -> bool:
        """Whether to end now; asked ten times a second."""
        if self._leaves_at is not None and monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)


def seconds_to_leave() -> float:
    """How long it goes on answering once it was told to end, as it was set; UserError else.

    Whoever asks `readyz` now and then sends nobody to it any more by then. 0 where nothing is said:
    who is refused by one process is passed on to another at once.
    """
    text = os.environ.get(SECONDS_TO_LEAVE, "") or "0"
    if not text.isdecimal() or int(text) > MOST_SECONDS_TO_LEAVE:
        raise errors.UserError(
            message(
                "{variable} is [{value}]. Give a whole number of seconds up to {most}.",
                variable=SECONDS_TO_LEAVE,
                value=text,
                most=MOST_SECONDS_TO_LEAVE,
            )
        )
    return int(text)


def serve_until_ended(app: ASGIApp, **how: Any) -> None:
    """Serve until it is told to end, as `uvicorn.run` does."""
    server = DrainingServer(uvicorn.Config(app, **how), seconds_to_leave())
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(NOT_STARTED)


@contextmanager
def clean_exit() -> Iterator[None]:
    """Serve inside: stopped, or with its terminal closed, the process leaves nothing of uploads."""
    before = signal.signal(signal.SIGTERM, _end_process)
    for number in ENDING_SIGNALS:
        # Under nohup the closing of the terminal is no end, and stays none.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _pass_on_as_sigterm)
    try:
        yield
    finally:
        end_jobs_and_files()
        signal.signal(signal.SIGTERM, before)


def end_jobs_and_files() -> None:
    """End the work under way, then remove the folders of this process."""
    runner.end_all()
    files.DOWNLOAD_COUNTS.write()
    scratch_dir.release_all()


def _pass_on_as_sigterm(_number: int, _frame: FrameType | None) -> None:
    # The server knows this signal, and closes its connections first.
    signal.raise_signal(signal.SIGTERM)


def _end_process(number: int, _frame: FrameType | None) -> None:
    end_jobs_and_files()
    # Whoever waits for the process is told by which signal it ended.
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


if __name__ == "__main__":
    run()
