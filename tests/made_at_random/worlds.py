"""Small random worlds: stored rows of a jurisdiction with every gap that the model allows."""

from datetime import date, timedelta
from random import Random

from schemas import tables
from schemas import vocabulary as v
from tests.literals import Row, complete
from tests.made_at_random import clusters
from tests.made_at_random.remedies import claims_of, payments_of, victims_of
from tests.made_at_random.rows import (
    FIRST_DAY,
    code,
    dated,
    foreign_or,
    later,
    money,
    sample,
    unique,
    yes_no,
)

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


def _case(random: Random, case_id: str, *, home: str) -> Row:
    row = {
        "case_id": case_id,
        "network_id": random.choice([None, "W1", "W2", "W3"]),
        "office_id": random.choice([None, "O1", "O2", "O3"]),
        "scope": random.choice(SCOPES),
        "form": random.choice(["forced_labour", code(random, v.Form)]),
        "sector": code(random, v.Sector),
        "cross_border": yes_no(random),
        "detected_by": code(random, v.DetectedBy),
        "charged": random.choice([None, None, "unknown", code(random, v.YesNo, known=0.9)]),
        "enterprise_involved": yes_no(random),
        "reopened": code(random, v.YesNo, known=0.3),
        "closing_reason": code(random, v.ClosingReason, known=0.3),
        "financial_investigation": code(random, v.FinancialInvestigation),
        "financial_intelligence": code(random, v.FinancialIntelligence),
        "business_records": code(random, v.BusinessRecords),
        "confiscation_sought": yes_no(random),
        "special_techniques": code(random, v.SpecialTechniques),
        "victim_testified": yes_no(random),
        "victims_stated": random.choice([None, 0, 3]),
        "proceeds_estimate": money(random),
        "proceeds_method": code(random, v.ProceedsMethod),
        "currency": foreign_or(random, home),
    }
    row = dated(random, row, "opened_on", "charged_on", "first_instance_on", "final_on")
    for name in ("financial_investigation_on", "closed_on"):
        if random.random() < 0.4:
            row = later(random, row, "opened_on", name)
    return row


def _suspect(random: Random, case_id: str) -> Row:
    row = {
        "case_id": case_id,
        "person_id": f"P{random.randint(1, 12)}",
        "kind": random.choice(NATURAL_OR_LEGAL),
        "charged": random.choice([None, "unknown", code(random, v.YesNo, known=0.9)]),
        "licensed": yes_no(random),
        "outcome": code(random, v.Outcome, known=0.9),
        "exit_reason": code(random, v.ExitReason, known=0.3),
    }
    return dated(random, row, "suspected_on", "charged_on", "decided_on", "final_on", "left_on")


def _link(random: Random, case_id: str, persons: list[str]) -> Row:
    person = random.choice([*persons, None]) if persons else None
    links = [*v.Link, v.Link.EXPLOITER, v.Link.EXPLOITER, v.Link.HARBOURER, v.Link.TRANSFEROR]
    return {
        "case_id": case_id,
        "person_id": person,
        "link": random.choice(links).value,
        "location": code(random, v.Location, known=0.6),
    }


def _charges(random: Random, case_id: str, persons: list[str]) -> list[Row]:
    return [
        dated(
            random,
            {
                "case_id": case_id,
                "person_id": person,
                "charge_id": f"{case_id}-{person}-{n}",
                "offence": random.choice([*OFFENCES, code(random, v.Offence)]),
                # Of its own, so that what is drawn after it stays as it was.
                "laundering": code(Random(f"{case_id}-{person}-{n}"), v.Laundering, known=0.4),
                "result": code(random, v.ChargeResult),
            },
            "charged_on",
        )
        for person in persons
        for n in range(random.randint(0, 2))
    ]


