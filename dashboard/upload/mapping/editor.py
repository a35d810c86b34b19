"""Maps a source's columns to fields and its codes to lists, and keeps the mapping for next time."""

from collections.abc import Mapping
from datetime import date

import streamlit as st

from dashboard import outside, words
from dashboard.shared import lines, note, take_away
from dashboard.upload.mapping import (
    choice,
    header_rows,
    reopen,
    saved_mappings,
    sql_editor,
    statement,
    suggestions,
    tab_storage,
    unfilled,
)
from dashboard.upload.mapping import fixed as mapping_fixed
from dashboard.upload.mapping import table as mapping_table
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.fields import faults
from dashboard.upload.mapping.fixed import Ready
from dashboard.upload.mapping.plain_words import plainly
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.saved_mappings import Shelf
from dashboard.upload.mapping.state import BEGIN, NAME, PAGE, Editor
from dashboard.upload.mapping.work import Work, places
from schemas import findings, tables
from seed.mapping import drafting, upgrading

SUGGESTED = "Suggested for this file"
TO_NAME = (
    "Give this mapping a name: its ids are numbers of rows, so that the next import by the mapping"
    " of this name replaces this one."
)
# How the files were asked to be looked at.
ASKED = "asked"


def draw(
    draft: drafting.Draft,
    shelf: Shelf,
    again: header_rows.Again,
    *,
    first: str = "",
    jurisdiction: str = "",
    extracted_on: date | None = None,
    page: str = PAGE,
) -> Ready | None:
    """Draw the editor for what was found in an upload; the mapping, once nothing is wrong with it.

    `again` reads the files anew, with their names elsewhere. `first` names the mapping to begin
    with, where it is one of the shelf's or comes with the project; `jurisdiction` is taken where
    that says none, and the day `extracted_on` in any case.
    """
    _as_read(draft, page)
    header_rows.draw(draft, again, page)
    if not draft.files:
        return None
    editor = Editor(page)
    if not editor.begun() or editor.state.first.draft != draft:
        _begin_anew(editor, draft, first, mapping_fixed.texts(shelf.saved))
        if jurisdiction and editor.work.chosen.statement.jurisdiction is None:
            editor.begin(choice.stated(editor.work, jurisdiction=jurisdiction))
        if extracted_on is not None:
            editor.begin(choice.stated(editor.work, extracted_on=extracted_on))
    _look_as_said(editor, draft, again)
    fixed = _begin_with(editor, shelf)
    if fixed is not None:
        return mapping_fixed.draw(fixed.name, fixed.text, draft)
    progress = Progress(editor.work)
    statement.questions(editor)
    statement.draw(editor)

    def look(files: sql_editor.Files) -> None:
        _arranged(editor, again, files)

    sql_editor.draw_selects(editor, look)
    for file in draft.files:
        _tables(editor, file)
    statement.pseudonyms(editor)
    statement.kept(editor)
    faults(progress.beside(None), key=editor.key("beside"))
    _draw_progress(progress)
    _fields(editor, progress, look)
    unfilled.draw(editor, progress.lacking)
    return _end(editor, progress, shelf)


def _arranged(editor: Editor, again: header_rows.Again, files: sql_editor.Files) -> None:
    """Look at the files arranged so, and go on with what is chosen."""
    st.session_state[editor.key(ASKED)] = reopen.arranged(files)
    again({}, files)


def _look_as_said(editor: Editor, draft: drafting.Draft, again: header_rows.Again) -> None:
    """Look at the files as the mapping says that their rows are arranged, where nobody has yet."""
    said = reopen.arranged(editor.work.chosen.files)
    looked_at = draft.said if draft.said is not None else [one.file for one in draft.files]
    if said == reopen.arranged(looked_at):
        return
    if said != st.session_state.get(editor.key(ASKED)):
        _arranged(editor, again, editor.work.chosen.files)
        return
    # That look was cancelled: there is nothing to go on with but what is suggested.
    del st.session_state[editor.key(ASKED)]
    st.session_state[editor.key(BEGIN)] = SUGGESTED
    editor.begin(suggestions.begun(draft))


def _begin_anew(
    editor: Editor, draft: drafting.Draft, first: str, texts: Mapping[str, str]
) -> None:
    """Begin with the suggestions, or the mapping `first`; what was said of the whole stays.

    Where the files were only arranged otherwise, all that is chosen stays.
    """
    was_asked = st.session_state.pop(editor.key(ASKED), None) is not None
    if was_asked and editor.begun() and editor.state.first.draft.name == draft.name:
        editor.begin(suggestions.carried(editor.work, draft))
        return
    said = editor.work.chosen.statement if editor.begun() else None
    is_same = editor.begun() and editor.state.first.draft.name == draft.name
    editor.begin(suggestions.begun(draft))
    st.session_state[editor.key(BEGIN)] = first if first in texts else SUGGESTED
    if not is_same:
        st.session_state[editor.key(NAME)] = ""
        editor.show(None, sql_editor.OPEN)
    if first in texts:
        _begin(editor, texts)
    elif is_same and said is not None:
        editor.begin(choice.saying(suggestions.begun(draft), said))
    elif (was := tab_storage.was().chosen) is not None and _is_of(was, draft):
        editor.step(lambda work: Work(work.draft, reopen.for_draft(was, draft)))


def _is_of(chosen: drafting.Chosen, draft: drafting.Draft) -> bool:
    """Whether it was made for a file that was sent; what a SELECT makes has no name of its own."""
    names = {one.file for one in chosen.files if not one.select}
    return not names.isdisjoint(one.file.file for one in draft.files)


