"""A quiet line under a heading, what a chart says in sentences, and what is to be corrected.

Streamlit's own captions are too pale to read on white.
"""

from collections.abc import Sequence

from dashboard.shared import panel


def draw(text: str, key: str) -> None:
    """Draw the text; `key` is unique on the page."""
    panel.show("note.html", {"text": text}, key=f"note.{key}")


def draw_faults(wordings: Sequence[str], *, key: str) -> None:
    """Draw what is wrong, with a sign beside the colour; nothing where nothing is."""
    if wordings:
        panel.show("faults.html", {"wordings": wordings}, key=key)


def draw_sentences(texts: Sequence[str], key: str) -> None:
    """Draw each sentence as a line under a chart; empty ones are left out."""
    if lines := [text for text in texts if text]:
        panel.show("sentences.html", {"sentences": lines}, key=f"sentences.{key}")
