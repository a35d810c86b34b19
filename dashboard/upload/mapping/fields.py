"""One field of the mapping editor: what fills it, how that is written, what is wrong with it."""

from collections.abc import Sequence
from dataclasses import replace

import streamlit as st

from dashboard import outside
from dashboard.shared import panel
from dashboard.upload.mapping import choice, formats, words
from dashboard.upload.mapping import codes as mapping_codes
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Target, Work, column_at, drafted, source_of, table_at
from schemas import columns
from seed.mapping import drafting

EMPTY = drafting.ChosenColumn()


def field(editor: Editor, progress: Progress, target: Target) -> None:
    """Draw a field: its source, beside it how the source is written, below both its codes.

    What cannot be changed here stands below them as the mapping says it.
    """
    left, right = st.columns(2, vertical_alignment="bottom")
    with left:
        _filled_by(editor, target)
    column = column_at(editor.work, target)
    if column is not None:
        with right:
            formats.draw(editor, progress, target)
    wrong = [*progress.at(target.place, target.column), *_to_look_at(editor, target)]
    faults(wrong, key=editor.key(*target.place.parts, target.column, "faults"))
    if column is None:
        return
    if column.codes is not None:
        mapping_codes.draw(editor, progress, target)
    elif target.field.kind in (*formats.NUMERIC, columns.Kind.DATE) and column.constant is None:
        formats.unread(editor, target, column)
    as_written({key: value for key, value in column.more.items() if key not in formats.DRAWN})


def _to_look_at(editor: Editor, target: Target) -> list[str]:
    """What a person must look at, which may be right: it is no fault of the mapping."""
    column = column_at(editor.work, target)
    if column is None:
        return []
    file, table = drafted(editor.work, target.place.file), table_at(editor.work, target.place)
    said = [drafting.of_years(column), drafting.of_repeated(file, table, target.column, column)]
    source = source_of(editor.work, target.place.file, column)
    if source is not None and (column.codes_from or target.field.kind in formats.NUMERIC):
        said.append(drafting.of_fillers(source, column))
    if source is not None and target.field.kind in (*formats.NUMERIC, columns.Kind.DATE):
        said.append(drafting.of_texts(source, column, target.field.kind))
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
        words.SQL,
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


def _way_of(column: drafting.ChosenColumn | None) -> str:
    if column is None:
        return words.NOTHING
    if column.source is not None:
        return words.COLUMN + column.source
    if column.sql is not None:
        return words.SQL
    return words.CONSTANT


def _fill(editor: Editor, target: Target) -> None:
    way = str(editor.answer(*target.place.parts, target.column))
    editor.step(lambda work: filled(work, target, way))


def filled(work: Work, target: Target, way: str) -> Work:
    """The choice with a field filled in another way; what the way needs is begun."""
    match way:
        case words.NOTHING:
            return choice.with_column(work, target, None)
        case words.CONSTANT:
            return choice.with_column(work, target, replace(EMPTY, constant=""))
        case words.SQL:
            return choice.with_sql(work, target)
    return choice.with_source(work, target, way.removeprefix(words.COLUMN))


def as_written(said: drafting.Said) -> None:
    """Show what cannot be changed here, as the mapping says it."""
    if said:
        st.code(drafting.more_text(said), language="toml")
