"""Small random worlds: stored rows of a jurisdiction with every gap that the model allows."""

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from schemas import tables
from schemas import vocabulary as v
from tests.literals import Row, complete

Rows = dict[str, list[Row]]
FIRST_DAY = date(2018, 1, 1)
# Both sides of every limit in days, and of the months that are counted in.
STEPS = (0, 1, 5, 6, 29, 30, 31, 89, 90, 91, 200, 365, 366, 500, 730, 731)
# A currency without a reference rate, and one that ended.
FOREIGN = ("USD", "NGN", "HRK")
NATURAL_OR_LEGAL = ("natural",) * 5 + ("legal",)
HOMES = ("EUR", "EUR", "USD")
SCOPES = (*("charged_as_trafficking",) * 5, *("trafficking_elements",) * 2, "other_offence")
OFFENCES = (*("trafficking",) * 3, "forced_labour", "smuggling", "money_laundering", "tax_fraud")
CHILDREN = {
    "victims": ("claims", "payments", "protections", "assistance"),
    "claims": ("payments",),
}
# Days far apart, before, among and after the random dates; of the last the records alone tell one.
EXTRACTED_ON = {"QMA": date(2024, 6, 30), "QMB": date(2019, 3, 14), "QMC": date(2027, 12, 31)}
# All tables but those without which nothing can be counted.
MAY_BE_MISSING = (
    *("links", "charges", "sanctions", "techniques", "evidence", "requests", "inspections"),
    *(
        "disclosures",
        "assets",
        "victims",
        "protections",
        "assistance",
        "claims",
        "payments",
        "population",
    ),
)
YES_NO = (
    *("regular_status", "legal_aid_free", "protection_needed", "specialised_interview"),
    *("shelter_suitable", "interviewer_choice", "charged_for_compelled_act"),
    *("convicted_for_compelled_act", "detained_for_immigration", "immigration_consequence"),
    *("data_passed_to_immigration", "informed_of_rights"),
)
AMOUNTS = ("awarded", "awarded_material", "awarded_moral", "documented_loss")
# Of cases, those with more suspects and victims; of these, one more each, and those that differ.
CASES, ONE_MORE, DIFFERS = 0.35, 0.6, 0.2
LARGEST, HAS_LARGEST = 30, 0.3


def world(random: Random, *, cases: int, jurisdiction: str) -> Rows:
    """Complete stored rows by table of one jurisdiction, with every gap the model allows."""
    home = random.choice(HOMES)
    liable = _code(random, v.YesNo, known=0.7)
    ids = [f"{jurisdiction}-{number}" for number in range(cases)]
    found: Rows = {
        "jurisdictions": [{"currency": home, "legal_persons_liable": liable}],
        "population": _population(random),
        "offices": [{"office_id": name} for name in ("O1", "O2", "O3")],
        "cases": [_case(random, case_id, home=home) for case_id in ids],
    }
    for case_id in ids:
        for name, rows in _of_case(random, case_id, home=home).items():
            found.setdefault(name, []).extend(rows)
    found["inspections"] = _inspections(random, ids, home=home)
    found["disclosures"] = _disclosures(random, ids)
    # Draws of their own: what is known of a seed's world does not go when its cases grow.
    draws = Random()
    draws.setstate(random.getstate())
    _crowd(draws, found)
    _outcomes_of_assets(draws, found.get("assets", []), home=home)
    return {
        name: [
            complete(tables.METADATA.tables[name], row, jurisdiction=jurisdiction, number=n)
            for n, row in enumerate(rows)
        ]
        for name, rows in found.items()
    }


def with_coverage(random: Random, world: Rows, *, jurisdiction: str) -> dict:
    """The world, with tables left out, and what is declared of these and of others."""
    left_out = {name for name in MAY_BE_MISSING if random.random() < 0.12}
    # A row of a child is not stored without its parent's.
    left_out |= {child for name in left_out for child in CHILDREN.get(name, ())}
    kept = {name: rows for name, rows in world.items() if name not in left_out}
    absent = [name for name in MAY_BE_MISSING if not kept.get(name)]
    said = [(name, "yes") for name in absent if random.random() < 0.6]
    if random.random() < 0.3:
        said += [(name, "no") for name in random.sample(columns_and_tables(), 20)]
    table = tables.METADATA.tables["coverage"]
    stated = [_statement(random, *what) for what in said]
    # The gate lets one statement in of a column, an office and a day.
    by_key = {(row["column"], row["office_id"], row["from"]): row for row in stated}
    kept["coverage"] = [
        complete(table, row, jurisdiction=jurisdiction, number=n)
        for n, row in enumerate(by_key.values())
    ]
    return kept


