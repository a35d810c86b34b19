"""What leaves rows out, table by table, and rows of which no table makes anything."""

import pytest

from tests.unit.seed.mapping.made_rows import CASES, FILES, made

LINKS = FILES + (
    'table = "links"\nperson = "none"\n{}\n[tables.columns]\ncase_id = "id"\n'
    'link = {{ source = "cell", split = ";", codes = {{ Kept = "harbourer", No = "" }} }}\n'
)
VICTIMS = FILES + (
    'table = "victims"\nrepeat = "cell"\n{}\n[tables.columns]\n'
    'victim_id = {{ compose = "{{id}}-{{part}}" }}\n'
)


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ("", ()),
        ('where = { cell = ["x", "y"] }', (("cell is x, y", 3),)),
        ('where = { cell = ["1", "2", "3", "x", "9"] }', (("cell is 1, 2, 3 or 2 more", 4),)),
        # The second is asked of those alone that have the first.
        (
            'where = { cell = { blank = false, not = "x" }, id = { like = "[a-c]" } }',
            (("cell is not x", 2), ("id like [a-c]", 1)),
        ),
        (
            'where = [{ cell = "x" }, { cell = { above = 4 } }]',
            (("one of 2 conditions of [where]", 3),),
        ),
        ('of = "cell"', (("cell is filled", 1),)),
        ('of = "cell"\nunknown_as = "row"', ()),
    ],
)
def test_rows_are_counted_by_what_they_lack(where: str, asked: tuple[tuple[str, int], ...]) -> None:
    counts = made(CASES.format(where), cell=["x", "y", "z", "5", None]).made
    assert counts.left_by == asked
    assert sum(rows for _, rows in counts.left_by) == counts.left_out


def test_lists_and_counts_of_nothing_are_told_and_make_their_rows_unused() -> None:
    result = made(LINKS.format(""), cell=["Kept", None, " ; ", "No", "Stolen"])
    assert result.made.left_by == (("cell lists something", 2),)
    # A word that means nothing makes nothing either; one without a code is refused and said.
    assert sorted(result.used) == [2, 6]
    result = made(VICTIMS.format(""), cell=["2", "0", None, "00", "many"])
    assert result.made.left_by == (("cell counts a row", 3),)
    assert sorted(result.used) == [2, 6]
