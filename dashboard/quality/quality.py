"""Data & quality: can it be trusted, what is missing, where is it from, what changed?"""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.views import batches as quality_batches
from dashboard.quality.views import (
    changes,
    findings,
    late,
    missing,
    more,
    moved,
    sections,
    undo,
    view,
)
from dashboard.query_params import QualityView
from dashboard.shared import address, draw, first_words, index, search

st.title("Can I trust it?", anchor=False)
batches = data.batches()
looked, _ = address.read(QualityView(), only=("q",))
places = sections.find_entries(search.words_of(looked.text))
found = sections.found_sentence(looked.text, places)
first_words.draw([view.sentence(batches), undo.last_undone(), found])
search.draw_field(looked.text, "Look for", "citizenship, erased, victims, ...")
index.draw(places[: sections.MOST_FOUND], "Found")
section, place = sections.draw_tabs()
with place:
    index.draw(sections.entries(section), "In this section")
    match section:
        case "missing":
            choice = filters.bar(filters.PARTS["quality"])
            with sections.part_card(sections.FILLED):
                missing.filled_columns(choice)
                missing.without_rows(choice)
            with sections.part_card(sections.ANSWERED):
                missing.answered(choice)
        case "late":
            choice = filters.bar((filters.Part.JURISDICTION,))
            with sections.part_card(sections.LATE):
                late.offices_by_lateness(choice)
        case "found" | "sources" if batches.empty:
            draw.nothing(view.NO_BATCH)
        case "found":
            filters.bar(())
            with sections.part_card(sections.FOUND):
                batch = quality_batches.chosen(batches, "found")
                findings.by_rule(batch)
            with sections.part_card(sections.NOT_READ):
                findings.not_read(batch)
        case "sources":
            filters.bar(())
            with sections.part_card(sections.BATCHES):
                quality_batches.listing(batches)
            with sections.part_card(sections.BATCH):
                batch = quality_batches.chosen(batches, "sources")
                quality_batches.difference(batch)
                quality_batches.files(batch)
            with sections.part_card(sections.RECOGNISED):
                quality_batches.recognised(batch)
            with sections.part_card(sections.UNDO):
                quality_batches.undo(batches, batch)
        case "changes":
            first = st.container()
            gone = {sections.CORRECTED: changes.corrections, sections.ERASED: changes.erasures}
            for part, tell in (gone | {sections.DONE: changes.done}).items():
                with sections.part_card(part):
                    tell()
            # Run last: of a place that was just undone there is nothing to choose, and it stops.
            with first, sections.part_card(sections.MOVED):
                moved.of_last_import(filters.bar((filters.Part.JURISDICTION,)))
        case _:
            with sections.part_card(sections.ADD):
                more.add()
                st.code(more.STEPS, language=None, wrap_lines=True)
            with sections.part_card(sections.COLLECTED):
                more.coverage(filters.bar((filters.Part.JURISDICTION,)))
