"""The steps' worked examples: fictional rows, judged by the statement that judges records."""

import pandas as pd
from sqlalchemy import Connection

from metrics.examples import CASE, Rows, alone, fictional, rows_of
from metrics.worklist.judging import COUNTS, Verdict, judged
from metrics.worklist.step import InvalidStep, Step
from schemas.store import database

VERDICT = "possible"


def read(step: Step) -> Rows:
    """The step's example. InvalidStep where it names no column of the unit, or a row is short."""
    rows = rows_of(step.example.strip().splitlines(), step.unit, VERDICT)
    if rows is None:
        raise InvalidStep(f"{step.id}: its example does not fit {step.unit.name}.")
    return rows


def worked(step: Step) -> pd.DataFrame:
    """The example's rows as written, and `verdict`, from a database of their own in memory."""
    with alone() as connection:
        return verdicts(connection, step)


def verdicts(connection: Connection, step: Step) -> pd.DataFrame:
    """The same on a connection's database; nothing of it is read or written."""
    example = read(step)
    rows = fictional(step.unit, example.columns, example.cells).cte(step.unit.name)
    answers = database.read_frame(connection, judged([step], ()).add_cte(rows))
    words = {row[CASE]: _said(row) for row in answers.to_dicts()}
    frame = pd.DataFrame(example.cells, columns=[column.name for column in example.columns])
    return frame.assign(
        verdict=[words.get(str(row), Verdict.LEFT_OUT.value) for row in frame.index]
    )


def _said(row: dict[str, object]) -> str:
    return next(verdict.value for name, verdict in COUNTS.items() if row[name])
