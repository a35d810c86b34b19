"""What Compare says first."""

import pandas as pd

from dashboard import data, filters, words
from dashboard.compare import frames
from dashboard.compare.compared import Compared
from dashboard.shared import standing
from dashboard.shared.frames import days
from metrics import Measure

TOO_FEW = "Too few that count alike have a value: nothing is said of a difference."


def sentences(compared: Compared, rows: pd.DataFrame) -> list[str]:
    """What may be said of the chosen one beside the others, and how many count as it does."""
    beside = difference(rows, compared.peers, compared.measure, compared.choice)
    alike = frames.kept_alike(compared.names, compared.otherwise, compared.own)
    apart = days.each(
        {compared.names[id_]: on for id_, on in data.as_of().own if id_ in compared.names}
    )
    if not compared.view.alike:
        return [beside, apart]
    return [alike, beside or TOO_FEW, apart]


def difference(
    rows: pd.DataFrame, beside: tuple[str, ...], measure: Measure, choice: filters.Choice
) -> str:
    """What the interval lets us say beside the others; empty where nothing can be compared."""
    peers = standing.peers(rows, beside)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if peers is None or here.empty:
        return ""
    reading = standing.reading(here.iloc[0].to_dict(), peers, measure.direction)
    if reading is None:
        return ""
    median = words.with_unit(
        {"measure": measure.id}, words.number(words.written_as(measure), peers.median)
    )
    return f"{standing.SAID[reading].words}: the median of {peers.number} others is {median}."
