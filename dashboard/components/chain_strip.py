"""How far up the chain charges reach: in what share of charged cases each group was charged."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard import filters, words
from dashboard.components import panel, standing
from dashboard.components.standing import Peers, Reading
from metrics import measure
from schemas import vocabulary

NONE = "No charged cases"
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Group:
    """One group of links, written out."""

    id: str
    name: str
    links: str
    share: str
    height: float
    below: str
    peers: str
    glyph: str
    words: str
    look: str


def groups(reach: pd.DataFrame, places: tuple[str, ...], jurisdiction: str) -> list[Group]:
    """The groups in the order of the chain. `reach` has the columns of `metrics.chain.reach`."""
    here = reach[reach["jurisdiction"] == jurisdiction].set_index("group")
    return [
        _group(
            group,
            here.loc[group.value].to_dict() | {"kind": "Share"},
            standing.peers(reach[reach["group"] == group.value], places),
        )
        for group in vocabulary.LinkGroup
        if group.value in here.index
    ]


def _group(group: vocabulary.LinkGroup, row: Row, peers: Peers | None) -> Group:
    reading = standing.reading(row, peers, measure.Direction.HIGHER)
    shown = words.shown(row)
    said = SAID.get(reading) if reading else None
    return Group(
        id=group.value,
        name=words.code(group),
        links=", ".join(words.code(link).lower() for link in vocabulary.LINKS_OF_GROUP[group]),
        share=words.value(row),
        height=round(100 * row["value"], 1) if shown else 0.0,
        below=words.interval(row) if shown else words.absence(row["status"]).words,
        peers=f"peers {words.share(peers.median)}" if peers else "",
        glyph=said.glyph if said else "",
        words=said.words if said else "",
        # Charging the exploiter less often is no fault where others are charged: it has no colour.
        look=said.look if said and group is not vocabulary.LinkGroup.EXPLOITATION else "plain",
    )


SAID = {
    Reading.BETTER: standing.Said("▲", "Above peers", "better"),
    Reading.BEHIND: standing.Said("▼", "Below peers", "behind"),
}


def cases(reach: pd.DataFrame, jurisdiction: str) -> str:
    """How many charged cases stand behind the strip, in words."""
    here = reach[reach["jurisdiction"] == jurisdiction]
    if here.empty:
        return ""
    number = int(here["denominator"].max())
    if not number:
        return ""
    return f"{words.count(number)} charged {'case' if number == 1 else 'cases'}"


def absent(reach: pd.DataFrame, jurisdiction: str) -> str:
    """Why there is no strip, in words."""
    here = set(reach.loc[reach["jurisdiction"] == jurisdiction, "status"])
    return words.absence(here.pop()).words if len(here) == 1 and words.SHOWN not in here else NONE


def written(reach: pd.DataFrame, places: tuple[str, ...], choice: filters.Choice) -> str:
    """The strip of the chosen place and period."""
    context = {
        "groups": groups(reach, places, choice.jurisdiction),
        "cases": cases(reach, choice.jurisdiction),
        "absent": absent(reach, choice.jurisdiction),
        "period": choice.period,
        "chain": filters.link("chain", choice, choice.measure),
    }
    return panel.html("chain_strip.html", context)
