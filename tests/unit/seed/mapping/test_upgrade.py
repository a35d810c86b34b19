"""A mapping of the old form is rewritten: it makes the same rows, or says what a person decides.

The reader of the old form is deleted. `upgrade_rows.json` holds what it made of each of `FORMS`.
"""

import json
import re
import tomllib
from pathlib import Path

import polars as pl
import pytest

from schemas import findings
from seed.mapping import mapping_pipeline, parse_profile, upgrade
from seed.submission import Submission
from tests.unit.seed.mapping import upgrade_forms
from tests.unit.seed.mapping.upgrade_forms import FORMS, HEAD, export

MADE = json.loads(Path(__file__).with_name("upgrade_rows.json").read_text("utf-8"))
IDS = ("person_id", "asset_id", "claim_id")
REGISTER_HEAD = """\
# The register of a court.
# What was decided here.

[manifest]
jurisdiction = "XAA" # of the court

[files.register]
file = "register.csv"
"""
TABLE = """
# Cases of the court.
[[tables]]
table = "cases"
from = "register"
{rows}
[tables.columns]
case_id = "Docket" # never blank
scope = {{ constant = "trafficking_elements" }}
{columns}
"""
EXTRACT = """\
[files.x]
from = "register"
extract = { column = "Seized", like = '(?P<amount>[0-9]+)', between = "and" }
"""
UNPIVOT = '[files.x]\nfrom = "register"\nunpivot = { article = "Art{n}" }\n'
JOIN = '[files.x]\nfile = "x.csv"\njoin.y = { on = "Docket", columns = ["Sum"] }\n'
NUMBERS = '[files.x]\nfile = "x.csv"\n[files.x.numbers]\nSum = { before = "$" }\n'


def made(read: Submission) -> dict[str, object]:
    """What is made, by table: each row with its number; and the rows that are refused."""
    refused = {one.row or 0 for one in findings.only_errors(read.findings)}
    tables = {}
    for text in read.texts:
        if text.table == "coverage":
            continue
        rows = text.frame.select(sorted(text.frame.columns)).sort(pl.all(), nulls_last=True)
        # A row without an id is refused behind the reader; the old one refused it itself.
        for name in {*IDS} & {*rows.columns}:
            refused |= {*rows.filter(pl.col(name).is_null())["row_number"]}
        tables[text.table] = rows
    return {
        "refused": sorted(refused),
        **{
            table: [rows.columns, *map(list, rows.rows())]
            for table, frame in tables.items()
            for rows in [frame.filter(~pl.col("row_number").is_in(list(refused)))]
        },
    }


@pytest.mark.parametrize("form", FORMS)
def test_each_form_makes_the_rows_that_it_made(form: str, tmp_path: Path) -> None:
    export(tmp_path, len(form))
    found = upgrade.upgrade_profile(HEAD + FORMS[form])
    assert not found.notes, found.notes
    new = parse_profile.parse_profile_text("made", found.text)
    assert (new.findings, upgrade.is_old(found.text)) == ((), False)
    assert made(mapping_pipeline.read_export(tmp_path, new, key="nobody's")) == MADE[form]
    assert any(len(rows) > 1 for table, rows in MADE[form].items() if table != "refused")


def upgraded(rows: str = "", columns: str = "", files: str = "") -> str:
    """The new text of a mapping that leaves nothing open."""
    found = upgrade.upgrade_profile(
        REGISTER_HEAD + files + TABLE.format(rows=rows, columns=columns)
    )
    assert not found.notes, found.notes
    assert parse_profile.parse_profile_text("new", found.text).findings == ()
    return found.text


def told_line(text: str, note: str) -> str:
    """The line of the old text that a note begins with."""
    found = re.match(r"line (\d+), ", note)
    assert found is not None, note
    return text.splitlines()[int(found[1]) - 1]


def test_comments_between_the_lines_come_last() -> None:
    text = upgraded(rows='of = "Kind" # of what it is', columns="")
    assert text.startswith("# The register of a court.\n# What was decided here.\n\n[manifest]\n")
    comments = ("# of the court", "# Cases of the court.", "# of what it is", "# never blank")
    assert text.endswith("\n".join(("", *comments, "")))


def test_texts_that_are_no_sql_stay_letter_by_letter() -> None:
    note = 'note = """a "b" \'c\'\\n C:\\\\d \\t\\u200b"""'
    text = REGISTER_HEAD.replace("[files", f"{note}\n[files", 1)
    columns = "charged = { source = 'x', codes = { '\"q\" \\w' = 'yes' } }"
    found = tomllib.loads(
        upgrade.upgrade_profile(text + TABLE.format(rows="", columns=columns)).text
    )
    assert found["manifest"]["note"] == "a \"b\" 'c'\n C:\\d \t\u200b"
    assert found["tables"]["cases"]["columns"]["charged"]["codes"] == {'"q" \\w': "yes"}


