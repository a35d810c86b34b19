"""Who the peers are, said beside the filters, and which import was the last."""

from dashboard import data, filters, peers, words
from dashboard.query_params import QualityView
from dashboard.shared import panel, peer_places
from dashboard.shared.frames import submissions

# Of the longest wording, in pixels.
WIDTH = 230


def draw_peers(choice: filters.Choice) -> None:
    """Draw the peers as a label and its text, in the row of the filters."""
    places = peer_places.peer_places(peers.places(), choice)
    context = {"peers": peer_places.all_words(places, choice, peers.shown())}
    panel.show("peers_note.html", context, key="peers_note", width=WIDTH)


def draw_last_import(choice: filters.Choice) -> None:
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
