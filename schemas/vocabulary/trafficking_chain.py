"""Closed lists on the trafficking chain: its links, and the groups of links on pages."""

from enum import StrEnum


class Link(StrEnum):
    """Links of the trafficking chain: who does the acts of trafficking, exploits, directs or helps.

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
