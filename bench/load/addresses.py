"""What a crowd looks at: all pages, measures and jurisdictions, as people go from one to another.

Somebody stays with a place for some looks, mostly with the years and all forms that a page begins
with. Each measure and each place comes up as often as any other.
"""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import cycle

# A person goes on to another place after so many looks.
OF_ONE_PLACE = 5
# Parts of the looks that choose years, a form, an office.
OWN_YEARS, OWN_FORM, OWN_OFFICE = 0.3, 0.25, 0.1
USUAL_YEARS = 6
CASELOAD = "caseload"


@dataclass(frozen=True)
class Address:
    """A page's address and its choice."""

    page: str
    query: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Mix:
    """What there is to be looked at; `offices` by jurisdiction are those that prosecute."""

    pages: Sequence[str]
    measures: Sequence[str]
    offices: Mapping[str, Sequence[str]]
    years: Sequence[int]
    forms: Sequence[str]


@dataclass
class Walk:
    """The looks of one person, by a seed: pages, measures and places each in a shuffle."""

    mix: Mix
    seed: int
    _chance: random.Random = field(init=False)

    def __post_init__(self) -> None:
        self._chance = random.Random(self.seed)

    def __iter__(self) -> Iterator[Address]:
        pages, measures = self._shuffled(self.mix.pages), self._shuffled(self.mix.measures)
        for jurisdiction in self._shuffled(sorted(self.mix.offices)):
            for _ in range(OF_ONE_PLACE):
                yield self._address(next(pages), jurisdiction, next(measures))

    def _shuffled(self, things: Sequence[str]) -> Iterator[str]:
        return cycle(self._chance.sample(things, len(things)))

    def _address(self, page: str, jurisdiction: str, measure: str) -> Address:
        # A session that chose years goes on with them where an address does not say any.
        choice = {"j": jurisdiction, "m": measure, "from": str(self.mix.years[-USUAL_YEARS:][0])}
        if self._chance.random() < OWN_YEARS:
            choice["from"] = str(self._chance.choice(self.mix.years))
        if self._chance.random() < OWN_FORM:
            choice["form"] = self._chance.choice(self.mix.forms)
        if page == CASELOAD or self._chance.random() < OWN_OFFICE:
            choice["office"] = self._chance.choice(self.mix.offices[jurisdiction])
        return Address(page, tuple(choice.items()))
