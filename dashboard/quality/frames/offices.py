"""How late offices are, in words."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row

COLUMNS = ("Office", "Behind", "Newest event", "Last sent", "State on", "Open for long", "Open")
NEVER = "No records yet"


def table(late: pd.DataFrame, months: int) -> pd.DataFrame:
    """The offices in words with COLUMNS; `late` has those of `metrics.lateness.lateness`."""
    rows = [
        (
            str(office["label"]),
            NEVER if pd.isna(office["days_behind"]) else _behind(int(office["days_behind"])),
            _day(office["newest_on"]),
            _day(office["stored_at"]),
            _day(office["extracted_on"]),
            _long(office),
            words.count(office["open_cases"]) if office["cases"] else "—",
        )
        for office in each_row(late)
    ]
    headings = [*COLUMNS[:5], f"Open over {months} months", COLUMNS[6]]
    return pd.DataFrame(rows, columns=headings)


def numbers(late: pd.DataFrame, months: int) -> pd.DataFrame:
    """The same as numbers; an office without records has none, and says so."""
    return pd.DataFrame(
        {
            "Office": late["label"],
            "Days behind": late["days_behind"].astype(float),
            "Newest event": [_day(when) for when in late["newest_on"]],
            "Last sent": [_day(when) for when in late["stored_at"]],
            "State on": [_day(when) for when in late["extracted_on"]],
            f"Open over {months} months": late["long_open"],
            "Open": late["open_cases"],
            "Cases": late["cases"],
            "Status": [NEVER if pd.isna(days) else "Shown" for days in late["days_behind"]],
        }
    )


def sentence(late: pd.DataFrame, place: str, months: int) -> str:
    """Which office is behind most, and how many cases stay open."""
    if late.empty:
        return f"{place} names no offices, so nobody can be said to be late."
    missing = int(late["days_behind"].isna().sum())
    without = f" {words.counted(missing, 'office')} sent no records yet." if missing else ""
    sent = late.dropna(subset="days_behind")
    if sent.empty:
        return f"{place} has {words.counted(len(late), 'office')}.{without}"
    first = sent.iloc[0]
    open_long = int(late["long_open"].sum())
    days, cases_are = words.counted(first["days_behind"], "day"), words.counted(open_long, "case")
    return (
        f"{place}: {first['label']} is furthest behind, its newest event is {days} before the"
        f" state of the records.{without} {cases_are} {'is' if open_long == 1 else 'are'} open for"
        f" more than {months} months."
    )


def _behind(days: int) -> str:
    return "Up to date" if days <= 0 else words.duration(days)


def _long(office: Mapping[str, Any]) -> str:
    if not office["cases"]:
        return "—"
    return f"{words.count(office['long_open'])} of {words.count(office['cases'])} cases"


def _day(when: object) -> str:
    return "—" if pd.isna(when) else words.day(pd.Timestamp(str(when)).date())
