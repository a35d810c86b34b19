"""What is said of the whole submission, and what the mapping says that cannot be changed here."""

from datetime import date

import streamlit as st

from dashboard.shared import note
from dashboard.upload.mapping import choice, fixed, ids
from dashboard.upload.mapping.state import Editor
from schemas import rules
from seed import gate
from seed.mapping import drafting

BY_ROW = "This source has no ids: each import replaces the last one by this mapping, as a whole"
WAS_OLD = (
    "This mapping was of the old form. What stands here is the same in SQL: look at it, and save"
    " it."
)
COMMENTS = (
    "This mapping has comments between its lines. They have no place here: what is saved from here"
    " keeps the one at its head alone."
)


def draw(editor: Editor) -> None:
    """What is said of the whole submission."""
    statement = editor.work.chosen.statement
    first, second = st.columns(2)
    with first:
        st.text_input(
            "Jurisdiction, such as AAA or USA-CA",
            value=statement.jurisdiction or "",
            max_chars=16,
            key=editor.widget("jurisdiction"),
            on_change=_state_jurisdiction,
            args=(editor,),
        )
    with second:
        st.date_input(
            fixed.DAY,
            value=statement.extracted_on,
            # Streamlit would take no day more than ten years ago.
            min_value=rules.FIRST_DAY,
            max_value=gate.tomorrow(),
            format="YYYY-MM-DD",
            key=editor.widget("extracted_on"),
            on_change=_state_day,
            args=(editor,),
        )
    if statement.ids or any(table.has_ids_by_row for table in editor.work.chosen.tables):
        st.checkbox(
            BY_ROW,
            value=statement.ids is not None,
            help="Numbers of rows stand for ids, and name other rows in the next export. So each"
            " export must hold all that is to stay.",
            key=editor.widget("ids"),
            on_change=_state_ids,
            args=(editor,),
        )


def _state_jurisdiction(editor: Editor) -> None:
    jurisdiction = str(editor.answer("jurisdiction") or "").strip() or None
    editor.step(lambda work: choice.stated(work, jurisdiction=jurisdiction))


def _state_ids(editor: Editor) -> None:
    ids_by_row = "by_row" if editor.answer("ids") else None
    editor.step(lambda work: choice.stated(work, ids=ids_by_row))


def _state_day(editor: Editor) -> None:
    answer = editor.answer("extracted_on")
    day = answer if isinstance(answer, date) else None
    editor.step(lambda work: choice.stated(work, extracted_on=day))


def pseudonyms(editor: Editor) -> None:
    """Which ids are replaced, asked once for all tables."""
    filled = ids.filled(editor.work)
    if filled:
        st.multiselect(
            "Ids replaced by keyed pseudonyms, in every table",
            filled,
            default=ids.pseudonyms(editor.work),
            placeholder="None",
            select_all=False,
            help="Needs a key file, which is asked for before the files are checked. Equal cells"
            " become equal pseudonyms; nobody without the key can tell them.",
            key=editor.widget("pseudonyms", *filled),
            on_change=_replace,
            args=(editor, tuple(filled)),
        )


def _replace(editor: Editor, filled: tuple[str, ...]) -> None:
    names = editor.answer("pseudonyms", *filled)
    editor.step(lambda work: ids.with_pseudonyms(work, names if isinstance(names, list) else []))


def kept(editor: Editor) -> None:
    """What the mapping says beside what can be changed here, as it says it."""
    said = drafting.stated_text(editor.work.chosen)
    if said:
        with st.expander("Rows that this mapping states itself"):
            st.code(said, language="toml")
    if editor.work.was_old:
        note.draw(WAS_OLD, key=editor.key("was_old"))
    if editor.work.has_comments:
        note.draw(COMMENTS, key=editor.key("comments"))


def questions(editor: Editor) -> None:
    """What is to be looked at before all else: whose the rows are."""
    for number, said in enumerate(drafting.questions(editor.work.draft.files)):
        note.draw(said, key=editor.key("questions", str(number)))
