"""Tips at words of the field: where they first appear, and in the words of the glossary."""

import re
from pathlib import Path

import pytest
import streamlit as st

from dashboard.ui import term_tips

GLOSSARY = Path(__file__).parents[4] / "GLOSSARY.md"
# One with a space that does not break.
SENTENCE = (
    "<p>95% confidence\N{NO-BREAK SPACE}interval: 58% to 74%. A confidence interval is wide.</p>"
)


@pytest.fixture(autouse=True)
def _begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(st, "session_state", {})
    term_tips.reset_explained_terms()


def test_a_term_is_explained_where_it_first_appears_and_nowhere_else() -> None:
    first = term_tips.explain_terms(SENTENCE, "first")
    assert first.count("<dfn") == 1
    assert re.sub("<[^>]*>", "", first) == re.sub("<[^>]*>", "", SENTENCE)
    assert term_tips.explain_terms(SENTENCE, "second") == SENTENCE
    # A card that is drawn again keeps its tip, and on the next page it is explained again.
    assert term_tips.explain_terms(SENTENCE, "first") == first
    term_tips.reset_explained_terms()
    assert "<dfn" in term_tips.explain_terms(SENTENCE, "second")


def test_the_foot_that_is_drawn_first_takes_no_tip() -> None:
    assert term_tips.explain_terms(SENTENCE, "frame_foot") == SENTENCE
    assert "<dfn" in term_tips.explain_terms(SENTENCE, "lead")


@pytest.mark.parametrize(
    "markup",
    [
        '<a href="#">confidence interval</a>',
        "<h3>Confidence interval</h3>",
        '<p title="confidence interval">An overconfidence intervals</p>',
        "<svg><text>confidence interval</text></svg>",
    ],
)
def test_what_is_clicked_drawn_or_a_heading_gets_no_tip(markup: str) -> None:
    assert term_tips.explain_terms(markup, "a") == markup


def test_the_glossary_has_the_same_explanations() -> None:
    rows = dict(
        re.findall(r"^\| \*\*(.+?)\*\*.*? \| (.+?) \|", GLOSSARY.read_text("utf-8"), re.MULTILINE)
    )

    assert {term: meaning for term, (_, meaning) in term_tips.TERMS.items()} == {
        term: rows.get(term) for term in term_tips.TERMS
    }


@pytest.mark.parametrize(
    "before",
    [
        "<h3>Clearance rate</h3>",
        "<details><summary>More</summary><p>A clearance rate.</p></details>",
        '<li><span class="hidden">A clearance rate.</span></li>',
    ],
)
def test_a_heading_or_an_unseen_word_takes_no_tip_from_the_first_that_is_seen(before: str) -> None:
    explained = term_tips.explain_terms(f"{before}<p>The clearance rate.</p>", "measure")
    assert explained.startswith(f"{before}<p>The <dfn ")
