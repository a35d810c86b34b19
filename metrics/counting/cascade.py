"""Where the money stops: from the estimated proceeds to what was paid to victims."""

import pandas as pd
from sqlalchemy import Connection

from metrics.counting.queries import money_steps
from metrics.counting.request import EVER, JURISDICTION, Only, Scope, Years
from metrics.counting.results import jurisdictions, request
from metrics.counting.rows import FEWEST_UNITS
from metrics.units.money import STEP_ENDS, STEPS
from schemas.store import database

# As for shares: of fewer cases chance decides what reached victims.
FEWEST_CASES = FEWEST_UNITS
BOTH_KNOWN, IN_BOTH = "both_known", "in_both"
COLUMNS = [JURISDICTION, "step", "amount", "currency", "cases_known", "cases", IN_BOTH, BOTH_KNOWN]


def steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """What the money of charged cases comes to at each step, in the order in which it passes them.

    Columns jurisdiction, step (STEPS), amount (in `currency`, the sum over the cases in which all
    of it is known), currency, cases_known, cases; both_known, the cases in which the first step and
    the last (STEP_ENDS) are both known, and in_both, what each of these two comes to in them (NaN
    for the steps between). Where a step is not collected it is known in no case.
    """
    asked = request(connection, scope, years=years, only=only)
    wide = database.read_kept(connection, money_steps(asked.shape), asked.values).to_pandas()
    frame = pd.concat([_step(wide, name) for name in STEPS], ignore_index=True)
    currencies = jurisdictions(connection, scope)[[JURISDICTION, "currency"]]
    frame["order"] = frame["step"].map({name: place for place, name in enumerate(STEPS)})
    frame = frame.merge(currencies, how="left", on=JURISDICTION)
    return frame.sort_values([JURISDICTION, "order"], ignore_index=True)[COLUMNS]


def _step(wide: pd.DataFrame, name: str) -> pd.DataFrame:
    in_both = wide[f"{name}_{IN_BOTH}"] if name in STEP_ENDS else pd.Series(None, wide.index)
    return pd.DataFrame(
        {
            JURISDICTION: wide[JURISDICTION],
            "step": name,
            "amount": wide[f"{name}_amount"].astype(float),
            "cases_known": wide[f"{name}_known"],
            "cases": wide["cases"],
            IN_BOTH: in_both.astype(float),
            BOTH_KNOWN: wide[BOTH_KNOWN],
        }
    )
