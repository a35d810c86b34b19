"""What waits for a page goes to where the page is now, and not to where it was."""

from types import SimpleNamespace

import pytest
from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_cache import ScriptCache
from streamlit.runtime.state.common import WidgetMetadata
from streamlit.runtime.state.session_state import Serialized, WStates
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from dashboard.server import streamlit_patches


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
