"""The quality profile: one line per measure, with its interval, its peers and its years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import pandas as pd

from dashboard import filter_options, filters, words
from dashboard.each_row import each_row
from dashboard.query_params import OverviewView, ProfileOrder
from dashboard.shared import noted, panel, peer_comparison, sparkline, tracks
from dashboard.shared.frames import distances, families, progress, targets
from dashboard.shared.frames.progress import Progress
from dashboard.shared.frames.targets import Target, Targets
from dashboard.shared.peer_comparison import Compared, Middle
from metrics import catalogue, kinds, measure, results

# The look of a line without a number.
ABSENT = "absent"
# A profile that is looked at whole; the rest is a click away.
FIRST = 12
CORE = tuple(
    of.id for of in catalogue.CATALOGUE.values() if of.core and not isinstance(of, kinds.Count)
)
Row = Mapping[str, Any]
# What an order is called, where its link leads, and whether it is the chosen one.
Named = tuple[str, str, bool]


@dataclass(frozen=True)
class Beside:
    """What a measure's number is read with: others, a target and what is held against it, years."""

    compared: Compared
    target: Target | None
    held: targets.Held | None
    spark: sparkline.Spark | None
    changed: progress.Cell


@dataclass(frozen=True)
class OfPlace:
    """What is known of the chosen place beside its numbers, by measure.

    `aims` are its targets, `last_due` the last year of which all is due, `changed` the last years
    beside those before them. A line of years ends with `last_full_year`.
    """

    aims: Targets = field(default_factory=dict)
    last_due: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, Progress | None] = field(default_factory=dict)
    last_full_year: int = date.max.year


@dataclass(frozen=True)
class Line:
    """One measure of the profile, written out."""

    id: str
    title: str
    family: str
    of: str
    href: str
    number: str
    unit: str
    below: str
    track: tracks.Track
    spark: sparkline.Spark | None
    changed: progress.Cell
    glyph: str
    words: str
    look: str
    known: str
    target: str
    gap: str
    beside: Compared
    room: distances.Place
    from_others: distances.Place

    @property
    def others(self) -> Middle | None:
        """Those that stand on the track: of the same period."""
        return self.beside.others if self.beside.years is None else None


def ids(choice: filters.Choice) -> tuple[str, ...]:
    """The measures that are shown at once; how many there were is the card beside them.

    One that counts what has no form, inspections for example, is not told under a form.
    """
    return filter_options.available_measures(CORE, choice)


def lines(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    circle: peer_comparison.Circle | None,
    choice: filters.Choice,
    place: OfPlace | None = None,
) -> list[Line]:
    """The profile of the chosen place: what is furthest behind its target, then behind the others.

    Whatever is behind neither follows in the order of the catalogue (`distances.behind`), what has
    no number last: a source that records little would begin with a list of what it lacks.
    `rows` and `by_year` have the columns of `metrics.results.rows`, the latter also those of
    `stretches.every`; `circle` says who is held against whom, None nobody.
    """
    known, written = place or OfPlace(), []
    chosen = peer_comparison.by_measure(rows[rows["measure"].isin(ids(choice))])
    compared = peer_comparison.compare(chosen, circle) if circle else {}
    own_years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    years_of = _by_measure(own_years, () if known.aims else ("measure", *sparkline.COLUMNS))
    own = each_row(rows[rows["jurisdiction"] == choice.jurisdiction])
    own_rows = {str(row["measure"]): row for row in reversed(own)}
    for id_ in ids(choice):
        years = years_of.get(id_, [])
        row = own_rows.get(id_) or nothing(catalogue.CATALOGUE[id_])
        beside = Beside(
            compared.get(id_) or Compared(row, None, None),
            target := known.aims.get(id_),
            targets.held_of_rows(years, target, known.last_due[id_]) if target else None,
            sparkline.of_rows(years, known.last_full_year),
            progress.cell(known.changed[id_]) if id_ in known.changed else progress.NOTHING,
        )
        written.append(_line(beside, choice))
    return sorted(written, key=lambda line: (line.room, line.look == ABSENT))


def _by_measure(rows: pd.DataFrame, columns: Sequence[str]) -> Mapping[str, list[Row]]:
    """The rows of each: a frame of each measure would take longer than all the rest."""
    by_measure: dict[str, list[Row]] = {}
    for row in each_row(rows, columns):
        by_measure.setdefault(str(row["measure"]), []).append(row)
    return by_measure


def nothing(of: measure.Measure) -> Row:
    """A measure without a row has nothing to count."""
    empty = {"measure": of.id, "kind": of.kind, "status": "empty"}
    return empty | dict.fromkeys(results.NUMBERS)


def _line(beside: Beside, choice: filters.Choice) -> Line:
    row = beside.compared.drawn
    of = catalogue.CATALOGUE[row["measure"]]
    number, unit = words.in_two(row)
    sign = _say(row, beside.compared)
    distance, from_others = _distances(beside, choice)
    return Line(
        id=of.id,
        title=of.title,
        family=families.NAMES[of.family],
        of=of.denominator_words,
        href=filters.link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=_below(row, beside.target),
        track=tracks.draw_track(row, beside.compared.others_drawn, beside.target),
        spark=beside.spark,
        changed=beside.changed,
        glyph=sign.glyph,
        words=sign.words,
        look=sign.look,
        known=_known(row, of),
        target=targets.short(beside.held, beside.target) if beside.held and beside.target else "",
        gap=distance.says if distance else "",
        beside=beside.compared,
        room=distances.place(distance),
        from_others=distances.place(from_others),
    )


