"""Who stands beside whom on Compare, and how: the view, and the address that says it."""

from collections.abc import Mapping
from dataclasses import dataclass

from dashboard.choice import YES, switched

WITH, ALIKE, BEFORE = "with", "alike", "before"
BETWEEN = ","


@dataclass(frozen=True)
class View:
    """`peers` are those chosen to stand beside, empty for all who may.

    `alike` keeps those that count alike in what matters to the measure, `before` puts the years
    before beside the chosen ones.
    """

    peers: tuple[str, ...] = ()
    alike: bool = False
    before: bool = False

    def beside(self, names: Mapping[str, str], own: str) -> tuple[str, ...]:
        """Those of `names` that stand beside `own`, in the order of their names."""
        others = sorted((id_ for id_ in names if id_ != own), key=lambda id_: names[id_])
        return tuple(id_ for id_ in others if not self.peers or id_ in self.peers)


def decode(address: Mapping[str, str], names: Mapping[str, str]) -> tuple[View, list[str]]:
    """The view that an address asks for, and a notice for each part that is not there.

    `names` are the jurisdictions that may stand beside each other, by id.
    """
    notices = []
    peers = [id_ for id_ in address.get(WITH, "").split(BETWEEN) if id_]
    unknown = [id_ for id_ in dict.fromkeys(peers) if id_ not in names]
    notices += [f"There is no jurisdiction [{id_}] that may stand beside." for id_ in unknown]
    (alike, of_alike), (before, of_before) = (switched(address, one) for one in (ALIKE, BEFORE))
    notices += filter(None, (of_alike, of_before))
    known = tuple(id_ for id_ in dict.fromkeys(peers) if id_ in names)
    return View(known, alike, before), notices


def own_parts(view: View) -> dict[str, str]:
    """The parts of the address that say the view; what is as at first is left out."""
    parts = {
        WITH: BETWEEN.join(view.peers),
        ALIKE: YES if view.alike else "",
        BEFORE: YES if view.before else "",
    }
    return {part: text for part, text in parts.items() if text}
