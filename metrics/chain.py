"""How far along the chain the charges reach: per link group, and in which combinations."""

import pandas as pd
from sqlalchemy import Connection

from metrics.definitions.network import N01
from metrics.measure import Share
from metrics.queries import case_counts
from metrics.request import JURISDICTION, Scope
from metrics.results import Only, Years, measured, request
from metrics.rows import NUMBERS
from metrics.units.cases import per_case
from schemas import database
from schemas import vocabulary as v

EVER: Years = (None, None)
JOIN = "+"


# Of the cases that N01 is of, so that the strip beside it counts the same ones.
def _reach(group: v.LinkGroup) -> Share:
    words = group.value.replace("_", " ")
    return Share(
        id=f"N01-{group.value}",
        title=f"Charged: {words}",
        question=f"In what share of charged cases was a link of {words} charged?",
        brief=N01.brief,
        unit=N01.unit,
        dated_by=N01.dated_by,
        matures_after=N01.matures_after,
        denominator=N01.denominator,
        numerator=per_case.c[f"{group.value}_charged"],
        direction=N01.direction,
        denominator_words=N01.denominator_words,
        caveats=N01.caveats,
        gaming_risk=N01.gaming_risk,
        guard=N01.guard,
        example="",
    )


REACH = {_reach(group): group.value for group in v.LinkGroup}


def reach(
    connection: Connection,
    scope: Scope,
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """The share of charged trafficking cases in which each link group was charged.

    Columns jurisdiction, period, the breakdowns of `by`, group, numerator, unknown, denominator,
    value, low, high, bound_low, bound_high, coverage, status.
    """
    asked = request(connection, scope, by=by, years=years, only=only)
    frame = measured(connection, list(REACH), asked)
    groups = {measure.id: group for measure, group in REACH.items()}
    frame.insert(0, "group", frame["measure"].map(groups))
    return frame[[JURISDICTION, "period", *asked.by, "group", *NUMBERS, "status"]]


def combinations(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """How many of the same cases were charged with each combination of link groups.

    Columns jurisdiction, groups (in the order of the chain, joined by +; empty where no group is
    known to be charged), cases; most cases first.
    """
    asked = request(connection, scope, years=years, only=only)
    charged = [measure.numerator for measure in REACH]
    frame = database.read_frame(connection, case_counts(N01, charged, asked)).to_pandas()
    names = [f"{group.value}_charged" for group in v.LinkGroup]
    frame["groups"] = [
        JOIN.join(group for group, there in zip(v.LinkGroup, row, strict=True) if there)
        for row in frame[names].itertuples(index=False, name=None)
    ]
    found = frame.groupby([JURISDICTION, "groups"], as_index=False)["cases"].sum()
    order = [JURISDICTION, "cases", "groups"]
    return found.sort_values(order, ascending=[True, False, True], ignore_index=True)
