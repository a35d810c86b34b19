"""Who comes in: origins, cookies and routes, each against each."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from dashboard import access
from dashboard.pages import all_pages
from dashboard.server import request_guard
from tests import serving
from tests.serving import HERE, PORT

OTHER = request_guard.COOKIE
COOKIE = f"{request_guard.COOKIE}_{PORT}"
STREAM = "/_stcore/stream"
OWN = {"127.0.0.1:8501": HERE, "localhost:8501": f"http://localhost:{PORT}"}
FOREIGN = [
    "http://127.0.0.1:9099",
    "http://localhost:9099",
    "http://127.0.0.1",
    "http://0.0.0.0:8501",
    "http://[::1]:8501",
    "https://127.0.0.1:8501",
    "http://127.0.0.1:8501.evil.test",
    "http://user@127.0.0.1:8501",
    "http://127.0.0.1:8501/",
    "HTTP://127.0.0.1:8501",
    "https://evil.test",
    "null",
    "",
]
OPEN = [
    "/",
    "/chain",
    "/upload",
    "/favicon.png",
    "/app/static/icon.png",
    "/_stcore/health",
    "/_stcore/host-config",
]
CLOSED = [
    ("GET", "/media/abc.csv"),
    ("HEAD", "/media/abc.csv"),
    ("GET", "/component/x/index.html"),
    ("GET", "/_stcore/bidi-components/x"),
    ("GET", "/_stcore/script-health-check"),
    ("PUT", "/_stcore/upload_file/session/file"),
    ("DELETE", "/_stcore/upload_file/session/file"),
    ("OPTIONS", "/_stcore/upload_file/session/file"),
    ("POST", "/"),
    ("GET", "/anything"),
]
NEVER = ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/openapi.json"]
# Where nobody signs in.
NEVER += ["/auth/login", "/auth/logout", "/auth/token", "/oauth2callback"]
COOKIES = ["right", "none", "wrong", "other port", "strange"]


@dataclass(frozen=True)
class Desk:
    """The application, and the session that its door gives."""

    client: TestClient
    token: str

    def headers(self, cookie: str = "none", **others: str) -> dict[str, str]:
        """The headers of a request; `cookie` is one of COOKIES."""
        cookies = {
            "right": f"{COOKIE}={self.token}",
            "none": "",
            "wrong": f"{COOKIE}={'x' * len(self.token)}",
            "other port": f"{OTHER}_9099={self.token}; {OTHER}={self.token}",
            "strange": f"{COOKIE}=\xff\xfe; =;;",
        }
        named = {name.replace("_", "-"): value for name, value in others.items()}
        return {"host": "127.0.0.1:8501", "cookie": cookies[cookie], **named}

    def passes(self, method: str, path: str, headers: dict[str, str]) -> bool:
        """Whether Streamlit is asked: the door's own answers are known by their few words."""
        self.client.cookies.clear()
        coded = {name: value.encode("latin-1") for name, value in headers.items()}
        answer = self.client.request(method, path, headers=coded, follow_redirects=False)
        # A HEAD has no words, but says how long they would be.
        length = answer.headers.get("content-length") if method == "HEAD" else None
        refusals = {404: "Not Found", 403: "Forbidden"}
        words = refusals.get(answer.status_code, "")
        return not words or (answer.text != words and length != str(len(words)))

    def opens(self, headers: dict[str, str], path: str = STREAM) -> bool:
        """Whether a WebSocket is accepted."""
        self.client.cookies.clear()
        coded = {name: value.encode("latin-1") for name, value in headers.items()}
        try:
            with self.client.websocket_connect(path, headers=coded, subprotocols=["streamlit"]):
                return True
        except WebSocketDisconnect:
            return False


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with serving.client() as client:
        given = client.get("/").cookies[COOKIE]
        yield Desk(client, given)


def test_the_stream_opens_to_the_own_origin_with_the_doors_cookie_and_to_nobody_else(
    desk: Desk,
) -> None:
    origins = [None, *OWN.values(), *FOREIGN]
    opened = [
        (host, origin, cookie)
        for host, origin, cookie in product([*OWN, "localhost:9099"], origins, COOKIES)
        if desk.opens(
            desk.headers(cookie, host=host, **({} if origin is None else {"origin": origin}))
        )
    ]
    assert opened == [(host, own, "right") for host, own in OWN.items()]


@pytest.mark.parametrize("path", OPEN)
def test_a_page_and_what_it_is_made_of_answer_without_a_cookie(desk: Desk, path: str) -> None:
    for cookie, (host, own) in product(COOKIES, OWN.items()):
        assert desk.passes("GET", path, desk.headers(cookie, host=host))
        assert desk.passes("GET", path, desk.headers(cookie, host=host, origin=own))


def test_nothing_answers_a_foreign_origin(desk: Desk) -> None:
    routes = [*CLOSED, *(("GET", path) for path in (*OPEN, *NEVER))]
    # Who has no cookie has less, which other tests show.
    passed = [
        (method, path, origin)
        for (method, path), origin in product(routes, FOREIGN)
        if desk.passes(method, path, desk.headers("right", origin=origin))
    ]
    assert passed == []


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_everything_else_needs_the_cookie_and_the_own_origin(
    desk: Desk, method: str, path: str
) -> None:
    origins = {"origin": HERE}, {}, {"origin": OWN["localhost:8501"]}
    passed = [
        (cookie, origin)
        for cookie, origin in product(COOKIES, origins)
        if desk.passes(method, path, desk.headers(cookie, **origin))
    ]
    assert passed == [("right", {"origin": HERE})]


