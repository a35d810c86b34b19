"""Small submissions for tests, as folders of CSV files, and the stored rows of a database."""

from collections.abc import Iterable
from pathlib import Path

from sqlalchemy import Connection, func, select

from schemas import tables
from schemas.store import database
from seed import batches, readers
from seed.submission import Submission

MADE_UP = "made_up = true"
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


def write(folder: Path, *manifest: str, **texts: str) -> Path:
    """A submission of XAA (another where the manifest says so), one CSV text for each table."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = manifest if any("jurisdiction" in line for line in manifest) else (XAA, *manifest)
    (folder / "submission.toml").write_text("\n".join(lines))
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text)
    return folder


XAA = 'jurisdiction = "XAA"'


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
