"""The records themselves: where they came from, what was found in them, how far they answer."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, filters, words
from dashboard.components import lines, rule_words
from dashboard.components.draw import draw, nothing
from dashboard.frames import completeness
from metrics import catalogue

IMPORT_STEPS = """\
prosecution-quality template my-submission     # empty files and a data dictionary
prosecution-quality import my-submission --dry-run
prosecution-quality import my-submission
prosecution-quality batches                    # what is stored, and where it came from
"""
HASH_SHOWN = 12


def sentence(batches: pd.DataFrame) -> str:
    """How much is stored, and how much of what was sent. `batches` as `data` returns them."""
    stored = batches[batches["undone_at"].isna()]
    read, refused = int(stored["rows_read"].sum()), int(stored["rows_refused"].sum())
    accepted = words.share((read - refused) / read) if read else "nothing"
    return (
        f"{words.count(len(stored))} batches from {stored['jurisdiction'].nunique()} jurisdictions "
        f"hold {words.count(int(stored['rows_stored'].sum()))} rows: {accepted} of the rows sent "
        f"were accepted. {words.count(int(stored['findings'].sum()))} findings stand beside them."
    )


def batches(found: pd.DataFrame) -> None:
    """Draw the batches with their provenance, last stored first."""
    headings = (
        "Source",
        "Place",
        "State on",
        "Period",
        "Rows stored",
        "Accepted",
        "Findings",
        "Stored",
    )
    names = filters.options().jurisdictions
    rows = [_batch(batch, names) for batch in found.iloc[::-1].to_dict("records")]
    lines.table(headings, rows, name="batches")


def _batch(batch: dict[str, object], names: Mapping[str, str]) -> list[str]:
    undone = pd.notna(batch["undone_at"])
    when = f"undone {_day(batch['undone_at'])}" if undone else _day(batch["stored_at"])
    made_up = " (made up)" if batch["made_up"] else ""
    mapping = f", read by {batch['mapping']}" if pd.notna(batch["mapping"]) else ""
    ends = [_day(batch[end]) for end in ("period_from", "period_to")]
    return [
        f"{batch['source']}{made_up}{mapping}",
        names.get(str(batch["jurisdiction"]), str(batch["jurisdiction"])),
        _day(batch["extracted_on"]),
        f"{ends[0]} to {ends[1]}" if all(end != "—" for end in ends) else "—",
        words.count(int(str(batch["rows_stored"]))),
        words.share(float(str(batch["accepted_share"]))),
        words.count(int(str(batch["findings"]))),
        when,
    ]


def _day(when: object) -> str:
    return "—" if pd.isna(when) else words.day(pd.Timestamp(str(when)).date())


def chosen_batch(found: pd.DataFrame) -> int:
    """The batch that the person looks into; the last stored at first."""
    sources = dict(zip(found["batch_id"], found["source"], strict=True))
    ids = list(found["batch_id"])[::-1]
    return int(
        st.selectbox(
            "Batch",
            ids,
            format_func=lambda id_: f"{id_}: {sources[id_]}",
            key="quality.batch",
            width=340,
        )
    )


def files(found: pd.DataFrame) -> None:
    """Draw a batch's files with the first letters of their SHA-256, closed."""
    rows = [
        [
            str(row["file"]),
            str(row["table_name"]),
            words.count(row["rows_read"]),
            words.count(row["rows_stored"]),
            str(row["sha256"])[:HASH_SHOWN],
        ]
        for row in found.to_dict("records")
    ]
    headings = ("File", "Table", "Rows read", "Rows stored", "SHA-256 begins")
    with st.expander(f"{words.count(len(rows))} files"):
        lines.table(headings, rows, name="files")


def findings(found: pd.DataFrame) -> None:
    """Draw the findings by rule: how often, and the first in the words that the sender saw."""
    if found.empty:
        nothing("Nothing was found in this batch.")
        return
    rows = []
    for (severity, rule), of_rule in found.groupby(["severity", "rule"], sort=False):
        rows.append(
            [
                rule_words.MEANINGS.get(str(rule), words.code(str(rule).replace(".", ": "))),
                words.code(str(severity)),
                words.count(int(of_rule["occurrences"].sum())),
                str(of_rule["wording"].iloc[0]),
            ]
        )
    lines.table(("Rule", "Kind", "How often", "For example"), rows, name="findings")


def not_read(found: pd.DataFrame) -> None:
    """Say which columns of the source nothing was read from."""
    if found.empty:
        st.text("Every column of the source was read.")
        return
    rows = [
        [str(file), ", ".join(sorted(map(str, of_file["column_name"])))]
        for file, of_file in found.groupby("file")
    ]
    lines.table(("File", "Columns that were not read and are not stored"), rows, name="not_read")


def answered(rows: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw for what part of the units each measure's answer is known, by year."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    span = range(data.years()[0], data.years()[-1] + 1)
    titles = {id_: measure.title for id_, measure in catalogue.CATALOGUE.items()}
    drawn = completeness.by_measure(here, span, titles)
    if drawn.empty:
        nothing(f"No measure has an answer for {filters.place(choice)}.")
        return
    draw(
        partial(charts.completeness, drawn),
        alt=f"Share of units for which each measure's answer is known, {filters.place(choice)}",
        table=completeness.table(drawn),
        name="answers_known",
    )
