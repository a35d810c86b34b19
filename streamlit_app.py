"""The frame around every page: who you are, which pages exist, title and footer.

Alone, under plain Streamlit, it is for development: it shows made-up records only.
"""

import streamlit as st

from dashboard import access, data, pages
from dashboard.server import observability
from dashboard.ui import audit_events, page_shell
from schemas import errors, language
from schemas.language import t
from schemas.store import audit

language.set_language_source(page_shell.session_language, page_shell.browser_language)
st.set_page_config(page_icon="/app/static/icon.png", layout="wide")
scope_id = access.scope_id()
page_shell.reset_session_on_scope_change(scope_id)
page_shell.choose_language()
allowed = access.pages_of_scope(scope_id)
page = st.navigation(
    [
        st.Page(one.script, title=t(one.title), url_path=one.url_path, default=one.is_first)
        # Whoever may see none stays at the address that was asked for.
        for one in allowed or pages.all_pages()
    ],
    position="top" if allowed else "hidden",
)
declared = pages.find_page(page.url_path)
page_shell.set_page_title(page.title)
if not allowed:
    page_shell.load_page_assets(page.url_path)
    page_shell.draw_sign_in(page.url_path)
    st.stop()
# The footer has its place before the page runs, so a page that stops early keeps it.
top, body, foot = st.container(), st.container(), st.container()
with foot:
    page_shell.draw_signed_in_user()
# Last, so that a keyboard reaches the filters first; wide screens show it at the top.
with st.container(key="languages"):
    page_shell.draw_languages(page.url_path)
try:
    version = data.current_source().version
    with top:
        page_shell.load_page_assets(page.url_path)
        page_shell.draw_review_note(page.url_path)
        page_shell.draw_records_header(declared)
    with foot:
        page_shell.draw_footer()
    counted = observability.count_page_run(declared.url_path)
    spoken = language.use_language(page_shell.session_language())
    with (
        body,
        spoken,
        audit.act_as(audit_events.current_actor()),
        counted,
        observability.run_slot(),
    ):
        page.run()
    # Records that came in or left meanwhile: half of the page would be of the state before. A page
    # that shows no figures says what it has just stored itself, and would no longer.
    if declared.needs_records and data.current_source().version != version:
        st.rerun()
except errors.UserError as error:
    with body:
        page_shell.draw_user_error(str(error))