@pytest.mark.parametrize(
    ("site", "passes"),
    [("same-origin", True), ("none", True), ("same-site", False), ("cross-site", False)],
)
def test_a_file_without_an_origin_is_for_our_own_page_alone(
    desk: Desk, site: str, passes: bool
) -> None:
    # A picture or a download of a page has no Origin; another port's is `same-site`.
    for cookie in COOKIES:
        headers = desk.headers(cookie, sec_fetch_site=site)
        assert desk.passes("GET", "/media/abc.csv", headers) is (passes and cookie == "right")
        assert not desk.passes("PUT", "/_stcore/upload_file/session/file", headers)


@pytest.mark.parametrize("path", NEVER)
def test_what_no_session_needs_is_closed_to_sessions_too(desk: Desk, path: str) -> None:
    assert not desk.passes("GET", path, desk.headers("right", origin=HERE))


@pytest.mark.parametrize(
    "host", ["evil.test", "evil.test:8501", "localhost", "localhost:9099", "0.0.0.0:8501", ""]
)
def test_another_name_or_port_is_told_where_the_dashboard_is(desk: Desk, host: str) -> None:
    answer = desk.client.get("/", headers=desk.headers("right", host=host))
    assert (answer.status_code, answer.text) == (
        400,
        "Open the dashboard at http://127.0.0.1:8501, http://localhost:8501",
    )
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("path", sorted(request_guard.HEALTH_PATHS))
def test_whoever_watches_over_it_asks_by_a_name_of_this_computer_with_any_port(
    desk: Desk, path: str
) -> None:
    for own in request_guard.HOSTS:
        for host in (own, f"{own}:8501", f"{own}:9099"):
            assert desk.passes("GET", path, desk.headers(host=host))
            assert desk.client.get(path, headers={"host": host}).status_code != 400
    for host in ("myhost:8501", "evil.test", f"evil.{request_guard.HOSTS[0]}", "[::1]:8501"):
        assert desk.client.get(path, headers={"host": host}).status_code == 400
    assert desk.client.post(path, headers={"host": "localhost:9099"}).status_code == 400


def test_two_hosts_or_two_origins_are_none(desk: Desk) -> None:
    cookie = ("cookie", f"{COOKIE}={desk.token}")
    for name, others in [("host", ["evil.test"]), ("origin", [HERE]), ("origin", ["null"])]:
        headers = [cookie, ("origin", HERE), *((name, other) for other in others)]
        assert desk.client.put("/_stcore/upload_file/s/f", headers=headers).status_code in {
            400,
            403,
        }


@pytest.mark.parametrize(
    ("headers", "is_given"),
    [
        ({}, True),
        ({"sec_fetch_site": "none"}, True),
        ({"sec_fetch_site": "same-origin", "sec_fetch_mode": "cors"}, True),
        # A link in a message leads here; the page it opens is ours.
        (
            {
                "sec_fetch_site": "cross-site",
                "sec_fetch_mode": "navigate",
                "sec_fetch_dest": "document",
            },
            True,
        ),
        (
            {
                "sec_fetch_site": "same-site",
                "sec_fetch_mode": "navigate",
                "sec_fetch_dest": "iframe",
            },
            False,
        ),
        ({"sec_fetch_site": "same-site", "sec_fetch_mode": "no-cors"}, False),
        ({"sec_fetch_site": "cross-site", "sec_fetch_mode": "no-cors"}, False),
    ],
)
@pytest.mark.parametrize("path", ["/", "/_stcore/health"])
def test_a_session_is_given_to_whoever_opens_the_page_and_to_the_page(
    desk: Desk, path: str, headers: dict[str, str], is_given: bool
) -> None:
    for cookie in ("none", "wrong"):
        desk.client.cookies.clear()
        given = desk.client.get(path, headers=desk.headers(cookie, **headers)).headers
        cookies = [
            one for one in given.get_list("set-cookie") if one.startswith(request_guard.COOKIE)
        ]
        expected = f"{COOKIE}={desk.token}; Path=/; HttpOnly; SameSite=Strict"
        assert cookies == ([expected] if is_given else [])
    again = desk.client.get(path, headers=desk.headers("right", **headers)).headers
    assert request_guard.COOKIE not in str(again.get_list("set-cookie"))


def test_cookies_of_other_programs_of_this_computer_do_not_lock_out(desk: Desk) -> None:
    # Cookies are shared by all ports; what their names and values look like is their affair.
    headers = desk.headers("right", origin=HERE)
    headers["cookie"] = f'a={{"b":"c"}}; d[e]=é f; {headers["cookie"]}; {{}}'
    assert desk.opens(headers)


def test_without_a_refusal_every_page_has_the_same_shell_and_no_figure(desk: Desk) -> None:
    shells = {
        desk.client.get("/" if page.is_first else f"/{page.url_path}").text for page in all_pages()
    }
    assert len(shells) == 1


def test_the_page_is_served_with_security_headers(desk: Desk) -> None:
    answer = desk.client.get("/")
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy
    assert "connect-src 'self' ws://127.0.0.1:8501 ws://localhost:8501;" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cross-origin-opener-policy"] == "same-origin"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


def test_a_forged_mark_is_replaced() -> None:
    forged = (access.MARK_HEADER.encode(), b"forged")
    scope = request_guard.with_trust_header(
        {"type": "websocket", "headers": [(b"host", b"x"), forged]}
    )
    assert scope["headers"] == [
        (b"host", b"x"),
        (access.MARK_HEADER.encode(), access.MARK.encode()),
    ]


def test_the_usual_port_is_in_no_origin() -> None:
    assert request_guard.own_origins(80) == {
        "127.0.0.1": "http://127.0.0.1",
        "localhost": "http://localhost",
    }
