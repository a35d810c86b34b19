"""The server: Streamlit's application behind our middleware, on this computer only."""

import base64
import gc
import hashlib
import os
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit import config
from streamlit.runtime import Runtime

from dashboard import data, faults, own_records, top
from dashboard.later import later
from dashboard.server import (
    bounds,
    cards,
    door,
    downloads,
    files,
    frame_page,
    health,
    identity,
    leaving,
    memory,
    mended,
    smaller,
    staying,
    visitors,
    watching,
)
from dashboard.server.signing import roles, sessions, settings, way_in
from dashboard.work import intake_files, jobs
from metrics import catalogue
from schemas import errors
from schemas.store import database, row_scope, scratch_dir, server

SECONDS_BETWEEN = 600


HOST, PORT = "127.0.0.1", 8501
# Streamlit's own runner sets these for long-lived connections through proxies and sleeping laptops.
PING_SECONDS = 30
# A browser that sleeps holds its connection open, and what was uploaded stays until the end.
SECONDS_TO_CLOSE = 5
SECURE = b"; Secure"
# New objects before garbage is looked for. By Python's own 700 what a run is still using passes for
# old, and all that the server keeps is looked through again and again, while every session waits:
# a tenth of the processor's time of 20 busy sessions, 0.9 s at once. By these it is 3 %.
NEW_BEFORE_A_LOOK = (50_000, 20, 20)
# A mapping of a hundred columns with its state takes a tenth of it.
MOST_SAID = 4 * 1024 * 1024


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
        for script in (*inline, frame_page.SERVER_IS_HERE)
    ]
    sockets = [origin.replace("http", "ws", 1) for origin in door.own_origins(port, base).values()]
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


def uploads_kept() -> int:
    """The bytes of uploads that Streamlit has in memory, of all open pages."""
    if not Runtime.exists():
        return 0
    by_session = getattr(Runtime.instance().uploaded_file_mgr, "file_storage", {})
    return sum(len(file.data) for files in [*by_session.values()] for file in [*files.values()])


def application(port: int = PORT) -> st.App:
    """The frame and its pages behind the middleware; UserError where sign-in is half set up."""
    base, sign_in = settings.base_url(), settings.sign_in(port)
    shared = shared_secret(data.records_url()) if sign_in else ""
    if base:
        # Streamlit looks at the name of the host once more.
        config.set_option("server.allowedHosts", [urlsplit(base).hostname])
    of_provider = {settings.CALLBACK: "GET", settings.TOLD: "POST"} if sign_in else {}
    middleware = [
        Middleware(watching.Watched),
        Middleware(staying.Staying, seconds=staying.seconds_kept()),
        Middleware(SecurityHeaders, port=port, base=base),
        Middleware(door.Doorkeeper, port=port, base=base, others=of_provider, shared_secret=shared),
        Middleware(smaller.Smaller),
        Middleware(frame_page.FramePage),
        Middleware(bounds.Pages),
        Middleware(bounds.Uploads, kept=uploads_kept),
    ]
    if settings.is_public():
        config.set_option("server.trustedUserHeaders", {identity.HEADER: "person"})
        let_go = files.HERE.let_go
        middleware.append(Middleware(visitors.Visitors, port=port, let_go=let_go, base=base))
    routes = [files.ROUTE, cards.ROUTE, *health.routes(health.Standing())]
    if sign_in is None:
        return st.App(top.TOP / "streamlit_app.py", routes=routes, middleware=middleware)
    # Streamlit lets a page take up a session again that is of the same person: by what the door
    # says of it, and not by what the page can leave out.
    config.set_option("server.trustedUserHeaders", {identity.HEADER: "person"})
    # What the file says wrong is said before anybody comes.
    roles.policy()
    if shared:
        sessions.HERE.share(server.SessionTable(data.records_url()))
    # Of one process it is new with each start: sessions end with it, and a sign-in under way.
    secret = door.derived_secret(shared, "cookies of Streamlit") or secrets.token_urlsafe(32)
    # By it Streamlit signs the state of a sign-in under way.
    config.set_option("server.cookieSecret", secret)
    people = Middleware(
        way_in.WayIn, port=None if shared else port, settings=sign_in, cookie_secret=secret
    )
    return st.App(
        top.TOP / "streamlit_app.py",
        routes=routes,
        middleware=[*middleware, people],
        secrets=sign_in.secrets(secret),
    )


def shared_secret(url: str) -> str:
    """The secret of all processes that serve this PostgreSQL database; blank over a file."""
    key = row_scope.own_key()
    if key is None or own_records.is_embedded(database.absolute(url)):
        return ""
    return door.derived_secret(key.hex(), f"sign-in to {urlsplit(url).path}")


def run(port: int = PORT) -> None:
    """Serve on this computer until stopped. The database is PROSECUTION_QUALITY_DATABASE's."""
    # Whatever this process and its children write of records is closed to other users.
    os.umask(0o077)
    app = application(port)
    faults.begin()
    mended.begin()
    keep_sweeping()
    memory.begin()
    watching.begin()
    catalogue.derive()
    gc.set_threshold(*NEW_BEFORE_A_LOOK)
    with leaving.in_order():
        leaving.serve(
            app,
            host=HOST,
            port=port,
            log_config=None,
            access_log=False,
            server_header=False,
            http=bounds.http(),
            h11_max_incomplete_event_size=door.MOST_HEAD,
            # A proxy on this computer says whose request it passes on; nobody else is believed.
            forwarded_allow_ips=HOST,
            ws="websockets-sansio",
            ws_ping_interval=PING_SECONDS,
            ws_ping_timeout=PING_SECONDS,
            ws_max_size=MOST_SAID,
            ws_per_message_deflate=False,
            timeout_graceful_shutdown=SECONDS_TO_CLOSE,
        )


if __name__ == "__main__":
    run()


def sweep() -> None:
    """Remove uploads and other folders that no process holds, and sessions that are over."""
    with suppress(errors.DatabaseUnavailable):
        sessions.HERE.end_expired()
    downloads.HERE.write()
    intake_files.sweep()
    jobs.sweep()
    scratch_dir.remove_left()


def keep_sweeping() -> None:
    """Sweep now, and again every ten minutes as long as this process lives."""
    sweep()
    later(SECONDS_BETWEEN, keep_sweeping)
