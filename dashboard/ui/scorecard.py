"""The quality profile: a table of measures with intervals, comparisons, targets and small lines."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import Any

import pandas as pd

from dashboard import filter_options, words
from dashboard.frames import breakdowns as frames_groups
from dashboard.frames import peer_comparison, scale_positions, targets
from dashboard.frames import yearly_figures as frames_years
from dashboard.frames.peer_comparison import Compared, Quartiles
from dashboard.frames.targets import Target, Targets
from dashboard.frames.yearly_figures import Progress
from dashboard.html_templates import render_template
from dashboard.query_params import OverviewView, ProfileOrder
from dashboard.ui import filters, html_card
from metrics import catalogue, measure, measure_kinds, results
from schemas.language import comma_list, t

WIDTH, HEIGHT, MARGIN = 96.0, 30.0, 3.0
# The scale of shares covers at least 40 percentage points, so that chance does not look like a
# trend.
NARROWEST_SHARE = 0.4
FEWEST_POINTS = 3
Row = Mapping[str, Any]


@dataclass(frozen=True)
class Spark:
    """A small line of a measure over years (sparkline) as an SVG path, with a description.

    `last` is the last point; `single` are points without neighbours. `years` are the years of the
    line. `breaks` are the horizontal positions of breaks in series.
    """

    path: str
    last: tuple[float, float]
    single: tuple[tuple[float, float], ...]
    spoken: str
    years: str
    breaks: tuple[float, ...] = ()


def sparkline(rows: Sequence[Row], last: int = date.max.year) -> Spark | None:
    """Return the sparkline of a measure, with gaps at missing years and at breaks in series.

    `rows` have period, kind, value, status and stretch (years without a break between them). Years
    after `last` are not over, so they are left out. None if fewer than three years have a value.
    """
    ended = [row for row in rows if str(row["period"]).isdigit() and int(row["period"]) <= last]
    shown = sorted(filter(words.is_value_shown, ended), key=lambda row: str(row["period"]))
    if len(shown) < FEWEST_POINTS:
        return None
    years = [int(row["period"]) for row in shown]
    values = [row["value"] for row in shown]
    points = _svg_points(list(zip(years, values, strict=True)), str(shown[0]["kind"]))
    in_stretch = [(year, str(row["stretch"])) for year, row in zip(years, shown, strict=True)]
    stretches = _runs_of_years(in_stretch)
    path = " ".join(
        "M" + " L".join(f"{x:.1f},{y:.1f}" for x, y in (points[year] for year in stretch))
        for stretch in stretches
        if len(stretch) > 1
    )
    single = tuple(points[stretch[0]] for stretch in stretches if len(stretch) == 1)
    period = words.period(years[0], years[-1])
    breaks = _break_places(in_stretch, points)
    return Spark(path, points[years[-1]], single, _spark_in_words(shown), period, breaks)


def _svg_points(values: list[tuple[int, float]], kind: str) -> dict[int, tuple[float, float]]:
    first, last = values[0][0], values[-1][0]
    low, high = min(value for _, value in values), max(value for _, value in values)
    if kind in ("Share", "AmountRatio"):
        missing = max(0.0, NARROWEST_SHARE - (high - low))
        low, high = low - missing / 2, high + missing / 2
    tall, wide = (high - low) or 1.0, (last - first) or 1
    return {
        year: (
            MARGIN + (WIDTH - 2 * MARGIN) * (year - first) / wide,
            HEIGHT - MARGIN - (HEIGHT - 2 * MARGIN) * (value - low) / tall,
        )
        for year, value in values
    }


def _runs_of_years(years: list[tuple[int, str]]) -> list[list[int]]:
    """Group consecutive years without a break in series between them."""
    stretches: list[list[int]] = []
    before = ""
    for year, stretch in years:
        if stretches and year == stretches[-1][-1] + 1 and stretch == before:
            stretches[-1].append(year)
        else:
            stretches.append([year])
        before = stretch
    return stretches


def _break_places(
    years: list[tuple[int, str]], points: dict[int, tuple[float, float]]
) -> tuple[float, ...]:
    """Return the horizontal positions of breaks, half way between two years."""
    return tuple(
        (points[year][0] + points[later][0]) / 2
        for (year, stretch), (later, other) in pairwise(years)
        if stretch != other
    )


def _spark_in_words(shown: Sequence[Row]) -> str:
    """Return the first and last value on each side of every break, as text."""
    stretches: dict[str, list[Row]] = {}
    for row in shown:
        stretches.setdefault(str(row["stretch"]), []).append(row)
    return f"; {t('break')}; ".join(map(_first_and_last, stretches.values()))


def _first_and_last(of: Sequence[Row]) -> str:
    ends = of if len(of) == 1 else (of[0], of[-1])
    return comma_list(
        t(
            "{value} in {year}",
            value=words.with_unit(end, end["value"]),
            year=end["period"],
        )
        for end in ends
    )


# So many measures are shown first; a click shows the rest.
FIRST = 12
CORE = tuple(
    of.id
    for of in catalogue.CATALOGUE.values()
    if of.core and not isinstance(of, measure_kinds.Count)
)
FIRST_VIEW = OverviewView()
# The name of an order, its link, and whether it is chosen.
Named = tuple[str, str, bool]


@dataclass(frozen=True)
class OfPlace:
    """What is known about the chosen jurisdiction's measures, besides their figures.

    `aims` are targets. `last_due` is the last year whose follow-up periods are over. `changed` is
    the change over time. Small lines end with `last_full_year`.
    """

    aims: Targets = field(default_factory=dict)
    last_due: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, Progress | None] = field(default_factory=dict)
    last_full_year: int = date.max.year


@dataclass(frozen=True)
class ProfileLine:
    """A line of the quality profile, as text."""

    id: str
    title: str
    family: str
    of: str
    href: str
    number: str
    unit: str
    below: str
    track: scale_positions.Track
    spark: Spark | None
    changed: frames_years.ProgressCell
    glyph: str
    words: str
    part: str
    look: str
    known: str
    target: str
    gap: str
    compared: Compared
    room: targets.Place
    from_others: targets.Place

    @property
    def others(self) -> Quartiles | None:
        """Return the peers' quartiles if they are of the same period, else None."""
        return self.compared.others if self.compared.years is None else None


