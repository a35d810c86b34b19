"""What gave way, was undone or erased, an event a line, in words."""

from collections.abc import Mapping

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row

COLUMNS = ("When", "What happened", "Place", "Rows", "Tables")
ERASED = ("When", "What was erased", "Place", "Rows", "Why")
NAMED = 3
HAPPENED = {
    "superseded": "Batch {batch_id} ({source}) replaced rows of batch {of_batch}",
    "removed": "Batch {batch_id} ({source}) lacks rows of batch {of_batch}, which left",
    "kept": "Batch {batch_id} ({source}) holds the same rows as batch {of_batch} in its place",
    "undone": "Batch {batch_id} ({source}) was undone",
}
EVENT = ["happened_at", "kind", "batch_id", "source", "jurisdiction", "of_batch"]


def events(log: pd.DataFrame, places: Mapping[str, str]) -> pd.DataFrame:
    """The log by event with COLUMNS, newest first; `log` is `seed.batches.corrections`'."""
    lines = []
    for key, of_event in log.groupby(EVENT, sort=False):
        event = dict(zip(EVENT, key, strict=True))
        lines.append(
            (
                words.day(pd.Timestamp(str(event["happened_at"])).date()),
                HAPPENED[str(event["kind"])].format_map(event),
                places.get(str(event["jurisdiction"]), str(event["jurisdiction"])),
                words.count(of_event["rows"].sum()),
                _tables(of_event),
            )
        )
    return pd.DataFrame(lines, columns=list(COLUMNS))


def erased(log: pd.DataFrame, places: Mapping[str, str]) -> pd.DataFrame:
    """What was taken out for good with ERASED, newest first."""
    lines = [
        (
            words.day(pd.Timestamp(str(one["erased_on"])).date()),
            "A case" if pd.isna(one["batch_id"]) else f"Batch {one['batch_id']:.0f}",
            places.get(str(one["jurisdiction"]), str(one["jurisdiction"])),
            words.count(one["rows"]),
            words.code(str(one["reason"])),
        )
        for one in each_row(log)
    ]
    return pd.DataFrame(lines, columns=list(ERASED))


def _tables(of_event: pd.DataFrame) -> str:
    """The tables with most rows, and how many others."""
    most = of_event.sort_values("rows", ascending=False, kind="stable")
    named = [
        f"{words.code(str(table))} {words.count(rows)}"
        for table, rows in zip(most["table_name"], most["rows"], strict=True)
    ]
    left = len(named) - NAMED
    if left <= 0:
        return ", ".join(named)
    return f"{', '.join(named[:NAMED])} and {left} {'other' if left == 1 else 'others'}"
