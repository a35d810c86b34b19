"""Texts put together from columns, and the first filled of several columns."""

import pytest

from schemas.findings import Finding, Severity
from seed.mapping.language.parsing import parse
from seed.mapping.reading.rows import Mapped
from tests.unit.seed.mapping.made_rows import CASES, column, made

SUSPECTS = CASES.replace('"cases"', '"suspects"').replace('scope = "scope"', "").format("")
SUSPECTS += 'kind = { constant = "natural" }\n'


def suspects(compose: str, **cells: list[str | None]) -> Mapped:
    return made(SUSPECTS + f'person_id = {{ compose = "{compose}" }}', **cells)


def places(findings: tuple[Finding, ...]) -> list[tuple[int | None, str | None, str]]:
    return [(f.row, f.column, f.rule) for f in findings]


def test_a_blank_part_of_an_id_is_named_and_refuses_its_row() -> None:
    result = suspects(
        "{Case No.}-{Def #}", **{"Case No.": ["1", None, "3"], "Def #": ["a", "b", None]}
    )
    assert result.frame["person_id"].to_list() == ["1-a"]
    assert result.made.refused == 2
    assert places(result.findings) == [
        (3, "Case No.", "mapping.compose"),
        (4, "Def #", "mapping.compose"),
    ]
    assert "person_id cannot be put together without it" in result.findings[0].wording
    assert "A[-{B}]" in result.findings[0].wording
    assert [(m.column, m.kind, m.values.cells) for m in result.not_mapped] == [
        ("Case No.", "compose", 1),
        ("Def #", "compose", 1),
    ]


def test_a_part_in_brackets_may_be_blank_and_takes_its_signs_with_it() -> None:
    cells = {"Case": ["1", "2"], "Sub [old]": [None, "b"]}
    result = suspects("C{Case}[-{Sub [old]}.x]", **cells)
    assert result.frame["person_id"].to_list() == ["C1", "C2-b.x"]
    assert result.findings == ()


def test_brackets_without_a_column_are_text() -> None:
    assert column('network_id = { compose = "[{cell}]-[old]" }', ["1", None])[0] == [
        "1-[old]",
        None,
    ]


def test_what_has_no_part_left_is_blank() -> None:
    assert column('network_id = { compose = "[{cell}]" }', ["1", None])[0] == ["1", None]


def test_a_column_that_may_be_blank_is_so_with_a_warning_where_other_parts_are_filled() -> None:
    how = 'network_id = { compose = "{region}-{cell}" }'
    regions = ["W", "W", None, None]
    result = made(CASES.format("") + how, cell=["1", None, None, "4"], region=regions)
    assert result.frame["network_id"].to_list() == ["W-1", None, None, None]
    assert places(result.findings) == [
        (3, "cell", "mapping.blank_part"),
        (5, "region", "mapping.blank_part"),
    ]
    assert {f.severity for f in result.findings} == {Severity.WARNING}
    only = how[:-1] + ", only_if = { cell = { blank = false }, region = { blank = false } } }"
    cells: list[str | None] = ["1", None, None, "4"]
    assert made(CASES.format("") + only, cell=cells, region=regions).findings == ()


def test_a_name_beside_a_part_that_may_be_blank_is_no_pseudonym() -> None:
    text = SUSPECTS + 'person_id = { compose = "{LAST NAME}[-{CASE}]", pseudonym = true }'
    assert [f.rule for f in parse("x", text).findings] == ["profile.name_column"]
    assert parse("x", text.replace("[-{CASE}]", "-{CASE}")).findings == ()


def test_the_first_filled_of_several_columns_is_read() -> None:
    how = 'opened_on = { pick = ["cell", "old"], missing = "00/00/0000", date = FORMS }'.replace(
        "FORMS", '["DD/MM/YYYY", "YYYY"]'
    )
    old = ["01/02/2003", "2004", None]
    cells: list[str | None] = ["3/4/2020", "00/00/0000", None]
    result = made(CASES.format("") + how, cell=cells, old=old)
    assert result.frame["opened_on"].to_list() == ["2020-04-03", "2004", None]
    assert result.findings == ()


def test_a_picked_cell_that_cannot_be_read_is_named_by_its_own_column() -> None:
    how = 'opened_on = { pick = ["cell", "old"], date = "YYYY" }'
    result = made(CASES.format("") + how, cell=["soon", None], old=["2001", "never"])
    assert places(result.findings) == [(2, "cell", "mapping.date"), (3, "old", "mapping.date")]
    assert [(m.column, m.values.cells) for m in result.not_mapped] == [("cell", 1), ("old", 1)]


def test_few_unreadable_cells_are_judged_by_what_is_picked() -> None:
    how = 'opened_on = { pick = ["cell", "old"], date = "YYYY", unreadable = "blank" }'
    old: list[str | None] = [None, "2002", "2003", "2004", "2005"]
    result = made(CASES.format("") + how, cell=["soon", None, None, None, None], old=old)
    assert result.frame["opened_on"].to_list() == old
    assert [f.severity for f in result.findings] == [Severity.WARNING]


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ('network_id = { pick = ["a"] }', "pick"),
        ('network_id = { pick = ["a", "b"], source = "c" }', "filled_by"),
        ('network_id = { pick = ["a", "LAST NAME"] }', "name_column"),
        ('sector = { pick = ["a", "b"], split = ";" }', "split"),
    ],
)
def test_what_cannot_be_picked_is_a_fault(line: str, rule: str) -> None:
    assert [f.rule for f in parse("x", CASES.format("") + line).findings] == [f"profile.{rule}"]


def test_picked_columns_are_read() -> None:
    [rule] = parse("x", CASES.format("") + 'network_id = { pick = ["a", "b"] }').tables
    assert {"a", "b"} <= rule.reads


def test_fixed_signs_alone_are_no_id() -> None:
    how = 'network_id = { compose = "TGI-[{cell}]" }'
    assert column(how, ["02", None, "7"])[0] == ["TGI-02", None, "TGI-7"]
    result = suspects("P[{Nr.}]", **{"Nr.": ["1", None]})
    assert result.frame["person_id"].to_list() == ["P1"]
    assert places(result.findings) == [(3, "Nr.", "mapping.parts")]
    by_row = 'manifest.ids = "by_row"\n'
    how = 'person_id = { compose = "P{row_number}[-{Nr.}]" }'
    numbered = made(by_row + SUSPECTS + how, **{"Nr.": ["1", None]})
    assert numbered.frame["person_id"].to_list() == ["P2-1", "P3"]


@pytest.mark.parametrize("how", ['"cell"', '{ compose = "{cell}" }', '{ compose = "T{cell}" }'])
def test_an_id_that_ends_where_others_go_on_is_told_with_how_many(how: str) -> None:
    cells = ["TGI-02", "TGI-", None, "TGI-11", "TGI-", "C.A.", "K_1"]
    result = made(CASES.format("") + f"office_id = {how}", cell=cells)
    [finding] = result.findings
    assert (finding.rule, finding.row, finding.column) == ("mapping.cut_id", 3, "cell")
    assert (finding.severity, finding.occurrences) == (Severity.WARNING, 2)
    assert "cases.office_id would be the same in all of them" in finding.wording


def test_ids_that_end_in_a_sign_of_their_own_are_left_alone() -> None:
    assert made(CASES.format("") + 'office_id = "cell"', cell=["N.Y.", "C.A."]).findings == ()
