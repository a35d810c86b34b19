"""What stands in a sheet: places by rule, texts and dates by column, its extent."""

from array import array
from dataclasses import dataclass, field

MOST_ADDRESSES = 10


@dataclass
class Places:
    """How often something stands in a sheet, and the first addresses of it."""

    times: int = 0
    first: list[str] = field(default_factory=list)

    def add(self, address: str) -> None:
        self.times += 1
        if len(self.first) < MOST_ADDRESSES:
            self.first.append(address)


@dataclass
class Texts:
    """Cells of one column whose text is said here: rows of the sheet, from 1, and their texts."""

    rows: array = field(default_factory=lambda: array("I"))
    texts: list[str] = field(default_factory=list)


@dataclass
class Scan:
    """What a sheet holds: places by rule, texts and dates by column letters, its extent.

    `columns` are the letters of columns with a cell that is filled; `last_row` is the last row with
    one; `shared` counts the cells whose text is one of the workbook's. `merged_to` is the last row
    of merged cells, `formulas_to` that of formulas.
    """

    places: dict[str, Places] = field(default_factory=dict)
    texts: dict[str, Texts] = field(default_factory=dict)
    dates: dict[str, Places] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    cells: int = 0
    shared: int = 0
    last_row: int = 0
    merged_to: int = 0
    formulas_to: int = 0

    def add(self, rule: str, address: str) -> None:
        self.places.setdefault(rule, Places()).add(address)

    def say(self, column: str, row: int, text: str) -> None:
        texts = self.texts.setdefault(column, Texts())
        texts.rows.append(row)
        texts.texts.append(text)

    @property
    def width(self) -> int:
        return max(map(number_of, self.columns), default=0)


def number_of(letters: str) -> int:
    """The number of a column, from 1: A, B, .., Z, AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number