def text_so_far(page: str = PAGE) -> str:
    """The mapping in the making, with all that it still lacks."""
    editor = Editor(page)
    return Progress(editor.work).text if editor.begun() else ""


def _as_read(draft: drafting.Draft, page: str) -> None:
    """What was read otherwise than it is written, and why a file is not read at all."""
    unread = findings.errors(draft.findings)
    faults([plainly(str(one)) for one in unread], key=f"{page}.unread")
    for number, one in enumerate(draft.findings):
        if one not in unread:
            note.draw(plainly(str(one)), f"{page}.read.{number}")


def _begin_with(editor: Editor, shelf: Shelf) -> Ready | None:
    """Let a mapping be chosen to begin with; one that can only be used as it stands is returned."""
    texts = mapping_fixed.texts(shelf.saved)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = st.selectbox(
            "Begin with",
            [SUGGESTED, *texts],
            key=editor.key(BEGIN),
            on_change=_begin,
            args=(editor, texts),
            width=420,
        )
        saved_mappings.taking(shelf, chosen, editor.key(BEGIN))
    text = texts.get(chosen)
    if text is None:
        return None
    profile = reopen.reopened(chosen, text)
    is_whole = profile is not None and not reopen.lacking(profile, editor.work.draft)
    return None if is_whole else Ready(chosen, text)


def _begin(editor: Editor, texts: Mapping[str, str]) -> None:
    name = st.session_state[editor.key(BEGIN)]
    draft = editor.state.first.draft
    if name not in texts:
        editor.begin(suggestions.begun(draft))
    elif chosen := reopen.reopened(name, texts[name]):
        comments = reopen.comments_within(texts[name])
        of_draft, was_old = reopen.for_draft(chosen, draft), bool(upgrading.is_old(texts[name]))
        editor.begin(Work(draft, of_draft, has_comments=comments, was_old=was_old))
        st.session_state[editor.key(NAME)] = name


def _tables(editor: Editor, file: drafting.DraftFile) -> None:
    """Which tables a file fills."""
    label = file.file.name
    filled = [place.table for place in places(editor.work) if place.file == label]
    st.multiselect(
        outside.plain(f"{mapping_words.file(file)} holds"),
        list(tables.BY_NAME),
        default=filled,
        format_func=mapping_words.table,
        placeholder="Choose what its rows are about",
        # Else Enter would choose all that are like what was typed, since they stand first.
        select_all=False,
        filter_mode="contains",
        key=editor.widget("tables", label),
        on_change=_choose_tables,
        args=(editor, label),
    )


def _choose_tables(editor: Editor, label: str) -> None:
    names = editor.answer("tables", label)
    if isinstance(names, list):
        editor.step(lambda work: choice.with_tables(work, label, names))


def _draw_progress(progress: Progress) -> None:
    """How far the mapping has come, before the fields that change it."""
    columns, (read, cells), (coded, to_code) = progress.columns, progress.cells, progress.codes
    facts = [
        lines.fact("Columns read", f"{columns - len(progress.not_read)} of {columns}"),
        lines.fact("Cells read", mapping_words.part(read, cells)),
        lines.fact("Cells with a code", mapping_words.part(coded, to_code)),
        lines.fact(
            "To put right", words.count(len(progress.faults)) if progress.faults else "nothing"
        ),
        lines.fact("Not read", mapping_words.names([name for _, name in progress.not_read])),
    ]
    lines.facts(facts, name="mapping.progress")


def _fields(editor: Editor, progress: Progress, look: sql_editor.Again) -> None:
    """The fields of one table at a time."""
    filled = places(editor.work)
    if not filled:
        return
    by_name = {mapping_words.place(one, filled): one for one in filled}
    plain = {
        name: outside.plain(mapping_words.with_faults(name, progress.count(one)))
        for name, one in by_name.items()
    }
    was = editor.shown("place")
    name = st.segmented_control(
        "Fields of",
        list(by_name),
        default=next((name for name, one in by_name.items() if one == was), next(iter(by_name))),
        format_func=plain.__getitem__,
        # A table more or less is another choice of tables.
        key=editor.widget("place", *by_name),
        required=True,
    )
    editor.show(by_name[name], "place")
    mapping_table.draw(editor, progress, by_name[name], look)


def _end(editor: Editor, progress: Progress, shelf: Shelf) -> Ready | None:
    """Undo, keep, take away."""
    name = saved_mappings.name_of(editor)
    faultless = not progress.faults
    with st.container(horizontal=True):
        st.button(
            "Undo",
            on_click=editor.undo,
            disabled=not editor.state.before,
            key=editor.key("undo"),
        )
        st.button(
            "Start again",
            on_click=editor.reset,
            disabled=editor.work == editor.state.first,
            key=editor.key("reset"),
        )
        take_away.offer(
            "Download as TOML",
            progress.text,
            name=f"{name or 'mapping'}.toml",
            kind="application/toml",
            key=editor.key("download"),
        )
        kept = st.button(
            "Save the mapping", disabled=not (faultless and name), key=editor.key("save")
        )
    if kept:
        saved_mappings.save(name, progress.text_to_keep, shelf)
    if progress.faults:
        note.draw(mapping_words.to_do(progress.faults), key=editor.key("to_do"))
        return None
    if editor.work.chosen.statement.ids and not name:
        note.draw(TO_NAME, key=editor.key("to_name"))
        return None
    return Ready(name or "upload", progress.text)
