"""The chain in detail: which link groups were charged together, and how far by year."""

from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, filters, words
from dashboard.components import note
from dashboard.components.draw import as_table, nothing, plain
from dashboard.frames import chain, tables, years
from metrics import catalogue

NETWORK_MEASURES = ("N01", "N01s", "N01n", "N02", "N02l", "N02d", "N03", "N03p", "N04")
# The reach of a group is counted over the cases that N01 counts.
MATURITY = "N01"
PANELS_IN_A_ROW = 3


def together(combinations: pd.DataFrame, reach: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw which groups were charged together. Frames as `metrics.chain` returns them."""
    here = combinations[combinations["jurisdiction"] == choice.jurisdiction]
    combined = chain.combined(here)
    if combined.empty:
        nothing(f"No links are recorded for {filters.place(choice)} in {choice.period}.")
        return
    groups = chain.groups(reach[reach["jurisdiction"] == choice.jurisdiction])
    several, all_cases = chain.several(combined)
    spoken = (
        f"Cases by the link groups charged together in {filters.place(choice)}, {choice.period}: "
        f"{words.count(several)} of {words.count(all_cases)} cases reach more than one group."
    )
    name = "links_charged_together"
    plain(partial(charts.upset, chain.most(combined), groups), alt=spoken, name=name)
    if left_out := _left_out(here, combined):
        note.draw(" ".join(left_out), key="chain.left_out")
    as_table(tables.of_combinations(combined), name=name)


def _left_out(combinations: pd.DataFrame, combined: pd.DataFrame) -> list[str]:
    """What the chart does not show, in words."""
    lines = []
    kinds, cases = chain.rest(combined)
    if kinds:
        lines.append(
            f"{words.count(kinds)} rarer combinations, together {words.count(cases)} cases, are in "
            "the table."
        )
    if unlinked := chain.without_link(combinations):
        lines.append(f"In {words.count(unlinked)} more charged cases no link is known.")
    return lines


def by_year(reach: pd.DataFrame, choice: filters.Choice) -> None:
    """Draw each group's share by year, all on one scale. `reach` is split by year."""
    window = catalogue.CATALOGUE[MATURITY].window(data.chosen())
    due = years.due_until(data.as_of(), window)
    here = reach[reach["jurisdiction"] == choice.jurisdiction].assign(kind="Share")
    span = range(data.years()[0], data.years()[-1] + 1)
    drawn = {
        group: years.yearly(here[here["group"] == group], span, due_until=due)
        for group in chain.GROUPS
    }
    if all(rows["value"].isna().all() for rows in drawn.values()):
        nothing(f"No year has enough charged cases with known links in {filters.place(choice)}.")
        return
    places = [
        place
        for _ in range(0, len(drawn), PANELS_IN_A_ROW)
        for place in st.columns(PANELS_IN_A_ROW, gap="medium")
    ]
    for place, (group, rows) in zip(places, drawn.items(), strict=False):
        name = words.code(group)
        with place:
            st.subheader(name, anchor=False)
            spoken = f"{name}: share of charged cases by year, {years.spoken(rows)}"
            chart = partial(charts.reach, rows, axis=charts.SHARE)
            plain(chart, alt=spoken, name=f"reach.{group}")
    table = pd.concat(
        [
            rows.assign(label=f"{words.code(group)}, " + rows["period"])
            for group, rows in drawn.items()
        ]
    )
    as_table(tables.of_rows(table, "label", "Group and year"), name="reach_by_year")
