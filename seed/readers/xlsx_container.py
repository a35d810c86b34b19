"""Open an .xlsx workbook: check that it is safe to read, list its sheets, find its date formats."""

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
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.parsers import expat

from schemas import findings
from schemas.language import Message, message, sentences
from seed.readers import archive, preflight
from seed.readers.headers import NotReadable, raise_findings
from seed.readers.preflight import File, Limits
from seed.readers.spreadsheet_dates import FormatKind, number_format_kind

MOST_PART_BYTES = 16 << 20
UTF_8 = re.compile(rb"\sencoding\s*=\s*([\"'])(?:utf-8|us-ascii)\1")


class NotRead(Exception):
    """Raised for a part that is too large, is not in UTF-8, or declares a document type."""


class Relation(NamedTuple):
    """A link from one part to another: its kind, its target in the archive, or outside of it."""

    kind: str
    target: str
    outside: bool


TAKE_OUT = message("Remove it, or copy the cells as values into a new workbook.")
# Parts of a workbook with plain sheets only. A workbook with any other part is refused.
PLAIN = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/.*|customxml/.*"
    r"|xl/(workbook|styles|sharedstrings|metadata|calcchain)\.xml|xl/theme/.*|xl/tables/[^/]*"
    r"|xl/worksheets/[^/]*\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/[^/]*\.rels"
    r"|xl/printersettings/.*"
)
# Text in the name of a part, the rule it breaks, and its wording. The first match counts.
CONTROL = message("The workbook contains a control.")
CONNECTION = message("The workbook contains a connection to a data source.")
COMMENT = message("The workbook contains a comment, which may have names.")
PIVOT_FILTER = message("The workbook contains a filter of a pivot table.")
ENCRYPTED_BOOK = message(
    "The workbook is password protected. Save it without a password, and send it in a secure way."
)
KINDS: tuple[tuple[str, str, Message], ...] = (
    ("vba", "xlsx.macro", message("The workbook contains a macro.")),
    ("macrosheets/", "xlsx.macro", message("The workbook contains a macro sheet.")),
    ("dialogsheets/", "xlsx.macro", message("The workbook contains a dialog.")),
    ("activex/", "xlsx.macro", CONTROL),
    ("ctrlprops/", "xlsx.macro", CONTROL),
    ("externallinks/", "xlsx.link", message("The workbook contains a link to another file.")),
    ("connections", "xlsx.link", CONNECTION),
    ("querytables/", "xlsx.link", CONNECTION),
    ("comments", "xlsx.comment", COMMENT),
    ("persons/", "xlsx.comment", COMMENT),
    ("embeddings/", "xlsx.embedded", message("The workbook contains an embedded file.")),
    (
        "pivot",
        "xlsx.pivot",
        message("The workbook contains a pivot table, which has a copy of its data."),
    ),
    ("slicer", "xlsx.pivot", PIVOT_FILTER),
    ("timeline", "xlsx.pivot", PIVOT_FILTER),
    ("media/", "xlsx.picture", message("The workbook contains a picture.")),
    (
        "drawings/",
        "xlsx.picture",
        message("The workbook contains a picture, a chart or a comment box."),
    ),
    ("charts/", "xlsx.picture", message("The workbook contains a chart.")),
    ("chartsheets/", "xlsx.picture", message("The workbook contains a chart sheet.")),
    (
        "richdata/",
        "xlsx.picture",
        message("A cell of the workbook contains a picture or a linked value."),
    ),
)
MACRO_TYPE = b"macroenabled"
DECLARED = message("A part of the workbook declares a document type or an entity.")
DAMAGED_PART = message("A part of the workbook is damaged.")
MOST_ADDRESSES = 10
CHUNK = 1 << 20
SHARED_STRINGS = "xl/sharedstrings.xml"
# Bytes that fastexcel needs for each shared text, in addition to the text itself.
ENTRY = 56


