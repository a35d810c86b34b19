"""Random rows of victims, and of what they claim, are awarded and paid."""

from random import Random

from schemas import vocabulary as v
from tests.literals import Row
from tests.made_at_random.rows import code, dated, foreign_or, later, money, sample, yes_no

YES_NO = (
    *("regular_status", "legal_aid_free", "protection_needed", "specialised_interview"),
    *("shelter_suitable", "interviewer_choice", "charged_for_compelled_act"),
    *("convicted_for_compelled_act", "detained_for_immigration", "immigration_consequence"),
    *("data_passed_to_immigration", "informed_of_rights"),
)
AMOUNTS = ("awarded", "awarded_material", "awarded_moral", "documented_loss")


def _victim(random: Random, case_id: str | None) -> Row:
    row = {
        "case_id": case_id,
        "form": code(random, v.Form),
        "age_group": code(random, v.AgeGroup),
        "status": code(random, v.VictimStatus),
        "legal_aid": code(random, v.LegalAid),
        "testimony": code(random, v.Testimony),
        "guardian": code(random, v.Guardian),
        "claim_declined": code(random, v.YesNo, known=0.3),
    } | {name: yes_no(random) for name in YES_NO}
    row = dated(random, row, "exploitation_from", "first_contact_on", "identified_on")
    if random.random() < 0.5:
        row = later(random, row, "exploitation_from", "exploitation_to")
    chances = {"rejected_on": 0.3, "withdrew_on": 0.3, "legal_aid_on": 0.7}
    for name, chance in (chances | {"first_interview_on": 0.7}).items():
        if random.random() < chance:
            row = later(random, row, "first_contact_on", name)
    return later(random, row, "identified_on", "guardian_on") if random.random() < 0.7 else row


def victims_of(random: Random, case_id: str) -> tuple[list[Row], list[Row], list[Row]]:
    """Victims found in the case, some outside it, their protections and their assistance."""
    victims = [
        _victim(random, random.choice([case_id, case_id, case_id, None]))
        | {"victim_id": f"{case_id}-V{n}"}
        for n in range(random.randint(0, 2))
    ]
    protections = [
        {"victim_id": victim["victim_id"], "kind": kind}
        for victim in victims
        for kind in sample(random, v.ProtectionKind, chance=0.5)
    ]
    assistance = [
        {"victim_id": victim["victim_id"], "kind": kind, "declined": yes_no(random)}
        for victim in victims
        for kind in sample(random, v.AssistanceKind, chance=0.4)
    ]
    return victims, protections, assistance


def _claim(
    random: Random, case_id: str, victim: str | None, person: str | None, *, home: str
) -> Row:
    row = {
        "case_id": case_id,
        "victim_id": victim,
        "person_id": person,
        "channel": code(random, v.ClaimChannel),
        "result": random.choice(["granted", "granted", code(random, v.ClaimResult)]),
        "joint_award_id": random.choice([None, None, f"J-{case_id}", f"J-{case_id}-{victim}"]),
        "currency": foreign_or(random, home),
    } | {name: money(random) for name in AMOUNTS}
    return dated(random, row, "claimed_on", "decided_on")


def claims_of(
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


def payments_of(random: Random, claims: list[Row], *, home: str) -> list[Row]:
    """Payments in and after the months that count, nothing paid among them."""
    found = []
    for claim in claims:
        for n in range(random.choice([0, 1, 1, 2])):
            row = {
                "claim_id": claim["claim_id"],
                "payment_id": f"{claim['claim_id']}-{n}",
                "paid": money(random) or 0,
                "source": random.choice(["perpetrator", code(random, v.PaymentSource)]),
                "currency": foreign_or(random, home),
            }
            if random.random() < 0.8:
                row = later(
                    random, row | {"decided_on": claim.get("decided_on")}, "decided_on", "paid_on"
                )
            found.append(row)
    return found
