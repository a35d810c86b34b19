"""What replaces batches takes out what it lacks, keeps it as history, and is taken back exactly."""

from dataclasses import replace
from pathlib import Path

import pytest

from schemas import errors, findings, scopes
from schemas.store import database
from seed import batches, submission
from seed.submission import ALL, with_corrections
from tests.submissions import CASES, SUSPECTS, row_counts, small, store
from tests.unit.seed.test_superseding import (
    CHANGED,
    MORE,
    SUPERSEDES,
    UPDATES,
    everything,
    rules,
    undo,
)


@pytest.mark.parametrize(("is_present", "status"), [(True, "stored"), (False, "already_stored")])
def test_an_update_that_goes_back_is_stored_where_it_is_the_present(
    database_url: str, tmp_path: Path, is_present: bool, status: str
) -> None:
    def update(text: str) -> str:
        one = submission.with_corrections(small(tmp_path / "court", cases=text), updates=True)
        return store(database_url, replace(one, is_present=is_present))[0].status

    assert update(CASES) == "stored"
    assert update(CASES.replace("2023-01-10", "2023-01-11")) == "stored"
    # A file of before that is sent again may be a slip of the hand; a system makes none.
    assert update(CASES) == status
    assert update(CASES) == "already_stored"


ASSETS = "asset_id,case_id,identified,currency\n" + "".join(
    f"a{number},k7,{number}.00,EUR\n" for number in range(1, 35)
)
THREE = "\n".join(ASSETS.splitlines()[:4]) + "\n"
COVERAGE = "column,from,collected\nassets,2020-01-01,yes\nvictims,2020-01-01,no\n"
WITHDRAWN = "column,from,collected\nassets,2020-01-01,yes\n"
REPLACES_ALL = 'supersedes = "all"'
XBB = 'jurisdiction = "XBB"'
HELD = ("cases", "suspects", "assets", "coverage")


def store_first(url: str, folder: Path) -> None:
    texts = {"cases": CASES, "suspects": SUSPECTS, "assets": ASSETS, "coverage": COVERAGE}
    [receipt] = store(url, small(folder / "first", **texts))
    assert receipt.status == "stored", receipt.findings


def told(receipt: batches.Receipt) -> dict[str, tuple[int, ...]]:
    """New, changed, unchanged and removed rows by table."""
    return {t.table: (t.new, t.changed, t.unchanged, t.removed) for t in receipt.tables}


@pytest.mark.parametrize("said", [SUPERSEDES(1), REPLACES_ALL], ids=["named", "all"])
def test_what_a_correction_lacks_leaves_and_an_undo_brings_it_back(
    database_url: str, tmp_path: Path, said: str
) -> None:
    store_first(database_url, tmp_path)
    before = everything(database_url)
    texts = {"cases": CASES, "suspects": SUSPECTS, "assets": THREE, "coverage": WITHDRAWN}
    [receipt] = store(database_url, small(tmp_path / "later", said, **texts))
    assert (receipt.status, receipt.supersedes, receipt.rows_removed) == ("stored", (1,), 32)
    assert told(receipt)["assets"] == (0, 0, 3, 31)
    assert told(receipt)["coverage"] == (0, 0, 1, 1)
    assert list(row_counts(database_url, HELD).values()) == [2, 1, 3, 1]
    with database.reading(database_url).connect() as connection:
        listed = batches.all_batches(connection, scopes.EVERYTHING)
        assert listed["rows_stored"].to_list() == [0, 7]
        assert listed["replaced_by"].to_list() == [2, None]
        removed = (
            batches.tables_of(connection, scopes.EVERYTHING, 2)
            .select("table_name", "removed")
            .rows()
        )
    assert dict(removed)["assets"] == 31
    undone = undo(database_url, 2)
    assert (undone.rows, undone.restored) == (7, 39)
    assert everything(database_url) == before


def test_a_table_that_is_not_sent_leaves_with_a_warning(database_url: str, tmp_path: Path) -> None:
    store_first(database_url, tmp_path)
    texts = {"cases": CASES, "suspects": SUSPECTS, "coverage": COVERAGE}
    [receipt] = store(database_url, small(tmp_path / "later", SUPERSEDES(1), **texts))
    [finding] = [one for one in receipt.findings if one.rule == "supersedes.table_missing"]
    assert (finding.severity, finding.occurrences) == (findings.Severity.WARNING, 34)
    assert "34 stored rows would be removed" in finding.wording
    assert told(receipt)["assets"] == (0, 0, 0, 34)
    assert row_counts(database_url, ["assets"]) == {"assets": 0}


