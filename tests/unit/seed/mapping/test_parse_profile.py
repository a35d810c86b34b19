"""What a profile says is checked key by key; each fault has its line and the nearest name."""

import json
import re

import pytest

from schemas.findings import Severity
from seed.mapping import parse_profile, profile_keys
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_keys import KEY_TABLES
from seed.mapping.profile_model import Profile
from seed.mapping.toml_reader import find_lines, line_at
from tests.unit.seed.mapping.guide import TEXT

SOUND = """\
[manifest]
jurisdiction = "XAA"
[files.cases]
file = "cases.csv"
[tables.cases]
from = "cases"
[tables.cases.columns]
case_id = "Case"
scope = { constant = "charged_as_trafficking" }
form = { source = "Kind", codes = { Labour = "forced_labour" } }
"""
OLD = "[[tables]]\ntable = 'cases'\nfrom = 'cases'\n[tables.columns]\ncase_id = 'Case'\n"
# Neither text nor number, nor a table, nor a day alone.
STRANGE = "1979-05-27T07:32:00"
FILES = '[files.a]\nfile = "a.csv"\n'
TABLE = f'{FILES}[tables.claims]\nfrom = "a"\n'
# What leads to a place.
WAY = {
    "profile": "",
    "manifest": "[manifest]\n",
    "files": "[files.a]\n",
    "files.source": 'source = "sqlite:///a.db"\n[files.a]\n',
    "files.select": '[files.a]\nselect = "SELECT 1"\n',
    "tables": f"{FILES}[tables.claims]\n",
    "columns": f"{TABLE}[tables.claims.columns.decided_on]\n",
    "number": f"{TABLE}[tables.claims.columns.awarded.number]\n",
    "shape": f"{FILES}[shape]\n",
    "shape.files": f"{FILES}[shape.files.a]\n",
}
KEYS = [(place, key) for place in KEY_TABLES for key in KEY_TABLES[place].keys]
LINES_TEXT = """\
# A profile
[files.cases]
file = "cases.csv"

[[tables]]
table = "cases"
[tables.columns]
case_id = { source = "id" }

[[tables]]
table = "links"
[tables.columns.link.codes]
"Hired by" = "recruiter"
"""


def parsed(text: str) -> Profile:
    return parse_profile_text("made_up", text)


def changed(old: str, new: str) -> str:
    assert old in SOUND
    return SOUND.replace(old, new)


def test_a_sound_profile_has_no_findings() -> None:
    profile = parsed(SOUND)
    assert profile.findings == ()
    assert profile.statement.jurisdiction == "XAA"
    assert [*profile.tables[0].columns] == ["case_id", "scope", "form"]


def test_a_fault_is_an_error_of_the_whole_file_and_names_its_line() -> None:
    (finding,) = parsed(changed('"forced_labour"', '"forced_labor"')).findings
    assert finding.file == "made_up.toml"
    assert finding.severity is Severity.ERROR
    assert finding.row is None
    assert finding.rule == "profile.unknown_code"
    assert finding.wording.startswith(
        "line 10, tables.cases.columns.form: [forced_labor] is not a valid"
    )
    assert "Did you mean forced_labour" in finding.wording


@pytest.mark.parametrize(
    ("old", "new", "rule", "wording"),
    [
        ('form = { source = "Kind"', 'from_ = { source = "Kind"', "unknown_column", r"\[from_\]"),
        ('source = "Kind"', 'sauce = "Kind"', "unknown_key", r"Did you mean source\?"),
        ('source = "Kind"', "source = true", "type", "Expected here: text"),
        ("tables.cases", "tables.case", "unknown_table", r"Did you mean cases\?"),
        ('from = "cases"', 'from = "case"', "unknown_file", r"Did you mean cases\?"),
        ('jurisdiction = "XAA"', 'extracted_on = "2026"', "type", "Expected here: a date"),
        (
            'jurisdiction = "XAA"',
            'dates = "week"',
            "type",
            "Expected here: one of day, month",
        ),
        ('case_id = "Case"\n', "", "required_column", r"\[case_id\] of cases"),
        ('file = "cases.csv"', "", "required", r"Name the file with \[file\]"),
        ('source = "Kind", ', "", "filled_by", "Write exactly one of"),
        ('"charged_as_trafficking" }', '"S1" }', "unknown_code", r"\[S1\]"),
    ],
)
def test_each_fault_has_its_rule(old: str, new: str, rule: str, wording: str) -> None:
    found = {f.rule: f for f in parsed(changed(old, new)).findings}
    assert f"profile.{rule}" in found
    assert re.search(wording, found[f"profile.{rule}"].wording)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('opened_on = { source = "Day", date = "DD/MM/YY" }', "date_format"),
        ('opened_on = { source = "Day", date = "YYYY-MM-DD %H(.*)" }', "date_format"),
        ('network_id = { source = "Day", date = "YYYY" }', "date"),
        ('victims_stated = { source = "N", number = { written = "1.234" } }', "number_format"),
        ('sector = { source = "S", several = "A" }', "several"),
        ('sector = { source = "S", codes = { like = { "[" = "A" } } }', "pattern"),
        # What Python's engine knows, and the one that looks for it does not.
        ('sector = { source = "S", codes = { like = { "a(?=b)" = "A" } } }', "pattern"),
        ("sector = { source = 'S', codes = { like = { '(a)\\1' = 'A' } } }", "pattern"),
        ('sector = { source = "S", codes = { like = { "(a{1000}){1000}" = "A" } } }', "pattern"),
        (
            f'sector = {{ source = "N", codes = {{ like = {{ "{"(" * 5000}" = "A" }} }} }}',
            "pattern",
        ),
        ('victims_stated = { source = "N", number = { places = 400 } }', "type"),
        ('sector = { source = "S", codes = { like = { "a" = "nothing" } } }', "unknown_code"),
        ('network_id = { source = "S", codes = { a = ["b"] } }', "type"),
        ('network_id = "row_number"', "row_number"),
        ('opened_on = { constant = "2020", date = "YYYY" }', "needs_source"),
        ('sector = { sql = "S", split = ";", codes = {} }', "split"),
    ],
)
def test_a_column_that_cannot_be_meant_is_a_fault(line: str, rule: str) -> None:
    assert [f.rule for f in parsed(SOUND + line).findings] == [f"profile.{rule}"]


