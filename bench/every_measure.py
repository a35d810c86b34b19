"""Every measure by jurisdiction, year and form, beside plain SQL, polars and pandas; its cost."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl

from bench.plain import frames as plain_frames
from bench.plain import sql
from bench.plain.counting import FORM
from bench.ratio import Ratio, in_turns, seconds
from metrics import catalogue, results
from metrics.measure import Measure
from schemas import scopes
from schemas.store import database

LIMIT = 1.5
# Measures of units without a form (disclosures, inspections, residents) have no such row.
EVERY = [one for one in catalogue.CATALOGUE.values() if FORM in one.breakdowns]
BY = ("jurisdiction", "year", FORM)
PARTS = (9, 3, 1)


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


def report(file: Path) -> Iterator[str]:
    """Beside polars and pandas from memory, and what fewer measures cost: once each, unlimited."""
    with database.reading(f"duckdb:///{file}").connect() as ours:
        as_of = _as_of(ours)
        for part in PARTS:
            some = EVERY[::part]
            taken = seconds(lambda some=some: _measured(ours, some, as_of))  # type: ignore[misc]
            yield f"  ours, {len(some)} measures: {taken:.3f} s"
    frames = _frames(file)
    plain_frames.by_polars(frames, EVERY, as_of)
    taken = seconds(lambda: plain_frames.by_polars(frames, EVERY, as_of))
    yield f"  polars, {len(EVERY)} measures, parts alone, units in memory: {taken:.3f} s"
    counted = [one for one in EVERY if one.kind in {"Count", "Share"}]
    frames_of_pandas = {name: _of_pandas(frame) for name, frame in frames.items()}
    taken = seconds(lambda: plain_frames.by_pandas(frames_of_pandas, EVERY, as_of))
    yield f"  pandas, {len(counted)} shares and counts, parts alone, in memory: {taken:.3f} s"


def _as_of(connection: object) -> date:
    return date.fromordinal(results.as_of(connection, scopes.EVERYTHING).latest.toordinal() - 1)  # type: ignore[arg-type]


def _measured(connection: object, measures: Sequence[Measure], as_of: date) -> None:
    ids = tuple(one.id for one in measures)
    results.rows(connection, scopes.EVERYTHING, ids, by=BY, as_of=as_of)  # type: ignore[arg-type]


def _frames(file: Path) -> dict[str, pl.DataFrame]:
    with duckdb.connect(str(file), read_only=True) as peer:
        return {
            unit: peer.execute(f"SELECT {', '.join(names)} FROM {unit}").pl()
            for unit, names in plain_frames.columns_of(EVERY).items()
        }


def _of_pandas(frame: pl.DataFrame) -> pd.DataFrame:
    """Days as pandas has them, and yes, no and blank as its own three values."""
    found = frame.to_pandas()
    for name, kind in frame.schema.items():
        if kind == pl.Date:
            found[name] = pd.to_datetime(found[name])
        elif kind == pl.Boolean:
            found[name] = found[name].astype("boolean")
    return found
