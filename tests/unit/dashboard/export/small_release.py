"""Two small releases with a figure of each status, and notes on two of them."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from dashboard import records
from dashboard.export import content as export_content
from dashboard.export import template
from dashboard.export.content import Report
from dashboard.filter_options import read_choice
from dashboard.pages import PLACE_AND_TIME
from metrics.release import archive, figure_notes
from metrics.release.figure_notes import About, Role, Said
from schemas import scopes
from tests.unit.metrics.release.small import content, published

WINDOW = "2018-2020"
WRITTEN = date(2026, 7, 1)
HOSTILE = '=1+1 <b>x</b> *b* [a](b) #eval("x"): counted by one court.'
LATE = "Files of one office came late."
LIMITS = {"low": 0.31, "high": 0.5, "region_low": 0.3, "region_high": 0.52, "deff": 1.5}
BOUNDS = {"bound_low": 0.36, "bound_high": 0.45}
SHARE = {"numerator": 40.0, "denominator": 100.0, "unknown": 10.0, "value": 0.4}
SHOWN: dict[str, Any] = SHARE | LIMITS | BOUNDS | {"coverage": 0.91}
IDS = ("N01", "N02", "N03", "F01", "A02", "C03", "R01", "V03")
# What each of them reads in words, and its counts by name.
READS = {
    "N01": "40%",
    "N02": "<10%",
    "N03": "Withheld",
    "F01": "Too few cases",
    "A02": "Not enough data",
    "C03": "<10",
    "R01": "50%, carried over from release 1",
    "V03": "Not in the release",
}
STATUSES = {
    "N01": ("ok", "ok", "ok"),
    "N02": ("<10", "ok", "ok"),
    "N03": ("withheld", "withheld", "withheld"),
    "F01": ("<10", "<10", "<10"),
    "A02": ("ok", "ok", "ok"),
    "C03": ("<10", "none", "none"),
    "R01": ("ok", "ok", "ok"),
    "V03": ("not_released", "not_released", "not_released"),
}
TEMPLATE = f"""
title = "What is released"
answers = ["N01"]

[[sections]]
title = "As a whole"
measures = {list(IDS)}
chart = "none"

[[sections]]
title = "By year"
measures = ["N01"]
by = "year"
chart = "none"

[[sections]]
title = "By office"
measures = ["N01"]
by = "office"

[[sections]]
title = "Open cases"
list = "open_cases"
"""


def rows(**changed: Any) -> list[dict[str, object]]:
    """A figure of each status in the window, and the first by year; what is changed of it."""
    window = [
        {"measure": "N01", **SHOWN, **changed},
        {"measure": "N02", "numerator": None, "denominator": 100.0, "unknown": 10.0}
        | {"value_below": 0.1, "hidden": "numerator", "status": "protected", "deff": 1.5},
        {"measure": "N03", "status": "withheld"},
        {"measure": "F01", "status": "too_few", "hidden": "numerator,denominator,unknown"},
        {"measure": "A02", **SHARE, **BOUNDS, "value": None, "status": "bounds_only"},
        {"measure": "C03", "kind": "Count", "unit": "person", "value_below": 10.0}
        | {"hidden": "numerator", "status": "protected"},
        {"measure": "R01", **SHOWN, "value": 0.5},
    ]
    years = [{"measure": "N01", **SHOWN, "period": year} for year in ("2018", "2019", "2020")]
    return [*({"period": WINDOW} | row for row in window), *years]


def made(folder: Path, *, with_notes: bool = True) -> str:
    """The address of a database of both, the second of which is shown."""
    now = [
        row | {"of_release": 1 if row["measure"] == "R01" else 2} for row in rows(denominator=105.0)
    ]
    url = published(folder, content(*rows()), content(*now))
    if with_notes:
        add = partial(figure_notes.add, str(folder / "r.duckdb"), url)
        add(About("QMA", "N01", WINDOW), Said(Role.MINISTRY, HOSTILE, WRITTEN))
        add(About("QMA", "N01", "2019"), Said(Role.PROSECUTION, LATE, WRITTEN))
    return url


def report(url: str, text: str = TEMPLATE, *, made_up: bool = True) -> Report:
    """The report of a template on the release that is shown."""
    with archive.reading(url).connect() as connection:
        asked_of = records.records_of_connection(connection, scopes.RELEASE)
        assert asked_of.release is not None
        # As if it had been asked for already.
        vars(asked_of)["release"] = asked_of.release._replace(made_up=made_up)
        choice, notices = read_choice({"j": "QMA"}, asked_of.offered, PLACE_AND_TIME)
        assert not notices
        return export_content.make_report(
            template.parse_template("own", text), choice, asked_of, made_on=WRITTEN
        )
