"""Define what a measure states about itself, and when a definition is valid."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from functools import cached_property

from sqlalchemy import Boolean, Column, Date, Table

from metrics.counting_options import Option, OptionValues
from metrics.icat_brief import BRIEF
from metrics.units import unit_columns
from metrics.units.unit_columns import breakdown_columns, own_office_column
from schemas.language import marked


class Direction(StrEnum):
    """Whether a higher or a lower value is better; `context` means neither."""

    HIGHER = "higher is better"
    LOWER = "lower is better"
    CONTEXT = "context"


FIRST_VERSION = "1"
_PLACEHOLDER = re.compile(r"\{(\w+)\}")
# With less, the bounds are more than thirty points apart whatever the number of units: a share of
# the known units would claim more than the records show.
LEAST_COVERAGE = 0.7
# The same if an answer depends on several persons, one of whom may be missing.
OF_SEVERAL_PERSONS = 0.9
# Plurals that do not just add an s.
PLURALS = {
    "link of a case": marked("links of cases"),
    "person": marked("people"),
    "person charged": marked("people charged"),
    "person judged": marked("people judged"),
    "person or company": marked("people and companies"),
    "suspected person": marked("suspected people"),
    "convicted person": marked("convicted people"),
    "licensed person": marked("people with a licence"),
}


def follow_up_months(count: int) -> int:
    """Return `count`; the name says at the call that it is a follow-up period in months."""
    return count


@dataclass(frozen=True)
class Change:
    """A change of a definition: the new version, the day, and what is different.

    With `recounted`, all years were counted again: they can be compared with each other, but not
    with figures that were printed before the change.
    """

    version: str
    on: date
    what: str
    recounted: bool = False


def change_with_recount(version: str, day: str, what: str) -> Change:
    """Return a change of definition after which all years were counted again."""
    return Change(version, date.fromisoformat(day), what, recounted=True)


class InvalidMeasure(Exception):
    """Raised on import if a definition contradicts itself, which is a bug in the catalogue."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Measure:
    """One measure of the catalogue: its question, its unit, and how to understand its figures.

    `sentence` is the whole sentence for its number, so that it can be translated, with {place},
    {years}, the numbers of its kind and options by name; a pair for one and several. `population`
    is what it counts or is a share of.

    `brief` are the statements of the project brief that it answers. `dated_by` is the date that
    puts a unit into a year; its table is the `unit`. With `needs_date`, nothing can be counted
    without such dates. Units younger than `matures_after` months at the reference date are left
    out; an option may set the number. With `due_on`, units are left out until that day, too.
    `options` are other choices that its columns depend on. `core` measures are shown at once,
    others under "more". If less than `least_coverage` is known, no value is shown. `example` is
    a text table of fictional rows, whose last column `counts` is the expected result on
    `worked_examples.AS_OF`; without a header it has the `example_columns`.

    `guard` is the measure that reveals gaming of this one; `shown_beside` are those printed with
    it. `does_not_show` is what a better value does not prove, and `used_by` who else uses such a
    measure.
    """

    id: str
    title: str
    question: str
    sentence: str | tuple[str, str]
    brief: str | tuple[str, ...]
    unit: Table = field(init=False)
    dated_by: Column
    matures_after: int | Option = 0
    due_on: Column | None = None
    needs_date: bool = False
    options: tuple[Option, ...] = ()
    core: bool = False
    least_coverage: float = LEAST_COVERAGE
    direction: Direction
    caveats: tuple[str, ...]
    gaming_risk: str
    guard: str
    shown_beside: tuple[str, ...] = ()
    does_not_show: str
    used_by: tuple[str, ...]
    example: str
    population: str
    unit_word: str = ""
    changes: tuple[Change, ...] = ()
    family: str = field(init=False)
    answers: tuple[str, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "unit", self.dated_by.table)
        self._check()
        object.__setattr__(self, "family", self.id[0])
        object.__setattr__(self, "answers", _brief_keys(self.brief))
        object.__setattr__(self, "unit_word", self.unit_word or self.unit.info["word"])

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """Return the record tables and columns that the measure depends on."""
        return unit_columns.names_read(self.unit, self.columns())

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Return the record columns that must all be collected, or the measure is not collected."""
        return unit_columns.names_needed(self._telling_columns())

    @cached_property
    def needs_one_of(self) -> tuple[tuple[str, ...], ...]:
        """Return groups of record columns; of each group, at least one column must be collected."""
        return unit_columns.names_needed_one_of(self._telling_columns())

    def _telling_columns(self) -> Iterator[Column]:
        """Return the unit columns that the measure uses; `dated_by` only if it `needs_date`."""
        return (one for one in self.columns() if self.needs_date or one is not self.dated_by)

    @property
    def kind(self) -> str:
        return type(self).__name__

    @property
    def unit_words(self) -> str:
        """Return what the measure counts, in the plural: `cases`, `victims`."""
        return PLURALS.get(self.unit_word, f"{self.unit_word}s")

    @property
    def version(self) -> str:
        return self.changes[-1].version if self.changes else FIRST_VERSION

    @property
    def waits(self) -> bool:
        """Whether the measure leaves out units whose follow-up period is not over (too recent)."""
        return self.due_on is not None or bool(self.matures_after)

    def window(self, chosen: OptionValues) -> int:
        """Return the follow-up period of the measure in months, with these counting options."""
        due = self.matures_after
        return chosen[due.name] if isinstance(due, Option) else due

    @property
    def depends_on(self) -> tuple[Option, ...]:
        """Return all counting options that can change the figures of the measure."""
        due = self.matures_after
        return (*((due,) if isinstance(due, Option) else ()), *self.options)

    @property
    def breakdowns(self) -> tuple[str, ...]:
        """Return the breakdowns that the measure can be split by, besides jurisdiction and year."""
        return tuple(breakdown_columns(self.unit))

    @property
    def is_of_one_office(self) -> bool:
        """Whether each unit (case, person ...) belongs to exactly one office."""
        return own_office_column(self.unit) is not None

    def split_by(self, breakdown: str) -> tuple[str, ...]:
        """Return the record columns, as table.column, by which a breakdown splits the measure."""
        return unit_columns.in_model_order(
            name
            for name in unit_columns.names_read_by_column(
                breakdown_columns(self.unit)[breakdown]
            ).values
            if "." in name
        )

    @property
    def telling(self) -> tuple[str, ...]:
        """Return the breakdowns whose groups can have different results."""
        return self.breakdowns

    def columns(self) -> Iterator[Column]:
        """Yield the columns of the unit table that the measure uses, including its date."""
        for one in fields(self):
            value = getattr(self, one.name, None)
            if isinstance(value, Column):
                yield value

    def truths(self) -> Iterator[Column]:
        """Yield the three-valued columns (true, false, or NULL for unknown) that count units."""
        raise NotImplementedError

    @property
    def example_columns(self) -> tuple[Column, ...]:
        """Return the unit columns of the worked example; the first says whether a row belongs."""
        return tuple(dict.fromkeys((next(self.truths()), *self.columns())))

    def _check(self) -> None:
        """Raise InvalidMeasure if the definition contradicts itself or the brief."""
        for key in _brief_keys(self.brief):
            self._require(key in BRIEF, f"[{key}] is no key of the brief")
        for form in (self.sentence,) if isinstance(self.sentence, str) else self.sentence:
            missing = {"place", "years"} - set(_PLACEHOLDER.findall(form))
            self._require(not missing, f"its sentence names no {' and no '.join(sorted(missing))}")
        self._require(bool(self.does_not_show), "it claims to show everything")
        self._require(bool(self.used_by), "nobody is said to use it")
        due = self.matures_after
        self._require(isinstance(due, Option) or due >= 0, "its window is negative")
        for column in self.columns():
            self._require(
                column.table is self.unit, f"{column} is not a column of {self.unit.name}"
            )
        for column in (self.dated_by, *(() if self.due_on is None else (self.due_on,))):
            self._require(isinstance(column.type, Date), f"{column} is no date")
        for column in self.truths():
            self._require(isinstance(column.type, Boolean), f"{column} is not three-valued")

    def _require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise InvalidMeasure(f"{self.id}: {otherwise}.")


def _brief_keys(brief: str | tuple[str, ...]) -> tuple[str, ...]:
    return (brief,) if isinstance(brief, str) else brief
