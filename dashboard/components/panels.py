"""Several numbers by year, each in a small panel, all on one scale and with one table."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, filters, outside
from dashboard.components.draw import as_table, nothing, plain
from dashboard.frames import tables, years

IN_A_ROW = 3


def drawn(rows: pd.DataFrame, choice: filters.Choice, *, window: int) -> pd.DataFrame:
    """One number of the chosen place by year, over all years on record, a row per year."""
    due = years.due_until(filters.judged_on(choice), window)
    return years.yearly(rows, range(data.years()[0], data.years()[-1] + 1), due_until=due)


def draw(
    panels: Mapping[str, pd.DataFrame], *, spoken: str, heading: str, otherwise: str, name: str
) -> None:
    """Draw a panel per entry, by its title; `otherwise` is said where no year has a number.

    The frames are those of `drawn`. `spoken` says for those who do not see it what is drawn by
    year, `heading` is that of the table's first column; `name` is unique on the page.
    """
    if all(rows["value"].isna().all() for rows in panels.values()):
        nothing(otherwise)
        return
    places = [
        place
        for _ in range(0, len(panels), IN_A_ROW)
        for place in st.columns(IN_A_ROW, gap="medium")
    ]
    for number, (place, (title, rows)) in enumerate(zip(places, panels.items(), strict=False)):
        with place:
            st.subheader(outside.plain(title), anchor=False)
            alt = f"{title}: {spoken}, {years.spoken(rows)}"
            plain(partial(charts.reach, rows, axis=charts.SHARE), alt=alt, name=f"{name}.{number}")
    lines = [rows.assign(label=f"{title}, " + rows["period"]) for title, rows in panels.items()]
    as_table(tables.of_rows(pd.concat(lines), "label", heading), name=name)
