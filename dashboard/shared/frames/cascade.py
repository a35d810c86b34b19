"""The money by step: one frame feeds the component on pages, the picture and the table in files."""

import pandas as pd

from dashboard import words
from dashboard.each_row import each_row

OWN, VICTIMS = "own", "victims"
NAMES = {
    "proceeds_estimated": "Proceeds estimated",
    "identified": "Assets identified",
    "frozen": "Frozen or seized",
    "confiscated": "Confiscation ordered",
    "realised": "Actually realised",
    "compensation_ordered": "Compensation ordered",
    "paid_to_victims": "Paid to victims",
}
OF_VICTIMS = ("compensation_ordered", "paid_to_victims")
COLUMNS = (
    *("step", "label", "role", "amount", "amount_label"),
    *("known_share", "known_label", "cases_label", "says"),
)


def steps(cascade: pd.DataFrame) -> pd.DataFrame:
    """Per step in the order money takes: COLUMNS; `known_share` is a part of 1.

    `cascade` holds one place's rows of `metrics.cascade.steps`. An amount known in no case is
    *not recorded*, not 0: it is where records end.
    """
    by_step = {str(row["step"]): row for row in each_row(cascade)}
    rows = []
    for step, label in NAMES.items():
        row = by_step.get(step, {"amount": None, "currency": "", "cases_known": 0, "cases": 0})
        cases, known = int(row["cases"] or 0), int(row["cases_known"] or 0)
        amount = float(row["amount"]) if known and words.known(row["amount"]) else None
        amount_label = (
            words.amount(amount, row["currency"] or "") if amount is not None else "Not recorded"
        )
        share = known / cases if cases else None
        known_label = words.share(share) if share is not None else words.absence("empty").glyph
        of = f"{words.count(known)} of {words.counted(cases, 'case')}"
        says = f"{label}: {amount_label}, known in {of}"
        role = VICTIMS if step in OF_VICTIMS else OWN
        rows.append((step, label, role, amount, amount_label, share, known_label, of, says))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def numbers(drawn: pd.DataFrame, currency: str) -> pd.DataFrame:
    """The steps of `steps` as numbers. An amount that is not recorded is blank, and says so."""
    return pd.DataFrame(
        {
            "Step": drawn["label"],
            "Amount": drawn["amount"].astype(float),
            "Currency": currency,
            "Known for": drawn["known_share"].astype(float),
            "Amount known in": drawn["cases_label"],
            "In words": drawn["says"],
        }
    )
