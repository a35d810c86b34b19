"""Questionnaires say what of them was not seen, and ask for nothing that cannot be answered."""

import pytest

from dashboard.export.questionnaire import questionnaire_file
from metrics import catalogue
from tests.unit.dashboard.export.questionnaire import small_questionnaire
from tests.unit.dashboard.export.questionnaire.small_questionnaire import TEXT


@pytest.mark.parametrize("name", questionnaire_file.shipped_questionnaires())
def test_each_says_its_version_its_source_and_what_to_verify(name: str) -> None:
    of = questionnaire_file.load_questionnaire(name)
    assert of.version
    assert of.source.startswith(("http://", "https://"))
    assert "Check " in of.verify
    assert "against the" in of.verify
    assert set(of.ids) <= catalogue.CATALOGUE.keys()
    assert questionnaire_file.questionnaire_headline(name)
    reasons = [line.why for table in of.tables for line in table.lines if not line.measure]
    assert all(reason.endswith(".") for reason in reasons)


def test_categories_are_those_asked_for_and_what_is_not_recorded() -> None:
    of = small_questionnaire.questionnaire()
    forms = of.categories("C04", "form")
    assert [one.name for one in forms] == ["Labour", "Anything else", "Not recorded"]
    assert forms[0].codes == ("forced_labour", "servitude")
    assert [one.name for one in of.categories("C04", "sex")] == [
        *("Female", "Male", "Other", "Not recorded"),
    ]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('measure = "C04"', 'measure = "C99"', r"no measure \[C99\]"),
        ('rows = ["form"]', 'rows = ["plea"]', r"C04 is not split by \[plea\]"),
        ('why = "The records do not say it."', "", "a line has a measure, or says why"),
        ('takes = "numerator"', 'takes = "all"', r"\[all\] is nothing to take"),
        ('takes = "numerator"', 'by = "sex"', "groups of R01 do not add up"),
        ('columns = "sex"', 'columns = "form"', "a column is of one code"),
        ('"mixed", ', "", r"\[form\] does not have each code"),
        ('"mixed", ', '"mixed", "servitude", ', r"\[form\] does not have each code"),
        ('says = "Median"', 'says = "With a claim"', r"\[With a claim\] is there twice"),
        ('name = "2 Others: [all]"', 'name = "1 Victims"', r"\[1 Victims\] is there twice"),
        ('verify = "Not seen."', "", "verify"),
        ('title = "Others"', 'titel = "Others"', "titel"),
    ],
)
def test_one_that_contradicts_itself_is_a_bug(before: str, after: str, said: str) -> None:
    assert before in TEXT
    with pytest.raises(questionnaire_file.InvalidQuestionnaire, match=said):
        questionnaire_file.parse_questionnaire("asked", TEXT.replace(before, after, 1))
