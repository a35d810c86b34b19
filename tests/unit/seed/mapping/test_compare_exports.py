"""An export is compared with the one that its profile was made for."""

from pathlib import Path

import pytest

from schemas import findings
from seed.mapping import compare_exports, draft_export, mapping_pipeline, profile_toml
from seed.mapping.parse_profile import parse_profile_text
from seed.mapping.profile_model import KeptWords
from seed.mapping.profile_toml import SHAPE_HEAD, without_shape
from seed.submission import Submission

PROFILE = '''\
# Calls to a hotline.
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
[files.calls]
file = "calls.csv"
[files.cases]
select = """
SELECT * FROM calls WHERE trata = 'si'
QUALIFY row_number() OVER (PARTITION BY caso ORDER BY _row) = 1
"""
[tables.cases]
from = "cases"
[tables.cases.columns]
case_id = "caso"
scope = { constant = "trafficking_elements" }
form = { sql = "CASE WHEN modo = 'laboral' THEN 'forced_labour' ELSE 'unknown' END" }
[tables.victims]
from = "calls"
where = "trata = 'si' AND rol = 'victima'"
[tables.victims.columns]
victim_id = "persona"
case_id = "caso"
sex = { source = "sexo", codes = { F = "female", M = "male" } }
'''
HEADER = "caso,persona,trata,rol,modo,sexo,relato\n"
TWO_FILES = """\
[manifest]
jurisdiction = "XAA"
unfilled = "elsewhere"
[files.calls]
file = "calls_*.csv"
[files.referrals]
file = "referrals_*.csv"
[files.of_trafficking]
select = "SELECT c.* FROM calls c JOIN referrals r ON c.id = r.id WHERE r.derivacion = 'Si'"
[tables.cases]
from = "of_trafficking"
[tables.cases.columns]
case_id = "id"
scope = { constant = "trafficking_elements" }
[tables.victims]
from = "of_trafficking"
where = "edad IS NOT NULL"
[tables.victims.columns]
victim_id = "id"
case_id = "id"
age_group = { source = "edad", codes = { like = { "menor" = "child", "mayor" = "adult" } } }
"""
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


def rows(number: int = 120, **words: str) -> list[str]:
    """So many calls, a third of which is of trafficking, each word as it is said or in another."""

    def word(plain: str) -> str:
        return words.get(plain, plain)

    return [
        ",".join(
            (
                f"C{one // 2}",
                f"P{one}",
                word("si") if one // 2 % 3 == 0 else "no",
                word("victima" if one % 2 else "denunciante"),
                word("laboral") if one % 4 else "sexual",
                word("F"),
                f"Llamo Juana {one}",
            )
        )
        for one in range(number)
    ]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "hotline.toml").write_text(PROFILE)
    return tmp_path


def said(folder: Path, lines: list[str], header: str = HEADER) -> Submission:
    (folder / "calls.csv").write_text(header + "".join(f"{line}\n" for line in lines))
    return mapping_pipeline.read_export(
        folder / "calls.csv", mapping_pipeline.load_profile(str(folder / "hotline.toml"))
    )


def accept(folder: Path, read: Submission) -> str:
    assert read.shape is not None
    text = profile_toml.with_shape((folder / "hotline.toml").read_text(), read.shape)
    (folder / "hotline.toml").write_text(text)
    return text


@pytest.fixture(scope="module")
def accepted_text(tmp_path_factory: pytest.TempPathFactory) -> str:
    home = tmp_path_factory.mktemp("accepted")
    (home / "hotline.toml").write_text(PROFILE)
    return accept(home, said(home, rows()))


@pytest.fixture
def accepted(folder: Path, accepted_text: str) -> Path:
    """A folder whose profile knows the export of all calls as they are."""
    (folder / "hotline.toml").write_text(accepted_text)
    return folder


def held(read: Submission) -> list[findings.Finding]:
    """What was found by holding it against the export that was accepted."""
    rules = ("new_word", "unknown_words", "other_columns", "fewer_rows")
    return [one for one in read.findings if one.rule.removeprefix("mapping.") in rules]


