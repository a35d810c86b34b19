"""Groups of units and the numbers of each, as arrays.

A page asks for a few hundred groups: a frame takes ten times as long to make as their sums.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from metrics.request import ALL, JURISDICTION, PERIOD, UNDATED, YEAR, Request

# Texts, or numbers of what goes by them; None of what has no value.
Keys = NDArray[np.object_]
Numbers = NDArray[np.floating]
Indexes = NDArray[np.integer]
PART = "part_"


@dataclass(frozen=True)
class Groups:
    """`keys` tell the groups apart, by name; `numbers` has a row per group, NaN where none."""

    keys: Mapping[str, Keys]
    numbers: Numbers

    def __len__(self) -> int:
        return len(self.numbers)

    def at(self, rows: Indexes | NDArray[np.bool_]) -> "Groups":
        """Some of the groups: those of these rows, or where it holds."""
        return Groups({name: of[rows] for name, of in self.keys.items()}, self.numbers[rows])

    def without_numbers(self) -> "Groups":
        """The keys alone."""
        return Groups(self.keys, self.numbers[:, :0])


def row_keys(request: Request) -> list[str]:
    """The columns that tell the rows of a measure apart."""
    return [JURISDICTION, PERIOD, *request.by]


def groups_of_frame(frame: pl.DataFrame, request: Request, *more: str) -> Groups:
    """The answer of a statement with `part_0`, `part_1` ..., whose groups go by `more` as well."""
    keys = {name: text_key(frame[name]) for name in (*more, JURISDICTION, *request.by)}
    keys[PERIOD] = period_keys(frame, request)
    parts = pl.col([name for name in frame.columns if name.startswith(PART)])
    return Groups(keys, frame.select(parts.cast(pl.Float64)).to_numpy())


def period_keys(frame: pl.DataFrame, request: Request) -> Keys:
    """What the period of each row goes by."""
    if not request.by_year:
        return constant_key(ALL, frame.height)
    return text_key(frame[YEAR].cast(pl.String).fill_null(UNDATED))


def concat_groups(of: Sequence[Groups]) -> Groups:
    """The groups of each one below the other; all have the same keys, of which some have one."""
    keys = {name: np.concatenate([one.keys[name] for one in of]) for name in of[0].keys}
    return Groups(keys, np.concatenate([one.numbers for one in of]))


def no_groups(keys: Iterable[str], parts: int) -> Groups:
    """No group."""
    return Groups({name: np.array([], object) for name in keys}, np.zeros((0, parts)))


def constant_key(value: object, times: int) -> Keys:
    """A key that all groups share."""
    return np.full(times, value, object)


def text_key(of: pl.Series) -> Keys:
    """The values of a column as a key."""
    key = np.empty(len(of), object)
    key[:] = of.to_list()
    return key


def key_codes(key: Keys) -> Indexes:
    """A number for each of its values, in their order; what has no value is first."""
    values = key.tolist()
    some = set(values)
    ordered = [*([None] if None in some else []), *sorted(some - {None})]
    number = {value: place for place, value in enumerate(ordered)}
    return np.fromiter(map(number.__getitem__, values), np.int64, len(values))


def key_tuples(keys: Mapping[str, Keys], names: Iterable[str]) -> list[tuple[object, ...]]:
    """What tells each group apart by some of its keys."""
    return list(zip(*(keys[name].tolist() for name in names), strict=True))
