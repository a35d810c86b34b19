"""The XML of a sheet, streamed: what may not stand in it, and the cells that are dates."""

import re
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import IO

from seed.readers import serial_dates
from seed.readers.serial_dates import Shown

MOST_ADDRESSES = 10


@dataclass
class Places:
    """How often something stands in a sheet, and the first addresses of it."""

    times: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, address: str) -> None:
        self.times += 1
        if len(self.first) < MOST_ADDRESSES:
            self.first.append(address)


@dataclass
class Texts:
    """Cells of one column whose text is said here: rows of the sheet, from 1, and their texts."""

    rows: array = field(default_factory=lambda: array("I"))
    texts: list[str] = field(default_factory=list)


@dataclass
class Scan:
    """What a sheet holds: places by rule, texts and dates by column letters, its extent.

    `columns` are the letters of columns with a cell that is filled; `last_row` is the last row with
    one; `shared` counts the cells whose text is one of the workbook's. `merged_to` is the last row
    of merged cells, `formulas_to` that of formulas.
    """

    places: dict[str, Places] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    dates: dict[str, Places] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    cells: int = 0
    shared: int = 0
    last_row: int = 0
    merged_to: int = 0
    formulas_to: int = 0

    def add(self, rule: str, address: str) -> None:
        self.places.setdefault(rule, Places()).add(address)

    def say(self, column: str, row: int, text: str) -> None:
        texts = self.texts.setdefault(column, Texts())
        texts.rows.append(row)
        texts.texts.append(text)

    @property
    def width(self) -> int:
        return max(map(number_of, self.columns), default=0)


CHUNK = 4 << 20
# A row that is longer holds no codes and dates.
MOST_ROW_BYTES = 16 << 20
MOST_COLUMNS = 256
# More digits than a number of a spreadsheet keeps.
LOST = 1e15
BEYOND = 1 << 20

