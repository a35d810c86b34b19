"""Fields and tables that nothing fills: what is said of them, so that no blank becomes a no."""

import streamlit as st

from dashboard import words
from dashboard.shared import lines, note
from dashboard.upload.mapping import choice
from dashboard.upload.mapping.state import Editor
from seed.mapping import language

UNSAID = "not said"
OPTIONS = {
    language.Unfilled.NOT_COLLECTED: "This source does not record them",
    language.Unfilled.ELSEWHERE: "Other files of the jurisdiction bring them",
    UNSAID: "Nothing is said of them",
}
BECOMES = {
    language.Unfilled.NOT_COLLECTED: "Stored as not recorded, so that no measure takes their"
    " blank for a no.",
    language.Unfilled.ELSEWHERE: "Left open: where no file brings them, measures may take"
    " their blank for a no.",
    UNSAID: "Measures may take their blank for a no: say whether the source records them.",
}


def draw(editor: Editor, lacking: language.Lacking) -> None:
    """Draw which fields nothing fills, and what becomes of them; nothing where all are filled."""
    if not lacking.columns:
        return
    said = editor.work.chosen.statement.unfilled or UNSAID
    note.draw(sentence(lacking, said), key=editor.key("unfilled"))
    with st.expander("Which fields and tables are not filled"):
        rows = [(table, ", ".join(names)) for table, names in lacking.columns.items()]
        lines.table(("Table", "Fields"), [*rows, *_whole(lacking)], name="mapping.unfilled")
    # Nothing is said by old mappings alone: it is no answer to choose.
    options = [one for one in OPTIONS if one == said or one != UNSAID]
    st.selectbox(
        "Fields that are not filled",
        options,
        index=options.index(said),
        format_func=OPTIONS.__getitem__,
        key=editor.widget("unfilled"),
        on_change=_say,
        args=(editor,),
        width=420,
    )


def sentence(lacking: language.Lacking, said: str) -> str:
    """How many fields of which tables are not filled, and what becomes of them; and of tables."""
    is_one = lacking.number == 1
    number = "One field" if is_one else f"{words.count(lacking.number)} fields"
    fields = (
        f"{number} of {words.listing([*lacking.columns])} {'is' if is_one else 'are'} not filled."
    )
    if not lacking.tables:
        return f"{fields} {BECOMES[said]}"
    tables = "One table is" if len(lacking.tables) == 1 else f"{len(lacking.tables)} tables are"
    whole = f"{tables} not filled either: what no file of the jurisdiction brings is not recorded."
    return f"{fields} {BECOMES[said]} {whole}"


def _whole(lacking: language.Lacking) -> list[tuple[str, str]]:
    return [(table, "the whole table") for table in lacking.tables]


def _say(editor: Editor) -> None:
    answer = str(editor.answer("unfilled"))
    said = None if answer == UNSAID else language.Unfilled(answer)
    editor.step(lambda work: choice.stated(work, unfilled=said))
