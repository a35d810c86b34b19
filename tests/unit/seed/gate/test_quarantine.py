"""Nothing half of a case is stored: what of it is refused takes all of it along."""

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest

from schemas import columns, tables
from schemas.columns import Kind
from seed import gate, readers
from seed.gate import quarantine
from seed.submission import Unmapped
from tests.soak import everyday
from tests.submissions import EXTRACTED, Stored, check, write

OF_CASES = [table.name for table in tables.RECORD_TABLES if quarantine.parent_id_columns(table)]
OFTEN = ("cases", "victims", "payments", "evidence")
ONE_ROW = ("offices", *quarantine.STATEMENTS, "population")
FILLED = {
    Kind.JURISDICTION: "XAA",
    Kind.CURRENCY: "EUR",
    Kind.DATE: "2023-05-02",
    Kind.COLUMN: "population",
    Kind.INTEGER: "2023",
    Kind.MONEY: "7",
}
# Of a case itself, of a person, of a row under another's key, and without a key of its own.
EACH_TABLE = everyday(*OFTEN, rest={*OF_CASES} - {*OFTEN})
READ_OTHERWISE = {Kind.CODE, Kind.DATE, Kind.INTEGER, Kind.MONEY}
CASES = (
    "case_id,scope,network_id\nk7,charged_as_trafficking,{}\nm2,trafficking_elements,{}\n".format
)
APART = CASES("", "")


def cell(column: columns.Column, number: int) -> str:
    """A cell of the case of that number: its own ids, and what must be filled."""
    field = columns.field_of(column)
    if field.kind is Kind.ID:
        return (
            "o-1" if column.name == "office_id" else f"{column.name.removesuffix('_id')}-{number}"
        )
    if field.codes is not None:
        return next(iter(field.codes)).value if field.required else ""
    return FILLED.get(field.kind, "") if field.required or field.kind is Kind.CURRENCY else ""


def text(table: tables.Table, *, numbers: tuple[int, ...] = (1, 2), bad: int = 0) -> str:
    """A row of each case; in that of number `bad` a cell that cannot be read."""
    names = [column.name for column in tables.asked_columns(table)]
    rows = [
        {column.name: cell(column, number) for column in tables.asked_columns(table)}
        for number in numbers
    ]
    sent = tables.asked_columns(table)
    wrong = next(c.name for c in sent if columns.field_of(c).kind in READ_OTHERWISE)
    for row, number in zip(rows, numbers, strict=True):
        row |= {wrong: "?"} if number == bad else {}
    lines = [names, *([row[name] for name in names] for row in rows)]
    return "".join(",".join(line) + "\n" for line in lines)


def everything(bad: str = "") -> dict[str, str]:
    """Two cases with a row in each table, one of them with a cell that cannot be read."""
    return {
        table.name: text(
            table,
            numbers=(1,) if table.name in ONE_ROW else (1, 2),
            bad=1 if table.name == bad else 0,
        )
        for table in tables.RECORD_TABLES
    }


def stored(checked: gate.Checked) -> dict[str, list[int]]:
    """The rows of each table that may be stored."""
    return {name: frame["row_number"].to_list() for name, frame in checked.frames.items()}


def ids(checked: gate.Checked, table: str, column: str = "case_id") -> list[str]:
    frame = checked.frames.get(table)
    return [] if frame is None else frame[column].to_list()


def test_without_a_refused_row_all_is_stored_and_nothing_said(tmp_path: Path) -> None:
    checked = check(tmp_path, **everything())
    assert {f.rule for f in checked.findings if f.severity == "error"} == set()
    assert all(stored(checked)[name] == [2, 3] for name in OF_CASES)
    assert checked.held_back == gate.HeldBack()


@pytest.mark.parametrize("table", EACH_TABLE)
def test_a_refused_row_of_any_table_keeps_the_whole_case_out(table: str, tmp_path: Path) -> None:
    checked = check(tmp_path, **everything(bad=table))
    assert not gate.is_fatal(checked.findings)
    rows = stored(checked)
    assert {name: rows.get(name) for name in OF_CASES} == {name: [3] for name in OF_CASES}
    assert checked.rows_refused == {name: int(name in OF_CASES) for name in checked.rows_read}
    held = checked.held_back
    assert (held.cases, held.of_cases, held.joined, held.victims) == (1, 2, 0, 0)
    assert sum(checked.rows_refused.values()) - sum(held.rows.values()) >= 1
    assert table not in held.rows


