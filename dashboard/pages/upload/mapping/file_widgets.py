"""Widgets to set how files are read: the row with column names, and rows made by SQL."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from dashboard import untrusted_text
from dashboard.pages.upload.mapping import mapping_words
from dashboard.pages.upload.mapping.state import Editor, TableFill
from dashboard.ui import html_card
from schemas.language import marked, t
from seed.mapping import (
    column_profiles,
    draft_export,
    draft_selects,
    profile_model,
    profile_sql,
    shown_values,
    source_layout,
    sql_tree,
)

ROWS_BELOW, COLUMNS_SHOWN, SIGNS_SHOWN = 3, 8, 24
LEAST_ROWS = 5
NOT_SHOWN = marked("not shown")
NAMES, DATA, NOT_READ = marked("names"), marked("data"), marked("not read")
# No file has more rows than this above its column names.
MOST_ROWS = 1000
HEADER_NOTE = marked(
    "These are the first rows of the file. Rows above the column names are not read. If the names"
    " fill several rows, they are joined."
)
HeaderRowsByFile = Mapping[str, source_layout.HeaderRows]
Files = Sequence[profile_model.SourceFile]
# A function that reads the files again, with the rows of column names by file label, and the files
# with their SELECTs; None to guess the SELECTs.
ReadAgain = Callable[[HeaderRowsByFile, Files | None], None]
# A function that reads the files again with these SELECTs.
RunSelects = Callable[[Files], None]
OPEN = "selects"
BEGINNING = "upload.beginning"
SELECTS_NOTE = marked(
    "A SELECT makes new rows from the files. Tables can be filled from these rows. Every cell is"
    " text, and an empty cell is NULL. Always select _row, the number of the original row."
)
HEIGHT = 160
NO_PAIR = marked(
    "The two files have no column with the same name. Choose one file only, and write the join"
    " yourself."
)


def draw_header_rows(draft: draft_export.Draft, again: ReadAgain) -> None:
    """Draw the first rows of one file at a time, so that the user chooses the row of column names.

    The section is open if a file could not be read.
    """
    if not draft.first_rows:
        return
    read = {one.file.name for one in draft.files}
    unread = [one for one in draft.first_rows if one.file.name not in read]
    by_name = {one.file.name: one for one in (*unread, *draft.first_rows)}
    with st.expander(t("Which row has the column names"), expanded=bool(unread)):
        html_card.draw_note(t(HEADER_NOTE), key=BEGINNING)
        name = next(iter(by_name))
        if len(by_name) > 1:
            name = st.selectbox(
                t("File"),
                list(by_name),
                format_func=lambda one: mapping_words.file_title(by_name[one].file),
                key=f"{BEGINNING}.file",
            )
        file = by_name[name].file
        as_read = source_layout.HeaderRows(file.header_rows, file.skip_rows)
        # After reading a file again, these are new widgets.
        key = f"{BEGINNING}.{file.name}.{as_read.rows}.{as_read.skipped}"
        rows = header_preview_rows(by_name[name])
        columns = [t("Column {number}", number=one) for one in range(1, len(rows[0]) - 1)]
        html_card.draw_table((t("Row"), t("Read as"), *columns), rows, name=key, look="dense")
        head = _ask_header_rows(as_read, key)
        if st.button(t("Read the file again"), disabled=head == as_read, key=f"{key}.again"):
            again({file.name: head}, draft.said)


def _ask_header_rows(as_read: source_layout.HeaderRows, key: str) -> source_layout.HeaderRows:
    left, middle, right = st.columns(3)
    rows, skipped = as_read.rows, as_read.skipped
    first = left.number_input(t("Names from row"), 1, MOST_ROWS, rows[0], key=f"{key}.first")
    last = middle.number_input(t("to row"), 1, MOST_ROWS, rows[-1], key=f"{key}.last")
    below = right.number_input(
        t("Rows to skip below them"), 0, MOST_ROWS, skipped, key=f"{key}.skipped"
    )
    return source_layout.HeaderRows(tuple(range(first, max(first, last) + 1)), below)


def header_preview_rows(beginning: column_profiles.FirstRowsOfFile) -> list[list[str]]:
    """Return the first rows of a file as texts: row number, role of the row, shortened cells.

    Data that may identify a person is not shown.
    """
    names, skipped = beginning.file.header_rows, beginning.file.skip_rows
    last = max(names[-1] + skipped + ROWS_BELOW, LEAST_ROWS)
    shown = [row for row in beginning.rows if row.number <= last]
    width = min(COLUMNS_SHOWN, max((len(row.cells) for row in shown), default=0))
    rows = []
    for row in shown:
        is_data = row.number > names[-1] + skipped
        read_as = NAMES if row.number in names else DATA if is_data else NOT_READ
        cells = [
            _shorten_cell(cell)
            if row.number <= names[-1] or shown_values.may_be_shown(cell)
            else t(NOT_SHOWN)
            for cell in row.cells[:width]
        ]
        rows.append([str(row.number), t(read_as), *cells, *[""] * (width - len(cells))])
    return rows


def _shorten_cell(cell: str) -> str:
    return cell if len(cell) <= SIGNS_SHOWN else f"{cell[: SIGNS_SHOWN - 1]}…"


def draw_selects(editor: Editor, look: RunSelects) -> None:
    """Draw the SELECTs of the mapping, and fields for a new one, in a folded section."""

    def look_on(files: Files) -> None:
        # After reading the files again, this section stays open.
        editor.remember(True, OPEN)
        look(files)

    made = [file for file in editor.work.chosen.files if file.select]
    wrong = {one.file for one in editor.work.draft.findings} & {file.name for file in made}
    is_open = editor.remembered(OPEN) is True or bool(wrong)
    with st.expander(t("Rows made by SQL ({number})", number=len(made)), expanded=is_open):
        html_card.draw_note(t(SELECTS_NOTE), key=editor.key("selects"))
        for file in made:
            _draw_select(editor, look_on, file)
        _ask_new_select(editor, look_on)


def _draw_select(editor: Editor, look: RunSelects, file: profile_model.SourceFile) -> None:
    work = editor.work
    text = st.text_area(
        untrusted_text.escape_markdown(file.name),
        value=file.select,
        height=HEIGHT,
        max_chars=sql_tree.LONGEST,
        key=editor.widget("select", file.name),
    ).strip()
    with st.container(horizontal=True):
        if st.button(
            t("Run"),
            disabled=not text or text == file.select.strip(),
            key=editor.widget("select", file.name, "make"),
        ):
            said = replace(file, select=text)
            look([said if one.name == file.name else one for one in work.chosen.files])
        if st.button(t("Remove"), key=editor.widget("select", file.name, "away")):
            look([one for one in work.chosen.files if one.name != file.name])
    wrong = [t(one.wording) for one in work.draft.findings if one.file == file.name]
    html_card.draw_faults(wrong, key=editor.key("select", file.name, "faults"))
    found = next((one for one in work.draft.files if one.file.name == file.name), None)
    if found is not None:
        draw_sql_preview(editor, draft_selects.preview_file(found), "select", file.name)


def draw_sql_preview(editor: Editor, shown: draft_selects.Preview, *names: str) -> None:
    if shown.rows:
        html_card.draw_table(
            shown.headings, shown.rows, name=editor.key(*names, "rows"), look="dense"
        )
    elif not shown.faults:
        html_card.draw_note(t("It makes no row."), key=editor.key(*names, "none"))


def _ask_new_select(editor: Editor, look: RunSelects) -> None:
    files = {one.file.name: one for one in editor.work.draft.files}

    def ask_file(label: str, options: list[str], *names: str, **look: Any) -> str | None:
        key = editor.widget("selects", *names)
        chosen = st.selectbox(
            untrusted_text.escape_markdown(label),
            options,
            format_func=lambda one: mapping_words.file_title(files[one].file),
            key=key,
            **look,
        )
        return chosen if chosen in files else None

    left, right = st.columns(2)
    with left:
        label = ask_file(t("New rows from"), list(files), "file")
    others = [one for one in files if one != label]
    with right:
        hint = t("Optional") if others else t("There is no other file")
        name = ask_file(
            t("with columns from"), others, "other", label or "", index=None, placeholder=hint
        )
    if label is None:
        return
    text = f"SELECT *\nFROM {profile_sql.identifier(label)}"
    if name is not None:
        text = draft_selects.select_joined(files[label], files[name])
        if not text:
            html_card.draw_note(t(NO_PAIR), key=editor.key("selects", "no_pair"))
    if st.button(t("Write the SELECT"), disabled=not text, key=editor.widget("selects", "write")):
        look(_with_select(editor, f"{label}_with_{name}" if name else f"{label}_rows", text))


def _with_select(editor: Editor, name: str, text: str) -> Files:
    """Return the files of the mapping with one more, made by the SELECT `text`."""
    files = editor.work.chosen.files
    name = draft_selects.free_name(name, [file.name for file in files])
    return [*files, profile_model.SourceFile(name, "", select=text)]


def draw_one_row_each_offer(editor: Editor, place: TableFill, key: str, look: RunSelects) -> None:
    """Offer a SELECT with one row for each id of the column `key`, in which ids are repeated."""
    html_card.draw_note(
        t(
            "Several rows of {file} have the same “{column}”. Each of them would become a row of"
            " {table}.",
            file=place.file,
            column=key,
            table=place.table,
        ),
        key=editor.key(*place.widget_key, "repeated"),
    )
    widget = editor.widget(*place.widget_key, "one_each")
    if st.button(
        untrusted_text.escape_markdown(t("Take one row for each {column}", column=key)), key=widget
    ):
        text = draft_selects.select_one_row_each(place.file, key)
        files = _with_select(editor, f"{place.table}_of_{place.file}", text)
        editor.step(lambda work: work.with_table(place, file=files[-1].name))
        look(files)
