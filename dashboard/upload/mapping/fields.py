"""One table of the mapping: which rows fill it, what fills each field, and how that is written."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import outside
from dashboard.shared import note
from dashboard.upload.mapping import changes, codes, files, words
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor, FieldEditor, Place, Target, Work
from schemas import columns
from seed.mapping import (
    cell_formats,
    draft_columns,
    draft_selects,
    profile_keys,
    profile_toml,
    sql_tree,
)

NUMERIC = (columns.Kind.MONEY, columns.Kind.INTEGER)
# What the mapping may say of cells that cannot be read, as boxes to tick.
TICKS = {
    "unreadable": (
        "blank",
        "Leave empty what cannot be read",
        "At most a fifth of the cells; each is listed. Otherwise its row is refused.",
    ),
    "missing_ok": (
        True,
        "Keep days that are in the wrong order",
        "The row is stored as it is, and listed. Otherwise it is refused.",
    ),
}


def draw(editor: Editor, progress: Progress, place: Place, look: files.Look) -> None:
    """Draw which rows fill the table, and how each field is filled."""
    note.draw_faults(progress.beside(place), key=editor.key("beside", *place.parts))
    # Before the fields: which rows are meant decides what is to be said of them.
    _rows(editor, progress, place, look)
    for target in changes.shown_targets(editor.work, place):
        _field(FieldEditor(editor, target), progress)
    _more(editor, place)


def _rows(editor: Editor, progress: Progress, place: Place, look: files.Look) -> None:
    """Which file and which rows of it fill the table; all of its SQL is tried on ten rows."""
    work, table = editor.work, editor.work.table(place)
    if key := changes.repeated_key(table, work.file(place.file)):
        files.offer_one_row_each(editor, place, key, look)
    labels = list(dict.fromkeys((*(file.name for file in work.chosen.files), place.file)))
    left, right = st.columns((1, 2), vertical_alignment="top")
    with left:
        editor.ask(
            st.selectbox,
            "Filled from",
            (*place.parts, "file"),
            lambda work, file: work.with_table(place, file=file),
            options=labels,
            index=labels.index(place.file),
        )
    with right:
        editor.ask(
            st.text_area,
            "Use only rows where (SQL; leave empty for all rows)",
            (*place.parts, "where"),
            lambda work, where: work.with_table(place, where=where),
            value=table.where,
            height="content",
            max_chars=sql_tree.LONGEST,
            placeholder="role = 'victim' AND age IS NOT NULL",
        )
    has_sql = table.where or any(one.sql is not None for one in table.columns.values())
    if has_sql and st.button(
        "Try the SQL on the first rows", key=editor.widget(*place.parts, "try")
    ):
        rule = work.rule(progress.profile, place)
        if rule is not None:
            shown = draft_selects.preview_rule(rule, work.draft.files)
            note.draw_faults(shown.faults, key=editor.key(*place.parts, "tried"))
            files.draw_preview(editor, shown, *place.parts, "tried")


def _more(editor: Editor, place: Place) -> None:
    """A field more; the table once more for others of the file's rows."""

    def change(by: Callable[[Work, Place], Work]) -> None:
        editor.step(lambda work: by(work, place))
        # Those behind it have other numbers now.
        editor.redraw()

    with st.container(horizontal=True, vertical_alignment="bottom"):
        editor.ask(
            st.selectbox,
            "Fill another field",
            (*place.parts, "more"),
            lambda work, name: changes.with_target(work, Target(place, name)) if name else work,
            then="empty",
            options=[target.column for target in changes.addable_targets(editor.work, place)],
            index=None,
            format_func=lambda name: f"{name}: {Target(place, name).field.meaning}",
            placeholder="Choose a field",
            width=420,
        )
        st.button(
            outside.plain(f"Fill {place.table} again"),
            help="Makes more rows of this table from the same file: from other rows of the file, or"
            " of other things in its rows.",
            key=editor.widget(*place.parts, "once_more"),
            on_click=change,
            args=(changes.with_copy,),
        )
        if sum(one[:2] == place[:2] for one in editor.work.places) > 1:
            st.button(
                "Remove this one",
                key=editor.widget(*place.parts, "away"),
                on_click=change,
                args=(changes.without_table,),
            )