def test_the_words_that_decide_and_the_shares_are_kept_and_no_other_cell(folder: Path) -> None:
    text = accept(folder, said(folder, rows()))
    kept = parse_profile_text("hotline", text).shape
    assert kept is not None
    calls = kept.files["calls"]
    assert calls.columns == tuple(HEADER.strip().split(","))
    assert {column: sorted(words.kept) for column, words in calls.words.items()} == {
        "trata": ["no", "si"],
        "rol": ["denunciante", "victima"],
        "modo": ["laboral", "sexual"],
    }
    assert kept.shares == {("cases", "calls"): 0.1667, ("victims", "calls"): 0.1667}
    assert "Juana" not in text
    assert "P11" not in text


def test_the_same_export_and_another_with_the_same_words_are_as_they_were(folder: Path) -> None:
    before = said(folder, rows())
    accept(folder, before)
    again = said(folder, rows())
    assert held(again) == held(said(folder, rows(200)[60:])) == []
    # What was stored before is known again: accepting changes nothing of what becomes of rows.
    assert again.content_hash == before.content_hash


def test_another_spelling_that_would_drop_rows_is_an_error_with_the_line_to_add(
    accepted: Path,
) -> None:
    # In some rows alone: in others the known word stands.
    read = said(accepted, [*rows(60), *rows(120, si="SI")[60:]])
    [error] = held(read)
    assert (error.severity, error.column, error.occurrences) == (
        findings.Severity.ERROR,
        "trata",
        20,
    )
    assert error.row is None
    assert "[SI] (20)" in error.wording
    assert "This column decides whether rows of cases, victims are made." in error.wording
    assert "\"trata\" IN ('si', 'SI')" in error.wording
    assert "mapping accept hotline.toml calls.csv" in error.wording


def test_all_victims_in_another_spelling_are_one_error(accepted: Path) -> None:
    read = said(accepted, rows(victima="Víctima"))
    [error] = findings.only_errors(read.findings)
    assert error.column == "rol"
    assert "\"rol\" IN ('victima', 'Víctima')" in error.wording
    # One cause, one finding: neither the share nor the rows of which nothing is made beside it.
    assert [f.rule for f in read.findings if f.rule == "mapping.unused_rows"] == []
    assert held(read) == [error]


def test_what_the_mapping_names_itself_is_no_new_word(accepted: Path) -> None:
    text = (accepted / "hotline.toml").read_text().replace("trata = 'si'", "trata IN ('si', 'SI')")
    (accepted / "hotline.toml").write_text(text)
    assert held(said(accepted, rows(si="SI"))) == []


def test_a_new_word_by_which_a_field_is_filled_is_a_warning(accepted: Path) -> None:
    [warning] = held(said(accepted, rows(laboral="Laboral")))
    assert warning.severity is findings.Severity.WARNING
    assert (warning.column, warning.occurrences) == ("modo", 90)
    assert "This column decides cases.form." in warning.wording


def test_a_word_without_a_code_is_said_once(accepted: Path) -> None:
    read = said(accepted, rows(F="f"))
    assert held(read) == []
    assert {one.rule for one in findings.only_errors(read.findings)} == {"mapping.code"}


def test_columns_that_are_gone_and_new_are_said_once_for_a_file(accepted: Path) -> None:
    [warning] = held(said(accepted, rows(), HEADER.replace("relato", "relato_2")))
    assert "missing now: relato. New columns: relato_2." in warning.wording
    assert warning.severity is findings.Severity.WARNING


def test_less_than_half_of_a_share_is_said(accepted: Path) -> None:
    fewer = [one.replace(",si,", ",no,") if n % 12 else one for n, one in enumerate(rows())]
    told = held(said(accepted, fewer))
    assert {one.rule for one in told} == {"mapping.fewer_rows"}
    assert "rows of victims, less than half of the 16.7%" in told[-1].wording


def test_an_accepted_export_is_the_next_measure(accepted: Path) -> None:
    other = said(accepted, rows(victima="Víctima"))
    text = accept(accepted, other)
    assert text.count(SHAPE_HEAD) == 1
    assert held(said(accepted, rows(victima="Víctima"))) == []
    assert [one.column for one in held(said(accepted, rows(denunciante="Denuncia")))] == ["rol"]


def test_a_condition_on_a_column_whose_words_nobody_kept_is_said(folder: Path) -> None:
    text = accept(folder, said(folder, rows()))
    text = text.replace('trata = ["no", "si"]', 'other = ["x"]')
    (folder / "hotline.toml").write_text(text)
    [warning] = held(said(folder, rows()))
    assert (warning.rule, warning.column) == ("mapping.unknown_words", "trata")


