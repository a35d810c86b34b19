"""The true rates of a made-up jurisdiction, in a year and between two."""

from dataclasses import dataclass, fields, replace
from zlib import crc32


@dataclass(frozen=True)
class Rates:
    """Shares are 0-1 and delays median days; the values here are of an ordinary jurisdiction.

    Levels follow the published figures of the field: about two defendants and two victims a case,
    two thirds of completed prosecutions convicted, compensation ordered in a third, paid in fewer.
    """

    # Proceedings. What is left of the three outcomes is discontinued.
    charged_as_trafficking: float = 0.86
    charged: float = 0.74
    labour: float = 0.34
    sexual: float = 0.44
    cross_border: float = 0.46
    detected_by_inspection: float = 0.22
    enterprise_in_labour: float = 0.70
    days_to_charge: float = 220
    days_to_judgment: float = 360
    days_to_final: float = 170
    convicted_of_trafficking: float = 0.52
    convicted_of_other: float = 0.16
    acquitted: float = 0.14
    discontinued_abroad: float = 0.20
    plea: float = 0.20
    # The chain. Beyond destination is person-based; one person may hold two links.
    charged_more_than_one_link: float = 0.34
    held_by_one_person: float = 0.12
    charged_beyond_destination: float = 0.22
    apex_charged: float = 0.10
    joined_in_networks: float = 0.05
    # The money. Of charged cases, but for the parts of amounts.
    financial_investigation: float = 0.38
    within_30_days: float = 0.35
    laundering_charged: float = 0.12
    records_analysed: float = 0.36
    intelligence: float = 0.15
    confiscation_sought: float = 0.40
    frozen: float = 0.27
    confiscated: float = 0.19
    frozen_part: float = 0.60
    confiscated_part: float = 0.62
    realised_part: float = 0.55
    part_to_victims: float = 0.15
    proceeds_estimated: float = 0.40
    # Remedies. Of victims; paid: of victims with an award.
    claimed: float = 0.44
    claim_declined: float = 0.07
    awarded: float = 0.58
    both_heads: float = 0.45
    paid_in_full_by_perpetrator: float = 0.09
    paid_in_part_by_perpetrator: float = 0.16
    paid_independently: float = 0.12
    # Sanctions.
    custody: float = 0.64
    months: float = 48
    legal_person_charged: float = 0.18
    licence_lost: float = 0.22
    # Investigation.
    techniques: float = 0.38
    techniques_confidential: float = 0.05
    corroborated: float = 0.62
    cooperation: float = 0.44
    executed: float = 0.66
    referral_opened: float = 0.46
    disclosures_used: float = 0.55
    joint_with_immigration: float = 0.20
    # Victims.
    identified: float = 0.66
    rejected: float = 0.10
    days_to_identification: float = 45
    testified: float = 0.60
    protected: float = 0.50
    legal_aid: float = 0.62
    legal_aid_before_interview: float = 0.50
    assisted: float = 0.68
    charged_for_compelled_act: float = 0.05
    detained_for_immigration: float = 0.06
    firewall_held: float = 0.80
    guardian: float = 0.75
    suitable_care: float = 0.62
    # Recording. Offices by the precision of their dates; the rest is cells and dates left blank.
    unknown: float = 0.03
    undated: float = 0.0
    month_offices: float = 0.0
    year_offices: float = 0.0


# Ordinary rates differ a little from place to place. Not those of outcomes and of the chain, which
# must fit each other; sought, frozen and confiscated move together.
_SPREAD = 0.16
_MOVES_WITH = {"confiscation_sought": "money", "frozen": "money", "confiscated": "money"}
_STEADY = frozenset(
    {
        "convicted_of_trafficking",
        "convicted_of_other",
        "acquitted",
        "charged_more_than_one_link",
        "charged_beyond_destination",
        "apex_charged",
        "unknown",
    }
)


def localised(rates: Rates, place: str) -> Rates:
    """The rates, those left at the ordinary value moved by up to 16 %, always alike for a place."""
    moved = {}
    for field in fields(Rates):
        value = getattr(rates, field.name)
        if value == field.default and field.name not in _STEADY:
            # crc32 and not hash(): that differs from run to run.
            key = f"{place} {_MOVES_WITH.get(field.name, field.name)}"
            moved[field.name] = value * (1 + _SPREAD * (crc32(key.encode()) % 2001 - 1000) / 1000)
    return replace(rates, **moved)


def between(start: Rates, end: Rates, part: float) -> Rates:
    """The rates when `part` (0-1) of a change from `start` to `end` is done."""
    moved = {
        field.name: getattr(start, field.name) * (1 - part) + getattr(end, field.name) * part
        for field in fields(Rates)
    }
    return Rates(**moved)
