"""What a sentence is about, beside the numbers of its row."""

from dataclasses import dataclass

from metrics.kinds import AmountRatio, Rate
from metrics.measure import Measure


@dataclass(frozen=True)
class About:
    """What a sentence is about, beside the row."""

    measure: Measure
    period: str
    currency: str
    window: int

    @property
    def those(self) -> str:
        """Its denominator as a sentence names it; of sums the units behind them."""
        words = self.measure.denominator_words
        return words.removeprefix("of ") if self._counts_units else self.measure.unit_words

    @property
    def of_those(self) -> str:
        return f"of {self.those}" if self._counts_units else f"of {self.those} that count"

    @property
    def _counts_units(self) -> bool:
        return not isinstance(self.measure, AmountRatio | Rate)
