"""Words that a SELECT, a condition or a text in SQL compares are held against as those of TOML."""

from pathlib import Path

import pytest

from schemas import findings
from seed.mapping import exports, profile_toml
from tests.unit.seed.mapping.reading.test_shapes import accept, held, rows, said

HEAD = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
[files.calls]
file = "calls.csv"
"""
CASES = """
[tables.cases]
from = "trafficking"
where = "persona IS NOT NULL"
[tables.cases.columns]
case_id = "persona"
scope = { constant = "trafficking_elements" }
"""
SELECT = (
    HEAD
    + """
[files.trafficking]
select = "SELECT * FROM calls WHERE trata = 'si'"
"""
    + CASES
)
WHERE = HEAD + CASES.replace('trafficking"\nwhere', 'calls"\nwhere', 1).replace(
    "persona IS NOT NULL", "lower(trata) IN ('si')"
)
DERIVED = (
    HEAD
    + '''
[files.kinds]
select = """
SELECT *, CASE lower(trata) WHEN 'si' THEN 'yes' WHEN 'no' THEN 'no' END AS charged FROM calls
"""
[files.trafficking]
select = "SELECT * FROM kinds WHERE charged = 'yes'"
'''
    + CASES
)
VALUE = (
    SELECT
    + """
form = { sql = "CASE WHEN modo = 'laboral' THEN 'forced_labour' END" }
"""
)


BESIDE = HEAD + CASES.replace(
    'trafficking"\nwhere = "persona IS NOT NULL"',
    """calls"
where = "persona IN (SELECT persona FROM calls c WHERE c.trata = 'si')\"""",
    1,
)
WITHIN = (
    HEAD
    + """
[files.trafficking]
select = '''
WITH asked AS (SELECT *, lower(trata) AS said, trim(said) AS word FROM calls)
SELECT * FROM asked WHERE word IN ('si')
'''
"""
    + CASES
)


@pytest.mark.parametrize("profile", [SELECT, WHERE, DERIVED, BESIDE, WITHIN])
def test_a_word_that_a_select_or_a_condition_compares_decides_on_rows(
    tmp_path: Path, profile: str
) -> None:
    (tmp_path / "hotline.toml").write_text(profile)
    before = said(tmp_path, rows())
    assert not findings.errors(before.findings)
    text = accept(tmp_path, before)
    assert 'trata = ["no", "si"]' in text
    # It is of the file, and not of what the SELECT makes of it too.
    assert text.count('trata = ["no", "si"]') == 1
    assert held(said(tmp_path, rows())) == []
    [error] = held(said(tmp_path, rows(si="SI")))
    assert (error.severity, error.file, error.column) == ("error", "calls.csv", "trata")
    assert "Whether rows of cases are made is decided" in error.wording
    assert "\"trata\" IN ('si', 'SI')" in error.wording


def test_a_word_that_a_text_compares_is_a_warning(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text(VALUE)
    accept(tmp_path, said(tmp_path, rows()))
    [warning] = held(said(tmp_path, rows(laboral="Laboral")))
    assert (warning.severity, warning.column) == ("warning", "modo")
    assert "cases.form is decided" in warning.wording


def test_columns_that_become_rows_are_held_by_the_name_that_they_have_then(tmp_path: Path) -> None:
    unpivoted = (
        HEAD
        + '''
[files.parts]
select = """
SELECT * FROM calls UNPIVOT INCLUDE NULLS (palabra FOR n IN (trata AS 'a', modo AS 'b'))
"""
[tables.cases]
from = "parts"
where = "palabra IN ('si', 'sexual')"
[tables.cases.columns]
case_id = { sql = "persona || n" }
scope = { constant = "trafficking_elements" }
'''
    )
    (tmp_path / "hotline.toml").write_text(unpivoted)
    before = said(tmp_path, rows())
    assert before.shape is not None
    accept(tmp_path, before)
    assert before.shape.files["parts"].words["palabra"] == {"si", "no", "laboral", "sexual"}
    [error] = held(said(tmp_path, rows(si="SI")))
    assert error.column == "palabra"


def test_the_names_of_ids_are_no_words(tmp_path: Path) -> None:
    text = SELECT.replace("persona IS NOT NULL", "persona <> 'P9999'")
    (tmp_path / "hotline.toml").write_text(text)
    read = said(tmp_path, rows())
    assert read.shape is not None
    assert set(read.shape.files["calls"].words) == {"trata"}
    assert profile_toml.with_shape(text, read.shape).count("P1") == 0
    assert exports.load_profile(str(tmp_path / "hotline.toml")).findings == ()


@pytest.mark.parametrize(("condition", "number"), [("trata = 'si'", 1), ("lower(trata) = 'si'", 0)])
def test_another_spelling_is_told_at_once_where_no_function_takes_it_away(
    tmp_path: Path, condition: str, number: int
) -> None:
    (tmp_path / "hotline.toml").write_text(SELECT.replace("trata = 'si'", condition))
    found = said(tmp_path, [*rows(), *rows(12, si="SI")]).findings
    assert sum(one.rule == "mapping.other_spelling" for one in found) == number


def test_rows_that_a_select_leaves_out_lower_the_share_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "hotline.toml").write_text(SELECT)
    read = said(tmp_path, rows())
    assert read.shape is not None
    assert read.shape.shares == {("cases", "calls"): 0.3333}
    accept(tmp_path, read)
    for fewer in ([one.replace(",si,", ",no,") for one in rows()], rows()[2:6] * 20):
        told = [one.rule for one in held(said(tmp_path, fewer))]
        assert told == ["mapping.fewer_rows"]
