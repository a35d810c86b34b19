"""Data & quality: can it be trusted, what is missing, where is it from, what changed?"""

import streamlit as st

from dashboard import data_quality, filters
from dashboard.components import (
    first_words,
    quality_batches,
    quality_changes,
    quality_findings,
    quality_late,
    quality_missing,
    quality_more,
    quality_sections,
    quality_undo,
    quality_view,
)
from dashboard.components.card import card

st.title("Can I trust it?", anchor=False)
batches = data_quality.batches()
first_words.draw([quality_view.sentence(batches), quality_undo.last_undone()])
section, place = quality_sections.chosen()
with place:
    match section:
        case "missing":
            choice = filters.bar(filters.PARTS["quality"])
            with card("How far the columns are filled", quality_missing.LEGEND):
                quality_missing.filled_columns(choice)
                quality_missing.without_rows(choice)
            with card("How far the records answer", quality_view.ANSWERED):
                quality_missing.answered(choice)
        case "late":
            choice = filters.bar((filters.Part.JURISDICTION,))
            with card("How late each office is", quality_view.LATE):
                quality_late.offices_by_lateness(choice)
        case "found":
            filters.bar(())
            with card("What was found, and what to do", quality_view.FOUND):
                batch = quality_batches.chosen(batches, "found")
                quality_findings.by_rule(batch)
            with card("Not read"):
                quality_findings.not_read(batch)
        case "sources":
            filters.bar(())
            with card("Where the records came from"):
                quality_batches.listing(batches)
            with card("One batch"):
                batch = quality_batches.chosen(batches, "sources")
                quality_batches.difference(batch)
                quality_batches.files(batch)
            with card("Could somebody be recognised?", quality_view.RECOGNISED):
                quality_batches.recognised(batch)
            with card("Undo this batch"):
                quality_batches.undo(batches, batch)
        case "changes":
            filters.bar(())
            with card("What was corrected or undone", quality_view.CHANGED):
                quality_changes.corrections()
            with card("What was erased", quality_view.ERASED):
                quality_changes.erasures()
        case _:
            with card("Add records", quality_view.ADD):
                quality_more.add()
                st.code(quality_more.STEPS, language=None, wrap_lines=True)
            with card("What is collected", quality_view.COLLECTED):
                quality_more.coverage(filters.bar((filters.Part.JURISDICTION,)))
