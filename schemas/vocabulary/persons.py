"""Closed lists on suspects: who they are, and the charges, outcomes and sanctions."""

from enum import StrEnum


class PersonKind(StrEnum):
    NATURAL = "natural"
    LEGAL = "legal"


class Sex(StrEnum):
    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    UNKNOWN = "unknown"


class AgeGroup(StrEnum):
    CHILD = "child"
    ADULT = "adult"
    UNKNOWN = "unknown"


class Citizenship(StrEnum):
    OWN = "own"
    SAME_REGION = "same_region"
    OTHER = "other"
    STATELESS = "stateless"
    UNKNOWN = "unknown"


class Outcome(StrEnum):
    CONVICTED_TRAFFICKING = "convicted_trafficking"
    CONVICTED_OTHER = "convicted_other"
    ACQUITTED = "acquitted"
    DISCONTINUED = "discontinued"
    PENDING = "pending"
    UNKNOWN = "unknown"


class ExitReason(StrEnum):
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    ABROAD_OR_UNKNOWN = "abroad_or_unknown"
    TRANSFERRED_ABROAD = "transferred_abroad"
    VICTIM_WITHDREW = "victim_withdrew"
    RECLASSIFIED = "reclassified"
    NON_PUNISHMENT = "non_punishment"
    TIME_BARRED = "time_barred"
    DECEASED = "deceased"
    OTHER = "other"
    UNKNOWN = "unknown"


class Offence(StrEnum):
    TRAFFICKING = "trafficking"
    FORCED_LABOUR = "forced_labour"
    SLAVERY = "slavery"
    MONEY_LAUNDERING = "money_laundering"
    TAX_FRAUD = "tax_fraud"
    WAGE_OR_SOCIAL_FRAUD = "wage_or_social_fraud"
    ORGANISED_GROUP = "organised_group"
    CORRUPTION = "corruption"
    DOCUMENT_FRAUD = "document_fraud"
    SMUGGLING = "smuggling"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    LABOUR_LAW = "labour_law"
    OTHER = "other"
    UNKNOWN = "unknown"


class Laundering(StrEnum):
    SELF = "self"
    THIRD_PARTY = "third_party"
    STAND_ALONE = "stand_alone"
    FOREIGN_PREDICATE = "foreign_predicate"
    UNKNOWN = "unknown"


class ChargeResult(StrEnum):
    CONVICTED = "convicted"
    ACQUITTED = "acquitted"
    WITHDRAWN = "withdrawn"
    PENDING = "pending"
    UNKNOWN = "unknown"


class SanctionKind(StrEnum):
    CUSTODY = "custody"
    SUSPENDED_CUSTODY = "suspended_custody"
    LIFE = "life"
    PROBATION = "probation"
    FINE = "fine"
    LICENCE_WITHDRAWAL = "licence_withdrawal"
    DISQUALIFICATION = "disqualification"
    DEBARMENT = "debarment"
    CLOSURE = "closure"
    PUBLICATION = "publication"
    OTHER = "other"
    UNKNOWN = "unknown"


class SanctionRoute(StrEnum):
    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    CIVIL = "civil"
    UNKNOWN = "unknown"


class Instance(StrEnum):
    FIRST = "first"
    FINAL = "final"
    UNKNOWN = "unknown"
