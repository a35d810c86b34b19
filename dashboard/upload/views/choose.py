"""The first step of an upload: files, and how their columns are read."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache, partial

import streamlit as st

from dashboard import data, feeds
from dashboard.shared import card, note, panel, take_away
from dashboard.upload.mapping import fixed
from dashboard.upload.views import key as upload_key
from dashboard.upload.views.desk import Desk
from dashboard.work import intake_files
from dashboard.work.intake_files import Sent
from schemas import errors
from seed import batches, readers, templates

ENDINGS = sorted(ending.lstrip(".") for ending in {*readers.UPLOAD.formats, ".toml"})
BY_TEMPLATE = "The columns of the template"
BY_HAND = "Other columns: I map them here"
NOTE = (
    "CSV files named like their tables (cases.csv, charges.csv …), one .zip of them, or one "
    f"workbook. At most {readers.UPLOAD.most_bytes >> 20} MB and "
    f"{readers.UPLOAD.most_rows:,} rows a table; nothing is stored until you accept it. "
    "The names of the files are kept with what is stored: they must name nobody."
)
LOST = (
    "The dashboard was started anew, and the files that you chose went with it. Nothing of them was"
    " stored. Choose the files again."
)
FILES = (
    (
        "Template (.xlsx)",
        "template.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    ("Data dictionary (.csv)", "data_dictionary.csv", "text/csv"),
    ("Data dictionary (.html)", "data_dictionary.html", "text/html"),
)


def draw(desk: Desk) -> None:
    """Draw the choice of files; what is chosen is checked on the button."""
    with card.card("Choose files", NOTE):
        sent = st.file_uploader(
            "Files of one submission",
            type=ENDINGS,
            accept_multiple_files=True,
            key=desk.key("files"),
        )
        _tell_of_lost(desk, sent)
        with st.container(horizontal=True):
            chosen = st.selectbox(
                "They hold",
                [BY_TEMPLATE, *_profiles(), BY_HAND],
                format_func=_said,
                key="upload.profile",
                width=360,
            )
            jurisdiction = st.text_input(
                "Jurisdiction, if no file says it",
                placeholder="AAA or USA-CA",
                max_chars=7,
                disabled=chosen != BY_TEMPLATE,
                key="upload.jurisdiction",
                width=260,
            )
        if sent and (fault := intake_files.too_large(sent)) is not None:
            panel.show("notice.html", {"text": str(fault)}, key="upload.size")
            return
        key = upload_key.asked(_profiles().get(chosen), desk.key("chosen"))
        is_ready = bool(sent) and key is not None
        if st.button(
            "Check the files", type="primary", disabled=not is_ready, key=desk.key("check")
        ):
            _check(desk, list(sent), chosen, (jurisdiction.strip(), key or ""))


def _tell_of_lost(desk: Desk, sent: Sequence[Sent]) -> None:
    """Say what to choose again where the browser lists files that the server does not have."""
    # Streamlit lists them all in its state, and gives those that are there.
    if len(st.session_state[desk.key("files")] or []) > len(sent):
        desk.turn, desk.has_lost_files = desk.turn + 1, True
        st.rerun()
    desk.has_lost_files = desk.has_lost_files and not sent
    if desk.has_lost_files:
        panel.show("notice.html", {"text": LOST}, key="upload.lost")


def takeaways() -> None:
    """The empty template and the data dictionary, to download."""
    with card.card("Nothing to send yet?"):
        note.draw(
            "The template is a workbook with a sheet for each table, lists to choose from and an "
            "example that cannot be imported. The dictionary says what each column means.",
            key="upload.takeaways",
        )
        with st.container(horizontal=True):
            for label, name, kind in FILES:
                content = _files()[name]
                key = f"upload.download.{name}"
                take_away.offer(label, content, name=name, kind=kind, key=key)


def map_columns(desk: Desk) -> None:
    """Draw the editor of a mapping, and check the files by it once it has no fault."""
    # Only those who map wait for it to be imported.
    from dashboard.upload.mapping import editor

    assert desk.draft is not None
    assert desk.request is not None
    with card.card("Map the columns to fields"):
        save: Callable[[str, str], None] = partial(batches.profiles.save, data.current().url)
        ready = editor.draw(desk.draft, data.profiles(), save)
        key = upload_key.asked(ready.text if ready is not None else None, desk.key("mapped"))
    with st.container(horizontal=True):
        is_ready = ready is not None and key is not None
        if st.button("Check the files", type="primary", disabled=not is_ready, key="upload.map"):
            assert ready is not None
            named = replace(desk.request, profile_text=ready.text, profile_name=ready.name)
            desk.examine(replace(named, key=key or ""))
            st.rerun()
        if st.button("Leave", key="upload.map.leave"):
            desk.clear()
            st.rerun()


def _check(desk: Desk, sent: list[Sent], chosen: str, stated: tuple[str, str]) -> None:
    """Keep the files and begin; `stated` are the jurisdiction and the key of the pseudonyms."""
    jurisdiction, key = stated
    try:
        desk.keep(sent, jurisdiction if chosen == BY_TEMPLATE else "")
        _begin(desk, chosen, key)
    except errors.UserError as error:
        panel.show("notice.html", {"text": str(error)}, key="upload.not_begun")
    else:
        st.rerun()


def _begin(desk: Desk, chosen: str, key: str) -> None:
    assert desk.request is not None
    if chosen == BY_HAND:
        desk.look()
    elif chosen == BY_TEMPLATE:
        desk.examine(desk.request)
    else:
        text = _profiles()[chosen]
        desk.examine(replace(desk.request, profile_text=text, profile_name=chosen, key=key))


def _profiles() -> dict[str, str]:
    """Saved and shipped profiles by name."""
    return fixed.texts(data.profiles())


def _said(option: str) -> str:
    return option if option in {BY_TEMPLATE, BY_HAND} else f"Columns of the mapping {option}"


# Nothing of it changes while the program runs.
@cache
def _files() -> dict[str, bytes]:
    dictionary = templates.dictionary_html(feeds.of_catalogue())
    return {
        "template.xlsx": templates.workbook(),
        "data_dictionary.csv": templates.dictionary_csv().encode("utf-8-sig"),
        "data_dictionary.html": dictionary.encode(),
    }
