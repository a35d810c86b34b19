"""The suspect: one row per person, natural or legal, in a case."""

from metrics.units.declaration import breakdown, day, identity, number, place, truth, unit
from metrics.units.suspect_reach import REACH

CHARGED = ("suspects.charged", "suspects.charged_on", "charges.charged_on")
SUSPECTED = ("suspects.suspected_on", "cases.opened_on")
CHARGED_WITH = ("charges", "charges.offence")
OUTCOME = ("suspects", "suspects.outcome")
SANCTIONS = ("sanctions", "sanctions.kind")

# From one stage of proceedings to the next, each within its window.
STAGES = (
    truth("natural_person", "A natural person", reads=("suspects.kind",), needs=("suspects",)),
    truth(
        "charged_in_time",
        "Charged within the window after the suspicion began",
        reads=(*CHARGED, "suspects.suspected_on", "cases.opened_on"),
        needs=("suspects",),
    ),
    truth(
        "judged_in_time",
        "Convicted or acquitted within the window after the charge",
        reads=CHARGED,
        needs=(*OUTCOME, "suspects.decided_on"),
    ),
    truth(
        "judged_natural_person",
        "A natural person convicted or acquitted; an unknown outcome admits nobody",
        reads=("suspects.kind",),
        needs=OUTCOME,
    ),
    truth(
        "convicted_natural_person",
        "A natural person convicted of any offence; an unknown outcome admits nobody",
        reads=("suspects.kind",),
        needs=OUTCOME,
    ),
    truth(
        "final_in_time",
        "A final decision within the window after the first one; without a date none yet",
        reads=("suspects.decided_on",),
        needs=("suspects", "suspects.final_on"),
    ),
    truth(
        "judged_of_suspected",
        "Convicted or acquitted within the window after the suspicion began",
        reads=SUSPECTED,
        needs=(*OUTCOME, "suspects.decided_on"),
    ),
    truth(
        "convicted_of_suspected",
        "Convicted of any offence within the window after the suspicion began",
        reads=SUSPECTED,
        needs=(*OUTCOME, "suspects.decided_on"),
    ),
    truth(
        "final_of_suspected",
        "Convicted of any offence, with a final decision within the window after the suspicion"
        " began; without a date none yet",
        reads=SUSPECTED,
        needs=(*OUTCOME, "suspects.final_on"),
    ),
    truth(
        "judged_soon",
        "Convicted or acquitted within the shorter wait after the charge",
        reads=CHARGED,
        needs=(*OUTCOME, "suspects.decided_on"),
    ),
    truth(
        "judged_later",
        "Convicted or acquitted within the longer wait after the charge",
        reads=CHARGED,
        needs=(*OUTCOME, "suspects.decided_on"),
    ),
    truth(
        "charged_with_trafficking_and_convicted",
        "A natural person charged with trafficking and convicted of any offence; unknown: in a case"
        " of trafficking, charged with what is not known",
        reads=(*CHARGED, "suspects.kind", "cases.scope"),
        needs=(*CHARGED_WITH, "suspects.outcome"),
    ),
)
# What was imposed.
SANCTIONED = (
    truth(
        "natural_person_convicted_of_trafficking",
        "A natural person convicted of trafficking; an unknown outcome admits nobody",
        reads=("suspects.kind",),
        needs=OUTCOME,
    ),
    truth(
        "unsuspended_custody",
        "Custody or life, unsuspended, at first instance; without a sanction of it unknown",
        reads=("sanctions.instance", "sanctions.months"),
        needs=SANCTIONS,
    ),
    truth(
        "custody_with_an_end",
        "A natural person convicted of trafficking, in custody but not for life",
        reads=("suspects.kind", "sanctions.instance"),
        needs=(*OUTCOME, *SANCTIONS),
    ),
    number("months_of_custody", "The longest unsuspended custody", "sanctions.months"),
    truth(
        "licensed_and_sanctioned",
        "Holds a licence, registration or public contract, and was sanctioned; unknown: convicted,"
        " without a sanction",
        reads=("suspects.outcome",),
        needs=("suspects", "suspects.licensed", "sanctions"),
    ),
    truth("excluded", "Lost the licence, contract or business", needs=SANCTIONS),
    day("ordered_on", "First sanction", "sanctions.ordered_on"),
)

