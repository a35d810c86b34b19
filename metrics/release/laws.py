"""Which counts are the same, and which are within others, by what the definitions count.

Nobody lists them: `python -m tests.mining` finds them in many worlds and writes the file that is
read here. A law holds in worlds at random, where records contradict themselves; what is likely
holds in made-up worlds, whose registers are clean.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import NamedTuple, Self

from sqlalchemy import Column, Table

from metrics.measure import Measure
from metrics.options import DEFAULTS, Option
from metrics.release.identity import YES, parts_of
from metrics.release.measured import MEASURES, STEPS
from metrics.units.declaration import rows

FILE = Path(__file__).parent / "plans" / "laws.json"
IS, WITHIN, ADDS_UP = "=", "<=", "adds up by"
PLUS = " + "


class Part(NamedTuple):
    """A part of a measure, as `N02.yes`."""

    measure: str
    part: str

    def __str__(self) -> str:
        return f"{self.measure}.{self.part}"


# What is counted: a part of a measure, or several of one added up.
Term = tuple[Part, ...]


class Law(NamedTuple):
    """The first is as many as the second (IS), or no more (WITHIN)."""

    first: Term
    second: Term
    relation: str = IS

    def __str__(self) -> str:
        return f"{_written(self.first)} {self.relation} {_written(self.second)}"

    @classmethod
    def read(cls, text: str) -> Self:
        relation = WITHIN if f" {WITHIN} " in text else IS
        first, second = text.split(f" {relation} ")
        return cls(_read(first), _read(second), relation)


class Laws(NamedTuple):
    """Those of a file, by the definitions of which hash they were found.

    Of terms that are the same one stands for all in what is within others, and what follows of
    others is left out.

    `adding_up` are parts that come to the whole of a breakdown or of a window's years, though each
    counts what others have in common.
    """

    definitions: str
    laws: tuple[Law, ...]
    likely: tuple[Law, ...]
    adding_up: tuple[tuple[Part, str], ...]

    @property
    def every(self) -> tuple[Law, ...]:
        """All that is used where counts agree, with the steps of a cohort, which none contradicts
        but by a day of which too little is known.
        """
        steps = (Law((Part(a, YES),), (Part(b, YES),), WITHIN) for a, b in STEPS)
        return (*self.laws, *self.likely, *steps)


def _written(term: Term) -> str:
    return PLUS.join(map(str, term))


def _read(text: str) -> Term:
    return tuple(Part(*one.split(".")) for one in text.split(PLUS))


@cache
def shipped() -> Laws:
    """Those that are shipped beside the plan."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    adding_up = (one.split(f" {ADDS_UP} ") for one in written["adding_up"])
    return Laws(
        written["definitions"],
        tuple(map(Law.read, written["laws"])),
        tuple(map(Law.read, written["likely"])),
        tuple((_read(part)[0], by) for part, by in adding_up),
    )


def write(found: Laws) -> None:
    """Let these be the ones that are shipped."""
    text = {
        "definitions": found.definitions,
        "laws": sorted(map(str, found.laws)),
        "likely": sorted(map(str, found.likely)),
        "adding_up": sorted(f"{part} {ADDS_UP} {by}" for part, by in found.adding_up),
    }
    FILE.write_text(json.dumps(text, indent=1) + "\n", encoding="utf-8")


def definitions_hash() -> str:
    """The SHA-256 of all that decides what is counted: units, and of measures what they read."""
    text = hashlib.sha256()
    for line in _definitions():
        text.update(line.encode())
        text.update(b"\n")
    return text.hexdigest()


def _definitions() -> Iterator[str]:
    units: dict[str, Table] = {str(one.unit.name): one.unit for one in MEASURES.values()}
    for name in sorted(units):
        made = rows(units[name]).compile(compile_kwargs={"literal_binds": True})
        yield f"unit\t{name}\t{made}"
    for id_ in sorted(MEASURES):
        yield f"measure\t{id_}\t{_definition(MEASURES[id_])}"


def _definition(measure: Measure) -> str:
    read = {one.name: getattr(measure, one.name) for one in fields(measure)}
    columns = {name: str(of) for name, of in read.items() if isinstance(of, Column)}
    due = measure.matures_after
    waits = due.name if isinstance(due, Option) else due
    parts = [part.key for part in parts_of(measure, DEFAULTS)]
    return f"{measure.kind} {measure.unit.name} {columns} {waits} {parts}"
