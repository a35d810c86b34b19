"""What of a section a release tells, and what is named as left out."""

from dataclasses import replace

import pytest

from dashboard.query_params import Choice
from dashboard.report import sections
from dashboard.report.template import Listed, Section

WINDOW = Choice("XAA", 2021, 2023, plan=1)
YEAR = replace(WINDOW, year_from=2023)
OF_FORM = replace(WINDOW, form="forced_labour")
LEFT = "Not part of a release: {}."


@pytest.mark.parametrize(
    ("choice", "ids", "by", "told", "left_out"),
    [
        (WINDOW, ("N01", "C03"), "", ("N01", "C03"), ""),
        (YEAR, ("N01",), "jurisdiction", ("N01",), ""),
        (WINDOW, ("N01",), "form", ("N01",), ""),
        (YEAR, ("N01",), "form", (), LEFT.format("figures by form of single years")),
        (WINDOW, ("N01",), "office", (), LEFT.format("figures by office")),
        (OF_FORM, ("N01",), "year", (), LEFT.format(sections.YEARS_OF_ONE_FORM)),
        (OF_FORM, ("C03",), "sex", (), LEFT.format("figures by sex")),
        (
            *(YEAR, ("C03", "P02"), "sex", ("C03",)),
            LEFT.format("figures by sex of single years (Conviction rate (trafficking))"),
        ),
    ],
)
def test_a_release_tells_what_its_plan_has(
    choice: Choice, ids: tuple[str, ...], by: str, told: tuple[str, ...], left_out: str
) -> None:
    section = Section("A section", ids, by)
    assert sections.told(section, choice) == told
    assert sections.left_out(section, choice) == left_out


def test_records_leave_nothing_out_and_list_cases() -> None:
    of_records = replace(YEAR, plan=0)
    for section in (Section("A section", ("N01",), "office"), Section("B", listed=CASES)):
        assert sections.told(section, of_records) == section.measures
        assert sections.left_out(section, of_records) == ""
    assert sections.left_out(Section("B", listed=CASES), WINDOW) == LEFT.format("open cases")


CASES = Listed.OPEN_CASES
