"""Who gets what: each route for each role, in one table."""

from collections.abc import Iterator
from dataclasses import dataclass
from time import time

import pytest
from starlette.testclient import TestClient

from dashboard import access, sessions
from dashboard.server import download_files, sign_in
from tests.sign_in.provider import provider
from tests.sign_in.signed_in import PEOPLE, Browser, in_memory, served, talks
from tests.soak import everyday

PERSON = f"{sign_in.COOKIE}_8501"
SIGNED_IN = ("public", "office A", "office B", "ministry A", "ministry B")
# Known to the provider, and to nobody here: they come in, and see the page that says so.
WITHOUT_ROLE = ("nobody",)
SIGNED_OUT = ("anonymous", "expired", "revoked", "forged", "of another door")
ROLES = (*SIGNED_IN, *WITHOUT_ROLE, *SIGNED_OUT)

EVERYBODY = dict.fromkeys(ROLES, 200)
# The way of the provider, who has no cookie; what says nothing of its own is refused alike.
PROVIDERS = dict.fromkeys(ROLES, 400)
NOBODY = dict.fromkeys(ROLES, 404)
# What is answered, by route and role; the shell of a page is the same for all, and holds no figure.
ROUTES: dict[tuple[str, str], dict[str, int]] = {
    ("GET", "/"): EVERYBODY,
    ("GET", "/measure?j=QVE"): EVERYBODY,
    ("GET", "/caseload"): EVERYBODY,
    ("GET", "/_stcore/health"): EVERYBODY,
    ("GET", "/_stcore/host-config"): EVERYBODY,
    ("GET", "/healthz"): EVERYBODY,
    ("POST", "/healthz"): NOBODY | dict.fromkeys((*SIGNED_IN, *WITHOUT_ROLE), 405),
    ("GET", "/app/static/icon.png"): EVERYBODY,
    ("GET", "/cards/0123456789abcdef.js"): EVERYBODY,
    ("GET", "/media/0123.csv"): NOBODY,
    ("GET", "/_stcore/metrics"): NOBODY,
    ("GET", "/_stcore/agent"): NOBODY,
    ("GET", "/auth/login?provider=x"): NOBODY,
    ("GET", "/auth/logout"): NOBODY,
    ("PUT", "/_stcore/upload_file/session/file"): NOBODY,
    ("DELETE", "/_stcore/upload_file/session/file"): NOBODY,
    ("POST", "/sign-out/told"): PROVIDERS,
    ("POST", "/"): NOBODY | dict.fromkeys((*SIGNED_IN, *WITHOUT_ROLE), 405),
    ("GET", "/sign-in/here"): dict.fromkeys(ROLES, 401)
    | dict.fromkeys((*SIGNED_IN, *WITHOUT_ROLE), 204),
}
# A file that was made for one of them.
OWNERS = ("ministry A", "office A", "public")


@dataclass(frozen=True)
class Server:
    """The application, and the cookies of a browser of each role."""

    client: TestClient
    cookies: dict[str, dict[str, str]]

    def status(self, method: str, path: str, role: str) -> int:
        browser = Browser(self.client, None, dict(self.cookies[role]))  # type: ignore[arg-type]
        return int(browser.asks(path, method).status_code)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with provider() as at, served(tmp_path_factory.mktemp("served"), at) as client:
        cookies = {}
        for role in (*SIGNED_IN, *WITHOUT_ROLE, "expired", "revoked"):
            browser = Browser(client, at)
            browser.signs_in(PEOPLE.get(role, PEOPLE["ministry A"] | {"sub": role}))
            cookies[role] = browser.cookies
        own = Browser(client, at).opens().cookies
        cookies["anonymous"] = own
        cookies["forged"] = own | {PERSON: "x" * 43, "_streamlit_user": "forged"}
        # Whoever knows a session's key, which stands in no cookie, has nothing by it.
        cookies["of another door"] = cookies["ministry A"] | {
            "prosecution_quality_session_8501": "x",
            PERSON: session_of(cookies["ministry A"]).key,
        }
        passed = session_of(cookies["expired"])
        in_memory()[passed.key] = sessions.Session(
            passed.key, passed.claims, passed.cookies, time() - 1
        )
        sessions.HERE.end(session_of(cookies["revoked"]).key)
        yield Server(client, cookies)


