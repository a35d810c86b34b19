"""A database of releases with a few printed numbers, made without records."""

from datetime import date
from pathlib import Path

import polars as pl

from metrics.release import archive
from metrics.release.archive import Content, release_cells, release_rows
from metrics.release.exact_counts import CONTEXT
from metrics.release.publication import OPTIONS

FLOATS = [column.name for column in release_rows.c if str(column.type) == "FLOAT"]
BLANK = dict.fromkeys(FLOATS) | {
    "measure": "N01",
    "split": "",
    "jurisdiction": "QMA",
    "period": "2020",
    "category": "",
    "of_release": 1,
    "version": "1",
    "kind": "Share",
    "unit": "case",
    "hidden": "",
    "status": "ok",
}
SCHEMA = {name: pl.Float64 if name in FLOATS else pl.String for name in BLANK}
SCHEMA["of_release"] = pl.Int64


def content(*rows: dict[str, object]) -> Content:
    """What a release of these rows says; of each the columns that matter are given."""
    cells = {column.name: pl.String for column in release_cells.c if column.name != "release"}
    return Content(
        plan=1,
        made_up=True,
        options=pl.DataFrame(schema=OPTIONS),
        places=pl.DataFrame(
            [("QMA", "Mara", None, True, date(2026, 6, 30))],
            schema={
                "jurisdiction": pl.String,
                "name": pl.String,
                "currency": pl.String,
                "made_up": pl.Boolean,
                "as_of": pl.Date,
            },
            orient="row",
        ),
        context=pl.DataFrame(schema=CONTEXT),
        effects=pl.DataFrame(schema={"measure": pl.String, "deff": pl.Float64}),
        rows=pl.DataFrame([BLANK | row for row in rows], schema=SCHEMA),
        cells=pl.DataFrame(
            schema={**cells, "of_release": pl.Int64, "shown": pl.Int64, "withheld": pl.Boolean}
        ),
        notes=(),
    )


def published(folder: Path, *releases: Content) -> str:
    """The address of a database with these releases, the last of which is shown."""
    url = f"duckdb:///{folder / 'r.releases.duckdb'}"
    for number, said in enumerate(releases):
        archive.publish(url, said, "key", number)
    return url
