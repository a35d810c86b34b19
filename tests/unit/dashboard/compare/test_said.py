"""Who may stand beside whom, and what may be said of a difference."""

import pandas as pd
import pytest

from dashboard.compare.views import said
from dashboard.filters import Choice
from dashboard.shared import beside_places, standing
from metrics import catalogue
from tests.unit.dashboard import result_rows

CHOICE = Choice("XAA", 2020, 2024)
MEASURE = catalogue.CATALOGUE["N01"]


def places(*, made_up: bool = True) -> pd.DataFrame:
    rows = [(id_, f"Land {id_}", made_up) for id_ in ("XAA", "XBB", "XCC", "XDD")]
    return pd.DataFrame(rows, columns=["jurisdiction", "name", "made_up"])


def shares(**values: float) -> pd.DataFrame:
    return result_rows.frame(
        *(
            result_rows.row("N01", place, value=value, low=value - 0.05, high=value + 0.05)
            for place, value in values.items()
        )
    )


def test_made_up_jurisdictions_stand_beside_each_other() -> None:
    assert list(beside_places.names(places(), CHOICE)) == ["XAA", "XBB", "XCC", "XDD"]


def test_nobody_stands_beside_real_records() -> None:
    assert beside_places.names(places(made_up=False), CHOICE) == {}


@pytest.mark.parametrize(
    ("own", "words"),
    [
        (0.8, "Better than peers: the median of 3 others is 50 %."),
        (0.2, "Behind peers: the median of 3 others is 50 %."),
        (0.5, "No clear difference: the median of 3 others is 50 %."),
    ],
)
def test_a_difference_is_said_only_where_the_interval_says_it(own: float, words: str) -> None:
    rows = shares(XAA=own, XBB=0.4, XCC=0.5, XDD=0.6)
    found = said.difference(rows, standing.peer_places(places(), CHOICE), MEASURE, CHOICE)
    assert found.replace("\N{NO-BREAK SPACE}", " ") == words


def test_without_peers_nothing_is_said_of_a_difference() -> None:
    rows = shares(XAA=0.4, XBB=0.5)
    for land in (places(), places(made_up=False)):
        beside = standing.peer_places(land, CHOICE)
        assert said.difference(rows, beside, MEASURE, CHOICE) == ""
