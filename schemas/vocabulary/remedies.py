"""Closed lists on victims, their protection, and money: assets, claims and payments."""

from enum import StrEnum


class VictimStatus(StrEnum):
    PRESUMED = "presumed"
    IDENTIFIED = "identified"
    REJECTED = "rejected"
    UNKNOWN = "unknown"


class LegalAid(StrEnum):
    YES = "yes"
    DECLINED = "declined"
    NO = "no"
    UNKNOWN = "unknown"


class Testimony(StrEnum):
    GIVEN = "given"
    PLANNED = "planned"
    NONE = "none"
    UNKNOWN = "unknown"


class Guardian(StrEnum):
    APPOINTED = "appointed"
    NOT_APPOINTED = "not_appointed"
    UNKNOWN = "unknown"


class ReportedTo(StrEnum):
    POLICE = "police"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    SERVICE_PROVIDER = "service_provider"
    OTHER = "other"
    UNKNOWN = "unknown"


class ProtectionKind(StrEnum):
    REMOTE_TESTIMONY = "remote_testimony"
    SCREEN = "screen"
    ANONYMITY = "anonymity"
    CLOSED_COURT = "closed_court"
    RECORDED_INTERVIEW = "recorded_interview"
    ESCORT = "escort"
    RELOCATION = "relocation"
    NO_CONTACT_ORDER = "no_contact_order"
    OTHER = "other"
    UNKNOWN = "unknown"


class AssistanceKind(StrEnum):
    MEDICAL = "medical"
    PSYCHOLOGICAL = "psychological"
    HOUSING = "housing"
    FINANCIAL = "financial"
    LEGAL_RESIDENCE = "legal_residence"
    WORK_OR_TRAINING = "work_or_training"
    RETURN = "return"
    OTHER = "other"
    UNKNOWN = "unknown"


class AssetClass(StrEnum):
    CASH = "cash"
    ACCOUNT = "account"
    VEHICLE = "vehicle"
    REAL_ESTATE = "real_estate"
    BUSINESS = "business"
    CRYPTO = "crypto"
    OTHER = "other"
    UNKNOWN = "unknown"


class AssetRole(StrEnum):
    PROCEEDS = "proceeds"
    INSTRUMENTALITY = "instrumentality"
    EQUIVALENT_VALUE = "equivalent_value"
    EVIDENCE = "evidence"
    UNKNOWN = "unknown"


class OrderKind(StrEnum):
    PROCEEDS = "proceeds"
    VALUE = "value"
    EXTENDED = "extended"
    THIRD_PARTY = "third_party"
    NON_CONVICTION = "non_conviction"
    NONE = "none"
    UNKNOWN = "unknown"


class ClaimChannel(StrEnum):
    CRIMINAL = "criminal"
    CIVIL = "civil"
    LABOUR = "labour"
    STATE_FUND = "state_fund"
    OTHER = "other"
    UNKNOWN = "unknown"


class Claimant(StrEnum):
    VICTIM = "victim"
    PROSECUTOR = "prosecutor"
    COURT = "court"
    OTHER = "other"
    UNKNOWN = "unknown"


class ClaimResult(StrEnum):
    GRANTED = "granted"
    REFUSED = "refused"
    PENDING = "pending"
    WITHDRAWN = "withdrawn"
    UNKNOWN = "unknown"


class PaymentSource(StrEnum):
    PERPETRATOR = "perpetrator"
    CONFISCATED_ASSETS = "confiscated_assets"
    STATE_FUND = "state_fund"
    ADVANCE = "advance"
    INSURANCE = "insurance"
    EMPLOYER = "employer"
    OTHER = "other"
    UNKNOWN = "unknown"
