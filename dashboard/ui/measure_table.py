"""Draw several measures as a table: number, interval on a scale, and how much is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, untrusted_text, words
from dashboard.export.card_export import DOTS, ONE, CardExport, Drawing
from dashboard.frames import chart_rows, figures, peer_comparison, scale_positions
from dashboard.frames.figures import Beside, SectionFacts
from dashboard.query_params import Choice
from dashboard.records import current_records
from dashboard.ui import downloads, filters, html_card
from metrics import Measure, catalogue, measure_kinds, results
from schemas.language import comma_list, n, t

Row = Mapping[str, Any]


YEAR = "year"


def export_measures(
    title: str,
    rows: Callable[[], pd.DataFrame],
    choice: Choice,
    beside: Callable[[], Beside] = Beside,
) -> CardExport:
    """Return the download for measures of the chosen jurisdiction; `rows` returns their rows.

    `beside` returns the comparison with peers and the change over time that the card shows.
    """

    def drawn() -> pd.DataFrame:
        of_all = rows()
        here = of_all[of_all["jurisdiction"] == choice.jurisdiction]
        titles = {id_: t(catalogue.CATALOGUE[id_].title) for id_ in dict.fromkeys(here["measure"])}
        return chart_rows.rows_by_measure(here, titles)

    return CardExport(
        title,
        choice,
        lambda about: figures.build_figures(drawn(), about, beside()),
        drawing=lambda: _draw_shares(title, drawn()),
    )


def export_by_year(title: str, rows: Callable[[], pd.DataFrame], choice: Choice) -> CardExport:
    """Return the download for measures by year of the chosen jurisdiction.

    `rows` returns their rows by year.
    """

    def numbers(about: SectionFacts) -> pd.DataFrame:
        of_all = rows()
        here = of_all[of_all["jurisdiction"] == choice.jurisdiction]
        drawn = chart_rows.hide_by_status(here.reset_index(drop=True))
        return figures.build_figures(drawn.assign(label=drawn["period"]), about)

    return CardExport(title, choice, numbers, by=YEAR, period=data.all_years_text())


def _draw_shares(title: str, drawn: pd.DataFrame) -> Drawing:
    shares = drawn[drawn["kind"] == "Share"]
    if not shares[["value", "bound_low"]].notna().any(axis=None):
        return Drawing()
    chart = partial(charts.interval_chart, shares, axis=charts.SHARE)
    alt = t("{title}: {values}", title=title, values=chart_rows.rows_as_text(shares))
    return Drawing({ONE: chart}, alt, (t(DOTS),))


@dataclass(frozen=True)
class MeasureCells:
    """The cells of a measure that several tables share (`measure_cells.html`)."""

    id: str
    title: str
    of: str
    basis: str
    href: str
    number: str
    unit: str
    below: str
    track: scale_positions.Track


@dataclass(frozen=True)
class MeasureLine(MeasureCells):
    """A line of the table of measures, as text."""

    status: str
    why: str
    known: str


def measure_lines(rows: pd.DataFrame, choice: filters.Choice) -> list[MeasureLine]:
    """Return a line for each row of the chosen jurisdiction, in the order of `rows`."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return [_measure_line(row, choice) for row in results.row_dicts(here)]


def measure_cells(
    row: Row, peers: peer_comparison.Quartiles | None, choice: filters.Choice
) -> MeasureCells:
    """Return the cells of a row. Its track (small scale) also shows the peers' quartiles."""
    of = catalogue.CATALOGUE[row["measure"]]
    number, unit = words.split_value_and_unit(row)
    return MeasureCells(
        id=of.id,
        title=t(of.title),
        of=t(of.population),
        basis=_basis_of_sums(of, choice),
        href=filters.page_link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=_interval_text(row)
        if words.is_value_shown(row) or words.protected_value_text(row)
        else words.sample_size_text(row),
        track=scale_positions.place_on_track(row, peers),
    )


def _interval_text(row: Row) -> str:
    """Return a value's interval as text; it names a median, and is empty for a ratio of sums."""
    interval = words.interval(row)
    if row["kind"] in ("Duration", "Median") and interval:
        return t("median, {interval}", interval=interval)
    return t("no interval (ratio of sums)") if row["kind"] == "AmountRatio" else interval


def _measure_line(row: Row, choice: filters.Choice) -> MeasureLine:
    shown = words.is_value_shown(row) or bool(words.protected_value_text(row))
    return MeasureLine(
        **vars(measure_cells(row, None, choice)),
        status="" if shown else _status_text(row),
        why="" if shown else words.no_number_sentence(row),
        known=_coverage_text(row),
    )


def _coverage_text(row: Row) -> str:
    """Return as text how many units a number counts, and for what share of units data exist."""
    of = catalogue.CATALOGUE[row["measure"]]
    coverage = words.coverage(row, of.unit_words)
    if not (words.is_value_shown(row) or words.protected_value_text(row)):
        return coverage
    parts = (words.row_parts(row), _missing(row), words.largest_case(row), coverage)
    return comma_list(filter(None, (*parts, words.earlier_value_text(row))))


def _missing(row: Row) -> str:
    """Return how many more units may belong to a count; empty for other kinds of measure."""
    number = words.count_text(row, "unknown") if row["kind"] == "Count" else ""
    return (
        t("{number} more may count (not recorded)", number=number)
        if number not in ("", "0")
        else ""
    )


def _basis_of_sums(measure: Measure, choice: filters.Choice) -> str:
    """Return which units a ratio of amounts sums over, as titles can be alike; else empty."""
    if not isinstance(measure, measure_kinds.AmountRatio):
        return ""
    options = current_records().chosen(choice.jurisdiction)
    return t("Sums over: {basis}", basis=words.ratio_basis(measure, options))


def _status_text(row: Row) -> str:
    """Return a row in a few words. If only bounds are known, return why, without the bounds."""
    if row["status"] == words.BOUNDS_ONLY:
        return words.no_number_reason(row).words
    return words.row_text(row)


def draw_measures(
    rows: pd.DataFrame,
    choice: filters.Choice,
    *,
    name: str,
    title: str,
    asked: tuple[str, ...] = (),
) -> None:
    """Draw a table of the measures of `rows`, core measures first, with links to their pages.

    `name` is unique on the page, `title` is the title of downloads. `asked` are the measures that
    the page wanted: a note below names those that the filters leave out.
    """
    every = measure_lines(rows, choice)
    first = [line for line in every if catalogue.CATALOGUE[line.id].core] or every
    _draw_lines(first, choice, name)
    if rest := [line for line in every if line not in first]:
        more = n("Show {count} more measure", "Show {count} more measures", len(rest))
        with st.expander(untrusted_text.escape_markdown(more)):
            _draw_lines(rest, choice, f"{name}.more")
    if left_out := filter_options.unavailable_note(asked, choice):
        html_card.draw_note(left_out, key=f"untold.{name}")
    downloads.draw_card_downloads(export_measures(title, lambda: rows, choice), name=name)


def _draw_lines(shown: list[MeasureLine], choice: filters.Choice, name: str) -> None:
    notes = html_card.replies_by_measure((line.id for line in shown), choice)
    context = {"lines": shown, "period": choice.period, "notes": notes}
    html_card.draw_template("measure_table.html", context, key=f"measures.{name}")
