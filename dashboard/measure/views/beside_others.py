"""One measure of the chosen place beside other jurisdictions, and what may be said of it."""

from collections.abc import Mapping

from dashboard import filters, peers
from dashboard.measure import asked
from dashboard.shared import note, noted, peer_comparison
from dashboard.shared.of_measure import charts
from metrics import Measure


def draw(measure: Measure, names: Mapping[str, str], choice: filters.Choice) -> None:
    """Draw the jurisdictions of `names`, the chosen one among them, with its reading below."""
    exact = asked.in_period(measure, choice, choice.only)
    rows = peers.add_others((measure.id,), exact, choice)
    circle = peers.circle(choice, tuple(names))
    held = peer_comparison.compare(peer_comparison.by_measure(rows), circle).get(measure.id)
    others = held.others_drawn if held else None
    charts.by_place(peer_comparison.with_median(rows, others), measure, names, choice)
    note.draw_sentences([peer_comparison.sentence(held)], "beside")
    noted.draw((measure.id,), choice, key="places", places=names)
