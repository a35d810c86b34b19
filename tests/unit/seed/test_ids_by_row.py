"""A source without ids: each import replaces the last one by its profile, and nothing else."""

from pathlib import Path

import pytest
from sqlalchemy import select

from schemas import findings, tables
from schemas.store import database
from seed import batches
from seed.mapping.mapping_pipeline import read_export
from seed.mapping.parse_profile import parse_profile_text
from seed.submission import Submission, with_corrections
from tests.submissions import CASES, SUSPECTS, XAA, row_counts, small, store
from tests.unit.seed.test_replacing import told
from tests.unit.seed.test_superseding import everything, undo

REGISTER = """\
[manifest]
jurisdiction = "{jurisdiction}"
{said}

[files.register]
file = "register.csv"

[files.persons]
select = "SELECT *, '{sign}' || _row AS id FROM register"

[tables.cases]
from = "persons"
[tables.cases.columns]
case_id = "id"
charged = {{ constant = "yes" }}
scope = {{ constant = "charged_as_trafficking" }}
opened_on = "opened"

[tables.suspects]
from = "persons"
[tables.suspects.columns]
case_id = "id"
person_id = "id"
charged = {{ constant = "yes" }}
kind = {{ constant = "natural" }}
sex = {{ source = "sex", codes = {{ M = "male", F = "female" }} }}
outcome = {{ source = "outcome", codes = {{ conv = "convicted_trafficking", acq = "acquitted" }} }}
"""
BY_ROW = 'ids = "by_row"'
FIRST = ["2021-01-05,M,conv", "2021-02-06,F,acq", "2021-03-07,M,", "2022-04-08,F,conv"]
# Sorted otherwise, one row gone, two new.
SECOND = ["2022-04-08,F,conv", "2021-03-07,M,acq", "2023-05-09,M,conv", "2021-01-05,M,conv"]
SECOND += ["2023-06-10,F,conv"]


