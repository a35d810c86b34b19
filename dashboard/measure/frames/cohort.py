"""The steps of a cohort as rows to draw, each of all who entered."""

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames import chart_rows, places
from metrics import cohort
from metrics.release import row as released

ENTERED = "Suspected"
NAMES = {
    "charged": "Charged",
    "decided": "Convicted or acquitted",
    "convicted": "Convicted",
    "final": "Convicted, with a final decision",
}


def rows(steps: pd.DataFrame) -> pd.DataFrame:
    """One row per step of one place, led by who entered; the columns that charts draw.

    `steps` has the columns of `metrics.cohort.steps`.
    """
    order = {name: place for place, name in enumerate(cohort.STEPS)}
    here = steps.sort_values("step", key=lambda names: names.map(order), ignore_index=True)
    missing = {name: float("nan") for name in ("low", "high", "bound_low", "bound_high")}
    entered = here.iloc[[0]].assign(step="", numerator=of(steps), denominator=of(steps))
    entered = entered.assign(unknown=0, value=1.0, coverage=1.0, status=words.SHOWN, **missing)
    drawn = chart_rows.obey_status(
        pd.concat([entered, here], ignore_index=True).assign(kind="Share")
    )
    return drawn.assign(
        label=[NAMES.get(step, ENTERED) for step in drawn["step"]],
        role=places.OWN,
        known=[_known(row) for row in each_row(drawn)],
    )


def of(steps: pd.DataFrame) -> float:
    """How many entered, whatever is known of them; of a release those of whom most is known.

    NaN where a release tells none of them.
    """
    if released.OF_RELEASE in steps:
        # Of two rounded numbers no sum is a number that was released.
        return float(steps["denominator"].max())
    return float((steps["denominator"] + steps["unknown"]).max())


def nobody(steps: pd.DataFrame) -> bool:
    """Whether it is known that nobody entered who was followed."""
    return set(steps["status"]) == {"not_yet_due"} or of(steps) == 0


def young(steps: pd.DataFrame) -> str:
    """How many are too young to be followed, in words; empty where nobody is, or none is told."""
    number = steps["not_yet_due"].max()
    if not words.known(number) or not number:
        return ""
    return words.about(steps.iloc[0].to_dict(), words.count(number))


def _known(row: dict) -> str:
    if row["status"] != words.SHOWN:
        return ""
    if not row["step"]:
        return words.about(row, words.tally(row, "denominator"))
    above, below = words.tally(row, "numerator"), words.tally(row, "denominator")
    return f"{row['number']}, {words.about(row, above)} of {below}"
