"""How a stage is left, as lines with their words, as a table and in a sentence."""

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from metrics import competing_exits

NAMES = {
    competing_exits.CHARGED: "Charged",
    competing_exits.CONVICTED: "Convicted",
    competing_exits.ACQUITTED: "Acquitted",
    competing_exits.FINAL: "Final",
    "insufficient_evidence": "Evidence lacking",
    "abroad_or_unknown": "Abroad",
    "transferred_abroad": "Transferred",
    "victim_withdrew": "Victim withdrew",
    "reclassified": "Reclassified",
    "non_punishment": "Not punished",
    "time_barred": "Time-barred",
    "deceased": "Died",
    "other": "Other reasons",
    competing_exits.NO_REASON: "No reason given",
}
# What a sentence says that persons have come to.
CAME_TO = {
    competing_exits.CHARGED: "were charged",
    competing_exits.CONVICTED: "were convicted",
    competing_exits.ACQUITTED: "were acquitted",
    competing_exits.FINAL: "had a final decision",
}
STILL_IN = "Still in it"
OTHER = "other"
# As many lines can be told apart by their dashes; rarer reasons are one line.
LINES = 5
# Later, too few are still seen, or the law has changed since.
LAST_MONTH = 60
TOLD_MONTHS = (6, 12, 24, 36, 60)
# Where fewer are still in it, those no longer seen could change little.
FEW_LEFT = 0.05
# Between the words at the lines' ends, as a part of the height.
LEAST_APART = 0.065


