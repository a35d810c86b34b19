"""Explain codes of the closed lists whose word does not explain itself."""

from collections.abc import Mapping
from enum import StrEnum

from schemas.vocabulary import cases, persons, remedies, reporting, trafficking_chain

# Section titles are those of ISIC Rev. 4.
MEANINGS: Mapping[type[StrEnum], Mapping[str, str]] = {
    reporting.YesNo: {
        "unknown": "The same as a blank cell",
        "not_applicable": "Does not apply, such as a guardian for an adult",
    },
    reporting.CountingRule: {
        "investigation_starts_at": "The step from which a case counts as investigated",
        "charge_counted_at": "The step at which a charge is counted",
        "conviction_counted_at": "The decision at which a conviction is counted",
        "person_counted": "How often a person with several cases is counted",
        "victim_counted_at": "The status from which a victim is counted",
        "case_splitting": "What one case is: a network, or each person",
    },
    cases.Scope: {
        "charged_as_trafficking": "Investigated or charged under the trafficking offence",
        "trafficking_elements": "Act, means and purpose are present; charged as another offence",
        "other_offence": "Not trafficking. Stored with its register, and never counted",
    },
    cases.Form: {"mixed": "Several forms, none of them the main one"},
    cases.Sector: {
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
    cases.FinancialInvestigation: {
        "none": "The money was not investigated",
        "basic": "Queries of accounts and registers within the case",
        "parallel": "A separate financial investigation, parallel to the case",
        "specialist": "A separate financial investigation, led by financial investigators",
    },
    cases.FinancialIntelligence: {
        "none": "The financial intelligence unit played no part",
        "triggered": "The unit's disclosure started the case",
        "supported": "The unit answered requests in the case",
    },
    cases.SpecialTechniques: {"confidential": "Confidential: may not be disclosed"},
    cases.Instrument: {
        "mla": "Mutual legal assistance",
        "eio": "European Investigation Order",
        "jit": "Joint investigation team",
        "fiu_channel": "Between financial intelligence units",
    },
    trafficking_chain.Link: {
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
    trafficking_chain.CodedFrom: {"analyst": "Coded by the people who prepared the records"},
    persons.PersonKind: {"natural": "A human being", "legal": "A company or other legal person"},
    persons.Citizenship: {
        "own": "Of this jurisdiction's State",
        "same_region": "Of another State of the same region",
        "other": "Of any other State",
    },
    persons.Outcome: {
        "convicted_trafficking": "Convicted of the trafficking offence",
        "convicted_other": "Convicted, of other offences only",
        "discontinued": "Ended without a decision on guilt",
    },
    persons.Laundering: {
        "self": "By those who committed the offence",
        "third_party": "By someone else",
        "stand_alone": "Prosecuted without the offence that the money came from",
        "foreign_predicate": "The money came from an offence committed abroad",
    },
    remedies.AssetRole: {
        "proceeds": "Gained by the offence",
        "instrumentality": "Used for it",
        "equivalent_value": "Has the value of proceeds that can no longer be found",
    },
    remedies.VictimStatus: {
        "presumed": "There are indications, but identification is not complete",
        "rejected": "Examined, and found not to be a victim",
    },
    remedies.LegalAid: {"declined": "Offered and declined"},
    remedies.PaymentSource: {"advance": "Paid in advance by the State, to be recovered"},
}


def meaning_of(codes: type[StrEnum], code: str) -> str:
    """Return what a code of a closed list means, or an empty text if its word is enough."""
    return MEANINGS.get(codes, {}).get(code, "")
