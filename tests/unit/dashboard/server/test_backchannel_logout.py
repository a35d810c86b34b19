"""Who signs out at the provider is signed out here, by a token that holds, and once."""

import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from joserfc import jwt
from joserfc.jwk import OctKey
from starlette.testclient import TestClient

from dashboard import data, sessions
from dashboard.server import sign_in
from dashboard.server.sign_in import LOGOUT_EVENT, OLDEST_LOGOUT
from dashboard.sign_in_settings import BACKCHANNEL_LOGOUT, SignIn
from schemas.store import audit
from tests import serving
from tests.serving import HERE
from tests.sign_in.provider import CLIENT, OTHER_KEY, SECRET, Provider, provider
from tests.sign_in.signed_in import PEOPLE, Browser, in_memory, talks

MINISTRY = PEOPLE["ministry A"]
HOUR = 60 * 60


@pytest.fixture
def browser(client: TestClient, at: Provider) -> Iterator[Browser]:
    """A browser of somebody who has signed in as the session `s1` of the provider."""
    one = Browser(client, at)
    one.signs_in(MINISTRY | {"sid": "s1"})
    yield one
    for key in list(in_memory()):
        sessions.HERE.end(key)


def sent(browser: Browser, *tokens: str, method: str = "POST") -> Any:
    """The answer to a provider, which has no cookie and is no page."""
    browser.client.cookies.clear()
    body = urlencode([("logout_token", token) for token in tokens])
    kind = {"content-type": "application/x-www-form-urlencoded"}
    return browser.client.request(method, BACKCHANNEL_LOGOUT, content=body, headers=kind)


def is_in(browser: Browser) -> bool:
    return bool(browser.asks("/sign-in/here").status_code == 204)


@pytest.mark.parametrize(
    "who",
    [
        {"sid": "s1"},
        {"sub": MINISTRY["sub"]},
        {"sub": MINISTRY["sub"], "sid": "s1"},
        {"sid": "s1", "aud": ["another", CLIENT]},
        # Providers of before the last draft say no end.
        {"sid": "s1", "exp": None},
        # A clock that goes before ours.
        {"sid": "s1", "iat": "soon"},
    ],
    ids=str,
)
def test_whoever_is_gone_there_is_gone_here(browser: Browser, who: dict[str, Any]) -> None:
    # Of the time of the test: it may be run long after the file was read.
    given = who | ({"iat": int(time.time()) + 30} if who.get("iat") == "soon" else {})
    told = sent(browser, browser.provider.logout_token(**given))
    assert (told.status_code, told.content) == (200, b"")
    assert told.headers["cache-control"] == "no-store"
    assert not is_in(browser)
    last = audit.last_entries(data.records_url(), 1)[0]
    assert (last.who, last.action, dict(last.on)) == (
        "a",
        "end_session",
        {"why": "ended at the provider"},
    )


LIES: tuple[dict[str, Any], ...] = (
    {"aud": "another client"},
    {"aud": None},
    {"iss": "https://evil.test"},
    {"iss": None},
    {"exp": int(time.time()) - HOUR},
    {"exp": "never"},
    {"iat": int(time.time()) - OLDEST_LOGOUT - 1, "exp": int(time.time()) + HOUR},
    {"iat": int(time.time()) + HOUR},
    {"iat": None},
    {"iat": True},
    {"events": None},
    {"events": {}},
    {"events": [LOGOUT_EVENT]},
    {"events": {LOGOUT_EVENT: "yes"}},
    {"events": {"http://schemas.openid.net/event/another": {}}},
    {"nonce": "of a sign-in"},
    {"jti": None},
    {"jti": ""},
    {"jti": 7},
    {"sid": None},
    {"sid": ["s1"]},
    {"sub": {"a": 1}},
)


def test_a_token_that_says_something_wrong_ends_nothing(browser: Browser) -> None:
    for lies in LIES:
        refused = sent(browser, browser.provider.logout_token(**({"sid": "s1"} | lies)))
        told = (refused.status_code, refused.json())
        assert told == (400, {"error": "invalid_request"}), lies
    assert is_in(browser)
    # Without a lie it holds.
    assert sent(browser, browser.provider.logout_token(sid="s1")).status_code == 200


def test_a_token_of_another_key_or_of_none_ends_nothing(browser: Browser) -> None:
    good = browser.provider.logout_token(sid="s1")
    head, claims, signature = good.split(".")
    none = "eyJhbGciOiJub25lIn0"
    whoever_has_the_secret = jwt.encode(
        {"alg": "HS256", "kid": "one"},
        jwt.decode(good, browser.provider.key).claims,
        OctKey.import_key(SECRET.ljust(32)),
    )
    forged = (
        browser.provider.logout_token(OTHER_KEY, sid="s1"),
        f"{none}.{claims}.",
        f"{none}.{claims}.{signature}",
        f"{head}.{claims[:-2]}.{signature}",
        f"{head}.{claims}.",
        str(whoever_has_the_secret),
        "no token",
        "",
    )
    assert [sent(browser, one).status_code for one in forged] == [400] * len(forged)
    assert sent(browser).status_code == 400
    assert sent(browser, good, good).status_code == 400
    assert is_in(browser)
    assert sent(browser, good).status_code == 200


