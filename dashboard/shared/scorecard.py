"""The quality profile: one line per measure, with its interval, its peers and its years."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from dashboard import filters, offered, rounded, words
from dashboard.each_row import each_row
from dashboard.shared import noted, panel, sparkline, standing, tracks
from dashboard.shared.frames import distances, families, progress, said, targets
from dashboard.shared.frames.progress import Progress
from dashboard.shared.frames.targets import Target, Targets
from dashboard.shared.profile_order import Order, link
from dashboard.shared.standing import Peers, Reading
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
    """What a measure's number is read with: peers, a target and what is held against it, years."""

    peers: Peers | None
    target: Target | None
    held: str
    spark: sparkline.Spark | None
    changed: progress.Cell


@dataclass(frozen=True)
class OfPlace:
    """What is known of the chosen place beside its numbers, by measure.

    `aims` are its targets, `last_due` the last year of which all is due, `changed` the last years
    beside those before them.
    """

    aims: Targets = field(default_factory=dict)
    last_due: Mapping[str, int] = field(default_factory=dict)
    changed: Mapping[str, Progress | None] = field(default_factory=dict)


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
    compared: bool
    room: distances.Place


def ids(choice: filters.Choice) -> tuple[str, ...]:
    """The measures that are shown at once; how many there were is the card beside them.

    One that counts what has no form, inspections for example, is not told under a form.
    """
    return offered.told(CORE, choice)


def lines(
    rows: pd.DataFrame,
    by_year: pd.DataFrame,
    places: tuple[str, ...],
    choice: filters.Choice,
    place: OfPlace | None = None,
) -> list[Line]:
    """The profile of the chosen place: what is furthest behind its target, then behind its peers.

    Whatever is behind neither follows in the order of the catalogue (`distances.behind`), what has
    no number last: a source that records little would begin with a list of what it lacks.
    `rows` and `by_year` have the columns of `metrics.results.rows`, the latter also those of
    `stretches.every`; `places` are the peers.
    """
    known, written = place or OfPlace(), []
    of_all = _by_measure(rows, [name for name in standing.PEER if name in rows])
    own_years = by_year[by_year["jurisdiction"] == choice.jurisdiction]
    years_of = _by_measure(own_years, () if known.aims else ("measure", *sparkline.COLUMNS))
    own = each_row(rows[rows["jurisdiction"] == choice.jurisdiction])
    own_rows = {str(row["measure"]): row for row in reversed(own)}
    for id_ in ids(choice):
        years = years_of.get(id_, [])
        row = own_rows.get(id_) or nothing(catalogue.CATALOGUE[id_])
        peers = standing.peers_of(of_all.get(id_, []), places)
        beside = Beside(
            peers,
            target := known.aims.get(id_),
            targets.short(targets.held_of_rows(years, target, known.last_due[id_]), target)
            if target
            else "",
            sparkline.of_rows(years),
            progress.cell(known.changed[id_]) if id_ in known.changed else progress.NOTHING,
        )
        written.append(_line(row, beside, choice))
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


def _line(row: Row, beside: Beside, choice: filters.Choice) -> Line:
    of = catalogue.CATALOGUE[row["measure"]]
    reading = standing.reading(row, beside.peers, of.direction)
    number, unit = words.in_two(row)
    sign = _said(row, reading)
    distance = distances.behind(
        row,
        target=beside.target.value if beside.target else None,
        median=beside.peers.median if beside.peers else None,
    )
    return Line(
        id=of.id,
        title=of.title,
        family=families.NAMES[of.family],
        of=of.denominator_words,
        href=filters.link("measure", choice, of.id),
        number=number,
        unit=unit,
        below=_below(row),
        track=tracks.of(row, beside.peers, beside.target),
        spark=beside.spark,
        changed=beside.changed,
        glyph=sign.glyph,
        words=sign.words,
        look=sign.look,
        known=_known(row, of),
        target=beside.held,
        gap=distance.says if distance else "",
        compared=reading is not None,
        room=distances.place(distance),
    )


def _below(row: Row) -> str:
    if words.shown(row) or words.coded(row):
        beside = (words.interval(row) or _largest(row), words.of_units(row), rounded.earlier(row))
        return " · ".join(text for text in beside if text)
    if not row["denominator"]:
        return ""
    return said.parts(row) if row["kind"] == "Share" else words.of_units(row)


def _largest(row: Row) -> str:
    """What a ratio of sums has in place of an interval: how much of it is one case."""
    largest: Any = row.get("largest_share")
    return f"one case: {words.share(largest)}" if words.known(largest) else ""


def _said(row: Row, reading: Reading | None) -> standing.Said:
    if not words.shown(row):
        return standing.Said("", words.why_none(row).words, ABSENT)
    return standing.SAID[reading] if reading else standing.Said("", "", "plain")


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


def groups(profile: list[Line], order: Order) -> list[Group]:
    """The lines of the profile in an order, the first of them or all; or all by family."""
    match order:
        case Order.ROOM:
            return [Group("", profile[:FIRST])]
        case Order.EVERY:
            return [Group("", profile)]
        case Order.FAMILY:
            return [
                Group(name, of_family)
                for name in families.NAMES.values()
                if (of_family := [line for line in profile if line.family == name])
            ]


def orders(choice: filters.Choice, chosen: Order, held: Mapping[str, bool]) -> list[Named]:
    """The orders in words, each with its link; `held` says against what numbers can be held."""
    by = words.listing([name for name, is_held in held.items() if is_held])
    names = {Order.ROOM: f"distance to {by}" if by else "catalogue", Order.FAMILY: "family"}
    first = Order.ROOM if chosen is Order.EVERY else chosen
    return [(name, link(choice, order), order is first) for order, name in names.items()]


def written(
    profile: list[Line],
    places: tuple[str, ...],
    choice: filters.Choice,
    order: Order = Order.ROOM,
) -> str:
    """The profile; peers have a column only where there are any."""
    shown = groups(profile, order)
    lines_shown = [line for group in shown for line in group.lines]
    peers = any(line.track.peer_at is not None for line in lines_shown)
    aimed = any(line.target for line in lines_shown)
    context = {
        "groups": shown,
        "orders": orders(choice, order, {"target": aimed, "peers": peers}),
        "untold": offered.untold(CORE, choice),
        "more": len(profile) - len(lines_shown),
        "every": link(choice, Order.EVERY),
        "fewer": link(choice, Order.ROOM) if order is Order.EVERY else "",
        "first": FIRST,
        "place": filters.subject(choice),
        "period": choice.period,
        "peers": len(places) if peers else 0,
        "targets": aimed,
        "broken": any(line.spark and line.spark.breaks for line in lines_shown),
        "rule": standing.RULE,
        "notes": noted.by_measure((line.id for line in lines_shown), choice),
        "methods": filters.link("methods", choice, choice.measure),
    }
    return panel.html("scorecard.html", context)
