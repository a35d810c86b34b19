"""Where the money stops: from the estimated proceeds to what was paid to victims."""

from collections.abc import Iterable
from operator import itemgetter

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection

from metrics.counting.queries import money_steps
from metrics.counting.request import EVER, JURISDICTION, Only, Scope, Years
from metrics.counting.results import currencies, request
from metrics.counting.rows import FEWEST_UNITS
from metrics.units.money import STEP_ENDS as STEP_ENDS
from metrics.units.money import STEPS
from schemas.store import database

# As for shares: of fewer cases chance decides what reached victims.
FEWEST_CASES = FEWEST_UNITS
BOTH_KNOWN, IN_BOTH = "both_known", "in_both"


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
    wide = database.read_precompiled(connection, money_steps(asked.shape), asked.values)
    currency = currencies(connection, scope)
    # Of a row of each place: frames of each step take longer than to ask.
    rows = [
        (place[JURISDICTION], currency.get(place[JURISDICTION]) or None, place, name)
        for place in sorted(wide.iter_rows(named=True), key=itemgetter(JURISDICTION))
        for name in STEPS
    ]
    return pd.DataFrame(
        {
            JURISDICTION: pd.array([code for code, *_ in rows], "str"),
            "step": pd.array([name for *_, name in rows], "str"),
            "amount": _floats(place[f"{name}_amount"] for *_, place, name in rows),
            "currency": pd.array([of for _, of, *_ in rows], "str"),
            "cases_known": _counts(place[f"{name}_known"] for *_, place, name in rows),
            "cases": _counts(place["cases"] for *_, place, _ in rows),
            IN_BOTH: _floats(place.get(f"{name}_{IN_BOTH}") for *_, place, name in rows),
            BOTH_KNOWN: _counts(place[BOTH_KNOWN] for *_, place, _ in rows),
        }
    )


def _floats(of: Iterable[object]) -> NDArray[np.floating]:
    return np.array(list(of), float)


def _counts(of: Iterable[int]) -> NDArray[np.integer]:
    return np.array(list(of), int)
