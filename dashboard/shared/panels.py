"""Several numbers by year, each in a small panel, all on one scale and with one table."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import NamedTuple

import pandas as pd
import streamlit as st

from dashboard import charts, data, outside
from dashboard.report.taken import Taken
from dashboard.shared import note
from dashboard.shared.draw import as_table, nothing, plain
from dashboard.shared.frames import said as frames
from dashboard.shared.frames import stretches, tables, years
from metrics import Measure

IN_A_ROW = 3


class Panel(NamedTuple):
    """A number by year, and what breaks its years."""

    rows: pd.DataFrame
    breaks: stretches.Breaks


def drawn(rows: pd.DataFrame, measure: Measure, place: str, last: int | None = None) -> Panel:
    """One number by year over all years on record, or up to the `last`. One row per year.

    Its years wait and break as those of `measure` in the jurisdiction `place`.
    """
    due = years.due_until(data.as_of().of(place), measure.window(data.chosen()))
    span = range(data.years()[0], (data.years()[-1] if last is None else last) + 1)
    broken = stretches.breaks(data.events(), (measure,), place)
    yearly = years.yearly(rows, span, due_until=due)
    return Panel(stretches.staged(yearly, broken), stretches.within(broken, span[0], span[-1]))


BAND = "Band: the 95 % interval. An upright line is a break."
BARS = "A pale bar: where it lies, of which no more can be told."


def barred(drawn: Iterable[pd.DataFrame]) -> str:
    """What a bar in the place of a value is; empty where none is drawn."""
    bars = (rows["value"].isna() & rows["bound_low"].notna() for rows in drawn)
    return BARS if any(of.any() for of in bars) else ""


def read(drawn: pd.DataFrame) -> str:
    """How panels of these rows are read where no caption stands beside them, in a picture."""
    return f"{BAND} {barred([frames.with_ends(drawn)])}".strip()


def broken(panels: Iterable[Panel]) -> str:
    """What breaks the years of any of the panels, in words; empty where nothing does."""
    breaks = sorted({break_ for panel in panels for break_ in panel.breaks})
    if not breaks:
        return ""
    return (
        f"An upright line is a break, {stretches.listed(tuple(breaks))}: numbers on its two sides"
        " may not be compared."
    )


def draw(  # noqa: PLR0913 - what a drawing is called, for eyes, ears and files
    panels: Mapping[str, Panel],
    *,
    spoken: str,
    heading: str,
    otherwise: str,
    name: str,
    taken: Callable[[pd.DataFrame], Taken],
    axis: charts.ValueAxis = charts.SHARE,
    table: pd.DataFrame | None = None,
) -> None:
    """Draw a panel per entry, by its title; `otherwise` is said where no year has one.

    The panels are those of `drawn`. `spoken` says for those who do not see it what is drawn by
    year, `heading` is that of the table's first column; `name` is unique on the page. `taken` says
    what of the rows of all panels, each with its title as `panel`, goes into files. `table` is what
    stands below where the panels are not all that is told.
    """
    ends = {title: frames.with_ends(rows) for title, (rows, _) in panels.items()}
    if all(rows[["value", "bound_low"]].isna().all(axis=None) for rows in ends.values()):
        nothing(otherwise)
        return
    places = [
        place
        for _ in range(0, len(panels), IN_A_ROW)
        for place in st.columns(IN_A_ROW, gap="medium")
    ]
    # On one scale: each panel's own would make the same height of unlike numbers.
    axis = axis.common(list(ends.values()))
    drawn = {title: partial(charts.reach, rows, axis=axis) for title, rows in ends.items()}
    said = {
        title: f"{title}: {spoken}, {years.spoken(rows)}" for title, (rows, _) in panels.items()
    }
    for number, (place, title) in enumerate(zip(places, panels, strict=False)):
        with place:
            st.subheader(outside.plain(title), anchor=False)
            plain(drawn[title], alt=said[title], name=f"{name}.{number}")
    if text := " ".join(filter(None, (broken(panels.values()), barred(ends.values())))):
        note.draw(text, key=f"{name}.breaks")
    lines = pd.concat(
        [
            rows.assign(label=f"{title}, " + rows["period"], panel=title)
            for title, (rows, _) in panels.items()
        ]
    )
    of_card = taken(lines).drawn(drawn, " ".join(said.values()))
    if table is None:
        table = tables.of_rows(lines, "label", heading)
    as_table(table, of_card, name=name)
