"""What was found in a batch: by rule, with the rows and what to do; and what was not read."""

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.exports import csv_file
from dashboard.quality.frames import findings as frames
from dashboard.shared import draw, lines, take_away, written_down

# Of a batch that is looked at, not made anew with each click.
FILES_KEPT = 10
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
    content = _file(data.current(), findings, batch_id)
    take_away.offer(
        "Download every finding as CSV",
        written_down.at_the_press(content, what="findings", name=f"batch {batch_id}"),
        name=f"findings_of_batch_{batch_id}.csv",
        kind="text/csv",
        key="quality.findings",
    )


@st.cache_data(max_entries=FILES_KEPT, show_spinner=False)
def _file(
    source: data.Source,  # noqa: ARG001 - part of the key
    findings: pd.DataFrame,
    batch_id: int,
) -> bytes:
    return csv_file.csv_bytes(frames.to_take_away(findings, batch_id))


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
