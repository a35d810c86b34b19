"""What a scope tells is what a database tells that holds the scope's records alone."""

from collections.abc import Iterable
from datetime import date, datetime
from random import Random
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st
from sqlalchemy import Connection

import metrics
from metrics import catalogue, results, worklist
from metrics.not_collected import collection_gaps
from schemas import scopes
from schemas.store import bookkeeping, database
from tests import house, literals
from tests.every_read import EVERY, Told, differing, of_single_cases, told
from tests.fixtures.surroundings import ROOT
from tests.literals import Row
from tests.properties.agreeing import Worlds, on_worlds, store, worlds_of
from tests.soak import EVERYDAY_PART, soak_size

PLACE, OFFICE = "QMA", "O1"
OF_OFFICE = 9
OWN = scopes.office_scope(PLACE, OFFICE)
WHOLE = scopes.jurisdiction_scope(PLACE)
# In an ordinary run each world is asked for a twentieth of the measures, and of its cases.
PARTS = 1 if soak_size(2) > 1 else EVERYDAY_PART
# What is asked of no database, or says who may ask.
NOT_ASKED = {
    "metrics/not_collected.py is_statement_in_scope": "makes a condition",
    "metrics/completeness.py is_count_in_scope": "makes a condition",
    "metrics/worklist/caseload.py may_list_cases": "makes a condition",
    "metrics/results.py build_request": "makes the question that all others ask",
    "seed/batches/settings.py saved_profiles": "is of whoever reads all: tests/unit/seed has it",
}
# Made of the records of several offices, or of none: no office is told them.
OF_NONE = tuple(m.id for m in catalogue.CATALOGUE.values() if not m.is_of_one_office)


def part_of(seed: int) -> tuple[str, ...]:
    return EVERY[seed % PARTS :: PARTS]


def asked(url: str, scope: scopes.Scope, seed: int) -> Told:
    with database.reading(url).connect() as connection:
        return told(connection, scope, PLACE, part_of(seed))


def keep_of_batches(connection: Connection, worlds: Worlds) -> None:
    """Of each batch a line of all that is kept of one, which says whose it is."""
    for number, jurisdiction in enumerate(worlds, start=1):
        found = {
            "severity": "warning",
            "rule": "r",
            "wording": f"Of {jurisdiction}",
            "occurrences": 1,
        }
        came = {"table_name": "cases", "read": 1, "new": 1, "changed": 0}
        gone = {"kind": bookkeeping.REMOVED, "of_batch": number, "table_name": "cases", "rows": 1}
        for table, row in (
            (bookkeeping.batch_findings, found | {"file": jurisdiction}),
            (bookkeeping.batch_not_read, {"file": jurisdiction, "column_name": "x"}),
            (bookkeeping.batch_tables, came),
            (bookkeeping.corrections, gone | {"happened_at": datetime(2026, 7, 1)}),  # noqa: DTZ001 - as stored, in UTC
        ):
            connection.execute(table.insert(), [row | {"batch_id": number}])
        erased = {"erased_on": date(2026, 7, 1), "reason": "sealed", "rows": 1}
        connection.execute(bookkeeping.erasures.insert(), [erased | {"jurisdiction": jurisdiction}])


