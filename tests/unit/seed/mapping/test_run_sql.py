"""SELECTs, conditions and texts in SQL over the files of an export."""

from pathlib import Path

import polars as pl
import pytest

from schemas import findings
from seed import submission
from seed.mapping import mapping_pipeline, parse_profile

# What Unicode calls white space, and stands within a line.
BLANKS = [*map(chr, (32, 133, 160, 5760, *range(8192, 8203), 8232, 8233, 8239, 8287, 12288))]
HEAD = """
[manifest]
jurisdiction = "XAA"
unfilled = "not_collected"
[files.cases]
file = "cases.csv"
[files.others]
file = "others.csv"
"""
CASES = "id,court,age,a1,a2,word\nk1,K,17,177,,si\nk2,,x,,178,\nk3,K,40,,,no\nk4,L,,9,9,Si\n"
OTHERS = "id,name,court\nk1,Ana,A\nk3,Bo,B\nk3,Cy,C\no9,Di,D\n"
TABLE = """
[tables.cases]
from = "{file}"
[tables.cases.columns]
case_id = "{id}"
scope = {{ constant = "trafficking_elements" }}
"""


def read(folder: Path, profile: str, cases: str = CASES) -> submission.Submission:
    (folder / "cases.csv").write_text(cases)
    (folder / "others.csv").write_text(OTHERS)
    parsed = parse_profile.parse_profile_text("made", HEAD + profile)
    assert parsed.findings == ()
    return mapping_pipeline.read_export(folder, parsed, key="a key of nobody")


def rows(read_: submission.Submission, table: str = "cases") -> pl.DataFrame:
    frames = [
        text.frame.with_columns(file=pl.lit(text.file))
        for text in read_.texts
        if text.table == table
    ]
    return pl.concat(frames, how="diagonal")


def said(read_: submission.Submission, rule: str) -> list[findings.Finding]:
    return [one for one in read_.findings if one.rule == f"mapping.{rule}"]


def test_rows_of_a_select_have_file_and_number_of_their_origin(tmp_path: Path) -> None:
    select = """
[files.charges]
select = '''
SELECT * FROM cases UNPIVOT INCLUDE NULLS (article FOR n IN (a1 AS '1', a2 AS '2'))
'''
[tables.cases]
from = "charges"
where = "article IS NOT NULL"
[tables.cases.columns]
case_id = { sql = "id || '-' || n" }
scope = { constant = "trafficking_elements" }
form = { source = "article", codes = { 177 = "servitude", 178 = "" } }
"""
    found = read(tmp_path, select)
    made = rows(found).select("file", "row_number", "case_id", "form").rows()
    assert made == [("cases.csv", 2, "k1-1", "servitude"), ("cases.csv", 3, "k2-2", None)]
    # What cannot be read is said where it stands.
    assert [(f.file, f.row, f.column) for f in said(found, "code")] == [("cases.csv", 5, "article")]
    assert found.mapped is not None
    [of_cases] = found.mapped.tables
    assert of_cases.left_by == (("[where] article IS NOT NULL", 4),)
    # Of the row without a charge nothing is made.
    assert [(f.file, f.row) for f in said(found, "unused_rows")] == [("cases.csv", 4)]


def test_a_union_tells_the_file_of_each_row(tmp_path: Path) -> None:
    union = """
[files.all]
select = '''
SELECT _row, _file, id FROM cases UNION ALL SELECT _row, 'others' AS _file, id FROM others
'''
"""
    found = read(tmp_path, union + TABLE.format(file="all", id="id"))
    assert rows(found).select("file", "row_number", "case_id").rows() == [
        *(("cases.csv", n, f"k{n - 1}") for n in (2, 3, 4, 5)),
        *(("others.csv", n, i) for n, i in ((2, "k1"), (3, "k3"), (4, "k3"), (5, "o9"))),
    ]