@pytest.mark.parametrize(
    ("condition", "said"),
    [
        ('{ Kind = "a" }', "Kind = 'a'"),
        ('{ Kind = ["a", "b\'c"] }', "Kind IN ('a', 'b''c')"),
        ('{ Kind = { not = "a", blank = false } }', "Kind <> 'a' AND Kind IS NOT NULL"),
        ('[{ "Case" = "a" }, { Kind = { blank = true } }]', "(\"Case\" = 'a' OR Kind IS NULL)"),
        ('{ "A b" = { above = 7, to = 9 } }', 'num("A b") > 7 AND num("A b") <= 9'),
        (
            '{ Kind = { lacks = ["a", "b"] } }',
            "NOT contains(Kind, 'a') AND NOT contains(Kind, 'b')",
        ),
        ("{ Kind = { like = '(?i)^trata[^s]' } }", "regexp_matches(Kind, '(?i)^trata[^s]')"),
    ],
)
def test_a_condition_is_sql(condition: str, said: str) -> None:
    text = upgraded(rows=f"where = {condition}")
    assert said in tomllib.loads(text)["tables"]["cases"]["where"]


def test_a_mapping_in_sql_loses_the_old_key_and_nothing_else() -> None:
    old = """\
source = "sqlite:///court.db"

[files.cases]
file = "cases"

[files.trafficking]
select = "SELECT * FROM cases WHERE kind = 'trata'"

[tables.cases]
from = "trafficking"
where = "kind = 'trata' -- no other"

[tables.cases.columns]
opened_on = { source = "day", date = "DD Month YYYY", language = "es" }

[shape.files.cases]
columns = ["day", "kind"]

[shape.tables.cases]
cases = 0.5
"""
    new = upgrade.upgrade_profile(old)
    assert new.notes == ()
    said = tomllib.loads(old)
    del said["tables"]["cases"]["columns"]["opened_on"]["language"]
    assert tomllib.loads(new.text) == said


def test_months_are_named_without_their_language() -> None:
    columns = 'opened_on = { source = "Day", date = "DD Month YYYY", language = "fr" }'
    column = tomllib.loads(upgraded(columns=columns))["tables"]["cases"]["columns"]["opened_on"]
    assert column == {"source": "Day", "date": "DD Month YYYY"}


def test_a_database_is_asked_by_query() -> None:
    text = 'source = "sqlite:///records.db"\n' + REGISTER_HEAD.replace(
        'file = "register.csv"', 'select = "SELECT Docket FROM cases ORDER BY Docket"'
    )
    found = upgrade.upgrade_profile(text + TABLE.format(rows="", columns=""))
    assert 'query = "SELECT Docket FROM cases ORDER BY Docket"' in found.text
    assert found.text.index("source =") < found.text.index("[manifest]")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"rows": 'where = { "#3" = "a" }'}, "[#3] names a column by its number"),
        ({"rows": "where = { Kind = { like = '[a&&b]' } }"}, "[&&] in the pattern"),
        ({"rows": "where = { Kind = { like = '[a[:digit:]]' } }"}, "[[a[] in the pattern"),
        ({"rows": "where = { Kind = { like = '[]a]' } }"}, "[[]] in the pattern"),
        # RE2 takes the é of été for no letter, so that its words end elsewhere.
        ({"rows": "where = { Kind = { like = '\\bt' } }"}, "[\\b] in the pattern"),
        ({"rows": 'repeat = "Persons"'}, "[repeat] cannot be rewritten"),
        ({"columns": 'court_id = { joint = { by = ["Day"] } }'}, "[joint] cannot be rewritten"),
        (
            {"rows": 'first_of = ["Docket"]'},
            "[first_of] cannot be rewritten. Write a SELECT with Q",
        ),
        ({"columns": "charged = { cases = [] }"}, "[cases] cannot be rewritten"),
        (
            {
                "rows": 'unknown_as = "mixed"',
                "columns": 'form = { source = "F", split = ";", codes = { a = "mixed" } }',
            },
            "Other columns than form depend on the parts of [F]",
        ),
        ({"files": JOIN}, "[join] cannot be rewritten. Write a SELECT with LEFT JOIN"),
        ({"columns": 'sector = { source = "Kind", missing_like = "a" }'}, "[missing_like] cannot"),
        ({"files": EXTRACT}, "[extract] cannot be rewritten"),
        ({"files": UNPIVOT}, "[unpivot] cannot be rewritten. Write a SELECT with UNPIVOT"),
        ({"files": NUMBERS}, "Write [number] into the columns"),
        ({"columns": 'court_id = { compose = "{Docket}-{part}" }'}, "{part} is the number of"),
        ({"columns": 'opened_on = { source = "Day", keep = "max" }'}, "[keep] cannot be rewritten"),
    ],
)
def test_what_a_person_must_decide_is_left_open(said: dict[str, str], words: str) -> None:
    table = TABLE.format(rows=said.get("rows", ""), columns=said.get("columns", ""))
    text = REGISTER_HEAD + said.get("files", "") + table
    found = upgrade.upgrade_profile(text)
    [note] = found.notes
    assert words in note
    # The line is that of the column, or of the header of its file or table.
    line = told_line(text, note)
    assert line in {"[[tables]]", "[files.x]", "[files.x.numbers]", said.get("columns")}
    assert ("files" in said) == line.startswith("[files.x")
    # Nothing that is left open can be imported by.
    assert parse_profile.parse_profile_text("new", found.text).findings != ()


