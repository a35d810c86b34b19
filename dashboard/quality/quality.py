"""Data & quality: can it be trusted, what is missing, where is it from, what changed?"""

import streamlit as st

from dashboard import data, filters
from dashboard.quality.views import (
    batches as quality_batches,
)
from dashboard.quality.views import (
    changes,
    findings,
    late,
    missing,
    more,
    undo,
    view,
)
from dashboard.shared import first_words, quality_sections
from dashboard.shared.card import card

st.title("Can I trust it?", anchor=False)
batches = data.batches()
first_words.draw([view.sentence(batches), undo.last_undone()])
section, place = quality_sections.chosen()
with place:
    match section:
        case "missing":
            choice = filters.bar(filters.PARTS["quality"])
            with card("How far the columns are filled", missing.LEGEND):
                missing.filled_columns(choice)
                missing.without_rows(choice)
            with card("How far the records answer", view.ANSWERED):
                missing.answered(choice)
        case "late":
            choice = filters.bar((filters.Part.JURISDICTION,))
            with card("How late each office is", view.LATE):
                late.offices_by_lateness(choice)
        case "found":
            filters.bar(())
            with card("What was found, and what to do", view.FOUND):
                batch = quality_batches.chosen(batches, "found")
                findings.by_rule(batch)
            with card("Not read"):
                findings.not_read(batch)
        case "sources":
            filters.bar(())
            with card("Where the records came from"):
                quality_batches.listing(batches)
            with card("One batch"):
                batch = quality_batches.chosen(batches, "sources")
                quality_batches.difference(batch)
                quality_batches.files(batch)
            with card("Could somebody be recognised?", view.RECOGNISED):
                quality_batches.recognised(batch)
            with card("Undo this batch"):
                quality_batches.undo(batches, batch)
        case "changes":
            filters.bar(())
            with card("What was corrected or undone", view.CHANGED):
                changes.corrections()
            with card("What was erased", view.ERASED):
                changes.erasures()
        case _:
            with card("Add records", view.ADD):
                more.add()
                st.code(more.STEPS, language=None, wrap_lines=True)
            with card("What is collected", view.COLLECTED):
                more.coverage(filters.bar((filters.Part.JURISDICTION,)))
