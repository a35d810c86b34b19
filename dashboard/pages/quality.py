"""Data & quality: can the records be trusted, and how do more get in?"""

import streamlit as st

from dashboard import data, filters
from dashboard.components import card, first_words, quality_view
from metrics import catalogue

st.title("Can I trust it?", anchor=False)
batches = data.batches()
first_words.draw([quality_view.sentence(batches)])
with card.card("Where the records came from"):
    quality_view.batches(batches)
with card.card("What was found in a batch"):
    batch = quality_view.chosen_batch(batches)
    st.subheader("By rule", anchor=False)
    quality_view.findings(data.findings(batch))
    st.subheader("Not read", anchor=False)
    quality_view.not_read(data.not_read(batch))
    st.subheader("Files", anchor=False)
    quality_view.files(data.files(batch))
with card.card(
    "How far the records answer",
    "Percent of units for which the answer is known, by measure and year. Below 70 % a share is "
    "not shown, only what it could be.",
):
    choice = filters.bar((filters.Part.JURISDICTION,))
    answers = data.rows(tuple(catalogue.CATALOGUE), by=("year",))
    quality_view.answered(answers, choice)
with card.card(
    "How records get in",
    "From the command line of this computer. The dry run shows every finding and stores nothing; a "
    "submission is stored whole or not at all.",
):
    st.code(quality_view.IMPORT_STEPS, language="bash")
