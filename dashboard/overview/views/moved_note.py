"""Which import was the last, and the way to what moved with it."""

from dashboard import data, filters, words
from dashboard.query_params import QualityView
from dashboard.shared import panel
from dashboard.shared.frames import submissions


def draw(choice: filters.Choice) -> None:
    """Draw the line; nothing where the place has one submission, with which nothing moved."""
    last = submissions.last_import(data.batches(), choice.jurisdiction)
    if last is None or last.is_first:
        return
    context = {
        "text": f"The last import was batch {last.batch_id}, on {words.day(last.stored_on)}:",
        "href": QualityView("changes").link(choice.jurisdiction),
        "link": "what moved",
    }
    panel.show("moved_note.html", context, key="moved_note")
