"""What Compare speaks of: a measure, who stands beside whom, and who counts otherwise."""

from collections.abc import Mapping
from typing import NamedTuple

import pandas as pd

from dashboard import data, filters, peers, words
from dashboard.compare import frames
from dashboard.query_params import CompareView
from dashboard.shared import peer_comparison
from dashboard.shared.frames import stretches, tables
from metrics import Measure, comparability


class Compared(NamedTuple):
    """`names` are those shown with the chosen one, `circle` how it is held against them.

    `otherwise` says where each counts otherwise in what matters to the measure; `before` are the
    years before, where they are asked for and on record.
    """

    measure: Measure
    choice: filters.Choice
    view: CompareView
    names: Mapping[str, str]
    stated: comparability.Stated
    otherwise: Mapping[str, tuple[comparability.Difference, ...]]
    circle: peer_comparison.Circle
    before: frames.Years | None

    @property
    def own(self) -> str:
        """The chosen jurisdiction."""
        return self.choice.jurisdiction

    @property
    def own_name(self) -> str:
        """Its name."""
        return self.names[self.own]

    @property
    def apart(self) -> Mapping[str, tuple[comparability.Difference, ...]]:
        """Who is held apart, and why: nobody where all are compared."""
        return self.otherwise if self.view.alike else {}

    def compare_with_others(self, rows: pd.DataFrame) -> peer_comparison.Compared | None:
        """The chosen one's row held against the others'; None where it has none."""
        return peer_comparison.compare(peer_comparison.by_measure(rows), self.circle).get(
            self.measure.id
        )

    @property
    def unread(self) -> frozenset[str]:
        """Those whose pair with the chosen one is not read.

        They count otherwise, also where all are shown alike, or a break lies inside the period.
        """
        if self.measure.kind in tables.ADDED_UP or words.is_money(self.measure):
            return frozenset(self.names)
        first, last = self.circle.years
        broken = {
            id_
            for id_ in self.names
            if stretches.within(self.circle.breaks(id_, self.measure), first, last)
        }
        if self.own in broken:
            return frozenset(self.names)
        return frozenset(broken | {id_ for id_, differ in self.otherwise.items() if differ})


def of(
    measure: Measure, choice: filters.Choice, view: CompareView, names: Mapping[str, str]
) -> Compared:
    """What the page speaks of; `names` are those that may stand beside each other."""
    own = choice.jurisdiction
    beside = view.beside(names, own)
    shown = {id_: names[id_] for id_ in (own, *beside)}
    stated = peer_comparison.stated(peers.context())
    otherwise = frames.differences(stated, shown, own, measure)
    before = frames.years_before(choice.year_from, choice.year_to, data.years()[0])
    return Compared(
        measure=measure,
        choice=choice,
        view=view,
        names=shown,
        stated=stated,
        otherwise=otherwise,
        circle=peers.circle(choice, beside),
        before=before if view.before else None,
    )
