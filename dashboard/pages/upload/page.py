"""Script of the page Add records: what would an import change, and should it be stored?"""

import streamlit as st

from dashboard.pages.upload import PAGE
from dashboard.pages.upload.views import (
    choose_files,
    dry_run_result,
    return_views,
    step_frame,
    upload_session,
)
from dashboard.ui import filters, html_card
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
filters.draw_filters(PAGE.filters)
if not step_frame.may_upload():
    st.stop()
upload = upload_session.current_upload()
step_frame.draw_step_header(upload)
match upload.step:
    case upload_session.Step.CHOOSE:
        choose_files.draw_choice(upload)
        choose_files.draw_templates()
    case upload_session.Step.MAP:
        choose_files.map_columns(upload)
    case upload_session.Step.WAIT:
        step_frame.draw_work_progress()
    case upload_session.Step.DECIDE if upload.returns:
        return_views.draw_decision(upload)
    case upload_session.Step.DONE if upload.imported.returns:
        return_views.draw_imported(upload)
    case upload_session.Step.DECIDE:
        with html_card.card(t("Result of the check")):
            dry_run_result.draw_summary(upload.outcome.receipts[0])
            dry_run_result.draw_database_choice(upload)
            dry_run_result.draw_accept_export_button(upload)
            dry_run_result.draw_decision(upload)
        dry_run_result.draw_changes(upload.outcome)
        dry_run_result.draw_findings(upload.outcome.receipts[0])
        dry_run_result.draw_reidentification(upload.outcome.receipts[0])
        dry_run_result.draw_mapping_report(upload.outcome.mapped)
        dry_run_result.draw_first_rows(upload.outcome.receipts[0])
        dry_run_result.draw_not_read(upload.outcome.receipts[0].not_read)
    case upload_session.Step.DONE:
        step_frame.draw_done(upload)
