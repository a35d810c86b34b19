"""Templates of reports: their faults, and what of a section a release holds."""

from dataclasses import replace
from pathlib import Path

import pytest

from dashboard.export import template
from dashboard.export.template import ListKind, Section
from dashboard.query_params import Choice
from metrics import catalogue
from schemas import errors

SECTION = '[[sections]]\ntitle = "A"\n'


def told(text: str) -> list[str]:
    return [str(finding) for finding in template.parse_template("own", text).findings]


@pytest.mark.parametrize("name", template.shipped_templates())
def test_what_is_shipped_has_no_fault_and_says_what_it_holds(name: str) -> None:
    read = template.load_template(name)
    assert read.findings == ()
    assert read.sections
    assert template.headline(name)


def test_the_annex_holds_every_measure_as_a_whole_and_by_year() -> None:
    sections = template.load_template("annex").sections
    for by in ("", "year"):
        ids = [id_ for section in sections if section.by == by for id_ in section.measures]
        assert ids == list(catalogue.CATALOGUE)


def test_measures_are_named_by_id_family_or_what_is_core_each_once() -> None:
    read = template.parse_template("own", f'{SECTION}measures = ["F01", "F", "N01"]')
    of_family = [id_ for id_ in catalogue.CATALOGUE if id_.startswith("F") and id_ != "F01"]
    assert read.sections[0].measures == ("F01", *of_family, "N01")
    core = template.parse_template("own", f'{SECTION}measures = ["core"]').sections[0].measures
    assert set(core) == {id_ for id_, one in catalogue.CATALOGUE.items() if one.core}


def test_a_section_is_drawn_as_suits_it_or_not_at_all() -> None:
    measures = 'measures = ["N01"]\n'
    for written, drawn in (
        ("", True),
        ('by = "year"', True),
        ('by = "form"', True),
        ('by = "year"\nchart = "none"', False),
    ):
        read = template.parse_template("own", f"{SECTION}{measures}{written}")
        assert (read.findings, read.sections[0].is_drawn) == ((), drawn)
    assert template.parse_template("own", SECTION).sections[0].is_drawn is False


def test_cases_are_listed_instead_of_measures() -> None:
    assert template.parse_template("own", f'{SECTION}list = "open_cases"').sections[0].listed is (
        ListKind.OPEN_CASES
    )
    [fault] = told(f'{SECTION}list = "open_cases"\nmeasures = ["N01"]')
    assert fault == (
        "own.toml: line 3, sections.0.list: Use list or measures in a section, not both."
    )


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("title = ", "own.toml: Not valid TOML"),
        ('title = "A"', "own.toml: The report has no sections."),
        (f'{SECTION}measures = ["N1"]', "line 3, sections.0.measures: Unknown measure “N1”"),
        (f'{SECTION}measures = "N01"', "line 3, sections.0.measures: Write a list here"),
        (f'{SECTION}colour = "red"', "line 3, sections.0.colour: Unknown key “colour”"),
        (f'{SECTION}by = "yaer"', "“yaer” is not one of jurisdiction, year"),
        (f'{SECTION}measures = ["C04r"]\nby = "form"', "cannot be split by form: C04r."),
        (f'{SECTION}measures = ["N01"]\nchart = "run"', "“run” does not fit this breakdown"),
        (f'{SECTION}notes = "yes"', "line 3, sections.0.notes: Write true or false here."),
        ("[[sections]]\nmeasures = []", "line 1, sections.0: This section has no title."),
        ("sections = 1", "sections: Write each section under [[sections]]."),
        ("sections = [1]", "sections.0: Write each section under [[sections]]."),
        (f"{SECTION}title = 1".replace('title = "A"\n', ""), "sections.0.title: Write text here"),
        (f'answers = ["X99"]\n{SECTION}', "line 1, answers: Unknown measure “X99”"),
    ],
)
def test_each_fault_is_told_with_its_place(text: str, fault: str) -> None:
    assert any(fault in one for one in told(text)), told(text)


def test_a_template_of_ones_own_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "ours.toml"
    path.write_text(f'title = "Ours"\n{SECTION}', encoding="utf-8")
    assert template.load_template(str(path)).title == "Ours"
    path.write_bytes(b"title = '\xff'")
    with pytest.raises(errors.UserError, match=r"ours.toml is not UTF-8"):
        template.load_template(str(path))


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
        (YEAR, ("N01",), "form", (), LEFT.format("figures of single years by group: Form")),
        (WINDOW, ("N01",), "office", (), LEFT.format("figures by group: Office")),
        (OF_FORM, ("N01",), "year", (), LEFT.format(template.FORM_YEARS)),
        (OF_FORM, ("C03",), "sex", (), LEFT.format("figures by group: Sex")),
        (
            *(YEAR, ("C03", "P02"), "sex", ("C03",)),
            LEFT.format("figures of single years by group: Sex (Conviction rate (trafficking))"),
        ),
    ],
)
def test_a_release_tells_what_its_plan_has(
    choice: Choice, ids: tuple[str, ...], by: str, told: tuple[str, ...], left_out: str
) -> None:
    section = Section("A section", ids, by)
    assert template.section_measures(section, choice) == told
    assert template.left_out_sentence(section, choice) == left_out


def test_records_leave_nothing_out_and_list_cases() -> None:
    of_records = replace(YEAR, plan=0)
    for section in (Section("A section", ("N01",), "office"), Section("B", listed=CASES)):
        assert template.section_measures(section, of_records) == section.measures
        assert template.left_out_sentence(section, of_records) == ""
    assert template.left_out_sentence(Section("B", listed=CASES), WINDOW) == LEFT.format(
        "open cases"
    )


CASES = ListKind.OPEN_CASES
