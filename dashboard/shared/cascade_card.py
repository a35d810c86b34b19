"""Where the money stops: each step's amount, and in how many cases it is known."""

from dataclasses import dataclass

import pandas as pd

from dashboard import filters, words
from dashboard.shared import panel
from metrics import cascade

STEPS = {
    "proceeds_estimated": "Proceeds estimated",
    "identified": "Assets identified",
    "frozen": "Frozen or seized",
    "confiscated": "Confiscation ordered",
    "realised": "Actually realised",
    "compensation_ordered": "Compensation ordered",
    "paid_to_victims": "Paid to victims",
}
NOT_RECORDED = words.absence(words.NOT_COLLECTED).glyph
OF_VICTIMS = ("compensation_ordered", "paid_to_victims")
FROM_STEP, TO_STEP = cascade.STEP_ENDS


@dataclass(frozen=True)
class Step:
    """One step, with its bars in percent."""

    id: str
    name: str
    amount: str
    length: float
    known: str
    known_share: str
    known_length: float
    of_victims: bool


def steps(frame: pd.DataFrame, jurisdiction: str) -> list[Step]:
    """The steps in the order money takes. `frame` has the columns of `metrics.cascade.steps`.

    A step whose amount is known in no case is kept and says so: it is where records end. Without
    any amount there are no steps.
    """
    here = frame[frame["jurisdiction"] == jurisdiction].set_index("step")
    if not here["cases_known"].any():
        return []
    largest = here["amount"].max() or 1
    return [
        _step(name, here.loc[name].to_dict(), float(largest))
        for name in STEPS
        if name in here.index
    ]


def _step(name: str, row: dict[str, object], largest: float) -> Step:
    amount, known, cases = (float(str(row[key])) for key in ("amount", "cases_known", "cases"))
    return Step(
        id=name,
        name=STEPS[name],
        amount=words.amount(amount, str(row["currency"])) if known else NOT_RECORDED,
        length=round(100 * amount / largest, 1) if known else 0.0,
        known=f"{words.count(known)} of {_cases(int(cases))}",
        known_share=words.share(known / cases),
        known_length=round(100 * known / cases, 1),
        of_victims=name in OF_VICTIMS,
    )


def sentence(frame: pd.DataFrame, jurisdiction: str) -> str:
    """What was earned, and what victims were paid, in the same cases: those with both known.

    Empty where one of the two is known in no case at all.
    """
    here = frame[frame["jurisdiction"] == jurisdiction].set_index("step")
    if not {FROM_STEP, TO_STEP} <= set(here.index[here["cases_known"] > 0]):
        return ""
    both, cases = (int(here.loc[FROM_STEP, name]) for name in ("both_known", "cases"))
    if both < cascade.FEWEST_CASES:
        return (
            "What was earned and what victims were paid are both known in "
            f"{words.count(both) if both else 'none'} of the {_cases(cases)} "
            "charged: too few to set one against the other."
        )
    earned, paid = (
        words.amount(float(here.loc[step, "in_both"]), str(here.loc[step, "currency"]))
        for step in (FROM_STEP, TO_STEP)
    )
    return (
        # No part of it: a State fund may have paid.
        f"Proceeds are estimated at {earned} and victims were paid {paid}, in the "
        f"{words.count(both)} of {_cases(cases)} charged in which both are known."
    )


def _cases(number: int) -> str:
    return words.counted(number, "case")


def written(frame: pd.DataFrame, choice: filters.Choice) -> str:
    """The cascade of the chosen place and period."""
    context = {
        "steps": steps(frame, choice.jurisdiction),
        "sentence": sentence(frame, choice.jurisdiction),
        "period": choice.period,
        "money": filters.link("money", choice, choice.measure),
    }
    return panel.html("cascade_card.html", context)
