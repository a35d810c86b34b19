"""How far a questionnaire is filled: by table, and why the rest is not."""

from collections import defaultdict
from collections.abc import Sequence

import pandas as pd

from dashboard import words
from dashboard.report.questionnaire.filled import Cell, Filled

BY_TABLE = ("Table", "Cells", "Filled", "Not filled")
WHY = ("Table", "Asked", "Not filled", "Because")


def sentence(tables: Sequence[Filled]) -> str:
    """How many cells are filled, and how many are not."""
    cells = [cell for of in tables for cell in of.cells]
    blank = sum(cell.value is None for cell in cells)
    first = f"{words.count(len(cells) - blank)} of {words.counted(len(cells), 'cell')}"
    are = "is" if len(cells) == 1 else "are"
    rest = f"; {words.count(blank)} not, with the reason of each" if blank else ""
    return f"{first} {are} filled from these records{rest}."


def by_table(tables: Sequence[Filled]) -> pd.DataFrame:
    """A line for each table. Columns: BY_TABLE, in words."""
    rows = []
    for of in tables:
        blank = sum(cell.value is None for cell in of.cells)
        numbers = (len(of.cells), len(of.cells) - blank, blank)
        rows.append((of.table.name, *map(words.count, numbers)))
    return pd.DataFrame(rows, columns=list(BY_TABLE))


def why(tables: Sequence[Filled]) -> pd.DataFrame:
    """The cells that are not filled, those of one question and reason together. Columns: WHY."""
    rows = []
    for of in tables:
        together: dict[tuple[str, str], list[Cell]] = defaultdict(list)
        for cell in of.cells:
            if cell.value is None:
                together[cell.asks, cell.why].append(cell)
        rows += [
            (of.table.name, asks, _which(cells), because)
            for (asks, because), cells in together.items()
        ]
    return pd.DataFrame(rows, columns=list(WHY))


def _which(cells: Sequence[Cell]) -> str:
    """`2 cells: child, 2024 and 2025`; of a question without groups the years alone."""
    groups = dict.fromkeys(cell.of for cell in cells if cell.of)
    years = words.listing(list(dict.fromkeys(str(cell.year) for cell in cells)))
    named = f"{words.listing(list(groups))}, {years}" if groups else years
    return f"{words.counted(len(cells), 'cell')}: {named}"
