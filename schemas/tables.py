"""Declare the tables of records, with the type and meaning of each column, and whether required."""

from dataclasses import dataclass

from sqlalchemy import Column, Integer, MetaData, String, Table

from schemas import vocabulary as v
from schemas.columns import (
    NOT_STATED,
    Field,
    Kind,
    code,
    column_name,
    country,
    currency,
    date,
    integer,
    jurisdiction,
    label,
    money,
    provenance_columns,
    pseudonym,
    yes_no,
)
from schemas.columns import asked_columns as asked_columns
from schemas.columns import date_columns as date_columns
from schemas.columns import sent_columns as sent_columns

METADATA = MetaData()
SUPERSEDED_BY = "superseded_by"
REPLACED = Field(Kind.PROVENANCE, "The import that replaced the row", required=True)


@dataclass(frozen=True)
class Parent:
    """A foreign key: if all `columns` are filled, `table` must have a row with this key."""

    columns: tuple[str, ...]
    table: str


def record_table(
    name: str,
    meaning: str,
    *columns: Column | tuple[Column, ...],
    key: tuple[str, ...],
    parents: tuple[Parent, ...] = (),
) -> Table:
    """Declare a table of records, and add the columns for jurisdiction, batch and row number."""
    flat = [c for item in columns for c in (item if isinstance(item, tuple) else (item,))]
    if not any(c.name == "jurisdiction" for c in flat):
        added = Field(Kind.PROVENANCE, "The jurisdiction of the submission", required=True)
        flat.insert(0, Column("jurisdiction", String(16), nullable=False, info={"field": added}))
    info = {"meaning": meaning, "key": key, "parents": parents}
    return Table(name, METADATA, *flat, *provenance_columns(), info=info)


def case_id_column() -> Column:
    """Build the required column for the id of a case."""
    return pseudonym("case_id", "The case", required=True)


OF_CASE = Parent(("case_id",), "cases")
OF_SUSPECT = Parent(("case_id", "person_id"), "suspects")
OF_OFFICE = Parent(("office_id",), "offices")
OF_VICTIM = Parent(("victim_id",), "victims")


def key_of(table: Table) -> tuple[str, ...]:
    """Return the columns that identify a row within a jurisdiction."""
    return table.info["key"]


def parents_of(table: Table) -> tuple[Parent, ...]:
    """Return the foreign keys of a table."""
    return table.info["parents"]


def history_table(table: Table) -> Table:
    """Declare the table that keeps the replaced rows of `table`, without key and foreign keys."""
    history = table.to_metadata(METADATA, name=f"{table.name}_superseded")
    history.info = {"meaning": f"Rows of {table.name} that were superseded"}
    superseded_by = Column(SUPERSEDED_BY, Integer, nullable=False, info={"field": REPLACED})
    history.append_column(superseded_by)
    return history


# Those who report: jurisdictions, offices, what they record and how they count.

jurisdictions = record_table(
    "jurisdictions",
    "A State or a part of one with its own prosecution, and its legal context",
    jurisdiction(),
    label("name", "Name as pages show it"),
    currency("Currency in which its amounts are shown, ISO 4217"),
    yes_no("legal_persons_liable", "Legal persons can be criminally liable"),
    yes_no("self_laundering_punishable", "Laundering one's own proceeds is punishable"),
    yes_no("state_compensation_scheme", "A State scheme compensates victims"),
    yes_no("mandatory_prosecution", "Prosecution is mandatory where evidence suffices"),
    yes_no("plea_agreements", "Plea agreements exist"),
    key=(),
)
population = record_table(
    "population",
    "Residents of a jurisdiction by year",
    jurisdiction(),
    integer("year", "Year", required=True),
    integer("persons", "Residents"),
    key=("year",),
)
offices = record_table(
    "offices",
    "Reporting entities: prosecution offices, courts, police, inspectorates",
    pseudonym("office_id", "The office", required=True),
    jurisdiction(),
    pseudonym("region", "Region within the jurisdiction"),
    code("kind", v.OfficeKind, "What kind of office it is"),
    label("label", "Name as pages show it"),
    key=("office_id",),
)
coverage = record_table(
    "coverage",
    "What an office records or does not record, and since when",
    column_name("column", "A table, or a column as table.column"),
    pseudonym("office_id", "The office; blank: all offices"),
    date("from", "First day of the statement", required=True),
    date("to", "Last day of the statement; blank: until now"),
    code("collected", v.Collected, "Whether it is collected", required=True),
    key=("column", "office_id", "from"),
    parents=(OF_OFFICE,),
)
counting_rules = record_table(
    "counting_rules",
    "How a jurisdiction counts, for the comparison between jurisdictions",
    jurisdiction(),
    code("rule", v.CountingRule, "The counting rule", required=True),
    code("value", v.CountingRuleValue, "How it is counted"),
    key=("rule",),
)

