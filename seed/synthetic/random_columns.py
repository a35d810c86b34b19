"""Draw the columns of the made-up world from random streams that are equal on every machine.

One line draws a column: its distribution (`whether`, `pick`, `delay`, `amount`, `count`), what it
depends on, and which cells are blank (`known`, `dates`, `money`).
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

# Quantiles of log-normal distributions with median 1. They are constants because the last bit of
# exp() and log() differs between processors, and could change a date or a cent.
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
# The day of something that never happens. Like all days after the extraction, it becomes a blank
# cell.
NEVER = 1_000_000

# Offices other than those of prosecution.
OTHER_OFFICES = {
    v.OfficeKind.COURT: "Court of",
    v.OfficeKind.POLICE: "Police of",
    v.OfficeKind.LABOUR_INSPECTORATE: "Labour inspectorate of",
    v.OfficeKind.FINANCIAL_INTELLIGENCE_UNIT: "Financial intelligence unit of",
}


def parse_weights(codes: type[StrEnum], text: str) -> Mix:
    """Parse codes with weights, written as "police .36 victim .18", into a dict."""
    words = text.split()
    return {
        codes(word): float(weight) for word, weight in zip(words[::2], words[1::2], strict=True)
    }


class Draw:
    """The random stream of one topic in one jurisdiction.

    Streams of different topics are independent: more draws in one do not change another. Each draw
    returns an array with one element per row, at the rates of the row's year. A rate is a name, a
    number for all rows, or an array.
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
        """Return the random stream for rows of other years, or for a number of rows."""
        other = copy(self)
        other._years, other._precision = _years_of(years), precision
        return other

    def at(self, rows: Numbers) -> "Draw":
        """Return the random stream for some of the rows; a row may be repeated."""
        precision = None if self._precision is None else self._precision[rows]
        return self.among(self._years[rows], precision)

    def rate(self, rate: str | float | Parts) -> Parts:
        """Return the named rate for each row; a number or array is returned unchanged."""
        return self._world.rates(rate)[self._years - YEARS.start] if isinstance(rate, str) else rate  # type: ignore[return-value]

    def chance(self) -> Parts:
        """Return uniform random numbers in [0, 1)."""
        return self._random.random(len(self))

    def whether(self, rate: str | float | Parts) -> Flags:
        """Return True with the probability `rate`, for each row."""
        return self.chance() < self.rate(rate)

    def days(self, most: int | Numbers) -> Numbers:
        """Return random whole numbers from 0 to `most`, inclusive."""
        return (self.chance() * (most + 1)).astype(np.int64)

    def within(self, span: Numbers) -> Numbers:
        """Return random whole numbers from 0 to `span` - 1."""
        return (span * self.chance()).astype(np.int64)

    def delay(self, median: str | float | Parts) -> Numbers:
        """Return random numbers of days with this median, skewed to the right."""
        return (self._draw_quantiles(_DELAY) * self.rate(median)).astype(np.int64)

    def amount(self, median: float | Parts) -> Parts:
        """Return random sums with this median, so skewed that one can outweigh all others."""
        return self._draw_quantiles(_AMOUNT) * median

    def count(self, weights: Sequence[float]) -> Numbers:
        """Return random whole numbers: 0 with the first weight, 1 with the second, and so on."""
        bounds = np.cumsum(np.array(weights) / sum(weights))
        return np.searchsorted(bounds[:-1], self.chance(), side="right").astype(np.int64)

    def pick(self, words: Mix) -> Words:
        """Return random words of a mix, by their weights."""
        return word_array(list(words))[self.count(tuple(words.values()))]

    def several(self, words: Mix, count: Numbers, step: int = 1) -> tuple[Numbers, Words]:
        """Repeat each row by `count` (at most 3), each time with another word of the mix."""
        first = self.count(tuple(words.values()))
        row, nth = repeat(count)
        return row, word_array(list(words))[(first[row] + step * nth) % len(words)]

    def known(self, words: Words, rate: str | Parts = "unknown") -> Words:
        """Return the words with some cells blank, at a rate."""
        return blank_where(words, self.whether(rate))

    def dates(self, days: Numbers) -> Words:
        """Return days as text in the precision of each row, some of them blank."""
        precision = np.zeros(len(self), dtype=int) if self._precision is None else self._precision
        return self.known(date_texts(days, precision), "undated")

    def _draw_quantiles(self, table: Parts) -> Parts:
        chance = self.chance()
        step = np.searchsorted(_PROBABILITY, chance, side="right") - 1
        slope = np.diff(table) / np.diff(_PROBABILITY)
        return table[step] + (chance - _PROBABILITY[step]) * slope[step]


