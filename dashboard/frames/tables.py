"""Write result rows as tables of texts, for pages and files."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.words import NOT_RELEASED, WITHHELD
from metrics import results
from schemas.language import marked, t

Row = Mapping[str, Any]

# Headings. Code asks a table for them; `with_headings` says them last, in the reader's language.
VALUE, INTERVAL = marked("Value"), marked("95% interval")
BOUNDS, STATUS = marked("If missing were no or yes"), marked("Status")
YES, OF, MISSING = marked("Yes"), marked("Of"), marked("Missing")
MEASURE, YEAR, COUNTED = marked("Measure"), marked("Year"), marked("Counted")
OTHERS_MEDIAN, OTHERS_MIDDLE = marked("Median of others"), marked("Quartiles 50% of others")
OTHERS_NUMBER, CHANGE, RESULT = marked("Number of others"), marked("Change"), marked("Result")
DATA_AVAILABLE, LARGEST = marked("Data available"), marked("Largest case")
VALUE_AND_INTERVAL = marked("Value and 95% interval")
OTHERS = marked("Others: median, middle 50%, number")
COLUMNS = (VALUE, INTERVAL, YES, OF, MISSING, BOUNDS, DATA_AVAILABLE, LARGEST, STATUS)
# What stands above and below, where it is no yes of yes and no.
PARTS: Mapping[str, Mapping[str, str]] = {
    "Amount": {OF: marked("With an amount")},
    "AmountRatio": {YES: marked("Sum"), OF: marked("Divided by")},
    "Duration": {YES: marked("Reached the end")},
    "Rate": {YES: COUNTED, OF: marked("For")},
    "FlowRatio": {YES: marked("Numerator"), OF: marked("Denominator")},
}
HEADINGS = {
    *(*COLUMNS, MEASURE, YEAR, COUNTED, CHANGE),
    *(OTHERS, OTHERS_MEDIAN, OTHERS_MIDDLE, OTHERS_NUMBER, RESULT, VALUE_AND_INTERVAL),
    *(name for parts in PARTS.values() for name in parts.values()),
}
# The value or why there is none, in one cell: of what has no room for a column of reasons.
VALUE_OR_REASON = "value_or_reason"


def rows_table(drawn: pd.DataFrame, heading: str) -> pd.DataFrame:
    """Return result rows as a table of texts. Its first column is `label`, called `heading`.

    The other columns are those of COLUMNS that are not empty in all rows. If all
    rows are of one kind of measure, some have the names of PARTS.
    """
    table = rows_table_with_keys(drawn, heading).drop(columns=VALUE_OR_REASON)
    return table.rename(columns={name: heading_text(name) for name in table.columns[1:]})


def rows_table_with_keys(drawn: pd.DataFrame, heading: str) -> pd.DataFrame:
    """Return `rows_table` for further code: with VALUE_OR_REASON and untranslated headings."""
    rows = results.row_dicts(drawn)
    lines = [_table_line(row, str(row["label"])) for row in rows]
    kinds_ = {row["kind"] for row in rows}
    parts = PARTS.get(kinds_.pop(), {}) if len(kinds_) == 1 else {}
    names = (heading, *(parts.get(column, column) for column in COLUMNS))
    written = {
        name: [line[position] for line in lines]
        for position, name in enumerate(names)
        if position == 0 or any(line[position] for line in lines)
    }
    written[VALUE_OR_REASON] = [
        _value_or_reason(row, value, status)
        for row, (_, value, *_, status) in zip(rows, lines, strict=True)
    ]
    return pd.DataFrame(written, dtype=str)


def heading_text(name: str) -> str:
    """Return a heading in the reader's language; other names are returned unchanged."""
    return t(name) if name in HEADINGS else name


def _value_or_reason(row: Row, value: str, status: str) -> str:
    if words.is_value_shown(row):
        return t("{value}, {release}", value=value, release=status) if status else value
    return value if words.protected_value_text(row) else status or value


# Kinds whose value is the numerator: the groups add up to it, and it depends on the size of the
# place.
ADDED_UP = ("Count", "Amount")
PARTS_OF_VALUE = ("numerator", "denominator", "unknown")


# The statuses for which a release has no counts; and counts that a kind of measure never has.
UNTOLD = (WITHHELD, NOT_RELEASED)
NEVER_TOLD = {("numerator", "Duration"), ("numerator", "Median"), ("denominator", "Count")}


def _table_line(row: Row, label: str) -> tuple[str, ...]:
    """Return a result row as texts, in the order of the columns."""
    raw = dict(row)
    if row["kind"] == "Duration":
        # Convert back to days, which `words` expects.
        raw |= {
            end: row[end] * words.chart_divisor(row)
            for end in ("value", "low", "high")
            if words.is_known_number(row[end])
        }
    counted = row["kind"] != "AmountRatio"
    # Not collected is not 0, so the counts are blank.
    is_recorded = row["status"] != words.NOT_COLLECTED
    parts = row if is_recorded else {**row, **dict.fromkeys(PARTS_OF_VALUE)}
    return (
        label,
        words.value(raw),
        words.interval(raw) if words.is_value_shown(raw) else str(row.get("between", "")),
        _part_text(parts, "numerator", is_sum=not counted) if row["kind"] not in ADDED_UP else "",
        _part_text(
            parts, "denominator", is_sum=words.value_kind(row) == "AmountRatio" and not counted
        ),
        _part_text(parts, "unknown", is_sum=False),
        words.bounds(raw) if row["kind"] == "Share" else "",
        words.share(row["coverage"]) if words.is_known_number(row["coverage"]) else "",
        words.share(row["largest_share"])
        if words.is_known_number(row.get("largest_share"))
        else "",
        words.earlier_value_text(raw)
        if words.is_value_shown(raw)
        else words.no_number_reason(raw).words,
    )


def _part_text(row: Row, part: str, *, is_sum: bool) -> str:
    if is_sum and words.is_known_number(row[part]):
        return words.amount(row[part], row.get("currency") or "")
    return words.count_text(row, part) or _why_not_released(row, part, is_sum=is_sum)


def _why_not_released(row: Row, part: str, *, is_sum: bool) -> str:
    """Return the symbol for a count that a release leaves out, or an empty text."""
    if not words.is_released(row) or (part, row["kind"]) in NEVER_TOLD:
        return ""
    is_reason = row["status"] in UNTOLD or (is_sum and row["status"] == words.TOO_FEW)
    return words.no_number_reason(row).glyph if is_reason else ""
