"""How a file's rows are read: repeated columns, parts of cells, other files; with a preview."""

from collections.abc import Callable, Iterable, Sequence

import streamlit as st

from dashboard import outside, words
from dashboard.shared import lines, note
from dashboard.upload.mapping import arrange
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.fields import faults
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import drafted
from seed.mapping import drafting, language

GROUPS, MATCHES, JOIN, MISSING = "groups", "matches", "join", "missing"
WAYS = {
    GROUPS: "Columns that come again (Statute 1, Statute 2 …) become a row each",
    MATCHES: "A pattern finds parts in a cell, each match a row",
    JOIN: "Columns are looked up in another file",
    MISSING: "Some words mean a blank cell",
}
OWN = "a pattern of my own"
# What was open and chosen, by its name.
OPEN, CHOSEN = "rows", ("file", "way", "other")
NOTE = (
    "What is said here is tried on the files at once. What was guessed can be taken away; tables"
    " filled from rows that are no longer made go with them."
)
Again = Callable[[arrange.Files], None]


def draw(editor: Editor, again: Again) -> None:
    """Draw how rows are rearranged, and ways to do so; `again` looks at the files so arranged."""

    def anew(files: arrange.Files) -> None:
        # Who looks at the files anew goes on where they were.
        editor.show(True, OPEN)
        again(files)

    said = arrange.sentences(editor.work)
    called = {f.file.name: mapping_words.source(f.file) for f in editor.work.draft.files}
    with st.expander(
        "How rows are read: repeated columns, parts of cells, other files",
        expanded=editor.shown(OPEN) is True,
    ):
        note.draw(NOTE, key=editor.key("rows"))
        for number, (text, label, other) in enumerate(said):
            _one(editor, anew, (text, label, other), number)
        left, right = st.columns(2)
        with left:
            label = st.selectbox(
                "Rows of",
                list(called),
                index=_index(editor, "file", called) or 0,
                format_func=called.__getitem__,
                key=editor.widget("rows", "file"),
            )
        with right:
            way = st.selectbox(
                "What is done",
                list(WAYS),
                index=_index(editor, "way", WAYS),
                format_func=WAYS.__getitem__,
                placeholder="Choose",
                key=editor.widget("rows", "way"),
            )
        editor.show(label, "file")
        editor.show(way, "way")
        match way:
            case "groups":
                _groups(editor, anew, label)
            case "matches":
                _matches(editor, anew, label)
            case "join":
                _join(editor, anew, label)
            case "missing":
                _missing(editor, anew, label)


def close(editor: Editor) -> None:
    """Forget what was open and chosen: these are other files."""
    for name in (OPEN, *CHOSEN):
        editor.show(None, name)


def _index(editor: Editor, name: str, options: Iterable[str]) -> int | None:
    """Where the option stands that was chosen before the files were read anew."""
    of = {option: number for number, option in enumerate(options)}
    return of.get(str(editor.shown(name)))


def _one(editor: Editor, again: Again, said: tuple[str, str, str], number: int) -> None:
    text, label, other = said
    with st.container(horizontal=True, vertical_alignment="center"):
        note.draw(text, key=editor.key("rows", str(number)))
        if st.button("Take away", key=editor.widget("rows", "away", label, other)):
            work = editor.work
            again(
                arrange.without_join(work, label, other) if other else arrange.without(work, label)
            )


def _groups(editor: Editor, again: Again, label: str) -> None:
    names = _names(editor, label)
    guessed = drafting.repeated(names)
    first = [name for name in names if guessed and _is_first(name, guessed)]
    chosen = st.multiselect(
        "Columns of the first group, which come again with another number",
        names,
        default=first,
        placeholder="Choose, such as Statute 1 Code and Statute 1 Fine",
        select_all=False,
        key=editor.widget("rows", "group", label),
    )
    made = arrange.of_groups(editor.work, label, chosen) if chosen else None
    if chosen and made is None:
        faults(["One of these has no number in its name."], key=editor.key("rows", "no_group"))
    _tried(editor, again, made)


