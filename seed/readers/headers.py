"""Names of a table's columns: join header rows, number unnamed columns, refuse bad names."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from schemas import findings
from schemas.language import message, sentences

# The column with the row number in the file. Readers add it to each table.
ROW = "row_number"
NO_ROWS = "file.no_rows"
# How many characters of a column name a finding shows.
MOST_SHOWN = 40
_LIKE_A_NUMBER = re.compile(r"#+[0-9]+")
# Each column costs memory in each piece of the file that is read, even when it is empty.
MOST_COLUMNS = 1000
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


P = ParamSpec("P")
T = TypeVar("T")
Findings = tuple[findings.Finding, ...]


class NotReadable(Exception):
    """Raised when a file or a table in it is not read; `findings` say why and what to do."""

    def __init__(self, *found: findings.Finding) -> None:
        super().__init__(*(finding.rule for finding in found))
        self.findings = found


def raise_findings(*faults: findings.Finding | None) -> None:
    """Raise NotReadable with those of the findings that are not None, if there are any."""
    if found := [fault for fault in faults if fault is not None]:
        raise NotReadable(*found)


def none_if_not_readable(
    read: Callable[P, tuple[T, Findings]],
) -> Callable[P, tuple[T | None, Findings]]:
    """Decorate a reader: it returns None and the findings where it would raise NotReadable."""

    @wraps(read)
    def reading(*args: P.args, **kwargs: P.kwargs) -> tuple[T | None, Findings]:
        try:
            return read(*args, **kwargs)
        except NotReadable as unread:
            return None, unread.findings

    return reading


@dataclass(frozen=True)
class Layout:
    """Where a table is in its file, and how it is written.

    `header_rows` are the numbers (from 1) of the rows with column names; names in several rows are
    joined. `skip_rows` rows after them have no data. With `numbers_names`, as for exports of other
    systems, columns without a unique name get a number instead of an error.

    `sheet` names the sheet of a workbook; None is its only visible sheet. `records` is the path to
    a list in a JSON file, with dots between names; empty where the file itself is the list. `keys`
    are fields that each row takes from the records around it.
    """

    delimiter: str = ","
    encoding: str = "utf-8"
    header_rows: tuple[int, ...] = (1,)
    skip_rows: int = 0
    numbers_names: bool = False
    sheet: str | None = None
    records: str = ""
    keys: tuple[str, ...] = ()


STANDARD = Layout()


def _header_faults(names: tuple[str, ...], file: str) -> Iterator[findings.Finding]:
    """Yield a finding for each name that is blank, reserved, or used twice after normalising."""
    if ROW in map(normalize_name, names):
        wording = message("A column may not be called {name}. Rename it.", name=ROW)
        yield findings.Finding(file, "header.reserved", wording, column=ROW)
    blank = [number for number, name in enumerate(names, start=1) if not name]
    if blank or not names:
        places = ", ".join(str(number) for number in blank[:10]) or "1"
        yield findings.Finding(
            file,
            "header.blank",
            message(
                "The header has no name for column {columns}. Name each column, or remove it.",
                columns=places,
            ),
        )
    first: dict[str, int] = {}
    for number, name in enumerate(names, start=1):
        same = normalize_name(name)
        if name and same in first:
            yield findings.Finding(
                file,
                "header.duplicate",
                message(
                    "Columns {first} and {second} have the same name. Keep one of them.",
                    first=first[same],
                    second=number,
                ),
            )
        first.setdefault(same, number)


def final_column_names(
    written: Sequence[str], file: str, *, numbered: bool, numbers: Sequence[int] = ()
) -> tuple[tuple[str, ...], Findings]:
    """Return the final column names, and a warning if some of them were changed.

    `written` are the names in the file; blanks around them are removed. With `numbered`, names are
    made unique by `distinct_names`. `numbers` are the positions of the columns in the file (from
    1), if some columns were left out. Raises NotReadable where a name is blank, reserved or used
    twice, or where there are too many columns.
    """
    if len(written) > MOST_COLUMNS:
        raise NotReadable(too_wide_finding(file, len(written)))
    written = [name.strip().strip("\ufeff") for name in written]
    names = distinct_names(written, numbers) if numbered else tuple(written)
    raise_findings(*_header_faults(names, file))
    return names, _renamed_warning(written, names, file)


def distinct_names(names: Sequence[str], numbers: Sequence[int] = ()) -> tuple[str, ...]:
    """Return unique names for the columns of another system, in the same order.

    The second `Name` becomes `Name (2)`, and a seventh column without a name becomes `#7`. A
    control character in a name becomes a blank. A column called `#7` becomes `##7`. `numbers` are
    the positions of the columns in the file (from 1), if some columns were left out.
    """
    names = [_plain_name(name) for name in names]
    own = {normalize_name(name) for name in names}
    told: dict[str, str] = {}
    for number, name in zip(numbers or range(1, len(names) + 1), names, strict=True):
        wanted = name or f"#{number}"
        one, times = wanted, 1
        while (same := normalize_name(one)) in told or (one != name and same in own):
            times += 1
            one = f"{wanted} ({times})"
        told[same] = one
    return tuple(told.values())


def _renamed_warning(names: Sequence[str], told: Sequence[str], file: str) -> Findings:
    """Return a warning that lists the new names (`told`); nothing if no name was changed."""
    changed = [one for name, one in zip(names, told, strict=True) if name != one]
    if not changed:
        return ()
    shown = ", ".join(f"[{one[:MOST_SHOWN]}]" for one in changed[:10])
    if len(changed) > 10:
        shown = f"{shown} …"
    wording = sentences(
        message(
            "Some columns have no name, the name of another column, or a name that cannot be"
            " written. Their new names are {names}.",
            names=shown,
        ),
        message(
            "If the names are in another row, say which one: [Names from row] on the page, or the"
            " option of the command."
        ),
    )
    warning = findings.Severity.WARNING
    return (findings.Finding(file, "header.numbered", wording, warning, occurrences=len(changed)),)


def join_header_rows(rows: Sequence[Sequence[str]]) -> list[str]:
    """Join header rows into one name per column, such as `Sentence Months`.

    `rows` are the cells of each header row, from top to bottom. A group name applies to its own
    column and to the blank cells to the right of it. A column without a name in the last row does
    not take the group name of a column to its left.
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


def _plain_name(name: str) -> str:
    """Return the name without control characters, and not in the form of a column number."""
    name = _CONTROL.sub(" ", name).strip()
    return f"#{name}" if _LIKE_A_NUMBER.fullmatch(name) else name


def normalize_name(name: str) -> str:
    """Return the name as the record model writes it: NFKC, stripped, in lower case."""
    return unicodedata.normalize("NFKC", name).strip().strip("\ufeff").lower()


def no_rows_finding(file: str) -> findings.Finding:
    """Return the finding on a file that has a header and no rows.

    A sender with nothing to report says so in `coverage`. Otherwise the table counts as not
    collected.
    """
    wording = message(
        "The file has no rows. Leave it out. Use coverage.csv to declare tables that you do not"
        " collect."
    )
    return findings.Finding(file, NO_ROWS, wording)


def too_wide_finding(file: str, columns: int) -> findings.Finding:
    """Return the finding on a table with more columns than are read."""
    wording = message(
        "There are {columns:,} columns, but at most {most:,} can be read. Delete blank columns and"
        " columns that are not used.",
        columns=columns,
        most=MOST_COLUMNS,
    )
    return findings.Finding(file, "header.columns", wording)