@pytest.mark.parametrize(
    ("select", "words"),
    [
        ("SELECT id FROM cases", "_row is missing"),
        ("WITH c(_row, id) AS (SELECT id, id FROM cases) SELECT * FROM c", "_row is missing"),
        ("SELECT * FROM cases c JOIN others o ON c.id = o.id", "Name the file that it is from"),
        ("SELECT c.*, o.court FROM cases c JOIN others o ON c.id = o.id", "[court] occurs twice"),
        (
            "SELECT _row, id FROM cases UNION ALL SELECT _row, id FROM others",
            "Name the file of _row",
        ),
        ("SELECT _row, 'x' AS _file, id FROM cases", "must be one of cases"),
        (
            "SELECT _row, _file, id FROM cases UNION ALL SELECT _row, 'x', id FROM others",
            "must be one of cases, others",
        ),
        ("SELECT o._row, 'cases' AS _file, o.id FROM others o, cases c", "must be one of others"),
        (
            "SELECT max(_row) AS _row, 'others' AS _file, word AS id FROM cases GROUP BY ALL",
            "must be one of cases",
        ),
        ("SELECT o._row, o._file, o.id FROM others o", ""),
        ("SELECT *, num(age) AS years FROM cases", "has the type DOUBLE"),
        ("SELECT *, word = 'si' AS said FROM cases", "is true or false"),
        ("SELECT *, nope FROM cases", 'column "nope" not found'),
        ("SELECT *, regexp_extract(id, '(') AS x FROM cases", "are not shown"),
    ],
)
def test_a_select_without_origin_or_of_another_type_is_refused(
    select: str, words: str, tmp_path: Path
) -> None:
    found = read(
        tmp_path, f'[files.made]\nselect = "{select}"\n' + TABLE.format(file="made", id="id")
    )
    faults = [one.wording for one in said(found, "sql")]
    assert bool(faults) == bool(words)
    assert all(words in fault for fault in faults)
    assert (found.texts == ()) == bool(words)


def test_cells_that_are_no_number_are_counted_where_they_stand(tmp_path: Path) -> None:
    where = TABLE.format(file="cases", id="id").replace(
        "[tables.cases.columns]", 'where = "num(age) > 18"\n[tables.cases.columns]'
    )
    found = read(tmp_path, where)
    assert rows(found)["case_id"].to_list() == ["k3"]
    [warned] = said(found, "no_number")
    assert (warned.file, warned.row, warned.column, warned.occurrences) == (
        "cases.csv",
        3,
        "age",
        1,
    )


def test_blank_cells_that_are_asked_for_what_they_are_not_are_counted(tmp_path: Path) -> None:
    made = "[files.made]\nselect = \"SELECT * FROM cases WHERE court <> 'L'\"\n"
    found = read(tmp_path, made + TABLE.format(file="made", id="id"))
    [warned] = said(found, "blank_passed_over")
    assert (warned.row, warned.column) == (3, "court")
    # Said beside it, nothing is passed over.
    told = made.replace("<> 'L'", "<> 'L' OR court IS NULL")
    assert (
        said(read(tmp_path, told + TABLE.format(file="made", id="id")), "blank_passed_over") == []
    )


def test_a_join_that_finds_none_or_several_is_said(tmp_path: Path) -> None:
    join = """
[files.made]
select = "SELECT c.*, o.court AS other FROM cases c LEFT JOIN others o ON c.id = o.id"
"""
    found = read(tmp_path, join + TABLE.format(file="made", id="id"))
    [none] = said(found, "join_finds_none")
    assert (none.file, none.row, none.occurrences) == ("cases.csv", 3, 2)
    [twice] = said(found, "joined_twice")
    assert (twice.file, twice.row, twice.occurrences) == ("cases.csv", 4, 1)


def test_columns_that_nothing_reads_are_told_through_all_selects(tmp_path: Path) -> None:
    made = """
[files.one]
select = "SELECT *, upper(word) AS said FROM cases WHERE court IS NOT NULL"
[files.two]
select = "SELECT * FROM one"
"""
    found = read(tmp_path, made + TABLE.format(file="two", id="id"))
    unread = {column for file, column in found.not_read if file == "cases.csv"}
    assert unread == {"age", "a1", "a2", "word"}


def test_a_select_without_a_row_and_files_called_alike_have_an_answer(tmp_path: Path) -> None:
    made = "[files.made]\nselect = \"SELECT * FROM cases WHERE word = 'si'\"\n"
    empty = read(tmp_path, made + TABLE.format(file="made", id="id"), "id,word\nk1,no\n")
    assert [one.rule for one in empty.findings if one.severity == "error"] == ["mapping.no_rows"]
    alike = made + '[files.Cases]\nfile = "others.csv"\n' + TABLE.format(file="made", id="id")
    assert said(read(tmp_path, alike), "sql")