# Criminal proceedings: cases, suspects, charges, sanctions and investigation.

cases = record_table(
    "cases",
    "Criminal cases of trafficking in persons",
    case_id_column(),
    pseudonym("network_id", "The network: cases with the same id belong together"),
    pseudonym("office_id", "The office that leads the case"),
    code(
        "scope",
        v.Scope,
        "Charged as trafficking, as another offence with elements of trafficking, or neither",
        required=True,
    ),
    code("form", v.Form, "Form of exploitation"),
    code("sector", v.Sector, "Economic sector, ISIC Rev. 4 section"),
    yes_no("cross_border", "Persons, acts or assets in two or more States"),
    code("detected_by", v.DetectedBy, "Who detected the case"),
    yes_no("charged", "At least one person was charged", blank=NOT_STATED),
    yes_no("enterprise_involved", "An enterprise or agency was involved"),
    code("enterprise_size", v.EnterpriseSize, "Size of the enterprise"),
    yes_no("reopened", "Re-opened administratively"),
    date("opened_on", "Investigation opened"),
    date("charged_on", "First charge"),
    date("first_instance_on", "First-instance decision"),
    date("final_on", "Final decision"),
    date("closed_on", "Closed without a charge, or joined to another case"),
    code("closing_reason", v.ClosingReason, "Why it was closed"),
    code("financial_investigation", v.FinancialInvestigation, "Level of financial investigation"),
    date("financial_investigation_on", "Financial investigation started"),
    code(
        "financial_intelligence",
        v.FinancialIntelligence,
        "Whether financial intelligence started or supported the case",
    ),
    code("business_records", v.BusinessRecords, "Whether company records were analysed"),
    yes_no("assets_sought", "Assets were looked for"),
    yes_no("confiscation_sought", "Confiscation was requested"),
    code("special_techniques", v.SpecialTechniques, "Special investigative techniques"),
    yes_no("victim_testified", "A victim testified in court"),
    integer("victims_stated", "Number of victims, if the source has no row for each victim"),
    money("proceeds_estimate", "Estimated criminal proceeds"),
    code("proceeds_method", v.ProceedsMethod, "How the proceeds were estimated"),
    currency(),
    key=("case_id",),
    parents=(OF_OFFICE,),
)
suspects = record_table(
    "suspects",
    "Persons, natural or legal, in a case",
    case_id_column(),
    pseudonym("person_id", "The person; the same across cases of a jurisdiction", required=True),
    code("kind", v.PersonKind, "Natural or legal person", required=True),
    code("sex", v.Sex, "Sex"),
    code("age_group", v.AgeGroup, "Child or adult"),
    code("citizenship", v.Citizenship, "Citizenship group"),
    yes_no("charged", "Charged in this case", blank=NOT_STATED),
    yes_no("fugitive", "At large"),
    yes_no("in_custody", "In custody before judgment"),
    yes_no("licensed", "Has a licence, registration or public contract"),
    date("suspected_on", "First suspected"),
    date("charged_on", "First charged"),
    date("decided_on", "First-instance decision"),
    date("final_on", "Final decision"),
    date("left_on", "Left the proceedings without a decision"),
    code("outcome", v.Outcome, "Outcome at first instance"),
    code("exit_reason", v.ExitReason, "Why the person left the proceedings"),
    yes_no("plea", "By plea"),
    key=("case_id", "person_id"),
    parents=(OF_CASE,),
)
links = record_table(
    "links",
    "Links of the chain in a case: the roles that each person had",
    case_id_column(),
    pseudonym("person_id", "The person; blank: charged in the case, person not recorded"),
    code("link", v.Link, "Link of the chain", required=True),
    code("location", v.Location, "Where the person acted in this role"),
    code("coded_from", v.CodedFrom, "Source of the information on the link"),
    key=("case_id", "person_id", "link", "location"),
    parents=(OF_CASE, OF_SUSPECT),
)
charges = record_table(
    "charges",
    "Charges against a person",
    pseudonym("charge_id", "The charge", required=True),
    case_id_column(),
    pseudonym("person_id", "The person", required=True),
    code("offence", v.Offence, "Offence charged"),
    code("laundering", v.Laundering, "Type of money laundering"),
    date("charged_on", "Date of the charge"),
    code("result", v.ChargeResult, "What became of the charge"),
    key=("charge_id",),
    parents=(OF_SUSPECT,),
)
sanctions = record_table(
    "sanctions",
    "Sanctions imposed on a person",
    pseudonym("sanction_id", "The sanction", required=True),
    case_id_column(),
    pseudonym("person_id", "The person", required=True),
    code("kind", v.SanctionKind, "Kind of sanction"),
    code("route", v.SanctionRoute, "Criminal, administrative or civil"),
    code("instance", v.Instance, "First instance or final"),
    integer("months", "Length in months"),
    yes_no("permanent", "Without end"),
    money("amount", "Amount of a fine"),
    currency(),
    date("ordered_on", "Ordered"),
    key=("sanction_id",),
    parents=(OF_SUSPECT,),
)
techniques = record_table(
    "techniques",
    "Special investigative techniques used in a case",
    case_id_column(),
    code("technique", v.Technique, "Technique", required=True),
    key=("case_id", "technique"),
    parents=(OF_CASE,),
)
evidence = record_table(
    "evidence",
    "Kinds of evidence in a case",
    case_id_column(),
    code("kind", v.EvidenceKind, "Kind of evidence", required=True),
    yes_no("relied_on", "Relied on in the indictment or judgment"),
    key=("case_id", "kind"),
    parents=(OF_CASE,),
)
requests = record_table(
    "requests",
    "Requests for international cooperation",
    pseudonym("request_id", "The request", required=True),
    case_id_column(),
    code("instrument", v.Instrument, "Instrument"),
    code("direction", v.Direction, "Sent or received"),
    country("partner", "Partner State, ISO 3166-1 alpha-3"),
    date("sent_on", "Sent"),
    date("due_on", "Due"),
    date("executed_on", "Executed"),
    date("refused_on", "Refused"),
    key=("request_id",),
    parents=(OF_CASE,),
)
inspections = record_table(
    "inspections",
    "Labour inspections",
    pseudonym("inspection_id", "The inspection", required=True),
    pseudonym("office_id", "The inspectorate"),
    date("inspected_on", "Inspected"),
    code("sector", v.Sector, "Economic sector, ISIC Rev. 4 section"),
    yes_no("announced", "Announced"),
    yes_no("targeted", "Targeted at forced labour"),
    yes_no("joint_with_immigration", "Joint with immigration authorities"),
    integer("workers_found", "Workers found in forced labour"),
    money("wages_recovered", "Wages recovered"),
    currency(),
    date("referred_on", "Referred to prosecution or police"),
    code("referral_outcome", v.ReferralOutcome, "What became of the referral"),
    pseudonym("case_id", "The case it led to"),
    key=("inspection_id",),
    parents=(OF_CASE, OF_OFFICE),
)
disclosures = record_table(
    "disclosures",
    "Disclosures of the financial intelligence unit",
    pseudonym("disclosure_id", "The disclosure", required=True),
    date("received_on", "Received"),
    code("origin", v.DisclosureOrigin, "Who reported the transaction"),
    pseudonym("case_id", "The case it became or supported"),
    key=("disclosure_id",),
    parents=(OF_CASE,),
)