@dataclass(frozen=True)
class Generator:
    """The source of one jurisdiction's made-up records: random streams, rates, ids, offices."""

    jurisdiction: Jurisdiction
    seed: int

    def draw(self, topic: str, years: Numbers | int, precision: Numbers | None = None) -> Draw:
        """Return the random stream of a topic, for rows with these years, or for `years` rows."""
        return Draw(self, topic, _years_of(years), precision)

    def rates(self, name: str) -> Parts:
        """Return the true rate with this name in each year."""
        return np.array([rates[name] for rates in self._rates_of_rows])

    def ids(self, prefix: str, rows: int) -> Words:
        """Return unique pseudonyms. The prefix is the kind of record, so kinds never share ids."""
        return _make_pseudonyms(self.draw(f"ids {prefix}", 4).chance(), prefix, rows)

    def currency(self, rows: int) -> Words:
        return np.full(rows, self.jurisdiction.currency, dtype=object)

    @cached_property
    def _rates_of_rows(self) -> list[Mapping[str, float]]:
        return [self.jurisdiction.rates_in(year) for year in YEARS]

    @cached_property
    def office_precision(self) -> Numbers:
        """Return the precision of dates in each prosecution office: 0 day, 1 month, 2 year."""
        offices = len(self.jurisdiction.towns)
        by_year = int(offices * self._rates_of_rows[0]["year_offices"] + 0.5)
        by_month = int(offices * self._rates_of_rows[0]["month_offices"] + 0.5)
        return np.repeat(np.arange(3), [offices - by_month - by_year, by_month, by_year])

    @cached_property
    def office_ids(self) -> Words:
        """Return the ids of all offices, prosecution offices first."""
        return self.ids("o", len(self.jurisdiction.towns) + sum(self.jurisdiction.other_offices))

    def offices_of(self, kind: v.OfficeKind) -> Words:
        """Return the ids of the offices of a kind other than prosecution."""
        ends = np.cumsum([len(self.jurisdiction.towns), *self.jurisdiction.other_offices])
        at = list(OTHER_OFFICES).index(kind)
        return self.office_ids[ends[at] : ends[at + 1]]


class Drawn:
    """Base class of made-up records in arrays, one element per row.

    `year` decides the rates, `precision` how dates are written.
    """

    world: Generator
    year: Numbers
    precision: Numbers

    def __len__(self) -> int:
        return len(self.year)

    def draw(self, topic: str, rows: Numbers | None = None) -> Draw:
        """Return the random stream of a topic for all rows, or for some."""
        draw = self.world.draw(topic, self.year, self.precision)
        return draw if rows is None else draw.at(rows)


def _years_of(years: Numbers | int) -> Numbers:
    return np.full(years, YEARS.start) if isinstance(years, int) else years


def _make_pseudonyms(chances: Parts, prefix: str, rows: int) -> Words:
    """Return unique ids of one letter and thirteen digits, in an order without meaning.

    They have digits only: random letters may form words, which the import takes for names.
    """
    keys = (chances * 2**40).astype(np.uint64)
    odd = keys | np.uint64(1)
    mixed = np.arange(rows, dtype=np.uint64) ^ keys[0]
    # Each step is one-to-one within 40 bits, so ids stay unique.
    for factor, shift in ((odd[1], 19), (odd[2], 23), (odd[3], 17)):
        mixed = (mixed * factor) & _FORTY_BITS
        mixed ^= mixed >> np.uint64(shift)
    return word_array([f"{prefix}{number:0{_DIGITS}d}" for number in mixed.tolist()])


