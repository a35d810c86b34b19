"""Who may stand beside whom."""

import pandas as pd

from dashboard.filters import Choice
from dashboard.shared import peer_places

CHOICE = Choice("XAA", 2020, 2024)


def places(*, made_up: bool = True) -> pd.DataFrame:
    rows = [(id_, f"Land {id_}", made_up) for id_ in ("XAA", "XBB", "XCC", "XDD")]
    return pd.DataFrame(rows, columns=["jurisdiction", "name", "made_up"])


def test_made_up_jurisdictions_stand_beside_each_other() -> None:
    assert list(peer_places.peer_names(places(), CHOICE)) == ["XAA", "XBB", "XCC", "XDD"]


def test_nobody_stands_beside_real_records() -> None:
    assert peer_places.peer_names(places(made_up=False), CHOICE) == {}
