"""Build and run the server: Streamlit's application behind our middleware."""

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
from dashboard.jobs import runner, upload_files
from dashboard.server import (
    download_files,
    health,
    observability,
    request_guard,
    sign_in,
    static_files,
    streamlit_patches,
)
from dashboard.server.middleware_base import RequestLanguage
from dashboard.sign_in_settings import SignIn
from dashboard.timer import call_after_delay
from metrics import catalogue
from schemas import errors
from schemas.store import database, row_scope, scratch_dir, server

# Signals of a closing terminal also end a process.
ENDING_SIGNALS = (signal.SIGHUP, signal.SIGQUIT)
SECONDS_TO_LEAVE = "PROSECUTION_QUALITY_SECONDS_TO_LEAVE"
MOST_SECONDS_TO_LEAVE = 600
NOT_STARTED = 3
SECONDS_BETWEEN = 600
HOST, PORT = "127.0.0.1", 8501
# Values of Streamlit's own runner, for long connections through proxies and sleeping laptops.
PING_SECONDS = 30
# A sleeping browser keeps its connection open, and uploads would stay until the end.
SECONDS_TO_CLOSE = 5
SECURE = b"; Secure"
# Thresholds of the garbage collector. With Python's default of 700 new objects, objects still in
# use become old, and all objects of the server are scanned again and again while every session
# waits: a tenth of the CPU time of 20 busy sessions, 0.9 s at once. With these it is 3%.
NEW_BEFORE_A_LOOK = (50_000, 20, 20)
# The largest message in bytes; a mapping of a hundred columns needs a tenth of it.
MOST_MESSAGE = 4 * 1024 * 1024


def content_security_policy(port: int, base: str = "") -> str:
    """Return the Content-Security-Policy: scripts only from this server, and no eval.

    `blob:` is for the script of the cards. The hashes allow Streamlit's inline script and ours.
    Styles stay inline, because Streamlit and the cards set them on elements.
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


def secure_cookies(headers: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Return the headers of a response with the Secure flag on all cookies."""
    return [
        (name, value if name != b"set-cookie" or b"; secure" in value.lower() else value + SECURE)
        for name, value in headers
    ]


class SecurityHeaders:
    """Middleware that adds security headers to all responses."""

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
                    message = {**message, "headers": secure_cookies(message["headers"])}
            await send(message)

        await self.app(scope, receive, send_with_headers)


def upload_bytes_in_memory() -> int:
    """Return how many bytes of uploads Streamlit keeps in memory for all open pages."""
    if not Runtime.exists():
        return 0
    by_session = getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {})
    return sum(len(file.data) for files in [*by_session.values()] for file in [*files.values()])


def build_application(port: int = PORT) -> st.App:
    """Return the ASGI application with all middleware. Raises UserError for incomplete sign-in."""
    base, provider = sign_in_settings.base_url(), sign_in_settings.load_sign_in(port)
    shared = shared_secret(data.records_url()) if provider else ""
    if base:
        # Streamlit checks the host name again.
        config.set_option("server.allowedHosts", [urlsplit(base).hostname])
    own_ways = {sign_in_settings.CALLBACK: "GET", sign_in_settings.BACKCHANNEL_LOGOUT: "POST"}
    middleware = [
        Middleware(observability.RequestMetrics),
        Middleware(
            streamlit_patches.SessionReaper, seconds=streamlit_patches.session_ttl_seconds()
        ),
        Middleware(SecurityHeaders, port=port, base=base),
        Middleware(RequestLanguage),
        Middleware(
            request_guard.RequestGuard,
            port=port,
            base=base,
            others=own_ways if provider else {},
            shared_secret=shared,
        ),
        Middleware(static_files.Compression),
        Middleware(streamlit_patches.FramePage),
        Middleware(request_guard.UploadLimit, in_memory=upload_bytes_in_memory),
    ]
    if sign_in_settings.is_public_server():
        config.set_option("server.trustedUserHeaders", {access.HEADER: "person"})
        let_go = download_files.HERE.let_go
        middleware.append(
            Middleware(request_guard.AnonymousSessions, port=port, let_go=let_go, base=base)
        )
    routes = [
        download_files.ROUTE,
        static_files.CARDS_ROUTE,
        *health.health_routes(health.Readiness()),
    ]
    if provider is None:
        return st.App(paths.TOP / "streamlit_app.py", routes=routes, middleware=middleware)
    return _with_sign_in(provider, port=port, shared=shared, routes=routes, middleware=middleware)


