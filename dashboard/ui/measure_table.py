"""Draw several measures as a table: number, interval on a scale, and how much is known."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from dashboard import charts, data, filter_options, untrusted_text, words
from dashboard.export.card_export import DOTS, ONE, CardExport, Drawing
from dashboard.frames import chart_rows, figures, peer_comparison, targets
from dashboard.frames.figures import SectionFacts
from dashboard.frames.peer_comparison import Quartiles
from dashboard.frames.targets import Target
from dashboard.query_params import Choice
from dashboard.ui import downloads, filters, html_card, release_replies_block
from metrics import Measure, catalogue, measure_kinds, results
from schemas.language import n, t

# Kinds whose scale has an end: 100%, or some years. Counts and rates have none.
ON_A_TRACK = ("Share", "AmountRatio", "Duration")
# The steps in which tracks of durations get longer, by unit.
APART = {measure_kinds.MONTHS: 12, measure_kinds.DAYS: 30}
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Track:
    """Positions on the small scale (track) of a measure, in percent of its length.

    A position is None if it is not drawn. Measures without a natural end, such as counts, have no
    track; `spoken` describes them.
    """

    at: float | None
    low: float | None
    high: float | None
    peer_at: float | None
    peer_low: float | None
    peer_high: float | None
    target_at: float | None
    ends: tuple[str, str] | None
    spoken: str
    has_end: bool


def track_positions(row: Row, peers: Quartiles | None, target: Target | None = None) -> Track:
    """Return the positions of a value, its interval, the others' middle half and the target."""
    end = _track_end(row, peers, target)
    has_end = row["kind"] in ON_A_TRACK
    # A share of "<10%" has an interval but no dot.
    own = has_end and bool(words.is_value_shown(row) or words.protected_value_text(row))
    marks = (row["value"], *results.confidence_limits(row)) if own else (None, None, None)
    among = (peers.median, peers.low, peers.high) if peers and has_end else (None, None, None)
    aim = target.value if target and has_end else None
    at, low, high, *peer, aimed_at = [
        _percent_of_track(mark, end) for mark in (*marks, *among, aim)
    ]
    if own and at is not None and row["kind"] == "Duration" and low is not None:
        # An interval without upper limit ends at the end of the track.
        high = 100.0 if high is None else high
    ends = ("0", _end_text(row, end)) if row["kind"] == "Duration" else None
    spoken = _track_in_words(row, peers, target)
    return Track(at, low, high, peer[0], peer[1], peer[2], aimed_at, ends, spoken, has_end)


