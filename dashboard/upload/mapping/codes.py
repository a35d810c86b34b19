"""The codes of one field: what each value of the source becomes."""

from collections.abc import Iterator
from typing import Any

import streamlit as st

from dashboard import words
from dashboard.shared import note
from dashboard.upload.mapping import changes, progress
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.changes import CodeKind
from dashboard.upload.mapping.state import FieldEditor, Target, Work
from seed.mapping import cell_formats, guess_columns, profile_toml

IN_A_ROW = 3
MANY = (
    "This column has too many different values to list. Type values below, or say with a pattern"
    " what they become."
)
OF_ALL = "This includes cells of rows that the condition of the table leaves out."
HIDDEN = (
    "Values that are rare, long, or may identify a person are not listed. You can type them below."
)
ADD: dict[CodeKind, str] = {
    "codes": "Add a value, spelled as in the file",
    "codes_like": "Add a pattern, such as ^[0-9]+$ for any number",
    "codes_from": "Add a number from which the meaning changes, such as 18",
}


def draw(field: FieldEditor, column: profile_toml.ColumnChoice) -> None:
    """Draw a select for each value of the source, with how many cells hold it."""
    source, left = field.source, changes.unmapped_values(field.work, field.target)
    every = [value for value, _ in source.values.shown] if source else []
    # Values that have their code by a pattern or as numbers are not listed.
    shown = [value for value in every if value in (column.codes or {}) or value in left]
    with st.container(border=True):
        entries = [*_entries(field, column, shown)]
        for first in range(0, len(entries), IN_A_ROW):
            for place, entry in zip(st.columns(IN_A_ROW), entries[first:], strict=False):
                with place:
                    _becomes(field, column, *entry)
        kinds: list[CodeKind] = []
        if source is None or source.values.hidden or shown != every or not shown:
            kinds += ["codes", "codes_like"]
        if column.codes_from or (source is not None and source.is_number):
            kinds.append("codes_from")
        for place, kind in zip(st.columns(len(kinds)) if kinds else (), kinds, strict=True):
            with place:
                _add(field, kind)
        _left(field, left)


def _entries(
    field: FieldEditor, column: profile_toml.ColumnChoice, shown: list[str]
) -> Iterator[tuple[CodeKind, str, str]]:
    """What may become a code: its kind, its text and its label."""
    source, counted = field.source, progress.count_coded(field.work, field.target)
    known = [code.value for code in field.target.field.codes or ()]
    by_value = counted.by_value if counted is not None else {}
    for value in shown:
        meant = " or ".join(guess_columns.possible_codes(value, known))
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


def _becomes(
    field: FieldEditor, column: profile_toml.ColumnChoice, kind: CodeKind, value: str, label: str
) -> None:
    code = (getattr(column, kind) or {}).get(value)
    chosen = mapping_words.NOT_SAID if code is None else (code or mapping_words.BLANK)
    options = list(dict.fromkeys((mapping_words.NOT_SAID, *code_options(field.target), chosen)))

    def become(work: Work, option: str) -> Work:
        return changes.with_codes(work, field.target, {value: _code(option)}, kind)

    look = {"options": options, "index": options.index(chosen)}
    names = (kind, value)
    field.ask(st.selectbox, label, names, become, format_func=mapping_words.becomes, **look)


def code_options(target: Target) -> list[str]:
    """What a value of the source may become."""
    codes = [code.value for code in target.field.codes or ()]
    # A record without it is refused: it cannot be left empty.
    return codes if target.field.required else [mapping_words.BLANK, *codes]


def _code(option: str) -> str | None:
    return {mapping_words.NOT_SAID: None, mapping_words.BLANK: ""}.get(option, option)


def _add(field: FieldEditor, kind: CodeKind) -> None:
    """A value that is not shown, what many of them look like, or a number such as an age."""

    def add(work: Work, text: str) -> Work:
        if not text or (kind == "codes_from" and not cell_formats.is_number(text)):
            return work
        return changes.with_codes(work, field.target, {text: ""}, kind)

    field.ask(st.text_input, ADD[kind], ("add", kind), add, then="empty")


def _left(field: FieldEditor, left: list[str]) -> None:
    """What all values become that are shown and not mapped yet; what was done with them."""
    editor, target = field.editor, field.target
    if not left:
        if said := editor.remembered(*target.parts, "left"):
            note.draw(str(said), key=field.key("left_said"))
        return

    def become(work: Work, option: str | None) -> Work:
        if option is None:
            return work
        listed, several = mapping_words.names(left), words.counted(len(left), "value")
        is_blank = option == mapping_words.BLANK
        now = "are now left empty" if is_blank else f"now become {option}"
        editor.remember(f"{several} {now}: {listed}.", *target.parts, "left")
        return changes.with_codes(work, target, dict.fromkeys(left, _code(option)))

    label = f"All values that are not mapped yet ({len(left)}) become"
    look: dict[str, Any] = {"options": code_options(target), "index": None, "placeholder": "Choose"}
    # The selects of these values show what was said of them before.
    look |= {"format_func": mapping_words.becomes, "then": "redraw"}
    field.ask(st.selectbox, label, ("left",), become, **look)


def count(field: FieldEditor) -> None:
    """Say how far the codes of a field have come."""
    if said := sentence(field.work, field.target):
        note.draw(said, key=field.key("codes"))


def sentence(work: Work, target: Target) -> str:
    """How many cells have a code, and what becomes of the others; blank where nobody knows.

    Of a field that a record cannot be without no cell may be left empty.
    """
    counted, source = progress.count_coded(work, target), work.source(target)
    if counted is None or source is None:
        return ""
    has_all = counted.mapped == counted.cells > 0
    of = "All " if has_all else f"{words.count(counted.mapped)} of "
    said = [f"{of}{words.counted(counted.cells, 'cell')} have a code."]
    if not has_all:
        or_else = "leave these rows out with the condition of the table"
        or_else = or_else if target.field.required else "leave them empty"
        said.append(f"Rows with other values are refused: map these values, or {or_else}.")
        said.append(HIDDEN if source.values.shown else MANY)
        if source.values.shown and not source.values.hidden:
            said.pop()
    return " ".join([*said, *([OF_ALL] if work.table(target.place).where else [])])
