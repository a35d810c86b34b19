"""The caseload of one office, from a few records."""

from typing import Any

from metrics.request import Scope
from metrics.worklist import Caseload, load_caseload
from schemas import scopes
from tests.literals import Row
from tests.unit.metrics.small_world import PLACE, World, read, store

OFFICE = "north"
EVERY_TABLE = ("cases", "suspects", "links", "assets", "victims", "claims", "requests", "charges")
COUNTS = ("possible", "taken", "unknown", "not_collected")


def case(case_id: str = "c", **row: object) -> Row:
    return {"case_id": case_id, "office_id": OFFICE, "scope": "charged_as_trafficking"} | row


def suspect(person_id: str = "p", case_id: str = "c", **row: object) -> Row:
    given = {"case_id": case_id, "person_id": person_id, "kind": "natural", "charged": "no"}
    return given | {"outcome": "pending"} | row


def loaded(url: str, world: World, *, scope: Scope | None = None) -> Caseload:
    """The office's caseload; every table is sent, so that a missing row means none."""
    records = {"offices": [{"office_id": OFFICE, "kind": "prosecution"}]} | world
    store(url, records, sent=EVERY_TABLE)
    with read(url) as connection:
        return load_caseload(connection, scope or scopes.EVERYTHING, PLACE, OFFICE)


def counts(found: Caseload, step: str, case_id: str = "c") -> tuple[int, ...]:
    """Possible, taken, unknown and not collected of a step in a case; nothing where it is none."""
    steps = found.steps.set_index(["case_id", "step"])
    return tuple(steps.loc[(case_id, step), list(COUNTS)]) if (case_id, step) in steps.index else ()


def ids(found: Caseload) -> list[Any]:
    return list(found.cases["case_id"])
