"""Script of the page Data & quality: are the records reliable, what is missing, what changed?"""

import streamlit as st

from dashboard import data
from dashboard.pages.quality import PAGE, batch_cards, change_cards, missing_cards, sections
from dashboard.query_params import QualityView
from dashboard.ui import address, chart_card, filters, html_card, lead_sentence
from schemas.language import search_words, t

st.title(t(PAGE.question), anchor=False)
batches = data.batches()
looked, _ = address.read_view(QualityView(), only=("q",))
places = sections.find_entries(search_words(looked.text))
found = sections.found_sentence(looked.text, places)
lead_sentence.draw_sentences(
    [batch_cards.imports_sentences(batches), batch_cards.last_undone_sentence(), found]
)
address.draw_search_field(looked.text, t("Search"), t("citizenship, deleted, victims …"))
html_card.draw_index(places[: sections.MOST_FOUND], t("Found"))
section, place = sections.draw_tabs()
with place:
    html_card.draw_index(sections.tab_entries(section), t("In this section"))
    match section:
        case "missing":
            choice = filters.draw_filters(PAGE.filters)
            with sections.part_card(sections.FILLED):
                missing_cards.draw_column_completeness(choice)
                missing_cards.draw_tables_without_rows(choice)
            with sections.part_card(sections.ANSWERED):
                missing_cards.draw_measure_coverage(choice)
        case "late":
            choice = filters.draw_filters((filters.Part.JURISDICTION,))
            with sections.part_card(sections.LATE):
                missing_cards.draw_lateness(choice)
        case "found" | "sources" if batches.empty:
            chart_card.draw_no_data(t(batch_cards.NO_BATCH))
        case "found":
            filters.draw_filters(())
            with sections.part_card(sections.FOUND):
                batch = batch_cards.choose_batch(batches, "found")
                batch_cards.draw_findings(batch)
            with sections.part_card(sections.NOT_READ):
                batch_cards.draw_not_read(batch)
        case "sources":
            filters.draw_filters(())
            with sections.part_card(sections.BATCHES):
                batch_cards.draw_batches(batches)
            with sections.part_card(sections.BATCH):
                batch = batch_cards.choose_batch(batches, "sources")
                batch_cards.draw_difference(batch)
                batch_cards.draw_files(batch)
            with sections.part_card(sections.RECOGNISED):
                batch_cards.draw_reidentification(batch)
            with sections.part_card(sections.UNDO):
                batch_cards.draw_undo(batches, batch)
        case "changes":
            first = st.container()
            gone = {
                sections.CORRECTED: change_cards.draw_corrections,
                sections.ERASED: change_cards.draw_erasures,
            }
            for part, tell in (gone | {sections.DONE: change_cards.draw_acts}).items():
                with sections.part_card(part):
                    tell()
            # Run last: if all records of the jurisdiction were just undone, the filters stop the
            # page.
            with first, sections.part_card(sections.MOVED):
                change_cards.draw_last_import(filters.draw_filters((filters.Part.JURISDICTION,)))
        case _:
            with sections.part_card(sections.ADD):
                missing_cards.draw_add_records_link()
                st.code(missing_cards.IMPORT_COMMANDS, language=None, wrap_lines=True)
            with sections.part_card(sections.COLLECTED):
                missing_cards.draw_coverage_declarations(
                    filters.draw_filters((filters.Part.JURISDICTION,))
                )