def store_beside(url: str, worlds: Worlds, sent: Iterable[str] = ()) -> None:
    """The worlds, each with a target, an event and a wage of its own.

    The tables `sent` were sent by the first of them, with rows or without. An office of it sent a
    batch of its own, and what was then said of persons was said of all of them.
    """

    def refresh(connection: Connection) -> None:
        jurisdiction = next(iter(worlds))
        batch = literals.batch(OF_OFFICE, jurisdiction) | {"office_id": OFFICE}
        connection.execute(bookkeeping.batches.insert(), [batch])
        report = {"batch_id": OF_OFFICE, "table_name": "suspects", "columns": "kind", "rows": 0}
        numbers = dict.fromkeys(("classes", "smallest", "unique_rows", "unique_without"), 1)
        rows = len(worlds[jurisdiction]["cases"])
        connection.execute(
            bookkeeping.batch_reidentification.insert(), [report | numbers | {"rows": rows}]
        )
        for name in sent:
            if not worlds[jurisdiction].get(name):
                file = literals.batch_file(1, name)
                connection.execute(bookkeeping.batch_files.insert(), [file])
        keep_of_batches(connection, worlds)
        for number, jurisdiction in enumerate(worlds):
            source = {"jurisdiction": jurisdiction, "source": f"Source of {jurisdiction}"}
            for table, row in (
                (bookkeeping.targets, {"measure": "N01", "value": 0.5, "due": "2027"}),
                (bookkeeping.events, {"dated": "2020", "title": "A law", "breaks": False}),
                (
                    bookkeeping.wages,
                    {"year": 2020, "kind": "minimum", "monthly": 900.0 + number, "currency": "EUR"},
                ),
            ):
                connection.execute(table.delete().where(table.c.jurisdiction == jurisdiction))
                connection.execute(table.insert(), [source | row])
        metrics.refresh(connection)

    store(url, worlds, refresh=refresh)


def test_all_that_reads_is_asked_here() -> None:
    """A function that reads, and is not asked by the tests below, is not held to its scope."""
    asked_here = {name.rpartition(" ")[0] for name in _names()}
    reading = {
        f"{file} {name}"
        for file, name in house.told_by_scope(ROOT)
        if not file.startswith("dashboard/")
    }
    assert reading - asked_here == NOT_ASKED.keys()


def _names() -> list[str]:
    from tests import every_read

    listed = (
        *every_read._of_measures(EVERY),
        *every_read._of_records(PLACE),
        *every_read._beside(),
        *every_read._of_batches(),
        *of_single_cases(PLACE, OFFICE, ""),
    )
    return [f"{name} 0" for name, _ in listed]


def test_a_jurisdiction_is_told_what_its_own_database_would_tell(database_url: str) -> None:
    @on_worlds(24)
    @given(st.integers(0, 2**32))
    def hold(seed: int) -> None:
        worlds = worlds_of(seed, 25)
        store_beside(database_url, worlds)
        seen = asked(database_url, WHOLE, seed)
        store_beside(database_url, {PLACE: worlds[PLACE]})
        alone = asked(database_url, scopes.EVERYTHING, seed)
        # Of the batches of others it is told nothing, as of such that are not there.
        assert differing(seen, alone) == []

    hold()


