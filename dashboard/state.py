"""The state of the records that a report or a link was made of, as it is told and addressed."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

import pandas as pd

from dashboard.shared.frames import submissions
from metrics import catalogue, options

# So many signs tell two states of one database apart; the whole hash stands in reports.
SIGNS = 8
# Batches as `1-12.15`, then the two hashes.
WRITTEN = re.compile(r"([0-9]{1,9}(?:[-.][0-9]{1,9})*)_([0-9a-f]{8})_([0-9a-f]{8})", re.ASCII)
# What a browser and a server take as an address has room for no more.
LONGEST = 20_000


class State(NamedTuple):
    """The batches in force, a hash of their contents, and one of what else figures depend on."""

    batches: tuple[int, ...]
    contents: str
    beside: str

    @property
    def whole(self) -> str:
        """One hash of all that figures depend on, whichever numbers the batches have."""
        return hashlib.sha256(f"{self.contents}\n{self.beside}".encode()).hexdigest()

    def is_as(self, other: "State") -> bool:
        """Whether figures of both are the same, as far as an address tells states apart."""
        return _short(self) == _short(other)


def of(batches: pd.DataFrame, chosen: options.Chosen, beside: str) -> State:
    """The state, of the listing of batches, the options and `seed.batches.hash_beside_batches`."""
    stored = submissions.in_force(batches)
    options_in_force = [f"{name}={value}" for name, value in chosen.values]
    # Another program may count the same records otherwise. What is new in it moves no figure.
    versions = [f"{one.id}={one.version}" for one in catalogue.CATALOGUE.values() if one.changes]
    return State(
        batches=tuple(sorted(map(int, stored["batch_id"]))),
        contents=contents(stored["content_hash"]),
        beside=_hash([*options_in_force, *versions, beside]),
    )


def contents(hashes: Iterable[str]) -> str:
    """A hash of the contents of batches, in whatever order they came in."""
    return _hash(sorted(hashes))


def written(state: State) -> str:
    """The state as an address carries it."""
    return "_".join((".".join(_ranges(state.batches)), *_short(state)))


def read(text: str, last: int) -> State | None:
    """The state that an address carries, its hashes cut to what an address has of them.

    None where it is none, or names a batch after `last`, the last one that there is.
    """
    form = WRITTEN.fullmatch(text) if len(text) <= LONGEST else None
    if form is None:
        return None
    ranges = [tuple(map(int, part.split("-"))) for part in form[1].split(".")]
    ends = [end for part in ranges for end in (part[0], part[-1])]
    ascending = all(one <= other for one, other in pairwise(ends))
    # Before any range is walked through: an address may be written by anybody.
    if (
        any(len(part) > 2 for part in ranges)
        or not ascending
        or not 1 <= ends[0] <= ends[-1] <= last
    ):
        return None
    ids = [id_ for part in ranges for id_ in range(part[0], part[-1] + 1)]
    return State(tuple(dict.fromkeys(ids)), form[2], form[3])


def _ranges(ids: tuple[int, ...]) -> Iterator[str]:
    """`1-12`, `15`: an import of many offices brings as many batches, one after the other."""
    first = 0
    for place, id_ in enumerate(ids):
        if place + 1 == len(ids) or ids[place + 1] != id_ + 1:
            yield str(id_) if ids[first] == id_ else f"{ids[first]}-{id_}"
            first = place + 1


def _short(state: State) -> tuple[str, str]:
    return state.contents[:SIGNS], state.beside[:SIGNS]


def _hash(lines: Iterable[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()
