"""Rows of a file become rows of a table; what cannot be read is refused and said."""

from pathlib import Path

import polars as pl
import pytest

from schemas import findings
from schemas.errors import UserError
from schemas.findings import Severity
from seed import gate
from seed.gate import quarantine
from seed.mapping import draft_export, mapping_pipeline, profile_model, profile_toml, row_mapping
from seed.mapping.draft_columns import values_with_code
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import ColumnRule
from seed.mapping.row_mapping import map_rows
from seed.mapping.source_table import SourceTable
from seed.pseudonyms import KEY_VARIABLE
from seed.submission import Submission, with_corrections
from tests.submissions import Stored
from tests.unit.seed.mapping.mapped_rows import column, made, of_cases, of_table

SUSPECTS = of_table("suspects", "", 'person_id = "id"\nkind = { constant = "natural" }\n')
Y: list[str | None] = ["yes"]
GROWN = ["child", "adult", "child", "adult"]
AGES = '{ 18 = "adult", "1" = "child" }'
SANCTIONS = of_table(
    "sanctions",
    "",
    'sanction_id = { sql = "id || \'-1\'" }\nperson_id = "id"\n'
    'kind = { source = "cell", codes = { Geld = "fine" } }\n',
)
# The prison term of the second row can be read, and its fine cannot.
REGISTER = "Nr;Urteil;Strafe;Buße\n1;schuldig;12;5.000,00\n2;schuldig;24;5 Tsd.\n3;frei;;\n"
PROFILE = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
extracted_on = 2024-12-31
[files.register]
file = "register.csv"
delimiter = ";"
[tables.cases]
from = "register"
[tables.cases.columns]
case_id = "Nr"
scope = { constant = "charged_as_trafficking" }
[tables.suspects]
from = "register"
[tables.suspects.columns]
case_id = "Nr"
person_id = "Nr"
kind = { constant = "natural" }
[[tables.sanctions]]
from = "register"
where = "Strafe IS NOT NULL"
[tables.sanctions.columns]
sanction_id = { sql = "'C' || Nr" }
case_id = "Nr"
person_id = "Nr"
kind = { constant = "custody" }
months = { source = "Strafe", number = { places = 0 } }
[[tables.sanctions]]
from = "register"
where = "Buße IS NOT NULL"
[tables.sanctions.columns]
sanction_id = { sql = "'F' || Nr" }
case_id = "Nr"
person_id = "Nr"
kind = { constant = "fine" }
currency = { constant = "EUR" }
amount = { source = "Buße", number = { written = "1.234,50" } }
"""
LINKS = of_table(
    "links",
    "",
    'person_id = { constant = "" }\n'
    'link = { source = "cell", split = ";", codes = { Kept = "harbourer", No = "" } }\n',
)
FROM = f"from = {AGES}"
MORE = '"0" = "", "99" = "unknown", like = { "(?i)^mayor" = "adult" }'
LIKE = '{ "(?i)lab[ou]+r" = "forced_labour", "^(?i)sex" = "sexual_exploitation", "^-+$" = "" }'
SEVERAL = 'split = ";", several = "unknown"'
FORMS = 'date = ["YYYY-MM-DD", "YYYY"]'
MONEY = 'number = { written = "$1,234.50" }'
# What stands in a column's table beside source = "cell", its cells, what becomes of those that are
# read, and the rows that are refused.
READ: list[tuple[str, str, list[str | None], list[str | None], list[int]]] = [
    ("network_id", "", ["N1", None], ["N1", None], []),
    # Codes translate and refuse what they do not list; a cell may say `like` or `from`.
    (
        "cross_border",
        'codes = { J = "yes", "?" = "" }',
        ["J", "?", None, "N"],
        [*Y, None, None],
        [5],
    ),
    ("cross_border", 'codes = { like = "yes" }', ["like"], Y, []),
    ("cross_border", 'codes = { from = "no" }', ["from"], ["no"], []),
    # Patterns are codes of cells without one, and the first that fits decides.
    (
        "form",
        f'codes = {{ "labour camp" = "other", like = {LIKE} }}',
        ["Forced LABOUR", "sex, then labour", "labour camp", "Sexual", "--", None, "theft"],
        ["forced_labour", "forced_labour", "other", "sexual_exploitation", None, None],
        [8],
    ),
    # A number has the code of the last start that it reaches, unless a code or a pattern has it.
    ("age_group", f"codes = {{ {FROM} }}", ["17", "18", "17.9", "99", None], [*GROWN, None], []),
    ("age_group", f"codes = {{ {FROM} }}", ["0", "-3", "18 años", "mayor"], [], [2, 3, 4, 5]),
    (
        "age_group",
        f"codes = {{ {MORE}, {FROM} }}",
        ["0", "99", "Mayor de edad", "17"],
        [None, "unknown", "adult", "child"],
        [],
    ),
    (
        "age_group",
        f'codes = {{ {FROM} }}, number.written = "1234.50 años"',
        ["17 años", "18 años", "31"],
        ["child", "adult", "adult"],
        [],
    ),
    # A list in a cell may stay one code.
    (
        "sector",
        f'{SEVERAL}, codes = {{ A = "A", B = "B", "A too" = "A", none = "" }}',
        ["A; A too", "A;B", "none", "none; B", None, "A; C"],
        ["A", "unknown", None, "B", None],
        [7],
    ),
    (
        "sector",
        'split = ";", several = "", codes = { like = { "^Hotel" = "I" } }',
        ["Hotel; Hotels (2)", None, "Hotel; Bar"],
        ["I", None],
        [4],
    ),
    # A date keeps the precision that it was given with.
    ("opened_on", 'date = "MM/DD/YYYY"', ["4/1/2008"], ["2008-04-01"], []),
    ("opened_on", 'date = "DD.MM.YYYY"', ["01.04.2008"], ["2008-04-01"], []),
    ("opened_on", 'date = "DD Mon YYYY"', ["1 Apr 2008"], ["2008-04-01"], []),
    ("opened_on", 'date = "YYYY-MM"', ["2008-04"], ["2008-04"], []),
    ("opened_on", 'date = "YYYY"', ["2008"], ["2008"], []),
    ("opened_on", FORMS, ["2023-02-29", "03/04/24", "2023-13-01", "in May"], [], [2, 3, 4, 5]),
    ("opened_on", FORMS, ["2023-02-03 "], [], [2]),
    (
        "opened_on",
        f"{FORMS}, not_after = 2017-07-31",
        ["2017-07-31", "2017-08-01", "2017", "2814"],
        ["2017-07-31", "2017"],
        [3, 5],
    ),
    # A number loses the signs of its source, and only these.
    ("proceeds_estimate", MONEY, ["$1,234.50"], ["1234.50"], []),
    ("proceeds_estimate", MONEY, ["1,23", "1,2345", "12+", "$", "1.2.3"], [], [2, 3, 4, 5, 6]),
    ("proceeds_estimate", MONEY, ["１２"], [], [2]),
    (
        "proceeds_estimate",
        'number = { written = "1.234,50" }',
        ["1.234,5"],
        ["1234.5"],
        [],
    ),
    ("proceeds_estimate", 'number.written = "1234.50*"', ["25*"], ["25"], []),
    ("proceeds_estimate", "number = {}", ["007", ".50"], ["007", "0.50"], []),
    ("proceeds_estimate", 'number = { written = "$1234,50" }', ["-$,5"], ["-0.5"], []),
    # More digits than a sum has.
    ("proceeds_estimate", "number = { times = 1000, places = 2 }", ["9" * 40], [], [2]),
    (
        "victims_stated",
        "number = { times = 12, places = 0 }",
        ["0.6666666666666666", "2.5", "100"],
        ["8", "30", "1200"],
        [],
    ),
    ("victims_stated", "number.places = 2", ["1647.005", "96", "-"], ["1647.01", "96.00"], [4]),
    (
        "victims_stated",
        'missing = ["999"], number = {}',
        ["999", "3"],
        [None, "3"],
        [],
    ),
    (
        "victims_stated",
        'codes = { one = "1", many = "" }, number = {}',
        ["one", "many", "2"],
        ["1", None, "2"],
        [],
    ),
]
LONG = " OR ".join(f"cell = '{n}'" for n in range(20))


@pytest.mark.parametrize(("target", "how", "cells", "read_", "refused"), READ)
def test_cells_are_read_as_the_column_says(
    target: str,
    how: str,
    cells: list[str | None],
    read_: list[str | None],
    refused: list[int],
) -> None:
    """By all of them at once, as no cell depends on another."""
    said = f'source = "cell", {how}'.rstrip(", ")
    profile = SUSPECTS if target == "age_group" else of_cases()
    result = made(f"{profile}{target} = {{ {said} }}\n", cell=cells)
    assert result.frame[target].to_list() == read_
    assert [finding.row for finding in result.findings] == refused


def test_constants_fill_every_row() -> None:
    assert column('form = { constant = "mixed" }', [None, "x"]) == (["mixed", "mixed"], [])


@pytest.mark.parametrize(
    ("column", "words"),
    [
        ('age_group.codes.from = { eighteen = "adult" }', "[eighteen] is not a number."),
        (
            'age_group.codes.from = { 18 = "grown" }',
            "[grown] is not a valid code. Use one of: adult, child",
        ),
        ('charged_on.codes.from = { 18 = "2020" }', "has no list of codes"),
    ],
)
def test_what_cannot_be_is_a_fault(column: str, words: str) -> None:
    name = column.partition(".")[0]
    [fault] = parse_profile_text("x", f'{SUSPECTS}{name}.source = "Edad"\n{column}\n').findings
    assert words in fault.wording


def test_a_draft_says_from_which_age_on_somebody_is_grown(tmp_path: Path) -> None:
    rows = range(90)
    pl.DataFrame(
        {
            "Victim ID": [f"V{n}" for n in rows],
            "Sexo": ["F", "M", "F"] * 30,
            "Edad": [f"{n % 60}" for n in rows],
        }
    ).write_csv(tmp_path / "victims.csv")
    draft = draft_export.draft_from_path(tmp_path / "victims.csv")
    assert 'from = { 1 = "child", 18 = "adult" }' in draft.toml
    [table] = draft.chosen.tables
    ages = table.columns["age_group"]
    values = draft.files[0].columns[2].counts
    # Whether an age of 0 is one is for a person to say.
    assert values.keys() - values_with_code(ages, values) == {"0"}


def test_a_choice_of_numbers_is_written_and_read() -> None:
    column = ColumnRule("Edad", codes={"x": ""}, codes_from={"1": "child", "18.5": "adult"})
    table = profile_model.TableRule("suspects", "all", {"age_group": column})
    files = (profile_model.SourceFile("all", "all.csv"),)
    text = profile_toml.profile_text(profile_model.Profile("x", files, (table,)))
    [rule] = parse_profile_text("x", text).tables[0].columns.values()
    assert (rule.codes, rule.code_steps) == ({"x": ""}, [(1.0, "child"), (18.5, "adult")])


def test_a_refused_cell_is_named_by_file_row_and_column_without_its_value() -> None:
    how = 'cross_border = { source = "cell", codes = { J = "yes" } }'
    (finding,) = made(of_cases(how), cell=["Maria"]).findings
    assert str(finding).startswith("all.csv, row 2, cell: The mapping has no code for this value")
    assert "Maria" not in finding.wording
    assert finding.severity is Severity.ERROR


def test_a_list_in_a_cell_becomes_a_row_for_each_different_code() -> None:
    profile = of_table(
        "links",
        "",
        'person_id.constant = ""\n'
        'link.source = "cell"\nlink.split = [";", "\\n"]\n[tables.links.columns.link.codes]\n'
        'Hired = "recruiter"\nRecruited = "recruiter"\nKept = "harbourer"\nOther = ""\n',
    )
    result = made(profile, cell=["Hired;\nKept; Recruited;", None, "Other", "Kept; Stolen"])
    rows = result.frame.select("row_number", "case_id", "link").rows()
    assert rows == [(2, "a", "recruiter"), (2, "a", "harbourer"), (5, "d", "harbourer")]
    assert [f.row for f in result.findings] == [5]
    # Two words for one code are one row.
    assert result.made.merged == 1


def test_cells_that_would_make_more_rows_than_are_read_make_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A file of a few bytes could make a thousand million of them."""
    monkeypatch.setattr(row_mapping, "MOST_ROWS", 1_000)
    listed = 'kind = { source = "cell", split = ";", codes = { like = { "." = "screen" } } }'
    profile = of_table("protections", "", f'victim_id = "id"\n{listed}\n')
    profile = profile.replace('case_id = "id"\n', "")
    result = made(profile, cell=[";".join("ABCD" * 300), "A;B", None])
    [finding] = findings.only_errors(result.findings)
    assert (finding.rule, result.frame.height) == ("mapping.too_many_rows", 0)
    assert "at most 1,000" in finding.wording


