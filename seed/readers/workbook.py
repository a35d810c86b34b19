"""An .xlsx workbook: whether it may be opened, which sheets it has, which styles are dates."""

import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree as ET

from schemas import findings
from seed.readers import archive, decoded, raw, shared_strings, workbook_parts
from seed.readers.limits import Limits
from seed.readers.look_over import File
from seed.readers.serial_dates import Shown, shown
from seed.readers.shared_strings import Strings

MOST_MEMBERS = 1000
# As many as Excel keeps, and as many signs of a format.
MOST_STYLES, MOST_FORMAT = 65_490, 255
SAVE_AS = 'Save it as "Excel workbook (.xlsx)" and send that file.'
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
BOOK, STYLES = "xl/workbook.xml", "xl/styles.xml"
OTHERS = {
    ".xls": "an .xls workbook of an old kind",
    ".xlsm": "a workbook with macros (.xlsm)",
    ".xlsb": "a binary workbook (.xlsb)",
    ".ods": "an OpenDocument sheet (.ods)",
    ".xltx": "a template (.xltx)",
    ".xltm": "a template with macros (.xltm)",
}


@dataclass(frozen=True)
class Sheet:
    """A sheet: its name, the part of the archive that holds it, whether it is shown."""

    name: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """A workbook that may be opened, or `faults` why not.

    `data` are its bytes, read once: whatever is asked of it is asked of these. `shown` tells of
    styles with dates, `strings` of the texts that its cells share.
    """

    name: str
    sheets: tuple[Sheet, ...] = ()
    shown: Mapping[int, Shown] = field(default_factory=dict)
    faults: tuple[findings.Finding, ...] = ()
    strings: Strings = field(default_factory=Strings)
    data: bytes = field(default=b"", repr=False)

    @property
    def sha256(self) -> str:
        """The hash of its bytes."""
        return hashlib.sha256(self.data).hexdigest()

    def unpacked(self) -> zipfile.ZipFile:
        """Its archive, to be closed."""
        return zipfile.ZipFile(io.BytesIO(self.data))


def opened(file: File, limits: Limits) -> Workbook:
    """What the workbook says of itself; its sheets are still to be looked at.

    Its size, its first bytes and its directory are looked at before anything is unpacked. Raises
    Changed.
    """
    if file.size > limits.most_bytes:
        return Workbook(file.name, faults=(raw.too_large(file.name, file.size, limits.most_bytes),))
    data = file.read()
    return replace(_looked_into(file, data, limits), data=data)


def _looked_into(file: File, data: bytes, limits: Limits) -> Workbook:
    name = file.name
    if fault := _other_kind(file, data):
        return Workbook(name, faults=(findings.Finding(name, *fault),))
    packed = archive.opened(Path(name), data)
    if isinstance(packed, findings.Finding):
        wording = f"this is no workbook, or it is damaged. {SAVE_AS}"
        damaged = findings.Finding(name, "xlsx.damaged", wording)
        return Workbook(name, faults=(packed if packed.rule == archive.TOO_MANY else damaged,))
    with packed:
        faults = tuple(
            findings.Finding(name, rule, wording)
            for rule, wording in _directory_faults(packed, len(data), limits)
        )
        if faults:
            return Workbook(name, faults=faults)
        try:
            return _described(packed, name, limits)
        except archive.DAMAGED:
            return Workbook(name, faults=(archive.damaged(name, name),))


def _other_kind(file: File, data: bytes) -> tuple[str, str] | None:
    """The rule and wording for a file that is no .xlsx, by its first bytes and its name."""
    if data.startswith(OLE):
        if ENCRYPTED in data:
            wording = "the workbook is password protected. Save it without a password, and"
            return "xlsx.encrypted", f"{wording} send it on a safe way."
        return "xlsx.kind", f"this is {OTHERS['.xls']}. {SAVE_AS}"
    if not data:
        return "file.empty", "the file is empty (0 bytes). Send it with its rows, or leave it out."
    if what := OTHERS.get(file.suffix):
        return "xlsx.kind", f"this is {what}. {SAVE_AS}"
    if not data.startswith(b"PK\x03\x04"):
        return "xlsx.kind", f"the name says .xlsx, but the bytes are of something else. {SAVE_AS}"
    return None


