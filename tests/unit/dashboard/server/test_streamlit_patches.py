"""What is mended of Streamlit is there to be mended; its frame and sessions are changed."""

import asyncio
import base64
import hashlib
from types import SimpleNamespace

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime import Runtime
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import Serialized, WStates
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.server import static_files, streamlit_patches
from dashboard.server.streamlit_patches import (
    ALL_ICONS,
    ASKED_FOR,
    ICONS,
    SERVER_IS_HERE,
    FramePage,
)
from tests import serving
from tests.serving import client

OPEN_PAGE: Scope = {"type": "websocket", "path": "/_stcore/stream"}


class Time:
    """A clock that stands still until it is set."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Sessions:
    """Streamlit's own store of what was disconnected, under the names that it has there."""

    def __init__(self, clock: Time) -> None:
        self.open = 0
        self.let_go: list[str] = []
        closed = TTLCache[str, str](
            128, 120, clock, on_remove=lambda key, _: self.let_go.append(key)
        )
        self._session_storage = self
        self._cache = closed

    def num_active_sessions(self) -> int:
        return self.open


async def turns() -> None:
    """Let what is due be done."""
    for _ in range(10):
        await asyncio.sleep(0)


async def nothing() -> Message:
    raise AssertionError("Nobody speaks.")


async def nowhere(_message: Message) -> None:
    raise AssertionError("Nobody listens.")


SHEET = b"@font-face{font-family:Source Sans;src:url(a.woff2)}p{color:red}"

PAGE = b'<link\n rel="preload"\n href="./media/SourceSans.woff2"\n as="font"\n/><p>a</p>'


def test_what_is_mended_is_there_to_be_mended() -> None:
    for of, name in streamlit_patches.PATCHES:
        assert callable(getattr(of, name)), (of, name)


