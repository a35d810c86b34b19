"""Report: what is taken to a meeting, looked at before it is downloaded."""

from datetime import UTC, datetime

import streamlit as st

from dashboard import data, filters, outside
from dashboard.query_params import ReportView
from dashboard.report import available, view
from dashboard.shared import address, first_words, panel
from dashboard.work import reporting

st.title("What do you take to the meeting?", anchor=False)
asked, _ = address.read(ReportView())
choice = filters.bar(filters.PARTS["report"], acting=lambda _: available.acting_filters(asked.name))
source = data.current()
looked = available.find_report(asked.name, choice, source.scope)
what = "questionnaire" if looked.is_questionnaire else "report"
first_words.draw([f"A {what} of {filters.subject(choice)}, {choice.period}."])
mine = view.current_desk()

view.choose_report(looked, available.available_reports(choice, source.scope))
if not looked.is_questionnaire:
    view.draw_notes(mine)
if mine.job is not None:
    view.follow_work()
    st.stop()
request = reporting.Request(
    url=source.url,
    version=source.version,
    scope_id=source.scope_id,
    template=looked.name,
    choice=choice,
    made_on=datetime.now(UTC).date(),
    notes="" if looked.is_questionnaire else mine.notes,
)
if st.button(
    outside.plain(f"Make the {what}"),
    type="primary",
    key="report.make",
    disabled=not looked.name,
):
    mine.begin(request, reporting.answered if looked.is_questionnaire else reporting.made)
    st.rerun()
if mine.fault:
    panel.show("notice.html", {"text": mine.fault}, key="report.fault")
if mine.made is not None and not mine.holds(request):
    panel.show("notice.html", {"text": view.ANOTHER}, key="report.another")
elif isinstance(mine.made, reporting.Answered):
    view.draw_answered(mine.made)
elif mine.made is not None:
    view.draw_made(mine.made)