def test_a_pseudonym_is_keyed_and_equal_for_equal_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = of_cases('network_id = { source = "cell", pseudonym = true }')
    cells = ["7", "7", "8", None]
    monkeypatch.setenv(KEY_VARIABLE, "a secret of the sender")
    first, again, other, blank = made(profile, cell=cells).frame["network_id"]
    assert first == again != other
    assert len(first) == 32
    assert blank is None
    monkeypatch.setenv(KEY_VARIABLE, "a secret of another sender")
    assert made(profile, cell=cells).frame["network_id"][0] != first


def test_pseudonyms_without_a_key_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(KEY_VARIABLE, raising=False)
    with pytest.raises(UserError, match="is missing"):
        made(of_cases('network_id = { source = "cell", pseudonym = true }'), cell=["7"])


def test_many_faults_of_a_column_are_listed_up_to_a_limit_and_then_counted() -> None:
    frame = pl.DataFrame({"row_number": range(2, 102), "id": ["a"] * 100, "scope": ["x"] * 100})
    dated = of_cases('opened_on = { source = "id", date = "YYYY" }')
    profile = parse_profile_text("made_up", dated)
    found = map_rows(profile.tables[0], SourceTable("all.csv", frame, ""), "XAA").findings
    assert len(found) == 50
    assert sum(f.occurrences for f in found) == 100
    assert "50 more rows have the same problem." in str(found[-1])


