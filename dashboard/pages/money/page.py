"""Script of the page The money: where does it stop between proceeds and victims?"""

import streamlit as st

from dashboard import data
from dashboard.pages.money import PAGE, cards
from dashboard.ui import chart_card, filters, html_card, lead_sentence, measure_table
from schemas.language import t

st.title(t(PAGE.question), anchor=False)
choice = filters.draw_filters(PAGE.filters)
taken = data.rows(cards.TAKEN, years=choice.years, only=choice.only_jurisdiction)
paid = data.rows(cards.PAID, years=choice.years, only=choice.only_jurisdiction)
assets = data.rows(lead_sentence.REGISTER_IDS, years=choice.years, only=choice.only_jurisdiction)

if all(lead_sentence.is_nothing_counted(rows, choice) for rows in (taken, paid, assets)):
    lead_sentence.draw_empty(PAGE.url_path, choice)
    st.stop()
if lead_sentence.has_assets_but_no_cases(choice):
    lead_sentence.draw_sentences(cards.asset_register_answer(choice))
    cards.draw_assets(assets, choice)
    st.stop()

if choice.is_of_release:
    cards.draw_released_money(taken, paid, assets, choice)
    st.stop()
steps = data.steps(years=choice.years, only=choice.only_jurisdiction)
lead_sentence.draw_sentences([cards.cascade_answer_sentence(steps, choice)])
with html_card.card(
    t("From proceeds to victims"),
    t(
        "Totals for all trafficking cases charged in {period} (any offence). Each bar adds up only"
        " the cases in which that amount is recorded, so the bars do not cover the same cases."
        " Green: for victims.",
        period=choice.period,
    ),
):
    cards.draw_cascade(steps, choice)
with html_card.card(t(cards.TITLES["taken"]), t(cards.BASES)):
    measure_table.draw_measures(taken, choice, name="taken", title=t(cards.TITLES["taken"]))
cards.draw_assets(assets, choice)
awards = data.awards(years=choice.years, only=choice.only_jurisdiction)
in_wages = data.awards_in_wages(years=choice.years, only=choice.only_jurisdiction)
explained = (cards.JOINT, *cards.PAYMENTS_DIFFER)
with html_card.card(
    t(cards.TITLES["paid"]),
    t(cards.OF_EACH),
    more=(*cards.wage_sentences(in_wages, choice), *map(t, explained)),
):
    html_card.draw_sentences([cards.award_sentences(awards, choice)], "awards")
    measure_table.draw_measures(paid, choice, name="paid", title=t(cards.TITLES["paid"]))
with html_card.card(t("Who paid"), cards.payers_note(choice)):
    chart_card.draw_chart(cards.payers_card(choice))