def of_the_office(world: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The records of one office, and what is said of its whole jurisdiction."""
    own = {row["case_id"] for row in world["cases"] if row["office_id"] == OFFICE}
    # A victim of no case may be the one whom a claim of a case names.
    claims = (row for row in world.get("claims", ()) if row["case_id"] in own)
    named = {row["victim_id"] for row in claims}
    kept: dict[str, list[Row]] = {}
    for name, rows in world.items():
        if name == "coverage":
            kept[name] = [row for row in rows if row["office_id"] in (None, OFFICE)]
        elif name in ("inspections", "disclosures"):
            kept[name] = []
        elif name == "victims":
            kept[name] = [row for row in rows if row["case_id"] in own or row["victim_id"] in named]
        elif any("case_id" in row for row in rows):
            kept[name] = [row for row in rows if row["case_id"] in own]
        else:
            kept[name] = rows
    # What is done for persons who are not there is no row of a server's, which keeps parents.
    for parent, key in (("victims", "victim_id"), ("claims", "claim_id")):
        there = {row[key] for row in kept.get(parent, ())}
        for name in ("protections", "assistance", "payments"):
            rows = kept.get(name, [])
            kept[name] = [row for row in rows if key not in row or row[key] in there]
    return kept


def in_one_case_each(world: dict[str, list[Row]]) -> dict[str, list[Row]]:
    """The same with each person in one case: the first charge of a person is of any office."""
    return {
        name: [
            row | {"person_id": f"{row['person_id']}-{row['case_id']}"}
            if row.get("person_id") and row.get("case_id")
            else row
            for row in rows
        ]
        for name, rows in world.items()
    }


def test_an_office_is_told_of_its_own_records_alone(database_url: str) -> None:
    compared = 0

    @on_worlds(24)
    @given(st.integers(0, 2**32))
    def hold(seed: int) -> None:
        nonlocal compared
        worlds = worlds_of(seed, 25)
        world = in_one_case_each(worlds[PLACE])
        # What its jurisdiction says is the same: the currency of its amounts, and what it sent.
        world["jurisdictions"][0]["currency"] = "EUR"
        own = of_the_office(world)
        assume(own["cases"])
        sent = [name for name, rows in world.items() if rows]
        store_beside(database_url, worlds | {PLACE: world}, sent)
        seen, known = asked(database_url, OWN, seed), gaps_of(database_url)
        store_beside(database_url, worlds | {PLACE: own}, sent)
        # What no row of the whole jurisdiction fills may be filled by none of the office's alone.
        assume(gaps_of(database_url) == known)
        assert differing(seen, asked(database_url, OWN, seed)) == []
        compared += 1

    hold()
    assert compared


def gaps_of(url: str) -> Any:
    with database.reading(url).connect() as connection:
        return collection_gaps(connection, OWN)


def test_an_office_is_told_what_its_jurisdiction_is_told_of_it(database_url: str) -> None:
    @on_worlds(24)
    @given(st.integers(0, 2**32))
    def hold(seed: int) -> None:
        store(database_url, worlds_of(seed, 25))
        ids = tuple(id_ for id_ in part_of(seed) if id_ not in OF_NONE)
        with database.reading(database_url).connect() as connection:
            split = results.rows(connection, WHOLE, ids, by=("office",))
            own = results.rows(connection, OWN, ids).set_index("measure")
            none = results.rows(connection, OWN, OF_NONE)
        here = split[split["office"] == OFFICE].drop(columns="office").set_index("measure")
        told_of = own.loc[here.index]
        assert differing({"rows": here}, {"rows": told_of[here.columns]}) == []
        assert none.empty

    hold()


def test_what_lies_outside_is_told_as_what_is_not_there(database_url: str) -> None:
    @on_worlds(12)
    @given(st.integers(0, 2**32))
    def hold(seed: int) -> None:
        worlds = worlds_of(seed, 25)
        store(database_url, worlds)
        other = Random(seed).choice(
            [jurisdiction for jurisdiction in worlds if jurisdiction != PLACE]
        )
        another = [row["case_id"] for row in worlds[PLACE]["cases"] if row["office_id"] != OFFICE]
        own = [row["case_id"] for row in worlds[PLACE]["cases"] if row["office_id"] == OFFICE]
        for scope in (OWN, WHOLE, scopes.RELEASE, scopes.NOTHING):
            outside = [(other, OFFICE, f"{other}-0")]
            outside += [(PLACE, "O2", case_id) for case_id in another]
            # Those above the office see its figures, and none of its cases.
            outside += [] if scope == OWN else [(PLACE, OFFICE, case_id) for case_id in own]
            of_nobody = single(database_url, scope, "XXX", "nobody", "none")
            for where in outside[seed % min(PARTS, len(outside)) :: PARTS]:
                assert single(database_url, scope, *where) == of_nobody
        for case_id in own[::PARTS]:
            with database.reading(database_url).connect() as connection:
                assert worklist.load_case(connection, OWN, PLACE, case_id) is not None or not any(
                    row["scope"] != "other_offence"
                    for row in worlds[PLACE]["cases"]
                    if row["case_id"] == case_id
                )

    hold()


def single(
    url: str, scope: scopes.Scope, jurisdiction: str, office: str, case_id: str
) -> list[str]:
    """What is told of single cases, as text."""
    with database.reading(url).connect() as connection:
        return [
            _written(ask(connection, scope))
            for _, asks in of_single_cases(jurisdiction, office, case_id)
            for ask in asks
        ]


def _written(answer: Any) -> str:
    if isinstance(answer, worklist.Caseload):
        return f"{answer.cases.to_csv()}{answer.steps.to_csv()}"
    return answer.to_csv() if hasattr(answer, "to_csv") else repr(answer)