def word_array(texts: Sequence[str | None]) -> Words:
    """Return a list of texts as an object array."""
    array = np.empty(len(texts), dtype=object)
    array[:] = texts
    return array


def choose_word(flags: Flags, yes: str | Words, no: str | Words) -> Words:
    """Return by row the word `yes` where the flag is set, otherwise the word `no`."""
    return np.where(flags, yes, no).astype(object)


def blank_where(words: Words, blank: Flags) -> Words:
    """Return a copy of the words with blank cells where `blank` is True."""
    blanked = words.copy()
    blanked[blank] = None
    return blanked


def words_at_rows(words: Words, rows: Numbers) -> Words:
    """Return the words of some rows; blank for row -1."""
    return np.concatenate([words, word_array([None])])[rows]


def is_filled(words: Words) -> Flags:
    """Return for each cell whether it is not blank."""
    return np.array([word is not None for word in words.tolist()], dtype=np.bool_)


def repeat(count: Numbers) -> tuple[Numbers, Numbers]:
    """Return row indexes repeated by `count`, and the number of each repetition, from 0."""
    row = np.repeat(np.arange(len(count)), count)
    return row, np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)


def day_number(year: int) -> int:
    """Return the number of days from 1970 to the first day of a year."""
    return (date(year, 1, 1) - _EPOCH).days


def _calendar_words() -> Words:
    """Return all days as text, in rows for day, month and year; the last column is blank."""
    days = [
        (_FIRST + timedelta(days=at)).isoformat() for at in range((EXTRACTED_ON - _FIRST).days + 1)
    ]
    return np.array([[*(day[:to] for day in days), None] for to in (10, 7, 4)], dtype=object)


_CALENDAR = _calendar_words()


def date_texts(days: Numbers, precision: Numbers) -> Words:
    """Return days as text, in the precision 0 day, 1 month, 2 year; blank if in the future."""
    at = np.where(days > EXTRACTED, _CALENDAR.shape[1] - 1, days - day_number(_FIRST.year))
    return _CALENDAR[precision, at]


def yes_no_texts(truth: Flags) -> Words:
    """Return "yes" for True and "no" for False."""
    return choose_word(truth, "yes", "no")


def to_cents(amounts: Parts) -> Numbers:
    """Return amounts in whole cents."""
    return (amounts * 100).astype(np.int64)


def money_texts(amounts: Numbers, known: Flags | bool = True) -> Words:
    """Return cents as decimal amounts; blank where not known."""
    texts = word_array([f"{cent // 100}.{cent % 100:02d}" for cent in amounts.tolist()])
    return blank_where(texts, np.broadcast_to(~np.asarray(known), len(texts)))


def integer_texts(numbers: Numbers, known: Flags | bool = True) -> Words:
    """Return whole numbers as text; blank where not known."""
    texts = word_array([str(number) for number in numbers.tolist()])
    return blank_where(texts, np.broadcast_to(~np.asarray(known), len(texts)))


def table_frame(name: str, columns: Mapping[str, Words]) -> pl.DataFrame:
    """Return a table's rows as text columns in the order in which they are sent.

    Columns that are not given are blank; translations that are not given are left out.
    """
    table = tables.METADATA.tables[name]
    known = [column.name for column in tables.sent_columns(table)]
    if strange := set(columns) - set(known):
        raise AssertionError(f"{name} has no columns {sorted(strange)}")
    asked = {column.name for column in tables.asked_columns(table)}
    sent = [column for column in known if column in asked or column in columns]
    blank = word_array([None] * len(next(iter(columns.values()))))
    return pl.DataFrame(
        [
            pl.Series(column, columns.get(column, blank).tolist(), dtype=pl.String, strict=True)
            for column in sent
        ]
    )