def test_without_a_shape_an_import_goes_on_and_the_report_says_how_to_accept(folder: Path) -> None:
    read = said(folder, rows(si="SI"))
    assert held(read) == []
    # What nobody has to know another export for is said at once.
    [spelt] = [one for one in read.findings if one.rule == "mapping.other_spelling"]
    assert (spelt.severity, spelt.column, spelt.row) == ("warning", "trata", 2)
    assert "only in its spelling: [SI] (40)." in spelt.wording
    assert "\"trata\" IN ('si', 'SI')" in spelt.wording
    assert read.mapped is not None
    assert read.mapped.to_accept == "prosecution-quality mapping accept hotline.toml calls.csv"
    accept(folder, said(folder, rows()))
    after = said(folder, rows()).mapped
    assert after is not None
    assert after.to_accept == ""


def test_rare_words_of_a_column_of_very_many_are_neither_kept_nor_told(folder: Path) -> None:
    many = [one.replace("denunciante", f"testigo{n}") for n, one in enumerate(rows(240))]
    kept = said(folder, many).shape
    assert kept is not None
    assert kept.files["calls"].words["rol"] == KeptWords(frozenset({"victima"}), are_all=False)
    accept(folder, said(folder, many))
    others = [one.replace("testigo", "tercero") for one in many]
    assert held(said(folder, others)) == []
    [error] = held(
        said(folder, [one.replace("testigo0", "Victima") for one in rows(240, victima="VICTIMA")])
    )
    assert "[VICTIMA] (120)" in error.wording
    # Another spelling of a named word is told however rare it is among many.
    other = [many[0], many[1].replace("victima", "Víctima"), *many[2:]]
    [error] = held(said(folder, other))
    assert "[Víctima] (1)" in error.wording
    accept(folder, said(folder, other))
    assert held(said(folder, other)) == []


def test_a_shipped_profile_is_copied_before_an_export_is_accepted() -> None:
    command = compare_exports.accept_command(mapping_pipeline.load_profile("sherloc"), "cases.csv")
    assert command == (
        "prosecution-quality mapping show sherloc > sherloc.toml;"
        " prosecution-quality mapping accept sherloc.toml cases.csv"
    )


def test_words_that_may_name_a_person_are_not_kept(folder: Path) -> None:
    named = [
        one.replace("denunciante", "Ana Lima") if n < 8 else one for n, one in enumerate(rows())
    ]
    text = accept(folder, said(folder, named))
    assert "Lima" not in text
    assert held(said(folder, named)) == []


def test_the_section_is_told_from_the_rest_of_a_profile_or_left_alone() -> None:
    shaped = f"{PROFILE}\n{SHAPE_HEAD}[shape.files.calls]\ncolumns = ['a']\n"
    assert without_shape(shaped) == PROFILE
    assert without_shape(PROFILE) == PROFILE
    behind = f"{shaped}\n[[rows.jurisdictions]]\njurisdiction = 'XAA'\n"
    assert without_shape(behind) == behind


def test_a_draft_knows_the_shape_before_anything_is_read_by_it(folder: Path) -> None:
    read = said(folder, rows())
    draft = draft_export.draft_from_path(folder / "calls.csv")
    drafted = draft_export.draft_shape(parse_profile_text("hotline", PROFILE), draft)
    assert read.shape is not None
    assert drafted.files == read.shape.files
    assert drafted.shares == {}


def test_words_that_were_accepted_stay_known_where_an_export_lacks_them(folder: Path) -> None:
    accept(folder, said(folder, rows(denunciante="Denuncia")))
    accept(folder, said(folder, rows()))
    assert held(said(folder, rows(denunciante="Denuncia"))) == []


def quarter(folder: Path, name: str, calls: list[str], referrals: list[str]) -> Submission:
    for old in folder.glob("*.csv"):
        old.unlink()
    (folder / f"calls_{name}.csv").write_text("".join(f"{line}\n" for line in calls))
    (folder / f"referrals_{name}.csv").write_text("".join(f"{line}\n" for line in referrals))
    return mapping_pipeline.read_export(
        folder, mapping_pipeline.load_profile(str(folder / "hotline.toml"))
    )


