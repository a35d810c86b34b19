"""Columns that tell who a person is are named as such, in the languages of the submitters."""

from pathlib import Path

import pytest

from schemas import columns, tables
from seed.gate import column_checks
from seed.mapping import parse_profile
from tests.submissions import check, only

TABLE = """
[files.a]
file = "a.csv"
[tables.offices]
from = "a"
[tables.offices.columns]
office_id = "unit_no"
jurisdiction = {{ constant = "XAA" }}
{}
"""


@pytest.mark.parametrize(
    "name",
    [
        "DefLast",
        "DefFirst",
        "last_name",
        "SURNAME",
        "Nachname",
        "apellido1",
        "PRIMER_APELLIDO",
        "Nom",
        "Prénom",
        "фамилия",
        "ФИО",
        "被告姓名",
        "اسم_المتهم",
        "Soyadı",
        "нэр",
        "Овог",
        "etsgiin_ner",
        "nome_reu",
        "case_name",
        "DEFENDANTSURNAME",
    ],
)
def test_a_column_of_names_is_known(name: str) -> None:
    assert column_checks.names_a_person(name)


@pytest.mark.parametrize(
    "name",
    [
        "CaseDef",
        "LastUpdate",
        "first_hearing",
        "defendant_id",
        "case_id",
        "Case",
        "A/D",
        "InventNumb",
        "court_name",
        "file_name",
        "nominal",
        "amount_paid",
    ],
)
def test_other_columns_are_not(name: str) -> None:
    assert not column_checks.names_a_person(name)


def test_persons_names_are_no_label_of_an_office() -> None:
    [finding] = parse_profile.parse_profile_text("a", TABLE.format('label = "LastName"')).findings
    assert finding.rule == "profile.name_column"
    assert parse_profile.parse_profile_text("a", TABLE.format('label = "name"')).findings == ()
    assert (
        parse_profile.parse_profile_text("a", TABLE.format('label = "court_name"')).findings == ()
    )


@pytest.mark.parametrize(
    "name",
    [
        *("name", "Victim Name", "first_name", "date_of_birth", "DOB", "home-address", "phone_no"),
        *("e_mail", "passport_number", "national_id", "docket"),  # English
        *("nom", "prénom_victime", "date_de_naissance", "téléphone", "courriel"),
        *("nombre", "Apellidos", "fecha_nacimiento", "dirección", "telefono", "cédula"),
        *("имя", "ФИО", "фамилия", "дата_рождения", "номер_телефона", "паспорт"),
        *("الاسم", "تاريخ_الميلاد", "رقم_الهاتف", "جواز السفر"),
        *("姓名", "受害人姓名", "出生日期", "身份证号码", "电话号码"),
        *("nome", "data_nascimento", "endereco", "telefone", "CPF"),
        *("cognome", "data_di_nascita", "codice_fiscale"),
        *("Vorname", "geburtsdatum", "Telefonnummer", "Aktenzeichen"),
        *("नाम", "जन्म_तिथि", "फोन"),
        *("adsoyad", "doğum_tarihi", "kimlik_no"),
        *(
            "jina",
            "tarehe_ya_kuzaliwa",
            "nazwisko",
            "CNP",
            "geboortedatum",
            "alamat",
            "氏名",
            "이름",
        ),
    ],
)
def test_a_column_that_tells_who_a_person_is_is_known(name: str) -> None:
    assert column_checks.identifies_persons(name)


def test_a_column_that_tells_who_a_person_is_stops_the_file(tmp_path: Path) -> None:
    finding = only(check(tmp_path, cases="case_id,scope,DOB\nk7,trafficking_elements,\n"))
    assert (finding.file, finding.rule, finding.row) == (
        "cases.csv",
        "privacy.identifier_column",
        None,
    )
    assert "pseudonyms" in finding.wording


@pytest.mark.parametrize("name", ["nationality", "remarks", "comment", "fourm", "case_number_x"])
def test_any_other_column_is_unknown_even_where_all_its_cells_are_empty(
    tmp_path: Path, name: str
) -> None:
    finding = only(check(tmp_path, cases=f"case_id,scope,{name}\nk7,trafficking_elements,\n"))
    assert finding.rule == "schema.unknown_column"


def test_all_missing_columns_are_named_at_once(tmp_path: Path) -> None:
    finding = only(check(tmp_path, suspects="sex,plea\nmale,yes\n"))
    assert (finding.rule, finding.row) == ("schema.missing_column", None)
    assert "case_id, person_id, kind" in finding.wording


def test_no_column_of_the_record_model_but_labels_reads_as_a_persons() -> None:
    sent = {c.name for table in tables.RECORD_TABLES for c in tables.sent_columns(table)}
    labels = {
        c.name
        for table in tables.RECORD_TABLES
        for c in table.c
        if columns.field_of(c).kind in (columns.Kind.LABEL, columns.Kind.TRANSLATION)
    }
    assert {name for name in sent if column_checks.identifies_persons(name)} <= labels
