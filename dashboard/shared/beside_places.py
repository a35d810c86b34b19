"""Which jurisdictions may stand beside the chosen one."""

from collections.abc import Mapping

import pandas as pd

from dashboard import filters
from dashboard.shared import peer_places

ALONE = (
    "These are one jurisdiction's own records. Others' figures stand beside them only from "
    "releases, which this database does not hold."
)


def names(places: pd.DataFrame, choice: filters.Choice) -> Mapping[str, str]:
    """The chosen jurisdiction and those that may stand beside it, by id; empty without any.

    `places` has the columns of `metrics.results.jurisdictions`.
    """
    beside = peer_places.peer_places(places, choice)
    kept = places[places["jurisdiction"].isin((choice.jurisdiction, *beside))]
    return dict(zip(kept["jurisdiction"], kept["name"], strict=True)) if beside else {}
