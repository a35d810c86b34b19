"""What is missing: how far columns are filled by year, and what is declared not to be collected."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import charts, data, filters, words
from dashboard.quality.frames import completeness, filled
from dashboard.quality.views import view
from dashboard.query_params import QualityView
from dashboard.report import taken
from dashboard.shared import address, lines, note, panel
from dashboard.shared.draw import draw, nothing
from metrics import catalogue
from schemas import tables

FIRST = "cases"
LEGEND = (
    "Percent of rows in which the column is known: neither blank nor unknown. A row stands in the "
    "year of its own date, else of its case's. — is declared not to be collected. "
    f"{view.FULL}"
)


@dataclass(frozen=True)
class Filled:
    """How far a table is filled: in cells, as a table in words, as numbers for files."""

    filled: filled.Filled
    table: pd.DataFrame
    numbers: pd.DataFrame


@dataclass(frozen=True)
class Answered:
    """The same of answers: the cells have the columns of `frames.completeness.by_measure`."""

    cells: pd.DataFrame
    table: pd.DataFrame
    numbers: pd.DataFrame


def filled_columns(choice: filters.Choice) -> None:
    """Draw a table's columns by year, after a sentence that says what is missing."""
    rows = _rows_by_table(choice)
    if not rows:
        nothing(f"No records are stored for {filters.place(choice)}.")
        return
    table = _chosen_table(rows)
    made = _filled(choice, table)
    shown = made.filled
    st.text(filled.sentence(shown, filters.place(choice)))
    draw(
        partial(charts.completeness, shown.cells, heading="Column"),
        alt=f"Share of rows in which each column of {table} is filled, {filters.place(choice)}",
        table=made.table,
        taken=taken.of_numbers(
            f"How far the columns of {words.code(table).lower()} are filled",
            choice,
            made.numbers,
            says=(LEGEND,),
        ),
        name="filled",
    )
    _state("Never filled: not sent, or blank in every row", shown.never)
    _state("Declared not to be collected", shown.declared)


def without_rows(choice: filters.Choice) -> None:
    """Name the tables that hold nothing of the place, and why."""
    with_rows = set(data.filled(choice.jurisdiction, office=choice.office or None)["table"])
    statements, sent = _declared(choice), data.sent(choice.jurisdiction)
    rows = [
        [words.code(table.name), words.code(filled.absent(table.name, sent, statements))]
        for table in tables.RECORD_TABLES
        if table.name not in with_rows
    ]
    if rows:
        st.subheader("Tables without rows", anchor=False)
        lines.table(("Table", "Why"), rows, name="without_rows")


def answered(choice: filters.Choice) -> None:
    """Draw for what part of the units each measure's answer is known, by year."""
    made = _answered(choice)
    if made.cells.empty:
        nothing(f"No measure has an answer for {filters.place(choice)}.")
        return
    draw(
        partial(charts.completeness, made.cells),
        alt=f"Share of units for which each measure's answer is known, {filters.place(choice)}",
        table=made.table,
        taken=taken.of_numbers(
            "Known answers by measure and year",
            choice,
            made.numbers,
            says=(view.ANSWERED,),
        ),
        name="answers_known",
    )


def _answered(choice: filters.Choice) -> Answered:
    rows = data.rows(tuple(catalogue.CATALOGUE), by=("year",), only=choice.only_here)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    span = range(data.years()[0], data.years()[-1] + 1)
    titles = {id_: measure.title for id_, measure in catalogue.CATALOGUE.items()}
    cells = completeness.by_measure(here, span, titles)
    table = cells if cells.empty else completeness.table(cells)
    return Answered(cells, table, completeness.numbers(cells, "Measure"))


def _filled(choice: filters.Choice, table: str) -> Filled:
    by_column = data.filled(choice.jurisdiction, office=choice.office or None)
    shown = filled.of_table(table, by_column, _declared(choice))
    return Filled(shown, filled.table(shown), completeness.numbers(shown.cells, "Column"))


def _rows_by_table(choice: filters.Choice) -> Mapping[str, int]:
    """How many rows there are of each table that has any, in the order of the tables."""
    by_column = data.filled(choice.jurisdiction, office=choice.office or None)
    sums = by_column.groupby(["table", "column"], sort=False)["rows"].sum()
    return {
        str(table): int(rows) for table, rows in sums.groupby("table", sort=False).first().items()
    }


def _chosen_table(rows: Mapping[str, int]) -> str:
    """Draw the choice of a table; the address says which it is."""
    offered = list(rows)
    looked, notice = address.read(QualityView(), {"table": offered}, ("table",))
    first = FIRST if FIRST in offered else offered[0]
    if notice:
        text = f"{notice}: {first} is shown instead."
        panel.show("notice.html", {"text": text}, key="quality.no_table")
    table = looked.table or first
    st.selectbox(
        "Table",
        offered,
        format_func=lambda name: f"{words.code(name)} ({words.count(rows[name])} rows)",
        width=340,
        **address.bind("table", "quality.table", table),
    )
    return table


def _declared(choice: filters.Choice) -> pd.DataFrame:
    """What is said for the place: of all offices, and of the chosen one."""
    statements = data.declared()
    statements = statements[statements["jurisdiction"] == choice.jurisdiction]
    everywhere = statements["office_id"].isna()
    return statements[everywhere | (statements["office_id"] == choice.office)]


def _state(title: str, columns: tuple[str, ...]) -> None:
    if columns:
        note.draw(f"{title}: {', '.join(columns)}.", key=f"quality.{title}")