# The namespace's prefix of the elements of cells is taken off before they are looked at; another
# than that of the sheet itself is none that a spreadsheet writes.
_PREFIX = re.compile(rb"(?:<\?xml[^>]*\?>\s*)?<(\w+:)worksheet[\s>]")
_OTHER_PREFIX = re.compile(rb":(?:c|row|f|v|is|t|sheetData)[\s/>]")
_ROW = re.compile(rb"<row(?=[\s/>])([^>]*)>")
_ANY_CELL = re.compile(rb"<c[\s/>]")
_NAMED = re.compile(rb"<\w*$")
# Attributes in the way that all others below find them, without blanks around the equals sign.
_CELL = re.compile(
    rb"<c\s+r=[\"']([A-Z]{1,3})([0-9]{1,7})[\"'](?:\s+(?:s|t|cm|vm|ph)=[\"']\w*[\"'])*\s*(/?)>"
)
_BEFORE = re.compile(rb"<c\s[^>]*>")
_FORMULA = re.compile(rb"<f[\s/>]")
_ERROR = re.compile(rb"<c(?=[^>]*?\st=[\"']e[\"'])\s[^>]*>")
_VALUE = rb"([^>]*[^/>])>\s*<v(?:\s[^>]*)?>([^<]*)<"
_ISO = re.compile(rb"<c(?=\s)(?=[^>]*?\st=[\"']d[\"'])" + _VALUE)
_LONG = re.compile(rb"<v(?:\s[^>]*)?>(-?[0-9.]{16,}(?:[eE][+-]?[0-9]+)?|[^<]*[eE]\+?[0-9]+)<")
_REF = re.compile(rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']")
_NUMBER = re.compile(rb"\sr=[\"']([0-9]{1,7})[\"']")
_TYPE = re.compile(rb"\st=[\"'](\w+)[\"']")
_HIDDEN = re.compile(rb"\shidden=[\"'](?:1|true)[\"']")
_MERGED = re.compile(rb"<mergeCell\s[^>]*?ref\s*=\s*[\"']([A-Z0-9:]{2,21})[\"']")
_LINK = re.compile(rb"<hyperlink(?=\s[^>]*?:id\s*=)[^>]*?\sref\s*=\s*[\"']([A-Z0-9:]{2,21})[\"']")
_END = re.compile(rb"</sheetData\s*>")
_BEGIN = re.compile(rb"<sheetData[\s/>]")


def scan(opened: IO[bytes], shown: Mapping[int, Shown], most_rows: int) -> Scan:
    """What stands in the sheet. It ends early where a sheet has more than `most_rows` rows.

    `shown` says which styles of cells are dates, and how much of a date they show. Faults in the
    structure stand under `structure`, `markup`, `rows`, `columns`.
    """
    result = Scan()
    rows = _Rows(most_rows)
    cells = True
    for piece in pieces(opened, result):
        if b"<!" in piece:
            result.add("markup", "")
            return result
        end = _END.search(piece) if cells else None
        if cells:
            _scan_rows(piece[: end.start()] if end else piece, result, rows, shown)
        if end or not cells:
            cells = False
            _scan_tail(piece[end.end() :] if end else piece, result)
        if result.places.keys() & {"rows", "structure", "columns"}:
            return result
    return result


@dataclass
class _Rows:
    most: int
    last: int = 0


def pieces(opened: IO[bytes], result: Scan) -> Iterator[bytes]:
    """The XML in pieces that end before a row begins, without the namespace's prefix."""
    rest = opened.read(CHUNK)
    match = _PREFIX.match(rest.removeprefix(b"\xef\xbb\xbf"))
    prefix = match[1] if match else b""
    while chunk := opened.read(CHUNK):
        rest += chunk
        cut = rest.rfind(b"<" + prefix + b"row")
        if cut > 0:
            yield _without(prefix, rest[:cut])
            rest = rest[cut:]
        elif len(rest) > MOST_ROW_BYTES:
            result.add("structure", "")
            return
    yield _without(prefix, rest)


def _without(prefix: bytes, piece: bytes) -> bytes:
    if not prefix:
        return piece
    return piece.replace(b"<" + prefix, b"<").replace(b"</" + prefix, b"</")


def _scan_rows(piece: bytes, result: Scan, rows: _Rows, shown: Mapping[int, Shown]) -> None:
    numbers = _count_rows(piece, result, rows)
    cells = _CELL.findall(piece)
    filled = [column for column, _, slash in cells if not slash]
    result.cells += len(filled)
    result.shared += piece.count(b't="s"') + piece.count(b"t='s'")
    letters = {column.decode() for column in set(filled)}
    unread = len(_ANY_CELL.findall(piece)) - len(cells)
    # Of two cells with one address a reader keeps the last, in silence.
    places = {(column, row) for column, row, _ in cells}
    strange = len(places) < len(cells) or not {row for _, row in places} <= numbers
    if unread or strange or _has_other_prefix(piece) or len(_BEGIN.findall(piece)) > 1:
        result.add("structure", "")
        return
    result.columns |= letters
    if result.width > MOST_COLUMNS:
        result.add("columns", max(letters, key=number_of))
        return
    for match in _FORMULA.finditer(piece) if b"<f" in piece else ():
        address = _address_before(piece, match.start())
        result.add("xlsx.formula", address)
        result.formulas_to = max(result.formulas_to, _row_of(address))
    if b't="e"' in piece or b"t='e'" in piece:
        for match in _ERROR.finditer(piece):
            result.add("xlsx.error", _address(match[0]))
    if b't="d"' in piece or b"t='d'" in piece:
        _take_iso(piece, result)
    _take_numbers(piece, result)
    _take_dates(piece, result, shown)


def _has_other_prefix(piece: bytes) -> bool:
    return any(
        _NAMED.search(piece, max(0, match.start() - 40), match.start())
        for match in _OTHER_PREFIX.finditer(piece)
    )


def _count_rows(piece: bytes, result: Scan, rows: _Rows) -> set[bytes]:
    """The numbers of the rows that begin in the piece."""
    numbers: set[bytes] = set()
    last_value = max(piece.rfind(b"<v"), piece.rfind(b"<is"))
    for match in _ROW.finditer(piece):
        number = _NUMBER.search(match[1])
        row = int(number[1]) if number else 0
        if number is None or row <= rows.last:
            result.add("structure", "")
            return numbers
        rows.last = row
        numbers.add(number[1])
        if match.start() < last_value:
            result.last_row = row
        if b"hidden" in match[1] and _HIDDEN.search(match[1]):
            result.add("xlsx.hidden_row", str(row))
    if result.last_row > rows.most:
        result.add("rows", "")
    return numbers


def _take_dates(piece: bytes, result: Scan, shown: Mapping[int, Shown]) -> None:
    if not shown:
        return
    for column, row, between, style, after, value in _styled(tuple(sorted(shown))).findall(piece):
        kind = _TYPE.search(between + after) if between or after else None
        if kind and kind[1] != b"n":
            continue
        rule, text = serial_dates.text(value, shown[int(style)])
        if rule:
            result.add(rule, f"{column.decode()}{row.decode()}")
        else:
            result.say(column.decode(), int(row), text)
            result.dates.setdefault(column.decode(), Places()).add(
                f"{column.decode()}{row.decode()}"
            )


_PATTERNS: dict[tuple[int, ...], re.Pattern[bytes]] = {}


def _styled(styles: tuple[int, ...]) -> re.Pattern[bytes]:
    """What finds the cells in one of the styles: column, row, attributes around it, value."""
    if styles not in _PATTERNS:
        one = b"|".join(str(style).encode() for style in styles)
        _PATTERNS[styles] = re.compile(
            rb"\sr=[\"']([A-Z]{1,3})([0-9]{1,7})[\"']([^>]*?)\ss=[\"']("
            + one
            + rb")[\"']([^>]*[^/>]|)>\s*<v(?:\s[^>]*)?>([^<]*)<"
        )
    return _PATTERNS[styles]


def _take_iso(piece: bytes, result: Scan) -> None:
    for attributes, value in _ISO.findall(piece):
        if place := _REF.search(attributes):
            text = re.sub(rb"T00:00(:00(\.0+)?)?Z?$", b"", value).decode("utf-8", "replace")
            if "T" in text:
                result.add("xlsx.time", f"{place[1].decode()}{place[2].decode()}")
            else:
                result.say(place[1].decode(), int(place[2]), text)


def _take_numbers(piece: bytes, result: Scan) -> None:
    """Numbers that lost digits; others with more than are shown get the fifteen that are."""
    for match in _LONG.finditer(piece):
        tag = _tag_before(piece, match.start())
        kind, place = _TYPE.search(tag), _REF.search(tag)
        if (kind and kind[1] != b"n") or place is None:
            continue
        try:
            value = float(match[1])
        except ValueError:
            continue
        if not abs(value) < LOST:
            result.add("xlsx.digits", f"{place[1].decode()}{place[2].decode()}")
        else:
            result.say(place[1].decode(), int(place[2]), serial_dates.number(value))


def _scan_tail(piece: bytes, result: Scan) -> None:
    for match in _MERGED.finditer(piece):
        address = match[1].decode()
        result.add("xlsx.merged", address)
        result.merged_to = max(result.merged_to, _row_of(address))
    for match in _LINK.finditer(piece):
        result.add("xlsx.link", match[1].decode())
    if _BEGIN.search(piece):
        result.add("structure", "")


def _row_of(address: str) -> int:
    """The row that an address ends in; one beyond any that is read where it has none."""
    last = re.search("[0-9]+$", address)
    return int(last[0]) if last else BEYOND


def _tag_before(piece: bytes, at: int) -> bytes:
    """The start tag of the cell that something at `at` stands in."""
    start = piece.rfind(b"<c ", 0, at)
    match = _BEFORE.match(piece, start) if start >= 0 else None
    return match[0] if match else b""


def _address_before(piece: bytes, at: int) -> str:
    return _address(_tag_before(piece, at))


def _address(tag: bytes) -> str:
    place = _REF.search(tag)
    return f"{place[1].decode()}{place[2].decode()}" if place else ""


def number_of(letters: str) -> int:
    """The number of a column, from 1: A, B, .., Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
