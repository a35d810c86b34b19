"""The first rows are shown as they are read, cut short, without what may tell of a person."""

from dataclasses import replace

from dashboard.upload.mapping import file_widgets
from seed.mapping import column_profiles
from seed.readers import FirstRow
from tests.unit.dashboard.upload.mapping.drafts import COURT

ROWS = (
    FirstRow(1, ("Register of the Supreme Court of Anywhere", "")),
    FirstRow(3, ("Docket", "Full name of the accused")),
    FirstRow(4, ("(no.)",)),
    FirstRow(5, ("k7", "Maria Silva", *"abcdefgh")),
    FirstRow(6, ("k9", "x")),
    FirstRow(99, ("k11", "far below")),
)


def test_rows_are_shown_as_they_are_read() -> None:
    file = replace(COURT, header_rows=(3,), skip_rows=1)
    rows = file_widgets.preview_header_rows(column_profiles.FirstRowsOfFile(file, ROWS))
    assert [row[:3] for row in rows] == [
        ["1", "not read", "Register of the Supreme…"],
        ["3", "names", "Docket"],
        ["4", "not read", "(no.)"],
        ["5", "data", "k7"],
        ["6", "data", "k9"],
    ]
    assert {len(row) for row in rows} == {2 + file_widgets.COLUMNS_SHOWN}


def test_names_of_persons_are_not_shown_and_those_of_columns_are() -> None:
    rows = file_widgets.preview_header_rows(
        column_profiles.FirstRowsOfFile(replace(COURT, header_rows=(3,)), ROWS)
    )
    assert [row[3] for row in rows] == ["", "Full name of the accused", "", "not shown", "x"]
