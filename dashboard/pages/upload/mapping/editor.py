"""The editor that maps the columns of an export to fields of records, and their values to codes."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import streamlit as st

from dashboard import untrusted_text, words
from dashboard.pages.upload.mapping import (
    field_widgets,
    file_widgets,
    mapping_words,
    saved_mappings,
    state,
    tab_storage,
)
from dashboard.pages.upload.mapping.progress import MappingFault, Progress
from dashboard.pages.upload.mapping.saved_mappings import SavedMappings
from dashboard.pages.upload.mapping.state import BEGIN, NAME, Editor, MappingWork, TableFill
from dashboard.ui import downloads, html_card
from schemas import findings, rules, tables
from schemas.language import comma_list, marked, n, t
from seed import gate
from seed.mapping import (
    draft_export,
    draft_tables,
    not_collected,
    profile_model,
    profile_sql,
    profile_toml,
)

SUGGESTED = marked("Suggestions for this file")
TO_NAME = marked(
    "Give this mapping a name. Its ids are row numbers, so the next import with a mapping of this"
    " name replaces this import."
)
BY_ROW = marked("The source has no ids: each import with this mapping replaces the previous one")
BY_ROW_TIP = marked(
    "Row numbers are used as ids. In the next export, the same number can mean another row. So"
    " each export must contain all records that you want to keep."
)
WAS_OLD = marked("This mapping had an old format. It was rewritten in SQL. Check it, then save it.")
COMMENTS = marked(
    "This mapping has comments between its lines. When you save it here, only the comment at the"
    " beginning is kept."
)
PSEUDONYMS_TIP = marked(
    "This needs a key file, which you choose before the files are checked. Equal ids become equal"
    " pseudonyms. Without the key nobody can find the original ids."
)
# Session keys: whether files are read again on request, and which table is shown.
ASKED, SHOWN = "asked", "place"
# Reasons why fields are not filled, and how they are recorded.
UNFILLED = {
    profile_model.Unfilled.NOT_COLLECTED: (
        marked("This source does not collect them"),
        marked("They are stored as not collected. No measure counts them as “no”."),
    ),
    profile_model.Unfilled.ELSEWHERE: (
        marked("Other files of the jurisdiction have them"),
        marked("If no file has them, measures can count them as “no”."),
    ),
}
UNSAID = marked("Choose why. Otherwise measures can count them as “no”.")


class ReadyMapping(NamedTuple):
    """A mapping without faults: its name and its text."""

    name: str
    text: str


def draw_editor(
    draft: draft_export.Draft,
    shelf: SavedMappings,
    again: file_widgets.ReadAgain,
    *,
    first: str = "",
    jurisdiction: str = "",
    extracted_on: date | None = None,
) -> ReadyMapping | None:
    """Draw the editor for the draft of an upload, and return the mapping once it has no faults.

    `again` reads the files again with other rows of column names or other SELECTs. `first` is the
    name of the saved or shipped mapping to begin with. `jurisdiction` is used if that mapping has
    none; `extracted_on`, the day of the export, is always used.
    """
    editor = Editor()

    def ask_again(
        heads: file_widgets.HeaderRowsByFile, arranged: file_widgets.Files | None
    ) -> None:
        st.session_state[editor.key(ASKED)] = True
        again(heads, arranged)

    def look(arranged: file_widgets.Files) -> None:
        ask_again({}, arranged)

    _draw_findings(editor, draft)
    file_widgets.draw_header_rows(draft, ask_again)
    if not draft.files:
        return None
    texts = saved_mappings.all_texts(shelf.saved)
    if not editor.is_begun() or editor.work.draft != draft:
        _begin_again(editor, draft, first if first in texts else "", texts)
        if jurisdiction and editor.work.chosen.statement.jurisdiction is None:
            editor.begin(state.with_submission_facts(editor.work, jurisdiction=jurisdiction))
        if extracted_on is not None:
            editor.begin(state.with_submission_facts(editor.work, extracted_on=extracted_on))
    _run_saved_selects(editor, look)
    if not _begin_with(editor, shelf, texts):
        return None
    progress = Progress(editor.work)
    _draw_submission_facts(editor)
    file_widgets.draw_selects(editor, look)
    _draw_tables(editor)
    _draw_progress(editor, progress)
    if (place := _choose_table(editor, progress)) is not None:
        field_widgets.draw_table(editor, progress, place, look)
    _draw_unfilled(editor, progress.lacking)
    return _draw_actions(editor, progress, shelf)


def unfinished_mapping_text() -> str:
    """Return the mapping in the editor as text; empty if none is begun."""
    editor = Editor()
    return Progress(editor.work).text if editor.is_begun() else ""


def _draw_findings(editor: Editor, draft: draft_export.Draft) -> None:
    """Draw how reading changed what a file contains, and why a file was not read."""
    unread = findings.only_errors(draft.findings)
    wrong = [mapping_words.finding_text(one) for one in unread]
    html_card.draw_faults(wrong, key=editor.key("unread"))
    # What is wrong with a SELECT is shown next to it.
    made = {file.name for file in draft.said or () if file.select}
    for number, one in enumerate(draft.findings):
        if one not in unread and one.file not in made:
            html_card.draw_note(mapping_words.finding_text(one), editor.key("read", str(number)))


def _begin_again(
    editor: Editor, draft: draft_export.Draft, first: str, texts: dict[str, str]
) -> None:
    """Begin with the mapping `first`, else the one that the browser tab kept, else suggestions.

    If the same files were only read again, all choices stay.
    """
    if st.session_state.pop(editor.key(ASKED), False) and editor.is_begun():
        editor.begin(state.carry_over_mapping(editor.work, draft))
        return
    editor.begin(state.suggested_mapping(draft))
    st.session_state[editor.key(BEGIN)] = first or SUGGESTED
    st.session_state[editor.key(NAME)] = ""
    editor.remember(None, file_widgets.OPEN)
    was = tab_storage.tab_state().chosen
    if first:
        _open_chosen(editor, texts)
    elif was is not None:
        # What the tab kept may be of other files.
        names = {one.file for one in was.files if not one.select}
        if names & {one.file.file for one in draft.files}:
            editor.begin(MappingWork(draft, saved_mappings.match_files(was, draft)))


def _run_saved_selects(editor: Editor, look: file_widgets.RunSelects) -> None:
    """Run the SELECTs of the mapping over the files, unless this was done already."""
    draft, said = editor.work.draft, editor.work.chosen.files
    was_asked = st.session_state.pop(editor.key(ASKED), False)
    read = draft.said if draft.said is not None else [one.file for one in draft.files]
    # These parts of files decide how they are read.
    wanted, known = ({(one.name, one.missing, one.select) for one in of} for of in (said, read))
    if wanted == known:
        return
    if not was_asked:
        look(said)
        return
    # Reading was cancelled, so only the suggestions are left to begin with.
    st.session_state[editor.key(BEGIN)] = SUGGESTED
    editor.begin(state.suggested_mapping(draft))


def _begin_with(editor: Editor, shelf: SavedMappings, texts: dict[str, str]) -> bool:
    """Draw a select box of mappings to begin with; return whether the chosen one can be opened.

    If it cannot be opened, the reason is drawn.
    """
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            t("Begin with"),
            [SUGGESTED, *texts],
            format_func=lambda name: t(SUGGESTED) if name == SUGGESTED else name,
            key=editor.key(BEGIN),
            on_change=_open_chosen,
            args=(editor, texts),
            width=420,
        )
        saved_mappings.draw_actions(shelf, chosen, editor.key(BEGIN))
    text = texts.get(chosen)
    if text is None:
        return True
    work, wrong = saved_mappings.open_mapping(chosen, text, editor.work.draft)
    if work is not None:
        return True
    html_card.draw_faults(wrong, key=editor.key("not_opened"))
    _offer_download(editor, chosen, text)
    return False


def _open_chosen(editor: Editor, texts: dict[str, str]) -> None:
    name, draft = st.session_state[editor.key(BEGIN)], editor.work.draft
    if name not in texts:
        editor.begin(state.suggested_mapping(draft))
        return
    work, _ = saved_mappings.open_mapping(name, texts[name], draft)
    if work is not None:
        editor.begin(work)
        st.session_state[editor.key(NAME)] = name


def _draw_submission_facts(editor: Editor) -> None:
    """Draw questions on whom the rows are about, and the fields about the whole submission."""
    for number, said in enumerate(draft_tables.first_questions(editor.work.draft.files)):
        html_card.draw_note(t(said), key=editor.key("questions", str(number)))
    chosen = editor.work.chosen
    statement = chosen.statement
    first, second = st.columns(2)
    with first:
        editor.ask(
            st.text_input,
            t("Jurisdiction, such as AAA or USA-CA"),
            ("jurisdiction",),
            lambda work, said: state.with_submission_facts(work, jurisdiction=said or None),
            value=statement.jurisdiction or "",
            max_chars=16,
        )
    with second:
        editor.ask(
            st.date_input,
            t(saved_mappings.DAY),
            ("extracted_on",),
            lambda work, said: state.with_submission_facts(work, extracted_on=said),
            value=statement.extracted_on,
            # Without this, Streamlit refuses days more than ten years ago.
            min_value=rules.FIRST_DAY,
            max_value=gate.tomorrow(),
            format="YYYY-MM-DD",
        )
    if statement.ids or any(profile_sql.find_numbered_ids(chosen.tables, chosen.files)):
        editor.ask(
            st.checkbox,
            t(BY_ROW),
            ("ids",),
            lambda work, said: state.with_submission_facts(work, ids="by_row" if said else None),
            value=statement.ids is not None,
            help=t(BY_ROW_TIP),
        )


def _draw_tables(editor: Editor) -> None:
    for file in editor.work.draft.files:
        label = file.file.name

        def fill(work: MappingWork, names: list[str], label: str = label) -> MappingWork:
            return state.with_tables(work, label, names)

        editor.ask(
            st.multiselect,
            t("Tables filled from {file}", file=mapping_words.file_label(file)),
            ("tables", label),
            fill,
            options=list(tables.BY_NAME),
            default=list(dict.fromkeys(p.table for p in editor.work.places if p.file == label)),
            format_func=mapping_words.table_label,
            placeholder=t("Choose what the rows are about"),
            # Otherwise Enter would choose all matching options, because "select all" comes first.
            select_all=False,
            filter_mode="contains",
        )
    if ids := state.replaceable_ids(editor.work):
        editor.ask(
            st.multiselect,
            t("Ids to replace by pseudonyms, in every table"),
            ("pseudonyms", *ids),
            state.with_pseudonyms,
            options=list(ids),
            default=[name for name, is_replaced in ids.items() if is_replaced],
            placeholder=t("None"),
            select_all=False,
            help=t(PSEUDONYMS_TIP),
        )
    _draw_unchangeable(editor)


def _draw_unchangeable(editor: Editor) -> None:
    """Draw, as text, the parts of the mapping that this page cannot change."""
    if said := profile_toml.stated_rows_text(editor.work.chosen):
        with st.expander(t("Rows that this mapping adds")):
            st.code(said, language="toml")
    if editor.work.was_old:
        html_card.draw_note(t(WAS_OLD), key=editor.key("was_old"))
    if editor.work.has_comments:
        html_card.draw_note(t(COMMENTS), key=editor.key("comments"))


def _draw_progress(editor: Editor, progress: Progress) -> None:
    html_card.draw_faults(progress.table_faults(None), key=editor.key("beside"))
    columns, not_read = len(progress.columns), progress.not_read
    facts = [
        html_card.Fact(
            t("Columns read"),
            t(
                "{part} of {all}",
                part=words.count(columns - len(not_read)),
                all=words.count(columns),
            ),
        ),
        html_card.Fact(t("Cells with a code"), mapping_words.part_of_text(*progress.codes)),
        html_card.Fact(t("To correct"), words.count(len(progress.faults))),
        html_card.Fact(t("Columns not read"), mapping_words.column_names_text(not_read)),
    ]
    html_card.draw_facts(facts, name="mapping.progress")


def _choose_table(editor: Editor, progress: Progress) -> TableFill | None:
    """Draw a select box of tables and return the chosen one; None if no table is filled."""
    filled = editor.work.places
    if not filled:
        return None
    by_name = {mapping_words.table_name_with_file(one, filled): one for one in filled}

    def plain(name: str) -> str:
        faults = progress.count(by_name[name])
        if faults:
            name = t("{table} · {number} to correct", table=name, number=words.count(faults))
        return untrusted_text.escape_markdown(name)

    was = editor.remembered(SHOWN)
    name = st.segmented_control(
        t("Fields of"),
        list(by_name),
        default=next((name for name, one in by_name.items() if one == was), next(iter(by_name))),
        format_func=plain,
        # With other tables the select box is a new widget.
        key=editor.widget(SHOWN, *by_name),
        required=True,
    )
    editor.remember(by_name[name], SHOWN)
    return by_name[name]


def _draw_unfilled(editor: Editor, lacking: not_collected.Lacking) -> None:
    """Draw which fields nothing fills and how they are recorded; nothing if all are filled."""
    if not lacking.columns:
        return
    said = editor.work.chosen.statement.unfilled
    html_card.draw_note(unfilled_sentence(lacking, said), key=editor.key("unfilled"))
    with st.expander(t("Fields and tables that are not filled")):
        rows = [(table, comma_list(names)) for table, names in lacking.columns.items()]
        rows += [(table, t("the whole table")) for table in lacking.tables]
        html_card.draw_table((t("Table"), t("Fields")), rows, name="mapping.unfilled")
    editor.ask(
        st.selectbox,
        t("Why are these fields not filled?"),
        ("unfilled",),
        lambda work, answer: state.with_submission_facts(work, unfilled=answer),
        options=list(UNFILLED),
        # Only old mappings lack this.
        index=None if said is None else list(UNFILLED).index(said),
        format_func=lambda one: t(UNFILLED[one][0]),
        placeholder=t("Choose"),
        width=420,
    )


def unfilled_sentence(lacking: not_collected.Lacking, said: profile_model.Unfilled | None) -> str:
    """Return how many fields are not filled, and what that means for the records."""
    unfilled = n(
        "{count} field is not filled (tables: {tables}).",
        "{count} fields are not filled (tables: {tables}).",
        lacking.number,
        tables=words.listing([*lacking.columns]),
    )
    return f"{unfilled} {t(UNSAID) if said is None else t(UNFILLED[said][1])}"


def _draw_actions(editor: Editor, progress: Progress, shelf: SavedMappings) -> ReadyMapping | None:
    """Draw buttons to undo, save and download; return the mapping once it has no faults."""
    name = saved_mappings.draw_name_field(editor)
    with st.container(horizontal=True):
        st.button(
            t("Undo"),
            on_click=editor.undo,
            disabled=not editor.state.before,
            key=editor.key("undo"),
        )
        _offer_download(editor, name or "mapping", progress.text)
        is_saved = st.button(
            t("Save the mapping"),
            disabled=bool(progress.faults) or not name,
            key=editor.key("save"),
        )
    if is_saved:
        saved_mappings.save_mapping(name, progress.text_to_keep, shelf)
    if progress.faults:
        html_card.draw_note(faults_sentence(progress.faults), key=editor.key("to_do"))
        return None
    if editor.work.chosen.statement.ids and not name:
        html_card.draw_note(t(TO_NAME), key=editor.key("to_name"))
        return None
    return ReadyMapping(name or "upload", progress.text)


def _offer_download(editor: Editor, name: str, text: str) -> None:
    label, kind = t("Download as TOML"), "application/toml"
    downloads.draw_download(label, text, name=f"{name}.toml", kind=kind, key=editor.key("download"))


def faults_sentence(faults: Sequence[MappingFault]) -> str:
    parts = [
        n("{count} thing is left to correct.", "{count} things are left to correct.", len(faults))
    ]
    if of := list(dict.fromkeys(fault.place.table for fault in faults if fault.place)):
        parts.append(t("Tables: {tables}.", tables=words.listing(of)))
    return " ".join([*parts, t("After that you can check the files or save the mapping.")])
