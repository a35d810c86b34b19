"""Workbooks made by hand, part by part: no library writes what these must hold."""

import io
import zipfile
from collections.abc import Mapping, Sequence
from xml.sax.saxutils import escape, quoteattr

Parts = dict[str, bytes]
Row = Sequence["str | int | float | Cell | None"]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
CASES_HEADER = ("case_id", "scope", "form")
CASES_ROW = ("k7", "charged_as_trafficking", "mixed")
JURISDICTIONS = [("jurisdiction",), ("XAA",)]
# A number shown as a day: what a spreadsheet makes of a date that is typed.
DAY_STYLE = 1
STYLES = (
    f'{HEAD}<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/>'
    '</fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs>'
    '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs>'
    "</styleSheet>"
)


class Cell(str):
    """The inside of a cell as XML; its attributes before a bar, as in `t="str"|<v>7</v>`."""


def parts(sheets: Mapping[str, Sequence[Row]], *, book: str = "", states: str = "") -> Parts:
    """A workbook's parts by name; `book` stands in the workbook, `states` in the last sheet's."""
    names = list(sheets)
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{at}" r:id="rId{at}"'
        f"{states if name == names[-1] else ''}/>"
        for at, name in enumerate(names, start=1)
    )
    related = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{at}.xml"/>'
        for at in range(1, len(names) + 1)
    )
    typed = "".join(
        f'<Override PartName="/xl/worksheets/sheet{at}.xml" ContentType="{TYPE}.worksheet+xml"/>'
        for at in range(1, len(names) + 1)
    )
    made = {
        "[Content_Types].xml": f'{HEAD}<Types xmlns="{PACKAGE}/content-types"><Default'
        ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/><Override'
        f' PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>{typed}</Types>',
        "_rels/.rels": relations(f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"'),
        "xl/workbook.xml": f'{HEAD}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{book}'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">'
        f'{related}<Relationship Id="rId99" Type="{OFFICE}/styles" Target="styles.xml"/>'
        "</Relationships>",
        "xl/styles.xml": STYLES,
    }
    made |= {
        f"xl/worksheets/sheet{at}.xml": sheet(rows)
        for at, rows in enumerate(sheets.values(), start=1)
    }
    return {name: text.encode() for name, text in made.items()}


def relations(*related: str) -> str:
    """A part of relationships, each given by its attributes."""
    inside = "".join(
        f'<Relationship Id="rId{at}" {one}/>' for at, one in enumerate(related, start=1)
    )
    return f'{HEAD}<Relationships xmlns="{PACKAGE}/relationships">{inside}</Relationships>'


def sheet(rows: Sequence[Row], after: str = "") -> str:
    """A worksheet; `after` stands behind its rows."""
    lines = "".join(
        f'<row r="{number}">{"".join(_cell(row, number, at) for at in range(len(row)))}</row>'
        for number, row in enumerate(rows, start=1)
    )
    return (
        f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetData>{lines}</sheetData>'
        f"{after}</worksheet>"
    )


def packed(made: Parts, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a file."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", method) as archive:
        for name, part in made.items():
            archive.writestr(name, part)
    return data.getvalue()


def of_cases(*rows: Row) -> dict[str, Sequence[Row]]:
    """The sheets of a submission: its jurisdiction, and cases."""
    return {"jurisdictions": JURISDICTIONS, "cases": [CASES_HEADER, *(rows or (CASES_ROW,))]}


def with_part(
    name: str, text: str | bytes, sheets: Mapping[str, Sequence[Row]] | None = None
) -> Parts:
    """A sound workbook with one part more, or another in its place."""
    made = parts(sheets or of_cases())
    return made | {name: text.encode() if isinstance(text, str) else text}


def address(row: int, column: int) -> str:
    """The address of a cell, from A1."""
    before, last = divmod(column - 1, 26)
    return f"{chr(ord('A') + before - 1) if before else ''}{chr(ord('A') + last)}{row}"


def _cell(row: Row, number: int, at: int) -> str:
    value, begun = row[at], f'<c r="{address(number, at + 1)}"'
    match value:
        case None:
            return ""
        case Cell():
            attributes, _, inside = value.partition("|")
            return f"{begun} {attributes}>{inside}</c>"
        case str():
            return f'{begun} t="inlineStr"><is><t>{escape(value)}</t></is></c>'
        case _:
            return f"{begun}><v>{value}</v></c>"
