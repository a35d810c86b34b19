"""What first instance decided for different natural persons, so that its lines add up.

They are numbers of C03 and of wider counts of the same persons, and no differences of P02 and P02b:
of those it may be the charge that is unknown, or the case another one.
"""

from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection

from metrics.counting.request import EVER, JURISDICTION, Only, Scope, Years
from metrics.counting.results import measured, request
from metrics.definitions.counts.convicted import C03
from metrics.units.suspect.unit import per_suspect

TRAFFICKING, ANOTHER, NONE, UNKNOWN = (
    "convicted_of_trafficking",
    "convicted_of_another_offence",
    "acquitted_or_discontinued",
    "not_recorded",
)
LINES = (TRAFFICKING, ANOTHER, NONE, UNKNOWN)
# Each holds the persons of the one before.
CONVICTED = replace(C03, id="C03-convicted", counted=per_suspect.c.convicted_natural_person)
ENDED = replace(
    C03,
    id="C03-ended",
    counted=per_suspect.c.ended_natural_person,
    dated_by=per_suspect.c.disposed_on,
)


def outcomes(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """The persons of each of LINES in `years`, one row per jurisdiction.

    Columns jurisdiction and LINES; NaN where the records do not hold what a line needs. Who was
    convicted is in no line of those who were not, and who was convicted of trafficking not in that
    of another offence. Whose outcome is not recorded may have been convicted of trafficking too:
    as C03 counts its unknown.
    """
    rows = measured(
        connection, [C03, CONVICTED, ENDED], request(connection, scope, years=years, only=only)
    )
    of_trafficking, convicted, ended = (
        rows[rows["measure"] == one.id].set_index(JURISDICTION) for one in (C03, CONVICTED, ENDED)
    )
    lines = {
        # Where none is known and some may be, it is no zero.
        TRAFFICKING: of_trafficking["value"],
        ANOTHER: convicted["numerator"] - of_trafficking["numerator"],
        NONE: ended["numerator"] - convicted["numerator"],
        UNKNOWN: of_trafficking["unknown"],
    }
    return pd.DataFrame(lines).rename_axis(JURISDICTION).reset_index()