def test_a_name_is_read_for_pseudonyms_alone(tmp_path: Path) -> None:
    made = "[files.made]\nselect = \"SELECT *, name || '-' || id AS key FROM others\"\n"
    text = made + TABLE.format(file="made", id="key")
    [fault] = said(read(tmp_path, text), "name_column")
    assert (fault.file, fault.column) == ("others.csv", "name")
    hidden = text.replace('case_id = "key"', 'case_id = { source = "key", pseudonym = true }')
    assert said(read(tmp_path, hidden), "name_column") == []


def test_ids_that_sql_makes_of_numbers_of_rows_need_a_word() -> None:
    by_row = TABLE.format(file="cases", id="id").replace('"id"', "{ sql = \"'C' || _row\" }")
    [fault] = parse_profile.parse_profile_text("x", HEAD + by_row).findings
    assert fault.rule == "profile.row_number"
    made = "[files.made]\nselect = \"SELECT *, 'C' || _row AS key FROM cases\"\n"
    [fault] = parse_profile.parse_profile_text(
        "x", HEAD + made + TABLE.format(file="made", id="key")
    ).findings
    assert fault.rule == "profile.row_number"


def test_a_file_may_have_columns_that_differ_by_capitals_alone(tmp_path: Path) -> None:
    made = "[files.made]\nselect = 'SELECT *, \"Word (2)\" AS w FROM cases'\n"
    cases = "id,word,Word\nk1,si,otro\n"
    found = read(tmp_path, made + TABLE.format(file="made", id="w"), cases)
    assert rows(found)["case_id"].to_list() == ["otro"]


def test_lists_of_codes_are_shared_and_a_table_is_filled_twice(tmp_path: Path) -> None:
    text = """
[codes.said]
si = "yes"
no = "no"
like = { "^S" = "yes" }

[[tables.cases]]
from = "cases"
where = "court = 'K'"
[tables.cases.columns]
case_id = "id"
scope = { constant = "trafficking_elements" }
cross_border = { source = "word", codes = "said" }

[[tables.cases]]
from = "cases"
where = "court = 'L'"
[tables.cases.columns]
case_id = { sql = "'L-' || id" }
scope = { constant = "trafficking_elements" }
cross_border = { sql = "word", codes = "said" }
"""
    found = read(tmp_path, text)
    assert rows(found).select("case_id", "cross_border").rows() == [
        ("k1", "yes"),
        ("k3", "no"),
        ("L-k4", "yes"),
    ]


def test_a_list_of_codes_that_is_not_there_is_answered_with_the_nearest() -> None:
    text = "[codes.sexes]\nM = 'male'\n" + TABLE.format(file="cases", id="id")
    text += "cross_border = { source = 'word', codes = 'sex' }\n"
    [fault] = parse_profile.parse_profile_text("x", HEAD + text).findings
    assert "[codes] has no list [sex]. Did you mean sexes?" in fault.wording


def test_what_is_collected_and_never_filled_is_stated(tmp_path: Path) -> None:
    head = (
        'collected = ["cases.opened_on", "suspects.outcome"]\n[files.cases]\nfile = "cases.csv"\n'
    )
    text = HEAD.split("[files.cases]")[0] + head + TABLE.format(file="cases", id="id")
    (tmp_path / "cases.csv").write_text(CASES)
    stated = rows(
        mapping_pipeline.read_export(tmp_path, parse_profile.parse_profile_text("made", text)),
        "coverage",
    )
    told = dict(stated.select("column", "collected").rows())
    assert (told["cases.opened_on"], told["suspects.outcome"]) == ("yes", "yes")
    [fault] = parse_profile.parse_profile_text("x", text.replace("opened_on", "opend_on")).findings
    assert "No table has the column [cases.opend_on]. Did you mean" in fault.wording


def test_what_sql_makes_has_no_blanks_around_it_and_is_none_where_it_is_blank(
    tmp_path: Path,
) -> None:
    made = "[files.made]\nselect = \"SELECT *, split_part(word, ';', 2) AS second FROM cases\"\n"
    filled = 'form = { sql = "second" }\n'
    cases = "id,word\n" + "".join(
        f"k{number},a;{blank}servitude{blank}\n" for number, blank in enumerate(BLANKS)
    )
    cases += "kx,a;\nky,a; \n"
    made += TABLE.format(file="made", id="id") + filled
    found = rows(read(tmp_path, made, cases))
    assert found["form"].to_list() == ["servitude"] * len(BLANKS) + [None, None]
    plain = TABLE.format(file="cases", id="id") + "form = { sql = \"split_part(word, ';', 2)\" }\n"
    assert rows(read(tmp_path, plain, cases))["form"].to_list() == found["form"].to_list()
