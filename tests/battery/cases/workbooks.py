"""Items 25-30 and 32-34: workbooks, and what they may hide."""

from xml.sax.saxutils import quoteattr

from tests.battery import workbooks as book
from tests.battery.case import A, Case, Files, Q, R
from tests.battery.workbooks import Cell, Parts

NAME = "cases.xlsx"
# How findings name the file, and its sheet.
BOOK, SHEET = "XAA.xlsx", "XAA.xlsx [cases]"
HOLDS = {"cases.case_id": ["k7"], "cases.form": ["mixed"]}
# What an encrypted document is: an OLE file whose directory names these streams.
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
STREAMS = "Root Entry EncryptionInfo EncryptedPackage".encode("utf-16-le")
SECRET = "Zebediah417"
REL = book.OFFICE


def sent(parts: Parts, name: str = NAME) -> Files:
    """A workbook as it is sent."""
    return {name: book.packed(parts)}


def refused(title: str, files: Files, rule: str, word: str = "", *, number: int) -> Case:
    """A workbook that is refused whole, with what it hides never shown."""
    return Case(number, title, R, files, rule, file=BOOK, word=word, secrets=(SECRET,))


def sheet_refused(title: str, parts: Parts, rule: str, word: str, *, number: int) -> Case:
    """A workbook whose sheet of cases is refused, with addresses."""
    return Case(number, title, R, sent(parts), rule, file=SHEET, word=word, secrets=(SECRET,))


def cell_refused(title: str, parts: Parts, rule: str, word: str, *, number: int) -> Case:
    """A workbook with a date that is refused with its row, beside a row without fault."""
    return Case(number, title, Q, sent(parts), rule, file=SHEET, rows=(2,), column="opened_on",
                word=word, kept=2)  # fmt: skip


def of_sheet(after: str = "", *rows: book.Row) -> Parts:
    """A workbook whose sheet of cases has something behind its rows."""
    sheets = book.of_cases(*rows)
    return book.with_part("xl/worksheets/sheet2.xml", book.sheet(sheets["cases"], after), sheets)


def linked(part: str, text: str, kind: str) -> Parts:
    """A workbook whose sheet of cases is related to one part more."""
    made = of_sheet(f'<{kind.lower()} r:id="rId1"/>') | {f"xl/{part}": text.encode()}
    related = book.relations(f'Type="{REL}/{kind}" Target="../{part}"')
    return made | {"xl/worksheets/_rels/sheet2.xml.rels": related.encode()}


def formulas(count: int, inside: str = "<f>1+1</f>") -> Parts:
    """A workbook with this many formulas below each other in column C."""
    rows = [(f"k{at}", "charged_as_trafficking", Cell(f"|{inside}")) for at in range(count)]
    return book.parts(book.of_cases(*rows))


def dated(day: "str | int | float | Cell", book_properties: str = "") -> Parts:
    """A workbook with a date."""
    sheets = {
        "jurisdictions": book.JURISDICTIONS,
        "cases": [
            ("case_id", "scope", "opened_on"),
            ("k7", "charged_as_trafficking", day),
            ("m2", "charged_as_trafficking", None),
        ],
    }
    return book.parts(sheets, book=book_properties)


def shown_as(code: str) -> Parts:
    """A workbook whose first id is the number 1234 in that format."""
    declared_format = f'<numFmt numFmtId="164" formatCode={quoteattr(code)}/>'
    styles = book.STYLES.replace("<fonts", f'<numFmts count="1">{declared_format}</numFmts><fonts')
    cell = Cell(f's="{book.DAY_STYLE}"|<v>1234</v>')
    return book.with_part(
        "xl/styles.xml",
        styles.replace('numFmtId="14"', 'numFmtId="164"'),
        book.of_cases((cell, "trafficking_elements"), book.CASES_ROW),
    )


COMMENTS = (
    f'{book.HEAD}<comments xmlns="{book.MAIN}"><authors><author>{SECRET}</author></authors>'
    f'<commentList><comment ref="B2" authorId="0"><text><t>{SECRET}</t></text></comment>'
    "</commentList></comments>"
)
DDE = (
    f'{book.HEAD}<externalLink xmlns="{book.MAIN}"><ddeLink ddeService="cmd"'
    f' ddeTopic="/c {SECRET}"></ddeLink></externalLink>'
)
BOMB = "".join(
    f'<!ENTITY l{at} "{f"&l{at - 1};" * 10}">' for at in range(1, 10)
)  # the billion laughs
MAIL = book.relations(
    f'Type="{REL}/hyperlink" Target="mailto:{SECRET}@example.org" TargetMode="External"'
).encode()
OUTSIDE = '<!ENTITY x SYSTEM "file:///etc/passwd">'


