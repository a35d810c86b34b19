"""Script of the page Report: make a report for a meeting, with a preview before the download."""

from datetime import UTC, datetime

import streamlit as st

from dashboard import data, untrusted_text
from dashboard.export import template
from dashboard.jobs import report_jobs
from dashboard.pages.report import PAGE, cards
from dashboard.query_params import ReportView
from dashboard.ui import address, filters, html_card, lead_sentence
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
asked, _ = address.read_view(ReportView())
choice = filters.draw_filters(PAGE.filters, acting=lambda _: template.acting_filters(asked.name))
source = data.current_source()
looked = template.find_report(asked.name, choice, source.scope)
about = {"place": filters.subject_name(choice), "period": choice.period}
if looked.is_questionnaire:
    lead_sentence.draw_sentences([t("A questionnaire about {place}, {period}.", **about)])
elif looked.name == template.BRIEF:
    lead_sentence.draw_sentences([t("A report on all jurisdictions, {period}.", **about)])
else:
    lead_sentence.draw_sentences([t("A report on {place}, {period}.", **about)])
mine = cards.session_report()

cards.choose_report(looked, template.available_reports(choice, source.scope))
if not looked.is_questionnaire:
    cards.draw_notes_field(mine)
if mine.job is not None:
    cards.draw_work_progress(mine)
    st.stop()
request = report_jobs.ReportRequest(
    url=source.url,
    version=source.version,
    scope_id=source.scope_id,
    template=looked.name,
    choice=choice,
    made_on=datetime.now(UTC).date(),
    notes="" if looked.is_questionnaire else mine.notes,
)
if st.button(
    untrusted_text.escape_markdown(
        t("Create questionnaire") if looked.is_questionnaire else t("Create report")
    ),
    type="primary",
    key="report.make",
    disabled=not looked.name,
):
    mine.begin(
        report_jobs.fill_questionnaire if looked.is_questionnaire else report_jobs.make_report,
        request,
        words=report_jobs.REPORT_WORDS,
    )
    st.rerun()
if mine.fault:
    html_card.draw_notice(mine.fault, key="report.fault")
if mine.result is not None and mine.asked != request:
    html_card.draw_notice(t(cards.ANOTHER), key="report.another")
elif isinstance(mine.result, report_jobs.FilledQuestionnaire):
    cards.draw_filled_questionnaire(mine.result)
elif mine.result is not None:
    cards.draw_finished_report(mine.result)
