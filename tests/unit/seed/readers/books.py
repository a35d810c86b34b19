"""Workbooks for tests: plain ones, and parts changed in them."""

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

SHEET = "xl/worksheets/sheet1.xml"
ROWS = (("case_id", "scope"), ("k7", "charged_as_trafficking"))
Change = Callable[[bytes], bytes]


def book(
    path: Path,
    rows: Sequence[Sequence[object]] = ROWS,
    *,
    more: Callable[[Worksheet], object] = id,
    others: Callable[[Workbook], object] = id,
    date_1904: bool = False,
) -> Path:
    """A workbook with a sheet `cases` of the rows, what `more` does to it, and `others` to all."""
    with xlsxwriter.Workbook(path, {"strings_to_urls": False, "date_1904": date_1904}) as written:
        sheet = written.add_worksheet("cases")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
        more(sheet)
        others(written)
    return path


def changed(
    path: Path, changes: Mapping[str, Change], added: Mapping[str, bytes] | None = None
) -> Path:
    """The workbook with some parts rewritten and others added."""
    whole = io.BytesIO(path.read_bytes())
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = old.read(name)
            new.writestr(name, changes[name](data) if name in changes else data)
        for name, data in (added or {}).items():
            new.writestr(name, data)
    return path


def replaced(old: str, by: str) -> Change:
    """A change that fails where there is nothing to change."""

    def change(data: bytes) -> bytes:
        assert old.encode() in data, old
        return data.replace(old.encode(), by.encode())

    return change
