"""One field of the mapping editor: what fills it, how that is written, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import outside
from dashboard.shared import panel
from dashboard.upload.mapping import choice, words, written
from dashboard.upload.mapping import codes as mapping_codes
from dashboard.upload.mapping.standing import Standing
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Target, Work, column_at, drafted, source_of, table_at
from schemas import columns
from seed.mapping import drafting

EMPTY = drafting.ChosenColumn()


def field(editor: Editor, standing: Standing, target: Target) -> None:
    """Draw a field: its source, beside it how the source is written, below both its codes.

    What cannot be changed here stands below them as the mapping says it.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _filled_by(editor, target)
        _picked(editor, target)
    column = column_at(editor.work, target)
    if column is not None:
        with right:
            written.draw(editor, standing, target)
    wrong = [*standing.at(target.place, target.column), *_to_look_at(editor, target)]
    faults(wrong, key=editor.key(*target.place.parts, target.column, "faults"))
    if column is None:
        return
    if column.codes is not None:
        mapping_codes.draw(editor, standing, target)
    elif target.field.kind in (*written.NUMERIC, columns.Kind.DATE) and column.sources:
        written.unread(editor, target, column)
    as_written({key: value for key, value in column.more.items() if key not in written.DRAWN})


def _to_look_at(editor: Editor, target: Target) -> list[str]:
    """What a person must look at, which may be right: it is no fault of the mapping."""
    column = column_at(editor.work, target)
    if column is None:
        return []
    file, table = drafted(editor.work, target.place.file), table_at(editor.work, target.place)
    said = [drafting.of_years(column), drafting.of_repeated(file, table, target.column, column)]
    source = source_of(editor.work, target.place.file, column)
    if source is not None and (column.codes_from or target.field.kind in written.NUMERIC):
        said.append(drafting.of_fillers(source, column))
    if source is not None and target.field.kind in written.NUMERIC:
        said.append(drafting.of_texts(source, column))
    if target.column == "case_id" and column.source is not None:
        said.append(drafting.of_more_than_cases(file, column.source))
    return [one[:1].upper() + one[1:] for one in said if one]


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
        words.PICKED,
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


def _picked(editor: Editor, target: Target) -> None:
    """The columns of which the first filled one is read, in the order in which they are chosen."""
    column = column_at(editor.work, target)
    if column is None or column.pick is None:
        return
    names = [one.name for one in drafted(editor.work, target.place.file).columns]
    st.multiselect(
        "The first that is filled of",
        list(dict.fromkeys((*names, *column.pick))),
        default=column.pick,
        placeholder="Choose columns, the first before all",
        select_all=False,
        key=editor.widget(*target.place.parts, target.column, "pick"),
        on_change=_pick,
        args=(editor, target),
    )


def _pick(editor: Editor, target: Target) -> None:
    names = editor.answer(*target.place.parts, target.column, "pick")
    assert isinstance(names, list)
    editor.step(lambda work: choice.with_pick(work, target, names))


def _way_of(column: drafting.ChosenColumn | None) -> str:
    if column is None:
        return words.NOTHING
    if column.source is not None:
        return words.COLUMN + column.source
    if column.compose is not None:
        return words.COMPOSED
    if column.pick is not None:
        return words.PICKED
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
        case words.PICKED:
            before = column_at(work, target)
            return choice.with_pick(work, target, before.sources if before is not None else ())
    return choice.with_source(work, target, way.removeprefix(words.COLUMN))


def as_written(said: drafting.Said) -> None:
    """Show what cannot be changed here, as the mapping says it."""
    if said:
        st.code(drafting.more_text(said), language="toml")