def test_a_date_that_is_too_late_is_told_apart_from_one_of_a_wrong_form() -> None:
    how = 'opened_on = { source = "cell", date = "DD.MM.YYYY", not_after = 2017-07-31 }'
    result = made(of_cases(how), cell=["31.07.2017", "01.08.2107", "2017/07/01", "?"])
    assert [(f.row, f.rule) for f in result.findings] == [
        (4, "mapping.date"),
        (5, "mapping.date"),
        (3, "mapping.late"),
    ]
    form, _, late = (f.wording for f in result.findings)
    assert form == (
        "The date is not in a format of the mapping. Add the format, or add the value to the"
        " missing values."
    )
    assert late == (
        "The date is after 2017-07-31, the last day that the mapping allows. Correct it at the"
        " source, or allow later days for opened_on."
    )
    assert [(m.kind, m.values.cells) for m in result.not_mapped] == [("date", 2), ("late", 1)]


def test_a_cell_that_cannot_be_read_may_be_left_blank_with_a_warning() -> None:
    how = 'opened_on = { source = "cell", date = "YYYY-MM-DD", unreadable = "blank" }'
    cells: list[str | None] = ["2017-07-31"] * 4 + ["00:00:00", None]
    result = made(of_cases(how), cell=cells)
    assert result.frame["opened_on"].to_list() == [*cells[:4], None, None]
    assert result.made.refused == 0
    (finding,) = result.findings
    assert (finding.row, finding.severity) == (6, Severity.WARNING)
    assert finding.wording.endswith("opened_on was left blank, as the mapping says.")
    (missed,) = result.not_mapped
    assert (missed.column, missed.kind, missed.values.hidden) == ("cell", "date", 1)


