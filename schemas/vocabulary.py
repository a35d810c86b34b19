"""Define the closed lists of the record model (IC-TIP, ISIC), with meanings. Blank is `unknown`."""

from collections.abc import Mapping
from enum import StrEnum

# Those who report: offices, what they record, and how they count.


class YesNo(StrEnum):
    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Collected(StrEnum):
    YES = "yes"
    NO = "no"


class Precision(StrEnum):
    """How exactly a date was given. An inexact date is stored as its first day."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"


class OfficeKind(StrEnum):
    PROSECUTION = "prosecution"
    COURT = "court"
    POLICE = "police"
    LABOUR_INSPECTORATE = "labour_inspectorate"
    FINANCIAL_INTELLIGENCE_UNIT = "financial_intelligence_unit"
    OTHER = "other"
    UNKNOWN = "unknown"


class CountingRule(StrEnum):
    """The rules of counting in which jurisdictions differ, shown on the page Compare.

    The rules and their values are not from a standard. They will change with experience in
    comparing countries.
    """

    INVESTIGATION_STARTS_AT = "investigation_starts_at"
    CHARGE_COUNTED_AT = "charge_counted_at"
    CONVICTION_COUNTED_AT = "conviction_counted_at"
    PERSON_COUNTED = "person_counted"
    VICTIM_COUNTED_AT = "victim_counted_at"
    CASE_SPLITTING = "case_splitting"


class CountingRuleValue(StrEnum):
    INTELLIGENCE_FILE = "intelligence_file"
    PRELIMINARY_INQUIRY = "preliminary_inquiry"
    REGISTERED_CRIME = "registered_crime"
    INDICTMENT = "indictment"
    COURT_REGISTRATION = "court_registration"
    FIRST_INSTANCE = "first_instance"
    FINAL_DECISION = "final_decision"
    ONCE_A_YEAR = "once_a_year"
    ONCE_A_CASE = "once_a_case"
    PRESUMED = "presumed"
    IDENTIFIED = "identified"
    BY_NETWORK = "by_network"
    BY_PERSON = "by_person"
    UNKNOWN = "unknown"


# Cases: how they began, were investigated and ended.


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


# Suspects: who they are, and the charges, outcomes and sanctions.


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


# The trafficking chain: its links, and the groups of links on pages.


class Link(StrEnum):
    """Links of the trafficking chain: roles of those who traffic, exploit, direct or help.

    The acts are those of Article 3(a) of the United Nations Trafficking in Persons Protocol (2000):
    recruitment, transportation, transfer, harbouring and receipt.
    """

    RECRUITER = "recruiter"
    AGENCY = "agency"
    TRANSPORTER = "transporter"
    TRANSFEROR = "transferor"
    HARBOURER = "harbourer"
    EXPLOITER = "exploiter"
    ENFORCER = "enforcer"
    ORGANISER = "organiser"
    FINANCIER = "financier"
    LAUNDERER = "launderer"
    DOCUMENT_FORGER = "document_forger"
    CORRUPT_OFFICIAL = "corrupt_official"
    TECHNICAL_FACILITATOR = "technical_facilitator"
    INFORMER = "informer"
    CORPORATE_BENEFICIARY = "corporate_beneficiary"
    KNOWING_USER = "knowing_user"
    UNKNOWN = "unknown"


class LinkGroup(StrEnum):
    """The groups of links that pages show. `knowing_user` and `unknown` are in no group."""

    RECRUITMENT = "recruitment"
    TRANSPORT = "transport"
    HARBOURING = "harbouring"
    EXPLOITATION = "exploitation"
    DIRECTION_AND_MONEY = "direction_and_money"
    ENABLING = "enabling"


LINKS_OF_GROUP: dict[LinkGroup, tuple[Link, ...]] = {
    LinkGroup.RECRUITMENT: (Link.RECRUITER, Link.AGENCY),
    LinkGroup.TRANSPORT: (Link.TRANSPORTER, Link.TRANSFEROR, Link.DOCUMENT_FORGER),
    LinkGroup.HARBOURING: (Link.HARBOURER,),
    LinkGroup.EXPLOITATION: (Link.EXPLOITER, Link.ENFORCER),
    LinkGroup.DIRECTION_AND_MONEY: (
        Link.ORGANISER,
        Link.FINANCIER,
        Link.LAUNDERER,
        Link.CORPORATE_BENEFICIARY,
    ),
    LinkGroup.ENABLING: (Link.CORRUPT_OFFICIAL, Link.TECHNICAL_FACILITATOR, Link.INFORMER),
}


class Location(StrEnum):
    ORIGIN = "origin"
    TRANSIT = "transit"
    DESTINATION = "destination"
    UNKNOWN = "unknown"


class CodedFrom(StrEnum):
    CHARGE = "charge"
    JUDGMENT = "judgment"
    ANALYST = "analyst"
    UNKNOWN = "unknown"


# Victims, their protection, and money: assets, claims and payments.


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


# Section titles are those of ISIC Rev. 4.
MEANINGS: Mapping[type[StrEnum], Mapping[str, str]] = {
    YesNo: {
        "unknown": "The same as a blank cell",
        "not_applicable": "Does not apply, such as a guardian for an adult",
    },
    CountingRule: {
        "investigation_starts_at": "The step from which a case counts as investigated",
        "charge_counted_at": "The step at which a charge is counted",
        "conviction_counted_at": "The decision at which a conviction is counted",
        "person_counted": "How often a person with several cases is counted",
        "victim_counted_at": "The status from which a victim is counted",
        "case_splitting": "What one case is: a network, or each person",
    },
    Scope: {
        "charged_as_trafficking": "Investigated or charged under the trafficking offence",
        "trafficking_elements": "Act, means and purpose are present; charged as another offence",
        "other_offence": "Not trafficking. Stored with its register, and never counted",
    },
    Form: {"mixed": "Several forms, none of them the main one"},
    Sector: {
        "A": "Agriculture, forestry and fishing",
        "B": "Mining and quarrying",
        "C": "Manufacturing",
        "D": "Electricity, gas, steam and air conditioning supply",
        "E": "Water supply; sewerage, waste management and remediation activities",
        "F": "Construction",
        "G": "Wholesale and retail trade; repair of motor vehicles and motorcycles",
        "H": "Transportation and storage",
        "I": "Accommodation and food service activities",
        "J": "Information and communication",
        "K": "Financial and insurance activities",
        "L": "Real estate activities",
        "M": "Professional, scientific and technical activities",
        "N": "Administrative and support service activities",
        "O": "Public administration and defence; compulsory social security",
        "P": "Education",
        "Q": "Human health and social work activities",
        "R": "Arts, entertainment and recreation",
        "S": "Other service activities",
        "T": "Activities of households as employers",
        "U": "Activities of extraterritorial organizations and bodies",
    },
    FinancialInvestigation: {
        "none": "The money was not investigated",
        "basic": "Queries of accounts and registers within the case",
        "parallel": "A separate financial investigation, parallel to the case",
        "specialist": "A separate financial investigation, led by financial investigators",
    },
    FinancialIntelligence: {
        "none": "The financial intelligence unit played no part",
        "triggered": "The unit's disclosure started the case",
        "supported": "The unit answered requests in the case",
    },
    SpecialTechniques: {"confidential": "Confidential: may not be disclosed"},
    Instrument: {
        "mla": "Mutual legal assistance",
        "eio": "European Investigation Order",
        "jit": "Joint investigation team",
        "fiu_channel": "Between financial intelligence units",
    },
    Link: {
        "recruiter": "Recruits or abducts, on their own account",
        "agency": "Recruitment, labour or travel agency, broker, gangmaster",
        "transporter": "Transports, escorts, guides, smuggles",
        "transferor": "Sells, buys or hands over control of a person",
        "harbourer": "Harbours or receives, provides accommodation",
        "exploiter": "Employer, household, pimp, operator of a farm or vessel, subcontractor",
        "enforcer": "Guards, controls, collects debts",
        "organiser": "Leads or coordinates",
        "financier": "Invests in it",
        "launderer": "Launders the proceeds, lends accounts or companies for it",
        "document_forger": "Forges documents, procures visas or contracts",
        "corrupt_official": "An official who takes part or protects",
        "technical_facilitator": "Advertises, runs the platform or the technical means",
        "informer": "Acts as lookout, informs, guards the entrance",
        "corporate_beneficiary": "Another company that knowingly profits: a client, a landlord",
        "knowing_user": "Knowingly uses the services of a victim",
    },
    CodedFrom: {"analyst": "Coded by the people who prepared the records"},
    PersonKind: {"natural": "A human being", "legal": "A company or other legal person"},
    Citizenship: {
        "own": "Of this jurisdiction's State",
        "same_region": "Of another State of the same region",
        "other": "Of any other State",
    },
    Outcome: {
        "convicted_trafficking": "Convicted of the trafficking offence",
        "convicted_other": "Convicted, of other offences only",
        "discontinued": "Ended without a decision on guilt",
    },
    Laundering: {
        "self": "By those who committed the offence",
        "third_party": "By someone else",
        "stand_alone": "Prosecuted without the offence that the money came from",
        "foreign_predicate": "The money came from an offence committed abroad",
    },
    AssetRole: {
        "proceeds": "Gained by the offence",
        "instrumentality": "Used for it",
        "equivalent_value": "Has the value of proceeds that can no longer be found",
    },
    VictimStatus: {
        "presumed": "There are indications, but identification is not complete",
        "rejected": "Examined, and found not to be a victim",
    },
    LegalAid: {"declined": "Offered and declined"},
    PaymentSource: {"advance": "Paid in advance by the State, to be recovered"},
}


def meaning_of(codes: type[StrEnum], code: str) -> str:
    """Return what a code of a closed list means; an empty text if the code explains itself."""
    return MEANINGS.get(codes, {}).get(code, "")
