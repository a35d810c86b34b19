"""The parts of a workbook: those of plain sheets; macros, links, comments, pictures are refused."""

import posixpath
import re
import zipfile
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple
from xml.etree import ElementTree as ET
from xml.parsers import expat

from schemas import findings
from seed.readers.look_over import File

MOST_BYTES = 16 << 20

UTF_8 = re.compile(rb"\sencoding\s*=\s*([\"'])(?:utf-8|us-ascii)\1")


class NotRead(Exception):
    """The part is not read: it is too large, or has a document type."""


class Relation(NamedTuple):
    """What a part points to: the kind, the target inside the archive, whether it lies outside."""

    kind: str
    target: str
    outside: bool


TAKE_OUT = "Take it out, or copy the cells as values into a new workbook."
# Parts that a workbook of plain sheets has; whatever else is there is refused.
PLAIN = re.compile(
    r"\[content_types\]\.xml|_rels/\.rels|docprops/.*|customxml/.*"
    r"|xl/(workbook|styles|sharedstrings|metadata|calcchain)\.xml|xl/theme/.*|xl/tables/[^/]*"
    r"|xl/worksheets/[^/]*\.xml|xl/_rels/workbook\.xml\.rels|xl/worksheets/_rels/[^/]*\.rels"
    r"|xl/printersettings/.*"
)
# What a part is, by what its name holds; the first that fits.
KINDS: tuple[tuple[str, str, str], ...] = (
    ("vba", "xlsx.macro", "a macro"),
    ("macrosheets/", "xlsx.macro", "a sheet of macros"),
    ("dialogsheets/", "xlsx.macro", "a dialog"),
    ("activex/", "xlsx.macro", "a control"),
    ("ctrlprops/", "xlsx.macro", "a control"),
    ("externallinks/", "xlsx.link", "a link to another file"),
    ("connections", "xlsx.link", "a connection to a source of data"),
    ("querytables/", "xlsx.link", "a connection to a source of data"),
    ("comments", "xlsx.comment", "a comment, which may hold names"),
    ("persons/", "xlsx.comment", "a comment, which may hold names"),
    ("embeddings/", "xlsx.embedded", "an embedded file"),
    ("pivot", "xlsx.pivot", "a pivot table, which holds a copy of its data"),
    ("slicer", "xlsx.pivot", "a filter of a pivot table"),
    ("timeline", "xlsx.pivot", "a filter of a pivot table"),
    ("media/", "xlsx.picture", "a picture"),
    ("drawings/", "xlsx.picture", "a picture, a chart or a comment box"),
    ("charts/", "xlsx.picture", "a chart"),
    ("chartsheets/", "xlsx.picture", "a sheet that is a chart"),
    ("richdata/", "xlsx.picture", "a picture or a linked value in a cell"),
)
MACRO_TYPE = b"macroenabled"
DECLARED = "declares a document type or an entity"
MOST_ADDRESSES = 10
CHUNK = 1 << 20


def faults(packed: zipfile.ZipFile, file: str) -> Iterator[findings.Finding]:
    """A finding for each kind of part that is refused, with the cells where it is; and for XML."""
    by_rule: dict[str, tuple[str, list[str]]] = {}
    for name in packed.namelist():
        if PLAIN.fullmatch(name.lower()) or name.endswith("/"):
            continue
        rule, what = _kind(name.lower())
        by_rule.setdefault(rule, (what, []))[1].append(name)
    for rule, (what, parts) in by_rule.items():
        addresses = _addresses(packed, parts)
        where = f" at {', '.join(addresses)}" if addresses else ""
        yield findings.Finding(file, rule, f"the workbook has {what}{where}. {TAKE_OUT}")
    if "xlsx.macro" not in by_rule and MACRO_TYPE in _content_types(packed):
        wording = f"the workbook is one with macros. {TAKE_OUT}"
        yield findings.Finding(file, "xlsx.macro", wording)
    for name in packed.namelist():
        if name.lower().endswith((".xml", ".rels")) and (fault := _of_xml(packed, name)):
            yield findings.Finding(file, "xlsx.xml", f"[{name[:60]}] {fault}. {TAKE_OUT}")


def _kind(name: str) -> tuple[str, str]:
    for part, rule, what in KINDS:
        if part in name:
            return rule, what
    return "xlsx.part", "a part that plain sheets have not"


