"""Count how far up the trafficking chain charges reach: by link group, and by set of groups."""

from dataclasses import replace

import pandas as pd
from sqlalchemy import Connection

from metrics.count_queries import unit_count_query
from metrics.definitions.chain_and_network import N01
from metrics.measure_kinds import Share
from metrics.request import EVER, JURISDICTION, Only, Scope, Years
from metrics.results import NUMBERS, build_request, compute
from metrics.units.cases import per_case
from schemas import vocabulary as v
from schemas.store import database

JOIN = "+"


def _share_of_link_group(group: v.LinkGroup) -> Share:
    """Return the measure: the share of trafficking cases in which one link group was charged."""
    return replace(N01, id=f"N01-{group.value}", numerator=per_case.c[f"{group.value}_charged"])


REACH = {_share_of_link_group(group): group.value for group in v.LinkGroup}


def reach(
    connection: Connection,
    scope: Scope,
    *,
    by: tuple[str, ...] = (),
    years: Years = EVER,
    only: Only = (),
) -> pd.DataFrame:
    """Return the share of cases charged as trafficking in which each link group was charged.

    Columns jurisdiction, period, the breakdowns of `by`, group, numerator, unknown, denominator,
    value, low, high, bound_low, bound_high, coverage, status.
    """
    asked = build_request(connection, scope, by=by, years=years, only=only)
    frame = compute(connection, list(REACH), asked)
    groups = {measure.id: group for measure, group in REACH.items()}
    frame.insert(0, "group", frame["measure"].map(groups))
    return frame[[JURISDICTION, "period", *asked.by, "group", *NUMBERS, "status"]]


def link_group_combinations(
    connection: Connection, scope: Scope, *, years: Years = EVER, only: Only = ()
) -> pd.DataFrame:
    """Count cases charged as trafficking by the set of link groups charged together in a case.

    Columns jurisdiction, groups (in the order of the chain, joined by +; empty if no group is known
    to be charged), cases; most cases first.
    """
    asked = build_request(connection, scope, years=years, only=only)
    charged = [measure.numerator for measure in REACH]
    frame = database.read_frame(connection, unit_count_query(N01, charged, asked)).to_pandas()
    names = [f"{group.value}_charged" for group in v.LinkGroup]
    frame["groups"] = [
        JOIN.join(group for group, is_charged in zip(v.LinkGroup, row, strict=True) if is_charged)
        for row in frame[names].itertuples(index=False, name=None)
    ]
    combined = frame.groupby([JURISDICTION, "groups"], as_index=False)["cases"].sum()
    order = [JURISDICTION, "cases", "groups"]
    return combined.sort_values(order, ascending=[True, False, True], ignore_index=True)
