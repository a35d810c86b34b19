"""The report that was made: looked at before it is downloaded."""

import streamlit as st
from markupsafe import Markup, escape

from dashboard.report.formats import KINDS, Format
from dashboard.shared import linked, panel, take_away
from dashboard.work import reporting

LABELS = {
    Format.PDF: "PDF",
    Format.XLSX: "Workbook (XLSX)",
    Format.HTML: "Page that opens offline (HTML)",
    Format.CSV: "Figures (CSV data package)",
}
ZIP = "application/zip"


def draw(made: reporting.Made) -> None:
    """Draw the buttons of its files and of its link, and the page among them as a preview."""
    with st.container(horizontal=True, gap="small"):
        for form, label in LABELS.items():
            name, content = made.files[form]
            kind = ZIP if form is Format.CSV else KINDS[form]
            take_away.offer(label, content, name=name, kind=kind, key=f"report.{form}")
    linked.offer("report.link")
    _, page = made.files[Format.HTML]
    # A page of its own within this one, where no script runs: escaped here as a whole, and what
    # stands in it was marked and escaped when it was written.
    panel.show("preview.html", {"page": Markup(escape(page.decode()))}, key="report.preview")
