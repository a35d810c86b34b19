"""The way in without a browser: what a provider says is believed where it is true, and as long."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message
from streamlit.proto.BackMsg_pb2 import BackMsg

from dashboard import sessions
from dashboard.server import sign_in
from dashboard.server.app import secure_cookies
from dashboard.server.sign_in import PageConnection
from tests import serving
from tests.serving import HERE
from tests.sign_in.provider import OTHER_KEY, Provider
from tests.sign_in.signed_in import PEOPLE, Browser, in_memory


class Page:
    """A page that sends what it is told to."""

    def __init__(self) -> None:
        self.sent: asyncio.Queue[Message] = asyncio.Queue()

    async def receive(self) -> Message:
        return await self.sent.get()

    def says(self, message: BackMsg) -> None:
        content = message.SerializeToString()
        self.sent.put_nowait({"type": "websocket.receive", "bytes": content})

    def leaves(self) -> None:
        self.sent.put_nowait({"type": "websocket.disconnect", "code": 1001})


OF_PORT = "_streamlit_session_8501"


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
    asked = browser.provider.asked
    assert asked["scope"] == "openid profile roles"
    assert asked["prompt"] == "login"
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) > 20
    assert len(asked["nonce"]) > 15
    assert asked["redirect_uri"] == f"{HERE}/oauth2callback"
    # A browser gets a sign alone, and no claim and no token.
    set_cookies = page.headers.get_list("set-cookie")
    [ours] = [one for one in set_cookies if one.startswith(PERSON)]
    assert re.fullmatch(rf"{PERSON}=[\w-]{{43}}; Path=/; HttpOnly; SameSite=Strict", ours)
    assert not [one for one in set_cookies if "_streamlit_user" in one]
    # The state of sign-ins is the port's own, too.
    assert not [name for name in browser.cookies if name == "_streamlit_session"]


LIES: tuple[dict[str, object], ...] = (
    {"nonce": "another"},
    {"exp": 1_000_000_000},
    {"iss": "https://evil.test"},
    {"aud": "another client"},
    {"exp": None},
    {"sub": ""},
    {"sub": 7},
)


def test_a_token_that_says_something_wrong_or_is_anothers_signs_nobody_in(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    for lies in LIES:
        browser.provider.lies = lies
        refused = browser.signs_in(MINISTRY)
        assert refused.status_code == 403, lies
        assert "The sign-in was not completed." in refused.text
        assert PERSON not in browser.cookies
        assert browser.asks("/sign-in/here").status_code == 401
    browser.provider.lies = {}
    monkeypatch.setattr(browser.provider, "key", OTHER_KEY)
    assert browser.signs_in(MINISTRY).status_code == 403


def test_a_forged_state_or_one_that_was_used_signs_nobody_in(browser: Browser) -> None:
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
    # A way back is gone once.
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
    assert "You are signed out" in returned.text


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


def test_an_unexpected_answer_of_the_provider_is_said(
    browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Provider, "metadata", lambda _: {"issuer": "nobody"})
    refused = browser.opens().asks("/sign-in?to=/", sec_fetch_site="same-origin")
    assert refused.status_code == 503
    assert "The sign-in service gave an unexpected answer." in refused.text
    assert '<a href="/">Go back and try again</a>' in refused.text
    asked = {"sec_fetch_site": "same-origin", "accept_language": "fr"}
    in_french = browser.opens().asks("/sign-in?to=/", **asked)
    assert '<html lang="fr"' in in_french.text
    assert "Pas encore relu" in in_french.text


def told(*sent: str, person: dict[str, str] | None = None, under_way: str = OF_PORT) -> list[str]:
    """The cookies that Streamlit is told of."""
    headers = [(b"host", b"x"), *((b"cookie", one.encode("latin-1")) for one in sent)]
    inward = sign_in.cookies_for_streamlit({"headers": headers}, under_way, person or {})
    assert (b"host", b"x") in inward["headers"]
    return [value.decode("latin-1") for name, value in inward["headers"] if name == b"cookie"]


@pytest.mark.parametrize(
    ("sent", "reach"),
    [
        ([], []),
        (["a=1; b=é"], ["a=1; b=é"]),
        (["a=1", "b=2"], ["a=1; b=2"]),
        # A browser cannot say who it is, in one cookie or in parts.
        (["_streamlit_user=forged; a=1"], ["a=1"]),
        (["_streamlit_user_1=forged;_streamlit_user_tokens=forged"], []),
        ([" _streamlit_user = forged "], []),
        # The state of a sign-in is this port's own.
        (["_streamlit_session=of another"], []),
        (["_streamlit_session_8501=ours"], ["_streamlit_session=ours"]),
        (["_streamlit_session_9099=of another"], ["_streamlit_session_9099=of another"]),
    ],
)
def test_what_reaches_streamlit(sent: list[str], reach: list[str]) -> None:
    assert told(*sent) == reach


def test_whose_session_it_is_is_added_whatever_the_browser_says() -> None:
    person = {"_streamlit_user": "kept"}
    assert told("_streamlit_user=forged", person=person) == ["_streamlit_user=kept"]
    # Processes with one secret take each other's sign-in under way.
    sent = "_streamlit_session=ours; _streamlit_user=forged"
    assert told(sent, under_way="_streamlit_session") == ["_streamlit_session=ours"]


@pytest.mark.parametrize(
    ("set_cookie", "reaches", "behind_tls"),
    [
        ("_streamlit_user=claims; Path=/", None, None),
        ("_streamlit_user_tokens_1=tokens", None, None),
        (
            "_streamlit_session=state; httponly; samesite=lax",
            "_streamlit_session_8501=state; httponly; samesite=lax",
            "_streamlit_session_8501=state; httponly; samesite=lax; Secure",
        ),
        ("_streamlit_xsrf=1", "_streamlit_xsrf=1", "_streamlit_xsrf=1; Secure"),
        ("a=1; Secure", "a=1; Secure", "a=1; Secure"),
    ],
)
def test_what_reaches_browsers(
    set_cookie: str, reaches: str | None, behind_tls: str | None
) -> None:
    headers = [(b"x", b"y"), (b"set-cookie", set_cookie.encode())]
    passed = sign_in.without_user_cookies(headers, OF_PORT)
    for sent, expected in ((passed, reaches), (secure_cookies(passed), behind_tls)):
        cookie = [] if expected is None else [(b"set-cookie", expected.encode())]
        assert sent == [(b"x", b"y"), *cookie]


def test_a_cookie_that_is_taken_away_is_none() -> None:
    headers = [
        (b"set-cookie", b"_streamlit_user=a.b; Path=/"),
        (b"set-cookie", b'_streamlit_user_tokens=""; Max-Age=0'),
        (b"set-cookie", b"other=; Max-Age=0"),
    ]
    assert sign_in.cookies_set_by(headers) == {"_streamlit_user": "a.b"}


def test_cookies_signed_by_others_hold_no_claims() -> None:
    assert sign_in.claims_of_cookies({"_streamlit_user": "e30.a.b"}, "secret") == {}
    assert sign_in.claims_of_cookies({}, "secret") == {}


def run(test: Callable[[Page], Awaitable[None]]) -> None:
    async def within() -> None:
        await asyncio.wait_for(test(Page()), 60)

    serving.run_coroutine(within())


def asking(query: str = "j=QVE") -> BackMsg:
    """A run of a page, with a button that was pressed."""
    message = BackMsg()
    message.rerun_script.query_string = query
    message.rerun_script.page_script_hash = "hash"
    message.rerun_script.page_name = "measure"
    message.rerun_script.context_info.timezone = "UTC"
    pressed = message.rerun_script.widget_states.widgets.add()
    pressed.id, pressed.trigger_value = "undo", True
    return message


def heard(message: Message) -> Any:
    return BackMsg.FromString(message["bytes"])


def test_at_the_end_the_page_is_run_where_it_stands_with_nothing_pressed() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.says(asking())
        assert heard(await talk.receive()) == asking()
        page.says(BackMsg(stop_script=True))
        await talk.receive()
        waiting = asyncio.ensure_future(talk.receive())
        await asyncio.sleep(0)
        talk.end()
        last = heard(await waiting)
        assert last.rerun_script.query_string == "j=QVE"
        assert last.rerun_script.page_script_hash == "hash"
        assert last.rerun_script.page_name == "measure"
        assert last.rerun_script.context_info.timezone == "UTC"
        assert not last.rerun_script.widget_states.widgets
        assert talk.is_over

    run(test)


def test_what_is_pressed_after_the_end_is_not_heard_and_its_leaving_is() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=0)
        assert heard(await talk.receive()).WhichOneof("type") == "rerun_script"
        for _ in range(3):
            page.says(asking())
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"
        talk.close()

    run(test)


def test_what_was_on_its_way_at_the_end_is_not_heard_either() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.says(asking("before=1"))
        talk.end()
        # The call goes through the loop, as that of another thread does.
        await asyncio.sleep(0)
        assert heard(await talk.receive()).rerun_script.query_string == ""
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"

    run(test)


def test_the_page_is_hung_up_on_once_the_gate_has_been_drawn_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sign_in, "SECONDS_FOR_GATE", 0)

    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=0)
        await talk.receive()
        assert await talk.receive() == sign_in.DISCONNECTED
        talk.close()

    run(test)


def test_a_page_that_leaves_by_itself_has_not_been_ended() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.leaves()
        assert (await talk.receive())["type"] == "websocket.disconnect"
        talk.close()
        assert not talk.is_over

    run(test)


def test_what_cannot_be_read_is_passed_on() -> None:
    async def test(page: Page) -> None:
        talk = PageConnection(page.receive, seconds=1000)
        page.sent.put_nowait({"type": "websocket.receive", "bytes": b"\xff\xff"})
        assert (await talk.receive())["bytes"] == b"\xff\xff"
        page.sent.put_nowait({"type": "websocket.receive", "text": "text"})
        assert (await talk.receive())["text"] == "text"
        talk.close()

    run(test)