@pytest.mark.parametrize("text", ["a = = 1", "[.]", "[[]]", '[""] x'])
def test_text_that_is_not_toml_is_one_finding(text: str) -> None:
    (finding,) = parsed(text).findings
    assert finding.rule == "profile.toml"
    assert "line 1" in finding.wording


def test_links_without_persons_must_be_said_outright() -> None:
    links = SOUND.replace("tables.cases", "tables.links").split("scope")[0] + 'link = "Act"\n'
    assert [f.rule for f in parsed(links).findings] == ["profile.person"]
    said = links + 'person_id = { constant = "" }\n'
    assert parsed(said).findings == ()


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        (SOUND.split("[tables")[0] + OLD, "[[tables]]"),
        (OLD, "[[tables]]"),
        (SOUND + "[[groups]]\nfrom = 'cases'\n", "[[groups]]"),
        (SOUND + "[files.x]\nfrom = 'cases'\nunpivot = {}\n", "[files.x] from, [files.x] unpivot"),
        (changed('from = "cases"', "from = 'cases'\nof = 'Case'"), "[tables.cases] of"),
        (changed('from = "cases"', "from = 'cases'\nwhere = { K = '1' }"), "[tables.cases] where"),
        (changed('from = "cases"', "from = 'cases'\nperson = 'none'"), "[tables.cases] person"),
        (SOUND + "opened_on = { pick = ['A', 'B'] }\n", "[tables.cases] opened_on, pick"),
    ],
)
def test_a_profile_of_the_old_form_is_refused_with_the_command_that_rewrites_it(
    text: str, keys: str
) -> None:
    [finding] = parsed(text).findings
    assert finding.rule == "profile.old_form"
    assert f"keys of an old version ({keys})" in finding.wording
    assert finding.wording.endswith("prosecution-quality mapping upgrade made_up")
    [finding] = parse_profile_text("x", text, file="x.toml", called="my old.toml").findings
    assert finding.wording.endswith("prosecution-quality mapping upgrade 'my old.toml'")


def test_a_row_that_the_profile_states_is_checked_and_knows_its_line() -> None:
    row = '[[rows.coverage]]\ncolumn = "claims"\nfrom = 2000-01-01\ncollected = "no"\n'
    (stated,) = parsed(SOUND + row).rows
    assert (stated.table, stated.line) == ("coverage", 11)
    assert stated.values == {"column": "claims", "from": "2000-01-01", "collected": "no"}
    (finding,) = parsed(SOUND + row.replace('"no"', '"never"')).findings
    assert finding.rule == "profile.unknown_code"


@pytest.mark.parametrize(
    "file",
    [
        "../sec/private.csv",
        "/etc/passwd",
        "of_2024/cases.csv",
        "..",
        "..\\sec\\private.csv",
        "C:cases.csv",
        "cases\0.csv",
        f"{'x' * 300}.csv",
    ],
)
def test_a_profile_names_files_of_the_folder_alone(file: str) -> None:
    [finding] = parsed(changed('"cases.csv"', json.dumps(file))).findings
    assert finding.rule == "profile.file"
    assert "without a folder before it" in finding.wording


