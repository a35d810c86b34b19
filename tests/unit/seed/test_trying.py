"""What would be stored is tried out on the side, and nothing of it stays."""

from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Connection, func, select

from schemas import errors, tables
from schemas.store import database
from seed import batches
from seed.submission import Submission
from tests.submissions import count_nothing, small, store

LATER_SUSPECTS = "case_id,person_id,kind\nm2,q4,natural\n"
BAD = "case_id,scope\nk7,nothing_else\n"


def suspects(connection: Connection, jurisdictions: frozenset[str]) -> pd.DataFrame:
    """A measure of the records: how many suspects there are in each of the places."""
    counted = select(func.count()).select_from(tables.suspects)
    places = sorted(jurisdictions)
    here = [
        counted.where(tables.suspects.c.jurisdiction == jurisdiction) for jurisdiction in places
    ]
    numbers = [connection.execute(of).scalar_one() for of in here]
    return pd.DataFrame({"place": places, "suspects": numbers})


def never(connection: Connection, jurisdictions: frozenset[str]) -> pd.DataFrame:
    """Fails where anything is measured."""
    raise AssertionError(jurisdictions)


def try_out(
    url: str, *submissions: Submission, measured: batches.Measured = suspects
) -> batches.Trial:
    return batches.try_out(
        url,
        submissions,
        partial=batches.Partial.REFUSE,
        refresh=count_nothing,
        measured=measured,
    )


def test_a_trial_makes_no_database(database_url: str, tmp_path: Path) -> None:
    trial = try_out(database_url, small(tmp_path / "spring"))
    [receipt] = trial.receipts
    assert (receipt.status, receipt.rows_good, receipt.rows_stored) == ("checked", 3, 0)
    assert receipt.batch_id is None
    with pytest.raises(errors.DatabaseMissing):
        database.reading(database_url)


def test_a_trial_says_what_moves_and_changes_nothing(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "spring"))
    version = database.data_version(database_url)
    later, more = LATER_SUSPECTS, LATER_SUSPECTS.replace("q4", "q5")
    trial = try_out(
        database_url,
        small(tmp_path / "later", suspects=later),
        small(tmp_path / "more", suspects=more),
    )
    assert trial.before is not None
    assert trial.after is not None
    assert (trial.before["suspects"].item(), trial.after["suspects"].item()) == (1, 3)
    assert database.data_version(database_url) == version


def test_what_moves_is_looked_for_in_the_places_of_the_rows_alone(
    database_url: str, tmp_path: Path
) -> None:
    for jurisdiction in ("XAA", "XAB", "XAC"):
        store(database_url, small(tmp_path / jurisdiction, f'jurisdiction = "{jurisdiction}"'))
    asked = [
        small(
            tmp_path / f"more-{jurisdiction}",
            f'jurisdiction = "{jurisdiction}"',
            suspects=LATER_SUSPECTS,
        )
        for jurisdiction in ("XAC", "XAA", "XAA")
    ]
    trial = try_out(database_url, *asked)
    assert trial.before is not None
    assert trial.after is not None
    assert trial.before.to_dict("list") == {"place": ["XAC", "XAA"], "suspects": [1, 1]}
    assert trial.after.to_dict("list") == {"place": ["XAA", "XAC"], "suspects": [2, 2]}


def test_for_what_is_stored_or_refused_nothing_is_measured(
    database_url: str, tmp_path: Path
) -> None:
    spring = small(tmp_path / "spring")
    store(database_url, spring)
    for submission, status in (
        (spring, "already_stored"),
        (small(tmp_path / "bad", cases=BAD), "refused"),
    ):
        trial = try_out(database_url, submission, measured=never)
        assert [receipt.status for receipt in trial.receipts] == [status]
        assert (trial.before, trial.after) == (None, None)
