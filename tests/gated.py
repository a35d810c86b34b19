"""Submissions sent through the gate for tests, with what is stored as plain frames."""

from collections.abc import Collection
from pathlib import Path

import polars as pl

from schemas import findings, tables
from schemas.frames import type_of
from seed import gate, readers
from tests.submissions import write

EXTRACTED = "extracted_on = 2025-06-30"


class Stored:
    """A database with these rows, each table's columns as texts; it answers as the gate asks."""

    def __init__(self, **rows: list[dict[str, object]]) -> None:
        self.rows = rows

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame:
        types = {name: type_of(tables.BY_NAME[table].c[name]) for name in (*columns, "batch_id")}
        rows = [{"batch_id": 1, "jurisdiction": "XAA"} | row for row in self.rows.get(table, [])]
        rows = [row for row in rows if row["jurisdiction"] == jurisdiction]
        found = [{name: row.get(name) for name in types} for row in rows]
        return pl.DataFrame(found, schema=types, orient="row")


def check(
    folder: Path,
    *manifest: str,
    stored: Stored | None = None,
    replaces: Collection[int] = (),
    **texts: str,
) -> gate.Checked:
    """What the gate says to these CSV texts of XAA, extracted on 2025-06-30."""
    said = manifest if any("extracted_on" in line for line in manifest) else (*manifest, EXTRACTED)
    submission = readers.read_submission(write(folder, *said, **texts))
    return gate.check(submission, stored or Stored(), replaces=replaces)


def found(checked: gate.Checked) -> list[tuple[str, int | None, str | None]]:
    """The rule, row and column of each finding."""
    return [(finding.rule, finding.row, finding.column) for finding in checked.findings]


def only(checked: gate.Checked) -> findings.Finding:
    """The one finding there is."""
    assert len(checked.findings) == 1, [str(finding) for finding in checked.findings]
    return checked.findings[0]
