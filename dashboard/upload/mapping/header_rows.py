"""Where the names of a file's columns stand: its first rows, and a way to say it otherwise."""

from collections.abc import Callable, Mapping, Sequence

import streamlit as st

from dashboard.shared import lines, note
from dashboard.upload.mapping import words
from seed.mapping import drafting, language, reading

ROWS_BELOW, COLUMNS_SHOWN, SIGNS_SHOWN = 3, 8, 24
LEAST_ROWS = 5
HIDDEN = "not shown"
# A title is no book.
MOST_ROWS = 1000
NOTE = (
    "The first rows as they stand in the file. Titles over the names are not read. Names in several"
    " rows, one over the other, are read together."
)
# Looks at the files again: by a file's label, where its names stand; how their rows are arranged,
# or None where that is guessed.
Again = Callable[[Mapping[str, reading.Head], Sequence[language.SourceFile] | None], None]


def draw(draft: drafting.Draft, again: Again, page: str) -> None:
    """Draw the first rows of one file at a time; open where a file could not be read."""
    if not draft.first_rows:
        return
    read = {one.file.name for one in draft.files}
    unread = [one for one in draft.first_rows if one.file.name not in read]
    by_name = {one.file.name: one for one in (*unread, *draft.first_rows)}
    with st.expander("Where the names of the columns stand", expanded=bool(unread)):
        note.draw(NOTE, key=f"{page}.beginning")
        name = next(iter(by_name))
        if len(by_name) > 1:
            name = st.selectbox(
                "File",
                list(by_name),
                format_func=lambda one: words.source(by_name[one].file),
                key=f"{page}.beginning.file",
            )
        _of_file(by_name[name], again, page)


def _of_file(beginning: drafting.FirstRowsOfFile, again: Again, page: str) -> None:
    file = beginning.file
    as_read = reading.Head(file.header_rows, file.skip_rows)
    # What is chosen is of this file as it was read; read again it is another.
    key = f"{page}.beginning.{file.name}.{as_read.rows}.{as_read.skipped}"
    rows = preview(beginning)
    columns = [f"Column {number}" for number in range(1, len(rows[0]) - 1)]
    lines.table(("Row", "Read as", *columns), rows, name=key, look="dense")
    left, middle, right = st.columns(3, vertical_alignment="bottom")
    with left:
        first = st.number_input(
            "Names from row", 1, MOST_ROWS, value=as_read.rows[0], key=f"{key}.first"
        )
    with middle:
        last = st.number_input("to row", 1, MOST_ROWS, value=as_read.rows[-1], key=f"{key}.last")
    with right:
        skipped = st.number_input(
            "Rows below them that are no data",
            0,
            MOST_ROWS,
            value=as_read.skipped,
            key=f"{key}.skipped",
        )
    head = reading.Head(tuple(range(first, max(first, last) + 1)), skipped)
    if st.button("Read it so", disabled=head == as_read, key=f"{key}.again"):
        again({file.name: head}, None)


def preview(beginning: drafting.FirstRowsOfFile) -> list[list[str]]:
    """The first rows as text: their number, what each is read as, their cells, all cut short.

    Of data what may tell of a person is not shown; for names the place is enough.
    """
    names, skipped = beginning.file.header_rows, beginning.file.skip_rows
    last = max(names[-1] + skipped + ROWS_BELOW, LEAST_ROWS)
    shown = [row for row in beginning.rows if row.number <= last]
    width = min(COLUMNS_SHOWN, max((len(row.cells) for row in shown), default=0))

    def read_as(number: int) -> str:
        if number in names:
            return "names"
        return "not read" if number <= names[-1] + skipped else "data"

    def cell(row: int, text: str) -> str:
        return _cut(text) if row <= names[-1] or reading.may_be_shown(text) else HIDDEN

    return [
        [
            str(row.number),
            read_as(row.number),
            *(cell(row.number, text) for text in row.cells[:width]),
            *[""] * (width - len(row.cells)),
        ]
        for row in shown
    ]


def _cut(cell: str) -> str:
    return cell if len(cell) <= SIGNS_SHOWN else f"{cell[: SIGNS_SHOWN - 1]}…"
