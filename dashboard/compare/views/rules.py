"""What each jurisdiction states of law and counting, beside the chosen one."""

import pandas as pd
import streamlit as st

from dashboard import words
from dashboard.compare import frames
from dashboard.compare.compared import Compared
from dashboard.report import taken
from dashboard.shared import lines, peer_comparison, take_away
from metrics import comparability

TITLE = "Do they count alike?"

NOTE = (
    "Law and counting rules that matter to this measure, as the jurisdictions state them. "
    f"{frames.APART}: another than the chosen one's, or not stated; a difference in numbers may be "
    "a difference in counting."
)


def draw(compared: Compared) -> None:
    """Draw what matters to the measure; all else that is stated stands closed."""
    matter = comparability.matters(compared.measure)
    lines.table(*_matrix(compared, matter), name="context", look="dense")
    others = tuple(
        subject
        for subject in comparability.SUBJECTS
        if subject not in matter
        and any((id_, subject) in compared.stated for id_ in compared.names)
    )
    if others:
        with st.expander("What does not matter to this measure"):
            lines.table(*_matrix(compared, others), name="context_others", look="dense")
    headings, rows = _matrix(compared, (*matter, *others))
    of_file = pd.DataFrame(rows, columns=headings)
    take_away.card(
        taken.of_numbers(TITLE, compared.choice, of_file, says=(NOTE, _which(matter))),
        name="counting_rules",
    )


def _which(matter: tuple[str, ...]) -> str:
    """Which of the columns of the file are those that matter."""
    named = words.listing([peer_comparison.name_subject(one) for one in matter])
    return f"What matters to this measure: {named}." if matter else ""


def _matrix(compared: Compared, subjects: tuple[str, ...]) -> tuple[list[str], list[list[str]]]:
    return frames.matrix(compared.stated, compared.names, compared.own, subjects)
