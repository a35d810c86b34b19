"""What the oracle derives of cases and persons, over lists of dicts."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from functools import cached_property
from typing import Any

from tests.oracle.days import (
    NO,
    UNKNOWN,
    YES,
    Row,
    Span,
    Verdict,
    earliest,
    earliest_span,
    span,
    stood_for,
)
from tests.oracle.facts import Fact, Number, any_of
from tests.oracle.options import DEFAULTS, Options

CONVICTED = ("convicted_trafficking", "convicted_other")
TRIED = (*CONVICTED, "acquitted")
S1 = ("charged_as_trafficking",)
BOTH = ("charged_as_trafficking", "trafficking_elements")


Rates = dict[tuple[str, int], Fraction]


@dataclass(frozen=True)
class Records:
    """Rows of one jurisdiction by table, as stored, and the tables that were sent at all."""

    tables: dict[str, list[Row]]
    sent: frozenset[str]
    as_of: date
    options: Options = DEFAULTS
    # Units per euro by currency and year, set beside the records.
    rates: Rates = field(default_factory=dict)
    # Facts by measure, as far as they were asked for.
    collected: dict[str, list[Fact]] = field(default_factory=dict, init=False, compare=False)

    def __getitem__(self, table: str) -> list[Row]:
        return self._counted.get(table, [])

    @cached_property
    def _counted(self) -> dict[str, list[Row]]:
        """The rows without those of cases that are not of trafficking, and what hangs on them."""
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
    def _indexed(self) -> dict[tuple[str, str, Any], list[Row]]:
        found = defaultdict(list)
        for table, rows in self._counted.items():
            for row in rows:
                for column in ("case_id", "victim_id", "claim_id", "joint_award_id"):
                    if row.get(column) is not None:
                        found[table, column, row[column]].append(row)
        return found

    def of_case(self, table: str, case_id: str | None) -> list[Row]:
        return self._indexed.get((table, "case_id", case_id), [])

    def of_victim(self, table: str, victim: Row) -> list[Row]:
        return self._indexed.get((table, "victim_id", victim["victim_id"]), [])

    def of_joint_award(self, order: str) -> list[Row]:
        return self._indexed.get(("claims", "joint_award_id", order), [])

    def payments_of(self, claims: Iterable[Row]) -> list[Row]:
        found = (self._indexed.get(("payments", "claim_id", c["claim_id"]), []) for c in claims)
        return [payment for of_claim in found for payment in of_claim]

    def case_of(self, row: Row) -> Row | None:
        return next(iter(self.of_case("cases", row["case_id"])), None)

    @cached_property
    def jurisdiction(self) -> Row:
        return self["jurisdictions"][0]

    def charges_of(self, suspect: Row) -> list[Row]:
        return self._of_person("charges", suspect)

    def sanctions_of(self, suspect: Row) -> list[Row]:
        return self._of_person("sanctions", suspect)

    def links_of(self, suspect: Row) -> list[Row]:
        return self._of_person("links", suspect)

    def claims_against(self, suspect: Row) -> list[Row]:
        return self._of_person("claims", suspect)

    def _of_person(self, table: str, suspect: Row) -> list[Row]:
        rows = self.of_case(table, suspect["case_id"])
        return [row for row in rows if row["person_id"] == suspect["person_id"]]

    def suspects_of(self, case: Row) -> list[Row]:
        return self.of_case("suspects", case["case_id"])

    def person_charged_on(self, suspect: Row) -> date | None:
        own = stood_for(suspect, "charged_on")
        return own or earliest(stood_for(c, "charged_on") for c in self.charges_of(suspect))

    def person_charged_span(self, suspect: Row) -> Span | None:
        """The days for which `person_charged_on` stands."""
        own = span(suspect, "charged_on")
        return own or earliest_span(span(c, "charged_on") for c in self.charges_of(suspect))

    def charged(self, suspect: Row) -> Verdict:
        """Nothing said and no day of a charge is no charge; a stated unknown leaves it open."""
        stated = suspect["charged"]
        if stated not in (None, UNKNOWN):
            return YES if stated == "yes" else NO
        if self.person_charged_on(suspect) is not None:
            return YES
        return UNKNOWN if stated == UNKNOWN else NO

    def charged_persons(self, case: Row) -> list[Row]:
        return [s for s in self.suspects_of(case) if self.charged(s) == YES]

    def perhaps_charged(self, case: Row) -> list[Row]:
        """Those of whom it is stated not to be known, unless the case is known to be uncharged."""
        if self.case_charged(case) == NO:
            return []
        return [s for s in self.suspects_of(case) if self.charged(s) == UNKNOWN]

    def links_without_person(self, case: Row) -> list[Row]:
        return [x for x in self.of_case("links", case["case_id"]) if x["person_id"] is None]

    def case_charged_on(self, case: Row) -> date | None:
        of_persons = earliest(self.person_charged_on(s) for s in self.suspects_of(case))
        return of_persons or stood_for(case, "charged_on")

    def case_is_known_charged(self, case: Row) -> bool:
        return (
            case["charged"] == "yes"
            or bool(self.charged_persons(case))
            or bool(self.links_without_person(case))
            or self.case_charged_on(case) is not None
        )

    def case_charged(self, case: Row) -> Verdict:
        """Where nobody is known to be charged, the case's own no decides before its persons."""
        if self.case_is_known_charged(case):
            return YES
        if case["charged"] not in (None, UNKNOWN):
            return NO
        of_persons = any_of(self.charged(s) for s in self.suspects_of(case))
        return UNKNOWN if case["charged"] == UNKNOWN else of_persons

    def charged_cases(
        self, *, scopes: tuple[str, ...] = BOTH
    ) -> Iterator[tuple[Row, date | None, Verdict]]:
        """Cases charged or perhaps charged; of the latter no day is known."""
        for case in self["cases"]:
            charged = self.case_charged(case)
            if case["scope"] in scopes and charged != NO:
                yield case, self.case_charged_on(case), charged

    def all_charged_persons_recorded(self, case: Row) -> bool:
        """Whether a charged case has its charged persons as rows, and no link row without one."""
        return bool(self.charged_persons(case)) and not self.links_without_person(case)

    def first_instance_on(self, case: Row) -> date | None:
        tried = [s for s in self.suspects_of(case) if s["outcome"] in TRIED]
        of_persons = earliest(stood_for(s, "decided_on") for s in tried)
        return stood_for(case, "first_instance_on") or of_persons

    def is_decided(self, case: Row) -> bool:
        """Whether a first-instance decision is known of, dated or not."""
        tried = any(s["outcome"] in TRIED for s in self.suspects_of(case))
        return tried or case["first_instance_on"] is not None

    def convictions(self, case: Row, outcomes: tuple[str, ...] = CONVICTED) -> list[Row]:
        return [s for s in self.suspects_of(case) if s["outcome"] in outcomes]

    def trafficking_convictions(self, case: Row) -> list[Row]:
        return self.convictions(case, ("convicted_trafficking",))

    def convicted_on(self, case: Row) -> date | None:
        """The first trafficking conviction of the case."""
        return earliest(stood_for(s, "decided_on") for s in self.trafficking_convictions(case))

    @property
    def trafficking_offences(self) -> set[str]:
        more = {"forced_labour", "slavery"} if self.options.forced_labour_is_trafficking else set()
        return {"trafficking"} | more

    def charged_with_trafficking(self, suspect: Row) -> Verdict:
        """Whether a person, if charged, has a trafficking charge.

        In a case charged as trafficking, a charge that is missing or of an unknown offence may be
        one; in another it is known to be something else.
        """
        offences = {c["offence"] for c in self.charges_of(suspect)}
        if offences & self.trafficking_offences:
            return YES
        case = self.case_of(suspect)
        in_the_dark = not offences or UNKNOWN in offences
        return UNKNOWN if case is not None and case["scope"] in S1 and in_the_dark else NO

    def trafficking_charged_on(self, suspect: Row) -> date | None:
        offences = self.trafficking_offences
        trafficking = [c for c in self.charges_of(suspect) if c["offence"] in offences]
        of_charges = earliest(stood_for(c, "charged_on") for c in trafficking)
        return of_charges or stood_for(suspect, "charged_on")

    def is_sanctioned(self, suspect: Row) -> Verdict:
        """Without a row a convicted person's sanctions are not known, and another has none."""
        if self.sanctions_of(suspect):
            return YES
        return UNKNOWN if suspect["outcome"] in CONVICTED else NO

    def any_sanctioned(self, suspects: Iterable[Row]) -> Verdict:
        return any_of(self.is_sanctioned(s) for s in suspects)


def of_person(
    r: Records, s: Row, on: date | None, verdict: Verdict, numbers: tuple[Number | None, ...] = ()
) -> Fact:
    """What is found of a person in a case."""
    return Fact((s["case_id"], s["person_id"]), on, verdict, r.case_of(s), numbers)
