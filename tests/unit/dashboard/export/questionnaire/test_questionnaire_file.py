"""Questionnaires say what of them was not seen, and ask for nothing that cannot be answered."""

import pytest

from dashboard.export.questionnaire import questionnaire_file
from dashboard.frames import breakdowns, tables
from metrics import catalogue
from schemas import columns
from tests.unit.dashboard.export.questionnaire import small_questionnaire


@pytest.mark.parametrize("name", questionnaire_file.shipped_questionnaires())
def test_each_says_its_version_its_source_and_what_to_verify(name: str) -> None:
    of = questionnaire_file.load_questionnaire(name)
    assert of.version
    assert of.source.startswith(("http://", "https://"))
    assert "Check " in of.verify
    assert "against the" in of.verify
    assert set(of.ids) <= catalogue.CATALOGUE.keys()
    assert of.headline
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


@pytest.mark.parametrize("name", questionnaire_file.shipped_questionnaires())
def test_each_line_is_answered_by_a_measure_or_says_why_not(name: str) -> None:
    of = questionnaire_file.load_questionnaire(name)
    assert len({table.name for table in of.tables}) == len(of.tables)
    for table in of.tables:
        assert len({line.says for line in table.lines}) == len(table.lines), table.name
        for line in table.lines:
            assert bool(line.measure) != bool(line.why), line.says
            assert line.takes in (questionnaire_file.VALUE, questionnaire_file.NUMERATOR)
            for breakdown in filter(None, (line.by, table.across)) if line.measure else ():
                measure = catalogue.CATALOGUE[line.measure]
                assert breakdown in measure.breakdowns, line.says
                assert measure.kind in tables.ADDED_UP, line.says
                asked = [one.codes for one in of.categories(measure.id, breakdown)]
                known = {*breakdowns.group_names(measure, breakdown), columns.UNKNOWN}
                assert sorted(code for codes in asked for code in codes) == sorted(known)
                assert breakdown != table.across or all(len(codes) == 1 for codes in asked)
