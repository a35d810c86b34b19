"""The frame around every page: who you are, which pages exist, title and footer.

Alone, under plain Streamlit, it is for development: it shows made-up records only.
"""

import streamlit as st

from dashboard import data, top
from dashboard.server import access, concurrency_limit, observability
from dashboard.shared import frame, gate, written_down
from dashboard.shared import page as every_page
from schemas import errors
from schemas.store import audit

st.set_page_config(page_icon="/app/static/icon.png", layout="wide")
identity = access.identity()
frame.forget_others(identity)
allowed = access.pages(identity)
page = st.navigation(
    [
        st.Page(top.HERE / name / f"{name}.py", title=title, default=name == access.OVERVIEW)
        # Whoever may see none stays at the address that was asked for.
        for name, title in allowed or access.PAGES
    ],
    position="top" if allowed else "hidden",
)
every_page.named(page.title)
if not allowed:
    every_page.stand(page.url_path)
    gate.draw(page.url_path)
    st.stop()
# The footer has its place before the page runs, so a page that stops early keeps it.
top, body, foot = st.container(), st.container(), st.container()
with foot:
    frame.person()
try:
    version = data.current().version
    with top:
        every_page.stand(page.url_path)
        frame.top(page.url_path)
    with foot:
        frame.foot()
    told = observability.measure_run(page.url_path or "overview")
    with body, audit.acting(written_down.whoever_asks()), told, concurrency_limit.slot():
        page.run()
    # Records that came in or left meanwhile: half of the page would be of the state before. A page
    # that shows no figures says what it has just stored itself, and would no longer.
    if page.url_path not in frame.WITHOUT_RECORDS and data.current().version != version:
        st.rerun()
except errors.UserError as error:
    with body:
        frame.user_error(str(error))
