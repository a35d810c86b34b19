"""A measure by year: sums name their currency, and a year that is not over is marked."""

from datetime import date

import pandas as pd

from dashboard.shared import run_drawing
from dashboard.shared.frames import years
from metrics import catalogue
from tests.unit.dashboard.result_rows import frame, row

NOTHING_HAPPENED = pd.DataFrame(columns=["jurisdiction", "on", "title", "source", "breaks"])
NONE = dict.fromkeys(("low", "high", "bound_low", "bound_high"))
SPAN = range(2020, 2023)


def run(measure: str, kind: str) -> run_drawing.Run:
    rows = [
        row(measure, "XAA", kind=kind, period=str(year), value=15_000.0, **NONE) for year in SPAN
    ]
    place = run_drawing.OfPlace(
        "XAA",
        SPAN,
        due=date.max,
        last_full_year=2021,
        currency="EUR",
        is_collected=True,
        covered=SPAN,
        as_of=date(2022, 6, 30),
    )
    return run_drawing.of(frame(*rows), catalogue.CATALOGUE[measure], NOTHING_HAPPENED, place)


def test_sums_by_year_name_their_currency_and_end_with_a_whole_year() -> None:
    made = run("X01m", "Amount")
    spoken = years.spoken(made.staged)
    assert spoken.count("EUR") == len(SPAN)
    assert "in 2021. So far in 2022: EUR" in spoken.replace("\u00a0", " ")
    assert spoken.endswith(", to 30 June.")
    specification = made.chart().to_dict()
    titles = {
        layer["encoding"]["y"].get("title")
        for layer in specification["layer"]
        if "field" in layer["encoding"].get("y", {})
    }
    assert "EUR" in titles
    assert "to 30 June" in {row_["running"] for row_ in specification["datasets"]["rows_0"]}


def test_counts_have_no_currency() -> None:
    assert "EUR" not in str(run("C01", "Count").chart().to_dict())
