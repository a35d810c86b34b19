"""The steps of a cohort as rows to draw, each of all who entered."""

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row
from dashboard.shared.frames import places, said
from metrics import cohort

ENTERED = "Suspected"
NAMES = {
    "charged": "Charged",
    "decided": "Convicted or acquitted",
    "convicted": "Convicted",
    "final": "Finally convicted",
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
    drawn = said.obeying(pd.concat([entered, here], ignore_index=True).assign(kind="Share"))
    return drawn.assign(
        label=[NAMES.get(step, ENTERED) for step in drawn["step"]],
        role=places.OWN,
        known=[_known(row) for row in each_row(drawn)],
    )


def of(steps: pd.DataFrame) -> int:
    """How many entered, whatever is known of them."""
    return int((steps["denominator"] + steps["unknown"]).max())


def _known(row: dict) -> str:
    if row["status"] != words.SHOWN:
        return ""
    if not row["step"]:
        return words.count(row["denominator"])
    return f"{row['number']}, {words.count(row['numerator'])} of {words.count(row['denominator'])}"
