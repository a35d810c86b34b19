"""One table of the mapping editor: which rows fill it, its fields, and what may be added."""

from collections.abc import Mapping
from dataclasses import replace

import streamlit as st

from dashboard import outside, words
from dashboard.upload.mapping import choice, only_where, suggested
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.fields import as_written, faults, field
from dashboard.upload.mapping.standing import Standing
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import (
    Place,
    Target,
    Work,
    column_at,
    drafted,
    table_at,
    with_table,
)
from seed.mapping import drafting

WHERE, ONLY_IF = "where", "only_if"


def draw(editor: Editor, standing: Standing, place: Place) -> None:
    """Draw which rows fill the table, and how each field is filled."""
    wrong = [*standing.beside(place), *left_open(editor.work, place)]
    faults(wrong, key=editor.key("beside", *place.parts))
    more = table_at(editor.work, place).more
    if WHERE in more:
        only_where.draw(
            editor,
            place,
            more[WHERE],
            lambda said: _where(editor, place, said),
            (*place.parts, WHERE),
        )
    else:
        # Before the fields: which rows are meant decides what is to be said of them.
        st.button(
            "Only some rows fill this table",
            key=editor.widget(*place.parts, WHERE, "begin"),
            on_click=_where,
            args=(editor, place, {}),
        )
    as_written({key: value for key, value in more.items() if key != WHERE})
    for target in choice.targets(editor.work, place):
        field(editor, standing, target)
        column = column_at(editor.work, target)
        if column is not None and ONLY_IF in column.more:
            _only_if(editor, target, column.more[ONLY_IF])
    _more(editor, place)
    _rows(editor, place)


def left_open(work: Work, place: Place) -> list[str]:
    """What the column that says what became of assets does not say of some of them."""
    table, file = table_at(work, place), drafted(work, place.file)
    if place.table != drafting.ASSETS or not drafting.looked_at(table.columns):
        return []
    return [one[:1].upper() + one[1:] for one in drafting.left_open(file)]


def _only_if(editor: Editor, target: Target, said: object) -> None:
    only_where.draw(
        editor,
        target.place,
        said,
        lambda changed: _fill_only(editor, target, changed),
        (*target.place.parts, target.column, ONLY_IF),
    )


def _where(editor: Editor, place: Place, said: Mapping[str, object] | None) -> None:
    def step(work: Work) -> Work:
        table = table_at(work, place)
        return with_table(work, place, replace(table, more=_saying(table.more, WHERE, said)))

    editor.step(step)


def _fill_only(editor: Editor, target: Target, said: Mapping[str, object] | None) -> None:
    column = column_at(editor.work, target)
    if column is not None:
        changed = replace(column, more=_saying(column.more, ONLY_IF, said))
        editor.step(lambda work: choice.with_column(work, target, changed))


def _saying(
    more: Mapping[str, object], key: str, said: Mapping[str, object] | None
) -> dict[str, object]:
    """What is said beside, with this said otherwise, or no more."""
    others = {one: value for one, value in more.items() if one != key}
    return others if said is None else {**others, key: said}


def _more(editor: Editor, place: Place) -> None:
    """A field more, and whether repeated rows count once."""
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Fill another field",
            [target.column for target in choice.to_add(editor.work, place)],
            index=None,
            format_func=lambda column: mapping_words.to_add(Target(place, column)),
            placeholder="Choose a field",
            key=editor.widget(*place.parts, "more"),
            on_change=_add,
            args=(editor, place),
        )
    table = table_at(editor.work, place)
    key = table.first_of or suggested.key_sources(table)
    if key:
        with right:
            st.checkbox(
                outside.plain(f"Rows with the same {words.listing(list(key))} count once"),
                value=bool(table.first_of),
                key=editor.widget(*place.parts, "once", *key),
                on_change=_once,
                args=(editor, place, key),
            )


def _add(editor: Editor, place: Place) -> None:
    column = editor.answer(*place.parts, "more")
    if isinstance(column, str):
        editor.step(lambda work: choice.with_target(work, Target(place, column)))
    # The select is for the next one.
    st.session_state[editor.widget(*place.parts, "more")] = None


def _once(editor: Editor, place: Place, key: tuple[str, ...]) -> None:
    names = key if editor.answer(*place.parts, "once", *key) else ()
    editor.step(lambda work: choice.with_one_row_each(work, place, names))


def _rows(editor: Editor, place: Place) -> None:
    """Only some rows, for the table or for a field; the table once more for others."""
    table = table_at(editor.work, place)
    everywhere = [name for name, column in table.columns.items() if ONLY_IF not in column.more]
    with st.container(horizontal=True, vertical_alignment="bottom"):
        st.selectbox(
            "Fill a field only in some rows",
            everywhere,
            index=None,
            placeholder="Choose a field",
            key=editor.widget(*place.parts, ONLY_IF),
            on_change=_in_some_rows,
            args=(editor, place),
            width=320,
        )
        st.button(
            outside.plain(f"Fill {place.table} once more"),
            help="Begun like this one, for others of the file's rows or other things in them.",
            key=editor.widget(*place.parts, "once_more"),
            on_click=_once_more,
            args=(editor, place),
        )
        if choice.times(editor.work, place) > 1:
            st.button(
                "Take this one away",
                key=editor.widget(*place.parts, "away"),
                on_click=_away,
                args=(editor, place),
            )


def _in_some_rows(editor: Editor, place: Place) -> None:
    name = editor.answer(*place.parts, ONLY_IF)
    if isinstance(name, str):
        _fill_only(editor, Target(place, name), {})
    st.session_state[editor.widget(*place.parts, ONLY_IF)] = None


def _once_more(editor: Editor, place: Place) -> None:
    editor.step(lambda work: choice.once_more(work, place))


def _away(editor: Editor, place: Place) -> None:
    editor.step(lambda work: choice.without(work, place))
