"""One table of the mapping: which rows fill it, what fills each field, and how that is written."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import outside
from dashboard.shared import note
from dashboard.upload.mapping import changes, codes, files, words
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor, Place, Target, Work
from schemas import columns
from seed.mapping import drafting, language

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
    for target in changes.on_show(editor.work, place):
        _field(editor, progress, target)
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
            max_chars=language.LONGEST_SQL,
            placeholder="role = 'victim' AND age IS NOT NULL",
        )
    has_sql = table.where or any(one.sql is not None for one in table.columns.values())
    if has_sql and st.button(
        "Try the SQL on the first rows", key=editor.widget(*place.parts, "try")
    ):
        rule = work.rule(progress.profile, place)
        if rule is not None:
            shown = drafting.preview_rule(rule, work.draft.files)
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
            options=[target.column for target in changes.to_add(editor.work, place)],
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
            args=(changes.once_more,),
        )
        if sum(one[:2] == place[:2] for one in editor.work.places) > 1:
            st.button(
                "Remove this one",
                key=editor.widget(*place.parts, "away"),
                on_click=change,
                args=(changes.without,),
            )


def _field(editor: Editor, progress: Progress, target: Target) -> None:
    """Draw a field: its source, beside it how the source is written, below both its codes.

    What cannot be changed here is shown below them as the mapping says it.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _filled_by(editor, target)
    column = editor.work.column(target)
    if column is not None:
        with right:
            _written(editor, target, column)
    wrong = [*progress.at(target), *_to_look_at(editor.work, target)]
    note.draw_faults(wrong, key=editor.key(*target.parts, "faults"))
    if column is None:
        return
    if column.codes is not None:
        codes.draw(editor, target)
    elif target.field.kind in (*NUMERIC, columns.Kind.DATE) and column.constant is None:
        _unread(editor, target, column)
    if more := {key: value for key, value in column.more.items() if key not in TICKS}:
        st.code(drafting.more_text(more), language="toml")


def _to_look_at(work: Work, target: Target) -> list[str]:
    """What a person must look at, which may be right: it is no fault of the mapping."""
    column, source = work.column(target), work.source(target)
    if column is None:
        return []
    file, kind = work.file(target.place.file), target.field.kind
    table = work.table(target.place)
    said = [drafting.of_years(column), drafting.of_repeated(file, table, target.column, column)]
    if source is not None and (column.codes_from or kind in NUMERIC):
        said.append(drafting.of_fillers(source, column))
    if source is not None and kind in (*NUMERIC, columns.Kind.DATE):
        said.append(drafting.of_texts(source, column, kind))
    if target.column == "case_id" and column.source is not None:
        said.append(drafting.of_more_than_cases(file, column.source))
    return [words.sentence_case(one) for one in said if one]


