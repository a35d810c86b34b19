"""Rows for tests: tables from the few columns that matter, and small random worlds."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any

import polars as pl
from sqlalchemy import Table

from schemas import columns, tables
from schemas import vocabulary as v

Row = dict[str, Any]
STORED = {
    columns.Kind.DATE: pl.Date,
    columns.Kind.INTEGER: pl.Int32,
    columns.Kind.MONEY: pl.Decimal(18, 2),
}
FIRST_DAY = date(2018, 1, 1)
NATURAL_OR_LEGAL = ("natural",) * 5 + ("legal",)


def complete(table: Table, row: Row, *, jurisdiction: str, number: int) -> Row:
    """The row with all stored columns: codes not given are unknown, all else blank."""
    found: Row = {}
    for column in table.c:
        field = columns.field_of(column)
        blank = "unknown" if field.kind is columns.Kind.CODE else None
        found[column.name] = row.get(column.name, blank)
    for column in tables.dates_of(table):
        if found[column.name] is not None:
            found[f"{column.name}_precision"] = row.get(f"{column.name}_precision") or "day"
    return found | {"jurisdiction": jurisdiction, "batch_id": 1, "row_number": number + 2}


def frame(table: Table, rows: list[Row]) -> pl.DataFrame:
    """Stored rows as a typed frame with the table's columns."""
    types = {
        c.name: pl.Int32
        if c.name in ("batch_id", "row_number")
        else STORED.get(columns.field_of(c).kind, pl.String)
        for c in table.c
    }
    return pl.DataFrame(rows, schema=types, orient="row")


def batch(batch_id: int, jurisdiction: str) -> Row:
    """A stored batch."""
    numbers = dict.fromkeys(("rows_read", "rows_stored", "rows_refused"), 0)
    return numbers | {
        "batch_id": batch_id,
        "source": jurisdiction,
        "content_hash": f"{batch_id:064}",
        "jurisdiction": jurisdiction,
        "made_up": True,
        "stored_at": datetime(2026, 7, 1, tzinfo=UTC).replace(tzinfo=None),
    }


def batch_file(batch_id: int, table: str) -> Row:
    """The file of a stored batch that brought a table."""
    return {
        "batch_id": batch_id,
        "file": f"{table}.csv",
        "sha256": "0" * 64,
        "table_name": table,
        "rows_read": 0,
        "rows_stored": 0,
    }


def _code(random: Random, codes: type[v.YesNo], *, known: float = 0.8) -> str:
    values = [c.value for c in codes if c.value not in ("unknown", "not_applicable")]
    return random.choice(values) if random.random() < known else "unknown"


def _money(random: Random) -> Decimal | None:
    return random.choice([None, Decimal(0), Decimal(random.randint(1, 90_000)) / 100])


def dated(random: Random, row: Row, *names: str) -> Row:
    """The row with dates in the order named, some blank, some known to the month or year only."""
    day = FIRST_DAY + timedelta(days=random.randint(0, 2900))
    for name in names:
        day += timedelta(days=random.choice([0, 1, 30, 200, 365, 500]))
        precision = random.choice(["day", "day", "day", "month", "year"])
        first = {"day": day, "month": day.replace(day=1), "year": day.replace(month=1, day=1)}
        if random.random() < 0.7:
            row |= {name: first[precision], f"{name}_precision": precision}
    return row


def _case(random: Random, case_id: str) -> Row:
    row = {
        "case_id": case_id,
        "scope": random.choice(list(v.Scope)).value,
        "form": _code(random, v.Form),
        "charged": _code(random, v.YesNo, known=0.6),
        "reopened": _code(random, v.YesNo, known=0.3),
        "financial_investigation": _code(random, v.FinancialInvestigation),
        "confiscation_sought": random.choice([x.value for x in v.YesNo]),
        "victims_stated": random.choice([None, 0, 3]),
    }
    return dated(random, row, "opened_on", "charged_on", "first_instance_on", "final_on")


def _suspect(random: Random, case_id: str) -> Row:
    row = {
        "case_id": case_id,
        "person_id": f"P{random.randint(1, 12)}",
        "kind": random.choice(NATURAL_OR_LEGAL),
        "charged": _code(random, v.YesNo, known=0.6),
        "outcome": _code(random, v.Outcome, known=0.9),
        "exit_reason": _code(random, v.ExitReason, known=0.2),
    }
    return dated(random, row, "suspected_on", "charged_on", "decided_on", "final_on", "left_on")


def _link(random: Random, case_id: str, persons: list[str]) -> Row:
    person = random.choice([*persons, None]) if persons else None
    links = [*v.Link, v.Link.EXPLOITER, v.Link.EXPLOITER, v.Link.HARBOURER, v.Link.TRANSFEROR]
    return {
        "case_id": case_id,
        "person_id": person,
        "link": random.choice(links).value,
        "location": _code(random, v.Location, known=0.6),
    }


def _asset(random: Random, case_id: str) -> Row:
    amounts = ("identified", "frozen", "confiscated", "realised")
    row = {
        "case_id": case_id,
        "role": _code(random, v.AssetRole),
        "order_kind": _code(random, v.OrderKind),
        "currency": "EUR",
    } | {name: _money(random) for name in amounts}
    return dated(random, row, "identified_on", "frozen_on", "confiscated_on")


