"""Compare: are we different, or just small, or counted differently?"""

import streamlit as st

from dashboard import filters, peers
from dashboard.compare import cards
from dashboard.query_params import CompareView
from dashboard.shared import address, card, draw, empty, first_words, noted, panel, peer_places
from dashboard.shared.of_measure import charts
from dashboard.shared.of_measure import view as measure_view
from metrics import catalogue

st.title("Are we different, or just small, or counted differently?", anchor=False)
choice = filters.bar(filters.PARTS["compare"])
measure = catalogue.CATALOGUE[choice.measure]
names = peer_places.peer_names(peers.places(), choice)
rows = peers.rows((measure.id,), own=choice.jurisdiction, years=choice.years, only=choice.only)
looked, notice = address.read(CompareView(), {"with": names})
if notice:
    panel.show("notice.html", {"text": notice}, key="compare.notice")
    st.stop()
if empty.is_empty_everywhere(rows):
    empty.draw("compare", choice, first_words.of_one(rows, measure.id, choice))
    st.stop()
if not names:
    first_words.draw(first_words.of(rows, (measure.id,), choice))
    with card.card(measure.title, charts.place_note(measure)):
        draw.nothing(peer_places.ALONE)
else:
    cards.choose_peers(looked, names, choice)
    beside = cards.compare_jurisdictions(measure, choice, looked, names)
    first_words.draw(
        [*first_words.of(rows, (measure.id,), choice), *cards.answer_sentences(beside, rows)]
    )
    with card.card(measure.title, charts.place_note(measure)):
        cards.draw_values(beside, rows)
        noted.draw((measure.id,), choice, key="places", places=(choice.jurisdiction, *names))
    with card.card(cards.RULES_TITLE, cards.RULES_NOTE):
        cards.draw_rules(beside)
with card.card("What is compared"):
    measure_view.definition(measure)
