"""SQL as text: SELECTs that make rows, conditions on rows; each with ten rows of what it makes."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import streamlit as st

from dashboard import outside
from dashboard.shared import lines, note
from dashboard.upload.mapping import choice, suggestions
from dashboard.upload.mapping import words as mapping_words
from dashboard.upload.mapping.fields import faults
from dashboard.upload.mapping.progress import Progress
from dashboard.upload.mapping.state import Editor
from dashboard.upload.mapping.work import Place, drafted, rule_at, table_at
from seed.mapping import drafting, language

Files = Sequence[language.SourceFile]
Again = Callable[[Files], None]
OPEN = "selects"
ONE_EACH, GROUPS, LOOK_UP, OWN = "one_each", "groups", "look_up", "own"
WAYS = {
    ONE_EACH: "One row of several that say the same name",
    GROUPS: "Columns that come again (Statute 1, Statute 2 …) become a row each",
    LOOK_UP: "Columns are looked up in another file",
    OWN: "A SELECT of my own",
}
NOTE = (
    "A SELECT makes rows of the files above it; a table can then be filled from them. All cells are"
    " text, a blank is NULL, and _row is the number of the row that a row is made of: it must be"
    " taken along. What is written here is tried on the files at once."
)
HEIGHT = 160
NO_GROUPS = "No columns of this file come again with another number in their names."
NO_PAIR = "No column of one file is called like one of the other: write the SELECT yourself."


def draw_selects(editor: Editor, again: Again) -> None:
    """Draw the SELECTs with the first rows of each, and ways to begin one."""

    def look(files: Files) -> None:
        # Who looks at the files anew goes on where they were.
        editor.show(True, OPEN)
        again(files)

    files = editor.work.chosen.files
    made = [file for file in files if file.select]
    with st.expander(
        f"Rows that SELECTs make of the files ({len(made)})",
        expanded=editor.shown(OPEN) is True,
    ):
        note.draw(NOTE, key=editor.key("selects"))
        for file in made:
            _one(editor, look, file)
        _begin(editor, look)


def _one(editor: Editor, look: Again, file: language.SourceFile) -> None:
    """One SELECT as text, what it makes, and why it makes nothing."""
    work = editor.work
    text = st.text_area(
        outside.plain(file.name),
        value=file.select,
        height=HEIGHT,
        max_chars=language.LONGEST_SQL,
        key=editor.widget("select", file.name),
    ).strip()
    with st.container(horizontal=True):
        if st.button(
            "Make these rows",
            disabled=not text or text == file.select.strip(),
            key=editor.widget("select", file.name, "make"),
        ):
            said = replace(file, select=text)
            look([said if one.name == file.name else one for one in work.chosen.files])
        if st.button("Take it away", key=editor.widget("select", file.name, "away")):
            look([one for one in work.chosen.files if one.name != file.name])
    found = next((one for one in work.draft.files if one.file.name == file.name), None)
    told = [one.wording for one in work.draft.findings if one.file == file.name]
    faults(told, key=editor.key("select", file.name, "faults"))
    if found is not None:
        _table(editor, drafting.preview_file(found), "select", file.name)


def _begin(editor: Editor, look: Again) -> None:
    """Ways to begin a SELECT, written from columns that are chosen."""
    own = {one.file.name: one for one in editor.work.draft.files}
    left, right = st.columns(2)
    with left:
        label = st.selectbox(
            "Rows of",
            list(own),
            format_func=lambda one: mapping_words.source(own[one].file),
            key=editor.widget("selects", "file"),
        )
    with right:
        way = st.selectbox(
            "What is made of them",
            list(WAYS),
            index=None,
            format_func=WAYS.__getitem__,
            placeholder="Choose",
            key=editor.widget("selects", "way"),
        )
    if label not in own or way is None:
        return
    text = _begun(editor, own[label], list(own.values()), way)
    if st.button("Write the SELECT", disabled=not text, key=editor.widget("selects", "write")):
        name = drafting.free_label(f"{label}_{way}", [f.name for f in editor.work.chosen.files])
        look([*editor.work.chosen.files, language.SourceFile(name, "", select=text)])


def _begun(
    editor: Editor,
    file: drafting.DraftFile,
    files: Sequence[drafting.DraftFile],
    way: str,
) -> str:
    """The text to begin with; blank until there is one."""
    label = file.file.name
    match way:
        case "one_each":
            key = st.selectbox(
                "Of each value of", file.names, index=None, key=editor.widget("selects", way, label)
            )
            return drafting.select_one_row_each(label, key) if key else ""
        case "groups":
            groups = drafting.repeated(file.names)
            if groups is None:
                note.draw(NO_GROUPS, key=editor.key("selects", "no_groups"))
                return ""
            return drafting.select_groups(label, groups)
        case "look_up":
            return _look_up(editor, file, [one for one in files if one is not file])
    return f"SELECT *\nFROM {drafting.quoted(label)}"


def _look_up(editor: Editor, file: drafting.DraftFile, others: Sequence[drafting.DraftFile]) -> str:
    """Columns of another file, looked up by columns that are called the same."""
    by_name = {one.file.name: one for one in others}
    name = st.selectbox(
        "In the file",
        list(by_name),
        index=None,
        placeholder="Choose",
        key=editor.widget("selects", "other", file.file.name),
    )
    if name not in by_name:
        return ""
    other = by_name[name]
    pairs = drafting.pairs(file.names, other.names)
    if not pairs:
        note.draw(NO_PAIR, key=editor.key("selects", "no_pair"))
        return ""
    pair = st.selectbox(
        "Where they have the same",
        pairs,
        format_func=lambda one: one[0] if one[0] == one[1] else f"{one[0]} and {one[1]}",
        key=editor.widget("selects", "pair", file.file.name, name),
    )
    columns = st.multiselect(
        "Columns that are looked up",
        [one for one in other.names if pair is None or one != pair[1]],
        placeholder="Choose",
        select_all=False,
        key=editor.widget("selects", "columns", file.file.name, name),
    )
    if pair is None or not columns:
        return ""
    return drafting.select_looked_up(file.file.name, name, *pair, columns, file.names)


def draw_where(editor: Editor, progress: Progress, place: Place, look: Again) -> None:
    """Draw which file and which rows of it fill the table, and try all of its SQL on ten rows."""
    _repeated(editor, place, look)
    table = table_at(editor.work, place)
    labels = list(dict.fromkeys((*_labels(editor.work.chosen.files), place.file)))
    left, right = st.columns((1, 2), vertical_alignment="bottom")
    with left:
        st.selectbox(
            "Filled from",
            labels,
            index=labels.index(place.file),
            key=editor.widget(*place.parts, "file"),
            on_change=_say_file,
            args=(editor, place),
        )
    with right:
        st.text_area(
            "Only rows where (SQL; blank: all rows)",
            value=table.where,
            height="content",
            max_chars=language.LONGEST_SQL,
            placeholder="role = 'victim' AND age IS NOT NULL",
            key=editor.widget(*place.parts, "where"),
            on_change=_say_where,
            args=(editor, place),
        )
    has_sql = table.where or any(one.sql is not None for one in table.columns.values())
    if has_sql and st.button(
        "Try its SQL on the first rows", key=editor.widget(*place.parts, "try")
    ):
        rule = rule_at(progress.profile, editor.work, place)
        if rule is not None:
            shown = drafting.preview_rule(rule, editor.work.draft.files)
            faults(list(shown.faults), key=editor.key(*place.parts, "tried"))
            _table(editor, shown, *place.parts, "tried")


def _repeated(editor: Editor, place: Place, look: Again) -> None:
    """Of rows that say the same name again and again one is meant: offer the SELECT for it."""
    table, file = table_at(editor.work, place), drafted(editor.work, place.file)
    key = suggestions.repeated_key(table, file)
    if not key:
        return
    note.draw(
        f'Several rows of {place.file} say the same "{key}", and each of them would be one of'
        f" {place.table}.",
        key=editor.key(*place.parts, "repeated"),
    )
    if st.button(
        outside.plain(f"Take one row of each {key}"), key=editor.widget(*place.parts, "one_each")
    ):
        files = editor.work.chosen.files
        name = drafting.free_label(f"{place.table}_of_{place.file}", _labels(files))
        text = drafting.select_one_row_each(place.file, key)
        editor.step(lambda work: choice.with_file(work, place, name))
        look([*files, language.SourceFile(name, "", select=text)])


def _labels(files: Iterable[language.SourceFile]) -> list[str]:
    return [file.name for file in files]


def _say_where(editor: Editor, place: Place) -> None:
    where = str(editor.answer(*place.parts, "where") or "")
    editor.step(lambda work: choice.with_where(work, place, where))


def _say_file(editor: Editor, place: Place) -> None:
    file = str(editor.answer(*place.parts, "file") or place.file)
    editor.step(lambda work: choice.with_file(work, place, file))


def _table(editor: Editor, shown: drafting.Preview, *names: str) -> None:
    if shown.rows:
        lines.table(shown.headings, shown.rows, name=editor.key(*names, "rows"), look="dense")
    elif not shown.faults:
        note.draw("It makes no row.", key=editor.key(*names, "none"))
