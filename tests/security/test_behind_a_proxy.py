"""A public dashboard behind a proxy that ends TLS: the settings, the example, and nginx itself."""

import os
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from starlette.testclient import TestClient
from streamlit import config

from dashboard import sign_in_settings
from dashboard.server import app, request_guard, static_files
from tests import serving
from tests.browser.conftest import Visit
from tests.ports import free_port
from tests.proxied import BASE, EXAMPLE, NAME, OF_SEVERAL, proxied
from tests.serving import SECONDS, dashboard_at
from tests.sign_in.signed_in import OPENED, talks
from tests.soak import EVERYDAY_PART, soak_size

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Response

# A ministry may reach us by one address; who sends a head for longer is no browser.
PAGES_OF_ONE, SECONDS_OF_HEAD = 200, 20
TOKEN = re.compile(r'"[^"]*"|[{};]|[^\s{};"]+')


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> Iterator[TestClient]:
    """A public dashboard that is reached by an address of https; no page of it is run."""
    monkeypatch.setenv(sign_in_settings.PUBLIC, "yes")
    monkeypatch.setenv(sign_in_settings.BASE_URL, BASE)
    hosts = config.get_option("server.allowedHosts")
    with serving.client() as client:
        yield client
    config.set_option("server.allowedHosts", hosts)


def test_it_answers_to_its_own_host_alone_whatever_a_request_says_of_others(
    public: TestClient,
) -> None:
    def status(host: str, **said: str) -> int:
        public.cookies.clear()
        headers = {name.replace("_", "-"): value for name, value in said.items()}
        return public.get("/methods", headers={"host": host} | headers).status_code

    assert status(NAME) == 200
    assert status(NAME, x_forwarded_host="evil.test", x_forwarded_proto="http") == 200
    for host in ("evil.test", "127.0.0.1:8501", f"{NAME}:8501", f"{NAME}.evil.test"):
        assert status(host) == 400
        assert status(host, x_forwarded_host=NAME, forwarded=f"host={NAME}") == 400
    # Who watches over the server does so from here.
    here = public.get("/_stcore/health", headers={"host": "127.0.0.1:8501"})
    assert here.status_code == 200


def test_its_cookies_are_secure_and_its_pages_are_opened_by_https(public: TestClient) -> None:
    for proto in ("https", "http"):
        public.cookies.clear()
        told = {"host": NAME, "x-forwarded-proto": proto} | OPENED
        page = public.get("/", headers=told)
        # The second is Streamlit's own, against forgery.
        streamlits = public.get("/_stcore/health", headers={"host": NAME})
        set_cookies = [
            *page.headers.get_list("set-cookie"),
            *streamlits.headers.get_list("set-cookie"),
        ]
        assert len({one.partition("=")[0] for one in set_cookies}) > 1
        assert [one for one in set_cookies if "; Secure" not in one] == []
        assert page.headers["strict-transport-security"].startswith("max-age=")
        assert f"wss://{NAME}" in page.headers["content-security-policy"]


def test_a_page_talks_from_that_origin_alone(public: TestClient) -> None:
    given = public.get("/", headers={"host": NAME} | OPENED).headers.get_list("set-cookie")
    cookies = dict(one.partition(";")[0].split("=", 1) for one in given)
    assert talks(public, cookies, host=NAME, origin=BASE)
    for origin in (f"http://{NAME}", "https://evil.test", "http://127.0.0.1:8501"):
        assert not talks(public, cookies, host=NAME, origin=origin)


