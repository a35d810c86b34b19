"""Repeated columns, amounts in text and files that belong together are drafted, and said."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from seed.mapping import drafting, language
from seed.mapping.drafting import rearranged
from seed.mapping.language.parsing import parse

SHEET = ("Case No.", "Defendant ID", "Sex", "Statute 1 Code", "Statute 1 Fine", "Statute 2 Code")


@pytest.mark.parametrize(
    ("names", "members"),
    [
        (
            (*SHEET, "Statute 2 Fine", "Statute 2 Comments"),
            {"statute_code": "Statute {n} Code", "statute_fine": "Statute {n} Fine"},
        ),
        (
            ("id", "Cargo 1", "Fecha 1", "Cargo 2", "Fecha 2", "Cargo total"),
            {"cargo": "Cargo {n}", "fecha": "Fecha {n}"},
        ),
        (("charge_1_", "charge_2_", "charge_3_"), {"charge": "charge_{n}_"}),
        (("n", "a1", "a2", "a3"), {"a": "a{number}"}),
        (("a", "a1", "a2", "a3"), {"a_": "a{n}"}),
    ],
)
def test_groups_that_come_again_are_found(names: tuple[str, ...], members: object) -> None:
    found = rearranged.repeated(names)
    assert found is not None
    assert found.members == members
    assert found.parts_like == "[0-9]+"


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
    assert rearranged.repeated(names) is None


def drafted(folder: Path, **files: str) -> drafting.Draft:
    """What is drafted of files, each under its name and `.csv`."""
    for name, text in files.items():
        (folder / f"{name}.csv").write_text(text, encoding="utf-8")
    return drafting.draft(folder)


def told(draft: drafting.Draft) -> list[str]:
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
    profile = parse("register", draft.toml)
    [made] = [file for file in profile.files if file.origin]
    assert made.unpivot is not None
    assert made.unpivot.members == {"art": "Art {n}", "plea": "Plea {n}"}
    tables = {table.table: table for table in profile.tables}
    columns = {column.target: column for column in tables["charges"].columns}
    assert tables["charges"].file == made.name
    assert columns["charge_id"].compose == "C{Defendant ID}-{n}"
    assert (columns["case_id"].source, columns["person_id"].source) == ("Case No.", "Defendant ID")
    assert tables["cases"].first_of == ("Case No.",)
    [wording] = told(draft)
    assert wording == (
        "the columns [Art {n}], [Plea {n}] were taken for groups that come again: a row each in"
        " register_groups. Look whether that is so."
    )


def gazette(rows: int) -> str:
    """A gazette of seized things: amounts in text, unknown ones in two ways."""
    amounts = ["1.205,00 USD y 60,00 MXN", "96,00 COP", "s/d", "2.260,50 PEN", "7,00 EUR", ""]
    kinds = ["EFECTIVO", "VEHÍCULO", "OTRO"]
    head = "Nº;Expediente;Fecha;Clase;Importe\n"
    return head + "".join(
        f"{n:05}/14;X-{n};{1 + n % 28} de mayo de 2014;{kinds[n // 7 % 3]};{amounts[n % 6]}\n"
        for n in range(rows)
    )


def test_a_gazette_of_seized_things_is_drafted_as_assets(tmp_path: Path) -> None:
    draft = drafted(tmp_path, decomisos=gazette(60))
    profile = parse("decomisos", draft.toml)
    [made] = [file for file in profile.files if file.origin]
    assert made.extract is not None
    assert (made.extract.column, made.extract.between) == ("Importe", ("y",))
    unknown, known = profile.tables
    assert (unknown.table, unknown.file, known.table, known.file) == (
        *("assets", "decomisos"),
        *("assets", "decomisos_amounts"),
    )
    assert [(look.column, look.how, look.values) for look in unknown.where[0]] == [
        ("Importe", "blank", ("yes",))
    ]
    columns = {column.target: column for column in known.columns}
    # Nothing says what became of them: the amounts are no frozen ones until a person says so.
    assert not {"frozen", "confiscated"} & columns.keys()
    assert columns["currency"].source == "currency"
    assert columns["class"].codes == {"EFECTIVO": "cash", "VEHÍCULO": "vehicle", "OTRO": "other"}
    # No file has cases, so no asset names one; a number with a slash is no id as it stands.
    assert "case_id" not in columns
    assert columns["asset_id"].pseudonym
    assert draft.files[0].file.missing == ("s/d",)
    assert "amounts with their currencies" in told(draft)[0]


def test_a_fine_in_text_makes_no_second_person(tmp_path: Path) -> None:
    rows = "".join(f"{n};{'MF'[n % 2]};{n}.000,00 EUR\n" for n in range(20))
    text = f"Defendant ID;Sex;Fine\n{rows}"
    assert not [f for f in drafted(tmp_path, fines=text).files if f.file.origin]


def three(folder: Path, ids: range) -> drafting.Draft:
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
    accused = next(file for file in draft.files if file.file.name == "prevenus")
    [join] = accused.file.joins
    assert (join.file, join.on, join.there, join.columns) == (
        *("jugements", ("id",), ("Prévenu",)),
        ("Décision",),
    )
    assert accused.found == {"jugements": 20}
    tables = {table.table: table for table in parse("three", draft.toml).tables}
    columns = {column.target: column for column in tables["suspects"].columns}
    assert columns["outcome"].codes == {
        "relaxe": "acquitted",
        "EN COURS": "pending",
    }
    assert columns["case_id"].number == language.NumberFormat(after="/PR")
    [wording] = told(draft)
    assert wording == (
        "[id] was taken for [Prévenu] of jugements.csv, where Décision is looked up. Look whether"
        " that is so."
    )


@pytest.mark.parametrize("ids", [range(3000, 3020), [2400, *range(2400, 2419)]])
def test_columns_of_other_values_or_of_several_rows_are_no_key(tmp_path: Path, ids: range) -> None:
    draft = three(tmp_path, ids)
    accused = next(file for file in draft.files if file.file.name == "prevenus")
    assert accused.file.joins == ()


def test_how_rows_are_arranged_may_be_said(tmp_path: Path) -> None:
    guessed = three(tmp_path, range(2400, 2420))
    plain = drafting.draft(tmp_path, arranged=())
    assert not any(file.file.joins or file.file.origin for file in plain.files)
    again = drafting.draft(tmp_path, arranged=[file.file for file in guessed.files])
    assert again.files == guessed.files
    assert told(again) == []


def test_what_cannot_be_made_as_it_is_said_is_told_and_left_out(tmp_path: Path) -> None:
    files = {file.file.name: file.file for file in three(tmp_path, range(2400, 2420)).files}
    extract = language.Extract("Elsewhere", "(?P<a>[0-9]+)", ("a",))
    accused = replace(
        files["prevenus"],
        joins=(
            language.Join("nowhere", ("id",), ("x",), ("id",)),
            language.Join("dossiers", ("id",), ("Ouvert le",), ("Numéro",)),
            language.Join("jugements", ("sexe",), ("Prévenu",), ("Décision",)),
        ),
    )
    made = (
        language.SourceFile("parts", "", origin="dossiers", extract=extract),
        language.SourceFile("rest", "", origin="nowhere", extract=extract),
    )
    draft = drafting.draft(tmp_path, arranged=[accused, *made])
    assert {file.file.name for file in draft.files} == {"dossiers", "jugements", "prevenus"}
    assert not any(file.file.joins for file in draft.files)
    wordings = " ".join(one.wording for one in draft.findings)
    for words in (
        "parts is made of [Elsewhere], which is not here.",
        "rest is made of nowhere, which is not here.",
        "nowhere is not here: nothing can be looked up in it.",
        "[Numéro] is not here: nothing can be looked up in dossiers by it.",
        "17 rows of jugements repeat Décision: which of them is meant cannot be told.",
    ):
        assert words in wordings
