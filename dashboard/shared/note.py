"""A quiet line under a heading. Streamlit's own captions are too pale to read on white."""

from dashboard.shared import panel


def draw(text: str, key: str) -> None:
    """Draw the text; `key` is unique on the page."""
    panel.show("note.html", {"text": text}, key=f"note.{key}")
