"""One table of the mapping editor: which rows fill it, its fields, and what may be added."""

import streamlit as st

from dashboard import outside
from dashboard.upload.mapping import choice, sql_editor
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.fields import faults, field
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Place, Target, Work, drafted, is_there, table_at
from seed.mapping import drafting


def draw(editor: Editor, progress: Progress, place: Place, look: sql_editor.Again) -> None:
    """Draw which rows fill the table, and how each field is filled."""
    wrong = [*progress.beside(place), *left_open(editor.work, place)]
    faults(wrong, key=editor.key("beside", *place.parts))
    # Before the fields: which rows are meant decides what is to be said of them.
    sql_editor.draw_where(editor, progress, place, look)
    for target in choice.targets(editor.work, place):
        field(editor, progress, target)
    _more(editor, place)


def left_open(work: Work, place: Place) -> list[str]:
    """What the column that says what became of assets does not say of some of them."""
    table, file = table_at(work, place), drafted(work, place.file)
    if place.table != drafting.ASSETS or not drafting.says_what_became(table.columns):
        return []
    return [one[:1].upper() + one[1:] for one in drafting.left_open(file)]


def _more(editor: Editor, place: Place) -> None:
    """A field more; the table once more for others of the file's rows."""
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Fill another field",
            [target.column for target in choice.to_add(editor.work, place)],
            index=None,
            format_func=lambda column: mapping_words.to_add(Target(place, column)),
            placeholder="Choose a field",
            key=editor.widget(*place.parts, "more"),
            on_change=_add,
            args=(editor, place),
            width=420,
        )
        st.button(
            outside.plain(f"Fill {place.table} once more"),
            help="Begun like this one, for others of the file's rows or other things in them.",
            key=editor.widget(*place.parts, "once_more"),
            on_click=_change,
            args=(editor, place, choice.once_more),
        )
        if choice.times(editor.work, place) > 1:
            st.button(
                "Take this one away",
                key=editor.widget(*place.parts, "away"),
                on_click=_change,
                args=(editor, place, choice.without),
            )


def _add(editor: Editor, place: Place) -> None:
    column = editor.answer(*place.parts, "more")
    if isinstance(column, str):
        editor.step(lambda work: choice.with_target(work, Target(place, column)))
    # The select is for the next one.
    st.session_state[editor.widget(*place.parts, "more")] = None


def _change(editor: Editor, place: Place, change: choice.OfPlace) -> None:
    editor.step(lambda work: change(work, place) if is_there(work, place) else work)
    # Those behind it have other numbers now.
    editor.redraw()
