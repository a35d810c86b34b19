"""Tables of the page Measure: exits from a stage, and steps of a cohort."""

import pandas as pd

from dashboard import words
from dashboard.frames import chart_rows
from metrics import results, stage_transitions
from schemas.language import marked, n, t

WAY_NAMES = {
    stage_transitions.CHARGED: marked("Charged"),
    stage_transitions.CONVICTED: marked("Convicted"),
    stage_transitions.ACQUITTED: marked("Acquitted"),
    stage_transitions.FINAL: marked("Final decision"),
    "insufficient_evidence": marked("Not enough evidence"),
    "abroad_or_unknown": marked("Abroad, or whereabouts unknown"),
    "transferred_abroad": marked("Transferred abroad"),
    "victim_withdrew": marked("Victim withdrew"),
    "reclassified": marked("Reclassified"),
    "non_punishment": marked("Not punished"),
    "time_barred": marked("Time-barred"),
    "deceased": marked("Died"),
    "other": marked("Other reasons"),
    stage_transitions.NO_REASON: marked("No reason given"),
}
# A sentence for each outcome.
CAME_TO = {
    stage_transitions.CHARGED: marked("{share} were charged."),
    stage_transitions.CONVICTED: marked("{share} were convicted."),
    stage_transitions.ACQUITTED: marked("{share} were acquitted."),
    stage_transitions.FINAL: marked("{share} had a final decision."),
}
STILL_IN = marked("Still pending")
OTHER = "other"
# So many lines can be distinguished by their dashes; rarer reasons are merged into one.
LINES = 5
# After more months too few are still followed, or the law has changed since.
LAST_MONTH = 60
TOLD_MONTHS = (6, 12, 24, 36, 60)
# If fewer remain in the stage, people who are no longer followed could change little.
FEW_LEFT = 0.05
# The least distance between texts at the ends of lines, as a part of the height.
LEAST_APART = 0.065


