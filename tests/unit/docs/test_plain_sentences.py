"""README, guides and glossary are written in short sentences.

The length is a guard, and reading is the judge: half of the readers read English as a second
language.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from statistics import mean

import pytest

from tests.fixtures.surroundings import ROOT

MOST_ON_AVERAGE, MOST = 18, 35
PAGES = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "GLOSSARY.md", "CHANGELOG.md")),
    *sorted((ROOT / "docs").glob("*.md")),
]
BLOCK = re.compile(r"^```.*?^```$", re.DOTALL | re.MULTILINE)
# What begins a paragraph of its own: an item of a list, a heading, a row of a table.
BEGINS = re.compile(r"^\s*([*-] |\d+\. |#+ |\|)")


def paragraphs(page: str) -> Iterator[str]:
    """The texts of a page without code; a cell of a table is one."""
    lines: list[str] = []
    for line in [*BLOCK.sub("", page).splitlines(), ""]:
        if (not line.strip() or BEGINS.match(line)) and lines:
            yield " ".join(lines)
            lines = []
        if line.startswith("|"):
            yield from line.strip("|").split("|")
        elif line.strip() and not line.startswith("#"):
            lines.append(BEGINS.sub("", line).strip())


def sentences(page: str) -> Iterator[list[str]]:
    """The words of each sentence; code and links count as one word."""
    for paragraph in paragraphs(page):
        plain = re.sub(r"`[^`]*`", "Code", re.sub(r"!?\[([^]]*)]\([^)]*\)", r"\1", paragraph))
        for one in re.split(r"(?<=[.!?])\*{0,2}\s+(?=[^a-z])", plain):
            if len(words := re.findall(r"[\w'\N{RIGHT SINGLE QUOTATION MARK}-]+", one)) > 2:
                yield words


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_sentences_are_short(path: Path) -> None:
    found = list(sentences(path.read_text("utf-8")))
    assert [" ".join(words) for words in found if len(words) > MOST] == []
    assert mean(map(len, found)) <= MOST_ON_AVERAGE


def test_a_long_sentence_would_be_found() -> None:
    long = f"See [a guide](guide.md): {'word ' * 40}ends here. Short.\n\n* An item of a list."
    assert [len(words) for words in sentences(long)] == [45, 5]
