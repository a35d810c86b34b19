"""Findings: problems in submitted data. They are collected and shown, not raised."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

UNSEEN = "\N{REPLACEMENT CHARACTER}"
# Invisible characters that Persian and the languages of India need within words.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
NO_BREAK = "\N{NO-BREAK SPACE}"
_OF_OTHERS = re.compile(r" The same is so in [0-9,]+ rows after this one\.$")


class Severity(StrEnum):
    """Whether a submission with this finding is stored: not with an error, but with a warning."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One problem in a submission and its position. It never quotes a refused value.

    An exception is a code that is not in its closed list. `row` is the line number as a spreadsheet
    shows it (the header is row 1), or None for the whole file. `occurrences` is the number of rows
    with the same problem. Characters that could move the cursor of a terminal, or reverse a line of
    text, are replaced in the names and the wording.
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
    """Return `2 warnings`, or `2 warnings, found 33 times` if they occur in several rows."""
    noun = f"{different:,} {severity}{'' if different == 1 else 's'}"
    return noun if times == different else f"{noun}, found {times:,} times"


def told(alike: Sequence[Finding]) -> str:
    """Return the number of different findings of one severity, and how often they occur."""
    different = {(f.file, f.rule, f.column, of_one(f.wording)) for f in alike}
    return counted(len(different), sum(f.occurrences for f in alike), alike[0].severity.value)


def of_others(wording: str, more: int) -> str:
    """Return the wording of a finding, with the number of later rows that have the same problem."""
    return f"{wording} The same is so in {more:,} rows after this one." if more else wording


def of_one(wording: str) -> str:
    """Return the wording without the sentence that `of_others` adds."""
    return _OF_OTHERS.sub("", wording)


def visible(text: str) -> str:
    """Return the text on one line, with each invisible character replaced by U+FFFD."""
    return "".join(_seen(sign) for sign in text)


def _seen(sign: str) -> str:
    if sign.isprintable() or sign in JOINERS:
        return sign
    # Spaces of any width: French files use them in numbers, Chinese files in names.
    return " " if unicodedata.category(sign) == "Zs" else UNSEEN


def errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are errors, without the warnings."""
    return [f for f in findings if f.severity is Severity.ERROR]
