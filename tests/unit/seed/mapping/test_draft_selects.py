"""SELECTs are guessed where columns repeat or files share an id, run, and previewed."""

import json
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from seed.mapping import (
    column_profiles,
    draft_export,
    draft_selects,
    profile_model,
)
from seed.mapping.parse_profile import parse_profile_text

SHEET = ("Case No.", "Defendant ID", "Sex", "Statute 1 Code", "Statute 1 Fine", "Statute 2 Code")


@pytest.mark.parametrize(
    ("names", "patterns", "numbers"),
    [
        (
            (*SHEET, "Statute 2 Fine", "Statute 2 Comments"),
            ("Statute {n} Code", "Statute {n} Fine"),
            ["1", "2"],
        ),
        (
            ("id", "Cargo 1", "Fecha 1", "Cargo 2", "Fecha 2", "Cargo total"),
            ("Cargo {n}", "Fecha {n}"),
            ["1", "2"],
        ),
        (("charge_1_", "charge_2_", "charge_3_"), ("charge_{n}_",), ["1", "2", "3"]),
        (("n", "a1", "a2", "a3"), ("a{n}",), ["1", "2", "3"]),
    ],
)
def test_groups_that_come_again_are_found(
    names: tuple[str, ...], patterns: tuple[str, ...], numbers: list[str]
) -> None:
    found = draft_selects.find_groups(names)
    assert found is not None
    assert tuple(found.patterns) == patterns
    assert found.numbers == numbers
    # What is made has names that no column has, by which SQL tells no capitals.
    assert not {*found.members, found.number} & {*names}


def test_a_group_that_lacks_a_column_has_nothing_there() -> None:
    groups = draft_selects.find_groups(("Art 1", "Plea 1", "Art 2", "Plea 2", "Art 3"))
    assert groups is not None
    text = draft_selects.write_group_select("register", groups)
    assert 'CAST(NULL AS VARCHAR) AS "plea 3"' in text
    assert '("Art 3", "plea 3") AS \'3\'' in text


@pytest.mark.parametrize(
    "names",
    [
        ("a", "b"),
        # A year is no group, nor are two columns, nor one that lacks its first.
        ("cases 2021", "cases 2022", "cases 2023"),
        ("phone1", "phone2"),
        ("col 3", "col 4", "col 5"),
        # What is made of names would have to be called like one.
        ("Nombre 1", "Nombre 2", "Nombre 3"),
        ("1", "2", "3"),
    ],
)
def test_other_numbers_in_names_are_no_groups(names: tuple[str, ...]) -> None:
    assert draft_selects.find_groups(names) is None


def test_of_several_rows_the_first_filled_cell_is_taken() -> None:
    text = draft_selects.select_one_row_each("people", "case no", ["opened"])
    made = duckdb.sql(
        "WITH people AS (SELECT * FROM (VALUES ('2', 'K', NULL), ('3', 'K', 'x'), ('4', NULL, 'y'),"
        f" ('5', 'L', 'z'), ('6', 'K', 'w')) t(_row, \"case no\", opened)) {text} ORDER BY _row"
    )
    assert made.fetchall() == [("2", "K", "x"), ("5", "L", "z")]


