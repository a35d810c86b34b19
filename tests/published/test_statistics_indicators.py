"""Intervals and funnels against the outputs that UKHSA publishes for its own indicators."""

from pathlib import Path

import fastexcel
import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from metrics.statistics.comparison import Regions, build_funnel, funnel_limits
from metrics.statistics.intervals import byar_interval
from tests.unit.metrics.statistics.samples import wilson

LEVEL_OF = {"95%": 0.95, "99.8%": 0.998}
# UKHSA: Byar's formula is not for fewer events.
BYAR_FROM = 10
SAID = {0: "Not significant", 1: "(0.025)", 2: "(0.001)"}
Numbers = NDArray[np.floating]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    jurisdiction = shared / "data" / "indicator_ci_funnel"
    if not jurisdiction.is_dir():
        pytest.skip("The published indicators are not among the shared files.")
    return jurisdiction


def sheet(folder: Path, file: str, name: str) -> pl.DataFrame:
    return fastexcel.read_excel(folder / file).load_sheet(name).to_polars()


def table(folder: Path, name: str) -> pl.DataFrame:
    frame = pl.read_csv(folder / f"testdata_funnel_{name}.csv", encoding="utf8-lossy")
    return frame.rename(lambda column: column.strip('\ufeff\n"'))


def agrees(found: Numbers, published: pl.Series) -> None:
    """To six digits, and blank where the publication is."""
    expected = published.cast(pl.Float64).fill_null(np.nan).to_numpy()
    assert found == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True)


def filled(frame: pl.DataFrame, column: str) -> Numbers:
    return frame[column].cast(pl.Float64).fill_null(np.nan).to_numpy()


def test_direct_wilson_and_byar_limits(folder: Path) -> None:
    frame = sheet(folder, "testdata_Byars_Wilson.xlsx", "testdata_B_W")
    assert frame.height == 13
    for method, level in frame.select("method", "confidence").unique().iter_rows():
        part = frame.filter(method=method, confidence=level)
        x, level = filled(part, "x"), LEVEL_OF[level]
        low, high = (
            wilson(x, filled(part, "n"), level) if method == "Wilson" else byar_interval(x, level)
        )
        # Below 0 they publish a blank, and we the least there can be.
        agrees(np.where(low == 0, np.nan, low), part["lowercl"])
        agrees(high, part["uppercl"])


@pytest.mark.parametrize(("suffix", "level"), [("95_0", 0.95), ("99_8", 0.998)])
def test_wilson_limits_of_proportions(folder: Path, suffix: str, level: float) -> None:
    frame = sheet(folder, "testdata_Proportion.xlsx", "testdata_Prop")
    assert frame.height == 19
    times = filled(frame, "multiplier")
    low, high = wilson(filled(frame, "Numerator"), filled(frame, "Denominator"), level)
    agrees(low * times, frame[f"lower{suffix}cl"])
    agrees(high * times, frame[f"upper{suffix}cl"])


def test_wilson_limits_of_grouped_proportions(folder: Path) -> None:
    frame = sheet(folder, "testdata_Proportion.xlsx", "testdata_Prop_g")
    low, high = wilson(filled(frame, "Numerator"), filled(frame, "Denominator"))
    agrees(low, frame["lowercl"])
    agrees(high, frame["uppercl"])


def by_byar(frame: pl.DataFrame, events: str) -> pl.DataFrame:
    """The rows that they publish with Byar's limits."""
    counts = filled(frame, events)
    return frame.filter(counts >= BYAR_FROM)


def rate_limits(frame: pl.DataFrame, events: str, exposure: str, level: float) -> list[Numbers]:
    """Per unit of exposure."""
    return [
        limit / filled(frame, exposure) for limit in byar_interval(filled(frame, events), level)
    ]


@pytest.mark.parametrize(("suffix", "level"), [("95_0", 0.95), ("99_8", 0.998)])
def test_byar_limits_of_rates(folder: Path, suffix: str, level: float) -> None:
    frame = sheet(folder, "testdata_Rate.xlsx", "testdata_Rate")
    frame = by_byar(frame, "Numerator")
    assert frame["method"].drop_nulls().unique().to_list() == ["Byars"]
    low, high = rate_limits(frame, "Numerator", "Denominator", level)
    agrees(low * filled(frame, "multiplier"), frame[f"lower{suffix}cl"])
    agrees(high * filled(frame, "multiplier"), frame[f"upper{suffix}cl"])


def test_byar_limits_of_grouped_rates(folder: Path) -> None:
    frame = sheet(folder, "testdata_Rate.xlsx", "testdata_Rate_g")
    frame = by_byar(frame, "Numerator")
    low, high = rate_limits(frame, "Numerator", "Denominator", 0.95)
    agrees(low * filled(frame, "multiplier"), frame["lowercl"])
    agrees(high * filled(frame, "multiplier"), frame["uppercl"])


@pytest.mark.parametrize(("suffix", "level"), [("95_0", 0.95), ("99_8", 0.998)])
def test_byar_limits_of_standardised_ratios(folder: Path, suffix: str, level: float) -> None:
    frame = sheet(folder, "testdata_DSR_ISR.xlsx", "testresults_ISR")
    frame = by_byar(frame.filter(pl.col(f"lower{suffix}cl").is_not_null()), "observed")
    low, high = rate_limits(frame, "observed", "expected", level)
    # The file gives each ratio in several units; the ratio of value to ratio is the unit.
    unit = filled(frame, "value") / (filled(frame, "observed") / filled(frame, "expected"))
    agrees(low * unit, frame[f"lower{suffix}cl"])
    agrees(high * unit, frame[f"upper{suffix}cl"])


def said(beyond: NDArray[np.integer]) -> list[str]:
    """In the words of the files."""
    return [f"{'High' if b > 0 else 'Low'} {SAID[abs(b)]}" if b else SAID[0] for b in beyond]


def test_what_differs_among_303_areas_by_the_funnel_of_proportions(folder: Path) -> None:
    frame = table(folder, "prop_inputs")
    assert frame.height == 303
    yes, n = filled(frame, "numerator"), filled(frame, "denominator")
    centre, share = yes.sum() / n.sum(), yes / n
    at = funnel_limits(centre, n)
    above = (share > at.high95).astype(int) + (share > at.high998)
    beyond = above - (share < at.low95) - (share < at.low998)
    assert said(beyond) == frame["significance"].to_list()
    # The check comes before the colour: they differ by far more than chance, and few stand out.
    found = build_funnel(Regions(share, n, share, share), centre)
    assert found.is_over_dispersed
    assert round(found.phi) == 242
    assert np.count_nonzero(beyond) == 271
    assert np.count_nonzero(found.beyond) == 32
