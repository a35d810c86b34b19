"""One measure by one of its declared breakdowns, whichever is asked for."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import filters, words
from dashboard.query_params import MeasureView
from dashboard.shared import address, note, panel
from dashboard.shared.frames import groups, places, tables
from dashboard.shared.of_measure import charts
from metrics import Measure

FORM = filters.FIELDS[filters.Part.FORM]
COUNTED = "The last row is what is not recorded."
WHOLE = f"The dashed line is the value of all together. {COUNTED}"
EVERY_FORM = "Every form is drawn, also those not chosen above."


def can_be_split(measure: Measure, choice: filters.Choice) -> bool:
    """Whether the measure has a breakdown to choose."""
    return bool(groups.of_choice(measure, choice))


def chosen(measure: Measure, choice: filters.Choice) -> str:
    """Draw the choice of a breakdown; the address says which it is."""
    offered = groups.of_choice(measure, choice)
    looked, notice = address.read(MeasureView(), {"by": offered})
    if notice:
        text = f"{notice}: {words.code(offered[0]).lower()} is shown instead."
        panel.show("notice.html", {"text": text}, key="measure.by.notice")
    column = looked.by or offered[0]
    bound = address.bind("by", "measure.by", column)
    st.selectbox("Broken down by", offered, format_func=words.code, width=260, **bound)
    return column


def by_group(
    rows: pd.DataFrame,
    whole: pd.DataFrame,
    measure: Measure,
    column: str,
    choice: filters.Choice,
) -> None:
    """Draw the groups of `column` in the chosen place, what is not recorded as the last row."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    adds_up = measure.kind in tables.ADDED_UP
    drawn = places.by_group(here, column, groups.names(measure, column))
    total = places.value_of_whole(whole, choice.jurisdiction)
    to_read, around = COUNTED if adds_up or total is None else WHOLE, choice
    if column == FORM and choice.form:
        to_read, around = f"{to_read} {EVERY_FORM}", replace(choice, form=filters.EVERY_FORM)
    to_read = f"{to_read} {charts.bars(drawn)}".strip()
    note.draw(to_read, key="groups")
    charts.breakdown(drawn, total, measure, column, around, (to_read,))
