"""What first instance decided adds up over different persons, and is what the records hold."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date

import pandas as pd
import pytest
from sqlalchemy import Connection

from dashboard.pages.overview import count_card
from metrics import results, stage_transitions
from metrics.rebuild import make_units
from schemas import scopes
from schemas.store import database
from tests.oracle.counts import convicted
from tests.oracle.days import NO, UNKNOWN, YES, Row, stood_for
from tests.oracle.options import DEFAULTS
from tests.oracle.records import CONVICTED, TRIED, Records
from tests.properties.agreeing import records_of, store, worlds_of
from tests.soak import soak_size

pytestmark = pytest.mark.soak

GONE = ("abroad_or_unknown", "transferred_abroad")
YEARS = range(2018, 2026)
SEEDS = range(3, 3 + (40 if soak_size(2) > 1 else 1))
Only = tuple[tuple[str, str], ...]
# What is asked of the program, and what the case of it holds.
ASKED: tuple[tuple[Only, Only], ...] = (
    ((), ()),
    ((("form", "forced_labour"),), (("form", "forced_labour"),)),
    ((("office", "O1"),), (("office_id", "O1"),)),
)
Lines = tuple[int | None, int, int, int]


def decided_on(suspect: Row) -> date | None:
    decided = stood_for(suspect, "decided_on")
    left = stood_for(suspect, "left_on") if suspect["outcome"] == "discontinued" else None
    return decided or left


def groups(r: Records, suspect: Row) -> Iterator[str]:
    """Which of the sets of persons of a year a suspect's record puts them into."""
    outcome = suspect["outcome"]
    verdict = convicted(r, suspect)
    if verdict != NO:
        yield "trafficking" if verdict == YES else UNKNOWN
    if outcome in CONVICTED:
        yield "convicted"
    gone = suspect["exit_reason"] in GONE
    discontinued = outcome == "discontinued" and r.charged(suspect) == YES and not gone
    if outcome in TRIED or discontinued:
        yield "ended"


def recounted(r: Records, year: int, only: Only = ()) -> Lines:
    """The lines of the card, by sets of persons."""
    of: dict[str, set[str]] = defaultdict(set)
    for suspect in r["suspects"]:
        on, case = decided_on(suspect), r.case_of(suspect)
        asked = all(case is not None and case[name] == value for name, value in only)
        if suspect["kind"] == "natural" and on is not None and on.year == year and asked:
            for group in groups(r, suspect):
                of[group].add(suspect["person_id"])
    unknown = of[UNKNOWN] - of["trafficking"]
    return (
        None if unknown and not of["trafficking"] else len(of["trafficking"]),
        len(of["convicted"] - of["trafficking"]),
        len(of["ended"] - of["convicted"]),
        len(unknown),
    )


def counted(connection: Connection, year: int, only: Only = ()) -> dict[str, Lines]:
    """The same by the program, which agrees with the number that the card writes large."""
    found = stage_transitions.first_instance_outcomes(
        connection, scopes.EVERYTHING, years=(year, year), only=only
    )
    large = results.rows(
        connection, scopes.EVERYTHING, ("C03",), years=(year, year), only=only
    ).set_index("jurisdiction")
    for line in found.to_dict("records"):
        jurisdiction = str(line["jurisdiction"])
        shown = dict(count_card.outcome_rows(found, jurisdiction))
        if "Convicted of trafficking" in shown:
            value = large.loc[jurisdiction, "value"]
            assert shown["Convicted of trafficking"] == ("—" if pd.isna(value) else f"{value:,.0f}")
            in_doubt = f"{large.loc[jurisdiction, 'unknown']:,.0f}"
            assert shown.get("Outcome not recorded", "0") == in_doubt
    return {
        str(jurisdiction): tuple(None if pd.isna(number) else int(number) for number in lines)
        for jurisdiction, *lines in found.itertuples(index=False)
    }


@pytest.mark.parametrize("seed", SEEDS)
def test_outcomes_are_as_the_records_hold_them(database_url: str, seed: int) -> None:
    worlds = {
        jurisdiction: {table: rows for table, rows in world.items() if table != "coverage"}
        for jurisdiction, world in worlds_of(seed, 25).items()
    }
    store(database_url, worlds, refresh=make_units)
    with database.reading(database_url).connect() as connection:
        for year in YEARS:
            for only, in_case in ASKED:
                told = counted(connection, year, only)
                for jurisdiction, records in records_of(worlds, DEFAULTS).items():
                    expected = recounted(records, year, in_case)
                    assert only or jurisdiction in told
                    assert told.get(jurisdiction, (0, 0, 0, 0)) == expected