def test_no_correction_touches_another_jurisdiction(database_url: str, tmp_path: Path) -> None:
    store_first(database_url, tmp_path)
    store(database_url, small(tmp_path / "other", XBB))
    other = everything(database_url)
    one = "\n".join(CASES.splitlines()[:2]) + "\n"
    [receipt] = store(database_url, small(tmp_path / "later", XBB, REPLACES_ALL, cases=one))
    assert (receipt.status, receipt.supersedes) == ("stored", (2,))
    assert row_counts(database_url) == {"cases": 3, "suspects": 1}
    of_first = [row for row in everything(database_url)["cases"] if "XAA" in row]
    assert of_first == [row for row in other["cases"] if "XAA" in row]


def test_the_same_content_in_its_own_place_is_nothing_new(
    database_url: str, tmp_path: Path
) -> None:
    store_first(database_url, tmp_path)
    before = everything(database_url)
    texts = {"cases": CASES, "suspects": SUSPECTS, "assets": ASSETS, "coverage": COVERAGE}
    for named in ((1,), ALL):
        same = with_corrections(small(tmp_path / "same", **texts), supersedes=named)
        [receipt] = store(database_url, same)
        assert (receipt.status, receipt.batch_id) == ("already_stored", 1)
        turned = small(tmp_path / "turned", **texts | {"cases": CASES + "\n"})
        [receipt] = store(database_url, with_corrections(turned, supersedes=named))
        assert receipt.status == "already_stored"
    assert everything(database_url) == before


def test_a_correction_of_a_correction_names_that_alone(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    states = [everything(database_url)]
    store(database_url, small(tmp_path / "b", SUPERSEDES(1), cases=CASES))
    states.append(everything(database_url))
    one = "\n".join(CASES.splitlines()[:2]) + "\n"
    [stale] = store(database_url, small(tmp_path / "c", SUPERSEDES(1), cases=one))
    assert (stale.status, rules(stale)) == ("refused", ["supersedes.followed"])
    assert "Name import 2 instead" in stale.findings[0].wording
    [receipt] = store(database_url, small(tmp_path / "c", SUPERSEDES(2), cases=one))
    assert told(receipt) == {"cases": (0, 0, 1, 1)}
    with pytest.raises(errors.UserError, match=r"Undo import 3 \(\w+\) first"):
        undo(database_url, 2)
    for batch_id in (3, 2):
        undo(database_url, batch_id)
        assert everything(database_url) == states[batch_id - 2]


def test_going_back_takes_out_what_came_since(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES))
    before = everything(database_url)
    store(database_url, small(tmp_path / "b", REPLACES_ALL, cases=CHANGED + MORE))
    [back] = store(database_url, small(tmp_path / "a", REPLACES_ALL, cases=CASES))
    assert (back.status, told(back)) == ("stored", {"cases": (0, 1, 1, 1)})
    days = [row[:-2] for row in before["cases"]]
    assert [row[:-2] for row in everything(database_url)["cases"]] == days


