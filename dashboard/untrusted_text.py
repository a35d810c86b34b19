"""Escape text from outside for pages, so that it is never Markdown, a link or a formula."""

import re

import pandas as pd

from metrics import round_to_twelve_digits
from schemas import findings

# Streamlit reads Markdown in titles and labels. A backslash before these characters keeps them from
# starting emphasis, code, links, tags, formulas or entities.
_MARKS = re.compile(r"([\\*`\[\]$<~]|&(?=#?\w+;))")
# Inside a word an underscore needs no backslash: screen readers then read `case_id` as it is.
_EDGE = re.compile(r"((?<![^\W_])_|_(?![^\W_]))")
# At the start of a line these begin a heading, a quotation, a list or a rule.
_FIRST = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[#>+-]))([#>+.)-])")
# Streamlit replaces addresses, emoji, icons, badges and arrows after Markdown has removed
# backslashes. A character without width splits them; it is not part of a word or an address.
JOINER = "\N{WORD JOINER}"
_AFTER = re.compile(r":(?=[\w+-]|//)|(?i:www)(?=\.)")
_BEFORE = re.compile(r"(?<=[\w.+-])@")
_ARROW = re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)")
# A line break would begin a paragraph. No-break spaces belong to numbers and stay.
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
# These characters reverse the text after them: a name could show the figures of its sentence
# backwards.
_TURNING = re.compile(f"{findings.ISOLATED.pattern}|[\u202a-\u202e\u2066-\u2069]")


def escape_markdown(text: str) -> str:
    """Return the text on one line, escaped so that Streamlit labels show it literally."""
    line = _SPACE.sub(" ", mark_bidi_controls(text)).strip(" ")
    parted = _ARROW.sub(lambda arrow: f"{arrow[0][0]}{JOINER}{arrow[0][1:]}", line)
    parted = _BEFORE.sub(f"{JOINER}@", _AFTER.sub(rf"\g<0>{JOINER}", parted))
    escaped = _EDGE.sub(r"\\\1", _MARKS.sub(r"\\\1", parted))
    return _FIRST.sub(r"\1\\\2", escaped)


def mark_bidi_controls(text: str) -> str:
    """Return the text with a visible mark for each control character of writing direction."""
    return _TURNING.sub(lambda found: found[1] or findings.UNSEEN, text)


# Spreadsheets treat cells with these first characters as formulas (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
# Without a byte-order mark, Excel assumes the encoding of the computer.
ENCODING = "utf-8-sig"


def csv_bytes(table: pd.DataFrame) -> bytes:
    """Return the table as CSV in UTF-8 with a byte-order mark. Formulas become text."""
    safe = table.map(as_text).rename(columns=as_text)
    return str(safe.to_csv(index=False)).encode(ENCODING)


def as_text(cell: object) -> object:
    """Add an apostrophe before text that looks like a formula; round floats to twelve digits."""
    if isinstance(cell, float):
        return round_to_twelve_digits(cell)
    if isinstance(cell, str) and cell.startswith(FORMULA_STARTS):
        return f"'{cell}"
    return cell
