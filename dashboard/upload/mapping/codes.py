"""The codes of one field: what each value of the source becomes."""

from collections.abc import Iterator
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.shared import note
from dashboard.upload.mapping import changes, progress
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.changes import CodeKind
from dashboard.upload.mapping.progress import Coded
from dashboard.upload.mapping.state import Editor, Target, Work
from seed.mapping import drafting, language

IN_A_ROW = 3
MANY = (
    "This column has too many different values to list. Type values below, or say with a pattern"
    " what they become. Rows with other values are refused."
)
LEAVE_EMPTY = "leave them empty"
LEAVE_OUT = "leave these rows out with the condition of the table"
OF_ALL = "This includes cells of rows that the condition of the table leaves out."
HIDDEN = (
    "{} cells have values that are rare, long, or may identify a person. They are not listed; you"
    " can type them below."
)
ADD: dict[CodeKind, str] = {
    "codes": "Add a value, spelled as in the file",
    "codes_like": "Add a pattern, such as ^[0-9]+$ for any number",
    "codes_from": "Add a number from which the meaning changes, such as 18",
}


def draw(editor: Editor, target: Target) -> None:
    """Draw a select for each value of the source, with how many cells hold it."""
    column, source = editor.work.column(target), editor.work.source(target)
    assert column is not None, f"{target.column} is not filled"
    shown = [value for value, _ in source.values.shown] if source else []
    with st.container(border=True):
        entries = [*_entries(editor.work, target, shown)]
        for first in range(0, len(entries), IN_A_ROW):
            for place, entry in zip(st.columns(IN_A_ROW), entries[first:], strict=False):
                with place:
                    _becomes(editor, target, *entry)
        kinds: list[CodeKind] = []
        if source is None or source.values.hidden or not shown:
            kinds += ["codes", "codes_like"]
        if column.codes_from or (source is not None and source.is_number):
            kinds.append("codes_from")
        for place, kind in zip(st.columns(len(kinds) or 1), kinds, strict=False):
            with place:
                _add(editor, target, kind)
        _left(editor, target)


def _entries(work: Work, target: Target, shown: list[str]) -> Iterator[tuple[CodeKind, str, str]]:
    """What may become a code: its kind, its text and its label."""
    column, source = work.column(target), work.source(target)
    counted = progress.coded(work, target)
    assert column is not None, f"{target.column} is not filled"
    known = [code.value for code in target.field.codes or ()]
    by_value = counted.by_value if counted is not None else {}
    for value in shown:
        meant = " or ".join(drafting.perhaps(value, known))
        question = f": {meant}?" if meant else ""
        yield "codes", value, f"{value} · {words.counted(by_value[value], 'cell')}{question}"
    for value in column.codes or {}:
        if value not in shown:
            # Of a column whose values are not counted nobody knows how often one is there.
            is_known = source is not None and source.counts
            cells = f"{words.counted(by_value.get(value, 0), 'cell')}, " if is_known else ""
            yield "codes", value, f"{value} · {cells}typed in"
    yield from (("codes_like", like, f"{like} · pattern") for like in column.codes_like)
    yield from (("codes_from", one, f"Numbers from {one} on") for one in column.codes_from)


def _becomes(editor: Editor, target: Target, kind: CodeKind, value: str, label: str) -> None:
    column = editor.work.column(target)
    assert column is not None, f"{target.column} is not filled"
    code = (getattr(column, kind) or {}).get(value)
    chosen = mapping_words.NOT_SAID if code is None else (code or mapping_words.BLANK)
    options = list(dict.fromkeys((mapping_words.NOT_SAID, *options_of(target), chosen)))

    def become(work: Work, option: str) -> Work:
        return changes.with_codes(work, target, {value: _code(option)}, kind)

    editor.ask(
        st.selectbox,
        label,
        (*target.parts, kind, column.read, value),
        become,
        options=options,
        index=options.index(chosen),
        format_func=mapping_words.becomes,
    )


def options_of(target: Target) -> list[str]:
    """What a value of the source may become."""
    codes = [code.value for code in target.field.codes or ()]
    # A record without it is refused: it cannot be left empty.
    return codes if target.field.required else [mapping_words.BLANK, *codes]


def _code(option: str) -> str | None:
    return {mapping_words.NOT_SAID: None, mapping_words.BLANK: ""}.get(option, option)


def _add(editor: Editor, target: Target, kind: CodeKind) -> None:
    """A value that is not shown, what many of them look like, or a number such as an age."""
    column = editor.work.column(target)

    def add(work: Work, text: str) -> Work:
        if not text or (kind == "codes_from" and not language.is_number(text)):
            return work
        return changes.with_codes(work, target, {text: ""}, kind)

    names = (*target.parts, "add", kind, column.read if column else "")
    editor.ask(st.text_input, ADD[kind], names, add, then="empty")


def _left(editor: Editor, target: Target) -> None:
    """What all values become that are shown and not mapped yet; what was done with them."""
    column, left = editor.work.column(target), changes.values_left(editor.work, target)
    if not left:
        if said := editor.remembered(*target.parts, "left"):
            note.draw(str(said), key=editor.key(*target.parts, "left_said"))
        return

    def become(work: Work, option: Any) -> Work:
        if option is None:
            return work
        listed, code = mapping_words.names(left), mapping_words.becomes(option)
        said = f"{words.counted(len(left), 'value')} now become {code}: {listed}."
        if code == mapping_words.BECOMES[mapping_words.BLANK]:
            said = f"{words.counted(len(left), 'value')} are now left empty: {listed}."
        editor.remember(said, *target.parts, "left")
        return changes.with_codes(work, target, dict.fromkeys(left, _code(option)))

    editor.ask(
        st.selectbox,
        f"All values that are not mapped yet ({len(left)}) become",
        (*target.parts, "left", column.read if column else ""),
        become,
        # The selects of these values show what was said of them before.
        then="redraw",
        options=options_of(target),
        index=None,
        format_func=mapping_words.becomes,
        placeholder="Choose",
    )


def count(editor: Editor, target: Target) -> None:
    """Say how far the codes of a field have come."""
    counted = progress.coded(editor.work, target)
    if counted is not None:
        said = sentence(counted, is_required=target.field.required)
        note.draw(said, key=editor.key(*target.parts, "codes"))


def sentence(counted: Coded, *, is_required: bool = False) -> str:
    """How far the codes have come, and which cells were counted.

    Of a field that a record cannot be without no cell may be left empty.
    """
    cells, mapped = words.count(counted.cells), words.count(counted.mapped)
    if not counted.cells:
        said = [MANY]
    elif counted.mapped == counted.cells:
        said = [f"All {cells} cells have a code."]
    elif not counted.values:
        said = [MANY, f"{mapped} of {cells} cells have a code so far."]
    else:
        of = f"{words.count(counted.values_mapped)} of {words.count(counted.values)} values"
        or_else = LEAVE_OUT if is_required else LEAVE_EMPTY
        so_far = f"{of} and {mapped} of {cells} cells have a code."
        said = [so_far, f"Rows with other values are refused: map these values, or {or_else}."]
        said += [HIDDEN.format(words.count(counted.hidden))] if counted.hidden else []
    return " ".join([*said, *([OF_ALL] if counted.is_of_all else [])])