def session_of(cookies: dict[str, str]) -> sessions.Session:
    session = sessions.HERE.by_token(cookies[PERSON])
    assert session is not None
    return session


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_each_route_answers_each_role_as_the_table_says(
    server: Server, method: str, path: str
) -> None:
    # Whoever the door does not know is told nothing beyond what is open.
    expected = ROUTES[method, path] | (
        {} if ROUTES[method, path] in (EVERYBODY, PROVIDERS) else {"of another door": 404}
    )
    assert {role: server.status(method, path, role) for role in ROLES} == expected


@pytest.mark.parametrize("owner", OWNERS)
def test_a_file_is_given_to_the_one_that_it_was_made_for(server: Server, owner: str) -> None:
    holder = access.user_of_session(session_of(server.cookies[owner]).key)
    assert holder.scope_id != access.NOTHING
    address = download_files.HERE.store(holder, b"own figures", name="a.csv", kind="text/csv")
    given = {role for role in ROLES if server.status("GET", address, role) == 200}
    assert given == {owner}
    assert {server.status("GET", address, role) for role in ROLES} == {200, 404}


def test_a_file_goes_with_the_role_that_it_was_made_for(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = session_of(server.cookies["ministry B"])
    holder = access.user_of_session(session.key)
    address = download_files.HERE.store(holder, b"own figures", name="a.csv", kind="text/csv")
    assert server.status("GET", address, "ministry B") == 200
    withdrawn = dict(session.claims) | {"sub": "gone"}
    changed = sessions.Session(session.key, withdrawn, session.cookies, session.ends_at)
    monkeypatch.setitem(in_memory(), session.key, changed)
    assert server.status("GET", address, "ministry B") == 404
    # Whoever may see nothing has no file either.
    nothing = access.user_of_session(session.key)
    laid = download_files.HERE.store(nothing, b"1", name="b.csv", kind="text/csv")
    assert server.status("GET", laid, "ministry B") == 404


OFTEN = ("ministry A", "anonymous", "of another door")


@pytest.mark.parametrize("role", everyday(*OFTEN, rest={*ROLES} - {*OFTEN}))
def test_a_page_talks_from_our_origin_alone(server: Server, role: str) -> None:
    """Whoever is not signed in talks to the gate: what it is shown is in tests/app/test_gate.py."""
    cookies = server.cookies[role]
    assert talks(server.client, cookies) is (role != "of another door")
    for origin in ("http://127.0.0.1:9099", "https://evil.test", "null", ""):
        assert not talks(server.client, cookies, origin=origin)
    assert not talks(server.client, cookies, host="evil.test:8501")


def test_a_key_that_a_browser_claims_is_replaced_by_the_doors(server: Server) -> None:
    key = session_of(server.cookies["ministry A"]).key
    address = download_files.HERE.store(
        access.user_of_session(key), b"1", name="c.csv", kind="text/csv"
    )
    browser = Browser(server.client, None, dict(server.cookies["ministry B"]))  # type: ignore[arg-type]
    claimed = {"origin": browser.here, access.HEADER.replace("-", "_"): key}
    assert browser.asks(address, **claimed).status_code == 404
    browser.cookies = dict(server.cookies["anonymous"])
    assert browser.asks(address, **claimed).status_code == 404


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"content-length": "65537"}, 413),
        ({"content-length": "x"}, 413),
        ({"transfer-encoding": "chunked"}, 413),
        ({"content-length": "65536"}, 405),
    ],
)
def test_no_request_says_more_than_a_page_of_ours_does(
    server: Server, headers: dict[str, str], status: int
) -> None:
    browser = Browser(server.client, None, dict(server.cookies["ministry A"]))  # type: ignore[arg-type]
    said = {name.replace("-", "_"): value for name, value in headers.items()}
    answer = browser.asks("/", "POST", origin=browser.here, **said)
    assert answer.status_code == status