# Money and victims: assets, victims, protection, claims and payments.

assets = record_table(
    "assets",
    "Assets identified, frozen, confiscated, realised, returned",
    pseudonym("asset_id", "The asset", required=True),
    pseudonym("case_id", "The case; blank: outside any case"),
    pseudonym("person_id", "The person it belongs to"),
    code("class", v.AssetClass, "Class of asset"),
    code("role", v.AssetRole, "Proceeds, instrumentality, equivalent value or evidence"),
    code("order_kind", v.OrderKind, "Kind of confiscation order"),
    money("identified", "Value identified"),
    money("frozen", "Value frozen or seized"),
    money("confiscated", "Value confiscated"),
    money("realised", "Value realised"),
    money("returned", "Value given back to an owner"),
    money("to_victims", "Value that reached victims"),
    date("identified_on", "Identified"),
    date("frozen_on", "Frozen or seized"),
    date("confiscated_on", "Confiscated"),
    date("realised_on", "Realised"),
    date("returned_on", "Given back to an owner"),
    yes_no("confiscation_final", "The confiscation is final"),
    currency(),
    key=("asset_id",),
    parents=(OF_CASE, OF_SUSPECT),
)
victims = record_table(
    "victims",
    "Victims, presumed or identified",
    pseudonym("victim_id", "The victim", required=True),
    pseudonym("case_id", "The case; blank: outside any case"),
    code("sex", v.Sex, "Sex"),
    code("age_group", v.AgeGroup, "Child or adult"),
    code("citizenship", v.Citizenship, "Citizenship group"),
    code("form", v.Form, "Form of exploitation"),
    code("sector", v.Sector, "Economic sector, ISIC Rev. 4 section"),
    code("status", v.VictimStatus, "Presumed, identified or rejected"),
    code("referred_by", v.DetectedBy, "Who referred the victim"),
    yes_no("regular_status", "Regular residence (record it only if this is lawful and safe)"),
    date("first_contact_on", "First contact with an authority"),
    date("exploitation_from", "Exploitation began"),
    date("exploitation_to", "Exploitation ended"),
    date("identified_on", "Formally identified"),
    date("rejected_on", "Identification refused"),
    date("withdrew_on", "Withdrew"),
    yes_no("informed_of_rights", "Informed of rights"),
    code("legal_aid", v.LegalAid, "Legal aid: given, offered but declined, or not given"),
    yes_no("legal_aid_free", "Legal aid free of charge"),
    date("legal_aid_on", "Legal aid began"),
    date("first_interview_on", "First formal interview"),
    code("testimony", v.Testimony, "Testimony given or planned"),
    yes_no("protection_needed", "Protection needed by individual assessment"),
    code("guardian", v.Guardian, "Guardian of a child"),
    date("guardian_on", "Guardian appointed"),
    yes_no("specialised_interview", "Interviewed by a specialist"),
    yes_no("shelter_suitable", "Suitable shelter offered"),
    yes_no("interviewer_choice", "Choice of interviewer offered"),
    yes_no("claim_declined", "Declined to claim, after advice"),
    yes_no("charged_for_compelled_act", "Charged for an act that they were forced to commit"),
    yes_no("convicted_for_compelled_act", "Convicted for an act that they were forced to commit"),
    yes_no("detained_for_immigration", "Victims in immigration detention"),
    yes_no("immigration_consequence", "Immigration consequence of reporting"),
    yes_no("data_passed_to_immigration", "Data passed to immigration authorities"),
    code("reported_to", v.ReportedTo, "To whom the victim reported"),
    key=("victim_id",),
    parents=(OF_CASE,),
)
protections = record_table(
    "protections",
    "Procedural protection granted to a victim",
    pseudonym("victim_id", "The victim", required=True),
    code("kind", v.ProtectionKind, "Kind of protection", required=True),
    key=("victim_id", "kind"),
    parents=(OF_VICTIM,),
)
assistance = record_table(
    "assistance",
    "Assistance given to a victim, or offered and declined",
    pseudonym("victim_id", "The victim", required=True),
    code("kind", v.AssistanceKind, "Kind of assistance", required=True),
    date("from_on", "From"),
    date("to_on", "To"),
    yes_no("declined", "Offered, and declined"),
    key=("victim_id", "kind"),
    parents=(OF_VICTIM,),
)
claims = record_table(
    "claims",
    "Claims for compensation and what was awarded",
    pseudonym("claim_id", "The claim", required=True),
    pseudonym("victim_id", "For whom; this or person_id is required"),
    pseudonym("person_id", "Against whom"),
    case_id_column(),
    pseudonym("joint_award_id", "One award against several people has one id, and counts once"),
    code("channel", v.ClaimChannel, "Where it was claimed"),
    code("claimant", v.Claimant, "Who claimed"),
    date("claimed_on", "Claimed"),
    date("decided_on", "Decided"),
    money("claimed", "Amount claimed"),
    code("result", v.ClaimResult, "Result"),
    yes_no("enforceable", "Enforceable"),
    money("awarded_material", "Awarded for material damage"),
    money("awarded_moral", "Awarded for moral damage"),
    money("awarded", "Total awarded: for both kinds of damage, or without division"),
    money("documented_loss", "Documented loss"),
    yes_no("state_fund_eligible", "Eligible for the State fund"),
    currency(),
    key=("claim_id",),
    parents=(OF_CASE, OF_SUSPECT, OF_VICTIM),
)
payments = record_table(
    "payments",
    "Payments of an award",
    pseudonym("payment_id", "The payment", required=True),
    pseudonym("claim_id", "The claim", required=True),
    money("paid", "Amount paid; 0 means that nothing was paid", required=True),
    date("paid_on", "Paid"),
    code("source", v.PaymentSource, "Who paid"),
    currency(),
    key=("payment_id",),
    parents=(Parent(("claim_id",), "claims"),),
)

# Parent tables come before their children.
RECORD_TABLES: tuple[Table, ...] = (
    jurisdictions,
    population,
    offices,
    coverage,
    counting_rules,
    cases,
    suspects,
    links,
    charges,
    sanctions,
    techniques,
    evidence,
    requests,
    inspections,
    disclosures,
    assets,
    victims,
    protections,
    assistance,
    claims,
    payments,
)
BY_NAME: dict[str, Table] = {table.name: table for table in RECORD_TABLES}
# For each record table, the table of its superseded rows.
HISTORY: dict[str, Table] = {table.name: history_table(table) for table in RECORD_TABLES}
