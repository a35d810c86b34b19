"""Who the peers are, said beside the filters."""

from dashboard import data, filters
from dashboard.components import panel, standing


def draw(choice: filters.Choice) -> None:
    """Draw the peers as a label and its text, in the row of the filters."""
    places = standing.peer_places(data.jurisdictions(), choice)
    panel.show("peers_note.html", {"peers": standing.peer_words(places)}, key="peers_note")
