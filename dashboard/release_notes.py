"""Words what came after a release: notes by those concerned, and corrections.

A note changes no number, and goes with the number that it is on wherever this is shown.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import pandas as pd

from dashboard import words
from metrics import catalogue
from metrics.release import archive, notes, reading
from schemas import findings
from schemas.language import marked, t

Note = notes.Note
# Who reads a table of words looks for the mark of its notes below it.
MARK = "†"
CORRECTED = marked("Corrections")
# As people read the lines of a correction; `split` and `category` are blank of a whole.
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
    """What reads otherwise in release `after` than it did in release `before`.

    `lines` have HEADINGS as columns. What is told for the first time is no correction.
    """

    before: int
    after: int
    lines: pd.DataFrame


def shown(connection: Any) -> tuple[Note, ...]:
    """The notes to show with numbers, the oldest first."""
    return notes.notes_of_measures(connection)


def corrections(connection: Any) -> Corrections | None:
    """What the release corrects of the last one before it that is not withdrawn; None without."""
    release = reading.shown(connection).release
    earlier = [
        one.number
        for one in archive.listed(connection)
        if one.withdrawn_at is None and one.number < release.number
    ]
    if not earlier:
        return None
    before, after = (
        reading.shown(connection, number).content for number in (earlier[-1], release.number)
    )
    lines = reading.release_differences(before, after).to_pandas()
    told = lines[lines["before"] != reading.NOT_TOLD].reset_index(drop=True)
    told = told.assign(title=[catalogue.CATALOGUE[id_].title for id_ in told["measure"]])
    return Corrections(
        earlier[-1], release.number, told.rename(columns=HEADINGS)[list(HEADINGS.values())]
    )


def lines_in_words(made: Corrections) -> pd.DataFrame:
    """The lines with titles and headings in the reader's language."""
    title = HEADINGS["title"]
    lines = made.lines.assign(**{title: [t(one) for one in made.lines[title]]})
    return lines.rename(columns={name: t(name) for name in lines.columns})


def select_notes(
    every: Iterable[Note], measures: Iterable[str], jurisdictions: Iterable[str], periods: set[str]
) -> tuple[Note, ...]:
    """Those on numbers of these measures, places and periods, the periods in words."""
    ids, places = set(measures), set(jurisdictions)
    return tuple(
        note
        for note in every
        if note.measure in ids and note.jurisdiction in places and period(note) in periods
    )


def period(note: Note) -> str:
    """The period of the number in words: `2023`, `2021 to 2023`."""
    first, _, last = note.period.partition("-")
    return words.period(int(first), int(last or first))


def who(note: Note) -> str:
    """Who speaks, and when: `Ministry, 3 May 2026`."""
    return t("{role}, {day}", role=words.code(note.role), day=words.day(note.written_on))


def said(note: Note) -> str:
    """The note as it stands beside its number: who, when and, in quotes, what."""
    return t("{who}: “{text}”", who=who(note), text=findings.visible(note.text))
