"""Findings: facts about submitted data, collected and shown; they are not exceptions."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """Errors stop a submission from being stored; warnings are stored with it."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One fault, with where it stands; never a refused value, except a code not on its list.

    `row` is the line number as a spreadsheet shows it (the header is row 1); None: the whole file.
    `occurrences` is how many rows share it where one finding speaks for many.
    """

    file: str
    rule: str
    wording: str
    severity: Severity = Severity.ERROR
    row: int | None = None
    column: str | None = None
    occurrences: int = 1

    def __str__(self) -> str:
        place = [self.file]
        if self.row is not None:
            place.append(f"row {self.row:,}")
        if self.column is not None:
            place.append(self.column)
        return f"{', '.join(place)}: {self.wording}"


def errors(findings: Iterable[Finding]) -> list[Finding]:
    return [f for f in findings if f.severity is Severity.ERROR]
