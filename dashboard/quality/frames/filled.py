"""How far the columns of a table are filled, by year, with what is declared not to be collected."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from schemas import columns, tables

ALL, UNDATED, EARLIER = "all", "undated", "earlier"
# More years than this do not fit on a telephone.
YEARS_SHOWN = 12
NOT_COLLECTED = "—"
MOSTLY = 0.9
NAMED = 3
CELLS = ("label", "period", "coverage", "coverage_label", "says")


@dataclass(frozen=True)
class Filled:
    """A table of one place: what is filled of each column and period, and what is declared.

    `cells` has the columns CELLS; `coverage` (0-1) is blank where the column is declared not to be
    collected. `never` are columns that no row fills, `declared` those declared for all years.
    """

    table: str
    rows: int
    cells: pd.DataFrame
    never: tuple[str, ...]
    declared: tuple[str, ...]


def of_table(table: str, by_column: pd.DataFrame, statements: pd.DataFrame) -> Filled:
    """The table's part of `by_column`, with the `statements` that hold for the place.

    `by_column` has the columns of `metrics.completeness.filled`, `statements` those of
    `metrics.coverage.declared`.
    """
    own = by_column[by_column["table"] == table]
    by_period = _by_period(own)
    stretches = _not_collected(table, statements)
    totals = by_period[by_period["period"] == ALL].set_index("column")
    names = list(totals.index)
    periods = set(by_period["period"]) - {ALL}
    declared = tuple(n for n in names if _covered(stretches, n, periods))
    never = tuple(n for n in names if totals.loc[n, "filled"] == 0 and n not in declared)
    cells = [_cell(row, stretches, declared) for row in each_row(by_period)]
    return Filled(
        table,
        int(totals["rows"].iloc[0]) if names else 0,
        pd.DataFrame(cells, columns=list(CELLS)),
        never,
        declared,
    )


def sentence(filled: Filled, place: str) -> str:
    """What the map shows, in words: how much is filled mostly, what least, what never."""
    name = words.code(filled.table)
    if not filled.rows:
        return f"{place} has no rows of {name}."
    totals = filled.cells[filled.cells["period"] == ALL].dropna(subset="coverage")
    totals = totals[~totals["label"].isin(filled.never)]
    mostly = int((totals["coverage"] >= MOSTLY).sum())
    first = f"{place}, {name}: {mostly} of {filled.cells['label'].nunique()} columns are filled in"
    parts = [f"{first} at least nine of ten of {words.count(filled.rows)} rows"]
    if filled.never:
        parts.append(f"{_are(len(filled.never))} never filled")
    if filled.declared:
        parts.append(f"{_are(len(filled.declared))} declared not to be collected")
    least = totals[totals["coverage"] < MOSTLY].sort_values("coverage").head(NAMED)
    named = [
        f"{label} ({words.share(share)})"
        for label, share in zip(least["label"], least["coverage"], strict=True)
    ]
    return "; ".join(parts) + "." + (f" Filled least: {words.listing(named)}." if named else "")


def _are(number: int) -> str:
    return f"{number} {'is' if number == 1 else 'are'}"


def table(filled: Filled) -> pd.DataFrame:
    """The map as a table in percent: Column, What it holds, all years, one column per period."""
    meanings = _meanings(filled.table)
    wide = filled.cells.pivot(index="label", columns="period", values="coverage_label").fillna("")
    labels = list(filled.cells["label"].drop_duplicates())
    periods = sorted(set(filled.cells["period"]), key=_place)
    wide = wide.reindex(labels)[periods].rename(columns={ALL: "All years", UNDATED: "Undated"})
    wide.insert(0, "What it holds", [meanings[label] for label in labels])
    return wide.rename_axis(columns=None).rename_axis("Column").reset_index()


def absent(table: str, sent: frozenset[str], statements: pd.DataFrame) -> str:
    """Why a table has no rows: not sent, declared as none, or declared as not collected."""
    own = statements[statements["column"] == table]
    if (own["collected"] == "no").any():
        return "declared not to be collected"
    if (own["collected"] == "yes").any() and table not in sent:
        return "collected, and none"
    return "never sent" if table not in sent else "sent, and no row is stored"


def _meanings(table: str) -> dict[str, str]:
    sent = tables.sent_columns(tables.METADATA.tables[table])
    return {column.name: columns.field_of(column).meaning for column in sent}


def _by_period(own: pd.DataFrame) -> pd.DataFrame:
    """Columns column, period, rows, filled; per column all, then the years, then undated."""
    years = sorted(int(year) for year in own["year"].dropna().unique())
    shown = set(years[-YEARS_SHOWN:])
    period = own["year"].map(
        lambda year: UNDATED if pd.isna(year) else str(int(year)) if year in shown else EARLIER
    )
    split = own.assign(period=period.astype(str))
    whole = pd.concat([own.assign(period=ALL), split])
    sums = whole.groupby(["column", "period"], sort=False)[["rows", "filled"]].sum().reset_index()
    order = {name: place for place, name in enumerate(own["column"].drop_duplicates())}
    return sums.sort_values(
        ["column", "period"],
        key=lambda keys: keys.map(order) if keys.name == "column" else keys.map(_place),
        ignore_index=True,
    )


def _place(period: str) -> int:
    return {ALL: -2, EARLIER: -1, UNDATED: 10_000}.get(period) or int(period)


def _not_collected(table: str, statements: pd.DataFrame) -> list[tuple[str, date, date]]:
    """The stretches declared for the table or its columns: column (all: ``), first, last day."""
    stretches = []
    no = statements[statements["collected"] == "no"]
    for name, first, last in zip(no["column"], no["first"], no["last"], strict=True):
        of_table, _, column = str(name).partition(".")
        if of_table == table:
            until = date.max if pd.isna(last) else pd.Timestamp(last).date()
            stretches.append((column, pd.Timestamp(first).date(), until))
    return stretches


def _covered(stretches: list[tuple[str, date, date]], column: str, periods: set[str]) -> bool:
    """Whether each of the periods is declared; never where there are no years."""
    years = [period for period in periods if period not in (UNDATED, EARLIER)]
    return bool(years) and all(_is_declared(stretches, column, year) for year in years)


def _is_declared(stretches: list[tuple[str, date, date]], column: str, year: str) -> bool:
    """Whether a stretch holds for the whole of the year."""
    begins, ends = date(int(year), 1, 1), date(int(year), 12, 31)
    return any(
        name in ("", column) and first <= begins and ends <= last for name, first, last in stretches
    )


def _cell(
    row: Mapping[str, Any], stretches: list[tuple[str, date, date]], declared: tuple[str, ...]
) -> tuple[str, str, float | None, str, str]:
    column, period, rows, filled = row["column"], row["period"], row["rows"], row["filled"]
    whole = period in (ALL, UNDATED, EARLIER)
    not_collected = column in declared if whole else _is_declared(stretches, column, period)
    # What came in all the same is shown: a statement does not hide records.
    if not_collected and not filled:
        return column, period, None, NOT_COLLECTED, "declared not to be collected"
    share = filled / rows
    says = f"{words.count(filled)} of {words.count(rows)} rows, {words.share(share)}"
    return column, period, share, words.percent(share), says
