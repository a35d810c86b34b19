"""How what fills a field is written: constants, dates, numbers, and cells that cannot be read."""

from collections.abc import Callable
from dataclasses import replace

import streamlit as st

from dashboard import outside
from dashboard.upload.mapping import choice, words
from dashboard.upload.mapping import codes as mapping_codes
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Target, column_at, is_there, source_of
from schemas import columns
from seed.mapping import drafting, language

# What stands beside, and is drawn otherwise than as it is written.
TICKS = {"unreadable": "blank", "missing_ok": True}
LABELS = {
    "unreadable": "Leave blank what cannot be read",
    "missing_ok": "Keep days that are in a wrong order with others",
}
HELPS = {
    "unreadable": "At most a fifth of the cells, each of which is told. Otherwise its row is"
    " refused.",
    "missing_ok": "The row is stored as it stands, and told. Otherwise it is refused.",
}
DRAWN = tuple(TICKS)
NUMERIC = (columns.Kind.MONEY, columns.Kind.INTEGER)


def draw(editor: Editor, progress: Progress, target: Target) -> None:
    """Draw how what fills the field is written."""
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    if column.constant is not None:
        _constant(editor, target, column)
        return
    if column.sql is not None:
        _sql(editor, target, column)
    if target.field.kind is columns.Kind.DATE:
        _dates(editor, target, column)
    elif target.field.kind in NUMERIC:
        _number(editor, target, column)
    elif (
        column.source
        and target.field.kind is columns.Kind.ID
        and _may_have_an_end(editor, target, column)
    ):
        _behind(editor, target, column)
    elif column.codes is not None:
        mapping_codes.count(editor, progress, target)


def _constant(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    codes = [code.value for code in target.field.codes or ()]
    if not codes:
        _text(editor, target, "constant", f"In every row: {words.FORMS[target.field.kind]}")
        return
    st.selectbox(
        "In every row",
        codes,
        index=codes.index(column.constant) if column.constant in codes else None,
        placeholder="Choose a code",
        key=editor.widget(*target.place.parts, target.column, "constant"),
        on_change=_say,
        args=(editor, target, "constant", lambda answer: str(answer or "")),
    )


def _sql(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    st.text_area(
        "SQL that gives the text",
        value=column.sql,
        height="content",
        max_chars=language.LONGEST_SQL,
        placeholder="'K' || number || '-' || year",
        key=editor.widget(*target.place.parts, target.column, "sql"),
        on_change=_say,
        args=(editor, target, "sql", lambda answer: str(answer or "").strip()),
    )


def _text(editor: Editor, target: Target, part: str, label: str) -> None:
    column = column_at(editor.work, target)
    st.text_input(
        outside.plain(label),
        value=getattr(column, part),
        key=editor.widget(*target.place.parts, target.column, part),
        on_change=_say,
        args=(editor, target, part, lambda answer: str(answer or "").strip()),
    )


def _dates(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    source = source_of(editor.work, target.place.file, column)
    guessed = source.date if source else ()
    st.multiselect(
        "Dates are written as",
        list(dict.fromkeys((*guessed, *column.date, *words.DATES))),
        default=column.date,
        placeholder="Choose or type, such as DD/MM/YYYY",
        accept_new_options=True,
        select_all=False,
        # Columns of equal place may have other dates.
        key=editor.widget(*target.place.parts, target.column, "date", column.read),
        on_change=_say,
        args=(editor, target, "date", tuple),
    )
    if column.names_months:
        st.multiselect(
            "Months are named in",
            language.LANGUAGES,
            default=column.language,
            format_func=words.language_name,
            placeholder="Choose one or more languages",
            select_all=False,
            key=editor.widget(*target.place.parts, target.column, "language", column.read),
            on_change=_say,
            args=(editor, target, "language", tuple),
        )


def _number(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    now = column.number or language.NumberFormat()
    # With what stands around them, too: $1,234.50 beside $1234.50.
    signed = (replace(one, before=now.before, after=now.after) for one in words.NUMBERS)
    ways = list(dict.fromkeys((now, *signed, *words.NUMBERS)))
    st.selectbox(
        "Numbers are written as",
        ways,
        format_func=words.number,
        key=editor.widget(*target.place.parts, target.column, "number", column.read),
        on_change=_say,
        args=(editor, target, "number", lambda answer: answer),
    )


def _may_have_an_end(editor: Editor, target: Target, column: drafting.ChosenColumn) -> bool:
    """Whether its cells are no codes as they stand, or what is behind them is left out already."""
    source = source_of(editor.work, target.place.file, column)
    return column.number is not None or (source is not None and not source.is_code)


def _behind(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """What stands behind the number of an id and cannot stand in one."""
    st.text_input(
        "Left out behind each number, such as /PR",
        value=column.number.after if column.number is not None else "",
        key=editor.widget(*target.place.parts, target.column, "number", column.read),
        on_change=_say,
        args=(editor, target, "number", _after),
    )


def _after(answer: object) -> language.NumberFormat | None:
    text = str(answer or "").rstrip()
    return language.NumberFormat(after=text) if text else None


def unread(editor: Editor, target: Target, column: drafting.ChosenColumn) -> None:
    """Cells that say nothing, and whether those that cannot be read are left blank."""
    said = len(column.missing) + len({*TICKS} & {*column.more})
    counted = f" ({said} said)" if said else ""
    with st.popover(outside.plain(f"Cells that cannot be read{counted}")):
        st.multiselect(
            "Cells that say nothing",
            column.missing,
            default=column.missing,
            placeholder="Type, such as n.c.",
            accept_new_options=True,
            select_all=False,
            key=editor.widget(*target.place.parts, target.column, "missing", column.read),
            on_change=_say,
            args=(editor, target, "missing", tuple),
        )
        for key in TICKS if target.field.kind is columns.Kind.DATE else ("unreadable",):
            _says(editor, target, column, key)


def _says(editor: Editor, target: Target, column: drafting.ChosenColumn, key: str) -> None:
    """Whether the mapping says something of the field, as a box to tick."""
    st.checkbox(
        LABELS[key],
        value=column.more.get(key) == TICKS[key],
        help=HELPS[key],
        key=editor.widget(*target.place.parts, target.column, key, column.read),
        on_change=_tick,
        args=(editor, target, key),
    )


def _tick(editor: Editor, target: Target, key: str) -> None:
    column = _column(editor, target)
    if column is None:
        return
    more = {one: kept for one, kept in column.more.items() if one != key}
    if editor.answer(*target.place.parts, target.column, key, column.read):
        more[key] = TICKS[key]
    editor.step(lambda work: choice.with_column(work, target, replace(column, more=more)))


def _column(editor: Editor, target: Target) -> drafting.ChosenColumn | None:
    """The column that a widget is of; None where it was taken away since it was drawn."""
    return column_at(editor.work, target) if is_there(editor.work, target.place) else None


def _say(editor: Editor, target: Target, part: str, read: Callable[[object], object]) -> None:
    """Take over what the widget of a part of the column says."""
    column = _column(editor, target)
    if column is None:
        return
    names = [part] if part in ("constant", "sql") else [part, column.read]
    value = read(editor.answer(*target.place.parts, target.column, *names))
    changed = replace(column, **{part: value})  # type: ignore[arg-type]
    editor.step(lambda work: choice.with_column(work, target, changed))