def declared(entities: str) -> Parts:
    """A workbook whose sheet declares entities, and a cell that uses one."""
    text = book.sheet([book.CASES_HEADER, book.CASES_ROW]).replace(">mixed<", ">&x;<")
    doctype = f"<!DOCTYPE worksheet [{entities}]>"
    return book.with_part("xl/worksheets/sheet2.xml", text.replace(book.HEAD, book.HEAD + doctype))


SOUND = (
    Case(27, "a sound workbook is taken", A, sent(book.parts(book.of_cases())), holds=HOLDS),
    Case(34, "numbers are read as they are written", A,
         sent(book.parts({"jurisdictions": book.JURISDICTIONS,
                          "cases": [("case_id", "scope", "victims_stated"),
                                    ("k7", "charged_as_trafficking", 3),
                                    ("m2", "charged_as_trafficking", "4")]})),
         holds={"cases.victims_stated": [3, 4]},
         why="Each cell is read as text, so that a number kept as text is the same number."),
    Case(34, "a cell shown as a day is that day", A,
         sent(dated(Cell(f's="{book.DAY_STYLE}"|<v>45356</v>'))),
         holds={"cases.opened_on": ["2024-03-05", "None"],
                "cases.opened_on_precision": ["day", "None"]}),
)  # fmt: skip
FORMULAS = (
    sheet_refused("a formula is refused with its address", formulas(1), "xlsx.formula", "C2",
                  number=27),
    sheet_refused("the first ten of many formulas are named", formulas(30), "xlsx.formula",
                  "C2, C3, C4, C5, C6, C7, C8, C9, C10, C11 and 20 more", number=27),
    sheet_refused("a formula with its result is refused too",
                  formulas(1, f"<f>{SECRET}!A1</f><v>3</v>"), "xlsx.formula", "C2", number=28),
    sheet_refused("a shared formula is refused",
                  formulas(2, '<f t="shared" si="0"/><v>3</v>'), "xlsx.formula", "C2, C3",
                  number=28),
)  # fmt: skip
SHEETS = (
    sheet_refused("merged cells are refused with their address",
                  of_sheet('<mergeCells count="1"><mergeCell ref="B2:C2"/></mergeCells>'),
                  "xlsx.merged", "B2:C2", number=29),
    Case(30, "a sheet with another name is refused", R,
         sent(book.parts({"jurisdictions": book.JURISDICTIONS,
                          "Case": [book.CASES_HEADER, book.CASES_ROW]})),
         "file.unknown_table", file="XAA.xlsx [Case]", word="Did you mean cases?"),
    *(
        sheet_refused(f"a sheet that is {words} and holds rows is refused",
                      book.parts(book.of_cases(), states=f' state="{state}"'),
                      "xlsx.hidden_sheet", "hidden", number=30)
        for words, state in {"hidden": "hidden", "very hidden": "veryHidden"}.items()
    ),
    sheet_refused("cells far from all others are refused",
                  of_sheet("", book.CASES_ROW, *[[]] * 20_000, ("k8", *[None] * 200, "x")),
                  "xlsx.area", "far away from all others", number=31),
)  # fmt: skip
HIDDEN = (
    refused("a workbook with a password is refused",
            {NAME: OLE + bytes(512) + STREAMS + bytes(512)}, "xlsx.encrypted",
            "password protected", number=25),
    *(
        sheet_refused(f"{what} in a sheet is refused", declared(entities), "xlsx.xml",
                      "document type", number=32)
        for what, entities in {
            "a document type": "",
            "an entity that swells": f'<!ENTITY l0 "lol">{BOMB}<!ENTITY x "&l9;">',
            "an entity from outside": OUTSIDE,
        }.items()
    ),
    refused("a link to another workbook is refused",
            sent(book.with_part("xl/externalLinks/externalLink1.xml", "<externalLink/>")),
            "xlsx.link", number=33),
    refused("a call of another program (DDE) is refused",
            sent(book.with_part("xl/externalLinks/externalLink1.xml", DDE)), "xlsx.link",
            number=33),
    refused("a connection to a source of data is refused",
            sent(book.with_part("xl/connections.xml", "<connections/>")), "xlsx.link", number=33),
    refused("a picture is refused",
            sent(linked("drawings/drawing1.xml", "<wsDr/>", "drawing")
                 | {"xl/media/image1.png": b"\x89PNG\r\n"}), "xlsx.picture", number=33),
    refused("a comment is refused and not repeated",
            sent(linked("comments1.xml", COMMENTS, "comments")), "xlsx.comment", "a comment",
            number=33),
    refused("an embedded document is refused",
            sent(book.with_part("xl/embeddings/oleObject1.bin", OLE)), "xlsx.embedded",
            number=33),
    sheet_refused("a link in a cell is refused with its address",
                  of_sheet('<hyperlinks><hyperlink ref="A2" r:id="rId1"/></hyperlinks>')
                  | {"xl/worksheets/_rels/sheet2.xml.rels": MAIL}, "xlsx.link", "A2", number=33),
)  # fmt: skip
ODS = {"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<office/>"}
MACROS = book.with_part("xl/vbaProject.bin", OLE)
BINARY = {"xl/workbook.bin": b"\x83\x01", "[Content_Types].xml": b"<Types/>"}
OTHER_BOOKS = (
    *(
        Case(26, f"an {suffix} workbook is refused", R, files, "xlsx.kind", file=f"XAA{suffix}",
             word='Save it as "Excel workbook (.xlsx)"')
        for suffix, files in {
            ".xls": {"cases.xls": OLE + bytes(512)},
            ".xlsm": sent(MACROS, "cases.xlsm"),
            ".xlsb": sent(BINARY, "cases.xlsb"),
            ".ods": sent(ODS, "cases.ods"),
        }.items()
    ),
    refused("macros under the name .xlsx are refused", sent(MACROS), "xlsx.macro", number=26),
    *(
        refused(f"an {suffix} workbook under the name .xlsx is refused", files, "xlsx.kind",
                number=26)
        for suffix, files in {
            ".xls": {NAME: OLE + bytes(512)},
            ".xlsb": sent(BINARY),
            ".ods": sent(ODS),
        }.items()
    ),
)  # fmt: skip
DAY = f's="{book.DAY_STYLE}"|<v>{{}}</v>'
VALUES = (
    cell_refused("a bare number is no date", dated(45356), "date.format",
                 "YYYY-MM-DD", number=34),
    cell_refused("a date as text of two readings is refused", dated("03/04/2024"), "date.format",
                 "Ambiguous date", number=34),
    cell_refused("a day before 1900 in a workbook is refused", dated("1899-12-31"),
                 "date.range.cases.opened_on", "before 1950", number=46),
    refused("a workbook that counts from 1904 is refused",
            sent(dated(Cell(DAY.format(43894)), '<workbookPr date1904="1"/>')),
            "xlsx.date_1904", "1904", number=34),
    sheet_refused("a time of day is refused with its address",
                  dated(Cell(DAY.format(45356.5))), "xlsx.time", "C2", number=34),
    sheet_refused("a day before March 1900 is refused with its address",
                  dated(Cell(DAY.format(60))), "xlsx.date", "C2", number=46),
    sheet_refused("a number of 20 digits is refused, for it lost the last",
                  of_sheet("", (Cell("|<v>1.2345678901234567E+19</v>"), "trafficking_elements")),
                  "xlsx.digits", "A2", number=37),
    *(
        sheet_refused(f"a number shown as {code} is no id", shown_as(code), "xlsx.signs", "A2",
                      number=37)
        for code in ("00000", "00 00", "00#", "?000", "000-000", "000-00-0000", '"A-"0', '"0"0',
                     "[<=9999999]000-0000;0")
    ),
    Case(37, "a number shown with thousands and decimals is the number", A, sent(shown_as("#,##0")),
         holds={"cases.case_id": ["1234", "k7"]}),
)  # fmt: skip
CASES = (*SOUND, *FORMULAS, *SHEETS, *HIDDEN, *OTHER_BOOKS, *VALUES)
