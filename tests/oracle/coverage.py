"""What is collected: the tables and ids that were sent, and what the coverage declares."""

from datetime import date

from tests.oracle.days import Row, span
from tests.oracle.records import Records

# The first day that a record may have: declared from there without end, it was never collected.
FIRST_DAY = date(1950, 1, 1)
# Without a single one of these nobody looked.
IDS = ("disclosures.case_id", "claims.victim_id")


def collects(r: Records, needed: tuple[str, ...], *, on: date | None, office: str) -> bool:
    """Whether a unit of that day and office lies in no gap of what its measure needs."""
    tables = {name.split(".")[0] for name in needed}
    never = [t for t in tables if t not in r.sent and not has_none(r, t, on, office)]
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    found = without_ids(r).isdisjoint(needed) and not never
    return found and not any(is_gap(row, on, office) for row in declared)


def never_collects(r: Records, needed: tuple[str, ...]) -> bool:
    """Whether something needed was never collected by any office: then nothing can be counted."""
    tables = {name.split(".")[0] for name in needed}
    said_none = {row["column"] for row in r["coverage"] if row["collected"] == "yes"}
    declared = [row for row in r["coverage"] if row["collected"] == "no" and touches(row, needed)]
    of_all = [row for row in declared if row["office_id"] is None and row["to"] is None]
    missing = bool(tables - r.sent - said_none) or not without_ids(r).isdisjoint(needed)
    return missing or any(row["from"] <= FIRST_DAY for row in of_all)


def without_ids(r: Records) -> set[str]:
    """The ids that no row of a table with rows holds, of whatever offence."""
    split = {name: name.split(".") for name in IDS}
    stored = {name: r.tables.get(table, []) for name, (table, _) in split.items()}
    return {
        name
        for name, rows in stored.items()
        if rows and all(row[split[name][1]] is None for row in rows)
    }


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
