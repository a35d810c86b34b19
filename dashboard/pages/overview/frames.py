"""Tables of the page Overview: convictions by year, diverging shares, and durations."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import words
from dashboard.frames import trend_breaks
from dashboard.frames import yearly_figures as frames_years
from dashboard.frames.chart_rows import missing_glyph
from metrics import catalogue, results
from metrics.statistics import intervals, trends
from schemas import language
from schemas.language import comma_list, marked, n, t

CONVICTIONS, LINKS = "C03", "N01"
# The headline shares, which are compared with convictions.
SHARES = (LINKS, "N02", "N03", "F01", "A02", "R02")
VOLUME_IDS = (CONVICTIONS, *SHARES)
# More years on one path cannot be distinguished on a telephone.
YEARS_DRAWN = 10
# Shown if convictions are not collected, or all outcomes are unknown.
CONVICTIONS_MISSING = marked("Convictions not recorded")
# The default: in all years, no row means zero.
ALWAYS = range(date.min.year, date.max.year + 1)
Row = Mapping[str, Any]
Counts = Mapping[int, float]
# Breaks in series by the id of a measure: of convictions, and of each share compared with them.
Broken = Mapping[str, trend_breaks.Breaks]


def counts_by_year(by_year: pd.DataFrame, id_: str = CONVICTIONS) -> dict[int, float]:
    """Return a count by year, without years that have no row; an unknown count is NaN.

    `by_year` has the columns measure, period, value of one jurisdiction.
    """
    return {
        int(row["period"]): float(row["value"])
        for row in results.row_dicts(by_year[["measure", "period", "value"]])
        if row["measure"] == id_ and row["period"].isdigit()
    }


def fill_years_without_convictions(
    convicted: Counts, last: int, covered: range = ALWAYS
) -> dict[int, float]:
    """Return counts for all years up to `last`; a covered year without a row is a true zero."""
    first = min(convicted, default=last + 1)
    return {year: count_of_year(convicted, year, covered) for year in range(first, last + 1)}


def count_of_year(counts: Counts, year: int, covered: range) -> float:
    """Return the count of a year; without one, 0 if the records cover the year, else NaN."""
    return counts.get(year, 0.0 if year in covered else math.nan)


def last_ended_year(chosen: int, as_of: date) -> int:
    """Return the last year, up to the chosen one, that has ended; only such years are compared."""
    return chosen if as_of >= date(chosen, 12, 31) else min(chosen, as_of.year) - 1


def breaks_of_shares(happened: pd.DataFrame, jurisdiction: str) -> Broken:
    """Return the breaks of convictions, and those of each headline share or of convictions.

    `happened` are the events.
    """
    convicted = catalogue.CATALOGUE[CONVICTIONS]
    measures = {id_: (convicted, catalogue.CATALOGUE[id_]) for id_ in SHARES}
    return {
        id_: trend_breaks.find_breaks(happened, counted, jurisdiction)
        for id_, counted in ({CONVICTIONS: (convicted,)} | measures).items()
    }


def divergence_sentences(
    by_year: pd.DataFrame, last: int, broken: Broken, covered: range = ALWAYS
) -> list[str]:
    """Return sentences on headline shares that diverge from convictions by more than chance.

    `by_year` has the rows of one jurisdiction. Only years after the last break up to `last` are
    used, and only those in which the share may be shown; fewer than five are too few
    (`metrics.statistics.trends.find_diverging_trends`). Years before the chosen period are used
    too, because two of the five years shown at first are too recent.
    """
    convicted = fill_years_without_convictions(counts_by_year(by_year), last, covered)
    shown = _shown_years(by_year)
    by_volume: dict[str, list[str]] = {}
    for id_ in SHARES:
        rows = shown.get(id_, {})
        unbroken = {
            year: convicted[year]
            for year in trend_breaks.years_since_break(list(convicted), broken[id_])
        }
        if parting := _diverging_sentences(unbroken, rows, id_):
            by_volume.setdefault(parting[0], []).append(parting[1])
    both = t("Both changes are larger than random variation.")
    return [" ".join((volume, *shares, both)) for volume, shares in by_volume.items()]


def too_few_years_sentences(
    by_year: pd.DataFrame, last: int, broken: Broken, covered: range = ALWAYS
) -> list[str]:
    """Return sentences on headline shares with too few years since a break in series to judge."""
    convicted = fill_years_without_convictions(counts_by_year(by_year), last, covered)
    shown = _shown_years(by_year)
    by_break: dict[trend_breaks.Break, dict[str, int]] = {}
    for id_ in SHARES:
        both = _years_with_both(convicted, shown.get(id_, {}))
        if by := _break_that_leaves_too_few(both, broken[id_], last):
            by_break.setdefault(by, {})[id_] = sum(year >= by.at for year in both)
    return [_too_few_sentences(by, left) for by, left in by_break.items()]


def _years_with_both(convicted: Counts, rows: Mapping[int, Row]) -> list[int]:
    return [year for year in convicted if year in rows and words.is_known_number(convicted[year])]


def _break_that_leaves_too_few(
    both: list[int], of: trend_breaks.Breaks, last: int
) -> trend_breaks.Break | None:
    """Return the break that leaves too few years with both numbers; None if there is none."""
    if len(both) < trends.FEWEST_PERIODS:
        return None
    parting = trend_breaks.breaks_within(of, both[0], last)
    if not parting or sum(year >= parting[-1].at for year in both) >= trends.FEWEST_PERIODS:
        return None
    return parting[-1]


def _too_few_sentences(by: trend_breaks.Break, left: Mapping[str, int]) -> str:
    """Return sentences on a break in series.

    `left` has the years since with both numbers, by share.
    """
    sentences = [
        t("Break in series: {breaks}.", breaks=trend_breaks.breaks_text((by,))),
        n(
            "At most {count} year since then has both figures.",
            "At most {count} years since then have both figures.",
            most,
        )
        if (most := max(left.values()))
        else t("No year since then has both figures."),
        t(
            "At least {least} years are needed to say whether convictions and quality move in"
            " different directions.",
            least=trends.FEWEST_PERIODS,
        ),
    ]
    if set(left) != set(SHARES):
        titles = [t(catalogue.CATALOGUE[id_].title) for id_ in left]
        sentences.append(t("This concerns: {measures}.", measures="; ".join(titles)))
    return " ".join(sentences)


def _shown_years(by_year: pd.DataFrame) -> dict[str, dict[int, Row]]:
    """Return the rows that may be shown, by measure and year."""
    of_each: dict[str, dict[int, Row]] = {}
    for row in results.row_dicts(by_year):
        if row["period"].isdigit() and words.is_value_shown(row):
            of_each.setdefault(row["measure"], {})[int(row["period"])] = row
    return of_each


def _diverging_sentences(
    convicted: Counts, rows: Mapping[int, Row], id_: str
) -> tuple[str, str] | None:
    """Return a sentence on convictions and one on a share if they diverge, else None."""
    if not convicted:
        return None
    of_years = [_effective_counts(rows.get(year)) for year in convicted]
    apart = trends.find_diverging_trends(list(convicted.values()), *zip(*of_years, strict=True))
    if apart is None:
        return None
    both = _years_with_both(convicted, rows)
    before, after = convicted[both[0]], convicted[both[-1]]
    low, high = rows[both[0]]["value"], rows[both[-1]]["value"]
    # If the first and last year contradict the trend of all years, the sentence would mislead.
    if (after > before) != apart.volume.rises or (high > low) != apart.quality.rises:
        return None
    volume = {
        "before": words.count(before),
        "after": words.count(after),
        "period": words.period(both[0], both[-1]),
    }
    share = {
        "measure": t(catalogue.CATALOGUE[id_].title),
        "before": words.share(low),
        "after": words.share(high),
    }
    if after > before:
        return (
            t("Convictions rose from {before} to {after} ({period}).", **volume),
            t("In the same years this measure fell from {before} to {after}: {measure}.", **share),
        )
    return (
        t("Convictions fell from {before} to {after} ({period}).", **volume),
        t("In the same years this measure rose from {before} to {after}: {measure}.", **share),
    )


def _effective_counts(row: Row | None) -> tuple[float, float]:
    """Return (yes answers, sample size) of a simple sample with the share's value and interval."""
    if row is None:
        return 0.0, 0.0
    of = float(intervals.effective_sample_size(row["value"], *results.confidence_limits(row)))
    return row["value"] * of, of


