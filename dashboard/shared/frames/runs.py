"""A run chart's years: in stretches between breaks, each with its median and its verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard import words
from dashboard.shared.frames import stretches as stretches_
from metrics.statistics import trends

# In fewer points the rules rarely see a shift that is there; from five on a median says where they
# lie.
FEWEST, FEWEST_MEDIAN = trends.FEWEST_POINTS, 5
TOO_FEW = "too few years for a verdict by the run rules"


@dataclass(frozen=True)
class Stretch:
    """The years between two breaks: their median, and what the rules of run charts say of them."""

    first: int
    last: int
    points: int
    off_median: int
    middle: float
    says: str
    run: trends.Run | None

    @property
    def has_median(self) -> bool:
        return self.points >= FEWEST_MEDIAN


def in_stretches(yearly: pd.DataFrame, breaks: Sequence[float], judged_to: int) -> pd.DataFrame:
    """The years of `years.yearly` with `at` (the middle of the year), `stretch` and `judged`.

    A year with a break inside it has days of both sides: it is a stretch of its own, and not
    judged. Neither is a year without a value to show, or after `judged_to`.
    """
    years = [int(period) for period in yearly["period"]]
    whole = [not stretches_.is_mixed(year, breaks) for year in years]
    ended = [year <= judged_to for year in years]
    return yearly.assign(
        at=[year + 0.5 for year in years],
        stretch=[stretches_.name(year, breaks) for year in years],
        judged=yearly["value"].notna() & pd.Series(whole) & pd.Series(ended),
        mixed=[not is_whole for is_whole in whole],
    )


def stretches(years: pd.DataFrame) -> list[Stretch]:
    """The stretches of the years of `in_stretches` that hold a judged year, the first first."""
    judged = years[years["judged"]]
    return [_stretch(of) for _, of in judged.groupby("stretch", sort=False)]


def medians(judged: Sequence[Stretch]) -> pd.DataFrame:
    """The median of each stretch that has one. Columns: start and end (years), middle, says."""
    rows = [
        (stretch.first, stretch.last + 1, stretch.middle, f"Median {stretch.says}")
        for stretch in judged
        if stretch.has_median
    ]
    return pd.DataFrame(rows, columns=["start", "end", "middle", "says"])


def verdicts(years: pd.DataFrame, judged: Sequence[Stretch]) -> list[str]:
    """A sentence for each stretch, and what breaks leave out of all of them."""
    sentences = [_said(stretch, alone=len(judged) == 1) for stretch in judged]
    if not judged:
        sentences = ["Too few years for a verdict: none has a value to judge."]
    mixed = list(years.loc[years["mixed"], "period"])
    if mixed:
        lies = "lies" if len(mixed) == 1 else "lie"
        sentences.append(
            f"{words.listing(mixed)} {lies} on both sides of a break and is not judged."
        )
    return sentences


def _stretch(of: pd.DataFrame) -> Stretch:
    middle = float(of["value"].median())
    kind, measure = str(of["kind"].iloc[0]), of["measure"].dropna()
    row = {"kind": kind, "status": words.SHOWN}
    row["measure"] = str(measure.iloc[0]) if len(measure) else ""
    return Stretch(
        first=int(of["period"].iloc[0]),
        last=int(of["period"].iloc[-1]),
        points=len(of),
        off_median=int((of["value"] != middle).sum()),
        middle=middle,
        says=words.value({**row, "value": middle * words.per_drawn(row)}),
        run=trends.run_rules(of["value"].to_numpy(float)),
    )


def _said(of: Stretch, *, alone: bool) -> str:
    verdict = _verdict(of)
    if alone:
        return f"{verdict[:1].upper()}{verdict[1:]}."
    return f"{words.period(of.first, of.last)}: {verdict}."


def _verdict(of: Stretch) -> str:
    if of.points < FEWEST:
        return f"{TOO_FEW} ({of.points}, at least {FEWEST} are needed)"
    if of.off_median == 0:
        return f"no shift: every point lies on the median ({of.says})"
    run = of.run
    if run is None:
        return (
            f"{TOO_FEW} ({of.off_median} of {of.points} lie off the median,"
            f" {of.says}; at least {FEWEST} are needed)"
        )
    if run.longest > run.longest_allowed:
        return (
            f"shift beyond chance: {_points(run.longest)} on one side of the median ({of.says}),"
            f" at most {run.longest_allowed} expected"
        )
    if run.shifted:
        return (
            f"shift beyond chance: the median ({of.says}) is crossed {_times(run.crossings)},"
            f" at least {_times(run.crossings_least)} expected"
        )
    return (
        f"no shift beyond chance: at most {_points(run.longest)} on one side of the median"
        f" ({of.says}), up to {run.longest_allowed} expected"
    )


def _points(number: int) -> str:
    return "1 point" if number == 1 else f"{number} points"


def _times(number: int) -> str:
    return {0: "never", 1: "once", 2: "twice"}.get(number, f"{number} times")
