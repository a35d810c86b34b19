"""Compare: are we different, or just small, or counted differently?"""

import streamlit as st

from dashboard import data, filters
from dashboard.shared import card, compare_view, draw, empty, first_words
from dashboard.shared.of_measure import charts, view
from metrics import catalogue

st.title("Are we different, or just small, or counted differently?", anchor=False)
choice = filters.bar(filters.PARTS["compare"])
measure = catalogue.CATALOGUE[choice.measure]
places = data.jurisdictions()
names = compare_view.names(places, choice)
rows = data.rows((measure.id,), years=choice.years, only=choice.only)

if empty.is_empty_everywhere(rows):
    empty.draw("compare", choice, first_words.of_one(rows, measure.id, choice))
    st.stop()

first_words.draw(
    [
        *first_words.of(rows, (measure.id,), choice),
        compare_view.difference(rows, places, measure, choice),
        compare_view.days_apart(names),
    ]
)
with card.card(measure.title, charts.place_note(measure)):
    if names:
        charts.by_place(rows, measure, names, choice)
    else:
        draw.nothing(compare_view.ALONE)
if names:
    with card.card(
        "Do they count alike?",
        "Law and counting rules as the jurisdictions state them. Where they differ, a difference "
        "in numbers may be a difference in counting.",
    ):
        compare_view.counted_alike(data.context(), names)
with card.card("What is compared"):
    view.definition(measure, choice)
