"""My caseload: what can still be done in an office's open cases?"""

from dataclasses import replace

import streamlit as st

from dashboard import data, filters, outside
from dashboard.caseload.views import (
    case as caseload_case,
)
from dashboard.caseload.views import listed, marking, method, offices, profile, sheet
from dashboard.query_params import CaseloadView
from dashboard.shared import address, card, first_words, panel, written_down
from metrics import catalogue

st.title("What can still be done?", anchor=False)
view, notice = address.read(CaseloadView())
filtered = (
    filters.quiet(view.parts)
    if view.on_paper
    else filters.bar(view.parts, acting=offices.acting, offices=offices.offered)
)
choice = offices.chosen(filtered)
if notice:
    panel.show("notice.html", {"text": notice}, key="caseload.notice")
    st.stop()
if not choice.office:
    first_words.draw([offices.sentence(choice)])
    with card.card(offices.TITLE):
        offices.invite(choice)
    st.stop()

load = marking.applied(data.caseload(choice.jurisdiction, choice.office), choice)
if view.on_paper:
    sheet.draw(load, choice, view, data.batches())
    st.stop()
if view.case:
    case = caseload_case.found(choice, view)
    first_words.draw(caseload_case.sentences(case, load))
    listed.moves(choice, [("Back to the open cases", view.listing)])
    with card.card("What can still be done"):
        caseload_case.steps(case, load)
        marking.of_case(view.case, load, choice)
    for family, rows in caseload_case.families(case):
        with card.card(f"In which measures it counts: {family.lower()}"):
            caseload_case.measures(rows, family, choice)
    caseload_case.nothing(case)
    st.stop()

written_down.case_closed()
first_words.draw([listed.summary(load, choice), offices.what_it_is(choice)])
by_office = profile.rows(choice)
compared = profile.compare_with_offices(by_office, choice)
with card.card(listed.STEPS):
    listed.steps(load, profile.rooms_of_steps(compared, load, choice), choice, view)
    method.draw()
with card.card("Open cases", part=listed.CASES):
    listed.pick(view)
    listed.moves(choice, [("Print these cases", replace(view, on_paper=True))])
    listed.cases(load, choice, view)
    marking.of_office(load, choice)
with card.card(profile.title(choice), profile.note(choice)):
    profile.table(by_office, compared, choice)
    if not choice.office_alone:
        measure = catalogue.CATALOGUE[choice.measure]
        st.subheader(outside.plain(f"{measure.title}, office by office"), anchor=False)
        profile.beside_others(measure, choice)