def _field(field: FieldEditor, progress: Progress) -> None:
    """Draw a field: its source, beside it how the source is written, below both its codes.

    What cannot be changed here is shown below them as the mapping says it.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _filled_by(field)
    column, target = field.column, field.target
    if column is not None:
        with right:
            _draw_formats(field, column)
    wrong = [*progress.at(target), *_to_look_at(field.work, target)]
    note.draw_faults(wrong, key=field.key("faults"))
    if column is None:
        return
    if column.codes is not None:
        codes.draw(field, column)
    elif target.field.kind in (*NUMERIC, columns.Kind.DATE) and column.constant is None:
        _unread(field, column)
    if more := {key: value for key, value in column.more.items() if key not in TICKS}:
        st.code(profile_toml.toml_lines(more), language="toml")


def _to_look_at(work: Work, target: Target) -> list[str]:
    """What a person must look at, which may be right: it is no fault of the mapping."""
    column, file = work.column(target), work.file(target.place.file)
    if column is None:
        return []
    if column.source is not None and file.columns and work.source(target) is None:
        return [f"This file has no column “{column.source}”. Choose another column."]
    said = draft_columns.list_doubts(file, target.place.table, target.column, column)
    return [words.sentence_case(one) for one in said]


def _filled_by(field: FieldEditor) -> None:
    """What fills the field: nothing, a column, one value for all rows, or SQL."""
    target, column = field.target, field.column
    source_columns = field.work.file(target.place.file).columns
    chosen = words.NOTHING
    if column is not None:
        of_column = words.COLUMN + (column.source or "")
        chosen = words.SQL if column.sql is not None else words.CONSTANT
        chosen = of_column if column.source is not None else chosen
    every = (*words.WAYS, *(words.COLUMN + one.name for one in source_columns), chosen)
    options = list(dict.fromkeys(every))
    field.editor.ask(
        st.selectbox,
        words.field(target),
        target.parts,
        lambda work, way: filled(work, target, way),
        options=options,
        index=options.index(chosen),
        format_func=lambda option: words.way(option, source_columns),
    )


def filled(work: Work, target: Target, way: str) -> Work:
    """The choice with a field filled in another way; what the way needs is begun."""
    match way:
        case words.NOTHING:
            return changes.with_column(work, target, None)
        case words.CONSTANT:
            return changes.with_column(work, target, profile_toml.ColumnChoice(constant=""))
        case words.SQL:
            return changes.with_sql(work, target)
    return changes.with_source(work, target, way.removeprefix(words.COLUMN))


def _draw_formats(field: FieldEditor, column: profile_toml.ColumnChoice) -> None:
    """Draw how what fills the field is written."""
    kind, source = field.target.field.kind, field.source
    if column.constant is not None:
        _constant(field, column.constant)
        return
    if column.sql is not None:
        look: dict[str, Any] = {"placeholder": "'K' || number || '-' || year", "height": "content"}
        label, most = "SQL that makes the text", sql_tree.LONGEST
        _ask(field, st.text_area, label, "sql", value=column.sql, max_chars=most, **look)
    if kind is columns.Kind.DATE:
        _dates(field, column)
    elif kind in NUMERIC:
        now = column.number or cell_formats.NumberFormat()
        # Each way also with the signs around numbers, such as $1,234.50.
        signed = (replace(one, before=now.before, after=now.after) for one in words.NUMBERS)
        ways = list(dict.fromkeys((now, *signed, *words.NUMBERS)))
        label = "Numbers are written as"
        _ask(field, st.selectbox, label, "number", options=ways, format_func=words.number)
    elif kind is columns.Kind.ID and source is not None and (column.number or not source.is_code):
        # Signs behind the number of an id that cannot stand in one.
        after = column.number.after if column.number is not None else ""
        label = "Text to remove after each number, such as /PR"
        _ask(field, st.text_input, label, "number", _number_before, value=after)
    elif column.codes is not None:
        codes.count(field)


def _number_before(text: str) -> cell_formats.NumberFormat | None:
    return cell_formats.NumberFormat(after=text) if text else None


def _ask(
    field: FieldEditor,
    widget: Callable[..., Any],
    label: str,
    part: str,
    read: Callable[[Any], object] = lambda answer: answer,
    **look: Any,
) -> None:
    """Ask for a part of how the column is written."""

    def say(work: Work, answer: object) -> Work:
        return changes.with_part(work, field.target, **{part: read(answer)})

    field.ask(widget, label, (part,), say, **look)


def _ask_list(
    field: FieldEditor, label: str, part: str, options: Sequence[str], hint: str, **look: Any
) -> None:
    """Ask for a list of words."""
    default = getattr(field.column, part)
    options = list(dict.fromkeys((*options, *default)))
    look |= {"options": options, "default": default, "placeholder": hint, "select_all": False}
    _ask(field, st.multiselect, label, part, tuple, **look)


def _constant(field: FieldEditor, value: str) -> None:
    """The value of every row: one of the codes, or a text."""
    codes_ = [code.value for code in field.target.field.codes or ()]
    label, part = "Value for every row", "constant"
    if not codes_:
        _ask(field, st.text_input, label, part, value=value)
        return
    index = codes_.index(value) if value in codes_ else None
    look = {"options": codes_, "index": index, "placeholder": "Choose a code"}
    _ask(field, st.selectbox, label, part, lambda answer: answer or "", **look)


def _dates(field: FieldEditor, column: profile_toml.ColumnChoice) -> None:
    known = (*(field.source.date if field.source else ()), *column.date, *words.DATES)
    hint = "Choose or type, such as DD/MM/YYYY"
    _ask_list(field, "Dates are written as", "date", known, hint, accept_new_options=True)
    if column.names_months:
        label, hint = "Months are named in", "Choose one or more languages"
        named = words.language_name
        _ask_list(field, label, "language", profile_keys.LANGUAGES, hint, format_func=named)


def _unread(field: FieldEditor, column: profile_toml.ColumnChoice) -> None:
    """Words that mean an empty cell, and whether cells that cannot be read are left empty."""
    said = len(column.missing) + len(TICKS.keys() & column.more.keys())
    counted = f" ({said} set)" if said else ""
    with st.popover(outside.plain(f"Empty and unreadable cells{counted}")):
        label, hint = "Words that mean an empty cell", "Type, such as n.c."
        _ask_list(field, label, "missing", (), hint, accept_new_options=True)
        for key in TICKS if field.target.field.kind is columns.Kind.DATE else ("unreadable",):
            _tick(field, column, key)


def _tick(field: FieldEditor, column: profile_toml.ColumnChoice, key: str) -> None:
    value, label, help_ = TICKS[key]

    def tick(work: Work, is_ticked: bool) -> Work:
        now = work.column(field.target)
        more = {one: kept for one, kept in now.more.items() if one != key} if now else {}
        more |= {key: value} if is_ticked else {}
        return changes.with_part(work, field.target, more=more)

    field.ask(st.checkbox, label, (key,), tick, value=column.more.get(key) == value, help=help_)
