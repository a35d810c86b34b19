"""One measure by one of its declared breakdowns, whichever is asked for."""

from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import filters, words
from dashboard.shared import note, panel
from dashboard.shared.frames import groups, places, tables
from dashboard.shared.of_measure import charts
from metrics import Measure

BY, KEY = "by", "measure.by"
FORM = filters.FIELDS[filters.Part.FORM]
COUNTED = "The last row is what is not recorded."
WHOLE = f"The dashed line is the value of all together. {COUNTED}"
NOT_OFFERED = "This measure is not broken down by [{}]: {} is shown instead."
EVERY_FORM = "Every form is drawn, also those not chosen above."


def can_be_split(measure: Measure, choice: filters.Choice) -> bool:
    """Whether the measure has a breakdown to choose."""
    return bool(groups.of_choice(measure, choice))


def chosen(measure: Measure, choice: filters.Choice) -> str:
    """Draw the choice of a breakdown; the address says which it is."""
    offered = groups.of_choice(measure, choice)
    column = st.query_params.get(BY, "")
    if column and column not in offered:
        text = NOT_OFFERED.format(column, words.code(offered[0]).lower())
        panel.show("notice.html", {"text": text}, key="measure.by.notice")
    # The address is the truth: it is set before the widget is drawn, so both always agree.
    st.session_state[KEY] = column if column in offered else offered[0]
    st.selectbox(
        "Broken down by",
        offered,
        format_func=words.code,
        key=KEY,
        on_change=_turned,
        width=260,
    )
    return str(st.session_state[KEY])


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


def _turned() -> None:
    st.query_params[BY] = st.session_state[KEY]
