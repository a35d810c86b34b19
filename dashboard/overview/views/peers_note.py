"""Who the peers are, said beside the filters."""

from dashboard import filters, peers
from dashboard.shared import panel, peer_places

# Of the longest wording, in pixels.
WIDTH = 230


def draw(choice: filters.Choice) -> None:
    """Draw the peers as a label and its text, in the row of the filters."""
    places = peer_places.peer_places(peers.places(), choice)
    context = {"peers": peer_places.all_words(places, choice, peers.shown())}
    panel.show("peers_note.html", context, key="peers_note", width=WIDTH)