def test_of_the_next_quarter_of_two_files_each_change_is_said(folder: Path) -> None:
    (folder / "hotline.toml").write_text(TWO_FILES)
    ages = ("menor", "mayor", "")
    calls = ["id,edad", *(f"A{n},{ages[n % 3]}" for n in range(90))]
    referrals = ["id,derivacion", *(f"A{n},{'No' if n % 4 else 'Si'}" for n in range(90))]
    first = quarter(folder, "Q1", calls, referrals)
    assert not findings.only_errors(first.findings)
    text = accept(folder, first)
    # The words that a SELECT compares are those of the file that it looks into.
    assert 'words = { derivacion = ["No", "Si"] }' in text
    # Another order, new rows and another name of the files are no change.
    again = quarter(folder, "Q2", [calls[0], *calls[:0:-1], "B1,mayor"], referrals)
    assert held(again) == []
    changed = quarter(
        folder,
        "Q3",
        ["id,edad,edad_2", *(f"{line.replace('menor', 'Menor')},mayor" for line in calls[1:])],
        [line.replace("Si", "SI") if n > 40 else line for n, line in enumerate(referrals)],
    )
    told = {(one.severity.value, one.file, one.column) for one in held(changed)}
    assert told == {
        ("error", "referrals_Q3.csv", "derivacion"),
        ("warning", "calls_Q3.csv", None),
    }
    # No pattern of the codes has it, which is said once.
    assert {one.column for one in changed.findings if one.rule == "mapping.code"} == {"edad"}
    [joined] = [one for one in held(changed) if one.column == "derivacion"]
    assert "This column decides whether rows of cases, victims are made." in joined.wording


@pytest.mark.parametrize("profile", [SELECT, WHERE, DERIVED, BESIDE, WITHIN])
def test_a_word_that_a_select_or_a_condition_compares_decides_on_rows(
    tmp_path: Path, profile: str
) -> None:
    (tmp_path / "hotline.toml").write_text(profile)
    before = said(tmp_path, rows())
    assert not findings.only_errors(before.findings)
    text = accept(tmp_path, before)
    assert 'trata = ["no", "si"]' in text
    # It is of the file, and not of what the SELECT makes of it too.
    assert text.count('trata = ["no", "si"]') == 1
    assert held(said(tmp_path, rows())) == []
    [error] = held(said(tmp_path, rows(si="SI")))
    assert (error.severity, error.file, error.column) == ("error", "calls.csv", "trata")
    assert "This column decides whether rows of cases are made." in error.wording
    assert "\"trata\" IN ('si', 'SI')" in error.wording


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
    assert before.shape.files["parts"].words["palabra"].kept == {"si", "no", "laboral", "sexual"}
    [error] = held(said(tmp_path, rows(si="SI")))
    assert error.column == "palabra"


def test_the_names_of_ids_are_no_words(tmp_path: Path) -> None:
    text = SELECT.replace("persona IS NOT NULL", "persona <> 'P9999'")
    (tmp_path / "hotline.toml").write_text(text)
    read = said(tmp_path, rows())
    assert read.shape is not None
    assert set(read.shape.files["calls"].words) == {"trata"}
    assert profile_toml.with_shape(text, read.shape).count("P1") == 0
    assert mapping_pipeline.load_profile(str(tmp_path / "hotline.toml")).findings == ()


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


def test_a_rare_word_that_may_be_a_name_stops_the_import_without_being_told(
    accepted: Path,
) -> None:
    def with_word(word: str, count: int, among: list[str]) -> list[str]:
        changed = [one.replace(",victima,", f",{word},") for one in among[: 2 * count]]
        return [*changed, *among[2 * count :]]

    other = with_word("victima indirecta", 4, rows())
    read = said(accepted, other)
    [error] = held(read)
    assert (error.severity, error.column, error.occurrences) == ("error", "rol", 4)
    assert "1 new word cannot be shown (first in row 3)." in error.wording
    assert "indirecta" not in error.wording
    # Once it is accepted it is expected, and only a second one is new.
    text = accept(accepted, read)
    assert "indirecta" not in text
    assert '"victima", "… 1"' in text
    assert held(said(accepted, other)) == []
    third = [*other[:8], *with_word("otra persona", 1, other[8:])]
    [error] = held(said(accepted, third))
    assert "1 new word cannot be shown (first in row 3)." in error.wording
    # Those who accept an export without any may see more of them later.
    accept(accepted, said(accepted, rows()))
    assert held(said(accepted, other)) == []