def _with_sign_in(
    provider: SignIn, *, port: int, shared: str, routes: list[Route], middleware: list[Middleware]
) -> st.App:
    # Streamlit lets a page resume a session only for the same person. This header identifies the
    # person; our middleware sets it, and clients cannot.
    config.set_option("server.trustedUserHeaders", {access.HEADER: "person"})
    # Errors in the file are reported at the start.
    sign_in_settings.load_policy()
    if shared:
        sessions.HERE.share(server.SessionTable(data.records_url()))
    # For a single process it is new at each start, which ends all sessions and unfinished sign-ins.
    secret = request_guard.derived_secret(shared, "cookies of Streamlit")
    secret = secret or secrets.token_urlsafe(32)
    # Streamlit uses it to sign the state of an unfinished sign-in.
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
    """Return the secret shared by all processes of a PostgreSQL database; blank for a file."""
    key = row_scope.load_process_scope_key()
    if key is None or real_database.is_database_file(database.with_absolute_path(url)):
        return ""
    return request_guard.derived_secret(key.hex(), f"sign-in to {urlsplit(url).path}")


def run_server(port: int = PORT) -> None:
    """Serve on this computer until stopped, with the database of the environment."""
    # Files that this process and its children write are not readable for other users.
    os.umask(0o077)
    app = build_application(port)
    error_logging.configure_logging()
    streamlit_patches.apply_patches()
    remove_expired_regularly()
    observability.serve_metrics()
    catalogue.precompute_columns_read()
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
            # Only a proxy on this computer may state the client's address.
            forwarded_allow_ips=HOST,
            ws="websockets-sansio",
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_max_size=MOST_MESSAGE,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        )


def remove_expired() -> None:
    """Remove expired sessions, and uploads and temporary folders that nobody uses any more."""
    with suppress(errors.DatabaseUnavailable):
        sessions.HERE.end_expired()
    download_files.DOWNLOAD_COUNTS.write()
    for prefix in (upload_files.PREFIX, runner.SCRATCH, scratch_dir.PREFIX):
        scratch_dir.remove_leftovers(prefix)


def remove_expired_regularly() -> None:
    """Remove abandoned uploads and expired sessions now and every ten minutes."""
    remove_expired()
    call_after_delay(SECONDS_BETWEEN, remove_expired_regularly)


class DrainingServer(uvicorn.Server):
    """A uvicorn server that continues for some seconds after the first SIGTERM."""

    def __init__(self, config: uvicorn.Config, wait: float) -> None:
        super().__init__(config)
        self._wait = wait
        self._leaves_at: float | None = None

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Handle a signal: end later on the first SIGTERM, at once on a second one or on Ctrl-C."""
        super().handle_exit(sig, frame)
        if sig == signal.SIGTERM and not health.IS_LEAVING.is_set() and self._wait:
            self.should_exit = False
            self._leaves_at = monotonic() + self._wait
        health.IS_LEAVING.set()

    async def on_tick(self, counter: int) -> bool:
        """Return whether to stop now; called ten times a second."""
        if self._leaves_at is not None and monotonic() >= self._leaves_at:
            self.should_exit = True
        return await super().on_tick(counter)


def drain_seconds() -> float:
    """Return how many seconds to continue after SIGTERM, from the environment.

    In this time, load balancers that check `readyz` stop sending requests. The default is 0, for
    proxies that try another process at once. Raises UserError if the value is invalid.
    """
    text = os.environ.get(SECONDS_TO_LEAVE, "") or "0"
    if not text.isdecimal() or int(text) > MOST_SECONDS_TO_LEAVE:
        raise errors.UserError(
            "{variable} is [{value}]. Give a whole number of seconds up to {most}.",
            variable=SECONDS_TO_LEAVE,
            value=text,
            most=MOST_SECONDS_TO_LEAVE,
        )
    return int(text)


def serve_until_ended(app: ASGIApp, **how: Any) -> None:
    """Serve until a signal stops the server, with the arguments of `uvicorn.Config`."""
    server = DrainingServer(uvicorn.Config(app, **how), drain_seconds())
    try:
        server.run()
    except KeyboardInterrupt:
        return
    if not server.started:
        sys.exit(NOT_STARTED)


@contextmanager
def clean_exit() -> Iterator[None]:
    """Return a context manager that removes uploads when the process is stopped."""
    before = signal.signal(signal.SIGTERM, _end_process)
    for number in ENDING_SIGNALS:
        # Under nohup, closing the terminal must not end the process.
        if signal.getsignal(number) is not signal.SIG_IGN:
            signal.signal(number, _pass_on_as_sigterm)
    try:
        yield
    finally:
        end_jobs_and_files()
        signal.signal(signal.SIGTERM, before)


def end_jobs_and_files() -> None:
    """Stop running jobs, then remove the folders of this process."""
    runner.stop_all_jobs()
    download_files.DOWNLOAD_COUNTS.write()
    scratch_dir.release_all()


def _pass_on_as_sigterm(_number: int, _frame: FrameType | None) -> None:
    # The server handles this signal and closes its connections first.
    signal.raise_signal(signal.SIGTERM)


def _end_process(number: int, _frame: FrameType | None) -> None:
    end_jobs_and_files()
    runner.remove_socket_folder()
    # The parent process should see by which signal this one ended.
    signal.signal(number, signal.SIG_DFL)
    signal.raise_signal(number)


if __name__ == "__main__":
    run_server()
