"""The questionnaire that was filled: how far, why no further, and its workbook."""

import streamlit as st

from dashboard.report.formats import KINDS, Format
from dashboard.shared import card, lines, note, take_away
from dashboard.work import reporting

TITLE, LABEL = "How far it is filled", "Workbook (XLSX)"
VERIFY = "Verify before it is sent. {}"


def draw(answered: reporting.Answered) -> None:
    """Draw the button of the workbook, and what stands in it and what does not."""
    name, content = answered.file
    kind = KINDS[Format.XLSX]
    take_away.offer(LABEL, content, name=name, kind=kind, key="report.questionnaire")
    with card.card(TITLE, VERIFY.format(answered.verify)):
        st.text(answered.sentence)
        lines.of_frame(answered.by_table, name="questionnaire.tables")
        if len(answered.why):
            st.subheader("What is not filled, and why", anchor=False)
            lines.of_frame(answered.why, name="questionnaire.why", look="dense")
        note.draw(
            "In the workbook each cell says the measure and the filters that its number is of.",
            key="questionnaire.traced",
        )
