"""Where the money stops: from the estimated proceeds to what was paid to victims."""

import pandas as pd
from sqlalchemy import Connection

from metrics.gaps import Gap
from metrics.queries import money_steps
from metrics.request import JURISDICTION, Scope
from metrics.results import Only, Years, jurisdictions, request
from metrics.units.money import STEPS, per_case_money
from schemas import database

EVER: Years = (None, None)
COLUMNS = [JURISDICTION, "step", "amount", "currency", "cases_known", "cases"]


def steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """What the money of charged cases comes to at each step, in the order in which it passes them.

    Columns jurisdiction, step (STEPS), amount (in `currency`, the sum over the cases in which all
    of it is known), currency, cases_known, cases. A step whose table was never sent is known in no
    case.
    """
    asked = request(connection, scope, years=years, only=only)
    wide = database.read_frame(connection, money_steps(asked)).to_pandas()
    frame = pd.concat([_step(wide, name, asked.gaps) for name in STEPS], ignore_index=True)
    currencies = jurisdictions(connection, scope)[[JURISDICTION, "currency"]]
    frame["order"] = frame["step"].map({name: place for place, name in enumerate(STEPS)})
    frame = frame.merge(currencies, how="left", on=JURISDICTION)
    return frame.sort_values([JURISDICTION, "order"], ignore_index=True)[COLUMNS]


def _step(wide: pd.DataFrame, name: str, known_gaps: tuple[Gap, ...]) -> pd.DataFrame:
    needs = per_case_money.c[name].info["needs"]
    never = {gap.jurisdiction for gap in known_gaps if gap.is_total and gap.touches(needs)}
    collected = ~wide[JURISDICTION].isin(never)
    return pd.DataFrame(
        {
            JURISDICTION: wide[JURISDICTION],
            "step": name,
            "amount": wide[f"{name}_amount"].astype(float).where(collected, 0.0),
            "cases_known": wide[f"{name}_known"].where(collected, 0),
            "cases": wide["cases"],
        }
    )
