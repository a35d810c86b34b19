"""The sheet for a meeting: an office's open cases on paper, with room for what is decided."""

from pathlib import Path

import pandas as pd
import streamlit as st

from dashboard import filters
from dashboard.caseload.frames import sheet as frames
from dashboard.query_params import CaseloadView
from dashboard.shared import panel, written_down
from dashboard.shared.templates import html
from metrics import worklist

STYLES = Path(__file__).parents[1] / "styles"
_paper = st.components.v2.component(
    "prosecution_quality.paper",
    css="\n".join(
        (STYLES / name).read_text(encoding="utf-8") for name in ("page.css", "paper.css")
    ),
    # The rules are of what Streamlit draws, outside of any component.
    isolate_styles=False,
)


def draw(
    load: worklist.Caseload, choice: filters.Choice, view: CaseloadView, batches: pd.DataFrame
) -> None:
    """Draw every case of the view, laid out for paper.

    `batches` has the columns of `data.batches`.
    """
    # On paper it hides everything except the sheet. On the screen it changes nothing.
    _paper(key="paper", data={"laid_out": True}, width="content", height="content")
    of = frames.OfOffice(choice.jurisdiction, filters.place(choice), filters.judged_on(choice))
    context = frames.contents(load, of, batches, view) | {
        "back": view.listing.link(choice),
        "command": frames.command(choice.jurisdiction, choice.office, view),
    }
    markup = html("sheet.html", context)
    on = {"jurisdiction": choice.jurisdiction, "office": choice.office}
    written_down.files_made("sheet", [markup.encode()], what="sheet", **on)
    panel.place(markup, key="caseload.sheet")