def test_a_token_holds_once(browser: Browser) -> None:
    token = browser.provider.logout_token(sub=MINISTRY["sub"])
    assert sent(browser, token).status_code == 200
    browser.signs_in(MINISTRY | {"sid": "s2"})
    assert sent(browser, token).status_code == 400
    assert is_in(browser)


def test_a_session_there_is_that_session_here_and_an_account_all_of_its(browser: Browser) -> None:
    other, third = (Browser(browser.client, browser.provider) for _ in range(2))
    other.signs_in(MINISTRY | {"sid": "s2"})
    third.signs_in(PEOPLE["ministry B"] | {"sid": "s1"})
    every = (browser, other, third)
    # The provider gives each name once; two of one name are told apart by the account.
    sent(browser, browser.provider.logout_token(sub=MINISTRY["sub"], sid="s1"))
    assert [is_in(one) for one in every] == [False, True, True]
    sent(browser, browser.provider.logout_token(sub=MINISTRY["sub"]))
    assert [is_in(one) for one in every] == [False, False, True]
    # A sign-in that was told no name of its session goes by the account.
    browser.signs_in(MINISTRY)
    sent(browser, browser.provider.logout_token(sub=MINISTRY["sub"], sid="s7"))
    assert [is_in(one) for one in every] == [False, False, True]


def test_who_knows_no_such_session_answers_as_who_does(browser: Browser) -> None:
    # Behind a proxy one of several processes answers for all, whichever has the session.
    for who in ({"sid": "s7"}, {"sub": "nobody"}, {"sid": "s1"}):
        told = sent(browser, browser.provider.logout_token(**who))
        assert (told.status_code, told.content) == (200, b"")
    assert not is_in(browser)


def test_an_open_page_is_told(browser: Browser) -> None:
    session = sessions.HERE.by_token(
        next(value for name, value in browser.cookies.items() if "person" in name)
    )
    assert session is not None
    told: list[str] = []
    with sessions.HERE.watching(session.key, lambda: told.append("gone")):
        sent(browser, browser.provider.logout_token(sid="s1"))
    assert told == ["gone"]
    assert talks(browser.client, browser.cookies)


def test_the_way_is_the_providers_alone(browser: Browser) -> None:
    token = browser.provider.logout_token(sid="s1")
    # No page of another site has a part in it, and none of ours asks for it.
    for origin in ("https://evil.test", "null"):
        answer = browser.client.post(
            BACKCHANNEL_LOGOUT, data={"logout_token": token}, headers={"origin": origin}
        )
        assert answer.status_code == 403
    assert sent(browser, token, method="GET").status_code == 404
    assert sent(browser, token, method="PUT").status_code == 404
    assert browser.asks(BACKCHANNEL_LOGOUT).status_code == 405
    assert is_in(browser)


async def is_new(_name: str, _seconds: float) -> bool:
    return True


def teller(at: Provider) -> sign_in.LogoutTokens:
    settings = SignIn(at.metadata_url, CLIENT, SECRET, HERE, "openid", "login")
    return sign_in.LogoutTokens(settings, is_new)


def test_keys_are_asked_for_once_a_minute(at: Provider, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []
    fetch = sign_in.StarletteOAuth2App.fetch_jwk_set

    async def fetched(self: object, force: bool = False) -> Any:
        asked.append(force)
        return await fetch(self, force=force)

    monkeypatch.setattr(sign_in.StarletteOAuth2App, "fetch_jwk_set", fetched)
    good = at.logout_token(sid="s1")
    unknown = f"eyJhbGciOiJSUzI1NiIsImtpZCI6InR3byJ9.{good.split('.')[1]}.AAAA"
    one = teller(at)
    for _ in range(3):
        assert serving.run_coroutine(one.sessions_to_end(unknown)) is None
    assert asked == [False]
    # Keys that were changed are found a minute later.
    one._provider.asked_at -= sign_in.SECONDS_BETWEEN_KEYS
    assert serving.run_coroutine(one.sessions_to_end(unknown)) is None
    assert asked == [False, True]
    assert serving.run_coroutine(one.sessions_to_end(good)) == ("", "s1")


def test_a_provider_that_says_it_signs_by_none_is_not_believed(
    at: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    every = {"id_token_signing_alg_values_supported": ["none", "HS256", "RS256"]}
    metadata = at.metadata() | every
    monkeypatch.setattr(Provider, "metadata", lambda _: metadata)
    good, one = at.logout_token(sid="s1"), teller(at)
    claims = good.split(".")[1]
    for head in ('{"alg":"none"}', '{"alg":"none","kid":"one"}', '{"alg":"HS256","kid":"one"}'):
        coded = urlsafe_b64encode(head.encode()).decode().rstrip("=")
        for signature in ("", "AAAA"):
            assert (
                serving.run_coroutine(one.sessions_to_end(f"{coded}.{claims}.{signature}")) is None
            )
    assert serving.run_coroutine(one.sessions_to_end(good)) == ("", "s1")


def test_a_provider_that_does_not_answer_ends_nothing() -> None:
    with provider() as gone:
        token = gone.logout_token(sid="s1")
    assert serving.run_coroutine(teller(gone).sessions_to_end(token)) is None
