"""Small submissions for tests, as folders of CSV files: written, sent through the gate, stored."""

from collections.abc import Callable, Collection, Iterable
from pathlib import Path

import polars as pl
from sqlalchemy import Connection, func, select

import metrics
from schemas import findings, tables
from schemas.frames import polars_type
from schemas.store import database
from seed import batches, gate, readers, synthetic
from seed.submission import Submission
from seed.synthetic import JURISDICTIONS

MADE_UP = "made_up = true"
XAA = 'jurisdiction = "XAA"'
EXTRACTED = "extracted_on = 2025-06-30"
# How the cases of a court's register.csv are read.
OF_REGISTER = """\
[manifest]
jurisdiction = "XAA"

[files.register]
file = "register.csv"

[tables.cases]
from = "register"

[tables.cases.columns]
case_id = { source = "number" }
scope = { constant = "charged_as_trafficking" }
"""
CASES = """\
case_id,scope,charged,opened_on
k7,charged_as_trafficking,yes,2023-01-10
m2,charged_as_trafficking,no,2023-03-04
"""
SUSPECTS = """\
case_id,person_id,kind,charged,charged_on
k7,p9,natural,yes,2023-05-02
"""
# A case of two imports by number, year and investigation.
CHARGED = "k{:02d}q{},charged_as_trafficking,yes,20{}-01-10,{}\n".format
HEAD = "case_id,scope,charged,charged_on,financial_investigation\n"


class Stored:
    """A database with these rows, each table's columns as texts; it answers as the gate asks."""

    def __init__(self, **rows: list[dict[str, object]]) -> None:
        self.rows = rows

    def __call__(self, table: str, columns: tuple[str, ...], jurisdiction: str) -> pl.DataFrame:
        types = {
            name: polars_type(tables.BY_NAME[table].c[name]) for name in (*columns, "batch_id")
        }
        rows = [{"batch_id": 1, "jurisdiction": "XAA"} | row for row in self.rows.get(table, [])]
        rows = [row for row in rows if row["jurisdiction"] == jurisdiction]
        found = [{name: row.get(name) for name in types} for row in rows]
        return pl.DataFrame(found, schema=types, orient="row")


def write(folder: Path, *manifest: str, **texts: str) -> Path:
    """A submission of XAA (another where the manifest says so), one CSV text for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = manifest if any("jurisdiction" in line for line in manifest) else (XAA, *manifest)
    (folder / "submission.toml").write_text("\n".join(lines))
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


def small(folder: Path, *manifest: str, **texts: str) -> Submission:
    """The submission, read; two cases and a suspect where nothing else is said."""
    return readers.read_submission(
        write(folder, *manifest, **(texts or {"cases": CASES, "suspects": SUSPECTS}))
    )


def store(
    url: str, *submissions: Submission, partial: batches.Partial = batches.Partial.REFUSE
) -> list[batches.Receipt]:
    """Store in one write, and count nothing."""
    return batches.store(url, submissions, partial=partial, refresh=count_nothing)


def count_nothing(connection: Connection) -> None:
    """A refresh for tests of records alone."""


def row_counts(url: str, names: Iterable[str] = ("cases", "suspects")) -> dict[str, int]:
    """How many rows of each table are stored."""
    with database.reading(url).connect() as connection:
        return {
            name: connection.execute(
                select(func.count()).select_from(tables.METADATA.tables[name])
            ).scalar_one()
            for name in names
        }


def store_places(
    home: Path,
    jurisdictions: tuple[str, ...],
    *manifest: str,
    cases: int,
    seed: int,
    refresh: Callable[[Connection], None] = metrics.refresh,
) -> str:
    """The address of a new database in `home` with so many cases of each place."""
    sent = []
    for jurisdiction in jurisdictions:
        tables = synthetic.generate_tables(JURISDICTIONS[jurisdiction], cases=cases, seed=seed)
        texts = {name: rows.write_csv() for name, rows in tables.items()}
        of_place = (f'jurisdiction = "{jurisdiction}"', "extracted_on = 2026-06-30", *manifest)
        sent.append(readers.read_submission(write(home / jurisdiction, *of_place, **texts)))
    url = f"duckdb:///{home / 'records.duckdb'}"
    batches.store(url, sent, partial=batches.Partial.REFUSE, refresh=refresh)
    return url


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


def cases_of_year(year: int, investigation: str) -> str:
    """A dozen charged cases of a year."""
    return HEAD + "".join(CHARGED(7 * n % 100, year, year, investigation) for n in range(1, 13))


def store_two_imports(
    url: str, folder: Path, *, then: str = "parallel", manifest: tuple[str, ...] = ()
) -> None:
    """Store both, and count."""
    sent = [
        small(folder / "spring", MADE_UP, *manifest, cases=cases_of_year(22, "none")),
        small(folder / "autumn", MADE_UP, *manifest, cases=cases_of_year(23, then)),
    ]
    for one in sent:
        batches.store(url, [one], partial=batches.Partial.REFUSE, refresh=metrics.refresh)
