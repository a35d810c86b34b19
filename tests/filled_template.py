"""Fill in the template as a person does, with a spreadsheet program."""

import io
from collections.abc import Mapping, Sequence

import openpyxl

from seed import templates


def filled_template(
    rows: Mapping[str, Sequence[Mapping[str, object]]], stated: Mapping[str, str] | None = None
) -> bytes:
    """The template with rows below the examples, by table, and values on the sheet submission."""
    book = openpyxl.load_workbook(io.BytesIO(templates.template_workbook()))
    for key, value, _ in book["submission"].iter_rows(min_row=2):
        value.value = (stated or {}).get(key.value)
    for table, of_table in rows.items():
        sheet = book[table]
        names = [cell.value for cell in sheet[1]]
        for name in dict.fromkeys(name for row in of_table for name in row):
            if name not in names:
                # A translation has a column where somebody adds one.
                names.append(name)
                sheet.cell(1, len(names), name)
        for line, row in enumerate(of_table, start=3):
            for name, value in row.items():
                cell = sheet.cell(line, names.index(name) + 1, value)
                cell.number_format = "0.00" if isinstance(value, float) else "General"
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