def path_rows(
    by_year: pd.DataFrame,
    last: int,
    *,
    due_until: date,
    broken: trend_breaks.Breaks = (),
    covered: range = ALWAYS,
) -> pd.DataFrame:
    """Return convictions and the share with several links for the last `YEARS_DRAWN` years.

    The columns are those of `yearly_figures.one_row_per_year`, and `convictions`, `stretch` (years
    without a break between them), `drawn` (whether both numbers are known) and `says`.
    """
    convicted = fill_years_without_convictions(counts_by_year(by_year), last, covered)
    span = range(max(min(convicted, default=last + 1), last + 1 - YEARS_DRAWN), last + 1)
    links = by_year[by_year["measure"] == LINKS].assign(kind="Share")
    rows = trend_breaks.add_stretches(
        frames_years.one_row_per_year(links, span, due_until=due_until, covered=covered), broken
    )
    rows["convictions"] = [convicted[year] for year in span]
    rows["drawn"] = rows["value"].notna() & rows["convictions"].notna()
    rows["says"] = [
        comma_list((convictions_text(row["convictions"]), row["says"]))
        for row in results.row_dicts(rows)
    ]
    return rows


def convictions_text(number: float) -> str:
    """Return a number of convictions as text."""
    if not words.is_known_number(number):
        return t(CONVICTIONS_MISSING)
    return n("{count} conviction", "{count} convictions", number)


