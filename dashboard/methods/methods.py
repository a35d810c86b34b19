"""Methods: how is each number computed?"""

import streamlit as st

from dashboard import data, filters, release_notes
from dashboard.methods import cards, search_index
from dashboard.query_params import MethodsView, write
from dashboard.shared import address, card, first_words, index, panel, search

st.title("How is it computed?", anchor=False)
choice = filters.quiet(())
looked, notice = address.read(MethodsView())
address.complete(write(looked))
shown = search_index.find(looked, is_of_records=data.release() is None)
first_words.draw([cards.page_sentence(), shown.sentence])
if notice:
    panel.show("notice.html", {"text": notice}, key="methods.notice")
search.draw_field(looked.text, "Look for", "asset, victim, median, ...", instead_of="m")
# A page that is searched shows what holds the words; corrections are of numbers.
corrected = None if search.words_of(looked.text) else data.corrected()
index.draw([*shown.entries, *search_index.corrections_entry(corrected)])
for family in shown.families:
    with card.card(f"{family.letter}: {family.name}", part=family.letter):
        cards.draw_catalogue(family.measures, family.letter, choice, looked.measure)
if shown.signs:
    with card.card("Numbers that are not shown", cards.STATUSES, part=search_index.STATUSES):
        cards.draw_statuses(shown.signs)
if shown.statistics:
    with card.card("Statistics", part=search_index.STATISTICS):
        cards.draw_statistics(shown.statistics)
if shown.rates:
    with card.card("Rates of exchange", cards.RATES, part=search_index.RATES):
        cards.draw_own_rates(data.own_rates())
if corrected is not None:
    with card.card(release_notes.CORRECTED, cards.CORRECTIONS, part=search_index.CORRECTIONS):
        cards.draw_corrections(corrected)
if shown.rules:
    with card.card("What records must hold", cards.GATE, part=search_index.RULES):
        cards.draw_gate_rules(shown.rules, opened=bool(search.words_of(looked.text)))