def profile_ids(choice: filters.Choice) -> tuple[str, ...]:
    """Return the measures of the profile that can be shown with the chosen filters."""
    return filter_options.available_measures(CORE, choice)


def profile_lines(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    circle: peer_comparison.PeerGroup | None,
    choice: filters.Choice,
    jurisdiction: OfPlace | None = None,
) -> list[ProfileLine]:
    """Return the profile's lines, furthest behind the target first, then behind the peers.

    Measures behind neither follow in the order of the catalogue, those without a number last.
    `rows` and `by_year` have the columns of `metrics.results.rows`; `by_year` also `stretch`.
    Without a `circle` nothing is compared.
    """
    known, written = jurisdiction or OfPlace(), []
    chosen = peer_comparison.group_rows_by_measure(rows[rows["measure"].isin(profile_ids(choice))])
    compared = peer_comparison.compare_with_peers(chosen, circle) if circle else {}
    own_years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    years_of = peer_comparison.group_rows_by_measure(own_years)
    own = results.row_dicts(rows[rows["jurisdiction"] == choice.jurisdiction])
    own_rows = {str(row["measure"]): row for row in reversed(own)}
    for id_ in profile_ids(choice):
        years, target = years_of.get(id_, []), known.aims.get(id_)
        row = own_rows.get(id_) or empty_row(catalogue.CATALOGUE[id_])
        line = _scorecard_line(
            compared.get(id_) or Compared(row, None, None),
            targets.figure_for_target(years, target, known.last_due[id_]) if target else None,
            sparkline(years, known.last_full_year),
            frames_years.progress_cell(known.changed[id_])
            if id_ in known.changed
            else frames_years.NO_PROGRESS,
            choice,
        )
        written.append(line)
    return sorted(written, key=lambda line: (line.room, line.look == peer_comparison.ABSENT))


def empty_row(of: measure.Measure) -> Row:
    """Return a row with the status "empty", for a measure without result rows."""
    empty = {"measure": of.id, "kind": of.kind, "status": "empty"}
    return empty | dict.fromkeys(results.NUMBERS)


def _scorecard_line(
    compared: Compared,
    held: targets.HeldTarget | None,
    spark: Spark | None,
    changed: frames_years.ProgressCell,
    choice: filters.Choice,
) -> ProfileLine:
    row, target = compared.drawn, held.target if held else None
    of = catalogue.CATALOGUE[row["measure"]]
    number, unit = words.split_value_and_unit(row)
    sign = peer_comparison.result_cell(compared)
    distance, from_others = _distances_behind(compared, held, choice)
    return ProfileLine(
        id=of.id,
        title=t(of.title),
        family=t(frames_groups.FAMILY_NAMES[of.family]),
        of=t(of.population),
        href=filters.page_link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=_below_target_text(row, target),
        track=scale_positions.place_on_track(row, compared.others_drawn, target),
        spark=spark,
        changed=changed,
        glyph=sign.glyph,
        words=sign.words,
        part=sign.part,
        look=sign.look,
        known=_coverage_text(row, of),
        target=targets.target_cell_text(held) if held else "",
        gap=distance.says if distance else "",
        compared=compared,
        room=targets.distance_sort_key(distance),
        from_others=targets.distance_sort_key(from_others),
    )


