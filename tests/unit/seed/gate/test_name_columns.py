"""Columns named like a person's name are known, and others are not taken for such."""

import pytest

from seed.gate import column_names
from seed.mapping import parse_profile

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
    assert column_names.names_a_person(name)


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
    assert not column_names.names_a_person(name)


def test_persons_names_are_no_label_of_an_office() -> None:
    [finding] = parse_profile.parse("a", TABLE.format('label = "LastName"')).findings
    assert finding.rule == "profile.name_column"
    assert parse_profile.parse("a", TABLE.format('label = "name"')).findings == ()
    assert parse_profile.parse("a", TABLE.format('label = "court_name"')).findings == ()