def test_what_a_later_batch_sent_anew_is_undone_first(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    store(database_url, small(tmp_path / "b", SUPERSEDES(1), cases=CASES))
    head = CASES.splitlines()[0] + "\n"
    store(database_url, small(tmp_path / "c", cases=head + MORE.replace("2024", "2022")))
    with pytest.raises(errors.UserError, match=r"brought back rows .* Undo import 3 \(c\)"):
        undo(database_url, 2)
    undo(database_url, 3)
    undo(database_url, 2)
    assert row_counts(database_url, ["cases"]) == {"cases": 3}


def test_rows_never_come_back_without_what_they_belong_to(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    person = "case_id,person_id,kind\nz5,q,legal\n"
    store(database_url, small(tmp_path / "b", suspects=person))
    store(database_url, small(tmp_path / "c", SUPERSEDES(2), suspects=person.replace("z5", "m2")))
    with pytest.raises(errors.UserError, match=r"Undo import 3 \(\w+\) first"):
        undo(database_url, 1)
    store(database_url, small(tmp_path / "d", SUPERSEDES(1), cases=CASES))
    with pytest.raises(errors.UserError, match=r"Undo import 4 \(\w+\) first"):
        undo(database_url, 3)


def test_a_parent_does_not_leave_rows_of_another_batch_alone(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    store(database_url, small(tmp_path / "b", suspects="case_id,person_id,kind\nz5,q,legal\n"))
    before = everything(database_url)
    for partial in batches.Partial:
        later = small(tmp_path / "c", SUPERSEDES(1), cases=CASES)
        [receipt] = store(database_url, later, partial=partial)
        assert (receipt.status, rules(receipt)) == ("refused", ["supersedes.needed"])
    assert "1 stored row of suspects belongs to them (import 2)" in str(receipt.findings)
    assert everything(database_url) == before
    [both] = store(database_url, small(tmp_path / "c", "supersedes = [1, 2]", cases=CASES))
    assert (both.status, both.rows_removed) == ("stored", 2)


def test_a_row_may_not_belong_to_one_that_leaves(database_url: str, tmp_path: Path) -> None:
    store_first(database_url, tmp_path)
    [receipt] = store(
        database_url, small(tmp_path / "later", SUPERSEDES(1), suspects=SUSPECTS, assets=THREE)
    )
    assert receipt.status == "refused"
    assert "parent.all_missing" in rules(receipt)


def test_a_refused_row_keeps_what_is_stored_of_it(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    faulty = CASES.replace("2023-03-04", "03/04/2023")
    for said in (SUPERSEDES(1), UPDATES):
        later = small(tmp_path / "b", said, cases=faulty + "n1,charged_as_trafficking,no,\n")
        [receipt] = store(database_url, later, partial=batches.Partial.ACCEPT)
        assert receipt.status == "stored", receipt.findings
        [stays] = [one for one in receipt.findings if one.rule == "refused.stored_stays"]
        assert stays.wording == "Row 3: The row was rejected. Its stored version stays as it is."
        assert told(receipt)["cases"] == (1, 0, 1, int(said != UPDATES))
        ids = [row[1] for row in everything(database_url)["cases"]]
        assert "m2" in ids
        undo(database_url, receipt.batch_id or 0)
    assert row_counts(database_url, ["cases"]) == {"cases": 3}


def test_nothing_leaves_beside_a_row_whose_key_is_unreadable(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES + MORE))
    unreadable = CASES.replace("m2,", ",")
    for said, status in ((SUPERSEDES(1), "refused"), (UPDATES, "refused")):
        later = small(tmp_path / "b", said, cases=unreadable)
        [receipt] = store(database_url, later, partial=batches.Partial.ACCEPT)
        assert receipt.status == status
        assert ("supersedes.key_unreadable" in rules(receipt)) == (said != UPDATES)


def test_an_update_and_a_replacement_are_two_things(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES))
    [receipt] = store(database_url, small(tmp_path / "b", UPDATES, REPLACES_ALL, cases=CHANGED))
    assert (receipt.status, rules(receipt)) == ("refused", ["supersedes.and_updates"])


def test_what_is_said_beside_a_submission_adds_up(tmp_path: Path) -> None:
    one = small(tmp_path / "a", SUPERSEDES(3))
    assert with_corrections(one, supersedes=(5, 1)).manifest.supersedes == (1, 3, 5)
    assert with_corrections(one, supersedes=ALL).manifest.supersedes == ALL
    assert with_corrections(one, updates=True).manifest.updates
    everything_ = small(tmp_path / "b", REPLACES_ALL)
    assert with_corrections(everything_, supersedes=(5,)).manifest.supersedes == ALL


def test_offices_of_one_write_do_not_take_each_other_out(database_url: str, tmp_path: Path) -> None:
    store(database_url, small(tmp_path / "a", cases=CASES))
    head, first, second = CASES.splitlines()
    parts = [
        small(tmp_path / row[:2], REPLACES_ALL, cases=f"{head}\n{row}\n") for row in (first, second)
    ]
    receipts = store(database_url, *parts)
    assert [receipt.status for receipt in receipts] == ["stored", "stored"]
    assert row_counts(database_url, ["cases"]) == {"cases": 2}
