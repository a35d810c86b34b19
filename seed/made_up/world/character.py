"""What makes a made-up jurisdiction: place, true rates, how they change, what is not collected."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from seed.made_up.world.rates import Rates, between, localised

YEARS = range(2016, 2026)
EXTRACTED_ON = date(2026, 6, 30)


@dataclass(frozen=True)
class Change:
    """From the rates of a character to those of `to`, evenly from `first` to `last`, both years."""

    first: int
    last: int
    to: Rates


@dataclass(frozen=True)
class Gap:
    """A table, or a column as table.column, not collected from `first` to `last` (None: still)."""

    column: str
    first: int = YEARS.start
    last: int | None = None


@dataclass(frozen=True)
class Character:
    """A jurisdiction; `weight`: its cases in a hundred of all, `growth`: those of 2025 to 2016.

    `price_level` turns amounts of about one euro into the currency. `places` are the towns of its
    prosecution offices; `other_offices` counts court, police, inspectorate, intelligence unit.
    `counting` says where a charge and a conviction are counted.
    """

    code: str
    name: str
    sentence: str
    currency: str
    weight: float
    places: tuple[str, ...]
    other_offices: tuple[int, int, int, int]
    rates: Rates
    change: Change | None = None
    gaps: tuple[Gap, ...] = ()
    price_level: int = 1
    growth: float = 1.3
    residents: int = 9_000_000
    legal_context: Mapping[str, str] = field(default_factory=dict)
    counting: tuple[str, str] = ("indictment", "first_instance")

    def rates_in(self, year: int) -> Rates:
        """The true rates of cases opened in a year."""
        start = localised(self.rates, self.code)
        if self.change is None:
            return start
        part = (year - self.change.first) / (self.change.last - self.change.first)
        return between(start, localised(self.change.to, self.code), min(max(part, 0.0), 1.0))
