"""Worlds of a few rows, to be reckoned by hand from the definitions.

What is asked of them the oracle answers at once, and the program at the end of the file of tests:
all worlds are jurisdictions of one database then.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from copy import deepcopy
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import Connection

from metrics import results
from metrics.rebuild import make_units
from schemas import columns, scopes, tables
from schemas.store import bookkeeping, database
from tests import literals
from tests.literals import Row, complete
from tests.oracle import RECOUNTS, counting
from tests.oracle.kinds import Numbers
from tests.oracle.records import Records
from tests.properties.agreeing import COMPARED, WITH_UNITS, same

AS_OF = date(2026, 6, 30)
S1 = "charged_as_trafficking"
# Each of its columns is given where it matters; the others are blank.
ASSISTANCE = "assistance"
Day = date | None
By = tuple[str, ...]


class Asked(NamedTuple):
    """A question of a world, as it was then, and what the oracle answered by period."""

    rows: dict[str, list[Row]]
    measure: str
    as_of: date
    by: By
    numbers: dict[str, Numbers]


# All that was asked in a file of tests.
ASKED: list[Asked] = []


class World:
    """Rows of one jurisdiction with every table sent, most of them empty."""

    def __init__(self) -> None:
        self.rows: dict[str, list[Row]] = {
            name: [] for name in (*tables.METADATA.tables, ASSISTANCE)
        }
        self.add("jurisdictions", currency="EUR", legal_persons_liable="yes")

    def add(self, table: str, **given: Any) -> None:
        """The row with all else blank; whether charged alone keeps blank and unknown apart."""
        known = tables.METADATA.tables.get(table)
        row = given
        if known is not None:
            row = complete(known, given, jurisdiction="QMA", number=len(self.rows[table]))
        if "charged" in row:
            row["charged"] = given.get("charged")
        if "currency" in row:
            row["currency"] = given.get("currency", "EUR")
        self.rows[table].append(row)

    def case(self, case_id: str = "K1", **given: Any) -> None:
        self.add("cases", **({"case_id": case_id, "scope": S1} | given))

    def person(self, person_id: str = "P1", case_id: str = "K1", **given: Any) -> None:
        row = {"case_id": case_id, "person_id": person_id, "kind": "natural"}
        self.add("suspects", **(row | given))

    def of_person(self, table: str, person_id: str | None = "P1", **given: Any) -> None:
        """A link, charge or sanction of a person of the first case."""
        self.add(table, **({"case_id": "K1", "person_id": person_id} | given))

    def victim(self, victim_id: str = "V1", **given: Any) -> None:
        row = {"victim_id": victim_id, "case_id": "K1", "status": "identified"}
        self.add("victims", **(row | given))

    def claim(self, claim_id: str = "C1", **given: Any) -> None:
        row = {"claim_id": claim_id, "case_id": "K1", "victim_id": "V1"}
        self.add("claims", **(row | given))

    def records(self, as_of: date = AS_OF) -> Records:
        return Records(self.rows, frozenset(self.rows), as_of)

    def printed(self, measure: str, as_of: date, by: By = ()) -> dict[str, Numbers]:
        """What the oracle counts, by period; the program is asked the same later."""
        counted = counting.printed(self.records(as_of), by, [measure])
        numbers = {period: found for (_, period), found in counted}
        ASKED.append(Asked(deepcopy(self.rows), measure, as_of, by, numbers))
        return numbers

    def count(self, measure: str, as_of: date = AS_OF, period: str = "all") -> Numbers:
        return self.printed(measure, as_of, () if period == "all" else ("year",))[period]

    def answers(self, measure: str, as_of: date = AS_OF, period: str = "all") -> tuple[Any, ...]:
        """How many say yes, say no, and say nothing."""
        found = self.count(measure, as_of, period)
        yes, known = int(str(found.numerator)), int(str(found.denominator))
        return yes, known - yes, found.unknown

    def answer(self, measure: str, as_of: date = AS_OF) -> str:
        """What the only unit says."""
        yes, no, unknown = self.answers(measure, as_of)
        assert yes + no + unknown == 1
        return "yes" if yes else "no" if no else "unknown"

    def periods(self, measure: str, as_of: date = AS_OF) -> set[str]:
        return set(self.printed(measure, as_of, ("year",)))

    def is_empty(self, measure: str, as_of: date = AS_OF) -> bool:
        assert measure in RECOUNTS
        return not self.printed(measure, as_of)


def differing(url: str) -> Iterator[str]:
    """What the program counts otherwise than the oracle in all worlds that were asked."""
    worlds: dict[str, dict[str, list[Row]]] = {}
    questions = defaultdict[tuple[date, By], list[tuple[str, Asked]]](list)
    for asked in ASKED:
        jurisdiction = next(
            (of for of, rows in worlds.items() if rows == asked.rows), f"W{len(worlds)}"
        )
        worlds[jurisdiction] = asked.rows
        questions[asked.as_of, asked.by].append((jurisdiction, asked))
    store(url, worlds)
    for (as_of, by), several in questions.items():
        ids = tuple({asked.measure: None for _, asked in several})
        with database.reading(url).connect() as connection:
            of_all = results.rows(
                connection, scopes.EVERYTHING, ids, by=("jurisdiction", *by), as_of=as_of
            )
        shown = defaultdict[tuple[str, str], dict[str, Row]](dict)
        for row in of_all.to_dict("records"):
            shown[row["measure"], row["jurisdiction"]][row["period"]] = row
        for jurisdiction, asked in several:
            yield from _between(shown[asked.measure, jurisdiction], asked)


def _between(shown: dict[str, Row], asked: Asked) -> Iterator[str]:
    of = f"{asked.measure} on {asked.as_of}"
    for period, row in shown.items():
        if period not in asked.numbers and row["status"] in WITH_UNITS:
            yield f"{of} {period}: {row['status']}, where the oracle counts nothing: {asked.rows}"
    for period, numbers in asked.numbers.items():
        row = shown.get(period, {})
        for name in COMPARED if row else ("numerator",):
            if not row or not same(row[name], getattr(numbers, name)):
                yield f"{of} {period} {name}: {row.get(name)}, oracle {numbers}: {asked.rows}"


def store(url: str, worlds: dict[str, dict[str, list[Row]]]) -> None:
    """Each world as a jurisdiction that sent every table, and the units of all."""
    with database.writing(url) as connection:
        insert(connection, worlds)
        make_units(connection)


def insert(
    connection: Connection, worlds: Mapping[str, dict[str, list[Row]]], first_batch: int = 1
) -> None:
    """Each world as a jurisdiction that sent every table; nothing is counted anew."""
    stored = defaultdict[str, list[Row]](list)
    for number, (jurisdiction, world) in enumerate(worlds.items(), first_batch):
        connection.execute(bookkeeping.batches.insert(), literals.batch(number, jurisdiction))
        files = [literals.batch_file(number, table.name) for table in tables.RECORD_TABLES]
        connection.execute(bookkeeping.batch_files.insert(), files)
        for name, rows in world.items():
            of = {"jurisdiction": jurisdiction, "batch_id": number}
            stored[name] += [_as_stored(row) | of for row in rows]
    for table in tables.RECORD_TABLES:
        database.insert_frame(connection, table, literals.frame(table, stored[table.name]))


def _as_stored(row: Row) -> Row:
    is_blank = "charged" in row and row["charged"] is None
    return row | {"charged": columns.NOT_STATED} if is_blank else row
