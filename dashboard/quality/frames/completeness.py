"""For what part of the units each measure's answer is known, by year."""

from collections.abc import Mapping

import pandas as pd

from dashboard import words
from dashboard.shared.frames.years import NOT_A_YEAR


def by_measure(rows: pd.DataFrame, years: range, titles: Mapping[str, str]) -> pd.DataFrame:
    """Per measure and year with units: label, period, coverage (0-1), coverage_label, says.

    `rows` holds one place's rows split by year; measures without coverage, such as counts, are left
    out. The order is that of `titles`.
    """
    periods = [str(year) for year in years]
    kept = rows[
        ~rows["period"].isin(NOT_A_YEAR) & rows["period"].isin(periods) & rows["coverage"].notna()
    ]
    order = {id_: place for place, id_ in enumerate(titles)}
    kept = kept.sort_values("measure", key=lambda ids: ids.map(order), kind="stable")
    labels = [f"{id_} {titles[id_]}" for id_ in kept["measure"]]
    shares = [words.share(share) for share in kept["coverage"]]
    return pd.DataFrame(
        {
            "label": labels,
            "period": list(kept["period"]),
            "coverage": [float(share) for share in kept["coverage"]],
            "coverage_label": [words.percent(share) for share in kept["coverage"]],
            "says": [f"known for {share}" for share in shares],
        }
    )


def numbers(cells: pd.DataFrame, heading: str) -> pd.DataFrame:
    """The cells as numbers, parts of 1. Columns: the heading, Period, Known for, In words."""
    named = {
        "label": heading,
        "period": "Period",
        "coverage": "Known for",
        "says": "In words",
    }
    return cells[list(named)].rename(columns=named).astype({"Known for": float})


def table(drawn: pd.DataFrame) -> pd.DataFrame:
    """The same with a column per year, in percent; blank where nothing was counted."""
    wide = drawn.pivot(index="label", columns="period", values="coverage_label").fillna("")
    order = list(drawn["label"].drop_duplicates())
    return wide.reindex(order).rename_axis(columns=None).rename_axis("Measure").reset_index()
