"""The sheet on open cases for a meeting: its content, and an HTML file that opens offline."""

import shlex
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd
from markupsafe import Markup

from dashboard import html_templates, words
from dashboard.frames import open_cases, submissions
from dashboard.query_params import CaseloadView
from metrics import worklist
from schemas.language import marked, n, t

OWN_IDS = marked(
    "This sheet shows the office’s own docket numbers. It is for this office alone. Keep it where"
    " few people can read it, and do not send it."
)


@dataclass(frozen=True)
class OfOffice:
    """The jurisdiction of a sheet, the name of the office, and the reference date."""

    jurisdiction: str
    place: str
    judged_on: date


def sheet_context(
    load: worklist.Caseload, of: OfOffice, batches: pd.DataFrame, view: CaseloadView
) -> dict[str, object]:
    """Return the values for the template of the sheet.

    `batches` has the columns of `data.batches`.
    """
    tally, lines = open_cases.count_cases_by_step(load), open_cases.case_lines(load, view)
    return {
        "place": of.place,
        "summary": open_cases.caseload_summary(load, of.place, of.judged_on),
        "as_of": words.day(of.judged_on),
        "stored": _where_from(batches, of),
        "listed": _which_are_listed(view, len(lines)),
        "unknown": sum(one.unknown for one in tally),
        "marked": sum(one.marked for one in tally),
        "states": open_cases.state_labels(),
        "lines": lines,
        # Only on the page: a link back, and the command for a sheet with the office's own numbers.
        "back": "",
        "command": "",
        "own_ids": "",
    }


def sheet_command_text(jurisdiction: str, office: str, view: CaseloadView) -> str:
    """Return the command that writes the sheet with the office's own case numbers."""
    step = ("--step", view.step) if view.step else ()
    asked = ("--jurisdiction", jurisdiction, "--office", office, *step)
    files = ("--lookup", "LOOKUP.csv", "--out", "sheet.html")
    return shlex.join(("prosecution-quality", "sheet", *asked, *files))


def replace_pseudonyms(sheet: Mapping[str, object], lookup: Mapping[str, str]) -> dict[str, object]:
    """Return the sheet with the original case ids; `lookup` maps pseudonyms to these ids."""
    lines = sheet["lines"]
    assert isinstance(lines, list)
    joined = [replace(line, id=lookup.get(line.id, line.id)) for line in lines]
    missing = sum(line.id not in lookup for line in lines)
    said = [t(OWN_IDS)]
    if missing:
        said.append(
            n(
                "The lookup file has no number for {count} case. The sheet shows its stored ID.",
                "The lookup file has no number for {count} cases. The sheet shows their stored"
                " IDs.",
                missing,
            )
        )
    return {**sheet, "lines": joined, "own_ids": " ".join(said)}


def _which_are_listed(view: CaseloadView, number: int) -> str:
    """Return a sentence on which open cases are listed; empty if all are."""
    if not view.step:
        return ""
    step = t(worklist.STEPS[view.step].title)
    if not number:
        return t("The records show no open case in which this step is possible: {step}.", step=step)
    return n(
        "This sheet lists {count} case in which this step is possible: {step}.",
        "This sheet lists {count} cases in which this step is possible: {step}.",
        number,
        step=step,
    )


def _where_from(batches: pd.DataFrame, of: OfOffice) -> str:
    """Return sentences on how many imports the records are from and whether they are made up."""
    in_force = submissions.batches_in_force(batches)
    here = in_force[in_force["jurisdiction"] == of.jurisdiction]
    number = len(here)
    sentences = [
        n("The records come from {count} import.", "The records come from {count} imports.", number)
    ]
    if here["made_up"].any():
        sentences.insert(0, t("Demonstration data: all figures are fictional."))
    return " ".join(sentences)


# If two rules conflict, the later one applies.
STYLES = (
    "ui/styles/panel.css",
    "pages/caseload/styles/caseload.css",
    "pages/caseload/styles/sheet.css",
    "pages/caseload/styles/page.css",
)
# Other fonts are wider: forty cases would not fit on five pages. Scripts that this font lacks, such
# as Arabic, use the reader's fonts.
WEIGHTS = (400, 600)


def sheet_html(sheet: Mapping[str, object]) -> str:
    """Return the HTML file for the values of `sheet_context`."""
    styles = ((html_templates.ROOMS / name).read_text(encoding="utf-8") for name in STYLES)
    # Safe as markup: the styles come from the program and contain no values of records.
    style = Markup("\n".join([html_templates.embedded_fonts_css(WEIGHTS), *styles]))
    return html_templates.render_template("sheet_file.html", {**sheet, "style": style})
