"""Figures known of real files: shares, funnels, and what must not be read as a share."""

import hashlib
import json
from pathlib import Path

import numpy as np
import polars as pl
import pytest

from metrics.statistics.funnels import Regions, funnel_of_regions, share_lines
from metrics.statistics.spread import Scores, over_dispersion
from tests.unit.metrics.statistics.samples import wilson

# Cook County's codes for a conviction.
CONVICTED = ("Plea Of Guilty", "Finding Guilty", "Verdict Guilty")
SEXUAL = "Number of Sexual Offences"


def percent(share: float) -> str:
    return f"{100 * share:.1f}"


@pytest.fixture(scope="module")
def checks(shared: Path) -> dict:
    return json.loads((shared / "reference" / "statistics-checks.json").read_text())


@pytest.fixture(scope="module")
def areas(shared: Path) -> pl.DataFrame:
    """Columns area, convicted, unsuccessful: sexual offences in 45 months."""
    folder = shared / "data" / "cps_case_outcomes_uk"
    if not folder.is_dir():
        pytest.skip("The outcomes of the Crown Prosecution Service are not among the shared files.")
    # Five months were uploaded twice, byte for byte.
    files = {hashlib.sha256(path.read_bytes()).digest(): path for path in folder.glob("*/*.csv")}
    assert len(files) == 45
    months = pl.concat([month(path) for path in files.values()])
    # The national row is the sum of the areas.
    return months.filter(pl.col("area") != "National").group_by("area").sum().sort("area")


def month(path: Path) -> pl.DataFrame:
    frame = pl.read_csv(path, infer_schema=False)
    number = {
        name: pl.col(f"{SEXUAL} {heading}").str.replace_all(",", "").cast(pl.Int64)
        for name, heading in (("convicted", "Convictions"), ("unsuccessful", "Unsuccessful"))
    }
    return frame.select(pl.nth(0).alias("area"), **number)


def test_cook_county_convicts_34_of_36_of_trafficking(shared: Path) -> None:
    folder = shared / "data" / "cook_county_sao_dispositions"
    if not folder.is_dir():
        pytest.skip("Cook County's dispositions are not among the shared files.")
    frame = pl.read_csv(folder / "disposition_outcomes_by_offense_type_and_race.csv")
    trafficking = frame.filter(pl.col("OFFENSE TYPE") == "Human Trafficking")
    convicted = trafficking.filter(pl.col("DISPOSITION").is_in(CONVICTED))
    yes, n = (part["DEFENDANT COUNT"].sum() for part in (convicted, trafficking))
    assert (yes, n) == (34, 36)
    low, high = wilson(yes, n)
    assert [percent(share) for share in (yes / n, low, high)] == ["94.4", "81.9", "98.5"]


def test_26_of_42_areas_lie_outside_95_percent_and_19_outside_99_8_by_chance_alone(
    areas: pl.DataFrame,
) -> None:
    yes = areas["convicted"].to_numpy()
    n = yes + areas["unsuccessful"].to_numpy()
    assert (len(yes), yes.sum(), n.sum()) == (42, 42_101, 57_818)
    centre, share = yes.sum() / n.sum(), yes / n
    assert percent(centre) == "72.8"
    at = share_lines(centre, n)
    assert np.count_nonzero((share < at.low95) | (share > at.high95)) == 26
    assert np.count_nonzero((share < at.low998) | (share > at.high998)) == 19


def test_the_areas_differ_by_more_than_chance_so_that_10_and_5_stand_out(
    areas: pl.DataFrame,
) -> None:
    yes = areas["convicted"].to_numpy()
    n = yes + areas["unsuccessful"].to_numpy()
    share = yes / n
    found = funnel_of_regions(Regions(share, n, share, share), yes.sum() / n.sum())
    assert found.is_over_dispersed
    assert found.phi == pytest.approx(13.9608, abs=5e-5)
    assert found.tau2 == pytest.approx(0.00249225, abs=5e-9)
    assert np.count_nonzero(found.beyond) == 10
    assert np.count_nonzero(np.abs(found.beyond) == 2) == 5
    assert (found.beyond[found.beyond != 0] > 0).all()


def test_brazils_regions_differ_60_times_as_much_as_by_chance(checks: dict) -> None:
    brazil = checks["brazil2023"]
    inspections, workers = (
        np.array(list(brazil[name].values())) for name in ("inspections", "workers")
    )
    rate = workers.sum() / inspections.sum()
    assert round(rate, 6) == brazil["rate"]
    assert round(brazil["paid_BRL"] / workers.sum(), 1) == brazil["paid_per_worker"]
    expected = inspections * rate
    assert np.round(workers / expected, 4).tolist() == list(brazil["OE"].values())
    # On the logarithmic scale; of five none is an outer tenth that would be left out.
    scores = Scores(np.sqrt(expected) * np.log(workers / expected), 1 / np.sqrt(expected))
    assert round(over_dispersion(scores, lambda untrimmed: untrimmed).phi, 4) == brazil["phi_log"]


def test_the_shares_of_england_and_wales_2017_18_have_the_published_limits(checks: dict) -> None:
    year = checks["cps_2017_18"]
    for yes, n, share, printed in (
        (year["charged"], year["referred"], year["charge_rate"], ["62.3", "72.0"]),
        (year["convicted"], year["completed"], year["conviction_rate"], ["59.4", "70.4"]),
    ):
        # The upper limit of 185 of 284 is 0.70447; the catalogue's 70.5 is a slip of rounding.
        assert round(yes / n, 4) == share
        assert [percent(float(limit)) for limit in wilson(yes, n)] == printed
