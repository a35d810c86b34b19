"""The frames behind the charts as tables in words, for the page and for the file."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.words import NOT_RELEASED, WITHHELD

Row = Mapping[str, Any]


def rows_table(drawn: pd.DataFrame, first: str, heading: str) -> pd.DataFrame:
    """Result rows in words, one per line, led by the column `first` under `heading`.

    Columns: heading and those of `COLUMNS` that are not empty in every row; what is divided is
    called by what it is (`PARTS`).
    """
    rows = drawn.to_dict("records")
    lines = [_table_line(row, str(row[first])) for row in rows]
    kinds_ = {row["kind"] for row in rows}
    parts = PARTS.get(kinds_.pop(), {}) if len(kinds_) == 1 else {}
    names = (heading, *(parts.get(column, column) for column in COLUMNS))
    written = {
        name: [line[place] for line in lines]
        for place, name in enumerate(names)
        if place == 0 or any(line[place] for line in lines)
    }
    return pd.DataFrame(written, dtype=str)


COLUMNS = (
    "Value",
    "95% interval",
    "Yes",
    "Of",
    "Unknown",
    "If unknown were no–yes",
    "Known for",
    "In one case",
    "Status",
)


# What stands above and below, where it is no yes of yes and no.
PARTS: Mapping[str, Mapping[str, str]] = {
    "Amount": {"Of": "With an amount"},
    "AmountRatio": {"Yes": "Sum", "Of": "Divided by"},
    "Duration": {"Yes": "Came to the end"},
    "Rate": {"Yes": "Counted", "Of": "For"},
    "FlowRatio": {"Yes": "Numerator", "Of": "Denominator"},
}


# Kinds whose value is what stands above: groups add up to it, and it grows with a place.
ADDED_UP = ("Count", "Amount")
PARTS_OF_VALUE = ("numerator", "denominator", "unknown")


# Why a release does not tell counts; and counts that there are of no such measure.
UNTOLD = (WITHHELD, NOT_RELEASED)
NEVER_TOLD = {("numerator", "Duration"), ("numerator", "Median"), ("denominator", "Count")}


def _table_line(row: Row, label: str) -> tuple[str, ...]:
    raw = dict(row)
    if row["kind"] == "Duration":
        # As drawn they are in the unit that they are told in; `words` writes days.
        raw |= {
            end: row[end] * words.per_drawn(row)
            for end in ("value", "low", "high")
            if words.known(row[end])
        }
    counted = row["kind"] != "AmountRatio"
    # What is not recorded is not nothing, and not known of nobody.
    is_recorded = row["status"] != words.NOT_COLLECTED
    parts = row if is_recorded else {**row, **dict.fromkeys(PARTS_OF_VALUE)}
    return (
        label,
        words.value(raw),
        words.interval(raw) if words.shown(raw) else str(row.get("between", "")),
        _part_text(parts, "numerator", is_sum=not counted) if row["kind"] not in ADDED_UP else "",
        _part_text(
            parts, "denominator", is_sum=words.kind_of(row) == "AmountRatio" and not counted
        ),
        _part_text(parts, "unknown", is_sum=False),
        words.bounds(raw) if row["kind"] == "Share" else "",
        words.share(row["coverage"]) if words.known(row["coverage"]) else "",
        words.share(row["largest_share"]) if words.known(row.get("largest_share")) else "",
        words.earlier(raw) if words.shown(raw) else words.why_none(raw).words,
    )


def _part_text(row: Row, part: str, *, is_sum: bool) -> str:
    if is_sum and words.known(row[part]):
        return words.amount(row[part], row.get("currency") or "")
    return words.tally(row, part) or _why_not_released(row, part, is_sum=is_sum)


def _why_not_released(row: Row, part: str, *, is_sum: bool) -> str:
    """Why a release does not tell a count, as its files have it; empty where there is none."""
    if not words.is_released(row) or (part, row["kind"]) in NEVER_TOLD:
        return ""
    is_reason = row["status"] in UNTOLD or (is_sum and row["status"] == words.TOO_FEW)
    return words.why_none(row).glyph if is_reason else ""


def combinations_table(combined: pd.DataFrame) -> pd.DataFrame:
    """Combinations of link groups. Columns: Charged together, Groups of links, Cases."""
    links = [len(ids.split("+")) for ids in combined["groups"]]
    return pd.DataFrame(
        {
            "Charged together": combined["says"],
            "Groups of links": [words.count(number) for number in links],
            "Cases": combined["label"],
        }
    )
