"""What is mended of Streamlit while the server runs, until it is so there."""

import logging
from collections.abc import Callable, Iterator
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.state.session_state import Serialized, WStates
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager


class _Present(list[ActiveSessionInfo]):
    """The sessions that were connected when they were asked for, each as it is when it is reached.

    Streamlit sends what waits for each to its page, and lets others in between. By the list as it
    was, what waited for a page that had come back meanwhile went to the connection that it had
    lost, and the page waited for ever.
    """

    def __init__(self, sessions: dict[str, ActiveSessionInfo]) -> None:
        super().__init__(sessions.values())
        self._sessions = sessions

    def __iter__(self) -> Iterator[ActiveSessionInfo]:
        for name in [one.session.id for one in super().__iter__()]:
            if (present := self._sessions.get(name)) is not None:
                yield present


def _connected(manager: Any) -> list[ActiveSessionInfo]:
    return _Present(manager._active_session_info_by_id)


_read = WStates.__getitem__


def _read_or_as_drawn(states: WStates, name: str) -> Any:
    """The value of a widget as a page sent it, or where it is none, as if it had sent none.

    A page may send anything. What is no value of its widget was met by each run of the session
    thereafter, which ended in an error before the script began.
    """
    said, widget = states.states.get(name), states.widget_metadata.get(name)
    if isinstance(said, Serialized) and widget is not None:
        kind = said.value.WhichOneof("value")
        try:
            if kind is None or widget.value_type in {None, kind}:
                return _read(states, name)
        except Exception:
            logging.getLogger(__name__).warning("What a page sent is no value of its widget.")
        states.states[name] = Serialized(WidgetState(id=name))
    return _read(states, name)


MENDED: dict[tuple[object, str], Callable[..., object]] = {
    (WebsocketSessionManager, "list_active_sessions"): _connected,
    (WStates, "__getitem__"): _read_or_as_drawn,
}


def begin() -> None:
    """Mend it, for the life of this process."""
    for (of, name), mended in MENDED.items():
        setattr(of, name, mended)