def test_a_column_of_which_much_cannot_be_read_is_not_left_blank() -> None:
    how = 'opened_on = { source = "cell", date = "YYYY-MM-DD", unreadable = "blank" }'
    cells: list[str | None] = ["2017-07-31", "31/07/2017", None, None]
    result = made(of_cases(how), cell=cells)
    assert result.made.refused == 1
    [finding] = result.findings
    assert finding.severity is Severity.ERROR
    assert "up to a fifth of the filled cells blank" in finding.wording
    assert "Here 1 of 2 cannot be read" in finding.wording


def test_what_became_of_each_row_is_counted() -> None:
    profile = of_cases("", "where = \"cell <> 'x'\"")
    counts = made(profile.replace('"id"', '"cell"'), cell=["x", "a", "a", "b", None]).made
    assert (counts.read, counts.left_out, counts.refused) == (5, 2, 0)
    assert (counts.merged, counts.rows) == (0, 3)


def read(folder: Path) -> Submission:
    (folder / "register.csv").write_text(REGISTER, encoding="utf-8")
    profile = parse_profile_text("register", PROFILE)
    assert profile.findings == ()
    return mapping_pipeline.read_export(folder / "register.csv", profile)


def test_a_row_with_an_unreadable_cell_hands_on_its_ids() -> None:
    left = made(SANCTIONS, cell=["Geld", "Haft"]).unmapped
    assert (left.table, left.file) == ("sanctions", "all.csv")
    assert left.ids.rows(named=True) == [
        {"row_number": 3, "sanction_id": "b-1", "case_id": "b", "person_id": "b"}
    ]
    assert left.unreadable.to_list() == [False]


