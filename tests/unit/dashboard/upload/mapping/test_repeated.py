"""A sentence of which a row has one is not proposed for each statute of it."""

from pathlib import Path

from dashboard.upload.mapping import state
from dashboard.upload.mapping.state import TableFill
from seed.mapping import cell_formats, draft_columns, draft_export, profile_model

SHEET = "Docket,Def. ID,Sex,Total months,Statute 1 Code,Statute 2 Code,Statute 3 Code\n" + "".join(
    f"D-{n // 2},{700 + n},{'MF'[n % 2]},{12 * n + 6},1591,{1589 if n % 3 else ''},\n"
    for n in range(9)
)


def test_the_page_proposes_no_sentence_for_each_statute(tmp_path: Path) -> None:
    sheet = tmp_path / "sheet.csv"
    sheet.write_text(SHEET)
    work = state.with_tables(
        state.suggested_work(draft_export.draft(sheet)), "sheet_groups", ["charges", "sanctions"]
    )
    statutes = TableFill("sheet_groups", "sanctions")
    assert "months" not in work.table(statutes).columns
    # Several rows are made of one: its number alone would name them all.
    assert work.table(statutes).columns["sanction_id"].sql == """'S' || "Def. ID" || '-' || n"""
    of_each = profile_model.ColumnRule("Total months", number=cell_formats.NumberFormat())
    file = next(file for file in work.draft.files if file.file.name == "sheet_groups")
    [said] = draft_columns.list_doubts(file, "sanctions", "months", of_each)
    assert said.startswith('"Total months" has one value in a row of sheet, but sheet_groups makes')
    assert draft_columns.list_doubts(work.draft.files[0], "sanctions", "months", of_each) == []
