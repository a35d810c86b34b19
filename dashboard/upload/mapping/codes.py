"""The codes of one field: what each value of the source becomes."""

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard import outside, words
from dashboard.shared import note
from dashboard.upload.mapping import choice
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.coded_cells import Coded
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Target, column_at, source_of
from seed.mapping import drafting, language

IN_A_ROW = 3
MANY = (
    "Too many different values to show. Say by a pattern what they become, or type them in; rows of"
    " which nothing is said are refused."
)
LEAVE_BLANK = "leave them blank"
LEAVE_OUT = "leave these rows out by the condition of the table"
OF_ALL = "Cells that the condition of the table leaves out are counted too."
# What a select is of: a value of the source, a pattern that is found in values, or a number.
VALUE, LIKE, FROM = "code", "like", "from"
SAYING = {VALUE: choice.with_code, LIKE: choice.with_code_like, FROM: choice.with_code_from}


def draw(editor: Editor, progress: Progress, target: Target) -> None:
    """Draw a select per value of the source, with how many cells hold it."""
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    source = source_of(editor.work, target.place.file, column)
    counted = progress.coded(target)
    by_value = counted.by_value if counted is not None else {}
    shown = {value: by_value.get(value, 0) for value, _ in source.values.shown} if source else {}
    typed = [value for value in column.codes or {} if value not in shown]
    with st.container(border=True):
        known = [code.value for code in target.field.codes or ()]
        every = [
            (value, mapping_words.value(value, cells, drafting.perhaps(value, known)))
            for value, cells in shown.items()
        ]
        # Of a column whose values are not counted nobody knows how often one is there.
        known_cells = by_value if source is not None and source.counts else {}
        every += [(value, _typed(value, known_cells)) for value in typed]
        for first in range(0, len(every), IN_A_ROW):
            places = st.columns(IN_A_ROW)
            for place, (value, label) in zip(places, every[first : first + IN_A_ROW], strict=False):
                with place:
                    _value(editor, target, value, label)
        for like in column.codes_like:
            _value(editor, target, like, f"{like} · pattern", kind=LIKE)
        for start in column.codes_from:
            _value(editor, target, start, f"Numbers from {start} on", kind=FROM)
        if column.codes_from or (source is not None and source.is_number):
            _from(editor, target, column)
        is_hidden = source is None or source.values.hidden or not shown
        if is_hidden:
            _another(editor, target, column)
        if set(shown) - set(column.codes or {}):
            _left(editor, target, column)
        elif said := editor.shown(*target.place.parts, target.column, "left"):
            note.draw(str(said), key=editor.key(*target.place.parts, target.column, "left_said"))


def _typed(value: str, by_value: Mapping[str, int]) -> str:
    """A value that was typed in, with how many cells hold it, where that is known."""
    if not by_value:
        return f"{value} · typed in"
    return f"{mapping_words.value(value, by_value.get(value, 0))}, typed in"


def count(editor: Editor, progress: Progress, target: Target) -> None:
    """Say how far the codes of a field have come."""
    counted = progress.coded(target)
    if counted is not None:
        said = sentence(counted, is_required=target.field.required)
        note.draw(said, key=editor.key(*target.place.parts, target.column, "codes"))


def sentence(counted: Coded, *, is_required: bool = False) -> str:
    """How far the codes have come, and which cells were counted.

    Of a field that a record cannot be without no cell may be left blank.
    """
    of = f" {OF_ALL}" if counted.is_of_all else ""
    return f"{_come(counted, LEAVE_OUT if is_required else LEAVE_BLANK)}{of}"


def _come(counted: Coded, or_else: str) -> str:
    if not counted.cells:
        return MANY
    if counted.mapped == counted.cells:
        return f"All {words.count(counted.cells)} cells become a code."
    if not counted.values:
        return (
            f"{MANY} {words.count(counted.mapped)} of {words.count(counted.cells)} cells have a"
            " code so far."
        )
    text = (
        f"{words.count(counted.values_mapped)} of {words.count(counted.values)} values and"
        f" {words.count(counted.mapped)} of {words.count(counted.cells)} cells become a code. The"
        f" rows of the others would be refused: map them, or {or_else}."
    )
    if not counted.hidden:
        return text
    return (
        f"{text} {words.count(counted.hidden)} cells hold values that are rare, long, or may tell"
        " of a person: they are not shown, and can be typed in."
    )