def _is_first(name: str, unpivot: language.Unpivot) -> bool:
    part = unpivot.part
    likes = unpivot.members.values()
    return any(name == like.replace(f"{{{part}}}", one) for like in likes for one in ("1", "01"))


def _matches(editor: Editor, again: Again, label: str) -> None:
    left, right = st.columns(2)
    ready = {one.example: one for one in drafting.READY}
    with left:
        column = st.selectbox(
            "In the cells of",
            _names(editor, label),
            index=None,
            placeholder="Choose a column",
            key=editor.widget("rows", "column", label),
        )
    with right:
        example = st.selectbox(
            "What stands there", [*ready, OWN], key=editor.widget("rows", "ready", label)
        )
    # On a telephone one stands below the other, in this order.
    left, right = st.columns(2)
    with left:
        like = st.text_input(
            "Pattern: each named part, (?P<amount>[0-9.]+), becomes a column",
            value=ready[example].like if example in ready else "(?P<part>.+)",
            key=editor.widget("rows", "like", label, example),
        ).strip()
    with right:
        between = st.multiselect(
            "May stand between two matches",
            drafting.BETWEEN,
            placeholder="Choose or type, such as and",
            accept_new_options=True,
            select_all=False,
            key=editor.widget("rows", "between", label),
        )
    if column is not None and like:
        _tried(editor, again, arrange.of_matches(editor.work, label, column, like, between))


def _tried(editor: Editor, again: Again, made: language.SourceFile | None) -> None:
    """Draw what the rows would be, of the first ones, and the button that makes them."""
    if made is None or made.origin is None:
        return
    preview = drafting.preview(made, drafted(editor.work, made.origin))
    if preview.rows:
        text = (
            f"{words.count(preview.made)} rows are made of the first"
            f" {words.count(preview.of)}. The first of them:"
        )
        note.draw(text, key=editor.key("rows", "preview"))
        lines.table(preview.headings, preview.rows, name="mapping.preview", look="dense")
    faults(preview.faults, key=editor.key("rows", "faults"))
    if st.button("Make these rows", disabled=not preview.rows, key=editor.widget("rows", "make")):
        again(arrange.with_made(editor.work, made))


def _join(editor: Editor, again: Again, label: str) -> None:
    others = [f.file.name for f in editor.work.draft.files if f.file.name != label]
    if not others:
        note.draw("There is no other file.", key=editor.key("rows", "alone"))
        return
    left, right = st.columns(2)
    with left:
        other = st.selectbox(
            "In the file",
            others,
            index=_index(editor, "other", others) or 0,
            key=editor.widget("rows", "other", label),
        )
        editor.show(other, "other")
        here = st.selectbox(
            outside.plain(f"The column of {label}"),
            _names(editor, label),
            key=editor.widget("rows", "here", label),
        )
    with right:
        columns = st.multiselect(
            "These columns are looked up",
            _names(editor, other),
            placeholder="Choose",
            select_all=False,
            key=editor.widget("rows", "columns", label, other),
        )
        there = st.selectbox(
            outside.plain(f"is in {other} the column"),
            _names(editor, other),
            key=editor.widget("rows", "there", label, other),
        )
    if st.button("Look them up", disabled=not columns, key=editor.widget("rows", "look_up")):
        join = language.Join(other, (here,), tuple(columns), (there,))
        again(arrange.with_join(editor.work, label, join))


def _missing(editor: Editor, again: Again, label: str) -> None:
    before = drafted(editor.work, label).file.missing
    after = st.multiselect(
        "Cells with these words are blank, in every column of the file",
        before,
        default=before,
        placeholder="Type, such as n.d.",
        accept_new_options=True,
        select_all=False,
        key=editor.widget("rows", "missing", label),
    )
    changed = tuple(after) != before
    if st.button("Read it so", disabled=not changed, key=editor.widget("rows", "blank")):
        again(arrange.with_missing(editor.work, label, after))


def _names(editor: Editor, label: str) -> Sequence[str]:
    return [column.name for column in drafted(editor.work, label).alone.columns]