def columns_and_tables() -> list[str]:
    """What may be declared as not collected: each column that is no key, and each table."""
    named = [tables.METADATA.tables[name] for name in ("cases", "suspects", *MAY_BE_MISSING)]
    columns = [f"{table.name}.{c.name}" for table in named for c in tables.asked_columns(table)]
    return columns + list(MAY_BE_MISSING)


def _statement(random: Random, column: str, collected: str) -> Row:
    """Of all offices or one, from ever or from a day, until now or until another."""
    office = random.choice([None, None, "O1", "O2"])
    row = {"column": column, "collected": collected, "office_id": office}
    if random.random() < 0.5:
        return row | {"from": FIRST_DAY + timedelta(days=random.randint(0, 1500))}
    return _dated(random, row | {"from": date(1900, 1, 1)}, "to")


def _case(random: Random, case_id: str, *, home: str) -> Row:
    row = {
        "case_id": case_id,
        "network_id": random.choice([None, "W1", "W2", "W3"]),
        "office_id": random.choice([None, "O1", "O2", "O3"]),
        "scope": random.choice(SCOPES),
        "form": random.choice(["forced_labour", _code(random, v.Form)]),
        "sector": _code(random, v.Sector),
        "cross_border": _yes_no(random),
        "detected_by": _code(random, v.DetectedBy),
        "charged": random.choice([None, None, "unknown", _code(random, v.YesNo, known=0.9)]),
        "enterprise_involved": _yes_no(random),
        "reopened": _code(random, v.YesNo, known=0.3),
        "closing_reason": _code(random, v.ClosingReason, known=0.3),
        "financial_investigation": _code(random, v.FinancialInvestigation),
        "financial_intelligence": _code(random, v.FinancialIntelligence),
        "business_records": _code(random, v.BusinessRecords),
        "confiscation_sought": _yes_no(random),
        "special_techniques": _code(random, v.SpecialTechniques),
        "victim_testified": _yes_no(random),
        "victims_stated": random.choice([None, 0, 3]),
        "proceeds_estimate": _money(random),
        "proceeds_method": _code(random, v.ProceedsMethod),
        "currency": _currency(random, home),
    }
    row = _dated(random, row, "opened_on", "charged_on", "first_instance_on", "final_on")
    for name in ("financial_investigation_on", "closed_on"):
        if random.random() < 0.4:
            row = _later(random, row, "opened_on", name)
    return row


def _suspect(random: Random, case_id: str) -> Row:
    row = {
        "case_id": case_id,
        "person_id": f"P{random.randint(1, 12)}",
        "kind": random.choice(NATURAL_OR_LEGAL),
        "charged": random.choice([None, "unknown", _code(random, v.YesNo, known=0.9)]),
        "licensed": _yes_no(random),
        "outcome": _code(random, v.Outcome, known=0.9),
        "exit_reason": _code(random, v.ExitReason, known=0.3),
    }
    return _dated(random, row, "suspected_on", "charged_on", "decided_on", "final_on", "left_on")


def _link(random: Random, case_id: str, persons: list[str]) -> Row:
    person = random.choice([*persons, None]) if persons else None
    links = [*v.Link, v.Link.EXPLOITER, v.Link.EXPLOITER, v.Link.HARBOURER, v.Link.TRANSFEROR]
    return {
        "case_id": case_id,
        "person_id": person,
        "link": random.choice(links).value,
        "location": _code(random, v.Location, known=0.6),
    }


def _charges(random: Random, case_id: str, persons: list[str]) -> list[Row]:
    return [
        _dated(
            random,
            {
                "case_id": case_id,
                "person_id": person,
                "charge_id": f"{case_id}-{person}-{n}",
                "offence": random.choice([*OFFENCES, _code(random, v.Offence)]),
                # Of its own, so that what is drawn after it stays as it was.
                "laundering": _code(Random(f"{case_id}-{person}-{n}"), v.Laundering, known=0.4),
                "result": _code(random, v.ChargeResult),
            },
            "charged_on",
        )
        for person in persons
        for n in range(random.randint(0, 2))
    ]


