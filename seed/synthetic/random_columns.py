"""Draw the columns of the made-up world from random streams that are equal on every machine.

A column is declared where it is drawn, in one line: its distribution (`whether`, `pick`, `delay`,
`amount`, `count`), what it depends on, and what is left blank (`known`, `dates`, `money`).
"""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import cached_property

import numpy as np
import polars as pl
from numpy.typing import NDArray

from schemas import tables
from schemas import vocabulary as v
from seed.synthetic.jurisdictions import EXTRACTED_ON, YEARS, Jurisdiction

Flags = NDArray[np.bool_]
Numbers = NDArray[np.int64]
Parts = NDArray[np.float64]
Words = NDArray[np.object_]
Mix = Mapping[str, float]

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
_DIGITS = 13  # the decimal digits of forty bits

_EPOCH = date(1970, 1, 1)
_FIRST = date(1995, 1, 1)
EXTRACTED = (EXTRACTED_ON - _EPOCH).days
# A day that never comes: like all after the extraction, it is written as a blank cell.
NEVER = 1_000_000

# Offices other than those of prosecution.
OTHER_OFFICES = {
    v.OfficeKind.COURT: "Court of",
    v.OfficeKind.POLICE: "Police of",
    v.OfficeKind.LABOUR_INSPECTORATE: "Labour inspectorate of",
    v.OfficeKind.FINANCIAL_INTELLIGENCE_UNIT: "Financial intelligence unit of",
}


def mix(codes: type[StrEnum], text: str) -> Mix:
    """Codes with their weights, written as "police .36 victim .18"."""
    words = text.split()
    return {
        codes(word): float(weight) for word, weight in zip(words[::2], words[1::2], strict=True)
    }


class Draw:
    """The random stream of one topic in one place: other topics do not move when it draws more.

    It draws a cell for each row, at the rates of the year that the row belongs to. A rate is given
    by its name, or as a number for all rows or for each.
    """

    def __init__(
        self, world: "Generator", topic: str, years: Numbers, precision: Numbers | None
    ) -> None:
        entropy = [world.seed, *f"{world.jurisdiction.code} {topic}".encode()]
        self._random = np.random.Generator(np.random.PCG64(entropy))
        self._world, self._years, self._precision = world, years, precision

    def __len__(self) -> int:
        return len(self._years)

    def among(self, years: Numbers | int, precision: Numbers | None = None) -> "Draw":
        """The same stream for other rows, or for so many rows of the first year."""
        other = copy(self)
        other._years, other._precision = _years_of(years), precision
        return other

    def at(self, rows: Numbers) -> "Draw":
        """The same stream for some of the rows, each as often as it is named."""
        precision = None if self._precision is None else self._precision[rows]
        return self.among(self._years[rows], precision)

    def rate(self, rate: str | float | Parts) -> Parts:
        """A rate by its name, for each row; a number as it is."""
        return self._world.rates(rate)[self._years - YEARS.start] if isinstance(rate, str) else rate  # type: ignore[return-value]

    def chance(self) -> Parts:
        """Uniform in [0, 1)."""
        return self._random.random(len(self))

    def whether(self, rate: str | float | Parts) -> Flags:
        """True at a rate."""
        return self.chance() < self.rate(rate)

    def days(self, most: int | Numbers) -> Numbers:
        """Whole numbers from 0 to `most`, both included, equally likely."""
        return (self.chance() * (most + 1)).astype(np.int64)

    def within(self, span: Numbers) -> Numbers:
        """Whole numbers from 0 to less than `span`, equally likely."""
        return (span * self.chance()).astype(np.int64)

    def delay(self, median: str | float | Parts) -> Numbers:
        """Days, skewed to the right."""
        return (self._quantiles(_DELAY) * self.rate(median)).astype(np.int64)

    def amount(self, median: float | Parts) -> Parts:
        """Sums, so skewed that one can outweigh the rest."""
        return self._quantiles(_AMOUNT) * median

    def count(self, weights: Sequence[float]) -> Numbers:
        """Whole numbers: 0 with the first weight, 1 with the second ..."""
        bounds = np.cumsum(np.array(weights) / sum(weights))
        return np.searchsorted(bounds[:-1], self.chance(), side="right").astype(np.int64)

    def pick(self, words: Mix) -> Words:
        """Words of a mix, by their weights."""
        return words_of(list(words))[self.count(tuple(words.values()))]

    def several(self, words: Mix, count: Numbers, step: int = 1) -> tuple[Numbers, Words]:
        """Rows repeated by `count` (at most 3), each time with another word."""
        first = self.count(tuple(words.values()))
        row, nth = repeat(count)
        return row, words_of(list(words))[(first[row] + step * nth) % len(words)]

    def known(self, words: Words, rate: str | Parts = "unknown") -> Words:
        """The words with some cells blank, at a rate."""
        return without(words, self.whether(rate))

    def dates(self, days: Numbers) -> Words:
        """Days as text, as exactly as the rows are dated, some left blank."""
        precision = np.zeros(len(self), dtype=int) if self._precision is None else self._precision
        return self.known(dates(days, precision), "undated")

    def _quantiles(self, table: Parts) -> Parts:
        chance = self.chance()
        step = np.searchsorted(_PROBABILITY, chance, side="right") - 1
        slope = np.diff(table) / np.diff(_PROBABILITY)
        return table[step] + (chance - _PROBABILITY[step]) * slope[step]


