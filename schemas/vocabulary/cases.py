"""Closed lists on cases: how they began, were investigated and ended."""

from enum import StrEnum


class Scope(StrEnum):
    """Whether a case is about trafficking.

    `charged_as_trafficking` is scope S1 of the measures, `trafficking_elements` scope S2: charged
    as another offence. `other_offence` is neither. A register of all crime may be stored whole, but
    no measure counts these cases.
    """

    CHARGED_AS_TRAFFICKING = "charged_as_trafficking"
    TRAFFICKING_ELEMENTS = "trafficking_elements"
    OTHER_OFFENCE = "other_offence"


class Form(StrEnum):
    FORCED_LABOUR = "forced_labour"
    SEXUAL_EXPLOITATION = "sexual_exploitation"
    SERVITUDE = "servitude"
    FORCED_CRIMINALITY = "forced_criminality"
    FORCED_BEGGING = "forced_begging"
    FORCED_MARRIAGE = "forced_marriage"
    ORGAN_REMOVAL = "organ_removal"
    ILLEGAL_ADOPTION = "illegal_adoption"
    MIXED = "mixed"
    OTHER = "other"
    UNKNOWN = "unknown"


class Sector(StrEnum):
    """Economic sectors: the sections of ISIC Rev. 4."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"
    E = "E"
    F = "F"
    G = "G"
    H = "H"
    I = "I"  # noqa: E741 - the section's own letter
    J = "J"
    K = "K"
    L = "L"
    M = "M"
    N = "N"
    O = "O"  # noqa: E741 - the section's own letter
    P = "P"
    Q = "Q"
    R = "R"
    S = "S"
    T = "T"
    U = "U"
    UNKNOWN = "unknown"


class DetectedBy(StrEnum):
    POLICE = "police"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    JOINT_INSPECTION = "joint_inspection"
    VICTIM = "victim"
    NGO = "ngo"
    HOTLINE = "hotline"
    BORDER_IMMIGRATION = "border_immigration"
    HEALTH_SOCIAL = "health_social"
    FINANCIAL_INTELLIGENCE = "financial_intelligence"
    FOREIGN_AUTHORITY = "foreign_authority"
    OTHER = "other"
    UNKNOWN = "unknown"


class EnterpriseSize(StrEnum):
    MICRO = "micro"
    SMALL = "small"
    MEDIUM = "medium"
    LARGE = "large"
    UNKNOWN = "unknown"


class ClosingReason(StrEnum):
    NOT_TRAFFICKING = "not_trafficking"
    INSUFFICIENT_EVIDENCE = "insufficient_evidence"
    OFFENDER_UNKNOWN = "offender_unknown"
    VICTIM_WITHDREW = "victim_withdrew"
    TRANSFERRED_ABROAD = "transferred_abroad"
    JOINED = "joined"
    OTHER = "other"
    UNKNOWN = "unknown"


class FinancialInvestigation(StrEnum):
    NONE = "none"
    BASIC = "basic"
    PARALLEL = "parallel"
    SPECIALIST = "specialist"
    UNKNOWN = "unknown"


class FinancialIntelligence(StrEnum):
    NONE = "none"
    TRIGGERED = "triggered"
    SUPPORTED = "supported"
    UNKNOWN = "unknown"


class BusinessRecords(StrEnum):
    ANALYSED = "analysed"
    NOT_ANALYSED = "not_analysed"
    NONE_EXIST = "none_exist"
    UNKNOWN = "unknown"


class SpecialTechniques(StrEnum):
    NONE = "none"
    USED = "used"
    CONFIDENTIAL = "confidential"
    UNKNOWN = "unknown"


class ProceedsMethod(StrEnum):
    ACCOUNTING = "accounting"
    UNPAID_WAGES = "unpaid_wages"
    BENCHMARK = "benchmark"
    OTHER = "other"
    UNKNOWN = "unknown"


class Technique(StrEnum):
    INTERCEPTION = "interception"
    SURVEILLANCE = "surveillance"
    UNDERCOVER = "undercover"
    CONTROLLED_DELIVERY = "controlled_delivery"
    DIGITAL_FORENSICS = "digital_forensics"
    OPEN_SOURCE = "open_source"
    FINANCIAL_ANALYSIS = "financial_analysis"
    JOINT_INVESTIGATION_TEAM = "joint_investigation_team"
    OTHER = "other"
    UNKNOWN = "unknown"


class EvidenceKind(StrEnum):
    VICTIM_TESTIMONY = "victim_testimony"
    FINANCIAL = "financial"
    DIGITAL = "digital"
    DOCUMENTARY = "documentary"
    INSPECTION = "inspection"
    THIRD_PARTY = "third_party"
    FORENSIC = "forensic"
    OTHER = "other"
    UNKNOWN = "unknown"


class Instrument(StrEnum):
    MLA = "mla"
    EIO = "eio"
    JIT = "jit"
    EXTRADITION = "extradition"
    POLICE_CHANNEL = "police_channel"
    FIU_CHANNEL = "fiu_channel"
    OTHER = "other"
    UNKNOWN = "unknown"


class Direction(StrEnum):
    SENT = "sent"
    RECEIVED = "received"
    UNKNOWN = "unknown"


class ReferralOutcome(StrEnum):
    INVESTIGATION_OPENED = "investigation_opened"
    REFUSED = "refused"
    ADMINISTRATIVE = "administrative"
    UNMATCHED = "unmatched"
    PENDING = "pending"
    UNKNOWN = "unknown"


class DisclosureOrigin(StrEnum):
    BANK = "bank"
    MONEY_SERVICE = "money_service"
    OTHER = "other"
    UNKNOWN = "unknown"
