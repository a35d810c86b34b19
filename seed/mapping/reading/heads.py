"""Where the names of a file's columns stand, if titles or groups stand over them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from seed.readers import FirstRow, join_header_rows

# A table of fewer columns looks like its titles.
LEAST_WIDTH = 3
# Titles fill few of a table's columns, its names nearly all.
TITLES_FILL, NAMES_FILL = 1 / 3, 2 / 3
LEAST_DISTINCT, LEAST_ALIKE = 0.8, 0.8
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}.*|\d{1,2}[ .-][^\W\d]{3,9}\.?[ -]\d{2,4}")


@dataclass(frozen=True)
class Head:
    """The rows in which the names stand, from 1, and how many below them are no data."""

    rows: tuple[int, ...] = (1,)
    skipped: int = 0


NO_HEADS: Mapping[str, Head] = {}


def find_head(rows: Sequence[FirstRow]) -> Head:
    """Where the names stand in the first rows of a file; row 1 unless all speaks against it.

    Names are texts, nearly all different, fill nearly the whole width and do not come again below
    them. What is over them are titles, which fill few columns; the last of these may be groups,
    where names stand below each of its blank cells and other than names below those.
    """
    width = _width(rows)
    if width < LEAST_WIDTH:
        return Head()
    for place, row in enumerate(rows[:-1]):
        below = rows[place + 1 :]
        if _is_group(row, below):
            return Head((row.number, below[0].number))
        if _filled(row) > TITLES_FILL * width:
            # Where rows have other numbers of cells, the file is divided by another sign.
            alike = sum(len(one.cells) == len(row.cells) for one in below)
            is_table = _filled(row) >= NAMES_FILL * width and alike >= LEAST_ALIKE * len(below)
            return Head((row.number,)) if is_table and _are_names(row, below) else Head()
    return Head()


def describe_head(head: Head, rows: Sequence[FirstRow]) -> str:
    """What was found, for whoever may know better; blank of names in the first row."""
    first, *others = head.rows
    if head == Head():
        return ""
    over = [row.number for row in rows if row.number < first]
    kind = "titles" if over else "blank"
    before = (
        f"row 1 is {'a title' if over else 'blank'}"
        if first == 2
        else f"rows 1-{first - 1} are {kind}"
    )
    if not others:
        return f"{before}; the names of the columns stand in row {first}."
    headers = [row.cells for row in rows if row.number in head.rows]
    alone = {cell for cells in headers for cell in cells}
    example = next((name for name in join_header_rows(headers) if name not in alone), "")
    where = " and ".join(map(str, head.rows))
    start = f"{before}; the" if first > 1 else "the"
    return (
        f"{start} names of the columns stand in rows {where}, one over the other, and are read"
        f" together, as [{example[:40]}]."
    )


def _width(rows: Sequence[FirstRow]) -> int:
    """The most cells that are filled in two rows at least: one alone may be a slip."""
    counts = sorted(map(_filled, rows), reverse=True)
    return counts[1] if len(counts) > 1 else 0


def _filled(row: FirstRow) -> int:
    return sum(map(bool, row.cells))


def _are_names(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    cells = [cell.casefold() for cell in row.cells if cell]
    texts = sum(map(_is_text, cells))
    again = any(
        cell and cell.casefold() == _cell(other, number).casefold()
        for other in below
        for number, cell in enumerate(row.cells)
    )
    return 2 * texts > len(cells) and len({*cells}) >= LEAST_DISTINCT * len(cells) and not again


def _is_group(row: FirstRow, below: Sequence[FirstRow]) -> bool:
    """Whether it stands over parts of the names in the row below it, which are no data."""
    names, *rows = below
    width = max(len(row.cells), len(names.cells))
    over = [_cell(row, number) for number in range(width)]
    named = [_cell(names, number) for number in range(width)]
    groups = [n for n in range(width - 1) if over[n] and not over[n + 1] and named[n]]
    # A column between them that holds nothing needs no name.
    empty = [n for n in range(width) if not any(_cell(one, n) for one in rows)]
    is_covered = all(over[n] or named[n] or n in empty for n in range(width))
    # A cell that is blank below has its name above: the two rows are one header.
    least = 1 if any(one and not other for one, other in zip(over, named, strict=True)) else 2
    if (
        len(groups) < least
        or not is_covered
        or not all(map(_is_text, filter(None, (*over, *named))))
    ):
        return False
    under = [n for n in range(width) if not over[n]]
    # A row of data holds what the rows below it hold: other than texts, or the same again.
    is_unlike = any(_holds_data(rows, n) for n in range(width) if named[n])
    again = any(named[n] == _cell(one, n) for one in rows for n in range(width) if named[n])
    return bool(under) and is_unlike and not again


def _holds_data(rows: Sequence[FirstRow], number: int) -> bool:
    cells = [cell for row in rows if (cell := _cell(row, number))]
    return 2 * sum(not _is_text(cell) for cell in cells) > len(cells)


def _cell(row: FirstRow, number: int) -> str:
    return row.cells[number] if number < len(row.cells) else ""


def _is_text(cell: str) -> bool:
    """Whether it is neither a number nor a date."""
    return any(map(str.isalpha, cell)) and not _DATE.fullmatch(cell)