def years_left_out(rows: pd.DataFrame) -> str:
    """Return a sentence on the years of `path_rows` that are not drawn, with the reasons.

    It is empty if all years are drawn.
    """
    reasons: dict[str, list[str]] = {}
    for row in results.row_dicts(rows[~rows["drawn"]]):
        missing = not words.is_known_number(row["convictions"])
        reason = t(CONVICTIONS_MISSING) if missing else words.ABSENCES[str(row["status"])].words
        reasons.setdefault(reason, []).append(str(row["period"]))
    by_reason = [
        t("{reason}: {years}.", reason=reason, years=words.listing(of))
        for reason, of in reasons.items()
    ]
    return " ".join([t("Some years are not shown."), *by_reason]) if by_reason else ""


DURATION = "P05j"
QUARTILES = ("quartile_1", "quartile_3")
BOUNDS = ("bound_low", "bound_high")


def forms_with_most_years(rows: pd.DataFrame, most: int) -> list[str]:
    """Return the forms of exploitation with most years to show; with equal years, with most people.

    Unknown, mixed and other are not forms of their own. `rows` are of one jurisdiction.
    """
    named = rows[~rows["form"].isin(("unknown", "mixed", "other"))]
    years = named[named["status"] == words.SHOWN].groupby("form")["denominator"]
    order = years.agg(["count", "sum"]).sort_values(["count", "sum"], ascending=False)
    return list(order.index[:most])


def add_quartiles(by_year: pd.DataFrame) -> pd.DataFrame:
    """Return the years with the median and the quartiles in days, for `charts.small_panel`.

    `by_year` has the columns of `metrics.results.rows`. Values that may not be shown become NaN.
    """
    is_shown = by_year["status"] == words.SHOWN
    value, low, high = (by_year[of].astype(float).where(is_shown) for of in ("value", *QUARTILES))
    moved = by_year.assign(
        value=value,
        low=low,
        high=high,
        **dict.fromkeys(BOUNDS, float("nan")),
    )
    rows = results.row_dicts(moved)
    return moved.assign(
        number=[
            words.count(row["value"]) if words.is_known_number(row["value"]) else "" for row in rows
        ],
        glyph=[missing_glyph(row) for row in rows],
        says=[_duration_text(row) for row in rows],
    )


def _duration_text(row: Mapping[str, Any]) -> str:
    if not words.is_known_number(row["value"]):
        return words.no_number_reason(row).words
    median = words.days_text(row["value"])
    if half := quartiles_text(row):
        return t("{median} (middle 50%: {interval})", median=median, interval=half)
    return median


def quartiles_text(row: Mapping[str, Any]) -> str:
    """Return a row's quartiles in days as text."""
    if not words.is_known_number(row["low"]):
        return ""
    return language.between(*(words.count(row[end]) for end in ("low", "high")))


