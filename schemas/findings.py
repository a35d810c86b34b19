"""Define findings: problems in submitted data. They are collected and shown, not raised."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from schemas.language import Message, count, message, n, t

UNSEEN = "\N{REPLACEMENT CHARACTER}"
# A name that a message from right to left isolates, and Arabic's percent sign with its two marks.
# They can turn nothing outside of the pair.
ISOLATED = re.compile("(\u2068[^\u202a-\u202e\u2066-\u2069]*\u2069|\u200e%\u200e)")
# Invisible characters that Persian and the languages of India need within words.
JOINERS = "\N{ZERO WIDTH NON-JOINER}\N{ZERO WIDTH JOINER}"
NO_BREAK = "\N{NO-BREAK SPACE}"
# Names are suggested from this similarity on, as difflib measures it (0-1).
NEAR = 0.72


class Severity(StrEnum):
    """How severe a finding is: an error stops the import; with a warning the data are stored."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True)
class Finding:
    """One problem in a submission and its position. It quotes no refused value except codes.

    A code that is not in its closed list is quoted. `row` is the row number as a spreadsheet shows
    it (the header is row 1), or None for the whole file. `occurrences` is the number of rows with
    the same problem. `wording` is a `Message`, which `t` translates for the reader. `place` is the
    key in a TOML file that has the problem; `wording` then begins with it. Characters that could
    move the cursor of a terminal, or reverse a line of text, are replaced in names and wording.
    """

    file: str
    rule: str
    wording: str
    severity: Severity = Severity.ERROR
    row: int | None = None
    column: str | None = None
    occurrences: int = 1
    place: tuple[str | int, ...] = ()

    @property
    def wording_without_key(self) -> str:
        """Return the wording without `place`, with which it begins."""
        if self.place and isinstance(self.wording, Message):
            fault: str = self.wording.values["fault"]  # type: ignore[assignment]
            return fault
        return self.wording

    def __post_init__(self) -> None:
        for name in ("file", "wording", "column"):
            text = getattr(self, name)
            if text is not None and not text.isprintable():
                object.__setattr__(self, name, show_invisible(text))

    def __str__(self) -> str:
        jurisdiction = [self.file]
        if self.row is not None:
            jurisdiction.append(t("row {row}", row=count(self.row)))
        if self.column:
            jurisdiction.append(self.column)
        said = [f"{', '.join(jurisdiction)}: {t(self.wording)}"]
        if self.row is not None and self.occurrences > 1:
            said.append(
                n(
                    "{count} more row has the same problem.",
                    "{count} more rows have the same problem.",
                    self.occurrences - 1,
                )
            )
        return " ".join(said)


def suggest_names(names: Sequence[str]) -> str:
    """Return the question `Did you mean ...?` with these names; "" if there are none."""
    if len(names) == 1:
        return message("Did you mean {name}?", name=names[0])
    return message("Did you mean one of {names}?", names=", ".join(names)) if names else ""


def findings_count_text(different: int, times: int, severity: Severity) -> str:
    """Return `2 warnings`, or `2 warnings, found 33 times` if they occur in several rows."""
    if times == different:
        if severity is Severity.ERROR:
            return n("{count} error", "{count} errors", different)
        return n("{count} warning", "{count} warnings", different)
    often = count(times)
    if severity is Severity.ERROR:
        return n(
            "{count} error, found {times} times",
            "{count} errors, found {times} times",
            different,
            times=often,
        )
    return n(
        "{count} warning, found {times} times",
        "{count} warnings, found {times} times",
        different,
        times=often,
    )


def count_different(alike: Iterable[Finding]) -> int:
    """Return the number of different findings. The same one in several rows is counted once."""
    return len({(f.file, f.rule, f.column, f.wording) for f in alike})


def count_alike(alike: Sequence[Finding]) -> str:
    """Return `findings_count_text` for these findings, which must all have the same severity."""
    return findings_count_text(
        count_different(alike), sum(f.occurrences for f in alike), alike[0].severity
    )


def show_invisible(text: str) -> str:
    """Return the text on one line, with each invisible character replaced by U+FFFD."""
    if isinstance(text, Message):
        shown = {
            name: show_invisible(value) if isinstance(value, str) else value
            for name, value in text.values.items()
        }
        return Message(text.template, shown)
    # Of a name that a message isolates, only what is between the two marks is looked at.
    parts = ISOLATED.split(text)
    return "".join(
        f"{part[0]}{show_invisible(part[1:-1])}{part[-1]}"
        if place % 2
        else _show_invisible_signs(part)
        for place, part in enumerate(parts)
    )


def _show_invisible_signs(text: str) -> str:
    # Most texts have no such sign, and one look at the whole is far quicker than at each sign.
    return text if text.isprintable() else "".join(map(_visible_sign, text))


def _visible_sign(sign: str) -> str:
    if sign.isprintable() or sign in JOINERS:
        return sign
    # Spaces of any width: French files use them in numbers, Chinese files in names.
    return " " if unicodedata.category(sign) == "Zs" else UNSEEN


def only_errors(findings: Iterable[Finding]) -> list[Finding]:
    """Return the findings that are errors, without the warnings."""
    return [f for f in findings if f.severity is Severity.ERROR]
