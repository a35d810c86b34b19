"""Own records beside made-up ones: asked before they are stored, and told where they went."""

from dataclasses import replace

import streamlit as st

from dashboard import outside, own_records
from dashboard.shared import lines, note
from dashboard.upload.views.desk import Desk
from schemas.store import database

APART = "Keep them apart: open a new database"
AGAIN = "Keep them apart: add them to the database of own records"
BESIDE = "Store them beside made-up records"
WHY = "This database holds made-up records alone, and what you send is said to be real. "


def draw(desk: Desk) -> None:
    """Draw the choice, where there is one; the outcome below it is that of the chosen place."""
    request, examined = desk.request, desk.outcome
    if request is None or (request.apart and examined.made_up_url is None):
        return
    note.draw(WHY + _meant(desk), key="upload.apart")
    apart = AGAIN if examined.made_up_url and examined.version else APART
    chosen = st.radio(
        "Where they go",
        [apart, BESIDE],
        index=0 if request.apart else 1,
        format_func=outside.plain,
        key=desk.key("apart"),
    )
    if (chosen != BESIDE) != request.apart:
        desk.examine(replace(request, apart=chosen != BESIDE))
        st.rerun()


def told(desk: Desk) -> None:
    """Say where the stored records are and how to come back to them; nothing if they stand here."""
    if desk.outcome.made_up_url is None or desk.undone is not None:
        return
    # The whole paths: the server has moved into the project's folder, the person may be elsewhere.
    own, made_up = map(database.display_name, (desk.stored_in, desk.outcome.made_up_url))
    note.draw(
        "They are in a database of their own, which this dashboard shows from now on, to everybody"
        " who has it open.",
        key="upload.told",
    )
    facts = [
        lines.fact("Own records", own),
        lines.fact("Opened again by", own_records.command(own, "serve")),
        lines.fact("Made-up records", made_up),
        lines.fact("Opened again by", own_records.command(made_up, "serve")),
    ]
    lines.facts(facts, name="upload.told")


def _meant(desk: Desk) -> str:
    examined = desk.outcome
    if examined.made_up_url is None:
        return (
            "Stored beside them, invented and real figures stand on the same pages, each named;"
            " neither is compared with the other."
        )
    return (
        f"They go into {database.display_name(examined.url)}, with the options and mappings that"
        " were set here, and the dashboard shows that database from then on. The made-up records"
        f" stay in {database.display_name(examined.made_up_url)}."
    )
