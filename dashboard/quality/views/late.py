"""How late each office's records are."""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.frames import offices
from dashboard.report import taken
from dashboard.shared import draw, lines, take_away
from metrics import lateness

TITLE = "How late each office is"
SAYS = "Days behind: from an office's newest event to the state of the records."
EMPTY = (
    "These records name no offices. Send the table offices, and office_id in cases, to see which "
    "of them are late."
)


def offices_by_lateness(choice: filters.Choice) -> None:
    """Draw the offices of the place, the latest first, after a sentence."""
    late = data.lateness()
    here = late[late["jurisdiction"] == choice.jurisdiction]
    if here.empty:
        draw.nothing(EMPTY)
        return
    months = lateness.OPEN_MONTHS
    st.text(offices.sentence(here, filters.place(choice), months))
    table = offices.table(here, months)
    lines.of_frame(table, name="lateness")
    take_away.card(
        taken.of_numbers(TITLE, choice, offices.numbers(here, months), says=(SAYS,)),
        name="lateness",
    )
