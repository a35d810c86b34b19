"""The command `report changes`: what the last import of a place moved beyond its region."""

import json
from collections.abc import Iterator

import click
import pandas as pd

from dashboard.cli.progress import progress_bar
from dashboard.cli.receipt_text import table_lines
from dashboard.cli.refresh import make_ready
from dashboard.frames import moves, submissions
from dashboard.frames.submissions import Import
from dashboard.jobs import batch_impact
from metrics import results
from schemas import findings, scopes
from schemas.store import database
from seed import batches, submission

NAME = "changes"


@click.command(NAME)
@click.option("--jurisdiction", default="", metavar="ID", help="Of which jurisdiction it is.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def changes(url: str, jurisdiction: str, *, as_json: bool) -> None:
    """Show which measures changed more than their interval with the last import.

    And what it added, changed and removed; nothing is written.
    """
    click.echo(written(url, jurisdiction, as_json=as_json))


def written(url: str, jurisdiction: str, *, as_json: bool) -> str:
    """What the last import moved, as lines for a person or as JSON.

    Raises UsageError where no such place is stored, or which is meant is not said.
    """
    make_ready(url)
    with database.reading(url).connect() as connection:
        places = results.jurisdictions(connection, scopes.EVERYTHING).set_index("jurisdiction")
        place = _place(jurisdiction, list(places.index))
        of = submissions.last_import(
            batches.listing(connection, scopes.EVERYTHING).to_pandas(), place
        )
        # A place is known by its records, and those have come in.
        assert of is not None
        rows = batches.tables_of(connection, scopes.EVERYTHING, of.batch_id).to_pandas()
    rows = rows.rename(columns={"table_name": "table"})
    compared: moves.Measures = ()
    if not of.is_first:
        request = batch_impact.ImpactRequest(url, place, of.batch_id)
        with progress_bar() as progress:
            compared = batch_impact.count_impact(
                request, progress or submission.no_progress
            ).compared
    name, currency = str(places["name"][place]), str(places["currency"].fillna("")[place])
    if as_json:
        return _json(of, rows, compared)
    lines = _lines(
        of, rows, moves.moved_report(compared, of, name), moves.moved_table(compared, currency)
    )
    return "\n".join(map(findings.visible, lines))


def _place(asked: str, known: list[str]) -> str:
    if not asked and len(known) == 1:
        return known[0]
    if asked not in known:
        there = ", ".join(known)
        asks = f"There is no jurisdiction [{asked}] in these records." if asked else ""
        raise click.UsageError(f"{asks} Say which by --jurisdiction: there are {there}.".strip())
    return asked


def _lines(of: Import, rows: pd.DataFrame, said: list[str], table: pd.DataFrame) -> Iterator[str]:
    yield said[0]
    if len(table):
        yield from table_lines(list(table.columns), table.to_numpy().tolist())
    yield from said[1:]
    yield f"With batch {of.batch_id}: {submissions.differing_text(rows)}."
    differing = rows[rows[list(submissions.SIDES)].sum(axis=1) > 0]
    columns = ["table", *submissions.SIDES]
    yield from table_lines(columns, differing[columns].astype(object).to_numpy().tolist())


def _json(of: Import, rows: pd.DataFrame, compared: moves.Measures) -> str:
    columns = ["table", *submissions.SIDES]
    told = {
        "jurisdiction": of.jurisdiction,
        "batch_id": of.batch_id,
        "source": of.source,
        "stored_on": of.stored_on.isoformat(),
        "is_first": of.is_first,
        "tables": [
            {name: row[name] if name == "table" else int(row[name]) for name in columns}
            for row in rows.to_dict("records")
        ],
    }
    return json.dumps(told | moves.moved_json(compared), indent=2, ensure_ascii=False)
