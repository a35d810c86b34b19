"""Whose caseload it may be: the offices that prosecute, and what another one is."""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from dashboard import words
from schemas import vocabulary

PROSECUTION = vocabulary.OfficeKind.PROSECUTION.value
# A line of names is read; a longer one is a list of its own.
NAMED = 6
WITHOUT_KIND = "{} is recorded without saying what kind of office it is."
IN_WORDS = {
    vocabulary.OfficeKind.POLICE.value: "police",
    vocabulary.OfficeKind.OTHER.value: "an office of another kind",
}


@dataclass(frozen=True)
class Offices:
    """The offices of a jurisdiction by id with their names.

    `offered` are those of prosecution, or where an export names none those that lead cases; `kinds`
    is the kind of each in `every`. `leading` are those that cases name, `unknown` where they name
    none.
    """

    offered: Mapping[str, str]
    every: Mapping[str, str]
    kinds: Mapping[str, str]
    leading: frozenset[str]

    @property
    def only(self) -> str:
        """The one whose cases are all there are; empty where there is anything to choose."""
        one = len(self.offered) == 1 and self.leading <= self.offered.keys()
        return next(iter(self.offered)) if one else ""

    def others(self, office: str) -> Mapping[str, str]:
        """Those offered, without the office itself."""
        return {id_: name for id_, name in self.offered.items() if id_ != office}

    @property
    def word(self) -> str:
        """What one of those offered is called."""
        prosecute = any(self.kinds.get(id_) == PROSECUTION for id_ in self.offered)
        return "prosecution office" if prosecute else "office that leads cases"


def of(offices: pd.DataFrame, led: pd.DataFrame, jurisdiction: str) -> Offices:
    """The offices of a jurisdiction.

    `offices` has the columns of `metrics.results.offices`, `led` those of
    `metrics.worklist.offices`.
    """
    here = offices[offices["jurisdiction"] == jurisdiction]
    every = dict(zip(here["office_id"], here["label"], strict=True))
    kinds = dict(zip(here["office_id"], here["kind"], strict=True))
    leading = frozenset(led.loc[led["jurisdiction"] == jurisdiction, "office"])
    prosecuting = {id_: name for id_, name in every.items() if kinds[id_] == PROSECUTION}
    offered = prosecuting or {id_: name for id_, name in every.items() if id_ in leading}
    return Offices(offered, every, kinds, leading)


def numbers(names: Mapping[str, str], counted: pd.DataFrame) -> pd.DataFrame:
    """The offices with how many cases they lead; `counted` is of one place, by office."""
    return pd.DataFrame(
        {
            "Office": list(names.values()),
            "Open cases": [int(counted["open_cases"].get(id_, 0)) for id_ in names],
            "Cases": [int(counted["cases"].get(id_, 0)) for id_ in names],
        }
    )


def what_it_is(of_place: Offices, office: str) -> str:
    """A sentence where the office is none of those offered; empty where it is."""
    if office in of_place.offered or office not in of_place.every:
        return ""
    kind, name = of_place.kinds[office], of_place.every[office]
    if kind == vocabulary.OfficeKind.UNKNOWN.value:
        return WITHOUT_KIND.format(name)
    what = IN_WORDS.get(kind) or f"a {words.code(kind).lower()}"
    return f"{name} is recorded as {what}, and not as a {of_place.word}."


def beside(of_place: Offices, office: str, place: str) -> str:
    """Who stands beside the office: `beside the 2 other prosecution offices of Braskene`."""
    number = len(of_place.others(office))
    if not number:
        return f"alone: there is no other {of_place.word} of {place}"
    other = "other " if office in of_place.offered else ""
    if number == 1:
        return f"beside the {'one ' if not other else ''}{other}{of_place.word} of {place}"
    return f"beside the {number} {other}{_several(of_place.word)} of {place}"


def named(of_place: Offices, office: str) -> str:
    """Their names, where they are few; empty where they are many or none."""
    names = list(of_place.others(office).values())
    return f"They are: {', '.join(names)}." if 0 < len(names) <= NAMED else ""


def _several(word: str) -> str:
    return word.replace("office that leads", "offices that lead").replace("n office", "n offices")
