"""Plain tables and lists of facts in the page's look; every cell is text."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.shared import panel


@dataclass(frozen=True)
class Cell:
    """Text, with an address of a page of this session where it leads somewhere."""

    text: str
    href: str = ""


@dataclass(frozen=True)
class Fact:
    """A name and what is to be said about it."""

    name: str
    cell: Cell


def fact(name: str, text: str, href: str = "") -> Fact:
    """A fact in one line of code."""
    return Fact(name, Cell(text, href))


def table(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    name: str,
    look: str = "",
    here: int | None = None,
) -> None:
    """Draw a table; the first cell of each row is its heading. `look` is a class of lines.css.

    `here` is the row that the address asks for: it is marked, and the page opens at it.
    """
    panel.place(table_markup(headings, rows, look=look, here=here), key=f"lines.{name}")


def table_markup(
    headings: Sequence[str],
    rows: Sequence[Sequence[str | Cell]],
    *,
    look: str = "",
    here: int | None = None,
) -> str:
    """The markup of a table."""
    cells = [[cell if isinstance(cell, Cell) else Cell(cell) for cell in row] for row in rows]
    context = {"headings": headings, "rows": cells, "look": look, "here": here}
    return panel.html("lines.html", context)


def of_frame(frame: pd.DataFrame, *, name: str, look: str = "") -> None:
    """Draw a frame of text as a table, as `table` does."""
    table(list(frame.columns), frame.to_numpy().tolist(), name=name, look=look)


def facts(of: Sequence[Fact], *, name: str) -> None:
    """Draw names with what is said about them."""
    panel.place(facts_markup(of), key=f"facts.{name}")


def facts_markup(of: Sequence[Fact]) -> str:
    """The markup of facts, as `table_markup`."""
    return panel.html("facts.html", {"facts": of})
