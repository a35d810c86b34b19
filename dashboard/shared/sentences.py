"""What a chart says, in sentences of its own under it."""

from collections.abc import Sequence

from dashboard.shared import panel


def draw(texts: Sequence[str], key: str) -> None:
    """Draw each sentence as a line; empty ones are left out. `key` is unique on the page."""
    lines = [text for text in texts if text]
    if lines:
        panel.show("sentences.html", {"sentences": lines}, key=f"sentences.{key}")
