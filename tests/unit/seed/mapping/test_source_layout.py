"""The rows in which the names of columns stand are found under titles and groups."""

from pathlib import Path

import pytest

from seed.mapping import draft_export, parse_profile, source_layout
from seed.mapping.source_layout import HeaderRows
from seed.readers import FirstRow

DATA = [["k7", "12/05/2023", "24", "custody", "1500", "EUR"]]
MORE = [["k9", "01/06/2023", "", "fine", "300", "EUR"], ["k11", "", "6", "custody", "", ""]]
NAMES = ["Docket", "Decided", "Months", "Type", "Amount", "Currency"]
TITLED = """\
"Register of the ""Court"", as of 3/2024"

;;Sentence;;Fine;
Docket;Decided on;Months;Type;Amount;Currency
K-12/2023;12.05.2023;24;custody;;
K-13/2023;01.06.2023;;fine;1.500,00;EUR
K-14/2023;30.06.2023;;fine;300,00;EUR
"""


def numbered(rows: list[list[str]]) -> tuple[FirstRow, ...]:
    """As the readers give them: blank rows have a number and are left out."""
    every = (FirstRow(number, tuple(cells)) for number, cells in enumerate(rows, start=1))
    return tuple(row for row in every if any(row.cells))


@pytest.mark.parametrize(
    ("over", "expected", "words"),
    [
        ([], (1,), ""),
        (
            [["Register of 2023"]],
            (2,),
            "The names of the columns are in row 2.",
        ),
        ([[], []], (3,), "The names of the columns are in row 3."),
        (
            [["Ministry of Justice, Department 4"], [], ["Period:", "2023", "", "", "", ""]],
            (4,),
            "The names of the columns are in row 4.",
        ),
        ([["2023"], ["31.12.2023"]], (3,), "The names of the columns are in row 3."),
        # As wide as the table: no title, whatever it says.
        ([["a", "b", "c", "d", "", ""]], (1,), ""),
    ],
)
def test_titles_and_blank_rows_are_passed_over(
    over: list[list[str]], expected: tuple[int, ...], words: str
) -> None:
    rows = numbered([*over, NAMES, *DATA, *MORE])
    head = source_layout.find_header_rows(rows)
    assert head == HeaderRows(expected)
    assert source_layout.describe_header_rows(head, rows).startswith(words)
    assert bool(words) is (expected != (1,))


@pytest.mark.parametrize("titles", [0, 2])
def test_groups_over_the_names_are_joined_with_them(titles: int) -> None:
    """A cell that is merged downwards has its name above, and none below."""
    merged = ["Docket", "", "Sentence", "", "Fine", ""]
    below = ["", "Decided", "Months", "Type", "Amount", "Currency"]
    spread = ["Accused", "", "Sentence", "", "Fine", ""]
    for groups, names in ((spread, NAMES), (merged, below)):
        rows = numbered([["Register"]] * titles + [groups, names, *DATA, *MORE])
        head = source_layout.find_header_rows(rows)
        assert head == HeaderRows((titles + 1, titles + 2))
        assert "are joined, for example [" in source_layout.describe_header_rows(head, rows)


@pytest.mark.parametrize(
    "rows",
    [
        # Columns without a name, over data: numbers, the same again, or texts alone.
        [["Docket", "", "Type", ""], ["k7", "a", "fine", "3"], ["k9", "b", "fine", "4"]],
        [["Docket", "", "Type", ""], ["k7", "a", "fine", "x"], ["k9", "b", "fine", "2"]],
        [["Docket", "", "Type", ""], ["k7", "a", "b", "c"], ["k9", "d", "e", "f"]],
        # Numbers or days alone are no names; a column of titles is no table.
        [["Register"], ["1", "2", "3", "4"], ["5", "6", "7", "8"], ["9", "1", "2", "3"]],
        [["Register"], ["2020-01-01", "1 May 2020", "3/4/2020"], ["a", "b", "c"], ["d", "e", "f"]],
        [["Register"], ["Docket", "Type"], ["k7", "fine"]],
        # Divided by blanks, and not by the commas of its texts.
        [["a b c"], ["1 2 x"], ["who, what", "when", "why"], ["4 5 y"], ["a", "b", "c"], ["5 z"]],
        [["Docket", "Type", "Months"]],
        [],
    ],
)
def test_nothing_is_moved_in_doubt(rows: list[list[str]]) -> None:
    assert source_layout.find_header_rows(numbered(rows)) == HeaderRows()
    assert source_layout.describe_header_rows(HeaderRows(), numbered(rows)) == ""


def columns(draft: draft_export.Draft) -> list[str]:
    return [column.name for column in draft.files[0].columns]


def test_a_column_between_the_groups_that_holds_nothing_needs_no_name() -> None:
    over = ["Case", "", "", "Outcome", "", "Statute 1", ""]
    names = ["No.", "Year filed", "", "Counts", "Months", "Code", "Fine"]
    data = [[str(n), "2012", "", "3", "Life", "1591", "$100"] for n in range(4)]
    rows = numbered([["Coding sheet"], ["last update: see file name"], [], over, names, *data])
    assert source_layout.find_header_rows(rows) == HeaderRows((4, 5))
    named = [*data[:3], ["9", "2012", "x", "3", "240", "1591", ""]]
    assert source_layout.find_header_rows(numbered([over, names, *named])) == HeaderRows()


def test_a_draft_says_where_the_names_stand_and_writes_it(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(TITLED)
    draft = draft_export.draft_from_path(path)
    assert columns(draft)[1:4] == ["Decided on", "Sentence Months", "Sentence Type"]
    assert "header_row = [3, 4]" in draft.toml
    assert 'delimiter = ";"' in draft.toml
    [finding] = draft.findings
    assert "The names of the columns are in rows 3, 4" in str(finding)
    assert "[Sentence Months]" in str(finding)
    [beginning] = draft.first_rows
    assert [row.number for row in beginning.rows] == [1, 3, 4, 5, 6, 7]
    profile = parse_profile.parse_profile_text("register", draft.toml)
    assert profile.files[0].header_rows == (3, 4)


def test_who_knows_better_is_followed_without_a_word(tmp_path: Path) -> None:
    path = tmp_path / "register.csv"
    path.write_text(TITLED)
    told = HeaderRows((4,), 1)
    for draft in (
        draft_export.draft_from_path(path, told={"register": told}),
        draft_export.draft_from_path(path, otherwise=told),
    ):
        assert columns(draft)[2:4] == ["Months", "Type"]
        assert draft.files[0].rows == 2
        assert "header_row = 4\nskip_rows = 1" in draft.toml
        assert draft.findings == ()