@dataclass(frozen=True)
class Strings:
    """Upper bounds for the lengths of the shared texts of a workbook, in bytes of XML.

    Cells refer to a shared text by its index.
    """

    lengths: array = field(default_factory=lambda: array("L"))

    @property
    def longest(self) -> int:
        """Return the length of the longest text in bytes; 0 without texts."""
        return max(self.lengths, default=0)

    @property
    def memory_bytes(self) -> int:
        """Return the memory for all texts in bytes, each counted once."""
        return sum(self.lengths) + len(self.lengths) * ENTRY

    def length_of(self, number: str, otherwise: int) -> int:
        """Return the length in bytes of the text with this index, as a cell writes it.

        Return `otherwise` where there is no such index.
        """
        at = int(number) if number.isdecimal() and len(number) < 10 else len(self.lengths)
        return self.lengths[at] if at < len(self.lengths) else otherwise


MOST_MEMBERS = 1000
# The limits of Excel: cell styles, and characters of a number format.
MOST_STYLES, MOST_FORMAT = 65_490, 255
SAVE_AS = message('Save it as "Excel workbook (.xlsx)" and send that file.')
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
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
    than the plain number. `strings` are the lengths of its shared texts.
    """

    name: str
    sheets: tuple[Sheet, ...] = ()
    formats: Mapping[str, FormatKind] = field(default_factory=dict)
    strings: Strings = field(default_factory=Strings)
    data: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """Return the SHA-256 of its bytes, in hexadecimal."""
        return hashlib.sha256(self.data).hexdigest()

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
        packed = archive.unchecked_archive(io.BytesIO(data), name)
    except NotReadable as unread:
        if unread.findings[0].rule == archive.TOO_MANY:
            raise
        wording = sentences(message("Not a valid Excel workbook."), SAVE_AS)
        raise NotReadable(findings.Finding(name, "xlsx.damaged", wording)) from None
    with packed:
        faults = _directory_faults(packed, len(data), limits)
        raise_findings(*(findings.Finding(name, rule, wording) for rule, wording in faults))
        try:
            return replace(_describe(packed, name, limits), data=data)
        except archive.DAMAGED:
            raise NotReadable(archive.damaged_member_finding(name, name)) from None


def _other_kind(file: File, data: bytes) -> tuple[str, str] | None:
    """The rule and wording for a file that is not an .xlsx, by its first bytes and its name."""
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


def _describe(packed: zipfile.ZipFile, name: str, limits: Limits) -> Workbook:
    raise_findings(*part_faults(packed, name))
    try:
        book = parse_part(packed, BOOK)
        sheets = tuple(_sheets(packed, book))
        styles = parse_part(packed, STYLES) if STYLES in packed.namelist() else None
        formats = {} if styles is None else _formats(styles)
    except (NotRead, ET.ParseError, KeyError, ValueError):
        wording = sentences(message("Parts of the workbook cannot be read."), SAVE_AS)
        raise NotReadable(findings.Finding(name, "xlsx.structure", wording)) from None
    if _counts_from_1904(book):
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
    strings = shared_strings(packed, limits.most_decoded)
    preflight.check_memory(name, strings.memory_bytes, limits)
    return Workbook(name, sheets, formats, strings=strings)


def _sheets(packed: zipfile.ZipFile, book: ET.Element) -> Iterator[Sheet]:
    targets = part_relations(packed, BOOK)
    parts: set[str] = set()
    for element in elements(book, "sheet"):
        relation = targets[namespaced_attribute(element, "id")]
        # Charts and dialogs are not sheets of cells; `part_faults` refuses their parts. A part
        # that many sheet names share would be read once for each name.
        if relation.kind != "worksheet" or relation.target in parts:
            raise ValueError(relation.kind)
        parts.add(relation.target)
        hidden = element.get("state", "visible") != "visible"
        packed.getinfo(relation.target)
        yield Sheet(element.get("name", ""), relation.target, hidden)


def _counts_from_1904(book: ET.Element) -> bool:
    return any(
        element.get("date1904", "0") not in ("0", "false")
        for element in elements(book, "workbookPr")
    )


def _formats(styles: ET.Element) -> dict[str, FormatKind]:
    """Map each style index to what its format shows, where that is not the plain number."""
    codes = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in elements(styles, "numFmt")
    }
    formats = next(elements(styles, "cellXfs"), None)
    styles_used = [] if formats is None else list(formats)
    if len(styles_used) > MOST_STYLES or any(len(code) > MOST_FORMAT for code in codes.values()):
        raise ValueError(len(styles_used))
    by_style = {}
    for number, element in enumerate(styles_used):
        format_number = int(element.get("numFmtId", "0"))
        if what := number_format_kind(format_number, codes.get(format_number)):
            by_style[str(number)] = what
    return by_style


class _Enough(Exception):
    """Raised when there are more shared texts than are read."""


def shared_strings(packed: zipfile.ZipFile, most: int) -> Strings:
    """Return the lengths of the shared texts, without keeping the texts.

    Stops once they would take more than `most` bytes in memory. The caller then refuses the
    workbook.
    """
    part = next((name for name in packed.namelist() if name.lower() == SHARED_STRINGS), None)
    strings = Strings()
    if part is None:
        return strings
    parser, begun, size = expat.ParserCreate(), 0, 0

    def start(name: str, _: object) -> None:
        nonlocal begun
        if name.rpartition(":")[2] == "si":
            begun = parser.CurrentByteIndex

    def end(name: str) -> None:
        nonlocal size
        if name.rpartition(":")[2] == "si":
            strings.lengths.append(parser.CurrentByteIndex - begun)
            size += strings.lengths[-1] + ENTRY
            if size > most:
                raise _Enough

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with packed.open(part) as opened:
        try:
            while chunk := opened.read(CHUNK):
                parser.Parse(chunk)
        except _Enough:
            pass
    return strings


def part_faults(packed: zipfile.ZipFile, file: str) -> Iterator[findings.Finding]:
    """Yield a finding for each kind of part that is refused, with its cells where they are known.

    Yield one too for each part that is not well-formed XML in UTF-8, or declares a document type.
    """
    by_rule: dict[str, tuple[Message, list[str]]] = {}
    for name in packed.namelist():
        if PLAIN.fullmatch(name.lower()) or name.endswith("/"):
            continue
        rule, what = _kind_of_part(name.lower())
        by_rule.setdefault(rule, (what, []))[1].append(name)
    for rule, (what, parts) in by_rule.items():
        addresses = _addresses(packed, parts)
        where = message("Found at {cells}.", cells=", ".join(addresses)) if addresses else ""
        yield findings.Finding(file, rule, sentences(what, where, TAKE_OUT))
    if "xlsx.macro" not in by_rule and MACRO_TYPE in _content_types(packed):
        wording = sentences(message("The workbook has macros."), TAKE_OUT)
        yield findings.Finding(file, "xlsx.macro", wording)
    for name in packed.namelist():
        if name.lower().endswith((".xml", ".rels")) and (fault := _xml_fault(packed, name)):
            yield findings.Finding(
                file,
                "xlsx.xml",
                sentences(fault, message("It is the part [{part}].", part=name[:60]), TAKE_OUT),
            )


def _kind_of_part(name: str) -> tuple[str, Message]:
    for part, rule, what in KINDS:
        if part in name:
            return rule, what
    return "xlsx.part", message("The workbook contains a part that plain sheets do not have.")


def _content_types(packed: zipfile.ZipFile) -> bytes:
    try:
        with packed.open("[Content_Types].xml") as opened:
            return opened.read(CHUNK).lower()
    except KeyError:
        return b""


def _xml_fault(packed: zipfile.ZipFile, name: str) -> str:
    """What is wrong with a part as XML, or "". Reads the whole part, which tests its checksum."""
    # With namespaces this parser is as strict as ElementTree, which parses the small parts.
    parser = expat.ParserCreate(namespace_separator="}")
    declared: list[str] = []
    parser.StartDoctypeDeclHandler = lambda *_: declared.append(name)
    with packed.open(name) as opened:
        chunk = opened.read(CHUNK)
        if not is_utf8_xml(chunk[:1024]):
            return message("A part of the workbook is not XML in UTF-8.")
        try:
            while chunk and not declared:
                parser.Parse(chunk)
                chunk = opened.read(CHUNK)
            if not declared:
                parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):
            # If its entities do not parse either, report the document type.
            return DECLARED if declared else DAMAGED_PART
    return DECLARED if declared else ""


def _addresses(packed: zipfile.ZipFile, parts: list[str]) -> list[str]:
    """The first places of these parts: `cases!B2` where a part names cells, else `cases`."""
    names = _sheets_by_part(packed)
    found: list[str] = []
    for part in parts:
        try:
            root = parse_part(packed, part) if part.lower().endswith(".xml") else ET.Element("none")
        except (NotRead, ET.ParseError):
            continue
        references = [element.get("ref", "") for element in root.iter()]
        cells = [one for one in references if re.fullmatch("[A-Z]{1,3}[0-9]{1,7}", one)]
        name = names.get(part)
        found += [cell if name is None else f"{name}!{cell}" for cell in cells]
        found += [name] if name is not None and not cells else []
    return list(dict.fromkeys(found))[:MOST_ADDRESSES]


def _sheets_by_part(packed: zipfile.ZipFile) -> dict[str, str]:
    """Map each part to the name of the sheet that points to it."""
    try:
        targets = part_relations(packed, BOOK)
        names = {
            targets[namespaced_attribute(one, "id")].target: one.get("name", "")
            for one in elements(parse_part(packed, BOOK), "sheet")
        }
        return {
            relation.target: name
            for part, name in names.items()
            for relation in part_relations(packed, part).values()
        }
    except (NotRead, ET.ParseError, KeyError):
        return {}


def parse_part(packed: zipfile.ZipFile, part: str) -> ET.Element:
    """Return the root element of a part.

    Raises NotRead where the part is refused, KeyError where it is missing, and ParseError where it
    is not XML.
    """
    size = packed.getinfo(part).file_size
    if size > MOST_PART_BYTES:
        raise NotRead
    data = File(part, size, partial(packed.open, part)).read()
    if not is_utf8_xml(data[:1024]) or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotRead
    return ET.fromstring(data)


def is_utf8_xml(head: bytes) -> bool:
    """Whether XML that begins with `head` is in UTF-8. All checks on bytes rely on that."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or not plain.startswith(b"<"):
        return False
    declared = plain.partition(b"?>")[0] if plain.startswith(b"<?xml") else b""
    return b"encoding" not in declared or UTF_8.search(declared.lower()) is not None


def elements(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """Yield the elements with this name, in any namespace."""
    return (one for one in root.iter() if _local(one.tag) == name)


def namespaced_attribute(element: ET.Element, name: str) -> str:
    """Return the attribute with this name in any namespace. Raises KeyError without one."""
    for key, value in element.attrib.items():
        if key.startswith("{") and _local(key) == name:
            return value
    raise KeyError(name)


def part_relations(packed: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """Return the relations of a part by their ids; empty where the part has none."""
    folder, name = posixpath.split(part)
    listed = posixpath.join(folder, "_rels", f"{name}.rels")
    if listed not in packed.namelist():
        return {}
    return {
        one.get("Id", ""): Relation(
            posixpath.basename(one.get("Type", "")),
            posixpath.normpath(posixpath.join("/", folder, one.get("Target", ""))).lstrip("/"),
            one.get("TargetMode", "") == "External",
        )
        for one in elements(parse_part(packed, listed), "Relationship")
    }


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