def _value(editor: Editor, target: Target, value: str, label: str, *, kind: str = VALUE) -> None:
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    options = [mapping_words.NOT_SAID, *becomes(target)]
    said = {LIKE: column.codes_like, FROM: column.codes_from}.get(kind, column.codes or {})
    code = said.get(value)
    chosen = mapping_words.NOT_SAID if code is None else (code or mapping_words.BLANK)
    options += [chosen] if chosen not in options else []
    names = (*target.place.parts, target.column, kind, column.read, value)
    st.selectbox(
        outside.plain(label),
        options,
        index=options.index(chosen),
        format_func=mapping_words.becomes,
        key=editor.widget(*names),
        on_change=_become,
        args=(editor, target, value, names, kind),
    )


def becomes(target: Target) -> list[str]:
    """What a value of the source may become."""
    codes = [code.value for code in target.field.codes or ()]
    # A record without it is refused: there is no blank to leave it in.
    return codes if target.field.required else [mapping_words.BLANK, *codes]


def _become(editor: Editor, target: Target, value: str, names: tuple[str, ...], kind: str) -> None:
    option = str(editor.answer(*names))
    code = {mapping_words.NOT_SAID: None, mapping_words.BLANK: ""}.get(option, option)
    editor.step(lambda work: SAYING[kind](work, target, value, code))


def _left(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """What all values become that are shown and not mapped yet."""
    names = (*target.place.parts, target.column, "left", column.read)
    st.selectbox(
        "All shown values that are not mapped yet become",
        becomes(target),
        index=None,
        format_func=mapping_words.becomes,
        placeholder="Choose",
        key=editor.widget(*names),
        on_change=_become_left,
        args=(editor, target, names),
    )


def _become_left(editor: Editor, target: Target, names: tuple[str, ...]) -> None:
    option = editor.answer(*names)
    if isinstance(option, str):
        code = "" if option == mapping_words.BLANK else option
        left = choice.values_left(editor.work, target)
        editor.step(lambda work: choice.with_codes_left(work, target, code))
        # The widgets of these values show what was said of them before: they are drawn anew.
        editor.redraw()
        editor.show(_said(left, option), *target.place.parts, target.column, "left")


def _said(left: Sequence[str], option: str) -> str:
    """What was done with the values of which nothing was said."""
    listed = mapping_words.names(left)
    return (
        f"{words.counted(len(left), 'value')} now become {mapping_words.becomes(option)}: {listed}."
    )


def _from(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """A number from which on others mean something else, such as an age."""
    names = (*target.place.parts, target.column, "start", column.read)
    st.text_input(
        "Numbers from here on, such as 18",
        key=editor.widget(*names),
        on_change=_add_from,
        args=(editor, target, names),
        width=320,
    )


def _add_from(editor: Editor, target: Target, names: tuple[str, ...]) -> None:
    start = str(editor.answer(*names)).strip()
    st.session_state[editor.widget(*names)] = ""
    if language.is_number(start):
        editor.step(lambda work: choice.with_code_from(work, target, start, ""))


def _add_like(editor: Editor, target: Target, names: tuple[str, ...]) -> None:
    like = str(editor.answer(*names)).strip()
    st.session_state[editor.widget(*names)] = ""
    if like:
        editor.step(lambda work: choice.with_code_like(work, target, like, ""))


def _another(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """A value that is not shown, or what many of them look like."""
    left, right = st.columns(2)
    with left:
        names = (*target.place.parts, target.column, "another", column.read)
        st.text_input(
            "Another value of the source, as it is spelt there",
            key=editor.widget(*names),
            on_change=_add,
            args=(editor, target, names),
        )
    with right:
        names = (*target.place.parts, target.column, "pattern", column.read)
        st.text_input(
            "Values like a pattern, such as ^[0-9]+$ for any number",
            key=editor.widget(*names),
            on_change=_add_like,
            args=(editor, target, names),
        )


def _add(editor: Editor, target: Target, names: tuple[str, ...]) -> None:
    value = str(editor.answer(*names)).strip()
    # The place is free for the next one.
    st.session_state[editor.widget(*names)] = ""
    if value:
        editor.step(lambda work: choice.with_code(work, target, value, ""))
