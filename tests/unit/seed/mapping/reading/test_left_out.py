"""What leaves rows out, table by table, and rows of which no table makes anything."""

import pytest

from tests.unit.seed.mapping.made_rows import made, of_cases, of_table

LINKS = of_table(
    "links",
    'person = "none"',
    'link = { source = "cell", split = ";", codes = { Kept = "harbourer", No = "" } }\n',
)
LONG = " OR ".join(f"cell = '{n}'" for n in range(20))


@pytest.mark.parametrize(
    ("where", "asked"),
    [
        ("", ()),
        ("cell\n IN ('x',  'y')", (("[where] cell IN ('x', 'y')", 3),)),
        ("cell IS NOT NULL", (("[where] cell IS NOT NULL", 1),)),
        (LONG, ((f"[where] {LONG[:80]}...", 4),)),
    ],
)
def test_rows_are_counted_by_what_they_lack(where: str, asked: tuple[tuple[str, int], ...]) -> None:
    rows = f'where = """{where}"""' if where else ""
    counts = made(of_cases("", rows), cell=["x", "y", "z", "5", None]).made
    assert counts.left_by == asked
    assert sum(rows for _, rows in counts.left_by) == counts.left_out


def test_lists_of_nothing_are_told_and_make_their_rows_unused() -> None:
    result = made(LINKS, cell=["Kept", None, " ; ", "No", "Stolen"])
    assert result.made.left_by == (("cell lists something", 2),)
    # A word that means nothing makes nothing either; one without a code is refused and said.
    assert sorted(result.used) == [2, 6]


def test_what_is_asked_second_is_asked_of_those_alone_that_have_the_first() -> None:
    profile = LINKS.replace("person = ", "where = \"id <> 'b'\"\nperson = ")
    left_by = made(profile, cell=["Kept", None, None]).made.left_by
    assert left_by == (("[where] id <> 'b'", 1), ("cell lists something", 1))
