"""The way in without a browser: what a provider says is believed where it is true, and as long."""

import re
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from dashboard import sessions
from dashboard.server import sign_in
from tests.serving import HERE
from tests.sign_in.provider import OTHER_KEY, Provider
from tests.sign_in.signed_in import PEOPLE, Browser, in_memory

MINISTRY = PEOPLE["ministry A"]
PERSON = f"{sign_in.COOKIE}_8501"


@pytest.fixture
def browser(client: TestClient, at: Provider) -> Iterator[Browser]:
    at.lies = {}
    yield Browser(client, at)
    for key in list(in_memory()):
        sessions.HERE.end(key)


def test_who_signs_in_comes_back_to_the_page_and_its_filters(browser: Browser) -> None:
    page = browser.signs_in(MINISTRY, to="/measure?j=QVE&m=N01")
    assert page.status_code == 200
    assert 'content="0; url=/measure?j=QVE&amp;m=N01"' in page.text
    assert page.headers["cache-control"] == "no-store"
    assert browser.asks("/sign-in/here").status_code == 204


def test_a_browser_gets_a_sign_alone_and_no_claim_and_no_token(browser: Browser) -> None:
    page = browser.signs_in(MINISTRY)
    set_cookies = page.headers.get_list("set-cookie")
    [ours] = [one for one in set_cookies if one.startswith(PERSON)]
    assert re.fullmatch(rf"{PERSON}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict", ours)
    assert not [one for one in set_cookies if "_streamlit_user" in one]
    # The state of sign-ins is the port's own, too.
    assert not [name for name in browser.cookies if name == "_streamlit_session"]


def test_a_sign_in_asks_with_a_state_a_nonce_and_a_challenge(browser: Browser) -> None:
    browser.signs_in(MINISTRY)
    asked = browser.provider.asked
    assert asked["scope"] == "openid profile roles"
    assert asked["prompt"] == "login"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 20
    assert len(asked["nonce"]) > 15
    assert asked["redirect_uri"] == f"{HERE}/oauth2callback"


@pytest.mark.parametrize(
    "lies",
    [
        {"nonce": "another"},
        {"exp": 1_000_000_000},
        {"iss": "https://evil.test"},
        {"aud": "another client"},
        {"exp": None},
        {"sub": ""},
        {"sub": 7},
    ],
    ids=str,
)
def test_a_token_that_says_something_wrong_signs_nobody_in(
    browser: Browser, lies: dict[str, object]
) -> None:
    browser.provider.lies = lies
    refused = browser.signs_in(MINISTRY)
    assert refused.status_code == 403
    assert "The sign-in did not come to an end" in refused.text
    assert PERSON not in browser.cookies
    assert browser.asks("/sign-in/here").status_code == 401


def test_a_token_signed_by_another_signs_nobody_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser.provider, "key", OTHER_KEY)
    assert browser.signs_in(MINISTRY).status_code == 403


def test_a_forged_state_signs_nobody_in(browser: Browser) -> None:
    browser.opens()
    browser.provider.claims = dict(MINISTRY)
    back = browser.provider.agree(browser.goes_to_provider())
    forged = re.sub("state=[^&]+", "state=forged", back)
    assert browser.comes_back(forged).status_code == 403
    assert PERSON not in browser.cookies
    # A sign-in that somebody else began: their browser has the state, and this one has not.
    other = Browser(browser.client, browser.provider).opens()
    back = browser.provider.agree(other.goes_to_provider())
    assert browser.comes_back(back).status_code == 403


def test_a_way_back_is_gone_once(browser: Browser) -> None:
    browser.opens()
    browser.provider.claims = dict(MINISTRY)
    back = browser.provider.agree(browser.goes_to_provider())
    assert browser.comes_back(back).status_code == 200
    assert browser.comes_back(back).status_code == 403


def test_what_the_provider_refuses_is_said(browser: Browser) -> None:
    browser.opens()
    state = re.search("state=([^&]+)", browser.goes_to_provider())
    assert state is not None
    refused = browser.comes_back(f"/oauth2callback?error=access_denied&state={state[1]}")
    assert refused.status_code == 403
    assert "access_denied" not in refused.text


def test_signing_out_ends_it_here_before_the_provider_is_asked(browser: Browser) -> None:
    browser.signs_in(MINISTRY)
    before = dict(browser.cookies)
    out = browser.asks("/sign-out", sec_fetch_site="same-origin")
    assert out.headers["location"].startswith(f"{browser.provider.address}/end?")
    assert "id_token_hint=" in out.headers["location"]
    assert PERSON not in browser.cookies
    # Who kept the cookie has nothing by it.
    browser.cookies = before
    assert browser.asks("/sign-in/here").status_code == 401
    returned = browser.comes_back("/oauth2callback")
    assert "Signed out" in returned.text


def test_another_site_signs_nobody_in_or_out(browser: Browser) -> None:
    browser.signs_in(MINISTRY)
    for path in ("/sign-out", "/sign-in?to=/"):
        assert browser.asks(path, sec_fetch_site="cross-site").status_code == 404
        assert browser.asks(path, sec_fetch_site="same-site").status_code == 404
    assert browser.asks("/sign-in/here").status_code == 204


def test_signing_in_anew_ends_the_session_before(browser: Browser) -> None:
    browser.signs_in(MINISTRY)
    first = browser.cookies[PERSON]
    browser.signs_in(PEOPLE["office B"])
    assert sessions.HERE.by_token(first) is None
    assert sessions.HERE.by_token(browser.cookies[PERSON]) is not None


@pytest.mark.parametrize(
    ("asked", "opened"),
    [
        ("/measure?j=QVE&from=2018", "/measure?j=QVE&from=2018"),
        ("/", "/"),
        ("", "/"),
        ("//evil.test/measure", "/"),
        ("https://evil.test/measure", "/"),
        ("/\\evil.test", "/"),
        ("javascript:alert(1)", "/"),
        ("/sign-out", "/"),
        ("/oauth2callback?code=1", "/"),
        ('/chain?j="><script>', "/chain?j=%22%3E%3Cscript%3E"),
        ("/chain?j=a;url=//evil.test", "/chain?j=a%3Burl%3D%2F%2Fevil.test"),
        ("/chain?" + "j=x&" * 3000, "/"),
    ],
)
def test_a_sign_in_leads_to_pages_of_ours_alone(asked: str, opened: str) -> None:
    assert sign_in.safe_return_address(asked) == opened


def test_a_provider_that_does_not_answer_is_said(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Provider, "metadata", lambda _: {"issuer": "nobody"})
    refused = browser.opens().asks("/sign-in?to=/", sec_fetch_site="same-origin")
    assert refused.status_code == 503
    assert "does not answer" in refused.text
