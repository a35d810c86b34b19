"""Intervals and funnels against the outputs that UKHSA publishes for its own indicators."""

from pathlib import Path

import fastexcel
import numpy as np
import polars as pl
import pytest
from numpy.typing import NDArray

from metrics.statistics import byar, funnel, funnel_counts, poisson_exact, wilson

# One sided tails of 0.025 and 0.001: the file's "2s" and "3s".
LEVELS = {"2s": 0.95, "3s": 0.998}
LEVEL_OF = {"95%": 0.95, "99.8%": 0.998}
# UKHSA: Byar's formula is not for fewer events.
EXACT_UNDER = 10
SAID = {0: "Not significant", 1: "(0.025)", 2: "(0.001)"}
Numbers = NDArray[np.floating]


@pytest.fixture(scope="module")
def folder(shared: Path) -> Path:
    place = shared / "data" / "indicator_ci_funnel"
    if not place.is_dir():
        pytest.skip("The published indicators are not among the shared files.")
    return place


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
        low, high = wilson(x, filled(part, "n"), level) if method == "Wilson" else byar(x, level)
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


def rate_limits(frame: pl.DataFrame, events: str, exposure: str, level: float) -> list[Numbers]:
    """Exact under ten events and Byar's from there on, per unit of exposure."""
    count = filled(frame, events)
    limits = zip(poisson_exact(count, level), byar(count, level), strict=True)
    divisor = filled(frame, exposure)
    return [np.where(count < EXACT_UNDER, exact, other) / divisor for exact, other in limits]


@pytest.mark.parametrize(("suffix", "level"), [("95_0", 0.95), ("99_8", 0.998)])
def test_exact_and_byar_limits_of_rates(folder: Path, suffix: str, level: float) -> None:
    frame = sheet(folder, "testdata_Rate.xlsx", "testdata_Rate")
    assert frame["method"].drop_nulls().unique().sort().to_list() == ["Byars", "Exact"]
    low, high = rate_limits(frame, "Numerator", "Denominator", level)
    agrees(low * filled(frame, "multiplier"), frame[f"lower{suffix}cl"])
    agrees(high * filled(frame, "multiplier"), frame[f"upper{suffix}cl"])


def test_exact_and_byar_limits_of_grouped_rates(folder: Path) -> None:
    frame = sheet(folder, "testdata_Rate.xlsx", "testdata_Rate_g")
    low, high = rate_limits(frame, "Numerator", "Denominator", 0.95)
    agrees(low * filled(frame, "multiplier"), frame["lowercl"])
    agrees(high * filled(frame, "multiplier"), frame["uppercl"])


@pytest.mark.parametrize(("suffix", "level"), [("95_0", 0.95), ("99_8", 0.998)])
def test_exact_and_byar_limits_of_standardised_ratios(
    folder: Path, suffix: str, level: float
) -> None:
    frame = sheet(folder, "testdata_DSR_ISR.xlsx", "testresults_ISR")
    frame = frame.filter(pl.col(f"lower{suffix}cl").is_not_null())
    low, high = rate_limits(frame, "observed", "expected", level)
    # The file gives each ratio in several units; the ratio of value to ratio is the unit.
    unit = filled(frame, "value") / (filled(frame, "observed") / filled(frame, "expected"))
    agrees(low * unit, frame[f"lower{suffix}cl"])
    agrees(high * unit, frame[f"upper{suffix}cl"])


def expects(found: Numbers, published: Numbers) -> None:
    """To six digits, or to what their search for the expected events leaves open: 5e-7 events."""
    assert found == pytest.approx(published, rel=1e-6, abs=5e-7)


def test_limits_of_the_funnel_of_ratios(folder: Path) -> None:
    frame = table(folder, "ratio_outputs")
    assert frame.height == 100
    observed = filled(frame, "Observed_events")
    for sigma, level in LEVELS.items():
        # A ratio is at its lower limit where the events expected are at the upper one.
        for side, expected in zip(("upper", "lower"), poisson_exact(observed, level), strict=True):
            expects(expected, filled(frame, f"{side}_{sigma}_exp_events"))
            expects(expected, 100 * observed / filled(frame, f"{side}_{sigma}_isr"))


@pytest.mark.parametrize("name", ["rate_outputs", "rate_outputs_2", "rate_outputs_3"])
def test_limits_of_the_funnel_of_rates(folder: Path, name: str) -> None:
    frame = table(folder, name)
    assert frame.height == 100
    events = filled(frame, "Events")
    # The rates are of three years, per 100,000 in each.
    [centre] = frame["baseline"].unique() / 100_000
    for sigma, level in LEVELS.items():
        for side, expected in zip(("upper", "lower"), poisson_exact(events, level), strict=True):
            population = filled(frame, f"{side}_{sigma}_population_1_year")
            expects(expected, 3 * population * centre)
            rate = filled(frame, f"{side}_{sigma}_limit") / 100_000
            expects(expected, events / rate * centre)


def said(beyond: NDArray[np.integer]) -> list[str]:
    """In the words of the files."""
    return [f"{'High' if b > 0 else 'Low'} {SAID[abs(b)]}" if b else SAID[0] for b in beyond]


def test_what_differs_among_303_areas_by_the_funnel_of_proportions(folder: Path) -> None:
    frame = table(folder, "prop_inputs")
    assert frame.height == 303
    found = funnel(frame["numerator"], frame["denominator"])
    assert said(found.exact_beyond) == frame["significance"].to_list()
    # The check comes before the colour: they differ by far more than chance, and few stand out.
    assert found.is_over_dispersed
    assert round(found.phi) == 242
    assert np.count_nonzero(found.exact_beyond) == 271
    assert np.count_nonzero(found.beyond) == 32


def test_what_differs_among_300_areas_by_the_funnel_of_ratios(folder: Path) -> None:
    frame = table(folder, "ratio_inputs")
    assert frame.height == 300
    found = funnel_counts(frame["obs"], frame["expected"])
    assert said(found.exact_beyond) == frame["significance"].to_list()
