"""The peer of the load: the pages in plain Streamlit, as a competent person writes them.

`streamlit run bench/plain/page.py -- FILE`. Each page has eight figures, a table of them by year
and eight Altair charts: the shares of eight measures by year, by form, or beside other places. What
a place needs is read from the database once (`st.cache_data`, by the file's state): only the
columns that are shown, so that a rerun copies little. Each rerun then counts by pandas for what is
chosen. Which columns make a share is taken from our definitions. There is no interval, no bound, no
judgement of what is too young, no sentence, no file to take away, and nothing is protected.
"""

import sys
from functools import partial
from itertools import cycle
from pathlib import Path

import altair as alt
import duckdb
import pandas as pd
import streamlit as st

from bench.plain.counting import form_of
from metrics import catalogue
from metrics.measure_kinds import Share
from metrics.units.unit_columns import breakdown_columns

FILE = Path(sys.argv[1])
# Of some units, as inspections, no form is known.
SHARES = {
    one.id: one
    for one in catalogue.CATALOGUE.values()
    if isinstance(one, Share) and {"form", "office"} <= set(breakdown_columns(one.unit))
}
# A page that knows nothing of ours, with the names that ours has.
NAMES = ("overview", "chain", "money", "victims", "measure", "compare", "caseload")
MORE = ("report", "quality", "methods")
CHARTS = 8
BY = ("year", "form", "jurisdiction")
YEARS, LAST = 5, 2026


@st.cache_data(max_entries=500, show_spinner=False)
def units(_state: int, measure: str, jurisdiction: str) -> pd.DataFrame:
    """What a share is of in a place (in all of them where it is blank), with `y` and `n`."""
    of = SHARES[measure]
    statement = f"""
        SELECT jurisdiction, year({of.dated_by.name}) AS year, {form_of(of)} AS form, office,
            {of.numerator.name} AS yes
        FROM {of.unit.name} WHERE {of.denominator.name} AND $place IN ('', jurisdiction)
    """
    with duckdb.connect(str(FILE), read_only=True) as connection:
        read = connection.execute(statement, {"place": jurisdiction}).df()
    return read.astype({"jurisdiction": "category", "form": "category", "yes": "boolean"})


def chosen(measure: str, by: str) -> pd.DataFrame:
    """The share by year, by form or by place, for what the address chooses."""
    asked = st.query_params
    jurisdiction = "" if by == "jurisdiction" else asked.get("j", "")
    frame = units(FILE.stat().st_mtime_ns, measure, jurisdiction)
    last = LAST if frame.empty else int(frame["year"].max())
    frame = frame[frame["year"].between(int(asked.get("from", last - YEARS)), last)]
    for part, column in (("form", "form"), ("office", "office")):
        if part in asked:
            frame = frame[frame[column] == asked[part]]
    known = frame.dropna(subset=["yes", by]).astype({"yes": float})
    return known.groupby(by, observed=True)["yes"].agg(["mean", "size"]).reset_index()


def drawn(shares: pd.DataFrame, by: str, title: str) -> alt.Chart:
    """A line by year, else bars."""
    chart = alt.Chart(shares, title=title, height=180)
    chart = chart.mark_line(point=True) if by == "year" else chart.mark_bar()
    return chart.encode(
        x=alt.X(f"{by}:N", title=None),
        y=alt.Y("mean:Q", title=None, axis=alt.Axis(format="%"), scale=alt.Scale(domain=[0, 1])),
        tooltip=[f"{by}:N", alt.Tooltip("mean:Q", format=".1%"), "size:Q"],
    )


def shown(number: int) -> None:
    """A page: eight shares, of which the chosen measure is the first."""
    ids = list(SHARES)
    asked = st.query_params.get("m", "")
    here = [ids[(number * CHARTS + at) % len(ids)] for at in range(CHARTS)]
    measures = [asked, *here[1:]] if asked in SHARES else here
    st.title(NAMES_OF[number].capitalize())
    figures, jurisdictions = st.columns(CHARTS), st.columns(2)
    by_year = {}
    for at, (measure, by) in enumerate(zip(measures, cycle(BY), strict=False)):
        years = chosen(measure, "year")
        by_year[SHARES[measure].title] = years.set_index("year")["mean"]
        mean = (years["mean"] * years["size"]).sum() / max(years["size"].sum(), 1)
        figures[at].metric(SHARES[measure].title, f"{mean:.0%}", border=True)
        shares = years if by == "year" else chosen(measure, by)
        jurisdictions[at % 2].altair_chart(drawn(shares, by, SHARES[measure].title))
    st.dataframe(pd.DataFrame(by_year))


NAMES_OF = (*NAMES, *MORE)
st.set_page_config(layout="wide")
pages = [
    st.Page(partial(shown, number), title=name, url_path=name, default=number == 0)
    for number, name in enumerate(NAMES_OF)
]
st.navigation(pages, position="top").run()