def export(
    folder: Path,
    rows: list[str],
    said: str = BY_ROW,
    *,
    name: str = "register",
    sign: str = "R",
    jurisdiction: str = "XAA",
) -> Submission:
    """What a profile without ids makes of a register with these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "register.csv"
    path.write_text("\n".join(["opened,sex,outcome", *rows]) + "\n")
    text = REGISTER.format(said=said, sign=sign, jurisdiction=jurisdiction)
    return read_export(path, parse_profile_text(name, text))


def records(url: str) -> dict[str, list[tuple[object, ...]]]:
    """All records, without the batch that brought them."""
    with database.reading(url).connect() as connection:
        return {
            table.name: sorted(
                map(
                    tuple, connection.execute(select(*(c for c in table.c if c.name != "batch_id")))
                ),
                key=repr,
            )
            for table in tables.RECORD_TABLES
            if database.non_empty_tables(connection, (table,))
        }


def values(url: str, column: str) -> set[object]:
    """What stands in a column of the suspects."""
    with database.reading(url).connect() as connection:
        return set(connection.execute(select(tables.suspects.c[column])).scalars())


def errors(receipt: batches.Receipt) -> list[str]:
    """The rules of what refuses it."""
    return [finding.rule for finding in findings.only_errors(receipt.findings)]


def test_ids_by_row_without_the_word_for_it_are_refused_with_the_line_to_add() -> None:
    text = REGISTER.format(said="", sign="R", jurisdiction="XAA")
    [fault] = parse_profile_text("register", text).findings
    assert (fault.rule, fault.severity) == ("profile.row_number", findings.Severity.ERROR)
    assert "cases.case_id, cases.person_id" not in fault.wording
    assert "cases.case_id, suspects.case_id, suspects.person_id." in fault.wording
    assert BY_ROW in fault.wording
    said = text.replace("[manifest]\n", f"[manifest]\n{BY_ROW}\n")
    assert parse_profile_text("register", said).findings == ()
    # Beside an id of the source it is one all the same; numbers within such an id are none.
    for id_, rules in (
        ("'x' || opened || '-' || _row", ["profile.row_number"]),
        ("sex || row_number() OVER (PARTITION BY _row ORDER BY sex)", []),
        ("sex || opened", []),
    ):
        found = parse_profile_text("register", text.replace("'R' || _row", id_)).findings
        assert [one.rule for one in found] == rules


def test_the_next_export_takes_the_place_of_the_last_one(
    tmp_path: Path,
) -> None:
    url, fresh = (f"duckdb:///{tmp_path / name}.duckdb" for name in ("records", "fresh"))
    sent = [export(tmp_path / str(n), rows) for n, rows in enumerate((FIRST, SECOND))]
    [first] = store(url, sent[0])
    assert (first.status, first.supersedes) == ("stored", ())
    assert first.by_row_in_words.startswith("Its ids are row numbers. The next import")
    [second] = store(url, sent[1])
    assert (second.status, second.supersedes) == ("stored", (1,))
    assert "It has replaced import 1 as a whole." in second.by_row_in_words
    store(fresh, export(tmp_path / "1", SECOND))
    assert records(url) == records(fresh)


def test_fewer_rows_leave_no_row_of_before_and_an_undo_brings_all_back(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    before = everything(database_url)
    [receipt] = store(database_url, export(tmp_path / "2", SECOND[:1]))
    assert told(receipt) == {"cases": (0, 1, 0, 3), "suspects": (0, 1, 0, 3)}
    assert row_counts(database_url) == {"cases": 1, "suspects": 1}
    undo(database_url, 2)
    assert everything(database_url) == before


def test_the_file_of_before_is_not_known_again_once_it_was_replaced(
    database_url: str, tmp_path: Path
) -> None:
    for number, rows in enumerate((FIRST, SECOND, FIRST), start=1):
        [receipt] = store(database_url, export(tmp_path / "1", rows))
        assert (receipt.status, receipt.batch_id) == ("stored", number)
    [again] = store(database_url, export(tmp_path / "1", FIRST))
    assert (again.status, again.batch_id) == ("already_stored", 3)
    assert row_counts(database_url)["cases"] == len(FIRST)


def test_an_update_is_refused_with_the_reason(database_url: str, tmp_path: Path) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    [receipt] = store(database_url, with_corrections(export(tmp_path / "2", SECOND), updates=True))
    assert (receipt.status, errors(receipt)) == ("refused", ["supersedes.by_row"])
    assert "an update would overwrite other people's records" in str(receipt.findings)
    assert not receipt.may_be_stored_in_part


@pytest.mark.parametrize("second", ["office_id = 'b'", "another profile", "another jurisdiction"])
def test_what_came_otherwise_is_not_touched(database_url: str, tmp_path: Path, second: str) -> None:
    offices = "office_id,jurisdiction,kind\na,XAA,court\nb,XAA,court\n"
    store(database_url, small(tmp_path / "offices", XAA, offices=offices))
    one = f"{BY_ROW}\noffice_id = 'a'"
    two = f"{BY_ROW}\n{second}" if second.startswith("office") else one
    name = "hotline" if second == "another profile" else "register"
    jurisdiction = "XBB" if second == "another jurisdiction" else "XAA"
    if jurisdiction == "XBB":
        one = two = BY_ROW
    store(database_url, export(tmp_path / "1", FIRST, one))
    beside = export(tmp_path / "2", FIRST[:2], two, name=name, sign="B", jurisdiction=jurisdiction)
    [receipt] = store(database_url, beside)
    assert (receipt.status, receipt.supersedes) == ("stored", ())
    [receipt] = store(database_url, export(tmp_path / "3", SECOND, one))
    assert (receipt.status, receipt.supersedes) == ("stored", (2,))
    assert row_counts(database_url)["cases"] == len(SECOND) + 2


def test_the_same_ids_of_another_mapping_are_refused_with_both_ways_out(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    [receipt] = store(database_url, export(tmp_path / "2", SECOND, name="renamed"))
    assert (receipt.status, {*errors(receipt)}) == ("refused", {"id.already_stored"})
    wording = findings.only_errors(receipt.findings)[0].wording
    assert "import 1 has another mapping or office" in wording
    assert "--supersedes 1" in wording
    assert "updates" not in wording
    named = with_corrections(export(tmp_path / "2", SECOND, name="renamed"), supersedes=(1,))
    [receipt] = store(database_url, named)
    assert (receipt.status, receipt.supersedes) == ("stored", (1,))
    assert row_counts(database_url)["cases"] == len(SECOND)


def test_of_a_part_that_is_stored_nothing_of_before_stays(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    # Row 3 is refused: what was stored as R3 is another person.
    rows = [SECOND[0], "2021-03-07,M,unread", *SECOND[2:]]
    [receipt] = store(database_url, export(tmp_path / "2", rows), partial=batches.Partial.ACCEPT)
    assert receipt.status == "stored"
    assert receipt.held_back.cases == 1
    assert "What is stored of them" not in receipt.held_back.in_words
    assert "refused.stored_stays" not in {finding.rule for finding in receipt.findings}
    assert values(database_url, "person_id") == {"R2", "R4", "R5", "R6"}


def test_a_column_less_in_the_profile_is_no_fault(database_url: str, tmp_path: Path) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    export(tmp_path / "2", FIRST)
    text = REGISTER.format(said=BY_ROW, sign="R", jurisdiction="XAA")
    text = "\n".join(line for line in text.splitlines() if not line.startswith("sex ="))
    less = read_export(tmp_path / "2" / "register.csv", parse_profile_text("register", text))
    [receipt] = store(database_url, less)
    assert receipt.status == "stored", receipt.findings
    assert values(database_url, "sex") == {"unknown"}


def test_two_exports_of_one_profile_in_one_write_are_refused(
    database_url: str, tmp_path: Path
) -> None:
    sent = [export(tmp_path / str(n), [row]) for n, row in enumerate(FIRST[:2])]
    receipts = store(database_url, *sent)
    assert [receipt.status for receipt in receipts] == ["checked", "refused"]
    assert "supersedes.beside_another" in errors(receipts[1])


def test_what_others_brought_for_its_rows_does_not_lose_its_case(
    database_url: str, tmp_path: Path
) -> None:
    store(database_url, export(tmp_path / "1", FIRST))
    store(database_url, small(tmp_path / "own", cases=CASES, suspects=SUSPECTS))
    victims = "victim_id,case_id,sex\nv1,R5,female\n"
    store(database_url, small(tmp_path / "victims", victims=victims))
    [receipt] = store(database_url, export(tmp_path / "2", FIRST[:2]))
    assert (receipt.status, errors(receipt)) == ("refused", ["supersedes.needed"])
