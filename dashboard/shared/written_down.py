"""Acts on pages that are written down before they are done: a case opened, files made.

A page is run at each click, and what stays open on it was opened once: an act is written down anew
where another one was done at its place since. Whatever cannot be written down raises
DatabaseUnavailable, and is not done.
"""

import hashlib
from collections.abc import Callable, Iterable

import streamlit as st

from dashboard import data
from dashboard.server import access, identity
from schemas.store import audit

KEY, CASE = "written_down", "case"


def whoever_asks() -> audit.Actor:
    """Who acts in this run."""
    return audit.Actor(who=identity.who(), scope=access.identity())


def case_opened(id_: str, jurisdiction: str, *, is_there: bool) -> None:
    """A case was asked for by its id, and is shown where it `is_there`."""

    def write(url: str) -> None:
        reference = audit.reference(url, jurisdiction, id_)
        note = audit.note if is_there else audit.note_refused
        note(url, audit.Action.OPEN_CASE, jurisdiction=jurisdiction, case=reference)

    _once(CASE, (jurisdiction, id_, is_there), write)


def case_closed() -> None:
    """No case is shown any more: the same one is opened anew when it is asked for."""
    st.session_state.get(KEY, {}).pop(CASE, None)


def files_made(place: str, content: Iterable[bytes], **on: str) -> None:
    """Files lie ready to be taken away; of the same bytes at the same `place` it is said once.

    What is published is nobody's to watch over: of a release nothing is written down.
    """
    if data.release() is not None:
        return
    digest = hashlib.sha256()
    for one in content:
        digest.update(one)
    _once(
        place,
        (digest.hexdigest(), *on.values()),
        lambda url: audit.note(url, audit.Action.TAKE_AWAY, **on),
    )


def _once(place: str, what: tuple[object, ...], write: Callable[[str], None]) -> None:
    known: dict[str, object] = st.session_state.setdefault(KEY, {})
    if known.get(place) != what:
        with audit.acting(whoever_asks()):
            write(data.current().url)
        known[place] = what
