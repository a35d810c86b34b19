"""What an export looked like that a profile was made for: columns, words, shares of rows.

It is a section of the profile's own text: a database keeps that one text by its name, plans name
it, pages take it up and write it again. A file beside it would be left behind by each of these.
"""

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from seed.mapping.language.sections import Section

KEY = "shape"
# Stands above the section, and goes with it.
HEAD = (
    "# The export that this profile was made for; the next one is held against it.\n"
    "# It is written by mapping accept. Its words are those of your records: take it out of a\n"
    "# profile that you pass on.\n"
)
_BEGINS = re.compile(rf"\n?(?:{re.escape(HEAD)})?^[ \t]*\[[ \t]*{KEY}[ \t]*[.\]]", re.MULTILINE)
_NO_WORDS: Mapping[str, frozenset[str]] = {}


@dataclass(frozen=True)
class FileShape:
    """The columns of a file in their order, and by column that something depends on its words.

    `common` are words of a column with too many to keep all of them: those of many rows. A file
    that is made of others has words, and no columns of its own.
    """

    columns: tuple[str, ...] = ()
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    common: Mapping[str, frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Shape:
    """By the profile's names its files, and by (table, file) the rows made of each row read."""

    files: Mapping[str, FileShape] = field(default_factory=dict)
    shares: Mapping[tuple[str, str], float] = field(default_factory=dict)

    def renamed(self, called: Callable[[str], str]) -> "Shape":
        """The same with its files as another profile calls them."""
        return Shape(
            {called(name): file for name, file in self.files.items()},
            {(table, called(file)): share for (table, file), share in self.shares.items()},
        )


def read_shape(top: Section) -> Shape | None:
    """What the profile says; None where it says nothing."""
    section = top.section(KEY)
    if section is None:
        return None
    files = {name: _read_file(inner) for name, inner in section.named("files")}
    shares = {
        (table, file): share
        for table, inner in section.named("tables")
        for file, share in _read_shares(inner).items()
    }
    section.close()
    return Shape(files, shares)


def _read_file(section: Section) -> FileShape:
    file = FileShape(
        section.texts("columns"),
        _read_words(section.section("words")),
        _read_words(section.section("common")),
    )
    section.close()
    return file


def _read_words(section: Section | None) -> Mapping[str, frozenset[str]]:
    if section is None:
        return _NO_WORDS
    return {column: frozenset(section.texts(column)) for column in section.names()}


def _read_shares(section: Section) -> dict[str, float]:
    shares = {}
    for file, value in section.items():
        if isinstance(value, bool) or not isinstance(value, int | float):
            section.fault("type", "a number is expected here.", file)
        else:
            shares[file] = float(value)
    return shares


def without_shape(text: str) -> str:
    """The text of a profile without that section: all that decides what becomes of an export.

    It is the text itself where the section does not stand last and cannot be told from the rest.
    """
    begins = _BEGINS.search(text)
    if begins is None:
        return text
    rest = text[: begins.start()]
    try:
        said, left = tomllib.loads(text), tomllib.loads(rest)
    except tomllib.TOMLDecodeError:
        return text
    return rest if {key: one for key, one in said.items() if key != KEY} == left else text
