"""The mappings kept by name: one is kept, taken away, and brought back."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import streamlit as st

from dashboard import outside
from dashboard.shared import panel
from dashboard.upload.mapping import reopen
from dashboard.upload.mapping.fields import faults
from dashboard.upload.mapping.state import NAME, Editor
from schemas import errors
from seed import batches
from seed.mapping import upgrading

FILE_NAME = re.compile(r"[^a-z0-9_-]+")
TAKEN, FAULT = "upload.shelf.taken", "upload.shelf.fault"
REWRITTEN = "upload.shelf.rewritten"


@dataclass(frozen=True)
class Shelf:
    """The texts of the mappings kept by name; both functions may raise UserError."""

    saved: Mapping[str, str]
    save: Callable[[str, str], None]
    forget: Callable[[str], None]


def taking(shelf: Shelf, chosen: str, key: str) -> None:
    """Draw the way to take the chosen mapping away, and the way back of the one taken last."""
    if chosen in shelf.saved:
        st.button(
            "Take this mapping away",
            help="It is no longer kept for the next export. What came in by it stays.",
            on_click=_take,
            args=(shelf, chosen),
            key=f"{key}.take",
        )
        if upgrading.is_old(shelf.saved[chosen]):
            st.button(
                "Rewrite this mapping in SQL",
                help="It is of an old form. It makes the same rows as before, and plans by its name"
                " go on; what it was is kept beside it.",
                on_click=_rewrite,
                args=(shelf, chosen),
                key=f"{key}.rewrite",
            )
    if FAULT in st.session_state:
        faults([st.session_state.pop(FAULT)], key=f"{key}.shelf")
    if REWRITTEN in st.session_state:
        told = st.session_state.pop(REWRITTEN)
        panel.show("notice.html", {"text": told}, key=f"{key}.rewritten")
    name, text = st.session_state.get(TAKEN, ("", ""))
    if name and name not in shelf.saved:
        said = f"{name} is no longer kept. What came in by it stays."
        panel.show("notice.html", {"text": said}, key=f"{key}.taken")
        st.button(
            outside.plain(f"Bring {name} back"),
            on_click=_bring_back,
            args=(shelf, name, text),
            key=f"{key}.bring_back",
        )


def _take(shelf: Shelf, name: str) -> None:
    _try(lambda: shelf.forget(name))
    if FAULT not in st.session_state:
        st.session_state[TAKEN] = name, shelf.saved[name]


def _rewrite(shelf: Shelf, name: str) -> None:
    """Put the mapping in SQL in the place of the old one, where nothing is left to decide."""
    if open_ := reopen.undecided(shelf.saved[name]):
        st.session_state[FAULT] = (
            f"{name} stays as it is, since a person must decide: {' '.join(open_)} On the command"
            f" line: prosecution-quality mapping upgrade {name} EXPORT"
        )
        return
    new = upgrading.upgraded(shelf.saved[name])
    kept = batches.profiles.old_name(name, shelf.saved)
    _try(lambda: shelf.save(kept, shelf.saved[name]))
    if FAULT not in st.session_state:
        _try(lambda: shelf.save(name, new.text))
        said = " ".join(str(note) for note in new.notes)
        st.session_state[REWRITTEN] = f"{name} is rewritten; {kept} is what it was. {said}".strip()


def _bring_back(shelf: Shelf, name: str, text: str) -> None:
    _try(lambda: shelf.save(name, text))
    if FAULT not in st.session_state:
        del st.session_state[TAKEN]


def _try(change: Callable[[], None]) -> None:
    try:
        change()
    except errors.UserError as error:
        st.session_state[FAULT] = str(error)


def name_of(editor: Editor) -> str:
    """The name under which a person keeps the mapping, as it can be one."""
    typed = st.text_input(
        "Keep this mapping for the next export as",
        placeholder="A name of small letters, digits, - and _",
        max_chars=64,
        key=editor.key(NAME),
        width=420,
    )
    return FILE_NAME.sub("-", typed.strip().lower()).strip("-")


def save(name: str, text: str, shelf: Shelf) -> None:
    """Keep the mapping, and say so, or why not."""
    try:
        shelf.save(name, text)
    except errors.UserError as error:
        faults([str(error)], key="mapping.not_saved")
        return
    panel.show(
        "notice.html", {"text": f"Saved as {name}. Begin with it next time."}, "mapping.saved"
    )
