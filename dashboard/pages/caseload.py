"""My caseload: what can still be done in an office's open cases?"""

from dataclasses import replace

import streamlit as st

from dashboard import data, data_quality, filters, outside, worklist_view
from dashboard.components import (
    card,
    caseload_case,
    caseload_list,
    caseload_method,
    caseload_offices,
    caseload_profile,
    caseload_sheet,
    first_words,
    note,
    panel,
)
from metrics import catalogue

st.title("What can still be done?", anchor=False)
view, notices = worklist_view.decode(st.query_params.to_dict())
asked = (
    filters.quiet(view.parts)
    if view.on_paper
    else filters.bar(view.parts, acting=caseload_offices.acting)
)
choice = caseload_offices.chosen(asked)
if notices:
    panel.show("notice.html", {"text": " ".join(notices)}, key="caseload.notice")
    st.stop()
if not choice.office:
    first_words.draw([caseload_offices.sentence(choice)])
    with card.card("Whose caseload?"):
        caseload_offices.invite(choice)
    st.stop()

load = data.caseload(choice.jurisdiction, choice.office)
if view.on_paper:
    caseload_sheet.draw(load, choice, view, data_quality.batches())
    st.stop()
if view.case:
    case = caseload_case.found(choice, view)
    first_words.draw(caseload_case.sentences(case, load))
    caseload_list.moves(choice, [("Back to the open cases", view.listing)])
    with card.card("What can still be done"):
        caseload_case.steps(case, load)
    for family, rows in caseload_case.families(case):
        with card.card(f"In which measures it counts: {family.lower()}"):
            caseload_case.measures(rows, family, choice)
    caseload_case.nothing(case)
    st.stop()

first_words.draw([caseload_list.summary(load, choice)])
by_office = caseload_profile.rows(choice)
with card.card("The office beside the others", caseload_profile.NOTE):
    caseload_profile.table(by_office, choice)
    measure = catalogue.CATALOGUE[choice.measure]
    st.subheader(outside.plain(f"{measure.title}, office by office"), anchor=False)
    caseload_profile.beside_others(measure, choice)
with card.card("Steps still possible"):
    note.draw(caseload_list.EVERY_OPEN, key="caseload.every")
    caseload_list.steps(load, choice, view)
    caseload_method.draw()
with card.card("Open cases"):
    caseload_list.pick(view)
    caseload_list.moves(choice, [("Print these cases", replace(view, on_paper=True))])
    caseload_list.cases(load, choice, view)
