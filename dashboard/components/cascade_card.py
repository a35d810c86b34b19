"""Where the money stops: each step's amount, and in how many cases it is known."""

from dataclasses import dataclass

import pandas as pd

from dashboard import filters, words
from dashboard.components import panel

STEPS = {
    "proceeds_estimated": "Proceeds estimated",
    "identified": "Assets identified",
    "frozen": "Frozen or seized",
    "confiscated": "Confiscation ordered",
    "realised": "Actually realised",
    "compensation_ordered": "Compensation ordered",
    "paid_to_victims": "Paid to victims",
}
OF_VICTIMS = ("compensation_ordered", "paid_to_victims")
FROM_STEP, TO_STEP = "proceeds_estimated", "paid_to_victims"


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
        amount=words.amount(amount, str(row["currency"])) if known else "—",
        length=round(100 * amount / largest, 1) if known else 0.0,
        known=f"{words.count(known)} of {words.count(cases)} cases",
        known_share=words.share(known / cases),
        known_length=round(100 * known / cases, 1),
        of_victims=name in OF_VICTIMS,
    )


def sentence(frame: pd.DataFrame, jurisdiction: str) -> str:
    """The first and the last amount; no ratio, since each speaks of the cases it is known in."""
    here = frame[(frame["jurisdiction"] == jurisdiction) & (frame["cases_known"] > 0)]
    amounts = dict(zip(here["step"], here["amount"], strict=True))
    currencies = dict(zip(here["step"], here["currency"], strict=True))
    if not (amounts.get(FROM_STEP) and TO_STEP in amounts):
        return ""
    earned, paid = (
        words.amount(float(amounts[step]), currencies[step]) for step in (FROM_STEP, TO_STEP)
    )
    return f"{earned} of estimated proceeds are on record, and {paid} paid to victims."


def written(frame: pd.DataFrame, choice: filters.Choice) -> str:
    """The cascade of the chosen place and period."""
    context = {
        "steps": steps(frame, choice.jurisdiction),
        "sentence": sentence(frame, choice.jurisdiction),
        "period": choice.period,
        "money": filters.link("money", choice, choice.measure),
    }
    return panel.html("cascade_card.html", context)
