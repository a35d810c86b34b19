"""What may be said of a number beside its peers."""

import pandas as pd
import pytest

from dashboard.filters import Choice
from dashboard.shared import standing
from dashboard.shared.standing import Peers, Reading
from metrics.measure import Direction
from tests.unit.dashboard.result_rows import frame, row

CHOICE = Choice("XAA", 2020, 2024)
PEERS = Peers(median=0.5, low=0.4, high=0.6, number=4)


def places(*, made_up: tuple[bool, ...]) -> pd.DataFrame:
    """As many jurisdictions as are told whether they are made up."""
    names = [f"XA{letter}" for letter in "ABCDEF"[: len(made_up)]]
    return pd.DataFrame({"jurisdiction": names, "made_up": made_up})


def test_peers_are_the_other_jurisdictions_of_a_made_up_database() -> None:
    found = standing.peer_places(places(made_up=(True, True, True)), CHOICE)
    assert found == ("XAB", "XAC")
    assert standing.peer_words(found) == "2 other made-up jurisdictions"


def test_a_real_jurisdiction_has_no_peers() -> None:
    for others in ((True, True, True), (False, True, True), (False, False)):
        found = standing.peer_places(places(made_up=(False, *others)), CHOICE)
        assert found == ()
        assert standing.peer_words(found) == "None: peers come with releases"


def test_a_made_up_jurisdiction_has_no_real_peers() -> None:
    found = standing.peer_places(places(made_up=(True, False, True)), CHOICE)
    assert found == ("XAC",)


def test_an_office_has_no_peers_among_jurisdictions() -> None:
    choice = Choice("XAA", 2020, 2024, office="O1")
    assert standing.peer_places(places(made_up=(True, True)), choice) == ()


def test_peers_need_three_values_that_may_be_shown() -> None:
    rows = [
        row("N01", f"XA{letter}", value=value)
        for letter, value in zip("BCDE", (0.3, 0.5, 0.6, 0.7), strict=True)
    ]
    rows[3]["status"] = "too_few"
    three = ("XAB", "XAC", "XAD", "XAE")
    assert standing.peers(frame(*rows), three) == Peers(0.5, 0.4, 0.55, 3)
    assert standing.peers(frame(*rows), ("XAB", "XAC")) is None
    assert standing.peers(frame(*rows), ()) is None


@pytest.mark.parametrize(
    ("low", "high", "direction", "said"),
    [
        (0.51, 0.7, Direction.HIGHER, Reading.BETTER),
        (0.2, 0.49, Direction.HIGHER, Reading.BEHIND),
        (0.2, 0.49, Direction.LOWER, Reading.BETTER),
        (0.51, 0.7, Direction.LOWER, Reading.BEHIND),
        (0.51, 0.7, Direction.CONTEXT, Reading.HIGHER),
        (0.2, 0.49, Direction.CONTEXT, Reading.LOWER),
        (0.4, 0.6, Direction.HIGHER, Reading.NO_CLEAR_DIFFERENCE),
        (0.51, None, Direction.LOWER, Reading.BEHIND),
        (None, None, Direction.HIGHER, None),
    ],
)
def test_a_difference_is_named_only_where_the_interval_says_so(
    low: float | None, high: float | None, direction: Direction, said: Reading | None
) -> None:
    assert standing.reading(row("N01", "XAA", low=low, high=high), PEERS, direction) is said


def test_nothing_is_said_without_peers_or_without_a_value() -> None:
    assert standing.reading(row("N01", "XAA"), None, Direction.HIGHER) is None
    hidden = row("N01", "XAA", status="too_few")
    assert standing.reading(hidden, PEERS, Direction.HIGHER) is None


def test_each_reading_has_a_shape_and_words_of_its_own() -> None:
    said = list(standing.SAID.values())
    assert len({one.glyph for one in said}) == len({one.words for one in said}) == len(Reading)
