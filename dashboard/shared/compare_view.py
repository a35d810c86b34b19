"""One measure over jurisdictions: who may stand beside whom, and whether they count alike."""

from collections.abc import Mapping

import pandas as pd

from dashboard import data, filters, words
from dashboard.shared import lines, standing
from dashboard.shared.frames import days
from metrics import Measure

ALONE = (
    "These are one jurisdiction's own records. Others' figures stand beside them only from "
    "releases, which this database does not hold."
)
# What the legal context says, as people ask it.
CONTEXT = {
    "legal_persons_liable": "Legal persons can be liable",
    "self_laundering_punishable": "Own laundering is punishable",
    "state_compensation_scheme": "State compensates victims",
    "mandatory_prosecution": "Prosecution is mandatory",
    "plea_agreements": "Plea agreements exist",
}


def names(places: pd.DataFrame, choice: filters.Choice) -> Mapping[str, str]:
    """The chosen jurisdiction and those that may stand beside it, by id; empty without any.

    `places` has the columns of `metrics.results.jurisdictions`.
    """
    beside = standing.peer_places(places, choice)
    kept = places[places["jurisdiction"].isin((choice.jurisdiction, *beside))]
    return dict(zip(kept["jurisdiction"], kept["name"], strict=True)) if beside else {}


def difference(
    rows: pd.DataFrame, places: pd.DataFrame, measure: Measure, choice: filters.Choice
) -> str:
    """What the interval lets us say beside the others; empty where nothing can be compared."""
    peers = standing.peers(rows, standing.peer_places(places, choice))
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    if peers is None or here.empty:
        return ""
    reading = standing.reading(here.iloc[0].to_dict(), peers, measure.direction)
    if reading is None:
        return ""
    median = words.number(words.written_as(measure), peers.median)
    return f"{standing.SAID[reading].words}: the median of {peers.number} others is {median}."


def days_apart(names: Mapping[str, str]) -> str:
    """The day on which each one's records are judged; empty where it is the same."""
    return days.each({names[place]: day for place, day in data.as_of().own if place in names})


def counted_alike(context: pd.DataFrame, names: Mapping[str, str]) -> None:
    """Draw the legal context and the counting rules of each jurisdiction side by side.

    `context` has the columns jurisdiction, subject, value (codes), as `metrics.results.context`
    returns them; what is not stated is said.
    """
    stated = {
        (row["jurisdiction"], row["subject"]): str(row["value"])
        for row in context.to_dict("records")
    }
    subjects = [*CONTEXT, *sorted({str(subject) for _, subject in stated} - set(CONTEXT))]
    shown = [subject for subject in subjects if any((id_, subject) in stated for id_ in names)]
    rows = [
        [names[id_], *(_tick(stated.get((id_, subject), "unknown")) for subject in shown)]
        for id_ in sorted(names, key=lambda id_: names[id_])
    ]
    headings = [CONTEXT.get(subject, words.code(subject)) for subject in shown]
    lines.table(["Jurisdiction", *headings], rows, name="context", look="dense")


def _tick(value: str) -> str:
    """A code in words, with a sign for those that read in columns."""
    return {"yes": "✓ yes", "no": "✗ no", "unknown": "not stated"}.get(value, words.code(value))
