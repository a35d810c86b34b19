"""Links that contain the version of the records, and a notice if records have changed since."""

import pandas as pd
import streamlit as st

from dashboard import data, pages
from dashboard.frames import records_state
from dashboard.query_params import (
    Choice,
    RecordsState,
    build_query,
    choice_query,
    page_address,
    parameters_of_page,
)
from dashboard.records import current_records
from dashboard.ui import address, filters, html_card
from schemas.language import t

PAGE = "records_version_link.page"


def current_records_state() -> str:
    """Return the version of the records as text for an address.

    Empty if the scope has no submission: what a whole jurisdiction sent belongs to no office.
    """
    state_now = current_records().state
    return records_state.state_text(state_now) if state_now.batches else ""


def remember_page(url_path: str) -> None:
    """Keep the address of the page that is shown, for links to it."""
    st.session_state[PAGE] = url_path


def link_to_view(choice: Choice) -> str:
    """Return the relative address of the page as it is shown, with the version of the records."""
    page = pages.find_page(st.session_state[PAGE])
    return page_address(
        page.url_path,
        choice_query(choice, parameters_of_page(page.url_path)),
        st.query_params.to_dict(),
        build_query(RecordsState(current_records_state())),
    )


def draw_records_changed_notice() -> None:
    """Draw whether records have changed since the link was made, if it contains a version."""
    asked, _ = address.read_view(RecordsState())
    if not asked.text:
        return
    source = data.current_source()
    link = records_state.compare_link_state(asked.text, data.batches(), current_records().state)
    differing = data.record_changes_since(*link.batches) if link.batches else pd.DataFrame()
    if source.scope.office:
        differing = None
    said = records_state.link_notice(
        link, differing, filters.chosen_jurisdiction(), filters.current_options().jurisdictions
    )
    if said is None:
        return
    context = {
        "text": said.text,
        "headings": [t(heading) for heading in records_state.HEADINGS],
        "rows": [[html_card.Cell(cell) for cell in row] for row in said.rows],
        "look": "dense",
        "here": None,
    }
    html_card.draw_template("linked.html", context, key="linked")


def draw_copy_link_button(key: str) -> None:
    """Draw a button that copies a link to the view with the version of the records."""
    if state_now := current_records_state():
        html_card.draw_template("copy_link.html", {"state": state_now}, key=key)
