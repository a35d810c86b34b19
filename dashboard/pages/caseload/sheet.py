"""The sheet for a meeting: what it holds, and the file that opens offline."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from markupsafe import Markup

from dashboard import templates, words
from dashboard.frames import open_cases, submissions
from dashboard.query_params import CaseloadView
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


def sheet_contents(
    load: worklist.Caseload, of: OfOffice, batches: pd.DataFrame, view: CaseloadView
) -> dict[str, object]:
    """What the sheet's markup is filled with; `batches` has the columns of `data.batches`."""
    tally, lines = open_cases.tally_steps(load), open_cases.case_lines(load, view)
    return {
        "place": of.place,
        "summary": open_cases.caseload_summary(load, of.place, of.judged_on),
        "as_of": words.day(of.judged_on),
        "stored": _where_from(batches, of),
        "listed": _which_are_listed(view, len(lines)),
        "unknown": sum(one.unknown for one in tally),
        "marked": sum(one.marked for one in tally),
        "states": open_cases.STATES,
        "lines": lines,
        # On a page alone: where it came from, and how it is had by the office's own numbers.
        "back": "",
        "command": "",
        "own_ids": "",
    }


def sheet_command(jurisdiction: str, office: str, view: CaseloadView) -> str:
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
        open_cases.cases_in_words(missing), "it stands" if missing == 1 else "they stand"
    )
    return {**sheet, "lines": joined, "own_ids": f"{OWN_IDS} {said}" if missing else OWN_IDS}


def _which_are_listed(view: CaseloadView, number: int) -> str:
    """Which of the office's open cases are listed, in words; nothing where all are."""
    if not view.step:
        return ""
    step = words.within(worklist.STEPS[view.step].title)
    if not number:
        return f"No open case is known in which it is possible to {step}."
    return f"Listed: {open_cases.cases_in_words(number)} in which it is possible to {step}."


def _where_from(batches: pd.DataFrame, of: OfOffice) -> str:
    """Where the records are from, in words."""
    in_force = submissions.in_force(batches)
    here = in_force[in_force["jurisdiction"] == of.jurisdiction]
    number = len(here)
    sentences = [f"From {words.counted(number, 'submission')}."]
    if here["made_up"].any():
        sentences.insert(0, "Made-up records.")
    return " ".join(sentences)


# Later ones hold where two say something of one thing.
STYLES = (
    "ui/styles/panel.css",
    "pages/caseload/styles/caseload.css",
    "pages/caseload/styles/sheet.css",
    "pages/caseload/styles/page.css",
)
# Other letters are wider, and forty cases would not stand on five pages. What these do not have,
# such as Arabic, is written in the reader's own.
WEIGHTS = (400, 600)


def sheet_html(sheet: Mapping[str, object]) -> str:
    """The HTML of what `frames.sheet.contents` holds."""
    styles = ((templates.ROOMS / name).read_text(encoding="utf-8") for name in STYLES)
    # Of the program alone: no value of a record stands in a style.
    style = Markup("\n".join([templates.embedded_fonts(WEIGHTS), *styles]))
    return templates.render_template("sheet_file.html", {**sheet, "style": style})
