"""Which report it is to be, and notes of one's own for it."""

import streamlit as st

from dashboard.report import available, template
from dashboard.report.views.desk import Desk
from dashboard.shared import address, note, panel

NAMES = {
    "ministry": "Ministry",
    "profile": "Profile",
    "office": "Office",
    "annex": "Annex",
    "eu-19a-2024": "Questionnaire: EU, Article 19a",
    "glotip-2016": "Questionnaire: UNODC",
    "greta-round-3": "Questionnaire: GRETA",
}
NOTES = "report.notes"
ANOTHER = (
    "The report that was made is of another choice, other notes or another state of the records:"
    " make it again."
)
OWN = "Notes stand in the files and nowhere else: not among the records, not in the address."


def name(found: available.Found, offered: tuple[str, ...]) -> None:
    """Draw the reports to choose from, and what the chosen one holds; the address follows."""
    st.radio(
        "Report",
        [one for one in NAMES if one in offered],
        format_func=NAMES.__getitem__,
        horizontal=True,
        **address.bind("report", "report.name", found.name or None),
    )
    if found.name:
        note.draw(f"{available.headline(found.name)}.", key="report.headline")
    else:
        panel.show("notice.html", {"text": found.notice}, key="report.notice")


def notes(desk: Desk) -> None:
    """Draw the place for notes; they outlast a look at another page, and not the session."""
    st.session_state.setdefault(NOTES, desk.notes)
    desk.notes = (
        st.text_area("Notes of your own", key=NOTES, max_chars=template.MOST_NOTES, height=120)
        or ""
    )
    note.draw(OWN, key="report.notes")
