"""The kinds of measures: what each is made of, and what makes one of the kind valid."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Date, Integer, Numeric

from metrics.measure import Change, Direction, Measure, recounted
from metrics.units import unit_columns

MONEY = "money"
DAYS, MONTHS = "days", "months"


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Measure):
    """How many units belong: `counted` yes; where it is NULL it is not known whether they do.

    With `distinct`, its different values are counted, once in each period asked for; with `summed`,
    the column's values are added up and nothing is unknown.
    """

    direction: Direction = Direction.CONTEXT
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
class Amount(Measure):
    """How much money the units in `eligible` come to: the sum of `added_up` where it is known.

    It is in the jurisdiction's currency; a unit without an amount is unknown, and no part of it. As
    a count it is what is recorded and no estimate: it has no limits, and is never of too few.
    """

    direction: Direction = Direction.CONTEXT
    eligible: Column
    added_up: Column

    def truths(self) -> Iterator[Column]:
        yield self.eligible

    def _check(self) -> None:
        super()._check()
        self._require(_is_number(self.added_up), f"{self.added_up} is no amount")

    @property
    def sides(self) -> tuple[Column]:
        """What is added up."""
        return (self.added_up,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Measure):
    """The part of the units in `denominator` for which `numerator` is yes; both three-valued."""

    denominator: Column
    numerator: Column

    def truths(self) -> Iterator[Column]:
        yield from (self.denominator, self.numerator)

    @property
    def telling(self) -> tuple[str, ...]:
        """None by the one record column that decides the answer: it would be all yes or all no."""
        decides = {name for name in unit_columns.read(self.numerator).all if "." in name}
        return tuple(name for name in self.breakdowns if set(self.split_by(name)) != decides)


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
        for column in self.sides:
            self._require(_is_number(column), f"{column} is no amount")

    @property
    def sides(self) -> tuple[Column, Column]:
        """What is added up above and below."""
        return self.numerator, self.denominator

    @property
    def is_per_thing(self) -> bool:
        """Whether it is so much money for each of so many things, and no share of other money."""
        return isinstance(self.denominator.type, Integer)


@dataclass(frozen=True, kw_only=True, eq=False)
class Duration(Measure):
    """The Kaplan-Meier median of days from `dated_by` to `ends_on`, of the units in `eligible`.

    With `starts_on` days are counted from there, and `dated_by` only says the year. Any way in
    which the waiting ends is an end; without one a unit still waits at the as-of date where
    `is_open` is yes, and is unknown otherwise, as it is without a start. `ends_words` name the end.
    People are told it in the unit `shown_in`, on every page and in every sentence, chart and file.
    """

    eligible: Column
    ends_on: Column
    ends_words: str
    is_open: Column
    shown_in: str
    starts_on: Column | None = None

    @property
    def begins_on(self) -> Column:
        """The day from which days are counted."""
        return self.dated_by if self.starts_on is None else self.starts_on

    def truths(self) -> Iterator[Column]:
        yield from (self.eligible, self.is_open)

    def _check(self) -> None:
        super()._check()
        for column in (self.begins_on, self.ends_on):
            self._require(isinstance(column.type, Date), f"{column} is no date")
        self._require(self.shown_in in (DAYS, MONTHS), f"{self.shown_in} is neither")


@dataclass(frozen=True, kw_only=True, eq=False)
class Rate(Measure):
    """So many `events` for `per` of `exposure`: sums over the units in `eligible` with both.

    Where `counts_events`, a unit stands for as many things as it has events: how many are used and
    unknown is told in them, as of the victims of a year.
    """

    eligible: Column
    events: Column
    exposure: Column
    per: int = 1
    counts_events: bool = False

    def truths(self) -> Iterator[Column]:
        yield self.eligible

    def _check(self) -> None:
        super()._check()
        for column in self.sides:
            self._require(_is_number(column), f"{column} is no number")
        self._require(self.per > 0, "it is per nothing")

    @property
    def sides(self) -> tuple[Column, Column]:
        """What is added up above and below."""
        return self.events, self.exposure


@dataclass(frozen=True, kw_only=True, eq=False)
class Median(Measure):
    """The plain median of `values`, in `value_unit`, of the units in `eligible` that have one.

    In MONEY it is an amount in the jurisdiction's currency.
    """

    eligible: Column
    values: Column
    value_unit: str

    def truths(self) -> Iterator[Column]:
        yield self.eligible

    def _check(self) -> None:
        super()._check()
        self._require(_is_number(self.values), f"{self.values} is no number")


class Flow(StrEnum):
    """The two ratios of CEPEJ: resolved of incoming, and days that the pending would take."""

    CLEARANCE = "clearance"
    DISPOSITION = "disposition"


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowRatio(Measure):
    """Units that come in at `dated_by` and are resolved at `resolved_on`, as CEPEJ relates them.

    Resolved is whatever ended in any way; a unit that did not is pending where `is_pending` is yes,
    else unknown.
    """

    eligible: Column
    resolved_on: Column
    is_pending: Column
    flow: Flow

    def truths(self) -> Iterator[Column]:
        yield from (self.eligible, self.is_pending)

    def _check(self) -> None:
        super()._check()
        self._require(isinstance(self.resolved_on.type, Date), f"{self.resolved_on} is no date")
        self._require(not self.waits, "a flow is judged in its own year")


def _is_number(column: Column) -> bool:
    return isinstance(column.type, Numeric | Integer)


NONE_KNOWN = (
    recounted(
        "2",
        "2026-11-28",
        "Where none is known and of some it is unknown, there is no number, and no 0",
    ),
)
FEW_AMOUNTS_KNOWN = (
    recounted(
        "2",
        "2026-11-28",
        "Says of how many the amount is known, and is not told where that is under seven in ten",
    ),
)


def not_recorded(version: str, where: str) -> Change:
    """The change that what a no rests on must be collected."""
    return recounted(version, "2026-11-30", f"Not recorded where {where}")
