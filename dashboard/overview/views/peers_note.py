"""Who the peers are, said beside the filters."""

from dashboard import data, filters
from dashboard.shared import panel, standing

# Of the longest wording, in pixels.
WIDTH = 230
OF_OFFICE = "None beside a single office"


def draw(choice: filters.Choice) -> None:
    """Draw the peers as a label and its text, in the row of the filters."""
    places = standing.peer_places(data.jurisdictions(), choice)
    peers = OF_OFFICE if choice.office else standing.peer_words(places)
    context = {"peers": peers}
    panel.show("peers_note.html", context, key="peers_note", width=WIDTH)
