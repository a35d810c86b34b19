"""The steps' worked examples: fictional rows, judged by the statement that judges records."""

from dataclasses import dataclass

import pandas as pd
from sqlalchemy import Column, Connection, create_engine
from sqlalchemy.pool import StaticPool

from metrics.examples import CASE, cells_of, fictional
from metrics.worklist.judging import COUNTS, Verdict, judged
from metrics.worklist.step import InvalidStep, Step
from schemas import database

VERDICT = "possible"


@dataclass(frozen=True)
class Example:
    """The text table taken apart: `cells` as written, without the verdict column."""

    columns: tuple[Column, ...]
    cells: tuple[tuple[str, ...], ...]
    verdicts: tuple[str, ...]


def read(step: Step) -> Example:
    """The step's example. InvalidStep where it names no column of the unit, or a row is short."""
    header, *rows = (cells_of(line) for line in step.example.strip().splitlines())
    unknown = [name for name in header[:-1] if name not in step.unit.c]
    short = any(len(row) != len(header) for row in rows)
    if unknown or header[-1] != VERDICT or short:
        raise InvalidStep(f"{step.id}: its example does not fit {step.unit.name}.")
    return Example(
        columns=tuple(step.unit.c[name] for name in header[:-1]),
        cells=tuple(row[:-1] for row in rows),
        verdicts=tuple(row[-1] for row in rows),
    )


def worked(step: Step) -> pd.DataFrame:
    """The example's rows as written, and `verdict`, from a database of their own in memory."""
    engine = create_engine("duckdb:///:memory:", poolclass=StaticPool)
    try:
        with engine.connect() as connection:
            return verdicts(connection, step)
    finally:
        engine.dispose()


def verdicts(connection: Connection, step: Step) -> pd.DataFrame:
    """The same on a connection's database; nothing of it is read or written."""
    example = read(step)
    rows = fictional(step.unit, example.columns, example.cells).cte(step.unit.name)
    found = database.read_frame(connection, judged([step], ()).add_cte(rows))
    said = {row[CASE]: _said(row) for row in found.to_dicts()}
    frame = pd.DataFrame(example.cells, columns=[column.name for column in example.columns])
    return frame.assign(verdict=[said.get(str(row), Verdict.LEFT_OUT.value) for row in frame.index])


def _said(row: dict[str, object]) -> str:
    return next(verdict.value for name, verdict in COUNTS.items() if row[name])