per_suspect = unit(
    "per_suspect",
    "suspect",
    "A person, natural or legal, in a case",
    *place(),
    identity("person_id", "The person; the same across cases of a jurisdiction"),
    breakdown("form", "Form of exploitation of the case", "cases.form"),
    breakdown("sector", "Economic sector of the case", "cases.sector"),
    breakdown("cross_border", "Whether the case is cross-border", "cases.cross_border"),
    identity("kind", "Natural or legal person", 16),
    breakdown("sex", "Sex", "suspects.sex"),
    breakdown("age_group", "Child or adult", "suspects.age_group"),
    breakdown("citizenship", "Citizenship group", "suspects.citizenship"),
    breakdown("plea", "By plea", "suspects.plea"),
    breakdown("in_custody", "Held before judgment", "suspects.in_custody"),
    breakdown(
        "role",
        "Apex, upstream or enabling, or at the destination: the first that is known",
        "links.link",
        "links.location",
    ),
    breakdown("exit_reason", "Why the person left the proceedings", "suspects.exit_reason"),
    identity("outcome", "Outcome at first instance", 32),
    day("opened_on", "Investigation opened", "cases.opened_on", needs=("cases.opened_on",)),
    day(
        "suspected_on",
        "First suspected, else the opening of the case",
        "suspects.suspected_on",
        "cases.opened_on",
    ),
    truth("charged", "Charged in the case", reads=CHARGED),
    day("charged_on", "Charged", "suspects.charged_on", "charges.charged_on"),
    day(
        "stated_charged_on", "Charged, as the person's own record states it", "suspects.charged_on"
    ),
    day("decided_on", "First-instance decision", "suspects.decided_on"),
    day("decided_from", "The first day the decision may have been on", "suspects.decided_on"),
    day("decided_to", "The last day the decision may have been on", "suspects.decided_on"),
    day("final_on", "Final decision", "suspects.final_on"),
    truth(
        "suspicion_started",
        "The case was not only re-opened, so that a suspicion began in it",
        reads=("cases.reopened",),
        needs=("suspects",),
    ),
    day(
        "person_suspected_on",
        "When the person was first suspected, in any case of the jurisdiction",
        "suspects.suspected_on",
        "cases.opened_on",
    ),
    truth(
        "charged_with_trafficking",
        "A natural person charged with trafficking; unknown: charged in a case of trafficking, with"
        " what is not known",
        reads=(*CHARGED, "suspects.kind", "cases.scope"),
        needs=CHARGED_WITH,
    ),
    day(
        "person_charged_on",
        "When the person was first charged with trafficking, in any case of the jurisdiction",
        "charges.charged_on",
        "suspects.charged_on",
    ),
    truth(
        "entity_charged_with_trafficking",
        "A legal person charged with trafficking; unknown as of natural persons",
        reads=(*CHARGED, "suspects.kind", "cases.scope"),
        needs=CHARGED_WITH,
    ),
    day(
        "entity_charged_on",
        "When the legal person was first charged with trafficking, in any case of the jurisdiction",
        "charges.charged_on",
        "suspects.charged_on",
    ),
    truth(
        "convicted_person",
        "A natural person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        reads=(*CHARGED, "suspects.kind"),
        needs=OUTCOME,
    ),
    truth(
        "convicted_entity",
        "A legal person convicted of trafficking at first instance; unknown: charged, outcome not"
        " known",
        reads=(*CHARGED, "suspects.kind"),
        needs=OUTCOME,
    ),
    truth(
        "finally_convicted_person",
        "A natural person convicted of trafficking, with a final decision; unknown as of the first",
        reads=(*CHARGED, "suspects.kind"),
        needs=("suspects", "suspects.outcome", "suspects.final_on"),
    ),
    truth(
        "disposed",
        "A natural person charged in a case of trafficking whose charge was disposed of at first"
        " instance; gone or transferred abroad is left out",
        reads=(*CHARGED, "suspects.kind", "suspects.exit_reason", "cases.scope"),
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_trafficking",
        "Convicted of trafficking at first instance",
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_anything",
        "Convicted of any offence at first instance",
        needs=OUTCOME,
    ),
    truth(
        "convicted",
        "Known to be convicted of any offence: an unknown outcome admits nobody",
        needs=OUTCOME,
    ),
    truth(
        "ordered_to_compensate",
        "An award was made against the person; no claim is none",
        needs=("claims", "claims.person_id", "claims.result", "claims.awarded"),
    ),
    truth(
        "decided",
        "Known to be convicted or acquitted: an unknown outcome admits nobody",
        needs=("suspects.outcome",),
    ),
    truth(
        "charged_natural_person",
        "A natural person charged in the case",
        reads=(*CHARGED, "suspects.kind"),
        needs=("suspects",),
    ),
    day("judged_on", "Convicted or acquitted at first instance", "suspects.decided_on"),
    day("left_on", "Proceedings discontinued", "suspects.left_on"),
    truth("awaits_judgment", "Still pending", needs=("suspects.outcome", "suspects.decided_on")),
    *STAGES,
    *SANCTIONED,
    *REACH,
    own="person_id",
)
