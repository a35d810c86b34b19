"""Reads what was written as others do: the text of a page's elements, the text of a PDF."""

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

import pikepdf

# Elements without an end, and those whose words nobody reads.
VOID, UNREAD = {"meta", "br", "img", "link", "hr", "input"}, {"style", "script", "svg"}


@dataclass
class Page(HTMLParser):
    """The text of a page, the cells of its tables that hold some, and its elements."""

    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    elements: list[tuple[str, dict[str, str | None]]] = field(default_factory=list)
    _open: list[str] = field(default_factory=list)
    _cell: str | None = None

    @classmethod
    def of(cls, content: bytes) -> "Page":
        page = cls()
        page.feed(content.decode())
        return page

    def __post_init__(self) -> None:
        HTMLParser.__init__(self)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)
        if tag == "tr":
            self.rows.append([])
        if tag in ("td", "th"):
            self._cell = ""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass
        if tag in ("td", "th") and self._cell:
            self.rows[-1].append(self._cell.strip())
        if tag in ("td", "th"):
            self._cell = None

    def handle_data(self, data: str) -> None:
        if UNREAD & set(self._open):
            return
        self.text += data
        # The second line of a cell is no part of its name.
        if self._cell is not None and self._open[-1] != "span":
            self._cell += data


def squeezed(text: str) -> str:
    """The text without blanks: lines end anywhere on paper."""
    return re.sub(r"\s+", "", text.replace("\N{SOFT HYPHEN}", ""))


def pdf_text(content: bytes) -> str:
    """The text of a PDF in the order in which it is written."""
    with pikepdf.open(io.BytesIO(content)) as document:
        return "".join(text for page in document.pages for text in _shown(page))


def _shown(page: pikepdf.Page) -> Iterator[str]:
    fonts = {str(name): _letters(font) for name, font in page.resources.Font.items()}
    letters: dict[str, str] = {}
    for operands, operator in pikepdf.parse_content_stream(page):
        match str(operator):
            case "Tf":
                letters = fonts[str(operands[0])]
            case "Tj":
                yield _read(bytes(operands[0]), letters)
            case "TJ":
                yield from (
                    _read(bytes(one), letters)
                    for one in operands[0]
                    if isinstance(one, pikepdf.String)
                )


def _letters(font: pikepdf.Object) -> dict[str, str]:
    """What the codes of a font stand for, by its own table."""
    table = font.ToUnicode.read_bytes().decode("latin-1")
    named = re.findall(r"^<([0-9A-F]{4})> <([0-9A-F]+)>$", table, re.MULTILINE)
    return {code.lower(): bytes.fromhex(text).decode("utf-16-be") for code, text in named}


def _read(content: bytes, letters: dict[str, str]) -> str:
    codes = [content[at : at + 2].hex() for at in range(0, len(content), 2)]
    return "".join(letters.get(code, "") for code in codes)
