"""Who the peers are, said beside the filters."""

from dashboard import data, filters, peers
from dashboard.shared import panel, standing

# Of the longest wording, in pixels.
WIDTH = 230
OF_OFFICE = "None beside a single office"


def draw(choice: filters.Choice) -> None:
    """Draw the peers as a label and its text, in the row of the filters."""
    places = standing.peer_places(peers.places(), choice)
    if choice.office and not choice.office_alone:
        text = OF_OFFICE
    elif data.current().scope.reads_all:
        text = standing.peer_words(places)
    else:
        text = standing.released_words(places, choice, peers.shown())
    context = {"peers": text}
    panel.show("peers_note.html", context, key="peers_note", width=WIDTH)
