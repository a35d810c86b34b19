"""Worlds of a few rows, to be reckoned by hand from the definitions and by the oracle."""

from datetime import date
from typing import Any

from schemas import tables
from tests.literals import Row, complete
from tests.oracle import counting
from tests.oracle.catalogue import MEASURES
from tests.oracle.kinds import Numbers
from tests.oracle.records import Records

AS_OF = date(2026, 6, 30)
S1 = "charged_as_trafficking"
# Each of its columns is given where it matters; the others are blank.
ASSISTANCE = "assistance"
Day = date | None


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

    def count(self, measure: str, as_of: date = AS_OF, period: str = "all") -> Numbers:
        by = () if period == "all" else ("year",)
        rows = dict(counting.printed(self.records(as_of), by, [measure]))
        return rows[measure, period]

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
        return {key[1] for key, _ in counting.printed(self.records(as_of), ("year",), [measure])}

    def is_empty(self, measure: str, as_of: date = AS_OF) -> bool:
        assert measure in MEASURES
        return not list(counting.printed(self.records(as_of), (), [measure]))