def _content_types(packed: zipfile.ZipFile) -> bytes:
    try:
        with packed.open("[Content_Types].xml") as opened:
            return opened.read(CHUNK).lower()
    except KeyError:
        return b""


def _of_xml(packed: zipfile.ZipFile, name: str) -> str:
    """What is wrong with a part as XML; it is unpacked whole, so that its checksum is tested."""
    # With namespaces it is as strict as what parses the small parts.
    parser = expat.ParserCreate(namespace_separator="}")
    declared: list[str] = []
    parser.StartDoctypeDeclHandler = lambda *_: declared.append(name)
    with packed.open(name) as opened:
        chunk = opened.read(CHUNK)
        if not is_plain(chunk[:1024]):
            return "is no XML in UTF-8"
        try:
            while chunk and not declared:
                parser.Parse(chunk)
                chunk = opened.read(CHUNK)
            if not declared:
                parser.Parse(b"", True)
        except (expat.ExpatError, LookupError, ValueError):
            # Of a document type whose entities do not parse, this is the fault.
            return DECLARED if declared else "is no XML: it is damaged"
    return DECLARED if declared else ""


def _addresses(packed: zipfile.ZipFile, parts: list[str]) -> list[str]:
    """The first cells at which such parts stand: `cases!B2`."""
    addresses: list[str] = []
    owners = _owners(packed)
    for part in parts:
        if not part.lower().endswith(".xml"):
            continue
        try:
            root = parsed(packed, part)
        except (NotRead, ET.ParseError):
            continue
        addresses += [f"{owners.get(part, '')}{cell}" for cell in _cells(root)]
    return list(dict.fromkeys(addresses))[:MOST_ADDRESSES]


def _cells(root: ET.Element) -> Iterator[str]:
    """Where comments, by `ref`, and pictures, by the corner they begin at, stand."""
    for element in root.iter():
        reference = element.get("ref", "")
        if re.fullmatch(r"[A-Z]{1,3}[0-9]{1,7}", reference):
            yield reference
    for corner in all_of(root, "from"):
        column = next(all_of(corner, "col"), None)
        row = next(all_of(corner, "row"), None)
        if column is not None and row is not None:
            yield _address(column.text or "", row.text or "")


def _address(column: str, row: str) -> str:
    if not (column.isdecimal() and row.isdecimal() and len(column) < 6 and len(row) < 8):
        return "?"
    number, letters = int(column) + 1, ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{int(row) + 1}"


def _owners(packed: zipfile.ZipFile) -> dict[str, str]:
    """By part, the sheet that points to it, as it is written before an address."""
    try:
        book = parsed(packed, "xl/workbook.xml")
        sheets = relations(packed, "xl/workbook.xml")
        names = {
            sheets[attribute(one, "id")].target: one.get("name", "")
            for one in all_of(book, "sheet")
        }
        return {
            relation.target: f"{name}!"
            for part, name in names.items()
            for relation in relations(packed, part).values()
        }
    except (NotRead, ET.ParseError, KeyError):
        return {}


def parsed(packed: zipfile.ZipFile, part: str) -> ET.Element:
    """The part's root. Raises NotRead, KeyError where it is missing, ParseError where no XML."""
    size = packed.getinfo(part).file_size
    if size > MOST_BYTES:
        raise NotRead
    data = File(part, size, partial(packed.open, part)).read()
    if not is_plain(data[:1024]) or b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise NotRead
    return ET.fromstring(data)


def is_plain(head: bytes) -> bool:
    """Whether the XML that begins so is in UTF-8, as all that looks through it by bytes expects."""
    plain = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if b"\0" in head or not plain.startswith(b"<"):
        return False
    declared = plain.partition(b"?>")[0] if plain.startswith(b"<?xml") else b""
    return b"encoding" not in declared or UTF_8.search(declared.lower()) is not None


def all_of(root: ET.Element, name: str) -> Iterator[ET.Element]:
    """The elements of that name, in whatever namespace."""
    return (one for one in root.iter() if _local(one.tag) == name)


def attribute(element: ET.Element, name: str) -> str:
    """The attribute of that name in a namespace. Raises KeyError where there is none."""
    for key, value in element.attrib.items():
        if key.startswith("{") and _local(key) == name:
            return value
    raise KeyError(name)


def relations(packed: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """What the part points to, by the ids it uses; none where it has no such list."""
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
        for one in all_of(parsed(packed, listed), "Relationship")
    }


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