def test_a_page_that_comes_back_while_others_are_sent_theirs_is_found_where_it_is(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for (of, name), way in streamlit_patches.PATCHES.items():
        monkeypatch.setattr(of, name, way)
    manager = WebsocketSessionManager(
        session_storage=MemorySessionStorage(),
        uploaded_file_manager=MemoryUploadedFileManager("/"),
        script_cache=ScriptCache(),
        message_enqueued_callback=None,
    )
    connected = manager._active_session_info_by_id
    for name in ("first", "back", "gone"):
        connected[name] = SimpleNamespace(session=SimpleNamespace(id=name), client="lost")
    asked = manager.list_active_sessions()
    assert len(asked) == 3
    reached = []
    for one in asked:
        reached.append((one.session.id, one.client))
        connected["back"] = SimpleNamespace(session=SimpleNamespace(id="back"), client="here")
        connected.pop("gone", None)
    assert reached == [("first", "lost"), ("back", "here")]


def sent(**value: object) -> Serialized:
    """What a page says that a widget holds."""
    return Serialized(WidgetState(id="a", **value))


@pytest.mark.parametrize(
    "malformed",
    [sent(json_value="{"), sent(json_value="[1]"), sent(string_value="x"), sent(bytes_value=b"x")],
)
def test_what_is_no_value_of_its_widget_is_as_if_none_had_been_sent(malformed: Serialized) -> None:
    def number(value: object) -> int:
        if value is None:
            return 7
        return {"three": 3}[value["number"]]  # type: ignore[index]

    read = streamlit_patches.PATCHES[WStates, "__getitem__"]
    metadata = WidgetMetadata("a", number, str, "json_value", fragment_id=None)
    states = WStates({"a": malformed, "b": malformed}, {"a": metadata})
    assert (read(states, "a"), read(states, "a")) == (7, 7)
    states["a"] = sent(json_value='{"number": "three"}')
    assert read(states, "a") == 3
    for unknown in ("b", "c"):
        with pytest.raises(KeyError):
            read(states, unknown)


def answered(content: bytes, kind: str, **headers: str) -> Response:
    """What comes of such an answer of Streamlit's."""

    async def answer(_asked: Request) -> Response:
        return Response(content, media_type=kind, headers=headers)

    app = FramePage(Starlette(routes=[Route("/", answer)]))
    with TestClient(app).stream("GET", "/") as one:
        return Response(b"".join(one.iter_raw()), one.status_code, dict(one.headers))


@pytest.mark.parametrize(
    ("content", "kind", "left"),
    [(SHEET, "text/css", b"p{color:red}"), (PAGE, "text/html", b"<p>a</p>")],
)
def test_they_are_left_out_and_nothing_else(content: bytes, kind: str, left: bytes) -> None:
    answer = answered(content, kind)
    assert (answer.body, answer.headers["content-length"]) == (left, f"{len(left)}")


def test_what_is_compressed_or_of_another_kind_comes_as_it_is() -> None:
    assert answered(SHEET, "text/plain").body == SHEET
    assert answered(SHEET, "text/css", **{"content-encoding": "br"}).body == SHEET


def test_streamlit_asks_for_them_still_and_no_browser_is_told_to() -> None:
    """Where a version asks in another way, they are loaded again."""
    sheets = sorted(one for one in static_files.static_paths() if one.endswith(".css"))
    with client() as browser:
        sent = b"".join(browser.get(address).content for address in ("/", "/measure", *sheets))
    own = [(static_files.ROOT / one.strip("/")).read_bytes() for one in ("index.html", *sheets)]
    assert [len(ASKED_FOR.findall(one)) for one in own if b"SourceSans" in one] == [1, 2]
    assert b"SourceSans" not in sent
    assert [len(ALL_ICONS.findall(one)) for one in own if b"MaterialSymbols" in one] == [1]
    assert b"MaterialSymbols" not in sent
    assert sent.count(ICONS) == 1


def test_each_page_is_told_where_the_server_is_before_streamlit_looks_for_it() -> None:
    told = f"<script>{SERVER_IS_HERE}</script>"
    with client() as browser:
        for address in ("/", "/measure"):
            answer = browser.get(address)
            assert answer.text.count(told) == 1
            assert answer.text.index(told) < answer.text.index('type="module"')
            digest = base64.b64encode(hashlib.sha256(SERVER_IS_HERE.encode()).digest()).decode()
            assert f"'sha256-{digest}'" in answer.headers["content-security-policy"]
    # Where a version asks under another name, it is not told.
    scripts = (static_files.ROOT / "static" / "js").glob("index*.js")
    assert any("__streamlit" in one.read_text() for one in scripts)


def test_the_runtime_has_the_names_by_which_sessions_are_counted() -> None:
    """Should Streamlit change them, sessions would be counted as none and kept as before."""
    from streamlit.runtime.memory_session_storage import MemorySessionStorage
    from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

    storage = MemorySessionStorage()
    manager = WebsocketSessionManager(storage, None, None, None)  # type: ignore[arg-type]
    assert manager._session_storage is storage
    assert isinstance(storage._cache, TTLCache)
    assert manager.num_active_sessions() == 0


def test_sessions_that_are_over_go_although_no_other_page_closes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    clock = Time()
    sessions = Sessions(clock)
    runtime = type("Running", (), {"_session_mgr": sessions})()
    monkeypatch.setattr(Runtime, "_instance", runtime)

    async def shown(_scope: Scope, _receive: Receive, _send: Send) -> None:
        sessions.open += 1
        assert streamlit_patches.count_kept_sessions() == 1
        sessions.open -= 1
        sessions._cache["one"] = "its pages"

    async def a_page_closes() -> None:
        await streamlit_patches.SessionReaper(app=shown, seconds=0)(OPEN_PAGE, nothing, nowhere)
        assert streamlit_patches.KEPT_SESSIONS.collect()[0].samples[0].value == 1
        # Within its time it may come back, however often it is looked at.
        await turns()
        assert sessions.let_go == []
        clock.now = 120
        await turns()
        assert sessions.let_go == ["one"]
        assert streamlit_patches.KEPT_SESSIONS.collect()[0].samples[0].value == 0

    serving.run_coroutine(a_page_closes())


@pytest.mark.parametrize(
    ("address", "accepts", "tag"),
    [
        ("/", "de", '<html lang="en" dir="ltr">'),
        ("/measure", "ar, en;q=0.5", '<html lang="ar" dir="rtl">'),
        ("/measure?lang=fr", "ar", '<html lang="fr" dir="ltr">'),
        ("/?lang=tlh", "ru", '<html lang="ru" dir="ltr">'),
    ],
)
def test_the_first_page_states_the_language_of_its_address_or_of_the_browser(
    address: str, accepts: str, tag: str
) -> None:
    with client() as browser:
        assert tag in browser.get(address, headers={"accept-language": accepts}).text
