"""Notes on released numbers within a report: beside their figures, and as a table of their own."""

from collections.abc import Iterable

import pandas as pd

from dashboard import release_notes
from dashboard.each_row import each_row
from dashboard.release_notes import MARK, Note
from dashboard.report.figures import NOTE
from metrics import catalogue
from metrics.release import row as released

COLUMNS = ("Measure", "Title", "Jurisdiction", "Period", "By", "Written on", "Note")
# Between two notes on one number, in a cell.
BETWEEN = " / "


def of(figures: pd.DataFrame, notes: tuple[Note, ...]) -> tuple[pd.DataFrame, tuple[Note, ...]]:
    """The figures with what is said of each in NOTE, and the notes that are said.

    Notes are of a number in all its breakdowns. Beside exact figures of one's own stand those of
    others: notes are on theirs alone.
    """
    if NOTE not in figures or not notes:
        return figures, ()
    rows = each_row(figures)
    of_rows = [
        release_notes.on(notes, (row["measure"],), (row["jurisdiction"],), {row["period"]})
        if pd.notna(row[released.OF_RELEASE])
        else ()
        for row in rows
    ]
    texts = [BETWEEN.join(map(release_notes.said, said)) for said in of_rows]
    there = {note for said in of_rows for note in said}
    return figures.assign(**{NOTE: texts}), tuple(note for note in notes if note in there)


def marked(table: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """The table in words with a mark in the first cell of each row whose figure has a note.

    Of rows that were folded into one the one row is marked where any of them has one.
    """
    first = table.columns[0]
    has = [bool(text) for text in figures[NOTE]]
    if len(has) != len(table):
        has = [any(has)] * len(table)
    cells = [f"{cell} {MARK}" if of else cell for cell, of in zip(table[first], has, strict=True)]
    return table.assign(**{first: cells})


def lines(figures: pd.DataFrame, notes: Iterable[Note]) -> tuple[str, ...]:
    """The notes as they stand below a table: on which figure each is, who says it, and what."""
    places = dict(zip(figures.get("jurisdiction", ()), figures.get("place", ()), strict=True))
    return tuple(
        f"{MARK} {catalogue.CATALOGUE[note.measure].title}, {places[note.jurisdiction]},"
        f" {release_notes.period(note)}. {release_notes.said(note)}"
        for note in notes
    )


def table(notes: Iterable[Note]) -> pd.DataFrame:
    """Notes with COLUMNS, all text; each once."""
    rows = [
        (
            note.measure,
            catalogue.CATALOGUE[note.measure].title,
            note.jurisdiction,
            release_notes.period(note),
            note.role,
            note.written_on.isoformat(),
            note.text,
        )
        for note in dict.fromkeys(notes)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype=object)
