"""Every measure by jurisdiction, year and form, beside plain SQL; units for the other peers."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from bench.plain import frames as plain_frames
from bench.plain import sql
from bench.plain.counting import FORM
from bench.ratio import Ratio, in_turns
from metrics import catalogue, results
from metrics.measure import Measure
from schemas import scopes
from schemas.store import database

LIMIT = 1.5
# Measures of units without a form (disclosures, inspections, residents) have no such row.
EVERY = [one for one in catalogue.CATALOGUE.values() if FORM in one.breakdowns]
BY = ("jurisdiction", "year", FORM)


def ratio(file: Path) -> Ratio:
    """`file` holds the made-up world with its units; the as-of is not the stored one."""
    with database.reading(f"duckdb:///{file}").connect() as ours:
        as_of = _as_of(ours)
        statements = sql.statements(EVERY, as_of)
        with duckdb.connect(str(file), read_only=True) as peer:

            def by_hand() -> None:
                for statement in statements:
                    peer.execute(statement).fetchall()

            mine, theirs = in_turns(lambda: _measured(ours, EVERY, as_of), by_hand)
    every = len(catalogue.CATALOGUE)
    remark = f"{len(EVERY)} of {every} measures; {len(statements)} plain statements"
    return Ratio("All measures by jurisdiction, year and form", mine, theirs, LIMIT, remark)


def _as_of(connection: object) -> date:
    return date.fromordinal(
        results.reference_dates(connection, scopes.EVERYTHING).latest.toordinal() - 1
    )  # type: ignore[arg-type]


def _measured(connection: object, measures: Sequence[Measure], as_of: date) -> None:
    ids = tuple(one.id for one in measures)
    results.rows(connection, scopes.EVERYTHING, ids, by=BY, as_of=as_of)  # type: ignore[arg-type]


def frames_of(file: Path) -> dict[str, pl.DataFrame]:
    """By unit the columns that the measures read, of an embedded database."""
    with duckdb.connect(str(file), read_only=True) as peer:
        return {
            unit: peer.execute(f"SELECT {', '.join(names)} FROM {unit}").pl()
            for unit, names in plain_frames.columns_of(EVERY).items()
        }


def of_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Days as pandas has them, and yes, no and blank as its own three values."""
    found = frame.to_pandas()
    for name, kind in frame.schema.items():
        if kind == pl.Date:
            found[name] = pd.to_datetime(found[name])
        elif kind == pl.Boolean:
            found[name] = found[name].astype("boolean")
    return found
