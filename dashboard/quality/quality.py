"""Data & quality: can it be trusted, what is missing, where is it from, what changed?"""

import streamlit as st

from dashboard import data, filters
from dashboard.quality import parts, way_in
from dashboard.quality.views import (
    batches as quality_batches,
)
from dashboard.quality.views import (
    changes,
    findings,
    late,
    missing,
    more,
    moved,
    undo,
    view,
)
from dashboard.shared import draw, first_words, index, quality_sections, search

st.title("Can I trust it?", anchor=False)
batches = data.batches()
looked_for = search.text(st.query_params.to_dict())
places = way_in.found(search.words_of(looked_for))
said = [view.sentence(batches), undo.last_undone(), way_in.sentence(looked_for, places)]
first_words.draw(said)
search.field("Look for", "citizenship, erased, victims, ...")
index.draw(places[: way_in.SHOWN], "Found")
section, place = quality_sections.chosen()
with place:
    index.draw(parts.entries(section), "In this section")
    match section:
        case "missing":
            choice = filters.bar(filters.PARTS["quality"])
            with parts.drawn(parts.FILLED):
                missing.filled_columns(choice)
                missing.without_rows(choice)
            with parts.drawn(parts.ANSWERED):
                missing.answered(choice)
        case "late":
            choice = filters.bar((filters.Part.JURISDICTION,))
            with parts.drawn(parts.LATE):
                late.offices_by_lateness(choice)
        case "found" | "sources" if batches.empty:
            draw.nothing(view.NO_BATCH)
        case "found":
            filters.bar(())
            with parts.drawn(parts.FOUND):
                batch = quality_batches.chosen(batches, "found")
                findings.by_rule(batch)
            with parts.drawn(parts.NOT_READ):
                findings.not_read(batch)
        case "sources":
            filters.bar(())
            with parts.drawn(parts.BATCHES):
                quality_batches.listing(batches)
            with parts.drawn(parts.BATCH):
                batch = quality_batches.chosen(batches, "sources")
                quality_batches.difference(batch)
                quality_batches.files(batch)
            with parts.drawn(parts.RECOGNISED):
                quality_batches.recognised(batch)
            with parts.drawn(parts.UNDO):
                quality_batches.undo(batches, batch)
        case "changes":
            first = st.container()
            gone = {parts.CORRECTED: changes.corrections, parts.ERASED: changes.erasures}
            for part, tell in (gone | {parts.DONE: changes.done}).items():
                with parts.drawn(part):
                    tell()
            # Run last: of a place that was just undone there is nothing to choose, and it stops.
            with first, parts.drawn(parts.MOVED):
                moved.of_last_import(filters.bar((filters.Part.JURISDICTION,)))
        case _:
            with parts.drawn(parts.ADD):
                more.add()
                st.code(more.STEPS, language=None, wrap_lines=True)
            with parts.drawn(parts.COLLECTED):
                more.coverage(filters.bar((filters.Part.JURISDICTION,)))
