"""The money by step: amounts in words, and in how many cases each is known."""

import pandas as pd

from dashboard import words
from dashboard.shared import cascade_card

OWN, VICTIMS = "own", "victims"


def steps(cascade: pd.DataFrame) -> pd.DataFrame:
    """Per step in order: label, role, amount, amount_label, known_share (0-1), known_label, says,
    cases_label.

    `cascade` holds one place's rows of `metrics.cascade.steps`. An amount known in no case is
    *not recorded*, not 0.
    """
    by_step = {str(row["step"]): row for row in cascade.to_dict("records")}
    rows = []
    for step, label in cascade_card.STEPS.items():
        row = by_step.get(step, {"amount": None, "currency": "", "cases_known": 0, "cases": 0})
        cases, known = int(row["cases"] or 0), int(row["cases_known"] or 0)
        amount = float(row["amount"]) if known and words.known(row["amount"]) else None
        amount_label = (
            words.amount(amount, row["currency"] or "") if amount is not None else "Not recorded"
        )
        share = known / cases if cases else None
        known_label = words.share(share) if share is not None else words.absence("empty").glyph
        of = f"{words.count(known)} of {words.count(cases)} {'case' if cases == 1 else 'cases'}"
        says = f"{label}: {amount_label}, known in {of}"
        role = VICTIMS if step in cascade_card.OF_VICTIMS else OWN
        rows.append((label, role, amount, amount_label, share, known_label, says, of))
    columns = ["label", "role", "amount", "amount_label", "known_share", "known_label", "says"]
    return pd.DataFrame(rows, columns=[*columns, "cases_label"])
