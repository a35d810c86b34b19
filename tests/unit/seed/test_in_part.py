"""Stored without its refused rows, a submission says nothing by what it lacks."""

from pathlib import Path

import pytest

import metrics
from metrics import results
from schemas import scopes
from schemas.store import database
from seed import batches
from tests.submissions import row_counts, small, store

CASES = "case_id,scope,charged\n" + "".join(
    f"{case},charged_as_trafficking,yes\n" for case in ("k7", "m2", "z5")
)
SUSPECTS = "case_id,person_id,kind,charged,outcome,decided_on\n" + "".join(
    f"{case},{person},natural,yes,convicted_trafficking,2024-02-01\n"
    for case, person in (("k7", "p1"), ("m2", "p2"), ("z5", "p3"))
)
# Of the second person the fine cannot be read, and the prison term can.
SANCTIONS = """\
sanction_id,case_id,person_id,kind,instance,months,amount,currency
s1,k7,p1,fine,first,,5000,EUR
s2,m2,p2,custody,first,24,,
s3,m2,p2,fine,first,,5 thousand,EUR
s4,z5,p3,custody,first,12,,
"""
WHOLE = {"cases": CASES, "suspects": SUSPECTS, "sanctions": SANCTIONS}
SOUND = SANCTIONS.replace("5 thousand", "5000")
NAMES = [*WHOLE]


def fined(url: str) -> tuple[int, int, int]:
    """How many persons were fined, of how many convicted ones, and of how many it is unknown."""
    with database.reading(url).connect() as connection:
        metrics_rows = results.rows(connection, scopes.EVERYTHING, ("D05",))
    [row] = metrics_rows.to_dict("records")
    return row["numerator"], row["denominator"], row["unknown"]


def counted(url: str, folder: Path, *said: str, **texts: str) -> batches.Receipt:
    sent = small(folder, *said, **texts)
    [receipt] = batches.store(url, [sent], partial=batches.Partial.ACCEPT, refresh=metrics.refresh)
    return receipt


def test_a_refused_fine_does_not_make_a_person_who_was_not_fined(
    database_url: str, tmp_path: Path
) -> None:
    receipt = counted(database_url, tmp_path / "spring", 'jurisdiction = "XAA"', **WHOLE)
    assert receipt.status == "stored", receipt.findings
    assert fined(database_url) == (1, 2, 0)
    counted(database_url, tmp_path / "again", "updates = true", **WHOLE | {"sanctions": SOUND})
    assert fined(database_url) == (2, 3, 0)


def test_what_is_offered_is_what_is_then_stored_and_told(database_url: str, tmp_path: Path) -> None:
    [offered] = store(database_url, small(tmp_path / "spring", **WHOLE))
    [stored] = store(
        database_url, small(tmp_path / "spring", **WHOLE), partial=batches.Partial.ACCEPT
    )
    assert (offered.status, offered.may_be_stored_in_part) == ("refused", True)
    assert {one.rule for one in offered.findings} == {"money.format"}
    for receipt in (offered, stored):
        held = receipt.held_back
        assert (held.cases, held.of_cases, held.rows) == (
            1,
            3,
            {"cases": 1, "suspects": 1, "sanctions": 1},
        )
        assert (receipt.rows_good, receipt.rows_refused, receipt.rows_at_fault) == (6, 4, 1)
    assert stored.rows_stored == 6
    assert row_counts(database_url, NAMES) == {"cases": 2, "suspects": 2, "sanctions": 2}
    with database.reading(database_url).connect() as connection:
        found = batches.findings_of(connection, scopes.EVERYTHING, 1)
        [batch] = batches.all_batches(connection, scopes.EVERYTHING).rows(named=True)
    assert (batch["cases_held_back"], batch["rows_refused"]) == (1, 4)
    assert batch["accepted_share"] == stored.accepted_share == 0.6
    [fault] = found.filter(rule="money.format").rows(named=True)
    assert (fault["severity"], fault["file"], fault["row_number"], fault["column_name"]) == (
        *("error", "sanctions.csv", 4, "amount"),
    )
    [kept] = found.filter(rule="case.held_back").rows(named=True)
    assert (kept["severity"], kept["file"], kept["occurrences"]) == ("warning", "spring", 1)
    assert kept["wording"].startswith("1 of 3 cases is left out with all its rows")


@pytest.mark.parametrize("said", ["updates = true", "supersedes = [1]"])
def test_what_was_stored_of_a_case_stays_as_it_was(
    said: str, database_url: str, tmp_path: Path
) -> None:
    evidence = "case_id,kind\nk7,digital\nm2,digital\n"
    store(database_url, small(tmp_path / "a", **WHOLE | {"sanctions": SOUND}, evidence=evidence))
    texts = {name: text.replace("2024-02-01", "2024-02-02") for name, text in WHOLE.items()}
    [receipt] = store(
        database_url,
        small(tmp_path / "b", said, **texts, evidence="case_id,kind\nk7,forensic\n"),
        partial=batches.Partial.ACCEPT,
    )
    assert receipt.status == "stored", receipt.findings
    with database.reading(database_url).connect() as connection:
        asked = "select case_id, batch_id, decided_on from suspects order by case_id"
        decided = connection.exec_driver_sql(asked).fetchall()
        rows = connection.exec_driver_sql("select case_id, kind from evidence order by 1, 2")
        kinds = [tuple(row) for row in rows]
    assert [(case, batch, day.day) for case, batch, day in decided] == [
        ("k7", 2, 2),
        ("m2", 1, 1),
        ("z5", 2, 2),
    ]
    stays = [("k7", "digital")] if said.startswith("updates") else []
    assert kinds == [*stays, ("k7", "forensic"), ("m2", "digital")]
    batches.undo(database_url, 2, refresh=lambda _: None)
    assert row_counts(database_url, [*NAMES, "evidence"]) == {
        "cases": 3,
        "suspects": 3,
        "sanctions": 4,
        "evidence": 2,
    }


@pytest.mark.parametrize(
    "cases",
    [
        CASES.replace("charged_as_trafficking", "theft"),
        # A fault of the whole file.
        CASES.replace("charged\n", "secret_name\n"),
    ],
)
def test_where_every_case_stays_out_nothing_is_stored(
    cases: str, database_url: str, tmp_path: Path
) -> None:
    sent = small(tmp_path / "a", cases=cases)
    [receipt] = store(database_url, sent, partial=batches.Partial.ACCEPT)
    assert (receipt.status, receipt.may_be_stored_in_part) == ("refused", False)
