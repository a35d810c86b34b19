"""How long a case took, by form and year of the judgment: the median and the middle half."""

from collections.abc import Mapping

import pandas as pd

from dashboard import words
from dashboard.shared.frames.said import glyph

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


def in_months(by_year: pd.DataFrame) -> pd.DataFrame:
    """The years with median and middle half in months, as `charts.reach` draws a value in limits.

    `by_year` is of one form, as `panels.drawn` returns it. Where a value may not be shown no half
    is either.
    """
    quartiles = [
        (by_year[end].astype(float) / words.DAYS_IN_MONTH).where(by_year["status"] == words.SHOWN)
        for end in QUARTILES
    ]
    moved = by_year.assign(
        value=by_year["value"].astype(float) / words.DAYS_IN_MONTH,
        low=quartiles[0],
        high=quartiles[1],
        **dict.fromkeys(BOUNDS, float("nan")),
    )
    told = moved.to_dict("records")
    return moved.assign(
        number=[f"{row['value']:.1f}" if words.known(row["value"]) else "" for row in told],
        glyph=[glyph(row) for row in told],
        says=[_said(row) for row in told],
    )


def _said(row: Mapping[str, object]) -> str:
    if not words.known(row["value"]):
        return words.why_none(row).words
    return f"{row['value']:.1f}{words.NO_BREAK}months, half of them {half(row)}"


def half(row: Mapping[str, object]) -> str:
    """Between which months the middle half lies."""
    return f"{row['low']:.1f}{words.DASH}{row['high']:.1f}" if words.known(row["low"]) else ""


def table(forms: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """Every form's years in words. Columns COLUMNS; `forms` as `in_months` returns them."""
    return pd.DataFrame(
        [
            (
                name,
                row["period"],
                f"{row['number']}{words.NO_BREAK}months" if row["number"] else "",
                half(row),
                words.count(row["denominator"]) if words.known(row["denominator"]) else "",
                "" if row["number"] else words.why_none(row).words,
            )
            for name, years in forms.items()
            for row in years.to_dict("records")
        ],
        columns=list(COLUMNS),
    )