def duration_table(by_form: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of the durations by form and year, as text.

    `by_form` comes from `rows_of_forms`; `names` are the names of the forms.
    """
    return pd.DataFrame(
        [
            (
                names[str(row["form"])],
                row["period"],
                words.days_text(row["value"]) if row["number"] else "",
                quartiles_text(row),
                words.count(row["denominator"])
                if words.is_known_number(row["denominator"])
                else "",
                "" if row["number"] else words.no_number_reason(row).words,
            )
            for row in results.row_dicts(by_form)
        ],
        columns=[
            t("Form of exploitation"),
            t("Year"),
            t("Median"),
            t("Middle 50%"),
            t("People judged"),
            t("Status"),
        ],
    )


def duration_numbers(by_form: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return a table of the durations by form and year as numbers, in days, with their status."""
    named = {
        "name": t("Form of exploitation"),
        "period": t("Year"),
        "value": t("Median in days"),
        "low": t("First quartile"),
        "high": t("Third quartile"),
        "denominator": t("People judged"),
        "status": t("Status"),
        "says": t("In words"),
    }
    return by_form.assign(name=by_form["form"].map(names))[list(named)].rename(columns=named)


def rows_of_forms(rows: pd.DataFrame, names: Mapping[str, str]) -> pd.DataFrame:
    """Return the rows by form and year with quartiles, in the order of `names`."""
    order = {form: position for position, form in enumerate(names)}
    placed = rows[rows["form"].isin(order)].assign(place=rows["form"].map(order))
    return add_quartiles(placed.sort_values(["place", "period"]))


# The size of a character, a line of text and a point, as parts of the width and height of the
# narrowest chart.
SIGN, HIGH, POINT = 0.036, 0.065, 0.025
# Positions between two points at which a label is tested for covering the line.
ON_THE_WAY = tuple(part / 10 for part in range(1, 10))
# The sides of a point: horizontal and vertical direction, and a penalty. The interval is drawn
# above and below the point.
SIDES: Mapping[str, tuple[int, int, float]] = {
    "right": (1, 0, 0.0),
    "left": (-1, 0, 0.01),
    "above right": (1, 1, 0.05),
    "below right": (1, -1, 0.05),
    "above left": (-1, 1, 0.06),
    "below left": (-1, -1, 0.06),
    "above": (0, 1, 0.4),
    "below": (0, -1, 0.4),
}
OUTSIDE, ON_A_WAY, ON_AN_INTERVAL = 3.0, 0.5, 0.2


@dataclass(frozen=True)
class PathPoint:
    """A point of the path and its label; `x` and `y` go from 0 to 1, from the lower left corner."""

    x: float
    y: float
    text: str

    @property
    def half(self) -> float:
        """Return half the width of the label."""
        return len(self.text) * SIGN / 2


@dataclass(frozen=True)
class _Box:
    """A rectangle with centre `x`, `y`."""

    x: float
    y: float
    wide: float
    high: float

    def meets(self, other: "_Box") -> float:
        """Return how much two rectangles overlap: from 1 for equal centres to 0 for no overlap."""
        across = abs(self.x - other.x) / (self.wide + other.wide)
        upwards = abs(self.y - other.y) / (self.high + other.high)
        return max(0.0, 1 - max(across, upwards))


def label_sides(points: Sequence[PathPoint]) -> list[str]:
    """Return for each point the side at which its label covers least of the chart.

    Labels are placed one by one, the newest year first, because people look for it.
    """
    taken: list[_Box] = []
    chosen: dict[int, str] = {}
    for number in reversed(range(len(points))):
        costs = {side: _label_overlap(points, number, side, taken) for side in SIDES}
        chosen[number] = min(costs, key=costs.__getitem__)
        taken.append(_label_box(points[number], chosen[number]))
    return [chosen[number] for number in range(len(points))]


def _label_box(point: PathPoint, side: str) -> _Box:
    across, upwards, _ = SIDES[side]
    away = point.half + POINT
    return _Box(
        point.x + across * away, point.y + upwards * (HIGH / 2 + POINT), point.half, HIGH / 2
    )


def _label_overlap(
    points: Sequence[PathPoint], number: int, side: str, taken: Sequence[_Box]
) -> float:
    label = _label_box(points[number], side)
    others = [point for position, point in enumerate(points) if position != number]
    way = [
        _Box(one.x + (end.x - one.x) * part, one.y + (end.y - one.y) * part, 0.01, 0.01)
        for one, end in pairwise(points)
        for part in ON_THE_WAY
    ]
    inside = label.wide < label.x < 1 - label.wide and label.high < label.y < 1 - label.high
    return (
        SIDES[side][2]
        + OUTSIDE * (not inside)
        + 2 * sum(label.meets(other) for other in taken)
        + sum(label.meets(_Box(other.x, other.y, POINT, POINT)) for other in others)
        + ON_A_WAY * sum(label.meets(box) for box in way)
        + ON_AN_INTERVAL * sum(abs(label.x - other.x) < label.wide for other in others)
    )
