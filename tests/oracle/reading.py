"""What each number can't do without: tables, and columns of them for which nothing stands in.

Left out are exclusions (whether a case was reopened, a claim declined), what another column says as
well (whether and when a person or a case was charged, suspected, decided), and what a case without
it is still counted by.
"""

from tests.oracle.victims import KINDS

OF_VICTIM = "victims claims.victim_id claims.result claims.awarded"
OF_AWARD = "claims.result claims.awarded payments.paid"
CONFISCATED = (
    "assets.case_id assets.confiscated assets.confiscation_final claims.result claims.awarded"
)
TAKEN = f"sanctions.kind sanctions.amount {CONFISCATED} cases.proceeds_estimate suspects.outcome"
ENTERPRISE = "cases.form cases.enterprise_involved"
JUDGED = "suspects.outcome suspects.decided_on"
ORDERED_IN_TIME = f"{JUDGED} assets.case_id assets.confiscated assets.confiscated_on"
GUARDIAN = "victims.guardian victims.guardian_on victims.identified_on"

COUNTS = {
    "C01": "cases.opened_on",
    "C01p": "suspects",
    "C02": "charges.offence",
    "C02e": "charges.offence",
    "C03": "suspects.outcome",
    "C03f": "suspects.outcome suspects.final_on",
    "C03e": "suspects.outcome",
    "C04": "victims.status",
    "C04i": "victims.status",
    "C04p": "victims.status",
    "C04s": "cases.victims_stated",
    "C04r": "victims.status population.persons",
}
NETWORK = {
    "N01": "links.link",
    "N01s": "links.link links.person_id",
    "N01n": "links.link cases.network_id",
    "N02": "links.link links.location",
    "N02l": "links.link links.location",
    "N02d": "links.link links.location",
    "N03": "links.link",
    "N03p": "suspects links.link",
    "N04": "suspects links.link",
    "N05": "suspects.outcome links.link",
}
FINANCIAL = {
    "F01": "cases.financial_investigation",
    "F01o": "cases.financial_investigation cases.opened_on",
    "F02": "cases.financial_investigation cases.financial_investigation_on cases.opened_on",
    "F02m": "cases.financial_investigation cases.financial_investigation_on cases.opened_on",
    "F03": "charges.offence charges.laundering",
    "F03f": "charges.offence charges.laundering",
    "F04": f"{ENTERPRISE} cases.business_records",
    "F05": "cases.financial_intelligence",
    "F05d": "disclosures.case_id",
}
ASSETS = {
    "A01": "assets.case_id assets.role assets.frozen assets.frozen_on",
    "A01i": "assets.case_id assets.role assets.frozen assets.frozen_on",
    "A02": f"{ORDERED_IN_TIME}",
    "A02a": "suspects.outcome cases.confiscation_sought",
    "A02c": f"cases.confiscation_sought {ORDERED_IN_TIME}",
    "A03": "assets.frozen assets.identified",
    "A03b": "assets.confiscated assets.frozen",
    "A03c": "assets.realised assets.confiscated",
    "A04": f"cases.final_on suspects.outcome cases.proceeds_estimate {CONFISCATED}",
    "A04r": "cases.final_on suspects.outcome cases.proceeds_estimate assets.realised"
    " assets.case_id",
    "A05": "assets.to_victims assets.realised",
}
REGISTER = {
    "X01": "assets.frozen_on",
    "X02": "assets.confiscated_on",
    "X03": "assets.returned_on",
    "X01m": "assets.frozen",
    "X02m": "assets.confiscated",
    "X03m": "assets.returned",
}
REMEDIES = {
    "R01": "victims claims.victim_id",
    "R02": OF_VICTIM,
    "R02b": f"{OF_VICTIM} suspects.outcome",
    "R02p": "suspects.outcome claims.person_id claims.result claims.awarded",
    "R03": f"{OF_VICTIM} payments.paid",
    "R03b": OF_AWARD,
    "R04": f"{OF_VICTIM} payments.paid payments.source payments.paid_on claims.decided_on",
    "R04a": f"{OF_VICTIM} payments.paid payments.source payments.paid_on {JUDGED}",
    "R05": "claims.result claims.awarded claims.documented_loss",
    "R05h": "claims.result claims.awarded_material claims.awarded_moral",
    "R06": f"{OF_VICTIM} payments.paid payments.paid_on claims.decided_on",
    "R07": f"{OF_VICTIM} payments.paid",
}
SANCTIONS = {
    "D01": "suspects.outcome sanctions.kind",
    "D01m": "suspects.outcome sanctions.kind sanctions.months",
    "D02": f"cases.final_on {TAKEN}",
    "D02m": f"cases.final_on {TAKEN}",
    "D03": f"{ENTERPRISE} suspects",
    "D03b": f"{ENTERPRISE} cases.final_on suspects sanctions",
    "D03c": f"{ENTERPRISE} cases.final_on links.link sanctions",
    "D04": "suspects.licensed sanctions.kind",
    "D05": "suspects.outcome sanctions.kind sanctions.amount",
    "D05m": "suspects.outcome sanctions.kind sanctions.amount",
}
TECHNIQUES = {
    "T01": "cases.special_techniques",
    "T02": "evidence.kind evidence.relied_on",
    "T02v": "suspects.outcome cases.victim_testified",
    "T03": "cases.cross_border requests.instrument",
    "T03b": "requests.executed_on",
    "T03c": "requests.sent_on requests.executed_on requests.refused_on",
    "T04": "suspects.outcome cases.network_id links.link assets.case_id assets.confiscated"
    " sanctions.kind",
}
LABOUR = {
    "L01": "cases.form cases.detected_by",
    "L02": "inspections.referred_on inspections.referral_outcome",
    "L02b": "inspections.referred_on inspections.referral_outcome inspections.case_id",
    "L03": "inspections.targeted inspections.workers_found",
    "L03b": "inspections.targeted inspections.workers_found inspections.wages_recovered",
    "L04": "victims.regular_status victims.immigration_consequence"
    " victims.data_passed_to_immigration",
    "L04j": "inspections.joint_with_immigration",
}
VICTIMS = {
    "V01": "victims.testimony protections",
    "V01n": "victims.protection_needed protections",
    "V02": "victims.status victims.charged_for_compelled_act",
    "V02b": "victims.status victims.convicted_for_compelled_act",
    "V02c": "victims.status victims.detained_for_immigration",
    "V03": "victims.legal_aid",
    "V03b": "victims.legal_aid victims.legal_aid_on victims.first_interview_on",
    "V03c": "victims.legal_aid victims.legal_aid_free",
    "V04": "victims.first_contact_on victims.identified_on victims.status",
    "V04y": "victims.first_contact_on victims.identified_on victims.status",
    "V05": f"victims.age_group {GUARDIAN} victims.specialised_interview",
    "V05-guardian": f"victims.age_group {GUARDIAN}",
    "V05-interview": "victims.age_group victims.specialised_interview",
    "V05w": "victims.age_group victims.shelter_suitable victims.interviewer_choice",
    "V05w-shelter": "victims.age_group victims.shelter_suitable",
    "V05w-interviewer": "victims.age_group victims.interviewer_choice",
    "V06": "victims.case_id",
    "V06c": "victims.case_id suspects.outcome",
    "V07": "victims.exploitation_from",
    "V08": "victims.informed_of_rights",
    "V09": "victims assistance",
} | {f"V09-{kind}": "victims assistance.kind" for kind in KINDS}
PROCEEDINGS = {
    "P01": "suspects",
    "P01b": JUDGED,
    "P01c": "suspects.outcome",
    "P01d": f"{JUDGED} suspects.final_on",
    "P02": "charges.offence suspects.outcome",
    "P02b": "suspects.outcome",
    "P03": "charges.offence suspects.outcome suspects",
    "P04": "cases",
    "P04d": "cases",
    "P05": JUDGED,
    "P05o": f"{JUDGED} cases.opened_on",
    "P05y": JUDGED,
    "P05j": JUDGED,
}
NEEDED = {
    **COUNTS,
    **NETWORK,
    **FINANCIAL,
    **ASSETS,
    **REGISTER,
    **REMEDIES,
    **SANCTIONS,
    **TECHNIQUES,
    **LABOUR,
    **VICTIMS,
    **PROCEEDINGS,
}