def test_an_id_that_cannot_be_read_is_not_handed_on() -> None:
    case = 'case_id = { source = "court", codes = { A = "a" } }'
    profile = SANCTIONS.replace('case_id = "id"', case)
    left = made(profile, cell=["Geld", "Haft"], court=["A", "B"]).unmapped
    assert left.ids.select("case_id", "person_id").rows() == [(None, "b")]
    assert left.unreadable.to_list() == [True]


def test_ids_that_are_hidden_are_hidden_here_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(KEY_VARIABLE, "0123456789abcdef" * 2)
    how = 'network_id = { source = "cell", pseudonym = true }\n'
    how += 'cross_border = { source = "cell", codes = { J = "yes" } }'
    rows = made(of_cases(how), cell=["J", "Nadia"])
    [hidden] = rows.unmapped.ids["network_id"]
    assert "Nadia" not in hidden
    assert len(hidden) == len(rows.frame["network_id"][0])


def test_the_case_of_a_fine_that_cannot_be_read_is_held_back(tmp_path: Path) -> None:
    submission = read(tmp_path)
    [fault] = [one for one in submission.findings if one.severity is Severity.ERROR]
    assert (fault.row, fault.column) == (3, "Buße")
    checked = gate.check(submission, Stored())
    assert checked.frames["suspects"]["case_id"].to_list() == ["1", "3"]
    assert checked.frames["sanctions"]["sanction_id"].to_list() == ["C1", "F1"]
    assert checked.held_back == gate.HeldBack(
        cases=1, of_cases=3, rows={"cases": 1, "suspects": 1, "sanctions": 1}
    )
    [said] = quarantine.quarantine_remarks(checked.held_back, "register.csv")
    assert said.wording == (
        "1 of 3 cases is left out with all its rows, because one of them was rejected. 3 rows"
        " without an error of their own are left out with them. A missing row of a case would count"
        " as a no. What is stored of them stays as it is."
    )


def test_what_is_stored_of_a_row_that_could_not_be_read_does_not_leave(tmp_path: Path) -> None:
    persons = [{"case_id": one, "person_id": one, "kind": "natural"} for one in "123"]
    stored = Stored(
        cases=[{"case_id": one, "scope": "charged_as_trafficking"} for one in "123"],
        suspects=persons,
        sanctions=[
            {"sanction_id": one, "case_id": one[1], "person_id": one[1]}
            for one in ("F2", "X2", "X3")
        ],
    )
    checked = gate.check(with_corrections(read(tmp_path), supersedes=(1,)), stored, replaces={1})
    assert not gate.is_fatal(checked.findings)
    assert checked.removed["sanctions"]["sanction_id"].to_list() == ["X3"]


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ("", ()),
        ("cell\n IN ('x',  'y')", (("[where] cell IN ('x', 'y')", 3),)),
        ("cell IS NOT NULL", (("[where] cell IS NOT NULL", 1),)),
        (LONG, ((f"[where] {LONG[:80]}...", 4),)),
    ],
)
def test_rows_are_counted_by_what_they_lack(where: str, asked: tuple[tuple[str, int], ...]) -> None:
    rows = f'where = """{where}"""' if where else ""
    counts = made(of_cases("", rows), cell=["x", "y", "z", "5", None]).made
    assert counts.left_by == asked
    assert sum(rows for _, rows in counts.left_by) == counts.left_out


def test_lists_of_nothing_are_told_and_make_their_rows_unused() -> None:
    result = made(LINKS, cell=["Kept", None, " ; ", "No", "Stolen"])
    assert result.made.left_by == (("cell has something", 2),)
    # A word that means nothing makes nothing either; one without a code is refused and said.
    assert sorted(result.used) == [2, 6]


def test_what_is_asked_second_is_asked_of_those_alone_that_have_the_first() -> None:
    profile = LINKS.replace(
        "\n[tables.links.columns]", "where = \"id <> 'b'\"\n[tables.links.columns]"
    )
    left_by = made(profile, cell=["Kept", None, None]).made.left_by
    assert left_by == (("[where] id <> 'b'", 1), ("cell has something", 1))
