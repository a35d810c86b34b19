"""Findings: facts about submitted data, collected and shown; they are not exceptions."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

UNSEEN = "\N{REPLACEMENT CHARACTER}"
# Between letters of Persian and of the languages of India.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
# Between a number and its unit.
NO_BREAK = "\N{NO-BREAK SPACE}"
_OF_OTHERS = re.compile(r" The same is so in [0-9,]+ rows after this one\.$")


class Severity(StrEnum):
    """Errors stop a submission from being stored; warnings are stored with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One fault, with where it stands; never a refused value, except a code not on its list.

    `row` is the line number as a spreadsheet shows it (the header is row 1); None: the whole file.
    `occurrences` is how many rows share it where one finding speaks for many. Names from outside,
    which may move a terminal or turn a line round, are kept as they can be shown.
    """

    file: str
    rule: str
    wording: str
    severity: Severity = Severity.ERROR
    row: int | None = None
    column: str | None = None
    occurrences: int = 1

    def __post_init__(self) -> None:
        for name in ("file", "wording", "column"):
            text = getattr(self, name)
            if text is not None and not text.isprintable():
                object.__setattr__(self, name, visible(text))

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row:,}")
        if self.column:
            place.append(self.column)
        return f"{', '.join(place)}: {self.wording}"


def counted(different: int, times: int, severity: str) -> str:
    """`2 warnings`; `2 warnings, found 33 times` where some are of several rows or cells."""
    noun = f"{different:,} {severity}{'' if different == 1 else 's'}"
    return noun if times == different else f"{noun}, found {times:,} times"


def told(alike: Sequence[Finding]) -> str:
    """How many different findings of one severity there are, and how often they were found."""
    different = {(f.file, f.rule, f.column, of_one(f.wording)) for f in alike}
    return counted(len(different), sum(f.occurrences for f in alike), alike[0].severity.value)


def of_others(wording: str, more: int) -> str:
    """The wording of a finding that speaks for rows after its own as well."""
    return f"{wording} The same is so in {more:,} rows after this one." if more else wording


def of_one(wording: str) -> str:
    """The wording without what `of_others` adds."""
    return _OF_OTHERS.sub("", wording)


def visible(text: str) -> str:
    """The text on one line, with a mark in place of each sign that cannot be seen."""
    return "".join(_seen(sign) for sign in text)


def _seen(sign: str) -> str:
    if sign.isprintable() or sign in JOINERS:
        return sign
    # Blanks of any width, as in a number of a French or a name of a Chinese file.
    return " " if unicodedata.category(sign) == "Zs" else UNSEEN


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity is Severity.ERROR]
