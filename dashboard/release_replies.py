"""Word replies to released figures, and corrections of earlier releases.

A reply changes no figure and is shown wherever its figure is shown.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from metrics import catalogue
from metrics.release import notes, reading
from schemas import findings
from schemas.language import marked, t

Note = notes.Note
# This sign follows a figure that has a reply below the table.
MARK = "†"
CORRECTED = marked("Corrections")
# The headings of corrections; `split` and `category` are blank for a total.
HEADINGS = {
    "measure": marked("Measure"),
    "title": marked("Title"),
    "jurisdiction": marked("Jurisdiction"),
    "period": marked("Period"),
    "split": marked("Split by"),
    "category": marked("Part"),
    "what": marked("What"),
    "before": marked("Before"),
    "after": marked("After"),
}


class Corrections(NamedTuple):
    """The figures that release `after` corrects in release `before`.

    `lines` has the columns HEADINGS. Figures that are released for the first time are not included.
    """

    before: int
    after: int
    lines: pd.DataFrame


def replies_to_show(connection: Any) -> tuple[Note, ...]:
    """Return the replies to figures of the shown release, the oldest first."""
    return notes.notes_of_measures(connection)


def release_corrections(connection: Any) -> Corrections | None:
    """Return how the shown release corrects the latest valid one before it; None without one."""
    release = reading.shown(connection).release
    corrected = reading.corrections(connection, release)
    if corrected is None:
        return None
    told = corrected.lines.to_pandas()
    told = told.assign(title=[catalogue.CATALOGUE[id_].title for id_ in told["measure"]])
    return Corrections(
        corrected.before, release.number, told.rename(columns=HEADINGS)[list(HEADINGS.values())]
    )


def corrections_table(made: Corrections) -> pd.DataFrame:
    """Return the corrections as a table with titles and headings in the reader's language."""
    title = HEADINGS["title"]
    lines = made.lines.assign(**{title: [t(one) for one in made.lines[title]]})
    return lines.rename(columns={name: t(name) for name in lines.columns})


def select_replies(
    every: Iterable[Note], measures: Iterable[str], jurisdictions: Iterable[str], periods: set[str]
) -> tuple[Note, ...]:
    """Return the replies to figures of these measures, jurisdictions and periods (in words)."""
    ids, places = set(measures), set(jurisdictions)
    return tuple(
        note
        for note in every
        if note.measure in ids
        and note.jurisdiction in places
        and reply_period_text(note) in periods
    )


def reply_period_text(note: Note) -> str:
    """Return the period of a reply's figure in words: `2023`, `2021 to 2023`."""
    first, _, last = note.period.partition("-")
    return words.period(int(first), int(last or first))


def reply_author_text(note: Note) -> str:
    """Return the author's role and the date of a reply: `Ministry, 3 May 2026`."""
    return t("{role}, {day}", role=words.code(note.role), day=words.day(note.written_on))


def reply_text(note: Note) -> str:
    """Return a reply as text: author, date and, in quotes, the content."""
    return t(
        "{who}: “{text}”", who=reply_author_text(note), text=findings.show_invisible(note.text)
    )
