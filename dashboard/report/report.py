"""Report: what is taken to a meeting, looked at before it is downloaded."""

from datetime import UTC, datetime

import streamlit as st

from dashboard import data, filters
from dashboard.report import looked_at
from dashboard.report.views import choose, desk, made, working
from dashboard.shared import first_words, panel
from dashboard.work import reporting

st.title("What do you take to the meeting?", anchor=False)
choice = filters.bar(filters.PARTS["report"])
first_words.draw([f"A report of {filters.subject(choice)}, {choice.period}."])
looked = looked_at.decode(st.query_params.to_dict(), choice)
mine = desk.current()

choose.name(looked, looked_at.offered(choice))
choose.notes(mine)
if mine.job is not None:
    working.follow()
    st.stop()
source = data.current()
request = reporting.Request(
    url=source.url,
    version=source.version,
    scope_id=source.scope_id,
    template=looked.name,
    choice=choice,
    made_on=datetime.now(UTC).date(),
    notes=mine.notes,
)
if st.button("Make the report", type="primary", key="report.make", disabled=not looked.name):
    mine.begin(request)
    st.rerun()
if mine.fault:
    panel.show("notice.html", {"text": mine.fault}, key="report.fault")
if mine.made is not None and not mine.holds(request):
    panel.show("notice.html", {"text": choose.ANOTHER}, key="report.another")
elif mine.made is not None:
    made.draw(mine.made)
