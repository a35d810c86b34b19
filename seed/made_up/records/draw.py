"""Random draws that are the same on every machine: uniform numbers and plain arithmetic alone."""

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Parts = NDArray[np.float64]
Words = NDArray[np.object_]
Word = TypeVar("Word", bound=str)

# Quantiles of log-normal distributions with median 1, written down: the last bit of exp() and log()
# differs from processor to processor, and with it a date or a cent.
_PROBABILITY = np.array([0, 0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1])
_DELAY = np.array(
    [0.182, 0.278, 0.405, 0.494, 0.69, 1, 1.449, 2.024, 2.471, 3.594, 5.471, 7.737]
)  # sigma 0.55
_AMOUNT = np.array(
    [0.024, 0.061, 0.139, 0.215, 0.445, 1, 2.247, 4.655, 7.199, 16.301, 40.772, 86.834]
)  # sigma 1.2

_FORTY_BITS = np.uint64((1 << 40) - 1)
# The decimal digits of forty bits.
_DIGITS = 13


class Draw:
    """The draws of one topic in one place: other topics do not move when this one draws more."""

    def __init__(self, seed: int, place: str, topic: str) -> None:
        entropy = [seed, *f"{place} {topic}".encode()]
        self._random = np.random.Generator(np.random.PCG64(entropy))

    def chance(self, rows: int) -> Parts:
        """Uniform in [0, 1)."""
        return self._random.random(rows)

    def whether(self, rate: float | Parts, rows: int) -> Flags:
        """True at a rate."""
        return self.chance(rows) < rate

    def days(self, most: int | Numbers, rows: int) -> Numbers:
        """Whole numbers from 0 to `most`, both included, equally likely."""
        return (self.chance(rows) * (most + 1)).astype(np.int64)

    def delay(self, median: float | Parts, rows: int) -> Numbers:
        """Days, skewed to the right."""
        return (self._quantiles(_DELAY, rows) * median).astype(np.int64)

    def amount(self, median: float | Parts, rows: int) -> Parts:
        """Sums, so skewed that one can outweigh the rest."""
        return self._quantiles(_AMOUNT, rows) * median

    def count(self, weights: tuple[float, ...], rows: int) -> Numbers:
        """Whole numbers: 0 with the first weight, 1 with the second ..."""
        bounds = np.cumsum(np.array(weights) / sum(weights))
        place = np.searchsorted(bounds[:-1], self.chance(rows), side="right")
        return place.astype(np.int64)

    def pick(self, mix: Mapping[Word, float], rows: int) -> Words:
        """Words of a mix, by their weights; the word "" stands for a blank cell."""
        words = np.array([str(word) or None for word in mix], dtype=object)
        return words[self.count(tuple(mix.values()), rows)]

    def blanked(self, words: Words, rate: float | Parts) -> Words:
        """The words with some cells blank, at a rate."""
        return without(words, self.whether(rate, len(words)))

    def _quantiles(self, table: Parts, rows: int) -> Parts:
        chance = self.chance(rows)
        step = np.searchsorted(_PROBABILITY, chance, side="right") - 1
        slope = np.diff(table) / np.diff(_PROBABILITY)
        return table[step] + (chance - _PROBABILITY[step]) * slope[step]


def without(words: Words, blank: Flags) -> Words:
    """The words with the cells blank where `blank` says so."""
    blanked = words.copy()
    blanked[blank] = None
    return blanked


def taken(words: Words, rows: Numbers) -> Words:
    """The words of some rows; blank for row -1."""
    return np.concatenate([words, words_of([None])])[rows]


def filled(words: Words) -> Flags:
    """Which cells are not blank."""
    return np.array([word is not None for word in words.tolist()], dtype=np.bool_)


def pseudonyms(draw: Draw, prefix: str, rows: int) -> Words:
    """Different ids of one letter and thirteen digits, in no order that tells anything.

    Of digits, since letters drawn at random make words, which the gate takes for names.
    """
    keys = (draw.chance(4) * 2**40).astype(np.uint64)
    odd = keys | np.uint64(1)
    mixed = np.arange(rows, dtype=np.uint64) ^ keys[0]
    # Each step is one-to-one within 40 bits, so no two rows meet.
    for factor, shift in ((odd[1], 19), (odd[2], 23), (odd[3], 17)):
        mixed = (mixed * factor) & _FORTY_BITS
        mixed ^= mixed >> np.uint64(shift)
    return words_of([f"{prefix}{number:0{_DIGITS}d}" for number in mixed.tolist()])


def words_of(texts: Sequence[str | None]) -> Words:
    """A list of texts as an array of words."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array
