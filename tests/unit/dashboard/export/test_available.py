"""The report of a name, or why it is not there."""

from dataclasses import replace

import pytest

from dashboard.export import template
from dashboard.export.questionnaire import questionnaire_file
from dashboard.pages import PLACE_AND_TIME
from dashboard.pages.report import cards
from dashboard.query_params import Part, ReportView
from schemas import scopes
from tests.unit.dashboard.export import small

OF_OFFICE = replace(small.choice(), office="o1")
OF_RELEASE = replace(small.choice(), plan=2)


@pytest.mark.parametrize(
    "name", [*template.shipped_templates(), *questionnaire_file.shipped_questionnaires()]
)
def test_every_report_has_a_name_for_people_and_can_be_asked_for(name: str) -> None:
    assert cards.REPORT_TITLES[name]
    assert template.headline(name)
    is_of_all = name in (template.BRIEF, template.LETTER)
    looked = template.find_report(name, OF_RELEASE if is_of_all else OF_OFFICE, scopes.EVERYTHING)
    assert looked == template.Found(name)
    assert looked.is_questionnaire == (name in questionnaire_file.shipped_questionnaires())


def test_a_questionnaire_is_of_a_whole_jurisdiction_and_asks_by_form_itself() -> None:
    parts = template.acting_filters(questionnaire_file.shipped_questionnaires()[0])
    assert parts == (Part.JURISDICTION, Part.FROM, Part.TO)
    assert template.acting_filters("ministry") == template.acting_filters("annex") == PLACE_AND_TIME


def test_who_can_be_compared_is_reported_from_releases_and_the_brief_is_of_all_places() -> None:
    of_all = {template.BRIEF, template.LETTER}
    assert of_all <= {*template.available_reports(OF_RELEASE, scopes.RELEASE)}
    assert not of_all & {*template.available_reports(small.choice(), scopes.EVERYTHING)}
    assert Part.JURISDICTION not in template.acting_filters(template.BRIEF)
    assert Part.JURISDICTION in template.acting_filters(template.LETTER)


def test_an_offices_report_needs_an_office() -> None:
    assert "office" not in template.available_reports(small.choice(), scopes.EVERYTHING)
    assert template.find_report("office", small.choice(), scopes.EVERYTHING).name == ""
    notice = template.find_report("office", small.choice(), scopes.EVERYTHING).notice
    assert notice.startswith("This report is about one office. Choose an office above")


def test_the_report_that_lists_cases_is_for_those_who_lead_them() -> None:
    office = scopes.office_scope("XAA", "o1")
    assert "office" in template.available_reports(OF_OFFICE, office)
    above = scopes.jurisdiction_scope("XAA")
    assert "office" not in template.available_reports(OF_OFFICE, above)
    # As of a report that there is not.
    notices = [template.find_report(id_, OF_OFFICE, above).notice for id_ in ("office", "offise")]
    assert [one.partition(".")[0] for one in notices] == [
        "Cannot find a report named “office”",
        "Cannot find a report named “offise”",
    ]
    assert notices[0].partition(".")[2] == notices[1].partition(".")[2]
    # An office fills no questionnaire of its whole jurisdiction.
    alone = replace(OF_OFFICE, office_alone=True)
    assert set(template.available_reports(alone, office)) == {
        "annex",
        "ministry",
        "office",
        "profile",
    }


def test_what_is_not_there_is_named_and_never_replaced() -> None:
    first = template.find_report(ReportView().name, small.choice(), scopes.EVERYTHING)
    assert first == template.Found("ministry")
    looked = template.find_report("minstry", small.choice(), scopes.EVERYTHING)
    assert looked.name == ""
    assert looked.notice.startswith("Cannot find a report named “minstry”.")
    assert "ministry" in looked.notice
    # A file on the server is no report of the page.
    assert template.find_report("/etc/passwd", OF_OFFICE, scopes.EVERYTHING).name == ""
