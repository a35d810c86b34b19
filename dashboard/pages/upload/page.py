"""Script of the page Add records: what would an import change, and should it be stored?"""

import streamlit as st

from dashboard.pages.upload import PAGE
from dashboard.pages.upload.views import choose_files, outcome, steps, upload_session
from dashboard.ui import filters, html_card
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
filters.draw_filters(PAGE.filters)
if not steps.may_upload():
    st.stop()
upload = upload_session.current_upload()
steps.draw_top(upload)
match upload.step:
    case upload_session.Step.CHOOSE:
        choose_files.draw_choice(upload)
        choose_files.draw_templates()
    case upload_session.Step.MAP:
        choose_files.map_columns(upload)
    case upload_session.Step.WAIT:
        steps.follow_work()
    case upload_session.Step.DECIDE:
        with html_card.card(t("Result of the check")):
            outcome.draw_summary(upload.outcome.receipts[0])
            outcome.ask_database(upload)
            outcome.ask_to_accept_export(upload)
            outcome.ask_decision(upload)
        outcome.draw_difference(upload.outcome)
        outcome.draw_findings(upload.outcome.receipts[0])
        outcome.draw_reidentification(upload.outcome.receipts[0])
        outcome.draw_mapping_report(upload.outcome.mapped)
        outcome.draw_first_rows(upload.outcome.receipts[0])
        outcome.draw_not_read(upload.outcome.receipts[0].not_read)
    case upload_session.Step.DONE:
        steps.draw_done(upload)
