"""The guide to mappings is held to the program: its mapping, its commands, each of its pieces."""

import shlex
from dataclasses import dataclass
from pathlib import Path

import click
import openpyxl
import pytest

from schemas import findings
from seed import gate
from seed.mapping import mapping_pipeline, parse_profile, profile_sql, upgrade
from seed.mapping.sql_tree import Kind
from tests.command_line import command, run
from tests.soak import soak_size
from tests.submissions import Stored
from tests.unit.seed.mapping.guide import COMMANDS, OWN, PIECES, PROFILE, REGISTER

MANIFEST = '[manifest]\njurisdiction = "XAA"\nextracted_on = 2024-06-30\nunfilled = "elsewhere"\n'
SCOPE = 'scope = { constant = "charged_as_trafficking" }\n'


@dataclass(frozen=True)
class Tried:
    """A piece tried on a tiny export: what stands before and behind it, and the rows it makes.

    `columns` are those of `table` that the piece is about, with a blank between them.
    """

    export: dict[str, str]
    before: str
    after: str
    table: str
    columns: str
    rows: list[tuple[str | int | None, ...]]


def table(name: str, file: str, *columns: str) -> str:
    """The head of a table's block, and columns that are called as in the file."""
    text = "".join(f'{column} = "{column}"\n' for column in columns)
    return f'[tables.{name}]\nfrom = "{file}"\n[tables.{name}.columns]\n{text}'