def test_tables_of_several_blocks_are_lists() -> None:
    assert "[tables.cases]" in upgraded()
    twice = REGISTER_HEAD + 2 * TABLE.format(rows="", columns="")
    found = tomllib.loads(upgrade.upgrade_profile(twice).text)
    assert [one["from"] for one in found["tables"]["cases"]] == ["register", "register"]


def test_a_split_column_named_as_its_source_depends_on_no_other() -> None:
    column = 'form = { source = "form", split = ";", codes = { a = "mixed" } }'
    text = REGISTER_HEAD + TABLE.format(rows='of = "Docket"', columns=column)
    assert upgrade.upgrade_profile(text).notes == ()


def test_what_is_partly_of_the_new_form_goes_on_as_it_is() -> None:
    new = upgraded(rows='where = { Kind = "a" }')
    assert upgrade.upgrade_profile(new) == upgrade.Upgraded(new)
    assert not upgrade.is_old(new)
    assert not upgrade.is_old("no TOML [")
    mixed = new.replace('case_id = "Docket"', 'case_id = { compose = "{Docket}-{Part}" }')
    tables = tomllib.loads(upgrade.upgrade_profile(mixed).text)["tables"]
    assert tables["cases"]["where"] == "Kind = 'a'"
    assert tables["cases"]["columns"]["case_id"] == {"sql": "Docket || '-' || Part"}
    left = new.replace("[tables.cases]\n", '[tables.cases]\nrepeat = "Persons"\n')
    [note] = upgrade.upgrade_profile(left).notes
    assert told_line(left, note) == "[tables.cases]"


@pytest.mark.parametrize("value", ["7", "[]", '""', "{}", "[{}]", "true", '[["x"]]'])
def test_a_key_that_holds_anything_is_told_and_no_bug(value: str) -> None:
    # What stands at the head of each is changed once.
    places = re.compile(r"^[^=\n]+ = (.+)$", re.MULTILINE)
    for text, head in [
        *((text, upgrade_forms.HEAD) for text in upgrade_forms.FORMS.values()),
        (upgrade_forms.HEAD, ""),
    ]:
        tail = "" if head else upgrade_forms.ALL
        for start, end in (one.span(1) for one in places.finditer(text)):
            found = upgrade.upgrade_profile(head + text[:start] + value + text[end:] + tail)
            assert tomllib.loads(found.text)


RENAMED = """\
source = "sqlite:///court.db"

[files.cases]
{file}

[tables.links]
from = "cases"
{person}

[tables.links.columns]
case_id = "id"
link = "Act"
{columns}

[tables.sanctions]
from = "cases"

[tables.sanctions.columns]
case_id = "id"
person_id = "who"
sanction_id = "no"
kind = {{ constant = "fine" }}
amount = {{ source = "Sum", number = {{ {number}, times = 2 }} }}
"""


def test_keys_with_another_name_are_refused_and_rewritten() -> None:
    old = RENAMED.format(
        file='table = "court.cases"',
        person='person = "none"',
        columns="",
        number='decimal = ",", thousands = ".", after = " EUR"',
    )
    new = RENAMED.format(
        file='file = "court.cases"',
        person="",
        columns='person_id = { constant = "" }',
        number='written = "1.234,50 EUR"',
    )
    was, now = (parse_profile.parse_profile_text("court", text) for text in (old, new))
    assert [one.rule for one in was.findings] == ["profile.old_form"]
    keys = ("[files.cases] table", "[tables.links] person", "[tables.sanctions] amount, number")
    assert all(key in was.findings[0].wording for key in keys)
    assert (now.findings, upgrade.is_old(new)) == ((), False)
    found = upgrade.upgrade_profile(old)
    assert (found.notes, upgrade.is_old(found.text)) == ((), False)
    assert tomllib.loads(found.text) == tomllib.loads(new)
