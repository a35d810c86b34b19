"""First step of an upload: choose files, a mapping of their columns, and a pseudonym key.

The page asks for the key before it reads the files, and never stores the key.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from functools import cache, partial

import streamlit as st

from dashboard import data, data_dictionary, untrusted_text, words
from dashboard.jobs import return_jobs, upload_files
from dashboard.jobs.upload_files import ReceivedFile
from dashboard.pages.upload.mapping import editor, saved_mappings, tab_storage
from dashboard.pages.upload.views import upload_words
from dashboard.pages.upload.views.upload_session import UploadSession
from dashboard.ui import downloads, html_card
from metrics.release import signing
from schemas import errors, rules
from schemas.language import current_language, marked, t
from seed import batches, gate, pseudonyms, readers, templates
from seed.mapping import parse_profile, profile_model, source_layout

ENDINGS = sorted(
    ending.lstrip(".") for ending in {*readers.UPLOAD.formats, ".toml", signing.SUFFIX}
)
HOLDING = "upload.profile"
BY_TEMPLATE = marked("The columns of the template")
BY_HAND = marked("Other columns: I map them here")
OF_TEMPLATE = marked(
    "Choose CSV files named like their tables (cases.csv, charges.csv …), a .zip of them, or one"
    " workbook."
)
OF_OTHERS = marked(
    "Choose unchanged files of another system: CSV, a workbook or JSON, several together or in one"
    " .zip. Files and columns can have any names."
)
FILE_NAMES = marked("File names are stored too. Do not put personal names in them.")
OF_RETURNS = marked("A return of another country has two files: a .zip and its .zip.sig.")
FILES = (
    (
        marked("Template (.xlsx)"),
        "template.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (marked("Data dictionary (.csv)"), "data_dictionary.csv", "text/csv"),
    (marked("Data dictionary (.html)"), "data_dictionary.html", "text/html"),
)
# A longer file cannot be a key.
MOST_KEY_BYTES = 4096
KEY_NOTE = marked(
    "This mapping replaces ids by pseudonyms, which are made with a key. Choose the key file that"
    " you used before. With another key, the same person would become another person. For the first"
    " export, create a new key, keep its file, and choose it here. The key is used only while the"
    " files are checked and stored. It is never stored with the records."
)
KEY_BEFORE = marked("The key that you chose before is used until you choose another.")
KEY_TOO_LONG = marked("The key in this file is too long.")


def draw_choice(upload: UploadSession) -> None:
    """Draw the choice of files, and check them when the button is pressed."""
    is_template = st.session_state.get(HOLDING, BY_TEMPLATE) == BY_TEMPLATE
    note = f"{t(OF_TEMPLATE if is_template else OF_OTHERS)} {t(FILE_NAMES)}"
    limits = t(
        "At most {megabytes} MB, and {rows} rows in a table.",
        megabytes=readers.UPLOAD.most_bytes >> 20,
        rows=words.count(readers.UPLOAD.most_rows),
    )
    with html_card.card(t("Choose files"), note, more=(t(OF_RETURNS), limits)):
        chosen, jurisdiction, day = _ask_contents(upload)
        # Before the files: files with ids of people must not be sent until these can be replaced.
        key = draw_key_fields(_mappings_by_name().get(chosen), upload.key("chosen"))
        sent = _draw_uploader(upload, disabled=key is None)
        fault = upload_files.too_large_finding(sent)
        if fault is not None:
            html_card.draw_notice(t(fault.wording), key="upload.size")
        elif st.button(
            t("Check the files"),
            type="primary",
            disabled=not sent or key is None,
            key=upload.key("check"),
        ):
            _check(upload, sent, chosen, jurisdiction.strip(), key=key or "", day=day)
    _keep_or_ask_tab(upload, [file.name for file in sent])


def _ask_contents(upload: UploadSession) -> tuple[str, str, date | None]:
    """Draw fields for the kind of columns, jurisdiction and day of the export; return all three."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("Columns of the files"),
            [BY_TEMPLATE, *_mappings_by_name(), BY_HAND],
            format_func=_option_label,
            key=HOLDING,
            width=360,
        )
        may_say = chosen in {BY_TEMPLATE, BY_HAND}
        jurisdiction = st.text_input(
            t("Jurisdiction (if not given in the files)"),
            placeholder=untrusted_text.escape_markdown(
                t("AAA or USA-CA") if may_say else t("as in the mapping")
            ),
            max_chars=7,
            disabled=not may_say,
            key="upload.jurisdiction",
            width=260,
        )
        day = None if may_say else _draw_export_day(upload)
        saved_mappings.draw_actions(_saved_mappings_of_user(), chosen, upload.key("shelf"))
    return chosen, jurisdiction, day