def _directory_faults(
    packed: zipfile.ZipFile, size: int, limits: Limits
) -> Iterator[tuple[str, str]]:
    members = packed.infolist()
    names = [member.filename for member in members]
    if len(members) > MOST_MEMBERS:
        yield "zip.members", f"it has {len(members):,} parts; at most {MOST_MEMBERS:,} are read."
        return
    if "mimetype" in names:
        yield "xlsx.kind", f"this is {OTHERS['.ods']}. {SAVE_AS}"
        return
    yield from archive.of_sizes(members, size, limits)
    if any(member.flag_bits & archive.ENCRYPTED for member in members):
        yield "xlsx.encrypted", "the workbook is password protected. Save it without a password."
    if any(PurePosixPath(name).suffix.lower() in archive.NESTED for name in names):
        yield "zip.nested", f"there is an archive inside the workbook. {SAVE_AS}"
    if len({name.lower() for name in names}) < len(names) or packed.comment:
        yield "xlsx.structure", f"its parts are not those of a workbook. {SAVE_AS}"
    if BOOK not in names:
        yield "xlsx.kind", f"this is no .xlsx workbook. {SAVE_AS}"


def _described(packed: zipfile.ZipFile, name: str, limits: Limits) -> Workbook:
    if faults := tuple(workbook_parts.faults(packed, name)):
        return Workbook(name, faults=faults)
    try:
        book = workbook_parts.parsed(packed, BOOK)
        sheets = tuple(_sheets(packed, book))
        styles = workbook_parts.parsed(packed, STYLES) if STYLES in packed.namelist() else None
        dates = {} if styles is None else _shown(styles)
    except (workbook_parts.NotRead, ET.ParseError, KeyError, ValueError):
        wording = f"its parts cannot be read. {SAVE_AS}"
        return Workbook(name, faults=(findings.Finding(name, "xlsx.structure", wording),))
    if _counts_from_1904(book):
        wording = (
            "the workbook counts its dates from 1904. In Excel, turn off File > Options > Advanced"
            ' > "Use 1904 date system", enter the dates anew (they move by four years), and save.'
        )
        return Workbook(name, faults=(findings.Finding(name, "xlsx.date_1904", wording),))
    if len({sheet.name.strip().lower() for sheet in sheets}) < len(sheets) or not sheets:
        wording = "it has no sheet, or two of the same name. Rename one of them."
        return Workbook(name, faults=(findings.Finding(name, "xlsx.sheets", wording),))
    strings = shared_strings.look(packed, limits.most_decoded)
    if fault := decoded.fault(name, strings.size, limits):
        return Workbook(name, faults=(fault,))
    return Workbook(name, sheets, dates, strings=strings)


def _sheets(packed: zipfile.ZipFile, book: ET.Element) -> Iterator[Sheet]:
    targets = workbook_parts.relations(packed, BOOK)
    parts: set[str] = set()
    for element in workbook_parts.all_of(book, "sheet"):
        relation = targets[workbook_parts.attribute(element, "id")]
        # Charts and dialogs are no sheets of cells; their parts are refused elsewhere.
        # Each sheet is read on its own: one part by many names would be read as often.
        if relation.kind != "worksheet" or relation.target in parts:
            raise ValueError(relation.kind)
        parts.add(relation.target)
        hidden = element.get("state", "visible") != "visible"
        packed.getinfo(relation.target)
        yield Sheet(element.get("name", ""), relation.target, hidden)


def _counts_from_1904(book: ET.Element) -> bool:
    return any(
        element.get("date1904", "0") not in ("0", "false")
        for element in workbook_parts.all_of(book, "workbookPr")
    )


def _shown(styles: ET.Element) -> dict[int, Shown]:
    """By the number of a style that cells name: what its format shows, where that is a date."""
    codes = {
        int(element.get("numFmtId", "0")): element.get("formatCode", "")
        for element in workbook_parts.all_of(styles, "numFmt")
    }
    formats = next(workbook_parts.all_of(styles, "cellXfs"), None)
    styles_used = [] if formats is None else list(formats)
    if len(styles_used) > MOST_STYLES or any(len(code) > MOST_FORMAT for code in codes.values()):
        raise ValueError(len(styles_used))
    by_style = {}
    for number, element in enumerate(styles_used):
        format_number = int(element.get("numFmtId", "0"))
        if what := shown(format_number, codes.get(format_number)):
            by_style[number] = what
    return by_style