@pytest.mark.parametrize(
    ("line", "rule", "wording"),
    [
        (f"missing = {'[' * 5000}{']' * 5000}", "toml", "too deep"),
        ('encoding = "nope"', "encoding", r"Unknown encoding \[nope\]"),
        ('encoding = "hex"', "encoding", r"Unknown encoding \[hex\]"),
        ("header_row = 0", "type", "from 1 to"),
        ("header_row = []", "type", "a list of rising ones"),
        ("header_row = [4, 3]", "type", "a list of rising ones"),
        ("header_row = [3, true]", "type", "a list of rising ones"),
        ("header_row = [3, 400000000]", "type", "to 1,048,576"),
        ("header_row = 400000000", "type", "to 1,048,576"),
        ("skip_rows = 400000000", "type", "to 1,048,576"),
        ('delimiter = "::"', "delimiter", "one character"),
        ('delimiter = "€"', "delimiter", "one character"),
        ("delimiter = '\"'", "delimiter", "but no quotation mark"),
    ],
)
def test_how_a_file_is_written_is_checked(line: str, rule: str, wording: str) -> None:
    [finding] = parsed(changed('file = "cases.csv"', f'file = "cases.csv"\n{line}')).findings
    assert finding.rule == f"profile.{rule}"
    assert re.search(wording, finding.wording)


@pytest.mark.parametrize(
    ("name", "known"), [("UTF-8", "utf-8"), ("windows-1252", "cp1252"), ("latin-1", "iso8859-1")]
)
def test_an_encoding_may_be_called_by_any_of_its_names(name: str, known: str) -> None:
    [file] = parsed(changed('"cases.csv"', f'"cases.csv"\nencoding = "{name}"')).files
    assert file.encoding == known


@pytest.mark.parametrize(
    ("formats", "alike"),
    [
        (["DD/MM/YYYY", "MM/DD/YYYY"], True),
        (["YYYY", "YYYY-DD-MM", "YYYY-MM-DD"], True),
        (["YYYYMMDD", "DDMMYYYY"], True),
        (["YYYYMM", "MMYYYY"], True),
        (["DD/MM/YYYY", "MM-DD-YYYY"], False),
        (["DD Mon YYYY", "DD MM YYYY"], False),
        (["YYYY-MM-DD", "YYYY-MM", "YYYY", "YYYY-MM-DD 00:00:00"], False),
    ],
)
def test_formats_of_dates_that_look_alike_are_refused(formats: list[str], alike: bool) -> None:
    line = f"opened_on = {{ source = 'Day', date = {json.dumps(formats)} }}"
    found = parsed(changed("[tables.cases.columns]", f"[tables.cases.columns]\n{line}")).findings
    assert [finding.rule for finding in found] == (["profile.date_format"] if alike else [])
    assert all("day and month could be confused" in finding.wording for finding in found)


def test_a_form_of_a_date_that_is_written_twice_is_a_fault() -> None:
    line = 'opened_on = { source = "Day", date = ["YYYY", "YYYY-MM-DD", "YYYY"] }'
    [finding] = parsed(
        changed("[tables.cases.columns]", f"[tables.cases.columns]\n{line}")
    ).findings
    assert finding.rule == "profile.date_format"
    assert finding.wording.endswith("[YYYY] is listed twice. Keep one.")
    assert "line 8" in finding.wording


@pytest.mark.parametrize(("place", "key"), KEYS)
def test_each_declared_key_is_checked_where_it_stands(place: str, key: str) -> None:
    *way, last = WAY[place].splitlines(keepends=True) or [""]
    # A key that leads there stands there once.
    text = "".join([*way, "" if last.startswith(f"{key} = ") else last]) + f"{key} = {STRANGE}\n"
    found = [
        f for f in parse_profile.parse_profile_text("x", text).findings if f.rule == "profile.type"
    ]
    assert any(re.search(rf"\.?{key}: Expected here: ", f.wording) for f in found), found


@pytest.mark.parametrize("place", WAY)
def test_an_unknown_key_is_answered_with_those_that_exist(place: str) -> None:
    text = WAY[place] + "strange_key = 1\n"
    [finding] = [
        f
        for f in parse_profile.parse_profile_text("x", text).findings
        if "strange_key" in f.wording
    ]
    assert finding.rule == "profile.unknown_key"
    assert f"Valid keys here: {', '.join(KEY_TABLES[place].keys)}." in finding.wording


def test_places_inside_keys_are_declared() -> None:
    inside = {key.inside for place in KEY_TABLES.values() for key in place.keys.values()}
    assert inside - {""} <= KEY_TABLES.keys()
    assert {place for place in KEY_TABLES if KEY_TABLES[place].keys} == WAY.keys()


def test_the_guide_tells_of_every_key() -> None:
    assert profile_keys.update_guide_reference(TEXT) == TEXT, (
        "run: mapping keys --into docs/mapping.md"
    )


def test_the_line_of_each_key_is_found() -> None:
    lines = find_lines(LINES_TEXT)
    assert lines["files", "cases", "file"] == 3
    assert lines["tables", 1, "table"] == 11
    assert lines["tables", 1, "columns", "link", "codes", "Hired by"] == 13
    # A key of an inline table stands on the line around it.
    assert line_at(lines, ("tables", 0, "columns", "case_id", "source")) == 8
    assert line_at(lines, ("manifest", "note")) is None
