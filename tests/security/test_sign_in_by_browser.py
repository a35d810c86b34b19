"""Sign-in as people have it: Chromium, the server as it is started, and a certified provider."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from dashboard import sign_in_settings
from tests import machine
from tests.browser.conftest import Visit
from tests.ports import free_port
from tests.serving import dashboard_at
from tests.sign_in.provider import CLIENT, SECRET
from tests.sign_in.signed_in import PEOPLE, surroundings
from tests.soak import EVERYDAY_PART, soak_size

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        soak_size(EVERYDAY_PART) == 1, reason="A soak installs the provider; twins run every day."
    ),
]
WAIT = 180_000
# Of the token that ends while its page is looked at: long enough to come in on a busy machine.
SHORT = 45
NAMES = {"ministry A": "Ana of Velmora", "nobody": "Nil"}
DEEP = "/methods?j=QVE&from=2018&to=2024"


@contextmanager
def provided(port: int, seconds: int) -> Iterator[str]:
    """The provider for the server at a port; returns the address of its metadata."""
    script, at = machine.provider(), free_port()
    if script is None or shutil.which("node") is None:
        (pytest.fail if machine.in_ci() else pytest.skip)("The provider is not installed here.")
    told = {
        "port": at,
        "callback": f"http://127.0.0.1:{port}{sign_in_settings.CALLBACK}",
        "told": f"http://127.0.0.1:{port}{sign_in_settings.BACKCHANNEL_LOGOUT}",
        "client": CLIENT,
        "secret": SECRET,
        "seconds": seconds,
        "people": {PEOPLE[role]["sub"]: PEOPLE[role] | {"name": NAMES[role]} for role in NAMES},
    }
    process = subprocess.Popen(
        ["node", str(script)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps(told))
        process.stdin.close()
        assert any(line == "ready\n" for line in process.stdout)
        yield f"http://localhost:{at}/.well-known/openid-configuration"
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()


@contextmanager
def served(url: str, folder: Path, seconds: int = 600) -> Iterator[str]:
    """A server with sign-in; returns its address."""
    port = free_port()
    with (
        provided(port, seconds) as metadata_url,
        dashboard_at(url, port, **surroundings(folder, metadata_url)),
    ):
        yield f"http://127.0.0.1:{port}"


@pytest.fixture
def page(chromium: "Browser") -> "Iterator[Page]":
    context = chromium.new_context()
    context.set_default_timeout(WAIT)
    yield context.new_page()
    context.close()


def titled(page: "Page", title: str) -> None:
    """Wait for the page of that title."""
    page.get_by_role("heading", level=1, name=title).wait_for()


def sign_in(page: "Page", role: str) -> None:
    """Sign in at the provider, and let it tell who one is."""
    page.get_by_role("link", name="Sign in").click()
    page.locator("input[name=login]").fill(str(PEOPLE[role]["sub"]))
    page.locator("input[name=password]").fill("any")
    page.get_by_role("button", name="Sign-in").click()
    page.get_by_role("button", name="Continue").click()


def test_the_whole_way_in_and_out(page: "Page", made_up_url: str, tmp_path: Path) -> None:
    with served(made_up_url, tmp_path) as address:
        visit = Visit(page, address)
        page.goto(f"{address}{DEEP}")
        titled(page, "Sign in")
        sign_in(page, "ministry A")
        page.wait_for_url(f"{address}{DEEP}")
        page.get_by_text(NAMES["ministry A"]).wait_for()
        kept = {one["name"]: one for one in page.context.cookies(address)}
        [person] = [name for name in kept if name.startswith("prosecution_quality_person_")]
        assert (kept[person]["httpOnly"], kept[person]["sameSite"]) == (True, "Strict")
        assert not [name for name in kept if name.startswith("_streamlit_user")]
        # Another tab, another page: both go to the gate when one of them signs out.
        other = page.context.new_page()
        other.goto(f"{address}/methods")
        other.get_by_text(NAMES["ministry A"]).wait_for()
        page.get_by_role("link", name="Sign out").click()
        page.get_by_role("button", name=re.compile("Yes, sign me out")).wait_for()
        titled(other, "Sign in")
        assert other.get_by_text(NAMES["ministry A"]).count() == 0
        page.get_by_role("button", name=re.compile("Yes, sign me out")).click()
        titled(page, "Sign in")
        # Whoever goes back comes to the gate as well.
        page.go_back()
        titled(page, "Sign in")
        page.goto(f"{address}{DEEP}")
        titled(page, "Sign in")
        own = [text for text in visit.complaints if "Content Security Policy" in text]
        assert [text for text in own if address in text] == []


def test_whoever_signs_out_at_the_provider_is_signed_out_here(
    page: "Page", made_up_url: str, tmp_path: Path
) -> None:
    with served(made_up_url, tmp_path) as address:
        passed: list[str] = []
        page.on("framenavigated", lambda frame: passed.append(frame.url))
        page.goto(f"{address}{DEEP}")
        titled(page, "Sign in")
        sign_in(page, "ministry A")
        page.get_by_text(NAMES["ministry A"]).wait_for()
        [at, *_] = [urlsplit(url).netloc for url in passed if urlsplit(url).hostname == "localhost"]
        # At another application, or at the provider itself.
        elsewhere = page.context.new_page()
        elsewhere.goto(f"http://{at}/session/end")
        elsewhere.get_by_role("button", name=re.compile("Yes, sign me out")).click()
        # Nobody does anything here.
        titled(page, "Sign in")
        assert page.get_by_text(NAMES["ministry A"]).count() == 0


def test_the_gate_is_for_all(page: "Page", made_up_url: str, tmp_path: Path) -> None:
    """For the eyes, for readers of screens, on a telephone; and so is the page behind it."""
    with served(made_up_url, tmp_path) as address:
        visit = Visit(page, address)
        visit.go(DEEP)
        titled(page, "Sign in")
        assert visit.kept_out() == []
        assert visit.fits_a_telephone()
        sign_in(page, "nobody")
        page.wait_for_url(f"{address}{DEEP}")
        titled(page, "You have no access yet")
        page.get_by_text(sign_in_settings.NO_ROLE).wait_for()
        assert visit.kept_out() == []
        assert visit.fits_a_telephone()


def test_a_token_that_ends_ends_the_page(page: "Page", made_up_url: str, tmp_path: Path) -> None:
    with served(made_up_url, tmp_path, seconds=SHORT) as address:
        page.goto(f"{address}{DEEP}")
        sign_in(page, "ministry A")
        page.get_by_text(NAMES["ministry A"]).wait_for()
        # Nobody does anything.
        titled(page, "Sign in")
        assert page.get_by_text(NAMES["ministry A"]).count() == 0
