"""Open an .xlsx workbook: check that it is safe to read, list its sheets, find its date formats."""

import contextlib
import hashlib
import io
import posixpath
import re
import zipfile
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import PurePosixPath
from typing import IO
from xml.etree import ElementTree as ET
from xml.parsers import expat

from schemas import findings
from schemas.language import Message, message, sentences
from seed.readers import archive, preflight
from seed.readers.headers import NotReadable, raise_findings
from seed.readers.preflight import File, Limits
from seed.readers.spreadsheet_dates import FormatKind, number_format_kind

MOST_PART_BYTES = 16 << 20


class DeclaredType(Exception):
    """Raised for a part with a document type, which may declare entities."""


TAKE_OUT = message("Remove it, or copy the cells as values into a new workbook.")
# Parts of a workbook with plain sheets only. A workbook with any other part is refused.
PLAIN = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/.*|customxml/.*"
    r"|xl/(workbook|styles|sharedstrings|metadata|calcchain)\.xml|xl/theme/.*|xl/tables/[^/]*"
    r"|xl/worksheets/[^/]*\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/[^/]*\.rels"
    r"|xl/printersettings/.*"
)
ENCRYPTED_BOOK = message(
    "The workbook is password protected. Save it without a password, and send it in a secure way."
)
# Patterns of the names of parts, the rule they break, and its wording. The first match counts.
KINDS: tuple[tuple[str, str, Message], ...] = (
    (
        "vba|macrosheets/|dialogsheets/|activex/|ctrlprops/",
        "xlsx.macro",
        message("The workbook contains a macro or a control."),
    ),
    (
        "externallinks/|connections|querytables/",
        "xlsx.link",
        message("The workbook contains a link to another file or a data source."),
    ),
    (
        "comments|persons/",
        "xlsx.comment",
        message("The workbook contains a comment, which may have names."),
    ),
    ("embeddings/", "xlsx.embedded", message("The workbook contains an embedded file.")),
    (
        "pivot|slicer|timeline",
        "xlsx.pivot",
        message("The workbook contains a pivot table, which has a copy of its data."),
    ),
    (
        "media/|drawings/|charts/|chartsheets/|richdata/",
        "xlsx.picture",
        message("The workbook contains a picture, a chart or a comment box."),
    ),
    ("", "xlsx.part", message("The workbook contains a part that plain sheets do not have.")),
)
DECLARED = message("A part of the workbook declares a document type or an entity.")
CHUNK = 1 << 20
SHARED_STRINGS = "xl/sharedstrings.xml"
# Bytes that fastexcel needs for each shared text, in addition to the text itself.
ENTRY = 56
MOST_MEMBERS = 1000
# The limit of Excel for the characters of a number format.
MOST_FORMAT = 255
SAVE_AS = message('Save it as "Excel workbook (.xlsx)" and send that file.')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
OTHERS: dict[str, Message] = {
    ".xls": message("This is an old .xls workbook."),
    ".xlsm": message("This is a workbook with macros (.xlsm)."),
    ".xlsb": message("This is a binary workbook (.xlsb)."),
    ".ods": message("This is an OpenDocument sheet (.ods)."),
    ".xltx": message("This is a template (.xltx)."),
    ".xltm": message("This is a template with macros (.xltm)."),
}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the archive part that holds it, and whether it is hidden."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """A workbook that passed the checks of `open_workbook`.

    `data` are its bytes; all later reading uses them, so the file cannot change in between.
    `formats` maps the index of a cell style to its format, for styles that show something other
    than the plain number. `strings` are the lengths of its shared texts in bytes of XML, by the
    index with which cells refer to them.
    """

    name: str
    sheets: tuple[Sheet, ...] = ()
    formats: Mapping[str, FormatKind] = field(default_factory=dict)
    strings: array = field(default_factory=lambda: array("L"))
    data: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

    @property
    def strings_memory(self) -> int:
        """Return the memory for all shared texts in bytes, each counted once."""
        return sum(self.strings) + len(self.strings) * ENTRY

    def unpacked(self) -> zipfile.ZipFile:
        """Open the workbook as a zip archive. The caller closes it."""
        return zipfile.ZipFile(io.BytesIO(self.data))


def open_workbook(file: File, limits: Limits) -> Workbook:
    """Return the workbook's sheets, formats and shared texts; its cells are not read yet.

    Checks the size, the first bytes and the directory before it unpacks anything. Raises
    NotReadable where the workbook is refused, and Changed where the file changed in the meantime.
    """
    name = file.name
    if file.size > limits.most_bytes:
        raise NotReadable(preflight.too_large_finding(name, file.size, limits.most_bytes))
    data = file.read()
    if fault := _other_kind(file, data):
        raise NotReadable(findings.Finding(name, *fault))
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
    except archive.DAMAGED:
        wording = sentences(message("Not a valid Excel workbook."), SAVE_AS)
        raise NotReadable(findings.Finding(name, "xlsx.damaged", wording)) from None
    with packed:
        faults = _directory_faults(packed, len(data), limits)
        raise_findings(*(findings.Finding(name, rule, wording) for rule, wording in faults))
        try:
            return replace(_describe_workbook(packed, name, limits), data=data)
        except archive.DAMAGED:
            raise NotReadable(archive.damaged_member_finding(name, name)) from None


def _other_kind(file: File, data: bytes) -> tuple[str, str] | None:
    """Return rule and wording for a file that is not an .xlsx by first bytes and name; or None."""
    if data.startswith(OLE):
        if ENCRYPTED in data:
            return "xlsx.encrypted", ENCRYPTED_BOOK
        return "xlsx.kind", sentences(OTHERS[".xls"], SAVE_AS)
    if not data:
        return "file.empty", preflight.EMPTY
    if what := OTHERS.get(file.suffix):
        return "xlsx.kind", sentences(what, SAVE_AS)
    if not data.startswith(b"PK\x03\x04"):
        found = message("The file is not an Excel workbook, although its name ends in .xlsx.")
        return "xlsx.kind", sentences(found, SAVE_AS)
    return None


def _directory_faults(
    packed: zipfile.ZipFile, size: int, limits: Limits
) -> Iterator[tuple[str, str]]:
    members = packed.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        yield (
            "zip.members",
            message(
                "The workbook has {number:,} parts, but at most {most:,} can be read.",
                number=len(members),
                most=MOST_MEMBERS,
            ),
        )
        return
    if "mimetype" in names:
        yield "xlsx.kind", sentences(OTHERS[".ods"], SAVE_AS)
        return
    yield from archive.size_faults(members, size, limits)
    if any(member.flag_bits & archive.ENCRYPTED for member in members):
        yield "xlsx.encrypted", ENCRYPTED_BOOK
    if any(PurePosixPath(name).suffix.lower() in archive.NESTED for name in names):
        yield "zip.nested", sentences(message("The workbook contains an archive."), SAVE_AS)
    if len({name.lower() for name in names}) < len(names) or packed.comment:
        yield (
            "xlsx.structure",
            sentences(message("The file does not have the parts of a workbook."), SAVE_AS),
        )
    if BOOK not in names:
        yield "xlsx.kind", sentences(message("Not an .xlsx workbook."), SAVE_AS)


def _describe_workbook(packed: zipfile.ZipFile, name: str, limits: Limits) -> Workbook:
    raise_findings(*part_faults(packed, name))
    try:
        book = parse_part(packed, BOOK)
        sheets = tuple(_cell_sheets(packed, book))
        styles = parse_part(packed, STYLES) if STYLES in packed.namelist() else None
        formats = {} if styles is None else _formats(styles)
        strings = shared_strings(packed, limits.most_decoded)
    except DeclaredType:
        raise NotReadable(
            findings.Finding(name, "xlsx.xml", sentences(DECLARED, TAKE_OUT))
        ) from None
    except (ET.ParseError, expat.ExpatError, KeyError, ValueError):
        wording = sentences(message("Parts of the workbook cannot be read."), SAVE_AS)
        raise NotReadable(findings.Finding(name, "xlsx.structure", wording)) from None
    if any(one.get("date1904", "0") not in ("0", "false") for one in elements(book, "workbookPr")):
        wording = message(
            "The workbook counts its dates from 1904. In Excel, turn off File > Options > Advanced"
            ' > "Use 1904 date system". The dates then move by four years: enter them again.'
        )
        raise NotReadable(findings.Finding(name, "xlsx.date_1904", wording))
    if len({sheet.name.strip().lower() for sheet in sheets}) < len(sheets) or not sheets:
        wording = message(
            "The workbook has no sheet, or two sheets with the same name. Rename one of them."
        )
        raise NotReadable(findings.Finding(name, "xlsx.sheets", wording))
    opened = Workbook(name, sheets, formats, strings)
    preflight.check_memory(name, opened.strings_memory, limits)
    return opened


def _cell_sheets(packed: zipfile.ZipFile, book: ET.Element) -> Iterator[Sheet]:
    """Yield the sheets. Raises KeyError or ValueError where one is not a sheet of cells."""
    relations = {
        one.get("Id", ""): one for one in elements(parse_part(packed, RELATIONS), "Relationship")
    }
    parts: set[str] = set()
    for element in elements(book, "sheet"):
        [number] = (value for key, value in element.attrib.items() if key.endswith("}id"))
        relation = relations[number]
        target = posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        # A part that many sheet names share would be read once for each name.
        if posixpath.basename(relation.get("Type", "")) != "worksheet" or target in parts:
            raise ValueError(target)
        parts.add(target)
        packed.getinfo(target)
        hidden = element.get("state", "visible") != "visible"
        yield Sheet(element.get("name", ""), target, hidden)


def _formats(styles: ET.Element) -> dict[str, FormatKind]:
    """Map each style index to what its format shows, where that is not the plain number."""
    codes = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in elements(styles, "numFmt")
    }
    if any(len(code) > MOST_FORMAT for code in codes.values()):
        raise ValueError(MOST_FORMAT)
    by_style = {}
    for number, element in enumerate(next(elements(styles, "cellXfs"), ())):
        format_number = int(element.get("numFmtId", "0"))
        if what := number_format_kind(format_number, codes.get(format_number)):
            by_style[str(number)] = what
    return by_style


class _Enough(Exception):
    """Raised when there are more shared texts than are read."""


def shared_strings(packed: zipfile.ZipFile, most: int) -> array:
    """Return the lengths of the shared texts in bytes of XML, without keeping the texts.

    Stops once they would take more than `most` bytes in memory. The caller then refuses the
    workbook.
    """
    part = next((name for name in packed.namelist() if name.lower() == SHARED_STRINGS), None)
    lengths = array("L")
    if part is None:
        return lengths
    parser, begun, size = utf8_parser(), 0, 0

    def start(name: str, _: object) -> None:
        nonlocal begun
        if name.rpartition(":")[2] == "si":
            begun = parser.CurrentByteIndex

    def end(name: str) -> None:
        nonlocal size
        if name.rpartition(":")[2] == "si":
            lengths.append(parser.CurrentByteIndex - begun)
            size += lengths[-1] + ENTRY
            if size > most:
                raise _Enough

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with packed.open(part) as opened, contextlib.suppress(_Enough):
        feed(parser, opened)
    return lengths


def utf8_parser() -> expat.XMLParserType:
    """Return a parser that takes all XML as UTF-8, as fastexcel does.

    It raises DeclaredType at a document type.
    """
    parser = expat.ParserCreate("utf-8")
    parser.StartDoctypeDeclHandler = _refuse_type
    return parser


def _refuse_type(*_: object) -> None:
    raise DeclaredType


def feed(parser: expat.XMLParserType, opened: IO[bytes]) -> None:
    """Parse a part to its end, which also tests its checksum."""
    while chunk := opened.read(CHUNK):
        parser.Parse(chunk)
    parser.Parse(b"", True)


def part_faults(packed: zipfile.ZipFile, file: str) -> Iterator[findings.Finding]:
    """Yield a finding for each kind of part that is refused."""
    names = [name.lower() for name in packed.namelist()]
    others = [name for name in names if not (PLAIN.fullmatch(name) or name.endswith("/"))]
    kinds = [next(kind for kind in KINDS if re.search(kind[0], name)) for name in others]
    for _, rule, what in dict.fromkeys(kinds):
        yield findings.Finding(file, rule, sentences(what, TAKE_OUT))


def parse_part(packed: zipfile.ZipFile, part: str) -> ET.Element:
    """Return the root element of a part.

    Raises ValueError where it is too large, DeclaredType, KeyError where it is missing, and
    ParseError where it is not XML in UTF-8.
    """
    size = packed.getinfo(part).file_size
    if size > MOST_PART_BYTES:
        raise ValueError(size)
    data = File(part, size, partial(packed.open, part)).read()
    if b"<!DOCTYPE" in data:
        raise DeclaredType
    return ET.fromstring(data, ET.XMLParser(encoding="utf-8"))


def elements(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the elements with this name, in any namespace."""
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)
