"""How often a place like all others is called different, where all places are alike.

It counts the made-up records by case and deals these cases out at random among the jurisdictions.
Each jurisdiction keeps its number of cases, so all of them differ by chance alone. Sizes, missing
answers and the likeness of people within a case stay as they are. So each reading that names a
difference is a false one.

Run by `python -m bench.false_readings`; the page Methods prints the figures.
"""

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Select, select

from metrics import count_queries, results
from metrics.catalogue import CATALOGUE
from metrics.measure import Direction
from metrics.measure_kinds import Share
from metrics.request import Request
from schemas import scopes
from schemas.store import database

YEARS, DEALS = (2020, 2024), 400
# A page has some 35 measures that can be read.
MEASURES_OF_A_PAGE = 35
RULES = ("95 %, three others", "99 %, five others")
Floats = NDArray[np.floating]


class Rule(NamedTuple):
    """Between which limits a place is read, and beside how many others at least."""

    low: str
    high: str
    fewest: int
    median_of_all_or_none: bool


BEFORE = Rule("region_low", "region_high", 3, median_of_all_or_none=True)
AFTER = Rule("verdict_low", "verdict_high", 5, median_of_all_or_none=False)


class Found(NamedTuple):
    """How many readings there are, and how many of them name a difference."""

    readings: int = 0
    different: int = 0

    @property
    def rate(self) -> float:
        return self.different / self.readings

    def plus(self, other: "Found") -> "Found":
        return Found(self.readings + other.readings, self.different + other.different)


def shares() -> list[Share]:
    """The shares that pages show at once and in which a side is good."""
    return [
        measure
        for measure in CATALOGUE.values()
        if isinstance(measure, Share)
        and measure.core
        and measure.direction is not Direction.CONTEXT
    ]


def counted(url: str) -> Iterator[tuple[Share, list[Floats]]]:
    """Of each share the yes, no and unknown of its cases, by place: an array of three columns."""
    with database.reading(url).connect() as connection:
        asked = results.build_request(connection, scopes.EVERYTHING, years=YEARS)
        for measure in shares():
            frame = database.read_precompiled(
                connection, _cases(measure, asked.shape), asked.bind_values
            )
            of_each = frame.sort("jurisdiction").partition_by("jurisdiction", include_key=False)
            yield measure, [one.to_numpy().astype(float) for one in of_each]


@database.cache_compiled_sql
def _cases(measure: Share, request: Request) -> Select:
    cases = count_queries.share_counts_by_case((measure,), request).c
    return select(cases.jurisdiction, cases.yes, cases.no, cases.unknown)


def parts(cases: Floats, first: NDArray[np.integer]) -> dict[str, Floats]:
    """What `results.printed_numbers` needs of each jurisdiction; its cases begin at `first`."""
    yes, no, unknown = cases.T
    known, every, most = yes + no, yes + no + unknown, yes + unknown
    apart = {
        "y_apart": yes * no / np.fmax(known, 1),
        "y_apart_of_all": yes * (no + unknown) / np.fmax(every, 1),
        "t_apart_of_all": most * no / np.fmax(every, 1),
    }
    of_cases = {
        "yes": yes,
        "no": no,
        "unknown": unknown,
        "young": 0 * yes,
        "gap": 0 * yes,
        "cases": known > 0,
        "n_n": known**2,
        "y_y": yes**2,
        "y_n": yes * known,
        "all_cases": every > 0,
        "a_a": every**2,
        "y_a": yes * every,
        "t_t": most**2,
        "t_a": most * every,
        **apart,
    }
    return {name: np.add.reduceat(of.astype(float), first) for name, of in of_cases.items()}


def dealt(
    measure: Share, jurisdictions: list[Floats], deals: int, random: np.random.Generator
) -> Floats:
    """So many deals, below each other: the cases of all places, each as many as it has."""
    pooled = np.concatenate(jurisdictions)
    order = np.concatenate([random.permutation(len(pooled)) for _ in range(deals)])
    sizes = np.tile([len(jurisdiction) for jurisdiction in jurisdictions], deals)
    first = np.concatenate([[0], sizes.cumsum()[:-1]])
    asked = {"least_coverage": np.full(sizes.size, measure.least_coverage)}
    return results.printed_numbers("Share", parts(pooled[order], first), asked)


def read(row: dict[str, Floats], positions: int, rule: Rule) -> Found:
    """Each place of each deal held against the others of its deal, as pages do."""
    shape = (-1, positions)
    shown = (row["status"] == "ok").reshape(shape)
    value = np.where(shown, row["value"].reshape(shape), np.nan)
    low, high = (row[name].reshape(shape) for name in (rule.low, rule.high))
    found = Found()
    for own in range(positions):
        others = np.delete(value, own, axis=1)
        of = shown[:, own] & ((~np.isnan(others)).sum(axis=1) >= rule.fewest)
        median = np.nanmedian(others[of], axis=1)
        is_read = rule.median_of_all_or_none | ((median > 0) & (median < 1))
        differs = (low[of, own] > median) | (high[of, own] < median)
        found = found.plus(Found(int(is_read.sum()), int((differs & is_read).sum())))
    return found


def measured(
    url: str, deals: int = DEALS, *, complete: bool = False, seed: int = 1
) -> tuple[Found, Found]:
    """The readings of all shares before and after, in as many worlds of which all are alike.

    `complete`: of the units whose answer is known alone. What is unknown widens the limits.
    """
    random, before, after = np.random.default_rng(seed), Found(), Found()
    for measure, jurisdictions in counted(url):
        of = (
            [jurisdiction * (1, 1, 0) for jurisdiction in jurisdictions]
            if complete
            else jurisdictions
        )
        row = dealt(measure, of, deals, random)
        before = before.plus(read(row, len(jurisdictions), BEFORE))
        after = after.plus(read(row, len(jurisdictions), AFTER))
    return before, after


def main() -> None:
    """Make the world, deal it out and print both rates."""
    from dashboard.cli import main as command

    with tempfile.TemporaryDirectory() as folder:
        url = f"duckdb:///{Path(folder) / 'made_up.duckdb'}"
        command(["--database", url, "demo"])
        for complete in (False, True):
            print("without what is unknown" if complete else "as recorded")
            for what, found in zip(RULES, measured(url, complete=complete), strict=True):
                print(f"  {what}: {100 * found.rate:.2f} % of {found.readings} are false,", end=" ")
                on_page = MEASURES_OF_A_PAGE * found.rate
                print(f"{on_page:.1f} on a page of {MEASURES_OF_A_PAGE} measures")


if __name__ == "__main__":
    main()