def _sanctions(random: Random, case_id: str, persons: list[str], *, home: str) -> list[Row]:
    kinds = ["custody", "custody", "fine", "fine", "life"]
    return [
        _dated(
            random,
            {
                "case_id": case_id,
                "person_id": person,
                "sanction_id": f"{case_id}-{person}-S{n}",
                "kind": random.choice([*kinds, _code(random, v.SanctionKind)]),
                "route": _code(random, v.SanctionRoute),
                "instance": _code(random, v.Instance),
                "months": random.choice([None, 0, 6, 24, 60]),
                "amount": _money(random),
                "currency": _currency(random, home),
            },
            "ordered_on",
        )
        for person in persons
        for n in range(random.choice([0, 1, 2]))
    ]


def _asset(random: Random, case_id: str, *, home: str) -> Row:
    amounts = ("identified", "frozen", "confiscated", "realised", "to_victims")
    row = {
        "case_id": case_id,
        "role": _code(random, v.AssetRole),
        "order_kind": _code(random, v.OrderKind),
        "confiscation_final": _yes_no(random),
        "currency": _currency(random, home),
    } | {name: _money(random) for name in amounts}
    return _dated(random, row, "identified_on", "frozen_on", "confiscated_on", "realised_on")


def _outcomes_of_assets(random: Random, assets: list[Row], *, home: str) -> None:
    """What was given back, and assets outside any case, which no gap of the model forbids."""
    for number in range(len(assets) // 4):
        outside = _asset(random, "", home=home) | {"case_id": None, "asset_id": f"A-{number}"}
        assets.append(outside)
    for row in assets:
        row["class"] = _code(random, v.AssetClass)
        row["returned"] = _money(random)
        if random.random() < 0.5:
            row.update(_later(random, row, "frozen_on", "returned_on"))


def _requests(random: Random, case_id: str) -> list[Row]:
    found = []
    for n in range(random.choice([0, 0, 1, 2])):
        row = {
            "request_id": f"{case_id}-R{n}",
            "case_id": case_id,
            "instrument": _code(random, v.Instrument),
            "direction": _code(random, v.Direction),
        }
        row = _dated(random, row, "sent_on", "due_on")
        for name in ("executed_on", "refused_on"):
            if random.random() < 0.3:
                row = _later(random, row, "sent_on", name)
        found.append(row)
    return found


def _of_case(random: Random, case_id: str, *, home: str) -> Rows:
    suspects = _unique(
        [_suspect(random, case_id) for _ in range(random.randint(0, 3))], "person_id"
    )
    persons = [s["person_id"] for s in suspects]
    links = [_link(random, case_id, persons) for _ in range(random.randint(0, 4))]
    assets = [
        _asset(random, case_id, home=home) | {"asset_id": f"{case_id}-A{n}"}
        for n in range(random.choice([0, 0, 1, 2]))
    ]
    victims, protections, assistance = _victims_of(random, case_id)
    claims = _claims_of(random, case_id, victims, persons, home=home)
    return {
        "suspects": suspects,
        "links": _unique(links, "person_id", "link", "location"),
        "charges": _charges(random, case_id, persons),
        "sanctions": _sanctions(random, case_id, persons, home=home),
        "techniques": [
            {"case_id": case_id, "technique": name}
            for name in _sample(random, v.Technique, chance=0.3)
        ],
        "evidence": [
            {"case_id": case_id, "kind": name, "relied_on": _yes_no(random)}
            for name in _sample(random, v.EvidenceKind, chance=0.6)
        ],
        "requests": _requests(random, case_id),
        "assets": assets,
        "victims": victims,
        "protections": protections,
        "assistance": assistance,
        "claims": claims,
        "payments": _payments_of(random, claims, home=home),
    }


def _inspections(random: Random, cases: list[str], *, home: str) -> list[Row]:
    found = []
    for n in range(random.randint(0, len(cases))):
        row = {
            "inspection_id": f"I{n}",
            "office_id": random.choice([None, "O2", "O3"]),
            "targeted": _yes_no(random),
            "joint_with_immigration": _yes_no(random),
            "workers_found": random.choice([None, 0, 1, 12]),
            "wages_recovered": _money(random),
            "referral_outcome": _code(random, v.ReferralOutcome),
            "case_id": random.choice([None, None, *cases]),
            "currency": _currency(random, home),
        }
        found.append(_dated(random, row, "inspected_on", "referred_on"))
    return found


def _disclosures(random: Random, cases: list[str]) -> list[Row]:
    return [
        _dated(
            random,
            {"disclosure_id": f"D{n}", "case_id": random.choice([None, *cases])},
            "received_on",
        )
        for n in range(random.randint(0, len(cases)))
    ]


def _population(random: Random) -> list[Row]:
    years = [year for year in range(2017, 2029) if random.random() < 0.8]
    return [{"year": y, "persons": random.choice([None, 400_000, 410_000])} for y in years]


def _victim(random: Random, case_id: str | None) -> Row:
    row = {
        "case_id": case_id,
        "form": _code(random, v.Form),
        "age_group": _code(random, v.AgeGroup),
        "status": _code(random, v.VictimStatus),
        "legal_aid": _code(random, v.LegalAid),
        "testimony": _code(random, v.Testimony),
        "guardian": _code(random, v.Guardian),
        "claim_declined": _code(random, v.YesNo, known=0.3),
    } | {name: _yes_no(random) for name in YES_NO}
    row = _dated(random, row, "exploitation_from", "first_contact_on", "identified_on")
    if random.random() < 0.5:
        row = _later(random, row, "exploitation_from", "exploitation_to")
    chances = {"rejected_on": 0.3, "withdrew_on": 0.3, "legal_aid_on": 0.7}
    for name, chance in (chances | {"first_interview_on": 0.7}).items():
        if random.random() < chance:
            row = _later(random, row, "first_contact_on", name)
    return _later(random, row, "identified_on", "guardian_on") if random.random() < 0.7 else row


def _victims_of(random: Random, case_id: str) -> tuple[list[Row], list[Row], list[Row]]:
    """Victims found in the case, some outside it, their protections and their assistance."""
    victims = [
        _victim(random, random.choice([case_id, case_id, case_id, None]))
        | {"victim_id": f"{case_id}-V{n}"}
        for n in range(random.randint(0, 2))
    ]
    protections = [
        {"victim_id": victim["victim_id"], "kind": kind}
        for victim in victims
        for kind in _sample(random, v.ProtectionKind, chance=0.5)
    ]
    assistance = [
        {"victim_id": victim["victim_id"], "kind": kind, "declined": _yes_no(random)}
        for victim in victims
        for kind in _sample(random, v.AssistanceKind, chance=0.4)
    ]
    return victims, protections, assistance


def _claim(
    random: Random, case_id: str, victim: str | None, person: str | None, *, home: str
) -> Row:
    row = {
        "case_id": case_id,
        "victim_id": victim,
        "person_id": person,
        "channel": _code(random, v.ClaimChannel),
        "result": random.choice(["granted", "granted", _code(random, v.ClaimResult)]),
        "joint_award_id": random.choice([None, None, f"J-{case_id}", f"J-{case_id}-{victim}"]),
        "currency": _currency(random, home),
    } | {name: _money(random) for name in AMOUNTS}
    return _dated(random, row, "claimed_on", "decided_on")


def _claims_of(
    random: Random, case_id: str, victims: list[Row], persons: list[str], *, home: str
) -> list[Row]:
    """Claims of victims, and claims against persons that name no victim."""
    of_victims = [
        _claim(random, case_id, victim["victim_id"], random.choice([None, *persons]), home=home)
        | {"claim_id": f"{victim['victim_id']}-C{n}"}
        for victim in victims
        for n in range(random.randint(0, 2))
    ]
    against_persons = [
        _claim(random, case_id, None, person, home=home) | {"claim_id": f"{case_id}-{person}-C"}
        for person in persons
        if random.random() < 0.4
    ]
    return of_victims + against_persons


def _payments_of(random: Random, claims: list[Row], *, home: str) -> list[Row]:
    """Payments in and after the months that count, nothing paid among them."""
    found = []
    for claim in claims:
        for n in range(random.choice([0, 1, 1, 2])):
            row = {
                "claim_id": claim["claim_id"],
                "payment_id": f"{claim['claim_id']}-{n}",
                "paid": _money(random) or 0,
                "source": random.choice(["perpetrator", _code(random, v.PaymentSource)]),
                "currency": _currency(random, home),
            }
            if random.random() < 0.8:
                row = _later(
                    random, row | {"decided_on": claim.get("decided_on")}, "decided_on", "paid_on"
                )
            found.append(row)
    return found


def _crowd(random: Random, world: Rows) -> None:
    """Adds the likes of a suspect and of a victim to some cases, and once 29 of one victim."""
    suspects = {s["case_id"]: s for s in world["suspects"]}
    victims = {x["case_id"]: x for x in world["victims"] if x["case_id"] is not None}
    for suspect in suspects.values():
        if random.random() < CASES:
            for n in range(_geometric(random)):
                _add_suspect(random, world, suspect, f"x{n}")
    largest = random.choice([*victims, None]) if random.random() < HAS_LARGEST else None
    for case_id, victim in victims.items():
        more = _geometric(random) if random.random() < CASES else 0
        for n in range(LARGEST - 1 if case_id == largest else more):
            _add_victim(random, world, victim, f"x{n}")


def _geometric(random: Random) -> int:
    more = 1
    while random.random() < ONE_MORE:
        more += 1
    return more


def _add_suspect(random: Random, world: Rows, suspect: Row, suffix: str) -> None:
    other = {"outcome": _code(random, v.Outcome)} if random.random() < DIFFERS else {}
    world["suspects"] += _likes([suspect], suffix, "person_id", other)
    for table, key in (("links", None), ("charges", "charge_id"), ("sanctions", "sanction_id")):
        theirs = [row for row in world[table] if _is_of(row, suspect)]
        renamed = _likes(theirs, suffix, "person_id")
        world[table] += _likes(renamed, suffix, key) if key else renamed


def _is_of(row: Row, suspect: Row) -> bool:
    return all(row[key] == suspect[key] for key in ("case_id", "person_id"))


def _add_victim(random: Random, world: Rows, victim: Row, suffix: str) -> None:
    other = {"status": _code(random, v.VictimStatus)} if random.random() < DIFFERS else {}
    world["victims"] += _likes([victim], suffix, "victim_id", other)
    claims = [c for c in world["claims"] if c["victim_id"] == victim["victim_id"]]
    ids = {c["claim_id"] for c in claims}
    payments = [p for p in world["payments"] if p["claim_id"] in ids]
    assistance = [a for a in world["assistance"] if a["victim_id"] == victim["victim_id"]]
    world["assistance"] += _likes(assistance, suffix, "victim_id")
    protections = [p for p in world["protections"] if p["victim_id"] == victim["victim_id"]]
    world["protections"] += _likes(protections, suffix, "victim_id")
    world["claims"] += _likes(_likes(claims, suffix, "victim_id"), suffix, "claim_id")
    world["payments"] += _likes(_likes(payments, suffix, "claim_id"), suffix, "payment_id")


def _likes(rows: list[Row], suffix: str, key: str, other: Row | None = None) -> list[Row]:
    return [row | {key: f"{row[key]}{suffix}"} | (other or {}) for row in rows]


def _code(random: Random, codes: type[StrEnum], *, known: float = 0.8) -> str:
    """One of the codes, or `unknown`."""
    values = [c.value for c in codes if c.value not in ("unknown", "not_applicable")]
    return random.choice(values) if random.random() < known else "unknown"


def _yes_no(random: Random) -> str:
    return random.choice(["yes", "yes", "no", "no", "unknown", "not_applicable"])


def _money(random: Random) -> Decimal | None:
    return random.choice([None, Decimal(0), Decimal(random.randint(1, 90_000)) / 100])


def _currency(random: Random, home: str) -> str:
    return home if random.random() < 0.75 else random.choice(FOREIGN)


def _sample(random: Random, codes: Iterable[v.Technique], *, chance: float) -> list[str]:
    """None, or a few different codes of the list."""
    values = [c.value for c in codes]
    return random.sample(values, random.randint(1, 2)) if random.random() < chance else []


def _unique(rows: list[Row], *key: str) -> list[Row]:
    return list({tuple(r.get(k) for k in key): r for r in rows}.values())


def _given(random: Random, name: str, day: date) -> Row:
    """A date known to the day, the month or the year."""
    precision = random.choice(["day", "day", "day", "month", "year"])
    first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}
    return {name: first[precision], f"{name}_precision": precision}


def _dated(random: Random, row: Row, *names: str) -> Row:
    """The row with dates in the order named, some blank, some known to the month or year only."""
    day = FIRST_DAY + timedelta(days=random.randint(0, 2900))
    for name in names:
        day += timedelta(days=random.choice(STEPS))
        if random.random() < 0.75:
            row = row | _given(random, name, day)
    return row


def _later(random: Random, row: Row, start: str, name: str) -> Row:
    """The row with one more date, some days after another that it has, or a little before."""
    first = row.get(start) or FIRST_DAY + timedelta(days=random.randint(0, 2900))
    return row | _given(random, name, first + timedelta(days=random.choice((-20, *STEPS))))
