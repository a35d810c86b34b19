"""What stands before the pages: hosts, headers, closed places, the mark of our middleware."""

from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard import access, server

HERE = "http://127.0.0.1:8501"


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with TestClient(server.application(), base_url=HERE) as client:
        yield client


def test_the_page_is_served_with_security_headers_and_a_session(client: TestClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe-eval" not in policy
    assert "http:" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Strict" in cookie


def test_the_one_inline_script_of_the_page_is_named_by_its_hash() -> None:
    assert server.content_security_policy().count("'sha256-") == 1


def test_another_name_that_resolves_here_is_refused(client: TestClient) -> None:
    assert client.get("/", headers={"host": "evil.test"}).status_code == 400


@pytest.mark.parametrize(
    "path", ["/_stcore/metrics", "/_stcore/agent", "/_stcore/agent/openapi.json"]
)
def test_what_no_session_needs_is_not_found(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_files_are_closed_without_a_session(client: TestClient) -> None:
    client.cookies.clear()
    refused = client.get("/media/abc.csv")
    assert (refused.status_code, refused.text) == (404, "Not Found")
    assert "set-cookie" not in refused.headers
    client.get("/")
    # Past the door it is Streamlit that knows no such file.
    assert client.get("/media/abc.csv").text != "Not Found"


def test_health_is_open(client: TestClient) -> None:
    client.cookies.clear()
    assert client.get("/_stcore/health").status_code == 200


def test_a_forged_mark_is_replaced() -> None:
    forged = (access.MARK_HEADER.encode(), b"forged")
    scope = server.marked({"type": "websocket", "headers": [(b"host", b"x"), forged]})
    assert scope["headers"] == [
        (b"host", b"x"),
        (access.MARK_HEADER.encode(), access.MARK.encode()),
    ]


@pytest.mark.parametrize("cookie", ["", "other=1", "prosecution_quality_session", "=;;\x7f"])
def test_a_request_without_our_cookie_has_no_session(cookie: str) -> None:
    scope = {"type": "http", "headers": [(b"cookie", cookie.encode("latin-1"))]}
    assert server.session_of(scope) == ""