@pytest.mark.parametrize("table", quarantine.STATEMENTS)
def test_what_all_rows_are_read_by_is_not_left_out(table: str, tmp_path: Path) -> None:
    checked = check(tmp_path, 'jurisdiction = "XAA"', **everything(bad=table))
    assert gate.is_fatal(checked.findings)
    [why] = [one for one in checked.findings if one.rule == "statement.refused"]
    assert (why.file, why.row) == (f"{table}.csv", None)
    assert "no part of the import can be stored without them" in why.wording
    assert checked.frames == {}


def test_every_table_is_of_cases_or_it_is_decided_what_becomes_without_its_row() -> None:
    assert {*OF_CASES, *ONE_ROW} == {table.name for table in tables.RECORD_TABLES}
    # What is stored of another case is looked for by keys of one column alone.
    for name in OF_CASES:
        key = tables.key_of(tables.BY_NAME[name])
        assert len(key) == 1 or {*quarantine.parent_id_columns(tables.BY_NAME[name])} <= {*key}


def test_rows_of_no_case_that_nothing_is_read_by_are_left_out_alone(tmp_path: Path) -> None:
    texts = everything()
    texts["offices"] += "o-2,XAA,,palace,\n"
    texts["population"] += "XAA,next year,7\n"
    texts["assets"] += "asset_9" + "," * texts["assets"].splitlines()[0].count(",") + "\n"
    texts["assets"] = texts["assets"].replace("asset_9,,,", "asset_9,,,castle")
    checked = check(tmp_path, **texts)
    assert checked.held_back == gate.HeldBack(of_cases=2)
    assert {name: n for name, n in checked.rows_refused.items() if n} == {
        "offices": 1,
        "population": 1,
        "assets": 1,
    }
    assert all(stored(checked)[name] == [2, 3] for name in OF_CASES)


@pytest.mark.parametrize("table", EACH_TABLE)
def test_a_row_that_is_sent_twice_leaves_nothing_missing(table: str, tmp_path: Path) -> None:
    texts = everything()
    texts[table] += texts[table].splitlines()[1] + "\n"
    checked = check(tmp_path, **texts)
    assert checked.held_back == gate.HeldBack(of_cases=2)
    assert all(stored(checked)[name] == [2, 3] for name in OF_CASES)
    assert checked.rows_refused[table] == 1


@pytest.mark.parametrize(
    ("column", "table", "rows"),
    [
        ("network_id", "cases", ""),
        ("person_id", "suspects", "case_id,person_id,kind\nk7,p9,natural\nm2,p9,natural\n"),
        (
            "joint_award_id",
            "claims",
            "claim_id,case_id,joint_award_id,victim_id\nc1,k7,j1,v1\nc2,m2,j1,v2\n",
        ),
    ],
)
def test_what_is_read_as_one_over_several_cases_stays_out_with_all_of_them(
    column: str, table: str, rows: str, tmp_path: Path
) -> None:
    cases = CASES("n1", "n1") if table == "cases" else APART
    texts = {"cases": cases + "z5,trafficking_elements,\n"} | ({table: rows} if rows else {})
    victims = "victim_id,case_id,sex\nv1,k7,female\nv2,m2,female\nv5,z5,female\n"
    texts["victims"] = victims.replace("v1,k7,female", "v1,k7,F.")
    checked = check(tmp_path, **texts)
    assert column in quarantine.JOINING
    assert ids(checked, "cases") == ["z5"]
    assert (checked.held_back.cases, checked.held_back.joined) == (2, 1)
    said = checked.held_back.in_words
    assert said.startswith("2 of 3 cases are left out with all their rows")
    assert "1 of them is left out because another case of the same network" in said


def test_a_claim_of_a_victim_of_another_case_stays_out_with_both(tmp_path: Path) -> None:
    victims = "victim_id,case_id,sex\nv1,k7,F.\nv2,m2,female\nv3,m2,female\n"
    claims = "claim_id,case_id,victim_id\nc1,k7,v2\n"
    checked = check(tmp_path, cases=APART, victims=victims, claims=claims)
    # Without its claim, which is of the other case as well, the victim would read as not claiming.
    assert (checked.held_back.cases, checked.frames) == (2, {})
    alone = check(tmp_path / "alone", cases=APART, victims=victims)
    assert ids(alone, "cases") == ["m2"]


def test_a_victim_of_no_case_is_a_whole_of_its_own(tmp_path: Path) -> None:
    victims = "victim_id,case_id,sex\nv1,,female\nv2,,female\n"
    protections = "victim_id,kind\nv1,veil\nv1,screen\nv2,screen\n"
    checked = check(tmp_path, victims=victims, protections=protections)
    assert ids(checked, "victims", "victim_id") == ["v2"]
    assert ids(checked, "protections", "victim_id") == ["v2"]
    held = checked.held_back
    assert (held.cases, held.victims, held.rows) == (0, 1, {"victims": 1, "protections": 1})
    assert held.in_words.startswith("1 victim without a case is left out with all rows. 2 rows")