def _draw_export_day(upload: UploadSession) -> date | None:
    """Draw a field for the day of the export, which a saved mapping cannot know."""
    answer = st.date_input(
        t(saved_mappings.DAY),
        value=None,
        min_value=rules.FIRST_DAY,
        max_value=gate.tomorrow(),
        format="YYYY-MM-DD",
        help=t("If you leave this empty, the date in the mapping is used, or else today."),
        key=upload.key("extracted_on"),
        width=260,
    )
    return answer if isinstance(answer, date) else None


def _draw_uploader(upload: UploadSession, *, disabled: bool) -> list[ReceivedFile]:
    """Draw the file uploader, and which files must be chosen again; return its files."""
    sent = st.file_uploader(
        t("Files of one import"),
        type=ENDINGS,
        accept_multiple_files=True,
        disabled=disabled,
        key=upload.key("files"),
    )
    # The browser lists files that the server lost. They are in Streamlit's state, which lists all
    # files, but it returns only those that still exist.
    if len(st.session_state[upload.key("files")] or []) > len(sent):
        upload.turn, upload.has_lost_files = upload.turn + 1, True
        st.rerun()
    upload.has_lost_files = upload.has_lost_files and not sent
    was = tab_storage.tab_state()
    if upload.has_lost_files or (was.files and not sent and not upload.turn):
        html_card.draw_notice(upload_words.lost_files_note(was), key="upload.lost")
    return [*sent]


def _keep_or_ask_tab(upload: UploadSession, files: list[str]) -> None:
    """Keep the files' names in the browser tab, or ask the tab for those of an old session."""
    if not tab_storage.has_tab_answered():
        # Before the stored state is overwritten.
        tab_storage.request_tab_state(upload.session)
    elif files:
        tab_storage.keep_in_tab(upload.session, files, tab_storage.tab_state().text)
    elif upload.turn and upload.fault is None and not upload.has_lost_files:
        # The user left the upload, so it must not come back.
        tab_storage.clear_tab_state(upload.session)


def draw_templates() -> None:
    """Draw downloads of the empty template and the data dictionary."""
    with html_card.card(t("No file yet? Download a template")):
        html_card.draw_note(
            t(
                "The template is a workbook with a sheet for each table. It has lists to choose"
                " from and an example, which is not imported. The data dictionary explains each"
                " column."
            ),
            key="upload.takeaways",
        )
        with st.container(horizontal=True):
            for label, name, kind in FILES:
                content = _template_files(current_language())[name]
                key = f"upload.download.{name}"
                downloads.draw_download(t(label), content, name=name, kind=kind, key=key)


def map_columns(upload: UploadSession) -> None:
    """Draw the mapping editor, and check the files once the mapping has no faults."""
    assert upload.draft is not None
    assert upload.request is not None
    with html_card.card(t("Map the columns to fields")):
        ready = editor.draw_editor(
            upload.draft,
            _saved_mappings_of_user(),
            partial(_read_layout_again, upload),
            first=upload.begins_with,
            jurisdiction=upload.jurisdiction,
            extracted_on=upload.request.extracted_on,
        )
        key = draw_key_fields(
            ready.text if ready is not None else None, upload.key("mapped"), upload.request.key
        )
    with st.container(horizontal=True):
        is_ready = ready is not None and key is not None
        if st.button(t("Check the files"), type="primary", disabled=not is_ready, key="upload.map"):
            assert ready is not None
            # From here on, the mapping states the day.
            asked = replace(upload.request, extracted_on=None)
            named = replace(asked, profile_text=ready.text, profile_name=ready.name)
            upload.examine(replace(named, key=key or ""))
            st.rerun()
        if st.button(untrusted_text.escape_markdown(t(upload.leave_label)), key="upload.map.leave"):
            upload.clear()
            st.rerun()
    assert upload.kept is not None
    tab_storage.keep_in_tab(upload.session, upload.kept.names, editor.unfinished_mapping_text())


