"""What the oracle derives of cases and persons, in slow and obvious Python over lists of dicts."""

import calendar
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

Row = dict[str, Any]
YES, NO, UNKNOWN = "yes", "no", "unknown"
CONVICTED = ("convicted_trafficking", "convicted_other")
DESTINATION = ("exploiter", "enforcer")
BY_LOCATION = ("harbourer", "transferor")


def stood_for(row: Row, column: str) -> date | None:
    """The day a date stands for: a month its 15th, a year 1 July."""
    day = row.get(column)
    precision = row.get(f"{column}_precision") or "day"
    if day is None or precision == "day":
        return day
    return day.replace(day=15) if precision == "month" else day.replace(month=7, day=1)


def span(row: Row, column: str) -> tuple[date, date] | None:
    """The first and the last day a date may stand for."""
    day = row.get(column)
    precision = row.get(f"{column}_precision") or "day"
    if day is None:
        return None
    if precision == "day":
        return day, day
    if precision == "month":
        return day, day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day, date(day.year, 12, 31)


def months_later(day: date, months: int) -> date:
    """`months` later, the day kept, clamped to the end of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def earliest(days: Iterable[date | None]) -> date | None:
    return min((d for d in days if d is not None), default=None)


@dataclass(frozen=True)
class Records:
    """Rows of one jurisdiction by table, as stored, and the tables that were sent at all.

    Of other tables the coverage may say that there are none of: "collected, and none".
    """

    tables: dict[str, list[Row]]
    sent: frozenset[str]

    def collects(self, needs: Iterable[str], on: date | None) -> bool:
        """Whether all tables needed were sent, or declared to be without rows on the day."""
        return all(name in self.sent or self._has_none(name, on) for name in needs)

    def _has_none(self, table: str, on: date | None) -> bool:
        stretches = [
            (row["from"], span(row, "to"))
            for row in self["coverage"]
            if row["column"] == table and row["collected"] == "yes"
        ]
        if on is None:
            return bool(stretches)
        return any(first <= on and (last is None or on <= last[1]) for first, last in stretches)

    def __getitem__(self, table: str) -> list[Row]:
        return self._counted.get(table, [])

    @cached_property
    def _counted(self) -> dict[str, list[Row]]:
        """The rows without those of cases that are not of trafficking, and of their claims."""
        cases = self.tables.get("cases", [])
        others = {c["case_id"] for c in cases if c.get("scope") == "other_offence"}
        counted = {
            table: [row for row in rows if row.get("case_id") not in others]
            for table, rows in self.tables.items()
        }
        claims = {c["claim_id"] for c in counted.get("claims", [])}
        payments = [p for p in counted.get("payments", []) if p["claim_id"] in claims]
        return counted | {"payments": payments}

    @cached_property
    def _by_case(self) -> dict[tuple[str, str | None], list[Row]]:
        found = defaultdict(list)
        for table, rows in self._counted.items():
            for row in rows:
                found[table, row.get("case_id")].append(row)
        return found

    def of_case(self, table: str, case_id: str | None) -> list[Row]:
        return self._by_case[table, case_id] if case_id is not None else []

    def charges_of(self, suspect: Row) -> list[Row]:
        charges = self.of_case("charges", suspect["case_id"])
        return [c for c in charges if c["person_id"] == suspect["person_id"]]

    def person_charged_on(self, suspect: Row) -> date | None:
        own = stood_for(suspect, "charged_on")
        return own or earliest(stood_for(c, "charged_on") for c in self.charges_of(suspect))

    def is_charged(self, suspect: Row) -> bool:
        if suspect["charged"] == "unknown":
            return self.person_charged_on(suspect) is not None
        return suspect["charged"] == "yes"

    def charged_persons(self, case: Row) -> list[Row]:
        return [s for s in self.of_case("suspects", case["case_id"]) if self.is_charged(s)]

    def links_without_person(self, case: Row) -> list[Row]:
        return [x for x in self.of_case("links", case["case_id"]) if x["person_id"] is None]

    def links_of(self, suspect: Row) -> list[Row]:
        links = self.of_case("links", suspect["case_id"])
        return [x for x in links if x["person_id"] == suspect["person_id"]]

    def case_charged_on(self, case: Row) -> date | None:
        suspects = self.of_case("suspects", case["case_id"])
        return earliest(stood_for(s, "charged_on") for s in suspects) or stood_for(
            case, "charged_on"
        )

    def case_is_charged(self, case: Row) -> bool:
        return (
            case["charged"] == "yes"
            or bool(self.charged_persons(case))
            or bool(self.links_without_person(case))
            or self.case_charged_on(case) is not None
        )

    def first_instance_on(self, case: Row) -> date | None:
        tried = [
            stood_for(s, "decided_on")
            for s in self.of_case("suspects", case["case_id"])
            if s["outcome"] in (*CONVICTED, "acquitted")
        ]
        return stood_for(case, "first_instance_on") or earliest(tried)

    def is_decided(self, case: Row) -> bool:
        """Whether a first-instance decision is known of, dated or not."""
        suspects = self.of_case("suspects", case["case_id"])
        tried = any(s["outcome"] in (*CONVICTED, "acquitted") for s in suspects)
        return tried or case["first_instance_on"] is not None

    def trafficking_convictions(self, case: Row) -> list[Row]:
        suspects = self.of_case("suspects", case["case_id"])
        return [s for s in suspects if s["outcome"] == "convicted_trafficking"]

    def convicted_on(self, case: Row) -> date | None:
        convictions = self.trafficking_convictions(case)
        return earliest(stood_for(s, "decided_on") for s in convictions)


def position(link: Row) -> str:
    """Where a link stands: destination, beyond it, user, or unknown."""
    name, location = link["link"], link["location"]
    if name == "unknown" or (name in BY_LOCATION and location == "unknown"):
        return "unknown"
    if name == "knowing_user":
        return "user"
    at_destination = name in DESTINATION or (name in BY_LOCATION and location == "destination")
    return "destination" if at_destination else "beyond"


def place_of(links: list[Row]) -> str:
    """Whether a charged person is inside or outside the destination, ignored, or unknown (N02)."""
    positions = {position(x) for x in links} or {"unknown"}
    if "destination" in positions:
        return "inside"
    if "unknown" in positions:
        return "unknown"
    return "outside" if "beyond" in positions else "ignored"


def awarded(claim: Row) -> Any:
    """The amount awarded: as stated, else the sum of both heads, else unknown (None)."""
    if claim["awarded"] is not None:
        return claim["awarded"]
    heads = (claim["awarded_material"], claim["awarded_moral"])
    return None if None in heads else sum(heads)


def is_award(claim: Row) -> bool:
    """Granted with a blank amount is an award, with 0 it is none."""
    return claim["result"] == "granted" and awarded(claim) != 0


Verdict = str


@dataclass(frozen=True)
class Fact:
    """One unit that belongs: what is counted once (`key`), its date, and what was found of it.

    `numbers` are numerator and denominator of an amount, or days and event (1, 0) of a duration.
    """

    key: object
    on: date | None
    verdict: Verdict = YES
    form: str | None = None
    numbers: tuple[Decimal | int | None, Decimal | int | None] | None = None
    case: str | None = None


Facts = Iterator[Fact]
