"""Place a value, its interval, other places' quartiles and a target on one small scale."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import words
from dashboard.frames import targets
from dashboard.frames.peer_comparison import Quartiles
from dashboard.frames.targets import Target
from metrics import measure_kinds, results
from schemas.language import marked, n, t

# Kinds whose scale has an end: 100%, or some years. Counts and rates have none.
ON_A_TRACK = ("Share", "AmountRatio", "Duration")
# The steps in which tracks of durations get longer, by unit.
APART = {measure_kinds.MONTHS: 12, measure_kinds.DAYS: 30}
Row = Mapping[str, Any]
HOW_TO_READ = marked(
    "Dot: the value. Line: its 95% confidence interval. Scales end at 100%, or at the time that is"
    " given."
)
HOW_TO_READ_BOX = marked("Box: the middle 50% of the comparable others, with their median.")


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


def has_others(drawn: Iterable[Track]) -> bool:
    """Return whether any track shows the quartiles of other places."""
    return any(track.peer_at is not None for track in drawn)


def place_on_track(row: Row, peers: Quartiles | None, target: Target | None = None) -> Track:
    """Return the positions of a value, its interval, other places' quartiles and the target."""
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
    """Return the value at the track's end: 100%, or a whole number of years or months."""
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
    median, low, high = (
        words.with_unit(row, end) if words.is_known_number(end) else ""
        for end in (peers.median, peers.low, peers.high)
    )
    if low and high:
        return n(
            "median of {count} other {median}, middle 50% {low} to {high}",
            "median of {count} others {median}, middle 50% {low} to {high}",
            peers.number,
            median=median,
            low=low,
            high=high,
        )
    return n(
        "median of {count} other {median}",
        "median of {count} others {median}",
        peers.number,
        median=median,
    )