def _track_end(row: Row, peers: Quartiles | None, target: Target | None) -> float:
    """Return the value at the end of the track: 100%, or for durations whole years or months."""
    if row["kind"] != "Duration":
        return 1.0
    marks = [row["value"], row["high"], row["low"]] if words.is_value_shown(row) else []
    marks += [peers.high, peers.median] if peers else []
    marks += [target.value] if target else []
    per_drawn, apart = (
        words.chart_divisor(row),
        APART.get(words.value_kind(row), APART[measure_kinds.MONTHS]),
    )
    longest = max((mark / per_drawn for mark in marks if words.is_known_number(mark)), default=1.0)
    return apart * (1 + longest // apart) * per_drawn


def _end_text(row: Row, end: float) -> str:
    number = round(end / words.chart_divisor(row))
    if words.value_kind(row) == measure_kinds.DAYS:
        return n("{count} day", "{count} days", number)
    return n("{count} month", "{count} months", number)


def _percent_of_track(mark: float | None, end: float) -> float | None:
    return (
        round(100 * min(mark / end, 1.0), 1)
        if words.is_known_number(mark) and mark is not None
        else None
    )


def _track_in_words(row: Row, peers: Quartiles | None, target: Target | None) -> str:
    """Return the content of the track as text for screen readers."""
    parts = []
    aimed = (target.value,) if target else ()
    if words.is_value_shown(row) or words.protected_value_text(row):
        parts.append(words.value(row))
        if interval := words.interval(row, aimed):
            parts.append(t("confidence interval {interval}", interval=interval))
    if peers:
        parts.append(_others_in_words(row, peers))
    if target:
        value = targets.target_value_text(target, str(row.get("currency", "")))
        parts.append(t("target {value}", value=value))
    return "; ".join(parts) or t("no value")


def _others_in_words(row: Row, peers: Quartiles) -> str:
    kind = words.value_kind(row)
    median, low, high = (
        words.with_unit(row, words.number(kind, end)) if words.is_known_number(end) else ""
        for end in (peers.median, peers.low, peers.high)
    )
    if low and high:
        return t(
            "median of {number} others {median}, middle 50% {low} to {high}",
            number=peers.number,
            median=median,
            low=low,
            high=high,
        )
    return t("median of {number} others {median}", number=peers.number, median=median)


YEAR = "year"


def export_measures(title: str, rows: Callable[[], pd.DataFrame], choice: Choice) -> CardExport:
    """Return the download of measures of the chosen jurisdiction; `rows` returns their rows."""

    def drawn() -> pd.DataFrame:
        of_all = rows()
        here = of_all[of_all["jurisdiction"] == choice.jurisdiction]
        titles = {id_: t(catalogue.CATALOGUE[id_].title) for id_ in dict.fromkeys(here["measure"])}
        return chart_rows.rows_by_measure(here, titles)

    return CardExport(
        title,
        choice,
        lambda about: figures.build_figures(drawn(), about),
        drawing=lambda: _draw_shares(title, drawn()),
    )


def export_by_year(title: str, rows: Callable[[], pd.DataFrame], choice: Choice) -> CardExport:
    """Return the download of measures by year of the chosen jurisdiction.

    `rows` returns the rows.
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
    track: Track


@dataclass(frozen=True)
class MeasureLine(MeasureCells):
    """A line of the table of measures, as text."""

    status: str
    why: str
    known: str


def ids_in_catalogue(ids: tuple[str, ...]) -> tuple[str, ...]:
    """Return those of the ids that are in the catalogue."""
    return tuple(id_ for id_ in ids if id_ in catalogue.CATALOGUE)


def measure_lines(rows: pd.DataFrame, choice: filters.Choice) -> list[MeasureLine]:
    """Return a line for each row of the chosen jurisdiction, in the order of `rows`."""
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    return [_measure_line(row, choice) for row in here.to_dict("records")]


def measure_cells(
    row: Row, peers: peer_comparison.Quartiles | None, choice: filters.Choice
) -> MeasureCells:
    """Return the cells of a row, with the others on the track."""
    of = catalogue.CATALOGUE[row["measure"]]
    number, unit = words.split_value_and_unit(row)
    return MeasureCells(
        id=of.id,
        title=t(of.title),
        of=t(of.population),
        basis=_basis_of_sums(of),
        href=filters.page_link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=words.interval(row)
        if words.is_value_shown(row) or words.protected_value_text(row)
        else words.sample_size_text(row),
        track=track_positions(row, peers),
    )


def _measure_line(row: Row, choice: filters.Choice) -> MeasureLine:
    shown = words.is_value_shown(row) or bool(words.protected_value_text(row))
    return MeasureLine(
        **vars(measure_cells(row, None, choice)),
        status="" if shown else _status_text(row),
        why="" if shown else words.no_number_sentence(row),
        known=_known(row),
    )


def _known(row: Row) -> str:
    """Return how many units the number counts, and for what share the answer is recorded."""
    of = catalogue.CATALOGUE[row["measure"]]
    coverage = words.coverage(row, of.unit_words)
    if not (words.is_value_shown(row) or words.protected_value_text(row)):
        return coverage
    parts = (words.row_parts(row), _missing(row), words.largest_case(row), coverage)
    return ", ".join(filter(None, (*parts, words.earlier_value_text(row))))


def _missing(row: Row) -> str:
    """Return how many more units may belong to a count; empty for other kinds."""
    number = words.count_text(row, "unknown") if row["kind"] == "Count" else ""
    return (
        t("{number} more may count (not recorded)", number=number)
        if number not in ("", "0")
        else ""
    )


def _basis_of_sums(measure: Measure) -> str:
    """Return which units a ratio of amounts is summed over, as names can be alike; else empty."""
    if not isinstance(measure, measure_kinds.AmountRatio):
        return ""
    return t("Sums over: {basis}", basis=words.ratio_basis(measure, data.chosen()))


def _status_text(row: Row) -> str:
    """Return why there is no value, without bounds, which are shown elsewhere."""
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
    notes = release_replies_block.replies_by_measure((line.id for line in shown), choice)
    context = {"lines": shown, "period": choice.period, "notes": notes}
    html_card.draw_template("measure_table.html", context, key=f"measures.{name}")
