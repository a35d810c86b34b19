"""Lines of a TOML text."""

from seed.mapping.toml_reader import line_at, lines_of

TEXT = """\
# A profile
[files.cases]
file = "cases.csv"

[[tables]]
table = "cases"
[tables.columns]
case_id = { source = "id" }

[[tables]]
table = "links"
[tables.columns.link.codes]
"Hired by" = "recruiter"
"""


def test_a_key_stands_below_its_header() -> None:
    assert lines_of(TEXT)["files", "cases", "file"] == 3


def test_a_table_of_a_list_has_its_place_in_the_list() -> None:
    assert lines_of(TEXT)["tables", 1, "table"] == 11
    assert lines_of(TEXT)["tables", 1, "columns", "link", "codes", "Hired by"] == 13


def test_a_key_of_an_inline_table_stands_on_the_line_around_it() -> None:
    assert line_at(lines_of(TEXT), ("tables", 0, "columns", "case_id", "source")) == 8


def test_a_place_that_is_not_there_has_no_line() -> None:
    assert line_at(lines_of(TEXT), ("manifest", "note")) is None