def drafted(folder: Path, **files: str) -> draft_export.Draft:
    """What is drafted of files, each under its name and `.csv`."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return draft_export.draft_from_path(folder)


def told(draft: draft_export.Draft) -> list[str]:
    return [one.wording for one in draft.findings if one.rule == "mapping.guessed"]


def register(rows: int) -> str:
    """A register of accused with two articles each, of which a third is blank."""
    head = "Case No.,Defendant ID,Sex,Art 1,Plea 1,Art 2,Plea 2\n"
    return head + "".join(
        f"{100 + n // 2},{500 + n},{'MF'[n % 2]},{177 + n % 3},si,{'' if n % 3 else 189},no\n"
        for n in range(rows)
    )


def test_groups_are_drafted_as_rows_of_whom_they_are(tmp_path: Path) -> None:
    draft = drafted(tmp_path, register=register(30))
    profile = parse_profile_text("register", draft.toml)
    made, once = [file for file in profile.files if file.select]
    assert made.select.strip() == (
        "SELECT * FROM register\nUNPIVOT INCLUDE NULLS ((art, plea) FOR n IN (\n"
        '  ("Art 1", "Plea 1") AS \'1\',\n  ("Art 2", "Plea 2") AS \'2\'))'
    )
    assert 'PARTITION BY "Case No." ORDER BY _row' in once.select
    tables = {table.table: table for table in profile.tables}
    columns = tables["charges"].columns
    assert tables["charges"].file == made.name
    assert columns["charge_id"].sql is not None
    assert columns["charge_id"].sql.strip() == """'C' || "Defendant ID" || '-' || n"""
    assert tables["charges"].where == "art IS NOT NULL"
    assert (columns["case_id"].source, columns["person_id"].source) == ("Case No.", "Defendant ID")
    assert tables["cases"].file == once.name == "cases_of_register"
    [wording] = told(draft)
    assert wording == (
        "The columns [Art {n}], [Plea {n}] are read as repeated groups. Each group becomes a row of"
        " register_groups. Check whether this is right."
    )


def test_groups_of_accused_keep_the_case_of_their_row(tmp_path: Path) -> None:
    """A made-up case for each of them would be a case that nobody has charged."""
    head = "Case No.,Opened,Accused 1 sex,Accused 1 age,Accused 2 sex,Accused 2 age\n"
    lines = (f"K-{n},2023-01-0{n},M,3{n},{'F' * (n % 2)},{'44' * (n % 2)}\n" for n in range(1, 8))
    draft = drafted(tmp_path, register=head + "".join(lines))
    [accused] = [one for one in draft.chosen.tables if one.table == "suspects"]
    assert accused.columns["case_id"].source == "Case No."
    assert accused.columns["person_id"].sql == """'S' || "Case No." || '-' || n"""
    # The second group of a row is blank where only one is accused.
    assert accused.where == "accused_age IS NOT NULL OR accused_sex IS NOT NULL"


def three(folder: Path, ids: range) -> draft_export.Draft:
    """Cases, accused and their judgments; `ids` are those of the accused in the judgments."""
    cases = "N° dossier;Ouvert le\n" + "".join(
        f"{n}/PR;{n - 99} juin 2005\n" for n in range(100, 120)
    )
    decisions = ("relaxe", "EN COURS", "CONDAMNÉ")
    judged = "Prévenu;Décision\n" + "".join(f"{n};{decisions[n % 3]}\n" for n in ids)
    accused = [{"id": 2400 + n, "dossier": f"{100 + n}/PR", "sexe": "HF"[n % 2]} for n in range(20)]
    (folder / "prevenus.json").write_text(json.dumps(accused))
    return drafted(folder, dossiers=cases, jugements=judged)


def test_files_that_share_a_column_are_drafted_with_a_join(tmp_path: Path) -> None:
    draft = three(tmp_path, range(2400, 2420))
    joined = next(file for file in draft.files if file.arrangement and file.arrangement.joined)
    assert joined.file.select == (
        'SELECT t.*, o."Décision"\nFROM prevenus t LEFT JOIN jugements o ON t.id = o."Prévenu"'
    )
    assert joined.rows == 20
    [cases, suspects] = parse_profile_text("three", draft.toml).tables
    assert (cases.table, suspects.table, suspects.file) == ("cases", "suspects", joined.file.name)
    assert suspects.columns["outcome"].codes == {
        "relaxe": "acquitted",
        "EN COURS": "pending",
    }
    # The register's "100/PR" is no code, so it becomes a pseudonym in both tables.
    assert suspects.columns["case_id"] == replace(cases.columns["case_id"], source="dossier")
    [wording] = told(draft)
    assert wording == (
        "[id] is read as [Prévenu] of jugements.csv, and the two files are joined by it. Check"
        " whether this is right."
    )


@pytest.mark.parametrize(
    # Other values, several rows of one, and a judgment of nobody, which the join would lose.
    "ids",
    [range(3000, 3020), [2400, *range(2400, 2419)], range(2400, 2421)],
)
def test_files_that_are_not_about_the_same_are_not_joined(tmp_path: Path, ids: range) -> None:
    draft = three(tmp_path, ids)
    assert "prevenus_with_jugements" not in {file.file.name for file in draft.files}


def test_how_rows_are_arranged_may_be_said(tmp_path: Path) -> None:
    guessed = three(tmp_path, range(2400, 2420))
    plain = draft_export.draft_from_path(tmp_path, arranged=())
    assert not any(file.file.select for file in plain.files)
    again = draft_export.draft_from_path(tmp_path, arranged=[file.file for file in guessed.files])
    assert again.files == guessed.files
    assert told(again) == []


def test_a_file_is_called_as_is_said_since_sql_names_it_so(tmp_path: Path) -> None:
    three(tmp_path, range(2400, 2420))
    said = profile_model.SourceFile("accused", "prevenus.json")
    one = profile_model.SourceFile("women", "", select="SELECT * FROM accused WHERE sexe = 'F'")
    draft = draft_export.draft_from_path(tmp_path, arranged=[said, one])
    assert [file.file.name for file in draft.files] == ["dossiers", "jugements", "accused", "women"]
    assert draft.files[-1].rows == 10
    assert draft.said == (said, one)


def test_what_cannot_be_made_is_told_in_the_words_of_the_engine_and_left_out(
    tmp_path: Path,
) -> None:
    files = [file.file for file in three(tmp_path, range(2400, 2420)).files]
    wrong = {
        "nowhere": "SELECT * FROM elsewhere",
        "lacking": "SELECT Nothing, _row FROM dossiers",
        "lost": 'SELECT "Prévenu" FROM jugements',
        "letters": "SELECT * FROM jugements WHERE Décision < 'b'",
    }
    made = [profile_model.SourceFile(name, "", select=text) for name, text in wrong.items()]
    right = profile_model.SourceFile("right", "", select="SELECT * FROM dossiers")
    draft = draft_export.draft_from_path(tmp_path, arranged=[*files, *made, right])
    assert [f.file.name for f in draft.files if f.file.select] == [
        "prevenus_with_jugements",
        "right",
    ]
    said = {one.file: one.wording for one in draft.findings if one.file in wrong}
    assert "no file [elsewhere] above this one" in said["nowhere"]
    assert "_row is missing" in said["lost"]
    assert "compares texts" in said["letters"]
    assert "Nothing" in said["lacking"]


def test_files_are_joined_by_a_column_of_one_name_that_is_unique_in_the_other() -> None:
    def file(label: str, *names: str) -> column_profiles.FileProfile:
        repeated = {"Sex": 2}
        columns = tuple(
            column_profiles.ColumnProfile(
                name, column_profiles.CellKind.ID, 9, repeated.get(name, 9)
            )
            for name in names
        )
        return column_profiles.FileProfile(profile_model.SourceFile(label, ""), 9, columns)

    here = file("a", "Sex", "Case No", "id")
    assert draft_selects.select_joined(here, file("b", "Sex", "case_no", "x")) == (
        'SELECT t.*, o.Sex AS "Sex of b", o.x\nFROM a t LEFT JOIN b o ON t."Case No" = o.case_no'
    )
    assert draft_selects.select_joined(here, file("b", "y")) == ""
    assert draft_selects.select_joined(file("a", "Пол"), file("b", "Дело")) == ""
