"""Measures and their kinds: what makes one valid."""

from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from enum import StrEnum

from sqlalchemy import Boolean, Column, Date, Integer, Numeric, Table

from metrics.brief import BRIEF
from metrics.units.declaration import breakdowns


class Direction(StrEnum):
    """Which way is better; `context` says neither."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    CONTEXT = "context"


def months(count: int) -> int:
    """A window, in months."""
    return count


class InvalidMeasure(Exception):
    """A definition that contradicts itself: a bug of the catalogue, found when it is imported."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """One number of the catalogue: what it asks, of which unit, and how it is read.

    `dated_by` is the unit's date that puts it into a year. Units younger than `matures_after`
    months at the as-of date are left out. `example` is a text table of fictional rows whose last
    column, `counts`, is the verdict on each; its first line states the as-of date.
    """

    id: str
    title: str
    question: str
    brief: str
    unit: Table
    dated_by: Column
    matures_after: int = 0
    direction: Direction
    caveats: tuple[str, ...]
    gaming_risk: str
    guard: str
    example: str
    denominator_words: str
    unit_word: str = ""
    version: str = "1"
    family: str = field(init=False)
    reads: tuple[str, ...] = field(init=False)
    needs: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "family", self.id[0])
        object.__setattr__(self, "unit_word", self.unit_word or self.unit.info["word"])
        columns = list(self.columns())
        object.__setattr__(self, "reads", _gathered(columns, "reads"))
        object.__setattr__(self, "needs", _gathered(columns, "needs"))

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """The breakdowns that its unit declares, beside jurisdiction and year."""
        return tuple(breakdowns(self.unit))

    def columns(self) -> Iterator[Column]:
        """The unit's columns that the measure reads, its date included."""
        for one in fields(self):
            value = getattr(self, one.name, None)
            if isinstance(value, Column):
                yield value

    def truths(self) -> Iterator[Column]:
        """The columns that must be three-valued."""
        raise NotImplementedError

    def _check(self) -> None:
        self._require(self.brief in BRIEF, f"[{self.brief}] is no key of the brief")
        self._require(self.matures_after >= 0, "its window is negative")
        for column in self.columns():
            self._require(
                column.table is self.unit, f"{column} is not a column of {self.unit.name}"
            )
        self._require(isinstance(self.dated_by.type, Date), f"{self.dated_by} is no date")
        for column in self.truths():
            self._require(isinstance(column.type, Boolean), f"{column} is not three-valued")

    def _require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise InvalidMeasure(f"{self.id}: {otherwise}.")


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Measure):
    """How many units belong: `counted` yes; where it is NULL it is not known whether they do.

    With `distinct`, its different values are counted, once in each period asked for; with `summed`,
    the column's values are added up and nothing is unknown.
    """

    counted: Column
    distinct: Column | None = None
    summed: Column | None = None

    def truths(self) -> Iterator[Column]:
        yield self.counted

    def _check(self) -> None:
        super()._check()
        number = self.summed is None or isinstance(self.summed.type, Integer)
        self._require(number, f"{self.summed} is no number")
        self._require(self.distinct is None or self.summed is None, "it counts and adds up")


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Measure):
    """The part of the units in `denominator` for which `numerator` is yes; both three-valued."""

    denominator: Column
    numerator: Column

    def truths(self) -> Iterator[Column]:
        yield from (self.denominator, self.numerator)


@dataclass(frozen=True, kw_only=True, eq=False)
class AmountRatio(Measure):
    """A ratio of sums over the units in `eligible` for which both amounts are known."""

    eligible: Column
    numerator: Column
    denominator: Column

    def truths(self) -> Iterator[Column]:
        yield self.eligible

    def _check(self) -> None:
        super()._check()
        for column in (self.numerator, self.denominator):
            self._require(isinstance(column.type, Numeric), f"{column} is no amount")


@dataclass(frozen=True, kw_only=True, eq=False)
class Duration(Measure):
    """The Kaplan-Meier median of days from `dated_by` to `ends_on`, of the units in `eligible`.

    Without an end a unit is censored at `left_on` where it has one, else at the as-of date where
    `is_open` is yes; a unit with none of these, or without a start, is unknown.
    """

    eligible: Column
    ends_on: Column
    left_on: Column
    is_open: Column

    def truths(self) -> Iterator[Column]:
        yield from (self.eligible, self.is_open)

    def _check(self) -> None:
        super()._check()
        for column in (self.ends_on, self.left_on):
            self._require(isinstance(column.type, Date), f"{column} is no date")


def _gathered(columns: list[Column], kind: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for column in columns for name in column.info[kind]))
