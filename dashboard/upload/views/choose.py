"""The first step of an upload: files, and how their columns are read."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

import streamlit as st

from dashboard import data, feeds, outside
from dashboard.shared import card, note, panel, take_away
from dashboard.upload.mapping import saved_mappings, tab_storage
from dashboard.upload.views import key as upload_key
from dashboard.upload.views import words as upload_words
from dashboard.upload.views.desk import Desk
from dashboard.work import intake_files
from dashboard.work.intake_files import Sent
from schemas import errors, rules
from seed import batches, gate, readers, templates
from seed.mapping import profile_model, source_layout

ENDINGS = sorted(ending.lstrip(".") for ending in {*readers.UPLOAD.formats, ".toml"})
HOLDING = "upload.profile"
BY_TEMPLATE = "The columns of the template"
BY_HAND = "Other columns: I map them here"
OF_TEMPLATE = (
    "CSV files named like their tables (cases.csv, charges.csv …), one .zip of them, or one "
    "workbook."
)
OF_OTHERS = (
    "Files of another system, unchanged: CSV, a workbook or JSON, several together or in one .zip. "
    "Files and columns may have any names."
)
LIMITS = (
    f"At most {readers.UPLOAD.most_bytes >> 20} MB and "
    f"{readers.UPLOAD.most_rows:,} rows a table. Nothing is stored until you accept it. File "
    "names are stored with the records, so they must not contain names of persons."
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
    with card.card("Choose files", _note()):
        chosen, jurisdiction, day = _held(desk)
        # Before the files: what holds ids of persons is not sent until they can be replaced.
        key = upload_key.asked(_profiles().get(chosen), desk.key("chosen"))
        sent: list[Sent] = [*_uploaded(desk, disabled=key is None)]
        fault = intake_files.too_large(sent)
        if fault is not None:
            panel.show("notice.html", {"text": str(fault)}, key="upload.size")
        elif st.button(
            "Check the files",
            type="primary",
            disabled=not sent or key is None,
            key=desk.key("check"),
        ):
            _check(desk, sent, chosen, (jurisdiction.strip(), key or "", day))
    _remember(desk, [file.name for file in sent])


def _note() -> str:
    """What may be sent, of what was chosen that the files hold."""
    is_template = st.session_state.get(HOLDING, BY_TEMPLATE) == BY_TEMPLATE
    return f"{OF_TEMPLATE if is_template else OF_OTHERS} {LIMITS}"


def _held(desk: Desk) -> tuple[str, str, date | None]:
    """Draw what is said of the files: what they hold, whose records they are, and of which day."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Columns of the files",
            [BY_TEMPLATE, *_profiles(), BY_HAND],
            format_func=_said,
            key=HOLDING,
            width=360,
        )
        may_say = chosen in {BY_TEMPLATE, BY_HAND}
        jurisdiction = st.text_input(
            "Jurisdiction, if no file says it",
            placeholder=outside.plain("AAA or USA-CA" if may_say else "as the mapping says it"),
            max_chars=7,
            disabled=not may_say,
            key="upload.jurisdiction",
            width=260,
        )
        day = None if may_say else _day(desk)
        saved_mappings.draw_actions(_shelf(), chosen, desk.key("shelf"))
    return chosen, jurisdiction, day


def _day(desk: Desk) -> date | None:
    """Ask for the day of an export, which a mapping that is used again cannot know."""
    answer = st.date_input(
        saved_mappings.DAY,
        value=None,
        min_value=rules.FIRST_DAY,
        max_value=gate.tomorrow(),
        format="YYYY-MM-DD",
        help="Without it the day that the mapping says, or today.",
        key=desk.key("extracted_on"),
        width=260,
    )
    return answer if isinstance(answer, date) else None


def _uploaded(desk: Desk, *, disabled: bool) -> Sequence[Sent]:
    """Draw the place of the files; those that are there, and a word on those that no longer are."""
    sent = st.file_uploader(
        "Files of one submission",
        type=ENDINGS,
        accept_multiple_files=True,
        disabled=disabled,
        key=desk.key("files"),
    )
    _tell_of_lost(desk, sent)
    return sent


