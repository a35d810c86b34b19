"""How far those first suspected in the same years came, each followed for the same time.

Each step is a share of all of them; P01b to P01d are each of those who entered that stage. The
steps are none of the catalogue.
"""

from dataclasses import replace

import pandas as pd
from sqlalchemy import Column, Connection

from metrics.counting.request import EVER, JURISDICTION, Only, Scope, Years
from metrics.counting.results import measured, request
from metrics.counting.rows import NUMBERS
from metrics.definitions.proceedings.stages import P01
from metrics.kinds import Share
from metrics.units.suspect.unit import per_suspect

STEPS: dict[str, Column] = {
    "charged": per_suspect.c.charged_in_time,
    "decided": per_suspect.c.judged_of_suspected,
    "convicted": per_suspect.c.convicted_of_suspected,
    "final": per_suspect.c.final_of_suspected,
}


def _step(name: str, reached: Column) -> Share:
    """Of the persons that P01 is of: one cohort, so that no step is of another year's persons."""
    return replace(
        P01,
        id=f"P01-{name}",
        title=f"Suspected to {name}",
        question=f"Of persons first suspected, what share had come to be {name} in the window?",
        numerator=reached,
    )


SHARES = {_step(name, reached): name for name, reached in STEPS.items()}


def steps(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The share of persons suspected in `years` who came to each step within the window of P01.

    Columns jurisdiction, step (STEPS), NUMBERS and status, one row per jurisdiction and step. The
    window runs from the suspicion, also for the later steps; who is still in it is `not_yet_due`.
    """
    asked = request(connection, scope, years=years, only=only)
    frame = measured(connection, list(SHARES), asked)
    frame["step"] = frame["measure"].map({one.id: name for one, name in SHARES.items()})
    return frame[[JURISDICTION, "step", *NUMBERS, "status"]]
