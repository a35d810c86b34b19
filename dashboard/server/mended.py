"""What is mended of Streamlit while the server runs, until it is so there."""

from collections.abc import Callable, Iterator
from typing import Any

from streamlit.components.v2.bidi_component import main as components
from streamlit.runtime.session_manager import ActiveSessionInfo
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager
from streamlit.watcher.local_sources_watcher import LocalSourcesWatcher


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


def _nothing_is_watched(_watcher: Any) -> None:
    """Streamlit finds out where all modules lie for each session, also where no file is watched."""


def _not_shown_by_the_state(*_of: object) -> None:
    """In a session's state a component is shown together with its events, by a class made anew.

    Streamlit looks there for each choice on a page, once for each component, and a class is found
    as garbage alone: fifty people left 1,200 in 45 seconds. No page of ours looks there.
    """


MENDED: dict[tuple[object, str], Callable[..., object]] = {
    (WebsocketSessionManager, "list_active_sessions"): _connected,
    (components, "make_bidi_component_presenter"): _not_shown_by_the_state,
    (LocalSourcesWatcher, "update_watched_modules"): _nothing_is_watched,
}


def begin() -> None:
    """Mend it, for the life of this process."""
    for (of, name), mended in MENDED.items():
        setattr(of, name, mended)
