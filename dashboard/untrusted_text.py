"""Text from outside, as a page may show it: never Markdown, a link or a formula."""

import re

from schemas import findings

# Streamlit reads Markdown in titles and labels. A backslash in front of these makes them signs, and
# not emphasis, code, links, tags, formulas or entities.
_MARKS = re.compile(r"([\\*`\[\]$<~]|&(?=#?\w+;))")
# Within a word an underscore is one anyway: `case_id` keeps its name for those who hear it.
_EDGE = re.compile(r"((?<![^\W_])_|_(?![^\W_]))")
# What begins a heading, a quotation, a list or a rule.
_FIRST = re.compile(r"^(\d{1,9}(?=[.)](?:\s|$))|(?=[#>+-]))([#>+.)-])")
# Addresses, emoji, icons, badges and arrows are looked for in the text that Markdown leaves, where
# a backslash is gone. A sign without width parts them, and is not a part of a word or an address.
JOINER = "\N{WORD JOINER}"
_AFTER = re.compile(r":(?=[\w+-]|//)|(?i:www)(?=\.)")
_BEFORE = re.compile(r"(?<=[\w.+-])@")
_ARROW = re.compile(r"(?<!\S)(<->|->|<-|--|>=|<=|~=)(?!\S)")
# A line's end begins a paragraph. Spaces that do not break belong to numbers and stay.
_SPACE = re.compile(r"[^\S\u00a0\u202f]+")
# They turn the text after them round: a name would read the figures of its sentence backwards.
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")


def escape_markdown(text: str) -> str:
    """The text as a label or title of Streamlit shows it as it is written, on one line."""
    line = _SPACE.sub(" ", mark_bidi_controls(text)).strip(" ")
    parted = _ARROW.sub(lambda arrow: f"{arrow[0][0]}{JOINER}{arrow[0][1:]}", line)
    parted = _BEFORE.sub(f"{JOINER}@", _AFTER.sub(rf"\g<0>{JOINER}", parted))
    escaped = _EDGE.sub(r"\\\1", _MARKS.sub(r"\\\1", parted))
    return _FIRST.sub(r"\1\\\2", escaped)


def mark_bidi_controls(text: str) -> str:
    """The text with a mark in place of each sign that turns the direction of writing."""
    return _TURNING.sub(findings.UNSEEN, text)
