"""Script of the page My caseload: what can still be done in the open cases of an office?"""

from dataclasses import replace

import streamlit as st

from dashboard import data
from dashboard.pages.caseload import PAGE, case_list, office_cards
from dashboard.query_params import CaseloadView
from dashboard.records import current_records
from dashboard.ui import address, audit_events, filters, html_card, lead_sentence
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
view, notice = address.read_view(CaseloadView())
filtered = (
    filters.read_filters(view.parts)
    if view.on_paper
    else filters.draw_filters(
        view.parts, acting=office_cards.active_filters, offices=office_cards.offered_offices
    )
)
choice = office_cards.set_only_office(filtered)
if notice:
    html_card.draw_notice(notice, key="caseload.notice")
    st.stop()
if not choice.office:
    lead_sentence.draw_sentences([office_cards.offices_sentence(choice)])
    with html_card.card(t(office_cards.OFFICES_TITLE)):
        office_cards.draw_offices(choice)
    st.stop()

load = current_records().caseload(choice.jurisdiction, choice.office)
if view.on_paper:
    case_list.draw_cases_for_print(load, choice, view, data.batches())
    st.stop()
if view.case:
    case = case_list.find_case(choice, view)
    lead_sentence.draw_sentences(case_list.case_sentences(case, load))
    case_list.draw_view_link(t("Back to the open cases"), view.listing, choice)
    with html_card.card(t("What can still be done")):
        case_list.draw_case_steps(case, load)
        case_list.draw_marks(view.case, load, choice)
    for family, rows in case_list.measures_by_family(case):
        with html_card.card(t("How this case counts: {family}", family=t(family))):
            case_list.draw_case_measures(rows, family, choice)
    case_list.draw_inapplicable_measures(case)
    st.stop()

audit_events.forget_shown_case()
lead_sentence.draw_sentences(
    [case_list.summary_sentence(load, choice), office_cards.chosen_office_kind_sentence(choice)]
)
by_office = office_cards.rows_by_office(choice)
compared = office_cards.compare_with_offices(by_office, choice)
with html_card.card(t(case_list.STEPS)):
    case_list.draw_steps(
        load, office_cards.improvements_by_step(compared, load, choice), choice, view
    )
    case_list.draw_step_definitions()
with html_card.card(t("Open cases"), part=case_list.CASES):
    case_list.draw_case_filters(view)
    case_list.draw_view_link(t("Print these cases"), replace(view, on_paper=True), choice)
    case_list.draw_cases(load, choice, view)
    case_list.draw_all_marks(load, choice)
note, more = office_cards.profile_notes(choice)
with html_card.card(office_cards.profile_title(choice), note, more=more):
    office_cards.draw_profile(by_office, compared, choice)
    if not choice.office_alone:
        office_cards.draw_chosen_measure(choice)
