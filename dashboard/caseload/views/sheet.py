"""The sheet for a meeting: an office's open cases on paper, with room for what is decided."""

import pandas as pd

from dashboard import filters, words
from dashboard.caseload.frames import worklist as frames
from dashboard.caseload.looked_at import View, link
from dashboard.caseload.views import listed, paper
from dashboard.shared import panel
from dashboard.shared.frames import submissions
from metrics import worklist


def draw(
    load: worklist.Caseload, choice: filters.Choice, view: View, batches: pd.DataFrame
) -> None:
    """Draw every case of the view, laid out for paper.

    `batches` has the columns of `data.batches`.
    """
    paper.lay_out()
    context = {
        "place": filters.place(choice),
        "summary": listed.summary(load, choice),
        "as_of": words.day(filters.judged_on(choice)),
        "stored": stored(batches, choice, view),
        "unknown": sum(one.unknown for one in frames.tally(load)),
        "states": frames.STATES,
        "lines": frames.lines(load, view),
        "back": link(choice, view.listing),
    }
    panel.show("sheet.html", context, key="caseload.sheet")


def stored(batches: pd.DataFrame, choice: filters.Choice, view: View) -> str:
    """Where the records are from, and which of the cases are listed, in words."""
    in_force = submissions.in_force(batches)
    here = in_force[in_force["jurisdiction"] == choice.jurisdiction]
    number = len(here)
    sentences = [f"From {words.count(number)} {'submission' if number == 1 else 'submissions'}."]
    if here["made_up"].any():
        sentences.insert(0, "Made-up records.")
    if view.step:
        sentences.append(f"Only cases in which to: {worklist.STEPS[view.step].title.lower()}.")
    return " ".join(sentences)