@dataclass(frozen=True)
class Generator:
    """A jurisdiction while its records are drawn: random streams, rates, ids, offices."""

    jurisdiction: Jurisdiction
    seed: int

    def draw(self, topic: str, years: Numbers | int, precision: Numbers | None = None) -> Draw:
        """The stream of a topic, for rows of these years or for so many rows of the first year."""
        return Draw(self, topic, _years_of(years), precision)

    def rates(self, name: str) -> Parts:
        """A true rate in each year."""
        return np.array([rates[name] for rates in self._rates])

    def ids(self, prefix: str, rows: int) -> Words:
        """Pseudonyms that no other kind of record of this place has: the prefix tells the kind."""
        return _pseudonyms(self.draw(f"ids {prefix}", 4).chance(), prefix, rows)

    def currency(self, rows: int) -> Words:
        return np.full(rows, self.jurisdiction.currency, dtype=object)

    @cached_property
    def _rates(self) -> list[Mapping[str, float]]:
        return [self.jurisdiction.rates_in(year) for year in YEARS]

    @cached_property
    def office_precision(self) -> Numbers:
        """How exactly each prosecution office writes dates: 0 day, 1 month, 2 year."""
        offices = len(self.jurisdiction.towns)
        by_year = int(offices * self._rates[0]["year_offices"] + 0.5)
        by_month = int(offices * self._rates[0]["month_offices"] + 0.5)
        return np.repeat(np.arange(3), [offices - by_month - by_year, by_month, by_year])

    @cached_property
    def office_ids(self) -> Words:
        """Ids of all offices, those of prosecution first."""
        return self.ids("o", len(self.jurisdiction.towns) + sum(self.jurisdiction.other_offices))

    def offices_of(self, kind: v.OfficeKind) -> Words:
        """Ids of the offices of a kind other than prosecution."""
        ends = np.cumsum([len(self.jurisdiction.towns), *self.jurisdiction.other_offices])
        at = list(OTHER_OFFICES).index(kind)
        return self.office_ids[ends[at] : ends[at + 1]]


class Drawn:
    """Columns by row of one kind: `year` chooses the rates, `precision` how dates are written."""

    world: Generator
    year: Numbers
    precision: Numbers

    def __len__(self) -> int:
        return len(self.year)

    def draw(self, topic: str, rows: Numbers | None = None) -> Draw:
        """The stream of a topic, for all rows or for some."""
        draw = self.world.draw(topic, self.year, self.precision)
        return draw if rows is None else draw.at(rows)


def _years_of(years: Numbers | int) -> Numbers:
    return np.full(years, YEARS.start) if isinstance(years, int) else years


def _pseudonyms(chances: Parts, prefix: str, rows: int) -> Words:
    """Different ids of one letter and thirteen digits, in no order that tells anything.

    Of digits, since letters drawn at random make words, which the gate takes for names.
    """
    keys = (chances * 2**40).astype(np.uint64)
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


def either(flags: Flags, yes: str | Words, no: str | Words) -> Words:
    """One word or the other, by row."""
    return np.where(flags, yes, no).astype(object)


def without(words: Words, blank: Flags) -> Words:
    """The words with the cells blank where `blank` says so."""
    blanked = words.copy()
    blanked[blank] = None
    return blanked


def take(words: Words, rows: Numbers) -> Words:
    """The words of some rows; blank for row -1."""
    return np.concatenate([words, words_of([None])])[rows]


def filled(words: Words) -> Flags:
    """Which cells are not blank."""
    return np.array([word is not None for word in words.tolist()], dtype=np.bool_)


def repeat(count: Numbers) -> tuple[Numbers, Numbers]:
    """The row of each repetition, and its number among those of the row, from 0."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


def day_number(year: int) -> int:
    """The days from 1970 to the first day of a year."""
    return (date(year, 1, 1) - _EPOCH).days


def _calendar() -> Words:
    days = [
        (_FIRST + timedelta(days=at)).isoformat() for at in range((EXTRACTED_ON - _FIRST).days + 1)
    ]
    return np.array([[*(day[:to] for day in days), None] for to in (10, 7, 4)], dtype=object)


_CALENDAR = _calendar()


def dates(days: Numbers, precision: Numbers) -> Words:
    """Days as text, of precision 0 day, 1 month, 2 year; blank where it has not happened yet."""
    at = np.where(days > EXTRACTED, _CALENDAR.shape[1] - 1, days - day_number(_FIRST.year))
    return _CALENDAR[precision, at]


def answers(truth: Flags) -> Words:
    """yes and no."""
    return either(truth, "yes", "no")


def cents(amounts: Parts) -> Numbers:
    return (amounts * 100).astype(np.int64)


def money(amounts: Numbers, known: Flags | bool = True) -> Words:
    """Cents as a decimal amount; blank where it is not known."""
    texts = words_of([f"{cent // 100}.{cent % 100:02d}" for cent in amounts.tolist()])
    return without(texts, np.broadcast_to(~np.asarray(known), len(texts)))


def integers(numbers: Numbers, known: Flags | bool = True) -> Words:
    texts = words_of([str(number) for number in numbers.tolist()])
    return without(texts, np.broadcast_to(~np.asarray(known), len(texts)))


def frame(name: str, columns: Mapping[str, Words]) -> pl.DataFrame:
    """The columns of a table, all text, in the order sent; those not given are blank."""
    sent = [column.name for column in tables.sent_columns(tables.METADATA.tables[name])]
    if strange := set(columns) - set(sent):
        raise AssertionError(f"{name} has no columns {sorted(strange)}")
    blank = words_of([None] * len(next(iter(columns.values()))))
    return pl.DataFrame(
        [
            pl.Series(column, columns.get(column, blank).tolist(), dtype=pl.String, strict=True)
            for column in sent
        ]
    )
