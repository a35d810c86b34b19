"""Intervals and bounds of shares, against published numbers."""

import json
from pathlib import Path

import numpy as np
import pytest

from metrics.statistics import bounds, wilson


@pytest.fixture
def checks(shared: Path) -> dict:
    return json.loads((shared / "reference" / "statistics-checks.json").read_text())


def test_wilson_gives_the_published_limits(checks: dict) -> None:
    rows = np.array(checks["wilson95"]["rows"])
    low, high = wilson(rows[:, 0], rows[:, 1])
    assert np.round(low, 4).tolist() == rows[:, 2].tolist()
    assert np.round(high, 4).tolist() == rows[:, 3].tolist()


def test_wilson_is_exactly_0_and_1_at_the_ends() -> None:
    low, high = wilson([0, 7], [7, 7])
    assert (low[0], high[1]) == (0, 1)


def test_wilson_of_nothing_is_nothing() -> None:
    low, high = wilson([0], [0])
    assert np.isnan(low[0])
    assert np.isnan(high[0])


def test_bounds_give_the_published_limits(checks: dict) -> None:
    eurostat, manski = checks["bounds"]["eurostat2015"], checks["bounds"]["manski"]
    forms = ("sexual", "labour", "other")
    unknown = eurostat["n"] - sum(eurostat[form] for form in forms)
    for form in ("sexual", "labour"):
        others = sum(eurostat[other] for other in forms if other != form)
        found = [round(float(limit), 4) for limit in bounds(eurostat[form], others, unknown)]
        assert found == eurostat[f"{form}_bounds"]
    no, missing = manski["observed"] - manski["yes"], manski["n"] - manski["observed"]
    found = [round(float(limit), 4) for limit in bounds(manski["yes"], no, missing)]
    assert found == manski["bounds"]


def test_bounds_of_nothing_are_nothing() -> None:
    low, high = bounds(0, 0, 0)
    assert np.isnan([low, high]).all()