def _victim(random: Random, case_id: str | None) -> Row:
    row = {
        "case_id": case_id,
        "status": _code(random, v.VictimStatus),
        "claim_declined": _code(random, v.YesNo, known=0.3),
    }
    return dated(random, row, "first_contact_on", "identified_on")


def _claim(random: Random, case_id: str, victim: str | None, person: str | None) -> Row:
    row = {
        "case_id": case_id,
        "victim_id": victim,
        "person_id": person,
        "result": _code(random, v.ClaimResult),
        "joint_award_id": random.choice([None, None, f"J-{case_id}-{victim}"]),
        "currency": "EUR",
        "awarded": _money(random),
        "awarded_material": _money(random),
        "awarded_moral": _money(random),
    }
    return dated(random, row, "claimed_on", "decided_on")


def _unique(rows: list[Row], *key: str) -> list[Row]:
    return list({tuple(r.get(k) for k in key): r for r in rows}.values())


def _charges(random: Random, case_id: str, persons: list[str]) -> list[Row]:
    return [
        dated(
            random,
            {
                "case_id": case_id,
                "person_id": person,
                "charge_id": f"{case_id}-{person}-{n}",
                "offence": random.choice(["trafficking", "forced_labour", "smuggling"]),
            },
            "charged_on",
        )
        for person in persons
        for n in range(random.randint(0, 2))
    ]


def _claims(random: Random, case_id: str, victims: list[Row], persons: list[str]) -> list[Row]:
    of_victims = [
        _claim(random, case_id, victim["victim_id"], random.choice([None, *persons]))
        | {"claim_id": f"{victim['victim_id']}-C{n}"}
        for victim in victims
        for n in range(random.randint(0, 2))
    ]
    against_persons = [
        _claim(random, case_id, None, person) | {"claim_id": f"{case_id}-{person}-C"}
        for person in persons
        if random.random() < 0.4
    ]
    return of_victims + against_persons


def _payments(random: Random, claims: list[Row]) -> list[Row]:
    return [
        {
            "claim_id": claim["claim_id"],
            "payment_id": f"{claim['claim_id']}-{n}",
            "paid": random.choice([Decimal(0), Decimal("12.50"), Decimal(400)]),
            "currency": "EUR",
        }
        for claim in claims
        for n in range(random.choice([0, 1, 1, 2]))
    ]


def _of_case(random: Random, case_id: str) -> dict[str, list[Row]]:
    suspects = [_suspect(random, case_id) for _ in range(random.randint(0, 3))]
    suspects = _unique(suspects, "person_id")
    persons = [s["person_id"] for s in suspects]
    links = [_link(random, case_id, persons) for _ in range(random.randint(0, 4))]
    assets = [
        _asset(random, case_id) | {"asset_id": f"{case_id}-A{n}"}
        for n in range(random.choice([0, 0, 1, 2]))
    ]
    victims = [
        _victim(random, random.choice([case_id, case_id, case_id, None]))
        | {"victim_id": f"{case_id}-V{n}"}
        for n in range(random.randint(0, 2))
    ]
    claims = _claims(random, case_id, victims, persons)
    return {
        "suspects": suspects,
        "links": _unique(links, "person_id", "link", "location"),
        "charges": _charges(random, case_id, persons),
        "assets": assets,
        "victims": victims,
        "claims": claims,
        "payments": _payments(random, claims),
    }


def world(random: Random, *, cases: int, jurisdiction: str) -> dict[str, list[Row]]:
    """Complete stored rows by table of one jurisdiction, with every gap the model allows."""
    found: dict[str, list[Row]] = {"cases": []}
    for number in range(cases):
        case_id = f"{jurisdiction}-{number}"
        found["cases"].append(_case(random, case_id))
        for name, rows in _of_case(random, case_id).items():
            found.setdefault(name, []).extend(rows)
    found["jurisdictions"] = [{"jurisdiction": jurisdiction, "currency": "EUR"}]
    return {
        name: [
            complete(tables.METADATA.tables[name], row, jurisdiction=jurisdiction, number=n)
            for n, row in enumerate(rows)
        ]
        for name, rows in found.items()
    }


def with_coverage(random: Random, world: dict[str, list[Row]], *, jurisdiction: str) -> dict:
    """The world, with tables left out, and some of them declared as collected, for a time."""
    may_be_missing = ("links", "charges", "assets", "victims", "claims", "payments")
    # A row of a child is not stored without its parent's.
    children = {"victims": ("claims", "payments"), "claims": ("payments",)}
    left_out = {name for name in may_be_missing if random.random() < 0.2}
    left_out |= {child for name in left_out for child in children.get(name, ())}
    kept = {name: rows for name, rows in world.items() if name not in left_out}
    absent = [name for name in may_be_missing if not kept.get(name)]
    rows = [
        dated(random, {"column": name, "collected": "yes", "from": date(1900, 1, 1)}, "to")
        for name in absent
        if random.random() < 0.6
    ]
    for row in rows:
        if random.random() < 0.5:
            row["from"] = FIRST_DAY + timedelta(days=random.randint(0, 1000))
            row.pop("to", None)
    table = tables.METADATA.tables["coverage"]
    kept["coverage"] = [
        complete(table, row, jurisdiction=jurisdiction, number=n) for n, row in enumerate(rows)
    ]
    return kept
