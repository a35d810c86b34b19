"""Rows by year: one for each year of a period, also where nothing was counted."""

import calendar
from datetime import date

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames.chart_rows import obey_status
from dashboard.shared.frames.tables import ADDED_UP
from metrics import Measure, options

UNDATED = "undated"
NOT_A_YEAR = ("all", UNDATED)
UNTOLD = ("not_yet_due", words.NOT_COLLECTED)


def yearly(
    rows: pd.DataFrame,
    years: range,
    *,
    due_until: date,
    covered: range,
    is_collected: bool = True,
    as_of: date = date.max,
) -> pd.DataFrame:
    """One row per year of `years`, from the rows of one measure in one place.

    `running` says how far the year of `as_of` goes where it is not over, and so does `says`.
    A year without a row has no units, or, if it ends after `due_until`, none that is due; where
    nothing is collected there is no such row at all. Of a year that is not `covered` it is not
    known whether there was any.
    """
    dated = rows[~rows["period"].isin(NOT_A_YEAR)]
    kind = str(rows["kind"].iloc[0]) if len(rows) else "Share"
    filled = dated.set_index("period").reindex([str(year) for year in years])
    filled["kind"] = filled["kind"].fillna(kind)
    missing = filled["status"].isna()
    later = [date(int(year), 12, 31) > due_until for year in filled.index]
    none = words.EMPTY if is_collected else words.NOT_COLLECTED
    filled.loc[missing, "status"] = [
        "not_yet_due" if late and is_collected else none
        for late, lacks in zip(later, missing, strict=True)
        if lacks
    ]
    filled["covered"] = [int(year) in covered for year in filled.index]
    drawn = obey_status(filled.rename_axis("period").reset_index())
    # Of a year of which nothing can be said yet it says nothing how far the year goes.
    running = [
        until(int(row["period"]), as_of)
        if words.known(row["value"]) or (row["covered"] and row["status"] not in UNTOLD)
        else ""
        for row in each_row(drawn)
    ]
    says = [", ".join(filter(None, of)) for of in zip(drawn["says"], running, strict=True)]
    return drawn.assign(running=running, says=says)


def until(year: int, as_of: date) -> str:
    """How far the records of a year go where it is not over: `to 30 June`; else empty."""
    is_running = year == as_of.year and as_of < date(year, 12, 31)
    return f"to {as_of.day} {as_of:%B}" if is_running else ""


def labels(drawn: pd.DataFrame) -> list[str]:
    """The years of `yearly` as a table names them: `2026, to 30 June` of one that is not over."""
    pairs = zip(drawn["period"], drawn["running"], strict=True)
    return [", ".join(filter(None, pair)) for pair in pairs]


def undated(rows: pd.DataFrame) -> str:
    """How many units are in no year, since their date is not recorded; empty where there are none.

    `rows` are those by year of one measure in one place.
    """
    for row in each_row(rows[rows["period"] == UNDATED]):
        parts = ("numerator",) if row["kind"] in ADDED_UP else ("denominator", "unknown")
        known = [row[part] for part in parts if words.known(row[part])]
        # Of a sum it is money, and no number of units.
        if not known or row["kind"] in (*words.SUMS, "Amount"):
            return "Some without a date are in no year."
        if number := sum(known):
            is_one = number == 1
            return f"{words.count(number)} without a date {'is' if is_one else 'are'} in no year."
    return ""


def due_until(as_of: date, matures_after: int) -> date:
    """The latest date whose window of `matures_after` months is over at `as_of`."""
    months = as_of.year * 12 + as_of.month - 1 - matures_after
    year, month = divmod(months, 12)
    return date(year, month + 1, min(as_of.day, calendar.monthrange(year, month + 1)[1]))


def due(measure: Measure, as_of: date, chosen: options.Chosen) -> date:
    """The same of a measure; of one that gives its units no time every year is due."""
    return due_until(as_of, measure.window(chosen)) if measure.waits else date.max


def last_due(as_of: date, matures_after: int) -> int:
    """The last full year of which every unit's window of so many months is over at `as_of`."""
    due = due_until(as_of, matures_after)
    return due.year if due == date(due.year, 12, 31) else due.year - 1


def spoken(yearly: pd.DataFrame) -> str:
    """The first and the last value of each `stretch` of years in words; that no year has one.

    A year that is not over ends none of them: it is told apart, with how far it goes.
    """
    by_stretch: dict[str, list[str]] = {}
    so_far = ""
    for row in each_row(yearly, ("value", "stretch", "says", "period", "running")):
        if not words.known(row["value"]):
            continue
        if row["running"]:
            so_far = f"So far in {row['period']}: {row['says']}."
        else:
            said = f"{row['says']} in {row['period']}"
            by_stretch.setdefault(row["stretch"], []).append(said)
    if not by_stretch:
        return so_far or "no year has a value to show."
    ends = (said if len(said) == 1 else [said[0], said[-1]] for said in by_stretch.values())
    return " ".join(filter(None, ("; break; ".join(map(", ".join, ends)) + ".", so_far)))