CASE = table("cases", "a", "case_id") + SCOPE
ASSET = table("assets", "a", "asset_id", "case_id")
SANCTION = table("sanctions", "a", "sanction_id", "case_id", "person_id")
VICTIM = table("victims", "a", "victim_id", "case_id")
PEOPLE = "case_no,id,role,fine,months\nk,1,Accused,0,\nk,2,Victim,,\nm,3,accused,5,7\nm,4,,,0\n"
TRIED = {
    "read a sheet whose column names are in rows 3 and 4": Tried(
        {"sheet.xlsx": "Register,\n,\nCase,Case\nNo.,Opened\nk7,2024-01-02\n"},
        "",
        table("cases", "sheet") + SCOPE + 'case_id = "Case No."\nopened_on = "Case Opened"\n',
        "cases",
        "case_id opened_on",
        [("k7", "2024-01-02")],
    ),
    "read a file whose name changes": Tried(
        {"calls_2024.csv": "case_id\nk7\n"},
        "",
        table("cases", "calls", "case_id") + SCOPE,
        "cases",
        "case_id",
        [("k7",)],
    ),
    "read a column that has no name": Tried(
        {"a.csv": "opened_on,\n2024-01-02,k7\n"},
        table("cases", "a", "opened_on") + SCOPE,
        "",
        "cases",
        "case_id opened_on",
        [("k7", "2024-01-02")],
    ),
    "tell accused from victims in one file": Tried(
        {"people.csv": PEOPLE},
        "",
        '[tables.suspects.columns]\nperson_id = "id"\ncase_id = "case_no"\n'
        'kind = { constant = "natural" }\n',
        "suspects",
        "person_id",
        [("1",), ("3",)],
    ),
    "join another file": Tried(
        {"calls.csv": "id,opened\n7,2024-01-02\n", "people.csv": "case_id,call\nk,7\nm,8\n"},
        "",
        table("cases", "made", "case_id") + f'opened_on = "opened"\n{SCOPE}',
        "cases",
        "row_number case_id opened_on",
        [(2, "k", "2024-01-02"), (3, "m", None)],
    ),
    "say yes if any of three columns does": Tried(
        {"a.csv": "victim_id,case_id,clinic,lawyer,ngo\n1,k,no,yes,\n2,k,no,no,no\n3,k,no,,no\n"},
        VICTIM,
        "",
        "victims",
        "victim_id legal_aid",
        [("1", "yes"), ("2", "no"), ("3", None)],
    ),
    "take the first of two columns that is filled": Tried(
        {"a.csv": "case_id,Opened,Received\nk,02/01/2024,03/01/2024\nm,,04/01/2024\n"},
        CASE,
        "",
        "cases",
        "opened_on",
        [("2024-01-02",), ("2024-01-04",)],
    ),
    "make one case of several rows": Tried(
        {"people.csv": PEOPLE},
        "",
        table("cases", "made") + f'case_id = "case_no"\n{SCOPE}',
        "cases",
        "row_number case_id",
        [(2, "k"), (4, "m")],
    ),
    "read a list in a cell": Tried(
        {"a.csv": "case_id,Acts\nk,Recruited; Moved\nm,Moved\n"},
        table("links", "a", "case_id") + 'person_id = { constant = "" }\n',
        "",
        "links",
        "case_id link",
        [("k", "recruiter"), ("k", "transporter"), ("m", "transporter")],
    ),
    "read $1,234.50": Tried(
        {"a.csv": 'asset_id,case_id,Value\n1,k,"$1,234.50"\n'},
        ASSET,
        "",
        "assets",
        "frozen",
        [("1234.50",)],
    ),
    "read years as months": Tried(
        {"a.csv": "sanction_id,case_id,person_id,Years\n1,k,1,2.5\n"},
        SANCTION,
        "",
        "sanctions",
        "months",
        [("30",)],
    ),
    "read dates in several forms": Tried(
        {"a.csv": "case_id,Opened\n1,1er mars 2012\n2,2 juil. 2012\n3,2013\n"},
        CASE,
        "",
        "cases",
        "opened_on",
        [("2012-03-01",), ("2012-07-02",), ("2013",)],
    ),
    "leave impossible dates blank": Tried(
        {
            "a.csv": "asset_id,case_id,Seized\n"
            + "".join(f"{n},k,{2019 + n}-01-02\n" for n in range(5))
            + "5,k,2204-01-02\n"
        },
        ASSET,
        "",
        "assets",
        "frozen_on",
        [*((f"{2019 + n}-01-02",) for n in range(5)), (None,)],
    ),
    "read one word in many spellings": Tried(
        {"a.csv": "case_id,Purpose\n1,Begging\n2,Sexual\n3,LABOR\n"},
        CASE,
        "",
        "cases",
        "form",
        [("forced_begging",), ("sexual_exploitation",), ("forced_labour",)],
    ),
    "read ages as child and adult": Tried(
        {"a.csv": "victim_id,case_id,Age\n1,k,17\n2,k,18\n3,k,999\n"},
        VICTIM,
        "",
        "victims",
        "age_group",
        [("child",), ("adult",), (None,)],
    ),
    "name the words that mean missing": Tried(
        {"people.csv": "case_id,opened_on\nk,NA\nm,s/d\nn,2024-01-02\n"},
        "",
        table("cases", "people", "case_id", "opened_on") + SCOPE,
        "cases",
        "opened_on",
        [(None,), (None,), ("2024-01-02",)],
    ),
    "use names as ids": Tried(
        {"people.csv": "case_no,name\nk,Ana\nm,Ana\nm,Ana\n"},
        "",
        'kind = { constant = "natural" }\n',
        "suspects",
        "row_number kind",
        [(2, "natural"), (3, "natural"), (4, "natural")],
    ),
    "make a fine and a prison term of one row": Tried(
        {"people.csv": PEOPLE},
        "",
        "",
        "sanctions",
        "sanction_id kind amount months",
        [
            ("3-F", "fine", "5", None),
            ("1-C", None, None, None),
            ("2-C", None, None, None),
            ("3-C", "custody", None, "7"),
        ],
    ),
    "record what became of a seized thing": Tried(
        {"a.csv": "asset_id,case_id,Value,Result\n1,k,5,DECOMISO\n2,k,7,DEVUELTO\n3,k,9,\n"},
        ASSET,
        "",
        "assets",
        "frozen confiscated returned",
        [("5", "5", None), ("7", None, "7"), ("9", None, None)],
    ),
    "state what the export does not say": Tried(
        {"a.csv": "case_id\nk\n"}, CASE, "", "jurisdictions", "name currency", [("Aland", "USD")]
    ),
}


def write(folder: Path, export: dict[str, str]) -> None:
    for name, text in export.items():
        if name.endswith(".csv"):
            (folder / name).write_text(text)
            continue
        book = openpyxl.Workbook()
        sheet = book.create_sheet("2024")
        for line in text.splitlines():
            sheet.append([cell or None for cell in line.split(",")])
        book.save(folder / name)


def whole(tried: Tried, kind: str, piece: str) -> str:
    """A mapping with the piece in it; files that it does not declare are declared."""
    files = [
        f'[files.{Path(name).stem}]\nfile = "{name}"\n'
        for name in tried.export
        if f'"{name}"' not in piece and 'file = "calls_*.csv"' not in piece
    ]
    if kind == "sql":
        piece = f'[files.made]\nselect = """\n{piece}"""\n'
    return MANIFEST + "".join(files) + tried.before + piece + tried.after


def test_each_question_is_tried() -> None:
    assert (list(PIECES), len(PIECES)) == (list(TRIED), 20)


