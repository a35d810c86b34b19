"""The frames behind the charts as tables in words, for the page and for the file."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import said

Row = Mapping[str, Any]


def of_rows(drawn: pd.DataFrame, first: str, heading: str) -> pd.DataFrame:
    """Result rows in words, one per line, led by the column `first` under `heading`.

    Columns: heading and those of `COLUMNS` that are not empty in every row.
    """
    lines = [_line(row, str(row[first])) for row in drawn.to_dict("records")]
    table = pd.DataFrame(lines, columns=[heading, *COLUMNS])
    filled = [column for column in COLUMNS if (table[column] != "").any()]
    return table[[heading, *filled]]


COLUMNS = (
    "Value",
    "95 % interval",
    "Yes",
    "Of",
    "Unknown",
    "If unknown were no–yes",
    "Known for",
    "In one case",
    "Status",
)


def _line(row: Row, label: str) -> tuple[str, ...]:
    raw = dict(row)
    if row["kind"] == "Duration":
        raw |= {end: _days(row[end]) for end in ("value", "low", "high")}
    counted = row["kind"] != "AmountRatio"
    return (
        label,
        words.value(raw),
        words.interval(raw) if words.shown(raw) else "",
        _part(row["numerator"], counted) if row["kind"] != "Count" else "",
        _part(row["denominator"], counted),
        _part(row["unknown"], True),
        words.bounds(raw) if row["kind"] == "Share" else "",
        words.share(row["coverage"]) if words.known(row["coverage"]) else "",
        words.share(row["largest_share"]) if words.known(row.get("largest_share")) else "",
        ""
        if words.shown(raw)
        else words.absence(row["status"]).words
        if row["status"] != words.SHOWN
        else said.UNDEFINED.get(row["kind"], said.NOTHING_BELOW),
    )


def _days(months: object) -> float | None:
    """Drawn durations are in months; `words` writes days."""
    return float(months) * words.DAYS_IN_MONTH if words.known(months) else None  # type: ignore[arg-type]


def _part(number: object, counted: bool) -> str:
    if not words.known(number):
        return ""
    return words.count(number) if counted else words.amount(number)  # type: ignore[arg-type]


def of_combinations(combined: pd.DataFrame) -> pd.DataFrame:
    """Combinations of link groups. Columns: Charged together, Groups of links, Cases."""
    links = [len(ids.split("+")) for ids in combined["groups"]]
    return pd.DataFrame(
        {
            "Charged together": combined["says"],
            "Groups of links": [words.count(number) for number in links],
            "Cases": combined["label"],
        }
    )


def of_steps(steps: pd.DataFrame) -> pd.DataFrame:
    """The money by step in words. Columns: Step, Amount, Amount known in."""
    named = {"label": "Step", "amount_label": "Amount", "known_label": "Amount known in"}
    return steps[list(named)].rename(columns=named)
