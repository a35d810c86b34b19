"""Define the kinds of measures: what each is calculated from, and when a definition is valid."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Column, Date, Integer, Numeric

from metrics.measure import Change, Direction, Measure, change_with_recount
from metrics.units import unit_columns

MONEY = "money"
DAYS, MONTHS = "days", "months"


@dataclass(frozen=True, kw_only=True, eq=False)
class Count(Measure):
    """A number of units: those for which `counted` is yes. If it is NULL, a unit may belong.

    With `distinct`, the different values of that column are counted, each once in a requested
    period. With `summed`, the values of that column are added up, and nothing is unknown.
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
    """A sum of money: the known amounts in `added_up` of the units for which `eligible` is yes.

    It is in the jurisdiction's currency. Units without an amount are unknown and not in the sum.
    The sum is what is recorded, not an estimate: it has no confidence limits, and is never
    "too few".
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
        """Return the columns that are added up."""
        return (self.added_up,)


@dataclass(frozen=True, kw_only=True, eq=False)
class Share(Measure):
    """The share of the units in `denominator` for which `numerator` is yes; both three-valued."""

    denominator: Column
    numerator: Column

    def truths(self) -> Iterator[Column]:
        yield from (self.denominator, self.numerator)

    @property
    def telling(self) -> tuple[str, ...]:
        """Return the breakdowns, except one by exactly the columns that decide `numerator`."""
        decides = {
            name for name in unit_columns.names_read_by_column(self.numerator).all if "." in name
        }
        return tuple(name for name in self.breakdowns if set(self.split_by(name)) != decides)


@dataclass(frozen=True, kw_only=True, eq=False)
class AmountRatio(Measure):
    """A ratio of two sums over the units in `eligible` for which both amounts are known."""

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
        """Return the columns of the numerator and the denominator."""
        return self.numerator, self.denominator

    @property
    def is_per_thing(self) -> bool:
        """Whether the denominator counts things, such as workers, and is not money."""
        return isinstance(self.denominator.type, Integer)


@dataclass(frozen=True, kw_only=True, eq=False)
class Duration(Measure):
    """The Kaplan-Meier median of days from `dated_by` to `ends_on`, of the units in `eligible`.

    With `starts_on`, days are counted from that date, and `dated_by` only decides the year. Every
    kind of end counts. Without an end, a unit still waits at the reference date if `is_open` is
    yes; otherwise it is unknown. Without a start it is unknown too. `ends_words` name the end.
    Pages, charts and files show the median in the unit `shown_in`.
    """

    eligible: Column
    ends_on: Column
    ends_words: str
    is_open: Column
    shown_in: str
    starts_on: Column | None = None

    @property
    def begins_on(self) -> Column:
        """Return the column of the day from which days are counted."""
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
    """A number of `events` for every `per` of `exposure`, summed over `eligible` units with both.

    With `counts_events`, each unit has many events, as a year has many victims. Then used and
    unknown are numbers of events and not of units.
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
        """Return the columns of events and exposure."""
        return self.events, self.exposure


@dataclass(frozen=True, kw_only=True, eq=False)
class Median(Measure):
    """The median of `values`, in `value_unit`, of the units in `eligible` that have a value.

    If `value_unit` is MONEY, it is an amount in the jurisdiction's currency.
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
    """The two CEPEJ ratios: clearance rate (resolved to incoming) and disposition time (days)."""

    CLEARANCE = "clearance"
    DISPOSITION = "disposition"


@dataclass(frozen=True, kw_only=True, eq=False)
class FlowRatio(Measure):
    """A CEPEJ ratio of units that come in at `dated_by` and are resolved at `resolved_on`.

    Every kind of end counts as resolved. A unit without an end is pending if `is_pending` is yes,
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
    change_with_recount(
        "2",
        "2026-11-28",
        "If the answer is missing for some records and no record counts, no number is shown. It"
        " was 0 before",
    ),
)
FEW_AMOUNTS_KNOWN = (
    change_with_recount(
        "2",
        "2026-11-28",
        "Says for how many records the amount is recorded. Not shown if that is less than 70%",
    ),
)


def unrecorded_no_longer_no(version: str, what: str) -> Change:
    """Return the change of 2026-11-30, which `what` describes.

    Since then units without a record do not count as "no".
    """
    return change_with_recount(version, "2026-11-30", what)