def _tell_of_lost(desk: Desk, sent: Sequence[Sent]) -> None:
    """Say what to choose again: what the browser lists or has kept, and the server has not."""
    # Streamlit lists them all in its state, and gives those that are there.
    if len(st.session_state[desk.key("files")] or []) > len(sent):
        desk.turn, desk.has_lost_files = desk.turn + 1, True
        st.rerun()
    desk.has_lost_files = desk.has_lost_files and not sent
    was = tab_storage.was()
    if desk.has_lost_files or (was.files and not sent and not desk.turn):
        panel.show("notice.html", {"text": upload_words.again(was)}, key="upload.lost")


def _remember(desk: Desk, files: list[str]) -> None:
    """Keep the names of the files in the tab; ask it for those of a session that has ended."""
    if not tab_storage.is_answered():
        # Before anything is kept over it.
        tab_storage.ask(desk.session)
    elif files:
        tab_storage.keep(desk.session, files, tab_storage.was().text)
    elif desk.turn and desk.fault is None and not desk.has_lost_files:
        # The upload was left: it is not to come back.
        tab_storage.forget(desk.session)


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
        ready = editor.draw(
            desk.draft,
            _shelf(),
            partial(_look_again, desk),
            first=desk.begins_with,
            jurisdiction=desk.jurisdiction,
            extracted_on=desk.request.extracted_on,
        )
        key = upload_key.asked(
            ready.text if ready is not None else None, desk.key("mapped"), desk.request.key
        )
    with st.container(horizontal=True):
        is_ready = ready is not None and key is not None
        if st.button("Check the files", type="primary", disabled=not is_ready, key="upload.map"):
            assert ready is not None
            # The mapping says the day from here on.
            asked = replace(desk.request, extracted_on=None)
            named = replace(asked, profile_text=ready.text, profile_name=ready.name)
            desk.examine(replace(named, key=key or ""))
            st.rerun()
        if st.button(outside.plain(desk.leaving), key="upload.map.leave"):
            desk.clear()
            st.rerun()
    assert desk.kept is not None
    tab_storage.keep(desk.session, desk.kept.names, editor.text_so_far())


def _check(desk: Desk, sent: list[Sent], chosen: str, stated: tuple[str, str, date | None]) -> None:
    """Keep the files and begin; `stated` are the jurisdiction, the key and the day."""
    jurisdiction, key, day = stated
    try:
        desk.keep(sent, jurisdiction if chosen == BY_TEMPLATE else "")
        desk.jurisdiction = jurisdiction
        _begin(desk, chosen, key, day)
    except errors.UserError as error:
        panel.show("notice.html", {"text": str(error)}, key="upload.not_begun")
    else:
        st.rerun()


def _begin(desk: Desk, chosen: str, key: str, day: date | None) -> None:
    assert desk.request is not None
    if chosen == BY_HAND:
        desk.look(tab_storage.was().heads)
    elif chosen == BY_TEMPLATE:
        desk.examine(desk.request)
    else:
        text = _profiles()[chosen]
        request = replace(desk.request, profile_text=text, profile_name=chosen)
        desk.examine(replace(request, key=key, extracted_on=day))


def _look_again(
    desk: Desk,
    heads: Mapping[str, source_layout.HeaderRows],
    arranged: Sequence[profile_model.SourceFile] | None,
) -> None:
    desk.look(heads, arranged)
    st.rerun()


def _shelf() -> saved_mappings.Shelf:
    url = data.current().url
    return saved_mappings.Shelf(
        data.profiles(), partial(batches.save_profile, url), partial(batches.forget_profile, url)
    )


def _profiles() -> dict[str, str]:
    """Saved and shipped profiles by name."""
    return saved_mappings.all_texts(data.profiles())


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