def test_the_case_is_told_by_parents_that_are_stored(tmp_path: Path) -> None:
    was = Stored(
        cases=[{"case_id": "k7"}, {"case_id": "m2"}],
        victims=[{"victim_id": "v1", "case_id": "k7"}],
        claims=[{"claim_id": "c1", "case_id": "k7", "victim_id": "v1"}],
    )
    payments = "payment_id,claim_id,paid,currency\ny1,c1,five,EUR\n"
    evidence = "case_id,kind\nk7,digital\nm2,digital\n"
    assistance = "victim_id,kind\nv1,housing\n"
    texts = {"payments": payments, "evidence": evidence, "assistance": assistance}
    checked = check(tmp_path, stored=was, **texts)
    assert checked.held_back.untold == {}
    assert stored(checked) == {"evidence": [3]}


def test_a_row_that_moves_to_another_case_is_of_both(tmp_path: Path) -> None:
    was = Stored(
        cases=[{"case_id": "k7"}, {"case_id": "m2"}],
        assets=[{"asset_id": "a1", "case_id": "k7", "class": "cash"}],
    )
    evidence = "case_id,kind\nk7,digital\nm2,digital\n"
    for bad in ("k7", "m2"):
        texts = {
            "assets": "asset_id,case_id,class\na1,m2,cash\n",
            "evidence": evidence.replace(f"{bad},digital", f"{bad},disk"),
        }
        checked = check(tmp_path / bad, "updates = true", stored=was, **texts)
        assert (checked.held_back.cases, checked.held_back.of_cases) == (2, 2), bad
        assert (checked.frames, checked.superseded) == ({}, {})


def test_of_what_is_stored_of_a_case_nothing_leaves_either(tmp_path: Path) -> None:
    case = {"scope": "charged_as_trafficking"}
    was = Stored(
        cases=[{"case_id": one} | case for one in ("k7", "m2")],
        evidence=[{"case_id": one, "kind": "digital"} for one in ("k7", "m2")],
        assets=[{"asset_id": f"a-{one}", "case_id": one} for one in ("k7", "m2")],
    )
    texts = {"cases": APART, "evidence": "case_id,kind\nk7,disk\nm2,forensic\n"}
    checked = check(tmp_path, "supersedes = [1]", stored=was, replaces={1}, **texts)
    assert not gate.is_fatal(checked.findings)
    assert checked.removed["evidence"]["case_id"].to_list() == ["m2"]
    assert checked.removed["assets"]["asset_id"].to_list() == ["a-m2"]
    # The row that is the same stays with the batch that brought it, beside what else is there.
    assert checked.kept == {}
    assert checked.superseded["cases"]["case_id"].to_list() == ["m2"]


@pytest.mark.parametrize("case", ["", "k 7", "x9"])
def test_a_refused_row_of_which_the_case_cannot_be_told_is_counted(
    case: str, tmp_path: Path
) -> None:
    suspects = f"case_id,person_id,kind\n{case},p3,natural\nk7,p1,natural\n"
    checked = check(tmp_path, cases=APART, suspects=suspects)
    assert checked.held_back == gate.HeldBack(of_cases=2, untold={"suspects": 1})
    assert checked.frames["cases"].height == 2
    [remark] = quarantine.quarantine_remarks(checked.held_back, "spring")
    assert (remark.file, remark.rule, remark.occurrences) == ("suspects.csv", "case.untold", 1)
    assert remark.wording.startswith("1 rejected row belongs to a case that is not known")


def test_a_blank_where_there_need_be_no_case_is_no_case(tmp_path: Path) -> None:
    assets = "asset_id,case_id,class\na1,,castle\na2,m 2,cash\n"
    checked = check(tmp_path, cases=APART, assets=assets)
    assert checked.held_back.untold == {"assets": 1}


def test_ids_of_rows_that_a_mapping_could_not_read_tell_their_case(tmp_path: Path) -> None:
    folder = write(tmp_path, EXTRACTED, cases=APART, evidence="case_id,kind\nm2,digital\n")
    frame = pl.DataFrame(
        {"row_number": [9, 10, 11], "case_id": ["k7", "no case", None]},
        schema_overrides={"row_number": pl.Int32},
    )
    left = Unmapped("evidence", "register.csv", frame, pl.Series([False, False, True]))
    checked = gate.check(replace(readers.read_submission(folder), unmapped=(left,)), Stored())
    assert ids(checked, "cases") == ["m2"]
    assert checked.held_back.untold == {"evidence": 2}
    assert (checked.rows_read["evidence"], checked.rows_refused["evidence"]) == (4, 3)
