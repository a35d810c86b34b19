"""Random cases with more persons and victims, most of whom share all that befell the first."""

from random import Random

from schemas import vocabulary as v
from tests.literals import Row
from tests.made_at_random.rows import code

CASES, ONE_MORE, DIFFERS = 0.35, 0.6, 0.2
LARGEST, HAS_LARGEST = 30, 0.3
Rows = dict[str, list[Row]]


def crowd(random: Random, world: Rows) -> None:
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
    other = {"outcome": code(random, v.Outcome)} if random.random() < DIFFERS else {}
    world["suspects"] += _likes([suspect], suffix, "person_id", other)
    for table, key in (("links", None), ("charges", "charge_id"), ("sanctions", "sanction_id")):
        theirs = [row for row in world[table] if _is_of(row, suspect)]
        renamed = _likes(theirs, suffix, "person_id")
        world[table] += _likes(renamed, suffix, key) if key else renamed


def _is_of(row: Row, suspect: Row) -> bool:
    return all(row[key] == suspect[key] for key in ("case_id", "person_id"))


def _add_victim(random: Random, world: Rows, victim: Row, suffix: str) -> None:
    other = {"status": code(random, v.VictimStatus)} if random.random() < DIFFERS else {}
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
