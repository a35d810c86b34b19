"""The sheet for a meeting: what it holds, whether it is drawn on a page or written to a file."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from dashboard import words
from dashboard.caseload.frames import worklist as frames
from dashboard.query_params import CaseloadView
from dashboard.shared.frames import submissions
from metrics import worklist

OWN_IDS = (
    "Holds the office’s own docket numbers: for this office alone. Keep it where few can read it,"
    " and do not send it."
)
NOT_IN_LOOKUP = "The lookup has no number for {}: {} as stored here."


@dataclass(frozen=True)
class OfOffice:
    """Whose sheet it is, and of which state of the records."""

    jurisdiction: str
    place: str
    judged_on: date


def contents(
    load: worklist.Caseload, of: OfOffice, batches: pd.DataFrame, view: CaseloadView
) -> dict[str, object]:
    """What the sheet's markup is filled with; `batches` has the columns of `data.batches`."""
    tally, lines = frames.tally(load), frames.lines(load, view)
    return {
        "place": of.place,
        "summary": frames.summary(load, of.place, of.judged_on),
        "as_of": words.day(of.judged_on),
        "stored": _stored(batches, of),
        "listed": _listed(view, len(lines)),
        "unknown": sum(one.unknown for one in tally),
        "marked": sum(one.marked for one in tally),
        "states": frames.STATES,
        "lines": lines,
        # On a page alone: where it came from, and how it is had by the office's own numbers.
        "back": "",
        "command": "",
        "own_ids": "",
    }


def command(jurisdiction: str, office: str, view: CaseloadView) -> str:
    """The command that writes the same sheet by the office's own numbers."""
    step = ("--step", view.step) if view.step else ()
    asked = ("--jurisdiction", jurisdiction, "--office", office, *step)
    files = ("--lookup", "LOOKUP.csv", "--out", "sheet.html")
    return shlex.join(("prosecution-quality", "sheet", *asked, *files))


def with_own_ids(sheet: Mapping[str, object], lookup: Mapping[str, str]) -> dict[str, object]:
    """The same sheet with the sender's own ids where the lookup, pseudonym -> own id, has them."""
    lines = sheet["lines"]
    assert isinstance(lines, list)
    joined = [replace(line, id=lookup.get(line.id, line.id)) for line in lines]
    missing = sum(line.id not in lookup for line in lines)
    said = NOT_IN_LOOKUP.format(
        frames.counted(missing), "it stands" if missing == 1 else "they stand"
    )
    return {**sheet, "lines": joined, "own_ids": f"{OWN_IDS} {said}" if missing else OWN_IDS}


def _listed(view: CaseloadView, number: int) -> str:
    """Which of the office's open cases are listed, in words; nothing where all are."""
    if not view.step:
        return ""
    step = words.within(worklist.STEPS[view.step].title)
    if not number:
        return f"No open case is known in which it is possible to {step}."
    return f"Listed: {frames.counted(number)} in which it is possible to {step}."


def _stored(batches: pd.DataFrame, of: OfOffice) -> str:
    """Where the records are from, in words."""
    in_force = submissions.in_force(batches)
    here = in_force[in_force["jurisdiction"] == of.jurisdiction]
    number = len(here)
    sentences = [f"From {words.counted(number, 'submission')}."]
    if here["made_up"].any():
        sentences.insert(0, "Made-up records.")
    return " ".join(sentences)
