"""How long a case took, by form and year of the judgment: the median and the middle half."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames.chart_rows import glyph

MEASURE = "P05j"
QUARTILES = ("quartile_1", "quartile_3")
BOUNDS = ("bound_low", "bound_high")
COLUMNS = ("Form of exploitation", "Year", "Median", "Middle half", "Persons judged", "Status")


def told(rows: pd.DataFrame, most: int) -> list[str]:
    """The forms with most years to show, those in `rows` of one place; of as many, most persons.

    What is unknown, mixed or other is no form of its own.
    """
    named = rows[~rows["form"].isin(("unknown", "mixed", "other"))]
    years = named[named["status"] == words.SHOWN].groupby("form")["denominator"]
    order = years.agg(["count", "sum"]).sort_values(["count", "sum"], ascending=False)
    return list(order.index[:most])


def with_halves(by_year: pd.DataFrame) -> pd.DataFrame:
    """The years with median and middle half in days, as `charts.reach` draws a value in limits.

    `by_year` has the columns of `metrics.results.rows`. Where a value may not be shown no half is
    either.
    """
    is_shown = by_year["status"] == words.SHOWN
    value, low, high = (by_year[of].astype(float).where(is_shown) for of in ("value", *QUARTILES))
    moved = by_year.assign(
        value=value,
        low=low,
        high=high,
        **dict.fromkeys(BOUNDS, float("nan")),
    )
    told = each_row(moved)
    return moved.assign(
        number=[words.count(row["value"]) if words.known(row["value"]) else "" for row in told],
        glyph=[glyph(row) for row in told],
        says=[_describe(row) for row in told],
    )


def _describe(row: Mapping[str, Any]) -> str:
    if not words.known(row["value"]):
        return words.why_none(row).words
    return f"{words.count(row['value'])}{words.NO_BREAK}days, half of them {half(row)}"


def half(row: Mapping[str, Any]) -> str:
    """Between which days the middle half lies."""
    if not words.known(row["low"]):
        return ""
    return words.DASH.join(words.count(row[end]) for end in ("low", "high"))


def table(told: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Every form's years in words, of which there is a row. Columns COLUMNS.

    `told` are those of `every_form`; `names` are those of the forms.
    """
    return pd.DataFrame(
        [
            (
                names[str(row["form"])],
                row["period"],
                f"{row['number']}{words.NO_BREAK}days" if row["number"] else "",
                half(row),
                words.count(row["denominator"]) if words.known(row["denominator"]) else "",
                "" if row["number"] else words.why_none(row).words,
            )
            for row in each_row(told)
        ],
        columns=list(COLUMNS),
    )


def numbers(told: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """The same as numbers, in days, with the status by name."""
    named = {
        "name": "Form of exploitation",
        "period": "Year",
        "value": "Median in days",
        "low": "First quartile",
        "high": "Third quartile",
        "denominator": "Persons judged",
        "status": "Status",
        "says": "In words",
    }
    return told.assign(name=told["form"].map(names))[list(named)].rename(columns=named)


def every_form(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """`rows` of one place by form and year, `with_halves`, in the order of the forms' `names`."""
    order = {form: place for place, form in enumerate(names)}
    placed = rows[rows["form"].isin(order)].assign(place=rows["form"].map(order))
    return with_halves(placed.sort_values(["place", "period"]))