def _distances_behind(
    compared: Compared, held: targets.HeldTarget | None, choice: filters.Choice
) -> tuple[targets.Distance | None, targets.Distance | None]:
    """Return the distances behind the target (else the peers' median), and behind that median.

    The distance from a target is of the year that was compared with it, the other of the period.
    """
    of_target = None
    if held and held.row is not None:
        of_target = targets.distance_to_target(held.row, held.target.value, str(held.year))
    years = words.period(*(compared.years or (choice.year_from, choice.year_to)))
    median = compared.others.median if compared.others else None
    of_others = targets.distance_to_median(compared.row, median, years)
    return of_target or of_others, of_others


def _below_target_text(row: Row, target: Target | None) -> str:
    if words.is_value_shown(row) or words.protected_value_text(row):
        interval = words.interval(row, (target.value,) if target else ())
        parts = (
            interval or _largest_case_share(row),
            words.sample_size_text(row),
            words.earlier_value_text(row),
        )
        return " · ".join(filter(None, parts))
    if not row["denominator"]:
        return ""
    return words.row_parts(row) if row["kind"] == "Share" else words.sample_size_text(row)


def _largest_case_share(row: Row) -> str:
    """Return the share of the largest case in a ratio of sums, as text; it has no interval."""
    largest: Any = row.get("largest_share")
    return (
        t("largest case: {share}", share=words.share(largest))
        if words.is_known_number(largest)
        else ""
    )


def _coverage_text(row: Row, of: measure.Measure) -> str:
    """Return for what share of units data exist, or why the number is not shown."""
    if row["status"] in (words.SHOWN, "bounds_only"):
        return words.coverage(row, of.unit_words)
    return words.no_number_sentence(row)


@dataclass(frozen=True)
class Group:
    """Lines of the profile under the heading `name`; if it is empty, without a heading."""

    name: str
    lines: list[ProfileLine]


def profile_groups(profile: list[ProfileLine], order: ProfileOrder) -> list[Group]:
    """Return the lines in groups: only the first lines, all lines, or all by family."""
    match order:
        case ProfileOrder.ROOM:
            return [Group("", profile[:FIRST])]
        case ProfileOrder.EVERY:
            return [Group("", profile)]
        case ProfileOrder.FAMILY:
            return [
                Group(t(name), of_family)
                for family, name in frames_groups.FAMILY_NAMES.items()
                if (
                    of_family := [
                        line for line in profile if catalogue.CATALOGUE[line.id].family == family
                    ]
                )
            ]


def order_links(
    choice: filters.Choice, view: OverviewView, held: Mapping[str, bool]
) -> list[Named]:
    """Return links to the profile's sort orders; `held` says if targets and peers exist."""
    match held["target"], held["others"]:
        case True, True:
            by = t("distance from target and from others")
        case True, False:
            by = t("distance from target")
        case False, True:
            by = t("distance from others")
        case _:
            by = t("order of the catalogue")
    names = {
        ProfileOrder.ROOM: by,
        ProfileOrder.FAMILY: t("topic"),
    }
    first = ProfileOrder.ROOM if view.order is ProfileOrder.EVERY else view.order
    return [
        (name, replace(view, order=order).link(choice), order is first)
        for order, name in names.items()
    ]


def profile_html(
    profile: list[ProfileLine],
    choice: filters.Choice,
    view: OverviewView = FIRST_VIEW,
) -> str:
    """Return the HTML of the profile. It has a column for peers only if there are peers."""
    # The most frequent reason against comparing is shown once, not in each line.
    uncompared = peer_comparison.most_common_reason(line.compared for line in profile)
    shown = profile_groups(
        [_line_without_comparison(line, uncompared) for line in profile], view.order
    )
    lines_shown = [line for group in shown for line in group.lines]
    peers = max((line.others.number for line in lines_shown if line.others), default=0)
    aimed = any(line.target for line in lines_shown)
    context = {
        "groups": shown,
        "orders": order_links(choice, view, {"target": aimed, "others": bool(peers)}),
        "untold": filter_options.unavailable_note(CORE, choice),
        "more": len(profile) - len(lines_shown),
        "every": replace(view, order=ProfileOrder.EVERY).link(choice),
        "fewer": replace(view, order=ProfileOrder.ROOM).link(choice)
        if view.order is ProfileOrder.EVERY
        else "",
        "first": FIRST,
        "place": filters.subject_name(choice),
        "period": choice.period,
        "peers": peers,
        "compared": any(line.compared.reading or line.compared.why for line in lines_shown),
        "uncompared": t(uncompared),
        "targets": aimed,
        "broken": any(line.spark and line.spark.breaks for line in lines_shown),
        "rule": t(peer_comparison.NAMED),
        "drawn": t(peer_comparison.DRAWN),
        "notes": html_card.replies_by_measure((line.id for line in lines_shown), choice),
        "methods": filters.page_link("methods", choice, choice.measure),
    }
    return render_template("scorecard.html", context)


def _line_without_comparison(line: ProfileLine, uncompared: str) -> ProfileLine:
    is_said = bool(uncompared) and line.compared.reading is None and line.compared.why == uncompared
    return replace(line, words="") if is_said else line