def _filled_by(editor: Editor, target: Target) -> None:
    """What fills the field: nothing, a column, one value for all rows, or SQL."""
    source_columns = editor.work.file(target.place.file).columns
    column = editor.work.column(target)
    chosen = words.NOTHING
    if column is not None:
        of_column = words.COLUMN + (column.source or "")
        chosen = words.SQL if column.sql is not None else words.CONSTANT
        chosen = of_column if column.source is not None else chosen
    every = (*words.WAYS, *(words.COLUMN + one.name for one in source_columns), chosen)
    options = list(dict.fromkeys(every))
    editor.ask(
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
            return changes.with_column(work, target, drafting.ChosenColumn(constant=""))
        case words.SQL:
            return changes.with_sql(work, target)
    return changes.with_source(work, target, way.removeprefix(words.COLUMN))


def _written(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """Draw how what fills the field is written."""
    kind, source = target.field.kind, editor.work.source(target)
    if column.constant is not None:
        _constant(editor, target, column.constant)
        return
    if column.sql is not None:
        _ask(
            editor,
            st.text_area,
            "SQL that makes the text",
            target,
            "sql",
            value=column.sql,
            height="content",
            max_chars=language.LONGEST_SQL,
            placeholder="'K' || number || '-' || year",
        )
    if kind is columns.Kind.DATE:
        _dates(editor, target, column)
    elif kind in NUMERIC:
        _number(editor, target, column)
    elif kind is columns.Kind.ID and source is not None and (column.number or not source.is_code):
        # Signs behind the number of an id that cannot stand in one.
        _ask(
            editor,
            st.text_input,
            "Text to remove after each number, such as /PR",
            target,
            "number",
            lambda text: language.NumberFormat(after=text) if text else None,
            value=column.number.after if column.number is not None else "",
        )
    elif column.codes is not None:
        codes.count(editor, target)


def _ask(
    editor: Editor,
    widget: Callable[..., Any],
    label: str,
    target: Target,
    part: str,
    read: Callable[[Any], object] = lambda answer: answer,
    **look: Any,
) -> None:
    """Ask for a part of how the column is written; columns of one field have widgets each."""
    column = editor.work.column(target)
    of = (column.source,) if column is not None and column.source else ()
    editor.ask(
        widget,
        label,
        (*target.parts, part, *of),
        lambda work, answer: changes.with_part(work, target, **{part: read(answer)}),
        **look,
    )


def _constant(editor: Editor, target: Target, value: str) -> None:
    """The value of every row: one of the codes, or a text."""
    codes_ = [code.value for code in target.field.codes or ()]
    if not codes_:
        label = f"Value for every row: {words.FORMS[target.field.kind]}"
        _ask(editor, st.text_input, label, target, "constant", value=value)
        return
    _ask(
        editor,
        st.selectbox,
        "Value for every row",
        target,
        "constant",
        lambda answer: answer or "",
        options=codes_,
        index=codes_.index(value) if value in codes_ else None,
        placeholder="Choose a code",
    )


def _dates(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    source = editor.work.source(target)
    guessed = source.date if source else ()
    _ask(
        editor,
        st.multiselect,
        "Dates are written as",
        target,
        "date",
        tuple,
        options=list(dict.fromkeys((*guessed, *column.date, *words.DATES))),
        default=column.date,
        placeholder="Choose or type, such as DD/MM/YYYY",
        accept_new_options=True,
        select_all=False,
    )
    if column.names_months:
        _ask(
            editor,
            st.multiselect,
            "Months are named in",
            target,
            "language",
            tuple,
            options=language.LANGUAGES,
            default=column.language,
            format_func=words.language_name,
            placeholder="Choose one or more languages",
            select_all=False,
        )


def _number(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    now = column.number or language.NumberFormat()
    # Each way also with the signs around numbers, such as $1,234.50.
    signed = (replace(one, before=now.before, after=now.after) for one in words.NUMBERS)
    _ask(
        editor,
        st.selectbox,
        "Numbers are written as",
        target,
        "number",
        options=list(dict.fromkeys((now, *signed, *words.NUMBERS))),
        format_func=words.number,
    )


def _unread(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """Words that mean an empty cell, and whether cells that cannot be read are left empty."""
    said = len(column.missing) + len(TICKS.keys() & column.more.keys())
    counted = f" ({said} set)" if said else ""
    with st.popover(outside.plain(f"Empty and unreadable cells{counted}")):
        _ask(
            editor,
            st.multiselect,
            "Words that mean an empty cell",
            target,
            "missing",
            tuple,
            options=column.missing,
            default=column.missing,
            placeholder="Type, such as n.c.",
            accept_new_options=True,
            select_all=False,
        )
        for key in TICKS if target.field.kind is columns.Kind.DATE else ("unreadable",):
            _tick(editor, target, column, key)


def _tick(editor: Editor, target: Target, column: drafting.ChosenColumn, key: str) -> None:
    value, label, help_ = TICKS[key]

    def tick(work: Work, is_ticked: bool) -> Work:
        now = work.column(target)
        more = {one: kept for one, kept in now.more.items() if one != key} if now else {}
        return changes.with_part(work, target, more=more | ({key: value} if is_ticked else {}))

    editor.ask(
        st.checkbox,
        label,
        (*target.parts, key, column.read),
        tick,
        value=column.more.get(key) == value,
        help=help_,
    )
