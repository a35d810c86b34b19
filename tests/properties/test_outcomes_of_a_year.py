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
from schemas import scopes, tables
from schemas.store import database
from tests.oracle.counts import convicted
from tests.oracle.days import NO, UNKNOWN, YES, Row, stood_for
from tests.oracle.options import DEFAULTS
from tests.oracle.records import CONVICTED, TRIED, Records
from tests.properties.agreeing import as_sent, records_of, store, worlds_of
from tests.soak import soak_size

GONE = ("abroad_or_unknown", "transferred_abroad")
YEARS = range(2018, 2026)
SEEDS = range(3, 3 + (40 if soak_size(2) > 1 else 1))
Only = tuple[tuple[str, str], ...]
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
            told = counted(connection, year)
            of_form = counted(connection, year, (("form", "forced_labour"),))
            for jurisdiction, records in records_of(worlds, DEFAULTS).items():
                assert told[jurisdiction] == recounted(records, year)
                asked = recounted(records, year, (("form", "forced_labour"),))
                assert of_form.get(jurisdiction, (0, 0, 0, 0)) == asked


def test_outcomes_of_the_made_up_world_are_as_its_records_hold_them(made_up_url: str) -> None:
    """Of every jurisdiction and year, in all and by form, and by office where it leads cases."""
    with database.reading(made_up_url).connect() as connection:
        held = as_sent(
            {
                table.name: database.read_frame(connection, table.select()).to_dicts()
                for table in (tables.suspects, tables.cases, tables.charges)
            }
        )
        offices = results.offices(connection, scopes.EVERYTHING)["office_id"]
        asked: list[Only] = [(), (("form", "sexual_exploitation"),), (("form", "forced_labour"),)]
        asked += [(("office", one),) for one in sorted(set(offices))[: soak_size(60)]]
        jurisdictions = results.jurisdictions(connection, scopes.EVERYTHING)["jurisdiction"]
        records = {
            jurisdiction: Records(
                {
                    name: [row for row in rows if row["jurisdiction"] == jurisdiction]
                    for name, rows in held.items()
                },
                frozenset(held),
                date(2026, 6, 30),
            )
            for jurisdiction in jurisdictions
        }
        compared = 0
        for year in results.years_on_record(connection, scopes.EVERYTHING):
            for only in asked:
                told = counted(connection, year, only)
                in_case = tuple(("office_id" if name == "office" else name, v) for name, v in only)
                for jurisdiction, lines in told.items():
                    assert lines == recounted(records[jurisdiction], year, in_case), (
                        jurisdiction,
                        year,
                        only,
                    )
                    compared += sum(number or 0 for number in lines)
    assert compared > 1000