def _distances(
    beside: Beside, choice: filters.Choice
) -> tuple[distances.Distance | None, distances.Distance | None]:
    """How far behind its target or else the others' median a number lies, and behind the latter.

    Each of the years that are held against it: of a target those that its verdict is of.
    """
    compared, held = beside.compared, beside.held
    of_target = None
    if beside.target and held and held.row is not None:
        of_target = distances.behind_target(held.row, beside.target.value, str(held.year))
    years = words.period(*(compared.years or (choice.year_from, choice.year_to)))
    median = compared.others.median if compared.others else None
    of_others = distances.behind_median(compared.row, median, years)
    return of_target or of_others, of_others


def _below(row: Row, target: Target | None) -> str:
    if words.shown(row) or words.coded(row):
        interval = words.interval(row, (target.value,) if target else ())
        told = (interval or _largest(row), words.of_units(row), words.earlier(row))
        return " · ".join(text for text in told if text)
    if not row["denominator"]:
        return ""
    return words.row_parts(row) if row["kind"] == "Share" else words.of_units(row)


def _largest(row: Row) -> str:
    """What a ratio of sums has in place of an interval: how much of it is one case."""
    largest: Any = row.get("largest_share")
    return f"one case: {words.share(largest)}" if words.known(largest) else ""


def _say(row: Row, compared: Compared) -> peer_comparison.Said:
    if not words.shown(row):
        return peer_comparison.Said("", words.why_none(row).words, ABSENT)
    return peer_comparison.say(compared)


def _known(row: Row, of: measure.Measure) -> str:
    """How much is known, or what keeps the number from being shown."""
    if row["status"] in (words.SHOWN, "bounds_only"):
        return words.coverage(row, of.unit_words)
    return words.explanation(row)


@dataclass(frozen=True)
class Group:
    """Measures that stand together; without a name all of them."""

    name: str
    lines: list[Line]


def groups(profile: list[Line], order: ProfileOrder) -> list[Group]:
    """The lines of the profile in an order, the first of them or all; or all by family."""
    match order:
        case ProfileOrder.ROOM:
            return [Group("", profile[:FIRST])]
        case ProfileOrder.EVERY:
            return [Group("", profile)]
        case ProfileOrder.FAMILY:
            return [
                Group(name, of_family)
                for name in families.NAMES.values()
                if (of_family := [line for line in profile if line.family == name])
            ]


def orders(choice: filters.Choice, chosen: ProfileOrder, held: Mapping[str, bool]) -> list[Named]:
    """The orders in words, each with its link; `held` says against what numbers can be held."""
    by = words.listing([name for name, is_held in held.items() if is_held])
    names = {
        ProfileOrder.ROOM: f"distance to {by}" if by else "catalogue",
        ProfileOrder.FAMILY: "family",
    }
    first = ProfileOrder.ROOM if chosen is ProfileOrder.EVERY else chosen
    return [
        (name, OverviewView(order).link(choice), order is first) for order, name in names.items()
    ]


def written(
    profile: list[Line],
    choice: filters.Choice,
    order: ProfileOrder = ProfileOrder.ROOM,
) -> str:
    """The profile; others have a column only where there are any."""
    # What keeps most of them from being compared is said once, and not in each line.
    uncompared = peer_comparison.most_alike(line.beside for line in profile)
    shown = groups([_without(line, uncompared) for line in profile], order)
    lines_shown = [line for group in shown for line in group.lines]
    peers = max((line.others.number for line in lines_shown if line.others), default=0)
    aimed = any(line.target for line in lines_shown)
    context = {
        "groups": shown,
        "orders": orders(choice, order, {"target": aimed, "others": bool(peers)}),
        "untold": filter_options.unavailable_note(CORE, choice),
        "more": len(profile) - len(lines_shown),
        "every": OverviewView(ProfileOrder.EVERY).link(choice),
        "fewer": OverviewView(ProfileOrder.ROOM).link(choice)
        if order is ProfileOrder.EVERY
        else "",
        "first": FIRST,
        "place": filters.subject(choice),
        "period": choice.period,
        "peers": peers,
        "compared": any(line.beside.reading or line.beside.why for line in lines_shown),
        "uncompared": uncompared,
        "targets": aimed,
        "broken": any(line.spark and line.spark.breaks for line in lines_shown),
        "rule": peer_comparison.RULE,
        "drawn": peer_comparison.DRAWN,
        "notes": noted.by_measure((line.id for line in lines_shown), choice),
        "methods": filters.link("methods", choice, choice.measure),
    }
    return panel.html("scorecard.html", context)


def _without(line: Line, uncompared: str) -> Line:
    is_said = bool(uncompared) and line.words == uncompared
    return replace(line, words="") if is_said else line
