"""The sheet for a meeting: an office's open cases on paper, with room for what is decided."""

import pandas as pd

from dashboard import filters
from dashboard.caseload.frames import sheet as frames
from dashboard.caseload.views import paper
from dashboard.query_params import CaseloadView
from dashboard.shared import panel, written_down
from dashboard.shared.templates import html
from metrics import worklist


def draw(
    load: worklist.Caseload, choice: filters.Choice, view: CaseloadView, batches: pd.DataFrame
) -> None:
    """Draw every case of the view, laid out for paper.

    `batches` has the columns of `data.batches`.
    """
    paper.lay_out()
    of = frames.OfOffice(choice.jurisdiction, filters.place(choice), filters.judged_on(choice))
    context = frames.contents(load, of, batches, view) | {
        "back": view.listing.link(choice),
        "command": frames.command(choice.jurisdiction, choice.office, view),
    }
    markup = html("sheet.html", context)
    on = {"jurisdiction": choice.jurisdiction, "office": choice.office}
    written_down.files_made("sheet", [markup.encode()], what="sheet", **on)
    panel.place(markup, key="caseload.sheet")
