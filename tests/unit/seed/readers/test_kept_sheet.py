"""A sheet is unpacked once, however often it is asked for; another file is another one."""

from pathlib import Path

from seed import readers
from seed.readers import COMMAND_LINE, look_over, sheet_text
from seed.readers.kept_sheet import KeptSheet
from tests.unit.seed.readers.books import book

ROWS = [["Docket", "Opened"], ["a-1", "2024-01-05"]]


def test_a_workbook_and_its_sheet_are_read_once(tmp_path: Path) -> None:
    kept, path = KeptSheet(), book(tmp_path / "register.xlsx", ROWS)
    opened = kept.opened(look_over.on_disk(path), COMMAND_LINE)
    assert kept.opened(look_over.on_disk(path), COMMAND_LINE) is opened
    place = sheet_text.Place(opened, opened.sheets[0])
    scan = kept.look(place, COMMAND_LINE)
    assert kept.look(place, COMMAND_LINE) is scan
    assert kept.cells(scan, place) is kept.cells(scan, place)


def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    kept, path = KeptSheet(), book(tmp_path / "register.xlsx", ROWS)
    for rows in (ROWS, [*ROWS, ["a-2", "2024-02-05"]]):
        book(path, rows)
        table, faults = readers.read_export(path, file=path.name, table="x", kept=kept)
        assert faults == ()
        assert table is not None
        assert table.height == len(rows) - 1
        assert len(readers.first_rows(path, file=path.name, kept=kept)) == len(rows)
