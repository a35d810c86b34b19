"""The track of a measure: its dot and interval, the peers and the target, from 0 to the far end."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import words
from dashboard.shared.frames import targets
from dashboard.shared.frames.targets import Target
from dashboard.shared.peer_comparison import Middle
from metrics import kinds, results

# What has an end: 100 %, or some years of months. A count or a rate has none.
ON_A_TRACK = ("Share", "AmountRatio", "Duration")
# In which steps the ends of tracks of waits lie, by what they are told in.
APART = {kinds.MONTHS: 12, kinds.DAYS: 30}
Row = Mapping[str, Any]
_HALF = ("low", "high")


@dataclass(frozen=True)
class Track:
    """Places on a track, in percent of its length; None where there is nothing to draw.

    What has no end, a count for example, has no track: `spoken` alone says where it stands.
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


def draw_track(row: Row, peers: Middle | None, target: Target | None = None) -> Track:
    """The dot, its interval, the peers and the target on the track of the row's kind."""
    end = _end(row, peers, target)
    has_end = row["kind"] in ON_A_TRACK
    # Of a share that reads "<10 %" the limits are told, and no dot.
    own = has_end and bool(words.shown(row) or words.coded(row))
    marks = (row["value"], *results.limits(row)) if own else (None, None, None)
    among = (peers.median, peers.low, peers.high) if peers and has_end else (None, None, None)
    aim = target.value if target and has_end else None
    at, low, high, *peer, aimed_at = [_place(mark, end) for mark in (*marks, *among, aim)]
    if own and at is not None and row["kind"] == "Duration" and low is not None:
        # An interval without an upper limit runs to the end of the track.
        high = 100.0 if high is None else high
    ends = ("0", _said_end(row, end)) if row["kind"] == "Duration" else None
    spoken = _spoken(row, peers, target)
    return Track(at, low, high, peer[0], peer[1], peer[2], aimed_at, ends, spoken, has_end)


def _end(row: Row, peers: Middle | None, target: Target | None) -> float:
    """The far end of the track: 100 %, or of a wait whole years of months or months of days."""
    if row["kind"] != "Duration":
        return 1.0
    marks = [row["value"], row["high"], row["low"]] if words.shown(row) else []
    marks += [peers.high, peers.median] if peers else []
    marks += [target.value] if target else []
    per_drawn, apart = words.per_drawn(row), APART.get(words.kind_of(row), APART[kinds.MONTHS])
    longest = max((mark / per_drawn for mark in marks if words.known(mark)), default=1.0)
    return apart * (1 + longest // apart) * per_drawn


def _said_end(row: Row, end: float) -> str:
    unit = kinds.DAYS if words.kind_of(row) == kinds.DAYS else kinds.MONTHS
    return f"{end / words.per_drawn(row):.0f} {unit}"


def _place(mark: float | None, end: float) -> float | None:
    return round(100 * min(mark / end, 1.0), 1) if words.known(mark) and mark is not None else None


def _spoken(row: Row, peers: Middle | None, target: Target | None) -> str:
    """The track for those who do not see it."""
    parts = []
    aimed = (target.value,) if target else ()
    if words.shown(row) or words.coded(row):
        parts.append(words.value(row))
        parts += [f"interval {between}"] if (between := words.interval(row, aimed)) else []
    if peers:
        kind = words.kind_of(row)
        median = words.with_unit(row, words.number(kind, peers.median))
        half = [
            words.with_unit(row, words.number(kind, end))
            for end in (peers.low, peers.high)
            if words.known(end)
        ]
        around = f", middle half {half[0]} to {half[1]}" if len(half) == len(_HALF) else ""
        parts.append(f"median of {peers.number} others {median}{around}")
    parts += [f"target {targets.number(target, str(row.get('currency', '')))}"] if target else []
    return "; ".join(parts) or "no value"
