"""A step: what can still be done in an open case, and what makes its declaration valid."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Boolean, Column, Table

from metrics.brief import BRIEF
from metrics.units import reading


class InvalidStep(Exception):
    """A declaration that contradicts itself: a bug of the list, found when it is imported."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Step:
    """One step that may still be possible in an open case.

    `matters` says why, `brief` is the statement of the brief that it serves and `measure` the id of
    the measure that it moves. Of each row of `unit`, `arises` says whether the step comes into
    question and `taken` whether it was taken; both three-valued. It is possible where it arises and
    was not taken, and unknown as soon as one of them is and the other does not settle it. `reason`
    says what the records show where it is possible, `caution` what to look at before acting.
    `example` is a text table of fictional rows whose last column, `possible`, is the verdict.
    """

    id: str
    title: str
    matters: str
    brief: str
    measure: str
    unit: Table
    arises: Column
    taken: Column
    reason: str
    caution: str
    example: str
    dated_by: Column = field(init=False)

    def __post_init__(self) -> None:
        self._check()
        object.__setattr__(self, "dated_by", self.unit.c.begun_on)

    @cached_property
    def reads(self) -> tuple[str, ...]:
        """The record tables and columns that it depends on: derived when asked for."""
        return reading.reads(self.unit, self._columns())

    @cached_property
    def needs(self) -> tuple[str, ...]:
        """Those of them without which it cannot be told: where not collected, neither is it."""
        return reading.needs(self._columns())

    @cached_property
    def needs_one_of(self) -> tuple[tuple[str, ...], ...]:
        """Groups that stand in for each other, as of a measure."""
        return reading.needs_one_of(self._columns())

    @property
    def word(self) -> str:
        """What the step is taken for: a case, a suspect, an asset, a victim."""
        return str(self.unit.info["word"])

    @property
    def meanings(self) -> tuple[str, str]:
        """What it is for the step to arise, and to be taken."""
        return str(self.arises.info["meaning"]), str(self.taken.info["meaning"])

    def _columns(self) -> Iterator[Column]:
        yield from (self.arises, self.taken)

    def _check(self) -> None:
        self._require(self.brief in BRIEF, f"[{self.brief}] is no key of the brief")
        for column in self._columns():
            self._require(column.table is self.unit, f"{column} is no column of {self.unit.name}")
            self._require(isinstance(column.type, Boolean), f"{column} is not three-valued")

    def _require(self, holds: bool, otherwise: str) -> None:
        if not holds:
            raise InvalidStep(f"{self.id}: {otherwise}.")