def months_to_draw(persons: pd.DataFrame, window: int) -> int:
    """Return for how many months exits are drawn; 0 if too few people were followed.

    The chart ends when fewer than FEWEST_UNITS people are still followed, at the latest at
    LAST_MONTH. It goes on to the end of the `window` (months) if somebody was followed so long and
    at most the share FEW_LEFT of the people remain in the stage.
    """
    seen = stage_transitions.followed_days(persons)
    last = min(int(seen // words.DAYS_IN_MONTH), LAST_MONTH)
    longest = stage_transitions.known_exits(persons)[stage_transitions.DAYS].max()
    if 0 < last < window <= longest / words.DAYS_IN_MONTH:
        left = stage_transitions.share_still_in_stage(
            stage_transitions.cumulative_incidence(persons), seen
        )
        return window if left <= FEW_LEFT else last
    return last


def followed_counts(persons: pd.DataFrame) -> tuple[int, int]:
    """Return how many people can be followed, and how many are left out."""
    of = int(stage_transitions.known_exits(persons)[stage_transitions.PERSONS].sum())
    return of, int(persons[stage_transitions.PERSONS].sum()) - of


def merge_rare_exits(persons: pd.DataFrame, stage: stage_transitions.Stage) -> pd.DataFrame:
    """Return the same people, with the rarer reasons for leaving merged as `other`."""
    reasons = persons[persons[stage_transitions.WAY].isin(stage_transitions.REASONS)]
    often = (
        reasons.groupby(stage_transitions.WAY)[stage_transitions.PERSONS]
        .sum()
        .drop(OTHER, errors="ignore")
    )
    kept = set(often.sort_values(ascending=False).index[: LINES - 1 - len(stage.ways)])
    rare = persons[stage_transitions.WAY].isin(set(stage_transitions.REASONS) - kept)
    return persons.assign(way=persons[stage_transitions.WAY].mask(rare, OTHER))


def exit_lines(persons: pd.DataFrame, stage: stage_transitions.Stage, last: int) -> pd.DataFrame:
    """Return the share of people who left in each way by the end of each month up to `last`.

    Columns: way, month, share (0-1). The stage's own ways first, then reasons by frequency.
    """
    shares = stage_transitions.cumulative_incidence(merge_rare_exits(persons, stage))
    months = pd.RangeIndex(last + 1, name="month")
    exits = [
        stage_transitions.exit_shares_at(shares, month * words.DAYS_IN_MONTH) for month in months
    ]
    by_month = [{way: share for way, (share, _, _) in of_month.items()} for of_month in exits]
    wide = pd.DataFrame(by_month, index=months).ffill().fillna(0.0)
    own = [way for way in stage.ways if way in wide]
    others = wide.drop(columns=own).max().sort_index().sort_values(ascending=False)
    long = wide[[*own, *others.index]].reset_index().melt("month", None, "way", "share")
    return long[["way", "month", "share"]]


def exit_lines_table(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the lines as a table: Outcome, Month, Share with this outcome so far."""
    return pd.DataFrame(
        {
            t("Outcome"): [t(WAY_NAMES[way]) for way in drawn["way"]],
            t("Month"): drawn["month"],
            t("Share with this outcome so far"): drawn["share"],
        }
    )


def line_ends(drawn: pd.DataFrame) -> pd.DataFrame:
    """Return the last point of each line with its text. Columns: way, share, at, label, says."""
    last = drawn.groupby("way", sort=False).last().reset_index()
    text = [
        t("{outcome} {share}", outcome=t(WAY_NAMES[row["way"]]), share=words.share(row["share"]))
        for row in results.row_dicts(last)
    ]
    return last.assign(at=_spread_positions(list(last["share"])), label=text, says=text)[
        ["way", "share", "at", "label", "says"]
    ]


def _spread_positions(places: list[float]) -> list[float]:
    """Return the positions of texts, moved upwards where the texts would overlap."""
    least = LEAST_APART * max([*places, LEAST_APART])
    moved, below = list(places), -least
    for number, place in sorted(enumerate(places), key=lambda numbered: numbered[1]):
        below = max(place, below + least)
        moved[number] = below
    return moved


def exit_sentence(
    persons: pd.DataFrame,
    stage: stage_transitions.Stage,
    month: int,
    followed: int,
    population: str,
) -> str:
    """Return a sentence on how people left a stage within `month` months, and how many they are."""
    shares, day = stage_transitions.cumulative_incidence(persons), month * words.DAYS_IN_MONTH
    at = stage_transitions.exit_shares_at(shares, day)
    begin = n(
        "What happened within {count} month to the {followed} people followed ({population}):",
        "What happened within {count} months to the {followed} people followed ({population}):",
        month,
        followed=words.count(followed),
        population=population,
    )
    parts = [begin, *(_part(way, at[way]) for way in stage.ways if way in at)]
    gone = [share for way, (share, _, _) in at.items() if way not in stage.ways]
    if gone:
        parts.append(t("{share} ended for another reason.", share=words.share(sum(gone))))
    still = stage_transitions.share_still_in_stage(shares, day)
    parts.append(t("{share} were still pending.", share=words.share(still)))
    return " ".join(parts)


def _part(way: str, incidence: tuple[float, float, float]) -> str:
    share, low, high = incidence
    said = t(CAME_TO[way], share=words.share(share))
    if not (words.is_known_number(low) and words.is_known_number(high)):
        return said
    interval = t("95% confidence interval: {interval}.", interval=words.between(low, high))
    return f"{said} {interval}"


def exit_table(persons: pd.DataFrame, stage: stage_transitions.Stage, last: int) -> pd.DataFrame:
    """Return a table of ways to leave a stage: Outcome, People, and the share after some months."""
    shares = stage_transitions.cumulative_incidence(persons)
    seen = stage_transitions.known_exits(persons)
    count = seen.groupby(stage_transitions.WAY)[stage_transitions.PERSONS].sum()
    ways = [way for way in (*stage.ways, *stage_transitions.REASONS) if way in count.index]
    rows = {
        t("Outcome"): [*(t(WAY_NAMES[way]) for way in ways), t(STILL_IN)],
        t("People"): [
            *(words.count(count[way]) for way in ways),
            words.count(count.get(stage_transitions.OPEN, 0)),
        ],
    }
    for month in (one for one in TOLD_MONTHS if one <= last):
        day = month * words.DAYS_IN_MONTH
        at = stage_transitions.exit_shares_at(shares, day)
        still = stage_transitions.share_still_in_stage(shares, day)
        cells = [_share_cell(*at[way]) if way in at else words.share(0) for way in ways]
        rows[n("Within {count} month", "Within {count} months", month)] = [
            *cells,
            words.share(still),
        ]
    return pd.DataFrame(rows)


def _share_cell(share: float, low: float, high: float) -> str:
    if not (words.is_known_number(low) and words.is_known_number(high)):
        return words.share(share)
    return f"{words.share(share)} ({words.between(low, high)})"


ENTERED = marked("Suspected")
STEP_NAMES = {
    "charged": marked("Charged"),
    "decided": marked("Convicted or acquitted"),
    "convicted": marked("Convicted"),
    "final": marked("Convicted, with a final decision"),
}


def cohort_rows(steps: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of the chart of a cohort: all people of the cohort first, then each step.

    `steps` has the columns of `metrics.stage_transitions.cohort_steps`.
    """
    order = {name: position for position, name in enumerate(stage_transitions.COHORT_STEPS)}
    here = steps.sort_values("step", key=lambda names: names.map(order), ignore_index=True)
    # Everybody entered, which is no estimate.
    interval = ("low", "high", *chart_rows.REGION, *chart_rows.BOUNDS)
    missing = dict.fromkeys(interval, float("nan"))
    entered = here.iloc[[0]].assign(
        step="", numerator=entered_count(steps), denominator=entered_count(steps)
    )
    entered = entered.assign(unknown=0, value=1.0, coverage=1.0, status=words.SHOWN, **missing)
    drawn = chart_rows.hide_by_status(
        pd.concat([entered, here], ignore_index=True).assign(kind="Share")
    )
    return drawn.assign(
        label=[t(STEP_NAMES.get(step, ENTERED)) for step in drawn["step"]],
        role=chart_rows.OWN,
        known=[_known(row) for row in results.row_dicts(drawn)],
    )


def entered_count(steps: pd.DataFrame) -> float:
    """Return how many people a cohort has; NaN if a release does not contain it.

    For a release it is the largest number of people whose answer to a step is known.
    """
    if results.OF_RELEASE in steps:
        # The sum of two rounded numbers would be a number that was not released.
        return float(steps["denominator"].max())
    return float((steps["denominator"] + steps["unknown"]).max())


def is_empty_cohort(steps: pd.DataFrame) -> bool:
    """Return whether the cohort certainly has no people who could be followed."""
    return set(steps["status"]) == {"not_yet_due"} or entered_count(steps) == 0


def too_recent_text(steps: pd.DataFrame) -> str:
    """Return how many people are too recent to be followed, as text; empty if none or not known."""
    number = steps["not_yet_due"].max()
    if not words.is_known_number(number) or not number:
        return ""
    return words.with_about(steps.iloc[0].to_dict(), words.count(number))


def _known(row: dict) -> str:
    if row["status"] != words.SHOWN:
        return ""
    if not row["step"]:
        return words.with_about(row, words.count_text(row, "denominator"))
    above, below = words.count_text(row, "numerator"), words.count_text(row, "denominator")
    return t(
        "{share}, {number} of {total}",
        share=row["number"],
        number=words.with_about(row, above),
        total=below,
    )
