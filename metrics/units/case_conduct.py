"""What is declared of how a case was investigated, whom it reached beside persons, what it took."""

from metrics.units.declaration import number, truth

CHARGED = ("cases.charged", "cases.charged_on", "suspects.charged", "suspects.charged_on")
# Persons are no need of these: a link row without a person says what was charged as well.
LINKS = ("links", "links.link")
BY_PERSON = ("suspects.charged", "links.person_id")
ASSETS = ("assets", "assets.role", "assets.frozen", "assets.frozen_on")
JUDGED = ("cases.first_instance_on", "suspects.decided_on", "suspects.outcome")
OUTCOME = ("suspects", "suspects.outcome")
OFFENCES = ("charges", "charges.offence")
ENTERPRISE = ("cases", "cases.form", "cases.enterprise_involved")
LIABLE = "jurisdictions.legal_persons_liable"

INQUIRY = (
    truth(
        "financially_investigated",
        "A financial investigation was opened, a basic one included",
        needs=("cases.financial_investigation",),
    ),
    truth(
        "open_long",
        "Open for so many days or charged, and not closed as no trafficking; unknown: closed on a"
        " day that is not known",
        reads=(*CHARGED, "cases.closed_on", "cases.closing_reason"),
        needs=("cases", "cases.opened_on"),
    ),
    truth(
        "started_promptly",
        "The financial investigation started within so many days of opening, or before it",
        needs=("cases.financial_investigation_on", "cases.opened_on"),
    ),
    number(
        "days_to_financial_investigation",
        "From opening to the financial investigation; a lead before the opening is 0 days",
        "cases.financial_investigation_on",
        "cases.opened_on",
    ),
    truth(
        "laundering_charged",
        "Money laundering was charged; unknown: a charged person has no charge row",
        reads=("suspects.charged", "links.person_id"),
        needs=OFFENCES,
    ),
    truth(
        "financially_charged",
        "Laundering, tax fraud, or wage or social fraud was charged; unknown as of laundering",
        reads=("suspects.charged", "links.person_id"),
        needs=OFFENCES,
    ),
    truth(
        "charged_with_company_records",
        "Charged, of forced labour, in an enterprise that is not known to have no records",
        reads=(*CHARGED, "cases.business_records"),
        needs=ENTERPRISE,
    ),
    truth(
        "business_records_analysed",
        "The company's records were analysed",
        needs=("cases.business_records",),
    ),
    truth(
        "intelligence_contributed",
        "Financial intelligence triggered or supported the case",
        needs=("cases.financial_intelligence",),
    ),
    truth(
        "special_techniques_used",
        "A special technique was used; confidential is unknown",
        reads=("techniques",),
        needs=("cases.special_techniques",),
    ),
    truth(
        "corroborated",
        "Evidence beside the testimony of victims was relied on; none is no",
        needs=("evidence", "evidence.kind", "evidence.relied_on"),
    ),
    truth(
        "convicted_and_testimony_applies",
        "Ended in a conviction, where testimony in court is applicable",
        reads=("cases.victim_testified",),
        needs=OUTCOME,
    ),
    truth("without_testimony", "No victim testified in court", needs=("cases.victim_testified",)),
    truth(
        "charged_across_borders",
        "Charged, in a cross-border case",
        reads=CHARGED,
        needs=("cases", "cases.cross_border"),
    ),
    truth(
        "cooperation_used",
        "A formal channel of cooperation was used; no request is no",
        needs=("requests", "requests.instrument"),
    ),
    truth("of_forced_labour", "Of forced labour", needs=("cases", "cases.form")),
    truth(
        "began_with_inspection",
        "Detected by the labour inspectorate or a joint inspection",
        needs=("cases.detected_by",),
    ),
)
COMPANIES = (
    truth(
        "charged_enterprise_case",
        "Charged, of forced labour in an enterprise, where legal persons are not known to go free",
        reads=(*CHARGED, LIABLE),
        needs=ENTERPRISE,
    ),
    truth(
        "final_enterprise_case",
        "The same, with a final decision",
        reads=(*CHARGED, LIABLE),
        needs=(*ENTERPRISE, "cases.final_on"),
    ),
    truth(
        "legal_person_charged",
        "A legal person was charged; unknown: somebody charged is not recorded",
        reads=("suspects.kind", "suspects.charged", "links.person_id"),
        needs=("suspects",),
    ),
    truth(
        "legal_person_sanctioned",
        "A legal person was sanctioned; unknown: convicted without a sanction row",
        reads=("suspects.kind", "suspects.outcome", "links.person_id"),
        needs=("suspects", "sanctions"),
    ),
    truth(
        "client_reached",
        "A client or lead firm was charged or sanctioned",
        reads=BY_PERSON,
        needs=(*LINKS, "sanctions"),
    ),
)
ASSETS_TAKEN = (
    truth(
        "frozen_before_judgment",
        "Proceeds or assets of equivalent value were frozen before judgment",
        reads=JUDGED,
        needs=ASSETS,
    ),
    truth(
        "instruments_frozen_before_judgment",
        "Instruments of the offence were frozen before judgment",
        reads=JUDGED,
        needs=ASSETS,
    ),
    truth(
        "convicted_and_seeking_applies",
        "Ended in a trafficking conviction, where asking for confiscation is applicable",
        reads=("cases.confiscation_sought",),
        needs=OUTCOME,
    ),
    truth(
        "convicted_and_sought",
        "Ended in a trafficking conviction, and confiscation was asked for",
        needs=(*OUTCOME, "cases.confiscation_sought"),
    ),
    truth(
        "confiscation_ordered",
        "Confiscation was ordered within so many months of the first trafficking conviction",
        reads=("suspects.decided_on", "assets.order_kind"),
        needs=("assets", "assets.confiscated", "assets.confiscated_on"),
    ),
    truth(
        "confiscation_sought", "Confiscation was asked for", needs=("cases.confiscation_sought",)
    ),
)
