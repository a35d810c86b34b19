"""The names of a table's columns: none blank, none twice, each as the record model writes it."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from schemas import findings

# The column of row numbers beside those of the file.
ROW = "row_number"
NO_ROWS = "file.no_rows"
# Characters of a name that a finding shows.
MOST_SHOWN = 40
# How a profile names a column by its number: no column of an export goes by such a name.
BY_NUMBER = re.compile(r"#([1-9][0-9]*)")
_LIKE_A_NUMBER = re.compile(r"#+[0-9]+")
# Each column of each piece that is read has an entry of its own, also where it holds nothing.
MOST_COLUMNS = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


P = ParamSpec("P")
T = TypeVar("T")
Findings = tuple[findings.Finding, ...]


class NotReadable(Exception):
    """A file, or a table of it, is not read; `findings` say why and what to do."""

    def __init__(self, *found: findings.Finding) -> None:
        super().__init__(*(finding.rule for finding in found))
        self.findings = found


def refuse(*faults: findings.Finding | None) -> None:
    """Raise NotReadable where there is a fault."""
    if found := [fault for fault in faults if fault is not None]:
        raise NotReadable(*found)


def none_if_not_readable(
    read: Callable[P, tuple[T, Findings]],
) -> Callable[P, tuple[T | None, Findings]]:
    """Let a reader return None with the findings where it would raise NotReadable."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> tuple[T | None, Findings]:
        try:
            return read(*args, **kwargs)
        except NotReadable as unread:
            return None, unread.findings

    return reading


@dataclass(frozen=True)
class Dialect:
    """How a table is written: the names in `header_rows` from 1, then `skip_rows` that are no data.

    Names in several rows, groups over them, are joined. `numbers_names`: of another system's
    columns those without a name of their own are numbered.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    header_rows: tuple[int, ...] = (1,)
    skip_rows: int = 0
    numbers_names: bool = False


STANDARD = Dialect()


def _header_faults(names: tuple[str, ...], file: str) -> Iterator[findings.Finding]:
    """A finding for each name that is blank, reserved, or there twice after normalising."""
    if ROW in map(normalize_name, names):
        wording = f"a column may not be called {ROW}: rows are numbered here. Rename it."
        yield findings.Finding(file, "header.reserved", wording, column=ROW)
    blank = [number for number, name in enumerate(names, start=1) if not name]
    if blank or not names:
        places = ", ".join(str(number) for number in blank[:10]) or "1"
        yield findings.Finding(
            file,
            "header.blank",
            f"the header has no name for column {places}. Name each column, or take it out.",
        )
    first: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        same = normalize_name(name)
        if name and same in first:
            yield findings.Finding(
                file,
                "header.duplicate",
                f"columns {first[same]} and {number} have the same name. Keep one of them.",
            )
        first.setdefault(same, number)


def settle_names(
    written: Sequence[str], file: str, *, numbered: bool, numbers: Sequence[int] = ()
) -> tuple[tuple[str, ...], Findings]:
    """The names by which the columns go, and a warning where some were numbered.

    `written` may have blanks around the names. `numbers` are the columns' own, from 1, where they
    do not follow each other. Raises NotReadable where a name is blank, reserved or there twice, or
    there are too many.
    """
    if len(written) > MOST_COLUMNS:
        raise NotReadable(too_wide(file, len(written)))
    written = [name.strip().strip("\ufeff") for name in written]
    names = distinct_names(written, numbers) if numbered else tuple(written)
    refuse(*_header_faults(names, file))
    return names, _renamed_warning(written, names, file)


def distinct_names(names: Sequence[str], numbers: Sequence[int] = ()) -> tuple[str, ...]:
    """The names of another system's columns, each once: `Name`, `Name (2)`, `Column 7` for none.

    A line end or another control sign in a name is a blank. A column that is called `#7` goes by
    `##7`, since `#7` is the seventh column, whatever its name. `numbers` are the columns' own, from
    1, where they do not follow each other.
    """
    names = [_plain(name) for name in names]
    own = {normalize_name(name) for name in names}
    told: dict[str, str] = {}
    for number, name in zip(numbers or range(1, len(names) + 1), names, strict=True):
        wanted = name or f"Column {number}"
        one, times = wanted, 1
        while (same := normalize_name(one)) in told or (one != name and same in own):
            times += 1
            one = f"{wanted} ({times})"
        told[same] = one
    return tuple(told.values())


def _renamed_warning(names: Sequence[str], told: Sequence[str], file: str) -> Findings:
    """A warning with the columns that go by another name than the file's, or nothing."""
    changed = [one for name, one in zip(names, told, strict=True) if name != one]
    if not changed:
        return ()
    shown = ", ".join(f"[{one[:MOST_SHOWN]}]" for one in changed[:10])
    more = f" and {len(changed) - 10:,} more" if len(changed) > 10 else ""
    wording = (
        "columns without a name, with one that stands there twice, or with one that cannot be"
        f" written, go by another: {shown}{more}. If the names stand in another row, say"
        " which: [Names from row] on the page, or with the command."
    )
    warning = findings.Severity.WARNING
    return (findings.Finding(file, "header.numbered", wording, warning, occurrences=len(changed)),)


def join_header_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """The names of columns that stand in several rows, one over the other: `Sentence Months`.

    A group stands over its first column, and over the blank cells behind it; what has no name of
    its own below is not named by the group of a column before it.
    """
    width = max(map(len, rows), default=0)
    *groups, names = ([*(one.strip() for one in row), *[""] * (width - len(row))] for row in rows)
    parts: list[list[str]] = [[] for _ in range(width)]
    for group in groups:
        over = ""
        for number, cell in enumerate(group):
            over = cell or over
            if cell or names[number]:
                parts[number].append(over)
    for number, name in enumerate(names):
        parts[number].append(name)
    return [" ".join(filter(None, dict.fromkeys(part))) for part in parts]


def _plain(name: str) -> str:
    """A name that can be typed and that is no number of a column."""
    name = _CONTROL.sub(" ", name).strip()
    return f"#{name}" if _LIKE_A_NUMBER.fullmatch(name) else name


def normalize_name(name: str) -> str:
    """The name as the record model writes it: NFKC, without blanks around it, lower case."""
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").lower()


def no_rows_finding(file: str) -> findings.Finding:
    """The finding on a header with nothing under it.

    A sender with nothing to report says so in `coverage`; unsaid, the table is not collected.
    """
    wording = (
        "there is a header and no row. Leave the file out; whether its table is collected is"
        " said in coverage.csv."
    )
    return findings.Finding(file, NO_ROWS, wording)


def too_wide(file: str, columns: int) -> findings.Finding:
    """The finding on a table of more columns than are read."""
    wording = (
        f"there are {columns:,} columns; at most {MOST_COLUMNS:,} are read. Delete those that are"
        " blank, and leave out what nobody reads."
    )
    return findings.Finding(file, "header.columns", wording)