def test_whose_request_it_is_a_proxy_of_this_computer_alone_may_say(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    # uvicorn would believe whomever this names.
    monkeypatch.setenv("FORWARDED_ALLOW_IPS", "*")
    started: dict[str, object] = {}
    monkeypatch.setattr(app, "build_application", lambda _port: None)
    monkeypatch.setattr(
        "dashboard.server.app.serve_until_ended", lambda _app, **how: started.update(how)
    )
    monkeypatch.setattr("dashboard.server.app.remove_expired_regularly", lambda: None)
    monkeypatch.setattr("gc.freeze", lambda: None)
    monkeypatch.setattr("dashboard.error_logging.configure_logging", lambda: None)
    umask = os.umask(0o077)
    try:
        app.run_server()
    finally:
        os.umask(umask)
    assert (started["host"], started["forwarded_allow_ips"]) == ("127.0.0.1", "127.0.0.1")


def parsed(text: str) -> dict[str, list[str]]:
    """The directives of a configuration by their names within their blocks, each with its words."""
    found: dict[str, list[str]] = {}
    within: list[str] = []
    words: list[str] = []
    for token in TOKEN.findall(re.sub(r"#.*", "", text)):
        match token:
            case ";":
                found.setdefault("/".join([*within, words[0]]), []).append(" ".join(words[1:]))
                words = []
            case "{":
                within.append(words[0])
                words = []
            case "}":
                assert not words
                within.pop()
            case word:
                words.append(word)
    assert not within
    assert not words
    return found


def seconds(text: str) -> float:
    return float(text.removesuffix("s"))


def test_the_example_says_what_the_server_needs() -> None:
    said = parsed(EXAMPLE)
    assert said["server/listen"] == ["80", "443 ssl"]
    assert set(said["server/server_name"]) == {NAME}
    assert said["server/location/proxy_pass"] == [f"http://{app.HOST}:{app.PORT}"]
    assert set(said["server/proxy_set_header"]) == {
        "Host $http_host",
        "X-Forwarded-For $remote_addr",
        "Upgrade $http_upgrade",
        "Connection $connection_upgrade",
    }
    assert said["server/access_log"] == ["off"]
    # Pages that are asked whether they are there stay open; whoever may open pages can load them.
    [read] = said["server/proxy_read_timeout"]
    assert seconds(read) > 2 * app.PING_SECONDS
    of_one, of_all = (int(one.split()[1]) for one in said["server/limit_conn"])
    assert PAGES_OF_ONE < of_one < of_all
    # All pages of one address may find their server anew at once: health, host and socket each.
    [burst] = re.findall(r"burst=(\d+) nodelay", said["server/limit_req"][0])
    assert int(burst) > 2 * 3 * PAGES_OF_ONE
    assert said["server/limit_req_status"] == ["429"]
    assert said["server/client_max_body_size"] == [f"{request_guard.MOST_BODY // 1024}k"]
    for name in ("client_header_timeout", "client_body_timeout"):
        assert seconds(said[f"server/{name}"][0]) <= SECONDS_OF_HEAD


@pytest.mark.browser
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak installs the proxy.")
def test_pages_are_opened_through_nginx(chromium: "Browser", released: str, tmp_path: Path) -> None:
    inner, outer = free_port(), free_port()
    base = f"https://localhost:{outer}"
    environment = {sign_in_settings.BASE_URL: base, "PROSECUTION_QUALITY_RELEASES": released}
    with (
        dashboard_at("unused.duckdb", inner, "--public", **environment),
        proxied(tmp_path, {app.PORT: inner}, outer) as believed,
    ):
        with urllib.request.urlopen(base, timeout=SECONDS, context=believed) as page:
            assert "; Secure" in page.headers["set-cookie"]
        context = chromium.new_context(ignore_https_errors=True)
        context.set_default_timeout(SECONDS * 1000)
        shown = context.new_page()
        visit = Visit(shown, base)
        came: list[Response] = []
        shown.on("response", lambda one: came.append(one))
        for address in ("", "chain", "measure?m=N01", "methods"):
            visit.go(f"/{address}")
            shown.get_by_role("heading", level=1).first.wait_for()
            shown.get_by_text("release").first.wait_for()
        assert {cookie["secure"] for cookie in context.cookies(base)} == {True}
        assert 429 not in {one.status for one in came}
        scripts = [one.headers for one in came if "/static/js/" in one.url]
        assert {"immutable" in one["cache-control"] for one in scripts} == {True}
        large = [
            one for one in scripts if int(one["content-length"]) >= static_files.SMALLEST_COMPRESSED
        ]
        assert {one["content-encoding"] for one in large} == {"br"}
        assert any(file.is_file() for file in (tmp_path / "kept").rglob("*"))
        assert [text for text in visit.complaints if "Content Security Policy" in text] == []
        context.close()


@pytest.mark.browser
@pytest.mark.skipif(soak_size(EVERYDAY_PART) == 1, reason="A soak installs the proxy.")
def test_a_page_goes_on_in_another_process_with_its_filters(
    chromium: "Browser", released: str, tmp_path: Path
) -> None:
    ports, outer = {app.PORT: free_port(), app.PORT + 1: free_port()}, free_port()
    base = f"https://localhost:{outer}"
    environment = {sign_in_settings.BASE_URL: base, "PROSECUTION_QUALITY_RELEASES": released}
    with ExitStack() as running:
        processes = {port: ExitStack() for port in ports.values()}
        for port, process in processes.items():
            running.enter_context(process)
            process.enter_context(dashboard_at("unused.duckdb", port, "--public", **environment))
        running.enter_context(proxied(tmp_path, ports, outer, OF_SEVERAL))
        context = chromium.new_context(ignore_https_errors=True)
        context.set_default_timeout(SECONDS * 1000)
        shown = context.new_page()
        Visit(shown, base).go("/money?j=QVE&from=2019&to=2023")
        shown.get_by_role("heading", level=1).first.wait_for()
        own = {name for cookie in context.cookies(base) if (name := cookie["name"])}
        # The page completes its address by itself.
        shown.wait_for_url("**from=2019&to=2023")
        [mine] = [port for port in processes if f"{request_guard.COOKIE}_{port}" in own]
        [other] = set(processes) - {mine}
        assert "quality_process" in own
        before = shown.url, shown.get_by_role("heading", level=1).first.inner_text()
        # A new version comes in: one ends and is started, then the other.
        for ends, stays in ((mine, other), (other, mine)):
            context.clear_cookies(name=f"{request_guard.COOKIE}_{stays}")
            processes[ends].close()
            # The page finds the other by itself: nobody loads it anew.
            expect_cookie(context, base, f"{request_guard.COOKIE}_{stays}")
            shown.get_by_label("Jurisdiction").first.wait_for()
            shown.wait_for_function(IS_CONNECTED)
            heading = shown.get_by_role("heading", level=1).first.inner_text()
            assert (shown.url, heading) == before
            process = dashboard_at("unused.duckdb", ends, "--public", **environment)
            processes[ends].enter_context(process)
        context.close()


# What Streamlit's page shows while it looks for its server.
IS_CONNECTED = """() => !document.querySelector('[data-testid="stStatusWidget"]')
    ?.textContent.match(/connect/i)"""


def expect_cookie(context: "BrowserContext", base: str, name: str) -> None:
    """Wait until the browser was given it."""
    deadline = time.monotonic() + SECONDS
    while name not in {one["name"] for one in context.cookies(base)}:
        assert time.monotonic() < deadline, f"Nobody gave {name}."
        time.sleep(0.1)
