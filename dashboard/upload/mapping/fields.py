"""One field of the mapping editor: what fills it, how that is written, what is wrong with it."""

from collections.abc import Callable, Sequence
from dataclasses import replace

import streamlit as st

from dashboard import outside
from dashboard.shared import panel
from dashboard.upload.mapping import choice, words
from dashboard.upload.mapping import codes as mapping_codes
from dashboard.upload.mapping.standing import Standing
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Target, Work, column_at, drafted, source_column
from schemas import columns
from seed import mapping

EMPTY = mapping.ChosenColumn()
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
DRAWN = ("only_if", *TICKS)
NUMERIC = (columns.Kind.MONEY, columns.Kind.INTEGER)


def field(editor: Editor, standing: Standing, target: Target) -> None:
    """Draw a field: its source, beside it how the source is written, below both its codes.

    What cannot be changed here stands below them as the mapping says it.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _filled_by(editor, target)
    column = column_at(editor.work, target)
    if column is not None:
        with right:
            _details(editor, standing, target)
    wrong = [*standing.at(target.place, target.column), *_to_look_at(editor, target)]
    faults(wrong, key=editor.key(*target.place.parts, target.column, "faults"))
    if column is None:
        return
    if column.codes is not None:
        mapping_codes.draw(editor, standing, target)
    elif target.field.kind in (*NUMERIC, columns.Kind.DATE) and column.source is not None:
        _unread(editor, target, column)
    as_written({key: value for key, value in column.more.items() if key not in DRAWN})


def _to_look_at(editor: Editor, target: Target) -> list[str]:
    """What a person must look at, which may be right: it is no fault of the mapping."""
    column = column_at(editor.work, target)
    if column is None or column.source is None:
        return []
    said = [mapping.of_years(column)]
    if target.column == "case_id":
        file = drafted(editor.work, target.place.file)
        said.append(mapping.of_more_than_cases(file, column.source))
    return [words[:1].upper() + words[1:] for words in said if words]


def faults(wordings: Sequence[str], *, key: str) -> None:
    """Say what is wrong, with a sign beside the colour; `key` is unique on the page."""
    if wordings:
        panel.show("faults.html", {"wordings": wordings}, key=key)


def _filled_by(editor: Editor, target: Target) -> None:
    source_columns = drafted(editor.work, target.place.file).columns
    column = column_at(editor.work, target)
    options = [
        words.NOTHING,
        words.CONSTANT,
        words.COMPOSED,
        *(words.COLUMN + one.name for one in source_columns),
    ]
    chosen = _way_of(column)
    if chosen not in options:
        options.append(chosen)
    st.selectbox(
        outside.plain(words.label(target)),
        options,
        index=options.index(chosen),
        format_func=lambda option: words.way(option, source_columns),
        key=editor.widget(*target.place.parts, target.column),
        on_change=_fill,
        args=(editor, target),
    )


def _way_of(column: mapping.ChosenColumn | None) -> str:
    if column is None:
        return words.NOTHING
    if column.source is not None:
        return words.COLUMN + column.source
    if column.compose is not None:
        return words.COMPOSED
    return words.CONSTANT if column.constant is not None else words.AS_WRITTEN


def _fill(editor: Editor, target: Target) -> None:
    way = str(editor.answer(*target.place.parts, target.column))
    editor.step(lambda work: filled(work, target, way))


def filled(work: Work, target: Target, way: str) -> Work:
    """The choice with a field filled in another way; what the way needs is begun."""
    match way:
        case words.AS_WRITTEN:
            return work
        case words.NOTHING:
            return choice.with_column(work, target, None)
        case words.CONSTANT:
            return choice.with_column(work, target, replace(EMPTY, constant=""))
        case words.COMPOSED:
            before = column_at(work, target)
            pseudonym = before is not None and before.pseudonym
            column = replace(EMPTY, compose=choice.ROW_NUMBER, pseudonym=pseudonym)
            return choice.with_column(work, target, column)
    return choice.with_source(work, target, way.removeprefix(words.COLUMN))


def _details(editor: Editor, standing: Standing, target: Target) -> None:
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    if column.constant is not None:
        _constant(editor, target, column)
    elif column.compose is not None:
        _text(editor, target, "compose", "Text, with columns in braces: {court}-{number}")
    elif target.field.kind is columns.Kind.DATE:
        _dates(editor, target, column)
    elif target.field.kind in NUMERIC:
        _number(editor, target, column)
    elif target.field.kind is columns.Kind.ID and _may_have_an_end(editor, target, column):
        _behind(editor, target, column)
    elif column.codes is not None:
        mapping_codes.count(editor, standing, target)


def _constant(editor: Editor, target: Target, column: mapping.ChosenColumn) -> None:
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


def _text(editor: Editor, target: Target, part: str, label: str) -> None:
    column = column_at(editor.work, target)
    st.text_input(
        outside.plain(label),
        value=getattr(column, part),
        key=editor.widget(*target.place.parts, target.column, part),
        on_change=_say,
        args=(editor, target, part, lambda answer: str(answer or "").strip()),
    )


def _dates(editor: Editor, target: Target, column: mapping.ChosenColumn) -> None:
    source = source_column(editor.work, target.place.file, column.source)
    guessed = source.date if source else ()
    st.multiselect(
        "Dates are written as",
        list(dict.fromkeys((*guessed, *column.date, *words.DATES))),
        default=column.date,
        placeholder="Choose or type, such as DD/MM/YYYY",
        accept_new_options=True,
        select_all=False,
        # Columns of equal place may have other dates.
        key=editor.widget(*target.place.parts, target.column, "date", column.source or ""),
        on_change=_say,
        args=(editor, target, "date", tuple),
    )
    if column.names_months:
        st.multiselect(
            "Months are named in",
            mapping.LANGUAGES,
            default=column.language,
            format_func=words.language,
            placeholder="Choose one or more languages",
            select_all=False,
            key=editor.widget(*target.place.parts, target.column, "language", column.source or ""),
            on_change=_say,
            args=(editor, target, "language", tuple),
        )


def _number(editor: Editor, target: Target, column: mapping.ChosenColumn) -> None:
    now = column.number or mapping.NumberFormat()
    # With what stands around them, too: $1,234.50 beside $1234.50.
    signed = (replace(one, before=now.before, after=now.after) for one in words.NUMBERS)
    ways = list(dict.fromkeys((now, *signed, *words.NUMBERS)))
    st.selectbox(
        "Numbers are written as",
        ways,
        format_func=words.number,
        key=editor.widget(*target.place.parts, target.column, "number", column.source or ""),
        on_change=_say,
        args=(editor, target, "number", lambda answer: answer),
    )


def _may_have_an_end(editor: Editor, target: Target, column: mapping.ChosenColumn) -> bool:
    """Whether its cells are no codes as they stand, or what is behind them is left out already."""
    source = source_column(editor.work, target.place.file, column.source)
    return column.number is not None or (source is not None and not source.is_code)


def _behind(editor: Editor, target: Target, column: mapping.ChosenColumn) -> None:
    """What stands behind the number of an id and cannot stand in one."""
    st.text_input(
        "Left out behind each number, such as /PR",
        value=column.number.after if column.number is not None else "",
        key=editor.widget(*target.place.parts, target.column, "number", column.source or ""),
        on_change=_say,
        args=(editor, target, "number", _after),
    )


def _after(answer: object) -> mapping.NumberFormat | None:
    text = str(answer or "").rstrip()
    return mapping.NumberFormat(after=text) if text else None


def _unread(editor: Editor, target: Target, column: mapping.ChosenColumn) -> None:
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
            key=editor.widget(*target.place.parts, target.column, "missing", column.source or ""),
            on_change=_say,
            args=(editor, target, "missing", tuple),
        )
        for key in TICKS if target.field.kind is columns.Kind.DATE else ("unreadable",):
            _says(editor, target, column, key)


def _says(editor: Editor, target: Target, column: mapping.ChosenColumn, key: str) -> None:
    """Whether the mapping says something of the field, as a box to tick."""
    st.checkbox(
        LABELS[key],
        value=column.more.get(key) == TICKS[key],
        help=HELPS[key],
        key=editor.widget(*target.place.parts, target.column, key, column.source or ""),
        on_change=_tick,
        args=(editor, target, key),
    )


def _tick(editor: Editor, target: Target, key: str) -> None:
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    more = {one: kept for one, kept in column.more.items() if one != key}
    if editor.answer(*target.place.parts, target.column, key, column.source or ""):
        more[key] = TICKS[key]
    editor.step(lambda work: choice.with_column(work, target, replace(column, more=more)))


def as_written(said: mapping.Said) -> None:
    """Show what cannot be changed here, as the mapping says it."""
    if said:
        st.code(mapping.more_text(said), language="toml")


def _say(editor: Editor, target: Target, part: str, read: Callable[[object], object]) -> None:
    """Take over what the widget of a part of the column says."""
    column = column_at(editor.work, target)
    assert column is not None, f"{target.column} is not filled"
    names = [part] if part in ("constant", "compose") else [part, column.source or ""]
    value = read(editor.answer(*target.place.parts, target.column, *names))
    changed = replace(column, **{part: value})  # type: ignore[arg-type]
    editor.step(lambda work: choice.with_column(work, target, changed))