def _check(
    upload: UploadSession,
    sent: list[ReceivedFile],
    chosen: str,
    jurisdiction: str,
    *,
    key: str,
    day: date | None,
) -> None:
    """Store the files and start to check them, as the user chose."""
    try:
        if return_jobs.are_returns([file.name for file in sent]):
            upload.keep(sent)
            upload.check_returns()
        else:
            upload.keep(sent, jurisdiction if chosen == BY_TEMPLATE else "")
            upload.jurisdiction = jurisdiction
            assert upload.request is not None
            if chosen == BY_HAND:
                upload.find_columns(tab_storage.tab_state().heads)
            elif chosen == BY_TEMPLATE:
                upload.examine(upload.request)
            else:
                by_mapping = replace(
                    upload.request, profile_text=_mappings_by_name()[chosen], profile_name=chosen
                )
                upload.examine(replace(by_mapping, key=key, extracted_on=day))
    except errors.UserError as error:
        html_card.draw_notice(t(error.wording), key="upload.not_begun")
    else:
        st.rerun()


def _read_layout_again(
    upload: UploadSession,
    heads: Mapping[str, source_layout.HeaderRows],
    arranged: Sequence[profile_model.SourceFile] | None,
) -> None:
    upload.find_columns(heads, arranged)
    st.rerun()


def _saved_mappings_of_user() -> saved_mappings.SavedMappings:
    url = data.current_source().url
    return saved_mappings.SavedMappings(
        data.profiles(), partial(batches.save_profile, url), partial(batches.forget_profile, url)
    )


def _mappings_by_name() -> dict[str, str]:
    """Return saved and shipped mappings by name."""
    return saved_mappings.all_texts(data.profiles())


def _option_label(option: str) -> str:
    if option in {BY_TEMPLATE, BY_HAND}:
        return t(option)
    return t("The columns of the mapping “{mapping}”", mapping=option)


# Cached, because it does not change while the program runs.
@cache
def _template_files(_language: str) -> dict[str, bytes]:
    dictionary = templates.dictionary_html(data_dictionary.measures_by_column())
    return {
        "template.xlsx": templates.template_workbook(),
        "data_dictionary.csv": templates.dictionary_csv(),
        "data_dictionary.html": dictionary.encode(),
    }


def draw_key_fields(text: str | None, key: str, before: str = "") -> str | None:
    """Draw fields for the key of pseudonyms.

    Returns "" if the mapping needs no key, None if the user gave none. `key` begins widgets' keys;
    `before` is the pseudonym key that this upload had before.
    """
    if text is None or not parse_profile.parse_profile_text("upload", text).needs_key:
        return ""
    html_card.draw_note(t(KEY_NOTE), key=f"{key}.key_note")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sent = st.file_uploader(t("Key file"), key=f"{key}.key_file", max_upload_size=1)
        # A new key at each download, never stored.
        downloads.draw_download(
            t("Create a new key"),
            _new_key,
            name="pseudonym.key",
            kind="text/plain",
            key=f"{key}.new_key",
        )
    if sent is None and before:
        html_card.draw_note(t(KEY_BEFORE), key=f"{key}.key_before")
    if sent is None:
        return before or None
    read = sent.getvalue()[: MOST_KEY_BYTES + 1].decode("utf-8-sig", "replace").strip()
    fault = KEY_TOO_LONG if len(read) > MOST_KEY_BYTES else pseudonyms.key_fault(read)
    if fault is None:
        return read
    html_card.draw_notice(t(fault), key=f"{key}.key_fault")
    return None


def _new_key() -> bytes:
    return f"{secrets.token_hex(pseudonyms.NEW_KEY_BYTES)}\n".encode()
