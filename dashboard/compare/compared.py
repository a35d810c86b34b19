"""What Compare speaks of: a measure, who stands beside whom, and who counts otherwise."""

from collections.abc import Mapping
from typing import NamedTuple

from dashboard import data, filters, peers
from dashboard.compare import frames
from dashboard.compare.looked_at import View
from metrics import Measure, comparability


class Compared(NamedTuple):
    """`names` are those shown with the chosen one, `peers` those that it is held against.

    `otherwise` says where each counts otherwise in what matters to the measure; `before` are the
    years before, where they are asked for and on record.
    """

    measure: Measure
    choice: filters.Choice
    view: View
    names: Mapping[str, str]
    stated: comparability.Stated
    otherwise: Mapping[str, tuple[comparability.Difference, ...]]
    peers: tuple[str, ...]
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


def of(measure: Measure, choice: filters.Choice, view: View, names: Mapping[str, str]) -> Compared:
    """What the page speaks of; `names` are those that may stand beside each other."""
    own = choice.jurisdiction
    beside = view.beside(names, own)
    shown = {id_: names[id_] for id_ in (own, *beside)}
    stated = frames.stated(peers.context())
    otherwise = frames.differences(stated, shown, own, measure)
    before = frames.years_before(choice.year_from, choice.year_to, data.years()[0])
    return Compared(
        measure=measure,
        choice=choice,
        view=view,
        names=shown,
        stated=stated,
        otherwise=otherwise,
        peers=tuple(id_ for id_ in beside if not (view.alike and otherwise[id_])),
        before=before if view.before else None,
    )
