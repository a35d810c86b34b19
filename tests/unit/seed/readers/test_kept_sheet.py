"""A sheet is unpacked once, however often it is asked for; another file is another one."""

from pathlib import Path

from seed import readers
from seed.readers import COMMAND_LINE, preflight, sheet
from seed.readers.sheet import SheetCache
from tests.unit.seed.readers.books import book

ROWS = [["Docket", "Opened"], ["a-1", "2024-01-05"]]


def test_a_workbook_and_its_sheet_are_read_once(tmp_path: Path) -> None:
    cache, path = SheetCache(), book(tmp_path / "register.xlsx", ROWS)
    opened = cache.workbook(preflight.file_at(path), COMMAND_LINE)
    assert cache.workbook(preflight.file_at(path), COMMAND_LINE) is opened
    place = sheet.OpenSheet(opened, opened.sheets[0])
    scan = cache.scan(place, COMMAND_LINE)
    assert cache.scan(place, COMMAND_LINE) is scan
    assert cache.cells(scan, place) is cache.cells(scan, place)


def test_a_file_that_was_written_anew_is_read_anew(tmp_path: Path) -> None:
    cache, path = SheetCache(), book(tmp_path / "register.xlsx", ROWS)
    for rows in (ROWS, [*ROWS, ["a-2", "2024-02-05"]]):
        book(path, rows)
        table, faults = readers.read_export(path, file=path.name, table="x", cache=cache)
        assert faults == ()
        assert table is not None
        assert table.height == len(rows) - 1
        assert len(readers.first_rows(path, file=path.name, cache=cache)) == len(rows)
