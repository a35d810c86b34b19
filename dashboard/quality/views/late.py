"""How late each office's records are."""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.frames import offices
from dashboard.shared import draw
from metrics import lateness

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
    st.text(offices.sentence(here, filters.options().jurisdictions[choice.jurisdiction], months))
    table = offices.table(here, months)
    draw.of_text(table, name="lateness")
