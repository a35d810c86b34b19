"""What is collected: the tables and ids that were sent, and what the coverage declares."""

from collections.abc import Sequence
from datetime import date

from tests.oracle.days import Row, span
from tests.oracle.records import Records

# The first day that a record may have: declared from there without end, it was never collected.
FIRST_DAY = date(1950, 1, 1)
# Without a single one of these nobody looked.
IDS = (
    *("disclosures.case_id", "inspections.case_id", "assets.case_id", "victims.case_id"),
    *("claims.victim_id", "claims.person_id", "cases.victims_stated"),
)
# Without a single one of these, beside suspects, nobody said who was charged.
CHARGED = ("suspects.charged", "suspects.charged_on", "charges.charged_on")
# A source that says none of these of anybody left it out, if nothing beside them says it.
SAID = ("cases.charged", "cases.charged_on", "links.person_id")
SAID_OR_UNKNOWN = ("suspects.outcome", "victims.status")
Groups = Sequence[tuple[str, ...]]


def collects(
    r: Records,
    needed: tuple[str, ...],
    *,
    on: date | None,
    office: str,
    one_of: Groups = (),
) -> bool:
    """Whether a unit of that day and office lies in no gap of what its measure needs.

    Of each group it is enough that one name is collected.
    """
    for group in one_of:
        names = [name for name in group if name not in lacking_in(r, group)]
        if not any(collects(r, (name,), on=on, office=office) for name in names):
            return False
    tables = {name.split(".")[0] for name in needed}
    never = [t for t in tables if t not in r.sent and not has_none(r, t, on, office)]
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    found = never_filled(r).isdisjoint(needed) and not never
    return found and not any(is_gap(row, on, office) for row in declared)


def never_collects(r: Records, needed: tuple[str, ...], one_of: Groups = ()) -> bool:
    """Whether something needed was never collected by any office: then nothing can be counted."""
    for group in one_of:
        if all(name in lacking_in(r, group) or never_collects(r, (name,)) for name in group):
            return True
    tables = {name.split(".")[0] for name in needed}
    said_none = {row["column"] for row in r["coverage"] if row["collected"] == "yes"}
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    of_all = [row for row in declared if row["office_id"] is None and row["to"] is None]
    missing = bool(tables - r.sent - said_none) or not never_filled(r).isdisjoint(needed)
    return missing or any(row["from"] <= FIRST_DAY for row in of_all)


def never_filled(r: Records) -> set[str]:
    """The ids and numbers that no row holds, of whatever offence, where there are rows."""
    return {name for name in IDS if r.tables.get(table_of(name)) and not filled(r, name)}


def lacking_in(r: Records, group: tuple[str, ...]) -> set[str]:
    """What no row says of a group in which more than days would say it.

    Days alone that are all blank are of events that did not happen.
    """
    if all(name.endswith("_on") for name in group):
        return set()
    beside = {name: table_of(name) for name in (*SAID, *SAID_OR_UNKNOWN)}
    beside |= dict.fromkeys(CHARGED, "suspects")
    return {n for n in group if n in beside and r.tables.get(beside[n]) and not filled(r, n)}


def table_of(name: str) -> str:
    return name.split(".")[0]


def filled(r: Records, name: str) -> bool:
    """Whether a row says it; a stated unknown is said only where a blank is something else."""
    table, column = name.split(".")
    nothing = (None, "unknown") if name in SAID_OR_UNKNOWN else (None,)
    return any(row[column] not in nothing for row in r.tables.get(table, []))


def touches(row: Row, needed: tuple[str, ...]) -> bool:
    """A statement is of a column, or of a table and so of all its columns."""
    said = row["column"]
    return any(name == said or name.startswith(f"{said}.") for name in needed)


def of_office(row: Row, office: str) -> bool:
    return row["office_id"] is None or row["office_id"] == office


def is_gap(row: Row, on: date | None, office: str) -> bool:
    if not of_office(row, office):
        return False
    last = span(row, "to")
    if last is None and row["from"] <= FIRST_DAY:
        return True
    return on is not None and row["from"] <= on and (last is None or on <= last[1])


def has_none(r: Records, table: str, on: date | None, office: str) -> bool:
    """Whether a table that was never sent is declared as collected, and so without rows."""
    stretches = [
        (row["from"], span(row, "to"))
        for row in r["coverage"]
        if row["column"] == table and row["collected"] == "yes" and of_office(row, office)
    ]
    if on is None:
        return bool(stretches)
    return any(first <= on and (last is None or on <= last[1]) for first, last in stretches)
