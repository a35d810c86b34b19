"""Each visitor of a public dashboard has their own files, and none longer than their pages."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit import config

from dashboard import access, sign_in_settings
from dashboard.server import download_files, request_guard
from tests import serving
from tests.serving import HERE
from tests.sign_in.signed_in import OPENED, talks, written

COOKIE = f"{request_guard.VISITOR_COOKIE}_8501"
Cookies = dict[str, str]


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    """A public dashboard, of which no page is run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(sign_in_settings.PUBLIC, "yes")
        before = config.get_option("server.trustedUserHeaders")
        with serving.client() as one:
            yield one
        config.set_option("server.trustedUserHeaders", before)


@pytest.fixture(autouse=True)
def in_public(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(sign_in_settings.PUBLIC, "yes")


def opened(client: TestClient, **cookies: str) -> Cookies:
    """The cookies of a browser that opens the first page."""
    client.cookies.clear()
    page = client.get("/", headers=OPENED | {"cookie": written(cookies)})
    given = page.headers.get_list("set-cookie")
    return cookies | dict(one.partition(";")[0].split("=", 1) for one in given)


def status(client: TestClient, address: str, cookies: Cookies, **claimed: str) -> int:
    client.cookies.clear()
    headers = {"cookie": written(cookies), "origin": HERE} | claimed
    return client.get(address, headers=headers).status_code


def laid(cookies: Cookies, name: str = "a.csv") -> str:
    """A file that a run lays ready for that browser; its address."""
    return download_files.HERE.store(request_user(cookies), b"5", name=name, kind="text/csv")


def request_user(cookies: Cookies) -> access.RequestUser:
    """Whose a run of that browser's is."""
    middleware = request_guard.AnonymousSessions(lambda *_: None, 8501, lambda _: None)  # type: ignore[arg-type]
    headers = [(b"cookie", written(cookies).encode())]
    return access.user_of_session(middleware._session_key({"type": "http", "headers": headers}))


def test_a_visitor_is_given_a_sign_once_that_no_script_reads(client: TestClient) -> None:
    client.cookies.clear()
    [ours] = [
        one
        for one in client.get("/methods", headers=OPENED).headers.get_list("set-cookie")
        if one.startswith(COOKIE)
    ]
    assert ours.endswith("; Path=/; HttpOnly; SameSite=Strict")
    first, second = opened(client), opened(client)
    assert first[COOKIE] != second[COOKIE]
    assert opened(client, **first) == first
    # Nor with what a page is made of, or in a frame of somebody else's.
    for path, headers in (("/favicon.png", OPENED), ("/", {"sec-fetch-site": "cross-site"})):
        client.cookies.clear()
        answer = client.get(path, headers=headers)
        assert COOKIE not in str(answer.headers.get_list("set-cookie"))


def test_files_of_one_visitor_are_not_anothers(client: TestClient) -> None:
    mine, other = opened(client), opened(client)
    address = laid(mine)
    assert request_user(mine).scope_id == access.RELEASE
    assert status(client, address, mine) == 200
    assert status(client, address, other) == 404
    # What a browser claims to be is replaced by what the door says.
    claimed = {access.HEADER: request_user(mine).key}
    assert status(client, address, other, **claimed) == 404
    bare = {name: value for name, value in other.items() if name != COOKIE}
    assert status(client, address, bare, **claimed) == 404


@pytest.mark.parametrize("sign", ["", "x", "x" * 44, "x" * 42 + "%"])
def test_whoever_has_no_sign_of_ours_has_no_files(client: TestClient, sign: str) -> None:
    mine = opened(client)
    nobody = mine | {COOKIE: sign}
    assert request_user(nobody) == access.ANYBODY
    assert status(client, laid(nobody), nobody) == 404


def test_files_go_with_the_last_page_of_their_visitor(client: TestClient) -> None:
    mine, other = opened(client), opened(client)
    ours = {"host": HERE.partition("//")[2], "origin": HERE, "cookie": written(mine)}

    def page():  # type: ignore[no-untyped-def]
        client.cookies.clear()
        return client.websocket_connect("/_stcore/stream", headers=ours, subprotocols=["streamlit"])

    with page():
        with page():
            address, foreign = laid(mine), laid(other)
        assert status(client, address, mine) == 200
    assert download_files.HERE.take(address.split("/")[2], request_user(mine)) is None
    assert status(client, foreign, other) == 200
    assert talks(client, other)
    assert status(client, foreign, other) == 404


def test_what_is_taken_is_counted_without_a_visitor(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(download_files.COUNTS_FILE, str(tmp_path / "counted.csv"))
    for _ in range(2):
        one = opened(client)
        assert status(client, laid(one, "counted.csv"), one) == 200
    download_files.DOWNLOAD_COUNTS.write()
    [line] = (tmp_path / "counted.csv").read_text().splitlines()[1:]
    assert line.partition(",")[2] == "counted.csv,2"