def months_seen(persons: pd.DataFrame, window: int) -> int:
    """For how many whole months a place's persons are drawn; 0 for too few to draw.

    While enough are still seen, and to the end of the window where hardly anybody is left.
    """
    seen = competing_exits.seen_for(persons)
    last = min(int(seen // words.DAYS_IN_MONTH), LAST_MONTH)
    longest = competing_exits.followed(persons)[competing_exits.DAYS].max()
    if 0 < last < window <= longest / words.DAYS_IN_MONTH:
        left = competing_exits.still_in(competing_exits.cumulative_incidence(persons), seen)
        return window if left <= FEW_LEFT else last
    return last


def known(persons: pd.DataFrame) -> tuple[int, int]:
    """How many persons can be followed, and how many are left out."""
    of = int(competing_exits.followed(persons)[competing_exits.PERSONS].sum())
    return of, int(persons[competing_exits.PERSONS].sum()) - of


def merged(persons: pd.DataFrame, stage: competing_exits.Stage) -> pd.DataFrame:
    """The same persons, where the rarer reasons for leaving are `other`."""
    reasons = persons[persons[competing_exits.WAY].isin(competing_exits.REASONS)]
    often = (
        reasons.groupby(competing_exits.WAY)[competing_exits.PERSONS]
        .sum()
        .drop(OTHER, errors="ignore")
    )
    kept = set(often.sort_values(ascending=False).index[: LINES - 1 - len(stage.ways)])
    rare = persons[competing_exits.WAY].isin(set(competing_exits.REASONS) - kept)
    return persons.assign(way=persons[competing_exits.WAY].mask(rare, OTHER))


def lines(persons: pd.DataFrame, stage: competing_exits.Stage, last: int) -> pd.DataFrame:
    """Columns way, month, share (0-1): each way at the end of each month up to the `last`.

    The stage's own ways first, then the reasons, the most frequent first.
    """
    shares = competing_exits.cumulative_incidence(merged(persons, stage))
    rows = [
        (way, month, share[0])
        for month in range(last + 1)
        for way, share in competing_exits.at(shares, month * words.DAYS_IN_MONTH).items()
    ]
    monthly = pd.DataFrame(rows, columns=["way", "month", "share"])
    ways = _order(monthly, stage)
    wide = monthly.pivot_table(index="month", columns="way", values="share")
    drawn = wide.reindex(range(last + 1)).ffill().fillna(0.0).reindex(columns=ways)
    long = drawn.reset_index().melt("month", var_name="way", value_name="share")
    return long[["way", "month", "share"]]


def _order(monthly: pd.DataFrame, stage: competing_exits.Stage) -> list[str]:
    own = [way for way in stage.ways if way in set(monthly["way"])]
    others = monthly[~monthly["way"].isin(own)].groupby("way")["share"].max()
    return own + list(others.sort_values(ascending=False).index)


def numbers(drawn: pd.DataFrame) -> pd.DataFrame:
    """The lines of `lines` as numbers. Columns: Way out, Month, Share that has left by it."""
    return pd.DataFrame(
        {
            "Way out": [NAMES[way] for way in drawn["way"]],
            "Month": drawn["month"],
            "Share that has left by it": drawn["share"],
        }
    )


def ends(drawn: pd.DataFrame) -> pd.DataFrame:
    """The last point of each line and its words. Columns way, share, at, label, says."""
    last = drawn.groupby("way", sort=False).last().reset_index()
    text = [f"{NAMES[row['way']]} {words.share(row['share'])}" for row in each_row(last)]
    return last.assign(at=_apart(list(last["share"])), label=text, says=text)[
        ["way", "share", "at", "label", "says"]
    ]


def _apart(places: list[float]) -> list[float]:
    """The places, moved upwards where their words would meet."""
    least = LEAST_APART * max([*places, LEAST_APART])
    order = sorted(range(len(places)), key=lambda place: places[place])
    moved, below = dict[int, float](), -least
    for place in order:
        below = max(places[place], below + least)
        moved[place] = below
    return [moved[place] for place in range(len(places))]


def told_month(last: int, window: int) -> int:
    """The month of which the sentence speaks: that of the window, or the last that is seen."""
    return window if 0 < window <= last else last


def sentence(persons: pd.DataFrame, stage: competing_exits.Stage, month: int, of: str) -> str:
    """What became of the persons `of` a stage within so many months, and of how many it is told."""
    shares, day = competing_exits.cumulative_incidence(persons), month * words.DAYS_IN_MONTH
    at = competing_exits.at(shares, day)
    parts = [_part(way, at[way]) for way in stage.ways if way in at]
    gone = [share for way, (share, _, _) in at.items() if way not in stage.ways]
    if gone:
        parts.append(f"{words.share(sum(gone))} left otherwise")
    still = competing_exits.still_in(shares, day)
    parts.append(f"{words.share(still)} were still in it")
    return f"Of {of}, within {month} months {words.listing(parts)}."


def _part(way: str, incidence: tuple[float, float, float]) -> str:
    share, low, high = incidence
    return f"{words.share(share)} {CAME_TO[way]}{_interval(low, high)}"


def _interval(low: float, high: float) -> str:
    if not (words.known(low) and words.known(high)):
        return ""
    return f" (95{words.NO_BREAK}% interval {words.between(low, high)})"


def table(persons: pd.DataFrame, stage: competing_exits.Stage, last: int) -> pd.DataFrame:
    """Each way out in words. Columns: Way out, Persons, and the share after some months."""
    shares, seen = competing_exits.cumulative_incidence(persons), competing_exits.followed(persons)
    count = seen.groupby(competing_exits.WAY)[competing_exits.PERSONS].sum()
    ways = [way for way in (*stage.ways, *competing_exits.REASONS) if way in count.index]
    rows = {
        "Way out": [*(NAMES[way] for way in ways), STILL_IN],
        "Persons": [
            *(words.count(count[way]) for way in ways),
            words.count(count.get(competing_exits.OPEN, 0)),
        ],
    }
    for month in (one for one in TOLD_MONTHS if one <= last):
        day = month * words.DAYS_IN_MONTH
        at, still = competing_exits.at(shares, day), competing_exits.still_in(shares, day)
        cells = [_cell(*at[way]) if way in at else words.share(0) for way in ways]
        rows[f"Within {month} months"] = [*cells, words.share(still)]
    return pd.DataFrame(rows)


def _cell(share: float, low: float, high: float) -> str:
    return (
        f"{words.share(share)}{_interval(low, high).replace(f'95{words.NO_BREAK}% interval ', '')}"
    )
