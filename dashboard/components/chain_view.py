"""The chain in detail: which link groups were charged together, and how far by year."""

from functools import partial

import pandas as pd

from dashboard import charts, filters, words
from dashboard.components import note, panels
from dashboard.components.draw import as_table, nothing, plain
from dashboard.frames import chain, tables
from metrics import catalogue

NETWORK_MEASURES = ("N01", "N01s", "N01n", "N02", "N02l", "N02d", "N03", "N03p", "N04")
# The reach of a group is counted over the cases that N01 counts.
MATURITY = "N01"


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
    counted = catalogue.CATALOGUE[MATURITY]
    here = reach[reach["jurisdiction"] == choice.jurisdiction].assign(kind="Share")
    panels.draw(
        {
            words.code(group): panels.drawn(
                here[here["group"] == group], counted, choice.jurisdiction
            )
            for group in chain.GROUPS
        },
        spoken="share of charged cases by year",
        heading="Group and year",
        otherwise=(
            f"No year has enough charged cases with known links in {filters.place(choice)}."
        ),
        name="reach_by_year",
    )
