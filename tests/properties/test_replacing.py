"""What replaces all is measured as if nothing else had ever been stored, and is undone exactly."""

import random
from pathlib import Path

import pandas as pd
import polars as pl
import pytest
from sqlalchemy import Connection, delete

from metrics import results
from metrics.catalogue import CATALOGUE
from metrics.rebuild import make_units
from schemas import scopes, tables
from schemas.store import bookkeeping, database
from seed import batches, readers, synthetic
from seed.submission import ALL, with_corrections
from seed.synthetic import EXTRACTED_ON, JURISDICTIONS
from tests import submissions
from tests.soak import everyday, soak_size

pytestmark = pytest.mark.soak

CODE = "XCO"
EXTRACTED = f"extracted_on = {EXTRACTED_ON}"
CASES = 15
# In an ordinary run every sixth.
MEASURES = tuple(CATALOGUE)[:: 1 if soak_size(2) > 1 else 6]
# Their rows have no children: any of them may be lacking.
LEAVES = ("assets", "evidence", "techniques", "payments", "protections", "sanctions", "coverage")
# Of the first world and of what replaces it.
PAIRS = everyday((3, 4), rest=[(3, 3), (5, 5), (5, 6)])


def written(out: Path, seed: int) -> Path:
    """A jurisdiction's submission alone: of all twelve it would be its share."""
    folder = submissions.write(out / CODE, f'jurisdiction = "{CODE}"', EXTRACTED)
    for name, rows in synthetic.generate_tables(
        JURISDICTIONS[CODE], cases=CASES, seed=seed
    ).items():
        rows.write_csv(folder / f"{name}.csv")
    return folder


def fewer(folder: Path, seed: int) -> Path:
    """The submission without some rows of tables that have no children, and without one of them."""
    chance = random.Random(seed)
    there = [name for name in LEAVES if (folder / f"{name}.csv").exists()]
    (folder / f"{chance.choice(there)}.csv").unlink()
    for name in there:
        if (path := folder / f"{name}.csv").exists():
            rows = pl.read_csv(path, infer_schema=False)
            rows.filter(
                pl.Series([not row or chance.random() < 0.6 for row in range(rows.height)])
            ).write_csv(path)
    return folder


def store(url: str, folder: Path, *, replaces: bool = False) -> batches.Receipt:
    one = with_corrections(readers.read_submission(folder), supersedes=ALL if replaces else ())
    [receipt] = batches.store(url, [one], partial=batches.Partial.REFUSE, refresh=make_units)
    assert receipt.status == "stored", receipt.findings[:3]
    return receipt


def measured(url: str) -> pd.DataFrame:
    scope = scopes.EVERYTHING
    with database.reading(url).connect() as connection:
        rows = pd.concat(
            [results.rows(connection, scope, MEASURES, by=by) for by in ((), ("year",))]
        )
    return rows.sort_values(["measure", "jurisdiction", "period"]).reset_index(drop=True)


def empty(url: str) -> None:
    with database.writing(url) as connection:
        _let_go(connection)


def _let_go(connection: Connection) -> None:
    with database.deferred_constraints(connection):
        for table in (*reversed(tables.RECORD_TABLES), *tables.HISTORY.values()):
            connection.execute(delete(table))
    for table in bookkeeping.BOOKKEEPING_TABLES:
        connection.execute(delete(table))


@pytest.mark.parametrize(("seed", "other"), PAIRS)
def test_what_replaces_all_is_measured_as_alone(
    database_url: str, tmp_path: Path, seed: int, other: int
) -> None:
    first = written(tmp_path / "first", seed)
    second = fewer(written(tmp_path / "second", other), seed)
    store(database_url, second)
    alone = measured(database_url)
    empty(database_url)
    store(database_url, first)
    before = measured(database_url)
    assert store(database_url, second, replaces=True).rows_removed
    pd.testing.assert_frame_equal(measured(database_url), alone)
    batches.undo(database_url, 2, refresh=make_units)
    pd.testing.assert_frame_equal(measured(database_url), before)
