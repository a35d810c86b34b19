"""Methods: how is each number computed?"""

import streamlit as st

from dashboard import data, filters, release_notes
from dashboard.methods import sought, view
from dashboard.query_params import MethodsView, write
from dashboard.shared import address, card, first_words, index, panel, search

st.title("How is it computed?", anchor=False)
choice = filters.quiet(())
looked, notice = address.read(MethodsView())
address.complete(write(looked))
shown = sought.find(looked, is_of_records=data.release() is None)
first_words.draw([view.sentence(), shown.sentence])
if notice:
    panel.show("notice.html", {"text": notice}, key="methods.notice")
search.draw_field(looked.text, "Look for", "asset, victim, median, ...", instead_of="m")
# A page that is searched shows what holds the words; corrections are of numbers.
corrected = None if search.words_of(looked.text) else data.corrected()
index.draw([*shown.entries, *sought.of_corrections(corrected)])
for family in shown.families:
    with card.card(f"{family.letter}: {family.name}", part=family.letter):
        view.catalogue_table(family.measures, family.letter, choice, looked.measure)
if shown.signs:
    with card.card("Numbers that are not shown", view.STATUSES, part=sought.STATUSES):
        view.statuses(shown.signs)
if shown.statistics:
    with card.card("Statistics", part=sought.STATISTICS):
        view.statistics(shown.statistics)
if shown.rates:
    with card.card("Rates of exchange", view.RATES, part=sought.RATES):
        view.own_rates(data.own_rates())
if corrected is not None:
    with card.card(release_notes.CORRECTED, view.CORRECTIONS, part=sought.CORRECTIONS):
        view.corrections(corrected)
if shown.rules:
    with card.card("What records must hold", view.GATE, part=sought.RULES):
        view.gate_rules(shown.rules, opened=bool(search.words_of(looked.text)))
