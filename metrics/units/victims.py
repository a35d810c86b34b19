"""The victim: one row per victim, in a case or outside any, with claims, awards and payments."""

from metrics.units.declaration import breakdown, day, identity, place, truth, unit
from metrics.units.victims_handled import HANDLED

CLAIMS = ("claims", "claims.victim_id")
AWARDS = (*CLAIMS, "claims.result", "claims.awarded")
PAYMENTS = ("payments", "payments.paid")

# Who has an award, and what was paid for it.
PAID = (
    day("first_award_on", "First award", "claims.decided_on"),
    truth(
        "awarded",
        "Known to have an award; an unknown result admits nobody",
        reads=("victims.status",),
        needs=("victims", *AWARDS),
    ),
    truth(
        "was_paid",
        "Paid anything; no only where the payments of all awards are known to be 0",
        needs=PAYMENTS,
    ),
    truth(
        "awarded_and_not_paid_by_perpetrators",
        "Known to have an award that perpetrators are not known to have paid whole in time",
        reads=("victims.status", "payments.source", "payments.paid_on", "claims.decided_on"),
        needs=("victims", *AWARDS),
    ),
    truth(
        "paid_independently",
        "Paid in time from a source that does not depend on the perpetrator",
        reads=("claims.decided_on",),
        needs=(*PAYMENTS, "payments.source", "payments.paid_on"),
    ),
    day("first_payment_on", "First payment", "payments.paid_on"),
    day("withdrew_on", "Withdrew, known to be unpaid", "victims.withdrew_on"),
    truth(
        "awaits_payment",
        "Known to be unpaid",
        needs=(*PAYMENTS, "payments.paid_on", "victims.identified_on"),
    ),
)

per_victim = unit(
    "per_victim",
    "victim",
    "A victim, presumed or identified, in a case or outside any",
    *place(),
    identity("victim_id", "The victim"),
    breakdown("form", "Form of exploitation", "victims.form"),
    breakdown("sector", "Economic sector", "victims.sector"),
    breakdown("cross_border", "Whether the case is cross-border", "cases.cross_border"),
    breakdown("sex", "Sex", "victims.sex"),
    breakdown("age_group", "Child or adult", "victims.age_group"),
    breakdown("citizenship", "Citizenship group", "victims.citizenship"),
    breakdown("victim_status", "Presumed or identified", "victims.status"),
    breakdown("referred_by", "Who referred the victim", "victims.referred_by"),
    breakdown("regular_status", "Regular residence", "victims.regular_status"),
    breakdown("legal_aid", "Legal aid", "victims.legal_aid"),
    breakdown("reported_to", "To whom the victim reported", "victims.reported_to"),
    breakdown(
        "state_fund_eligible",
        "Eligible for the State fund by any claim",
        "claims.state_fund_eligible",
    ),
    day(
        "counted_on",
        "Identified; of the presumed else the first contact",
        "victims.identified_on",
        "victims.first_contact_on",
    ),
    truth(
        "identified_or_presumed",
        "Identified or presumed; unknown where the status is",
        needs=("victims", "victims.status"),
    ),
    day("first_instance_on", "First-instance decision of the case", "cases.first_instance_on"),
    truth(
        "may_have_claimed",
        "In a case decided at first instance; rejected victims and those who declined are left out",
        reads=("cases.first_instance_on", "suspects.outcome", "victims.claim_declined"),
        needs=("victims",),
    ),
    truth("has_claim", "Any claim was made; no claim is none", needs=CLAIMS),
    day("first_decision_on", "First decision on a claim", "claims.decided_on"),
    truth(
        "has_decided_claim", "A claim was decided", reads=("victims.status",), needs=("victims",)
    ),
    truth("has_award", "Any claim was granted and not 0", needs=AWARDS),
    day("conviction_on", "First trafficking conviction of the case", "suspects.decided_on"),
    truth(
        "of_convicted_case",
        "In a case that ended in a trafficking conviction",
        reads=("victims.status",),
        needs=("victims", "suspects.outcome"),
    ),
    *PAID,
    *HANDLED,
    own="victim_id",
)
