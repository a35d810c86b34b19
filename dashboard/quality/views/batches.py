"""Where the records came from: batches with their provenance, and one of them in full."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from dashboard import data, filters, words
from dashboard.each_row import each_row
from dashboard.quality.frames import findings
from dashboard.quality.views import undo as quality_undo
from dashboard.shared import draw, lines, note
from schemas import tables
from schemas.store import bookkeeping

HASH_SHOWN = 12
SHOWN = 20
OF_WHOLE = "It is counted over all records of the jurisdiction, and told to it."
HEADINGS = (
    *("Batch", "Source", "Place", "State on", "Period", "Rows stored", "Accepted", "Findings"),
    "Stored",
)
DIFFERENCE = ("Table", "Read", "New", "Changed", "Unchanged", "Refused", "Removed")


def listing(batches: pd.DataFrame) -> None:
    """Draw the batches with their provenance, last stored first."""
    names = filters.options().jurisdictions
    rows = [_batch(batch, names) for batch in each_row(batches.iloc[::-1])]
    lines.table(HEADINGS, rows[:SHOWN], name="batches")
    if len(rows) > SHOWN:
        with st.expander(f"{words.count(len(rows) - SHOWN)} earlier batches"):
            draw.lines(pd.DataFrame(rows[SHOWN:], columns=list(HEADINGS)), name="batches")


def chosen(batches: pd.DataFrame, key: str) -> int:
    """The batch that the person looks into; the last stored at first."""
    sources = dict(zip(batches["batch_id"], batches["source"], strict=True))
    return int(
        st.selectbox(
            "Batch",
            list(batches["batch_id"])[::-1],
            format_func=lambda id_: f"{id_}: {sources[id_]}",
            key=f"quality.batch.{key}",
            width=340,
        )
    )


def difference(batch_id: int) -> None:
    """Draw what became of the batch's rows, by table."""
    by_table = data.of_batch(batch_id, "tables")
    order = {table.name: place for place, table in enumerate(tables.RECORD_TABLES)}
    by_table = by_table.sort_values("table_name", key=lambda names: names.map(order))
    rows = [
        [
            words.code(str(row["table_name"])),
            *(_count(row[name.lower()]) for name in DIFFERENCE[1:]),
        ]
        for row in each_row(by_table)
        if row["read"] or row["removed"]
    ]
    lines.table(DIFFERENCE, rows, name="difference", look="dense")


def recognised(batch_id: int) -> None:
    """Say of how many persons something could be found out by who knows a little of them."""
    if data.current().scope.office:
        note.draw(OF_WHOLE, key="alone")
        return
    sentences = findings.reidentification_sentences(data.of_batch(batch_id, "reidentification"))
    if not sentences:
        note.draw(
            "No report was kept: the batch brought no persons, or an older version stored it.",
            key="alone",
        )
    for sentence in sentences:
        st.text(sentence)


def files(batch_id: int) -> None:
    """Draw a batch's files with the first letters of their SHA-256, closed."""
    rows = [
        [
            str(row["file"]),
            str(row["table_name"]),
            words.count(row["rows_read"]),
            words.count(row["rows_stored"]),
            str(row["sha256"])[:HASH_SHOWN],
        ]
        for row in each_row(data.of_batch(batch_id, "files"))
    ]
    headings = ("File", "Table", "Rows read", "Rows stored", "SHA-256 begins")
    with st.expander(f"{words.count(len(rows))} files"):
        lines.table(headings, rows, name="files")


def undo(batches: pd.DataFrame, batch_id: int) -> None:
    """The way to undo the batch, or when it was undone."""
    [batch] = each_row(batches[batches["batch_id"] == batch_id])
    undone_at = batch["undone_at"]
    if is_erased(batch):
        draw.nothing(f"Erased on {day(undone_at)}, which cannot be undone.")
        return
    quality_undo.draw_undo(batch_id, undone_on="" if pd.isna(undone_at) else day(undone_at))


def day(when: object) -> str:
    """A day or time as a day in words."""
    return "—" if pd.isna(when) else words.day(pd.Timestamp(str(when)).date())


def is_erased(batch: Mapping[str, object]) -> bool:
    """Whether nothing is left of the batch but its line."""
    return batch["content_hash"] == bookkeeping.NO_HASH


def _batch(batch: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    undone, by = pd.notna(batch["undone_at"]), batch.get("replaced_by")
    ended = "erased" if is_erased(batch) else "undone"
    replaced = "" if pd.isna(by) else f", replaced by batch {int(str(by).partition('.')[0])}"
    made_up = " (made up)" if batch["made_up"] else ""
    mapping = f", read by {batch['mapping']}" if pd.notna(batch["mapping"]) else ""
    ends = [day(batch[end]) for end in ("period_from", "period_to")]
    return [
        str(batch["batch_id"]),
        f"{batch['source']}{made_up}{mapping}",
        names.get(str(batch["jurisdiction"]), str(batch["jurisdiction"])),
        day(batch["extracted_on"]),
        f"{ends[0]} to {ends[1]}" if all(end != "—" for end in ends) else "—",
        words.count(int(str(batch["rows_stored"]))),
        words.share(float(str(batch["accepted_share"]))),
        words.count(int(str(batch["findings"]))),
        f"{ended} {day(batch['undone_at'])}" if undone else f"{day(batch['stored_at'])}{replaced}",
    ]


def _count(number: object) -> str:
    return "—" if pd.isna(number) else words.count(float(str(number)))
