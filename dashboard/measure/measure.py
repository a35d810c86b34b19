"""One measure: what is it, where do we stand, and how far can it be trusted?"""

import streamlit as st

from dashboard import data, filter_options, filters, outside, peers
from dashboard.measure import cards
from dashboard.shared import card, empty, first_words, note, noted, page, peer_places, target_line
from dashboard.shared.frames import tables, years
from dashboard.shared.of_measure import charts, offices, view
from metrics import catalogue

heading = st.empty()
choice = filters.bar(filters.PARTS["measure"])
measure = catalogue.CATALOGUE[choice.measure]
heading.title(outside.plain(measure.question), anchor=False)
page.named(measure.title, "Measure")
rows = cards.rows_in_period(measure, choice, choice.only_here)
by_year = cards.rows_by_year(measure, choice)

undated = years.undated(by_year[by_year["jurisdiction"] == choice.jurisdiction])
if empty.is_empty(rows, choice):
    said = (first_words.of_one(rows, measure.id, choice), undated)
    empty.draw("measure", choice, " ".join(filter(None, said)))
else:
    first_words.draw([*first_words.of(rows, (measure.id,), choice), undated])
    target_line.draw(by_year, measure.id, choice)
noted.draw((measure.id,), choice, key="whole")
what, when = st.columns((2, 3))
with what, card.card(measure.title):
    view.definition(measure)
with when, card.card("By year", cards.run_note(measure, filters.currency(choice))):
    cards.draw_trend(by_year, data.events(), measure, choice)
is_of_records = not choice.of_release
figures = cards.published_of_choice(choice, measure.id)
# They are of a whole jurisdiction.
if len(figures) and not choice.office_alone:
    with card.card("As published", cards.published_note(figures)):
        own = data.rows((measure.id,), by=("year",))
        cards.draw_published(figures, own, data.exceeding(), choice)
cards.draw_stage(measure, choice)
if is_of_records and offices.OFFICE in measure.breakdowns and not choice.office_alone:
    with card.card("By office"):
        only = charts.restrictions(offices.OFFICE, choice)
        split = data.rows((measure.id,), by=("office",), years=choice.years, only=only)
        whole = cards.rows_in_period(measure, choice, only)
        offices.by_office(split, whole, measure, choice)
if cards.can_be_split(measure, choice):
    with card.card("By group"):
        column = cards.choose_breakdown(measure, choice)
        only = charts.restrictions(column, choice)
        split = data.rows((measure.id,), by=(column,), years=choice.years, only=only)
        whole = cards.rows_in_period(measure, choice, only)
        cards.draw_by_group(split, whole, measure, column, choice)
        noted.draw((measure.id,), choice, key="groups")
names = peer_places.peer_names(peers.places(), choice)
if names and measure.kind not in tables.ADDED_UP:
    with card.card("Beside other jurisdictions", charts.place_note(measure)):
        cards.draw_beside_others(measure, names, choice)
if measure.kind == "Share":
    with card.card("What missing records could change", charts.MISSING_NOTE):
        charts.missing(rows, measure, choice)
if choice.of_release:
    note.draw(filter_options.not_in_release_note(cards.RECORDS_ALONE), key="unreleased")
with card.card("How to read it"):
    view.reading(measure, choice)
with card.card("What it is made of"):
    cards.draw_parts(measure)
with card.card("A worked example", view.EXAMPLE_NOTE):
    view.example(measure, data.worked_example(measure.id))
with card.card("Versions"):
    view.versions(measure)