def _sanctions(random: Random, case_id: str, persons: list[str], *, home: str) -> list[Row]:
    kinds = ["custody", "custody", "fine", "fine", "life"]
    return [
        dated(
            random,
            {
                "case_id": case_id,
                "person_id": person,
                "sanction_id": f"{case_id}-{person}-S{n}",
                "kind": random.choice([*kinds, code(random, v.SanctionKind)]),
                "route": code(random, v.SanctionRoute),
                "instance": code(random, v.Instance),
                "months": random.choice([None, 0, 6, 24, 60]),
                "amount": money(random),
                "currency": foreign_or(random, home),
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
        "role": code(random, v.AssetRole),
        "order_kind": code(random, v.OrderKind),
        "confiscation_final": yes_no(random),
        "currency": foreign_or(random, home),
    } | {name: money(random) for name in amounts}
    return dated(random, row, "identified_on", "frozen_on", "confiscated_on", "realised_on")


def _outcomes_of_assets(random: Random, assets: list[Row], *, home: str) -> None:
    """What was given back, and assets outside any case, which no gap of the model forbids."""
    for number in range(len(assets) // 4):
        outside = _asset(random, "", home=home) | {"case_id": None, "asset_id": f"A-{number}"}
        assets.append(outside)
    for row in assets:
        row["class"] = code(random, v.AssetClass)
        row["returned"] = money(random)
        if random.random() < 0.5:
            row.update(later(random, row, "frozen_on", "returned_on"))


def _requests(random: Random, case_id: str) -> list[Row]:
    found = []
    for n in range(random.choice([0, 0, 1, 2])):
        row = {
            "request_id": f"{case_id}-R{n}",
            "case_id": case_id,
            "instrument": code(random, v.Instrument),
            "direction": code(random, v.Direction),
        }
        row = dated(random, row, "sent_on", "due_on")
        for name in ("executed_on", "refused_on"):
            if random.random() < 0.3:
                row = later(random, row, "sent_on", name)
        found.append(row)
    return found


def _of_case(random: Random, case_id: str, *, home: str) -> dict[str, list[Row]]:
    suspects = unique([_suspect(random, case_id) for _ in range(random.randint(0, 3))], "person_id")
    persons = [s["person_id"] for s in suspects]
    links = [_link(random, case_id, persons) for _ in range(random.randint(0, 4))]
    assets = [
        _asset(random, case_id, home=home) | {"asset_id": f"{case_id}-A{n}"}
        for n in range(random.choice([0, 0, 1, 2]))
    ]
    victims, protections, assistance = victims_of(random, case_id)
    claims = claims_of(random, case_id, victims, persons, home=home)
    return {
        "suspects": suspects,
        "links": unique(links, "person_id", "link", "location"),
        "charges": _charges(random, case_id, persons),
        "sanctions": _sanctions(random, case_id, persons, home=home),
        "techniques": [
            {"case_id": case_id, "technique": name}
            for name in sample(random, v.Technique, chance=0.3)
        ],
        "evidence": [
            {"case_id": case_id, "kind": name, "relied_on": yes_no(random)}
            for name in sample(random, v.EvidenceKind, chance=0.6)
        ],
        "requests": _requests(random, case_id),
        "assets": assets,
        "victims": victims,
        "protections": protections,
        "assistance": assistance,
        "claims": claims,
        "payments": payments_of(random, claims, home=home),
    }


def _inspections(random: Random, cases: list[str], *, home: str) -> list[Row]:
    found = []
    for n in range(random.randint(0, len(cases))):
        row = {
            "inspection_id": f"I{n}",
            "office_id": random.choice([None, "O2", "O3"]),
            "targeted": yes_no(random),
            "joint_with_immigration": yes_no(random),
            "workers_found": random.choice([None, 0, 1, 12]),
            "wages_recovered": money(random),
            "referral_outcome": code(random, v.ReferralOutcome),
            "case_id": random.choice([None, None, *cases]),
            "currency": foreign_or(random, home),
        }
        found.append(dated(random, row, "inspected_on", "referred_on"))
    return found


def _disclosures(random: Random, cases: list[str]) -> list[Row]:
    return [
        dated(
            random,
            {"disclosure_id": f"D{n}", "case_id": random.choice([None, *cases])},
            "received_on",
        )
        for n in range(random.randint(0, len(cases)))
    ]


def _population(random: Random) -> list[Row]:
    years = [year for year in range(2017, 2029) if random.random() < 0.8]
    return [{"year": y, "persons": random.choice([None, 400_000, 410_000])} for y in years]


def world(random: Random, *, cases: int, jurisdiction: str) -> dict[str, list[Row]]:
    """Complete stored rows by table of one jurisdiction, with every gap the model allows."""
    home = random.choice(HOMES)
    liable = code(random, v.YesNo, known=0.7)
    ids = [f"{jurisdiction}-{number}" for number in range(cases)]
    found: dict[str, list[Row]] = {
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
    clusters.crowd(draws, found)
    _outcomes_of_assets(draws, found.get("assets", []), home=home)
    return {
        name: [
            complete(tables.METADATA.tables[name], row, jurisdiction=jurisdiction, number=n)
            for n, row in enumerate(rows)
        ]
        for name, rows in found.items()
    }


def with_coverage(random: Random, world: dict[str, list[Row]], *, jurisdiction: str) -> dict:
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
    columns = [f"{table.name}.{c.name}" for table in named for c in tables.sent_columns(table)]
    return columns + list(MAY_BE_MISSING)


def _statement(random: Random, column: str, collected: str) -> Row:
    """Of all offices or one, from ever or from a day, until now or until another."""
    office = random.choice([None, None, "O1", "O2"])
    row = {"column": column, "collected": collected, "office_id": office}
    if random.random() < 0.5:
        return row | {"from": FIRST_DAY + timedelta(days=random.randint(0, 1500))}
    return dated(random, row | {"from": date(1900, 1, 1)}, "to")