@pytest.mark.parametrize("asked", PIECES)
def test_each_piece_makes_the_rows_that_it_is_for(asked: str, tmp_path: Path) -> None:
    tried = TRIED[asked]
    write(tmp_path, tried.export)
    profile = parse_profile.parse_profile_text("x", whole(tried, *PIECES[asked]))
    assert profile.findings == ()
    submission = mapping_pipeline.read_export(tmp_path, profile, key="a key of nobody")
    assert not findings.only_errors(submission.findings)
    rows = [
        row
        for text in submission.texts
        if text.table == tried.table
        for row in text.frame.select(tried.columns.split()).rows()
    ]
    assert rows == tried.rows


def test_a_name_beside_its_case_is_one_pseudonym(tmp_path: Path) -> None:
    asked = "use names as ids"
    write(tmp_path, TRIED[asked].export)
    profile = parse_profile.parse_profile_text("x", whole(TRIED[asked], *PIECES[asked]))
    [made] = mapping_pipeline.read_export(tmp_path, profile, key="a key of nobody").texts
    first, second, third = made.frame["person_id"].to_list()
    assert first != second == third
    assert "Ana" not in f"{first}{second}"


def test_the_mapping_of_the_guide_makes_the_rows_that_it_says(tmp_path: Path) -> None:
    (tmp_path / "register.csv").write_text(REGISTER)
    profile = parse_profile.parse_profile_text("register", PROFILE)
    assert profile.findings == ()
    assert not upgrade.is_old(PROFILE)
    submission = mapping_pipeline.read_export(tmp_path, profile)
    assert {f.rule for f in submission.findings} == {"mapping.unused_rows"}
    rows = {text.table: text.frame for text in submission.texts}
    assert rows["cases"].select("case_id", "opened_on").rows() == [
        ("0017-21", "2021-03-12"),
        ("0019-21-B", "2021-05-05"),
    ]
    assert rows["charges"]["charge_id"].to_list() == ["P2-1", "P4-1"]
    assert sorted(rows["assets"].select("asset_id", "frozen", "currency").rows()) == [
        ("P2-1", "3321.45", "CAD"),
        ("P2-2", "60", "USD"),
        ("P4-1", "90", "USD"),
    ]
    # Last: what is checked lets its texts go.
    assert not findings.only_errors(gate.check(submission, Stored()).findings)


def test_the_commands_lead_from_the_export_to_a_figure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "register.csv").write_text(REGISTER)
    written = tmp_path / "register.toml"
    printed = {}
    for line in COMMANDS:
        words = shlex.split(line)
        if soak_size(2) == 1 and {"--dry-run", "--extracted-on"} & {*words}:
            # Each import counts every measure anew: in an ordinary run one does.
            command(words[0]).make_context(words[0], words[1:])
            continue
        outcome = run(capsys, "--database", "ours.duckdb", *words)
        assert outcome.code == 0, (line, outcome)
        printed[line] = outcome.out
        if line.startswith("mapping new"):
            assert "TO FILL" in written.read_text()
            written.write_text(PROFILE)
    assert "C01" in printed["measures C01 --by jurisdiction"]
    assert "[shape.files.register]" in written.read_text()
    # What the guide names beside them is there.
    of_mappings = command("mapping")
    assert isinstance(of_mappings, click.Group)
    assert {"accept", "check", "new", "save", "show", "upgrade"} <= {*of_mappings.commands}


@pytest.mark.parametrize(
    ("piece", "text", "kind"),
    [
        ("`ELSE 'no'`", "CASE WHEN x = 'si' THEN 'yes' ELSE 'no' END", Kind.SQL),
        ("`coalesce(x, 'no')`", "coalesce(x, 'no')", Kind.SQL),
        ("'9' is more than '18'", "age < '18'", Kind.WHERE),
        ("UNPIVOT needs INCLUDE NULLS", "SELECT * FROM a UNPIVOT (x FOR n IN (b, c))", Kind.SELECT),
        ("`row_number()`", "SELECT *, row_number() OVER () AS k FROM a", Kind.SELECT),
    ],
)
def test_what_a_trap_says_is_refused(piece: str, text: str, kind: Kind) -> None:
    assert piece in OWN
    assert profile_sql.find_sql_problems(text, kind, ["a"])


def test_what_a_trap_says_instead_is_not_refused() -> None:
    for text in ("num(age) < 18", "x <> 'a' OR x IS NULL"):
        assert profile_sql.find_sql_problems(text, Kind.WHERE, ["a"]) == []
    assert "`num(age) < 18`" in OWN
    assert "`OR x IS NULL`" in OWN
