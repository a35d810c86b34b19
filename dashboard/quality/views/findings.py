"""What was found in a batch: by rule, with the rows and what to do; and what was not read."""

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.exports import csv_file
from dashboard.quality.frames import findings as frames
from dashboard.shared import draw, lines

SHOWN = 20


def by_rule(batch_id: int) -> None:
    """Draw the findings of a batch by rule, and offer all of them as a file."""
    findings = data.of_batch(batch_id, "findings")
    st.text(frames.sentence(findings))
    if findings.empty:
        return
    table = frames.by_rule(findings)
    lines.of_frame(table.head(SHOWN), name="findings")
    if len(table) > SHOWN:
        with st.expander(f"{len(table) - SHOWN} more"):
            draw.lines(table.iloc[SHOWN:], name="findings")
    st.download_button(
        "Download every finding as CSV",
        lambda: csv_file.csv_bytes(frames.to_take_away(findings, batch_id)),
        file_name=f"findings_of_batch_{batch_id}.csv",
        mime="text/csv",
        key="quality.findings",
        on_click="ignore",
    )


def not_read(batch_id: int) -> None:
    """Say which columns of the source nothing was read from."""
    columns: pd.DataFrame = data.of_batch(batch_id, "not_read")
    if columns.empty:
        st.text("Every column of the source was read.")
        return
    rows = [
        [str(file), ", ".join(sorted(map(str, of_file["column_name"])))]
        for file, of_file in columns.groupby("file")
    ]
    lines.table(("File", "Columns that were not read and are not stored"), rows, name="not_read")
