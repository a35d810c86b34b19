"""Load the figures of a report, or of a database, as typed pandas frames.

    import prosecution_quality

    figures = prosecution_quality.load("brief/ministry-XBR-csv")
    figures.measures[figures.measures["status"] == "ok"]

A package is the folder, zip file or datapackage.json that a report in the format `csv` writes. A
database is named as on the command line, and gives what `measures` prints.
"""

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

__all__ = ["Figures", "load"]

DESCRIPTION, ZIP = "datapackage.json", ".zip"
# Types of columns in a data package, as pandas names them. Text that is blank stays text.
TYPES = {"number": "float64", "integer": "Int64", "date": "datetime64[s]"}
# Breakdowns that each measure has, and the period of rows without years.
TIME_AND_PLACE, EVER = ("jurisdiction", "year"), "all"
# Text that a spreadsheet would run has an apostrophe before it, which is no part of it.
GUARDED = re.compile(r"'(?=[=+\-@\t\r])")


class Figures(NamedTuple):
    """The figures: `measures` has a row for each, `definitions` a row for each measure.

    `about` says of which records, filters and day they are. Keep it with whatever is made of them.
    """

    measures: pd.DataFrame
    definitions: pd.DataFrame
    about: pd.Series


def load(
    package_or_database: str | Path,
    *,
    measures: Sequence[str] = (),
    by: Sequence[str] = (),
    years: tuple[int, int] | None = None,
) -> Figures:
    """Load a package, or count the figures of a database.

    `measures`, `by` and `years` are those of the command `measures`, and only for a database: all
    measures, of each jurisdiction, of all years. Numbers are float64 and blank where no value may
    be shown, whole numbers Int64, days datetime64. Raises UserError and DatabaseUnavailable.
    """
    source = Path(package_or_database)
    if source.suffix == ZIP:
        with zipfile.ZipFile(source) as archive:
            [name] = [one for one in archive.namelist() if one.endswith(DESCRIPTION)]
            folder = name.removesuffix(DESCRIPTION)
            return _load_package(lambda file: archive.read(f"{folder}{file}"))
    if source.is_dir() or source.name == DESCRIPTION:
        folder_path = source if source.is_dir() else source.parent
        return _load_package(lambda file: (folder_path / file).read_bytes())
    return _load_database(str(package_or_database), tuple(measures), tuple(by), years)


def _load_package(read: Callable[[str], bytes]) -> Figures:
    described = json.loads(read(DESCRIPTION))
    frames = {one["name"]: _typed_frame(read(one["path"]), one) for one in described["resources"]}
    return Figures(frames["figures"], frames["definitions"], pd.Series(described["about"]))


def _typed_frame(content: bytes, resource: dict[str, Any]) -> pd.DataFrame:
    """Return a CSV file of a package as a frame with the types of its description."""
    rows = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    names = [field["name"] for field in resource["schema"]["fields"]]
    frame = pd.DataFrame(list(rows), columns=names, dtype="str")
    columns = {}
    for field in resource["schema"]["fields"]:
        column, type_ = frame[field["name"]], TYPES.get(field["type"])
        if type_ is None:
            columns[field["name"]] = column.str.replace(GUARDED, "", regex=True)
        elif field["type"] == "date":
            columns[field["name"]] = pd.to_datetime(column.mask(column == "")).astype(type_)
        else:
            columns[field["name"]] = pd.to_numeric(column.mask(column == "")).astype(type_)
    return pd.DataFrame(columns)


def _load_database(
    url: str, ids: tuple[str, ...], by: tuple[str, ...], years: tuple[int, int] | None
) -> Figures:
    # A package is read without what counts, which takes seconds to import.
    from dashboard import records
    from dashboard.cli import update_results
    from dashboard.export import content, package
    from metrics import catalogue, results
    from schemas import scopes
    from schemas.store import database

    split_by = {
        id_: {*TIME_AND_PLACE, *results.breakdown_columns(one.unit)}
        for id_, one in catalogue.CATALOGUE.items()
    }
    every_id = tuple(id_ for id_, possible in split_by.items() if possible.issuperset(by))
    chosen = tuple(one.id for one in catalogue.select_measures(ids or every_id))
    update_results.refresh_results(url)
    with database.reading(url).connect() as connection:
        rows = results.rows(
            connection, scopes.EVERYTHING, chosen, by=by, years=years or results.EVER
        )
        every = records.records_of_connection(connection, scopes.EVERYTHING, url)
        state, counted_by = every.state, every.chosen()
        about = {
            "database": database.display_name(url),
            "state_hash": state.whole,
            **{f"state_of_the_records {place}": day for place, day in every.as_of.own},
            **every.details,
        }
    if years:
        named = str(years[0]) if years[0] == years[1] else f"{years[0]}-{years[1]}"
        rows = rows.assign(period=rows["period"].replace(EVER, named))
    counts = {name: "Int64" for name in ("unknown", "not_yet_due", "cases") if name in rows}
    definitions = content.define_measures(chosen, counted_by).rename(columns=package.column_name)
    return Figures(rows.astype(counts), definitions, pd.Series(about, dtype=object))
