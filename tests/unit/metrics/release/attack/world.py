"""Made-up defendants by country, year and outcome, and ways to publish them."""

import hmac
from collections.abc import Callable, Iterator, Mapping
from itertools import product

import numpy as np
import polars as pl

from metrics.release.attack_problem import Published, Sum

COUNTRIES, YEARS, DEFENDANTS = 30, 10, 5_082
OUTCOMES = ("convicted", "acquitted", "pending", "other")
SHARES = (0.45, 0.12, 0.28, 0.15)
DIMENSIONS = ("country", "year", "outcome")
KEY = b"of these tests"

Counts = np.ndarray[tuple[int, ...], np.dtype[np.int64]]
Place = tuple[int | None, ...]
# What is shown of a count, None where it is too small to be shown.
Shown = Callable[[int, str], int | None]


def world(seed: int, countries: int = COUNTRIES, defendants: int = DEFENDANTS) -> Counts:
    """A few large countries and many small ones, slowly growing."""
    random = np.random.default_rng(seed)
    sizes = random.lognormal(0, 1, countries)
    rates = np.einsum("c,y,o->cyo", sizes, np.linspace(0.8, 1.2, YEARS), np.array(SHARES))
    return random.multinomial(defendants, (rates / rates.sum()).ravel()).reshape(rates.shape)


def name(place: Place) -> str:
    """The cell's identity; totals are dropped from it."""
    said = [f"{of}={at}" for of, at in zip(DIMENSIONS, place, strict=False) if at is not None]
    return ",".join(said) or "all"


def places(counts: Counts, totals_over: tuple[int, ...] = (0, 1, 2)) -> Iterator[Place]:
    """All cells, with totals over these dimensions."""
    yield from product(
        *(
            [*range(size), *([None] if of in totals_over else [])]
            for of, size in enumerate(counts.shape)
        )
    )


def counted(counts: Counts, totals_over: tuple[int, ...] = (0, 1, 2)) -> dict[str, int]:
    """The true count of each cell."""
    return {
        name(jurisdiction): int(
            counts[tuple(slice(None) if at is None else at for at in jurisdiction)].sum()
        )
        for jurisdiction in places(counts, totals_over)
    }


def sums(counts: Counts, totals_over: tuple[int, ...] = (0, 1, 2)) -> list[Sum]:
    """Each margin by each dimension that it is a total over."""
    return [
        Sum(
            name(jurisdiction),
            tuple(name((*jurisdiction[:of], at, *jurisdiction[of + 1 :])) for at in range(size)),
        )
        for jurisdiction in places(counts, totals_over)
        for of, size in enumerate(counts.shape)
        if jurisdiction[of] is None
    ]


def offset(cell: str) -> int:
    return int.from_bytes(hmac.digest(KEY, cell.encode(), "sha256")) % 5


def sticky(count: int, cell: str) -> int | None:
    rounded = 5 * ((count + offset(cell)) // 5)
    return rounded if rounded >= 10 else None


def release(truth: Mapping[str, int], shown: Shown, number: int = 0) -> list[Published]:
    return [Published(number, cell, shown(count, cell)) for cell, count in truth.items()]


def as_frame(truth: Mapping[str, int]) -> pl.DataFrame:
    return pl.DataFrame({"cell": list(truth), "count": list(truth.values())})