# Of each of these groups one column is enough: the others stand in for it.
CHARGED_ON = "suspects.charged_on charges.charged_on"
CHARGED = f"suspects.charged {CHARGED_ON}"
CASE_CHARGED = f"cases.charged cases.charged_on {CHARGED}"
JUDGMENTS = (
    "cases.first_instance_on suspects.outcome",
    "cases.first_instance_on suspects.decided_on",
)
NEEDED_ONE_OF = {
    **dict.fromkeys(("C02", "C02e", "P02", "P02b", "P03"), (CHARGED,)),
    **dict.fromkeys(("F03", "F03f", "D03", "D03b"), (CHARGED,)),
    "N04": (CHARGED, "links.person_id"),
    **dict.fromkeys(("P05", "P05o", "P05j"), (CHARGED,)),
    **dict.fromkeys(("P04", "P04d"), JUDGMENTS),
    # Who was not charged was not convicted, whatever is not known of the outcome.
    **dict.fromkeys(("C03", "C03e", "C03f"), (f"{CHARGED} suspects.outcome",)),
    **dict.fromkeys(("V06", "V06c", "L02b"), (CASE_CHARGED,)),
    # Within a window of the charge.
    **dict.fromkeys(("P01b", "P05y"), (CHARGED, CHARGED_ON)),
    "P01": (CHARGED, CHARGED_ON, "suspects.suspected_on cases.opened_on"),
    # Who is presumed is not identified, unless nobody wrote down who is which.
    **dict.fromkeys(("C04i", "C04p"), ("victims.status",)),
    "C04r": ("victims.status", "victims.identified_on victims.first_contact_on"),
}


def needed_one_of(measure: str) -> list[tuple[str, ...]]:
    """Groups of which it is enough that one is collected."""
    return [tuple(group.split()) for group in NEEDED_ONE_OF.get(measure, ())]


def needed(measure: str) -> tuple[str, ...]:
    """Tables and `table.column`s. Payments by source read no sum awarded."""
    by_source = "claims.result payments.paid payments.source"
    return tuple(NEEDED.get(measure, by_source).split())
