"""How rows are arranged is said step by step, and what depends on a step goes with it."""

from dataclasses import replace

import pytest

from dashboard.upload.mapping import arrange, choice, ids, suggested
from dashboard.upload.mapping.work import Place, Target, Work, column_at, places, table_at
from seed.mapping import drafting, language
from tests.unit.dashboard.upload.mapping.drafts import COURT, DRAFT

SHEET = language.SourceFile("sheet", "sheet.csv")
NAMES = ("Case", "Art 1", "Plea 1", "Art 2", "Plea 2", "Seized")


@pytest.fixture
def work() -> Work:
    columns = tuple(drafting.DraftColumn(name, drafting.Looks.TEXT, 3, 3) for name in NAMES)
    first = (
        ("k1", "177", "si", None, "no", "3 CAD and 60 USD"),
        ("k2", "1", None, None, None, "?"),
    )
    sheet = drafting.DraftFile(SHEET, 3, columns, first=first)
    draft = drafting.Draft("both", (*DRAFT.files, sheet))
    return Work(draft, drafting.Chosen("", (COURT, SHEET), ()))


def test_a_first_group_tells_the_others(work: Work) -> None:
    made = arrange.of_groups(work, "sheet", ["Art 1", "Plea 1"])
    assert made is not None
    assert made.unpivot is not None
    assert made.unpivot.members == {"art": "Art {n}", "plea": "Plea {n}"}
    assert (made.name, made.origin, made.file) == ("sheet_groups", "sheet", "sheet.csv")
    assert arrange.of_groups(work, "sheet", ["Case"]) is None


def test_groups_are_tried_on_the_first_rows(work: Work) -> None:
    made = arrange.of_groups(work, "sheet", ["Art 1", "Plea 1"])
    assert made is not None
    preview = drafting.preview(made, work.draft.files[1])
    assert preview.headings == ("Row", "art", "plea", "n")
    assert preview.rows == (
        ("1", "177", "si", "1"),
        ("1", "", "no", "2"),
        ("2", "1", "", "1"),
    )
    assert (preview.made, preview.of) == (3, 2)


def test_a_pattern_is_tried_and_what_it_does_not_read_is_said(work: Work) -> None:
    money = drafting.READY[0].like
    made = arrange.of_matches(work, "sheet", "Seized", money, ["and"])
    preview = drafting.preview(made, work.draft.files[1])
    assert made.name == "sheet_seized"
    assert preview.headings == ("Row", "Seized", "amount", "currency")
    assert [row[2:] for row in preview.rows] == [("3", "CAD"), ("60", "USD")]
    [fault] = preview.faults
    assert fault.startswith("Row 2: the pattern of the profile finds nothing in this cell.")


@pytest.mark.parametrize(
    ("column", "like", "words"),
    [
        ("Seized", "(?P<a>[", "this is no regular expression"),
        ("Seized", "[0-9]+", "name what the pattern finds"),
        ("Elsewhere", "(?P<a>[0-9]+)", "Choose the column"),
        # A name stays one: it may not be called otherwise.
        ("Nombre", "(?P<a>[a-z]+)", "is named like a name"),
    ],
)
def test_a_pattern_that_is_none_says_why(work: Work, column: str, like: str, words: str) -> None:
    made = arrange.of_matches(work, "sheet", column, like, [])
    preview = drafting.preview(made, work.draft.files[1])
    assert preview.rows == ()
    assert words in preview.faults[0]


def test_what_may_tell_of_a_person_is_not_shown(work: Work) -> None:
    sheet = work.draft.files[1]
    cell = "call +41 79 555 01 23 or write to a.b@example.org"
    first = (tuple(cell if name == "Seized" else None for name in NAMES),)
    made = arrange.of_matches(work, "sheet", "Seized", "(?P<part>.+)", [])
    [row] = drafting.preview(made, replace(sheet, first=first)).rows
    assert row[1:] == ("not shown", "not shown")


def test_what_is_made_of_a_file_goes_with_it(work: Work) -> None:
    groups = arrange.of_groups(work, "sheet", ["Art 1"])
    assert groups is not None
    files = arrange.with_made(work, groups)
    parts = replace(groups, name="parts", origin="sheet_groups", unpivot=None)
    join = language.Join("parts", ("docket",), ("Art",), ("Case",))
    more = replace(work, chosen=replace(work.chosen, files=(*files, parts)))
    joined = replace(
        work, chosen=replace(work.chosen, files=arrange.with_join(more, "court", join))
    )
    assert joined.chosen.files[0].joins == (join,)
    # A second look into the same file does not end the first.
    plea = language.Join("parts", ("docket",), ("Plea", "Art"), ("Case",))
    both = replace(join, columns=("Art", "Plea"))
    assert arrange.with_join(joined, "court", plea)[0].joins == (both,)
    assert arrange.without(joined, "sheet_groups") == (COURT, SHEET)
    assert arrange.without_join(joined, "court", "parts")[0].joins == ()
    assert arrange.with_missing(work, "sheet", ["n.d."])[1].missing == ("n.d.",)


def test_what_was_chosen_is_carried_to_another_look_at_the_files(work: Work) -> None:
    begun = choice.stated(choice.with_tables(work, "court", ["cases"]), jurisdiction="XAA")
    scope = Target(Place("court", "cases"), "scope")
    chosen = choice.with_column(
        begun, scope, drafting.ChosenColumn(constant="trafficking_elements")
    )
    groups = arrange.of_groups(work, "sheet", ["Art 1"])
    assert groups is not None
    draft = replace(work.draft, files=(*work.draft.files, drafting.DraftFile(groups, 3, ())))
    carried = suggested.carried(chosen, draft)
    assert column_at(carried, scope) == column_at(chosen, scope)
    assert carried.chosen.statement.jurisdiction == "XAA"
    assert [file.name for file in carried.chosen.files] == ["court", "sheet", "sheet_groups"]
    elsewhere = replace(draft.files[0], file=replace(COURT, header_rows=(3,)))
    read_otherwise = replace(draft, files=(elsewhere, *draft.files[1:]))
    assert column_at(suggested.carried(chosen, read_otherwise), scope) is None


def test_a_table_is_filled_once_more_and_one_time_less(work: Work) -> None:
    first = Place("court", "cases")
    begun = choice.with_tables(work, "court", ["cases"])
    twice = choice.once_more(begun, first)
    second = Place("court", "cases", 1)
    assert places(twice) == [first, second]
    changed = choice.with_column(
        twice, Target(second, "scope"), drafting.ChosenColumn(constant="trafficking_elements")
    )
    assert "scope" not in table_at(changed, first).columns
    assert choice.without(changed, first).chosen.tables == (table_at(changed, second),)
    assert choice.times(twice, first) == 2


def test_an_id_is_replaced_in_all_tables_or_in_none(work: Work) -> None:
    begun = choice.with_tables(work, "court", ["cases", "suspects"])
    assert ids.filled(begun) == ["case_id", "person_id"]
    chosen = ids.with_pseudonyms(begun, ["case_id"])
    assert [table.columns["case_id"].pseudonym for table in chosen.chosen.tables] == [True, True]
    # A table that comes later names the same cases.
    later = choice.with_tables(chosen, "court", ["cases", "suspects", "charges"])
    assert all(t.columns["case_id"].pseudonym for t in later.chosen.tables)
    assert ids.pseudonyms(ids.with_pseudonyms(later, [])) == []
