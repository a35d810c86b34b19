"""What is collected: the tables and ids that were sent, and what the coverage declares."""

from collections.abc import Sequence
from datetime import date

from tests.oracle.days import Row, span
from tests.oracle.records import Records

# The first day that a record may have: declared from there without end, it was never collected.
FIRST_DAY = date(1950, 1, 1)
# Without a single one of these nobody looked.
IDS = ("disclosures.case_id", "claims.victim_id")
# Without a single one of these, beside suspects, nobody said who was charged.
CHARGED = ("suspects.charged", "suspects.charged_on", "charges.charged_on")
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
    if not all(any(collects(r, (n,), on=on, office=office) for n in group) for group in one_of):
        return False
    tables = {name.split(".")[0] for name in needed}
    never = [t for t in tables if t not in r.sent and not has_none(r, t, on, office)]
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    found = never_filled(r).isdisjoint(needed) and not never
    return found and not any(is_gap(row, on, office) for row in declared)


def never_collects(r: Records, needed: tuple[str, ...], one_of: Groups = ()) -> bool:
    """Whether something needed was never collected by any office: then nothing can be counted."""
    if any(all(never_collects(r, (name,)) for name in group) for group in one_of):
        return True
    tables = {name.split(".")[0] for name in needed}
    said_none = {row["column"] for row in r["coverage"] if row["collected"] == "yes"}
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    of_all = [row for row in declared if row["office_id"] is None and row["to"] is None]
    missing = bool(tables - r.sent - said_none) or not never_filled(r).isdisjoint(needed)
    return missing or any(row["from"] <= FIRST_DAY for row in of_all)


def never_filled(r: Records) -> set[str]:
    """What no row holds, of whatever offence, where there are rows of what it tells of."""
    asked = {name: name.split(".")[0] for name in IDS} | dict.fromkeys(CHARGED, "suspects")
    return {name for name, of in asked.items() if r.tables.get(of) and not filled(r, name)}


def filled(r: Records, name: str) -> bool:
    table, column = name.split(".")
    return any(row[column] is not None for row in r.tables.get(table, []))


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
