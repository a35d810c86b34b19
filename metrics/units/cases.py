"""The case: one row each, with what its persons, links, assets and victims make true of it."""

from metrics.units.case_conduct import (
    ASSETS_TAKEN,
    BY_PERSON,
    CHARGED,
    COMPANIES,
    INQUIRY,
    JUDGED,
    LINKS,
    OUTCOME,
)
from metrics.units.declaration import breakdown, day, identity, number, place, truth, unit
from schemas import vocabulary as v

PLACED_LINKS = (*LINKS, "links.location")

DAYS = (
    day("opened_on", "Investigation opened", "cases.opened_on"),
    day("charged_on", "First charge", "suspects.charged_on", "cases.charged_on"),
    day(
        "first_instance_on",
        "First-instance decision",
        "cases.first_instance_on",
        "suspects.decided_on",
    ),
    day("conviction_on", "First trafficking conviction", "suspects.decided_on", "suspects.outcome"),
    day(
        "first_conviction_on",
        "First conviction of any offence",
        "suspects.decided_on",
        "suspects.outcome",
    ),
    day("final_on", "Final decision", "cases.final_on"),
    day("closed_on", "Closed without charge or joined", "cases.closed_on"),
    day(
        "left_on",
        "Closed or joined, or the proceedings against the last person charged discontinued",
        "cases.closed_on",
        "suspects.left_on",
        "suspects.decided_on",
    ),
    day("open_long_on", "The day on which it had been open long", "cases.opened_on"),
)
STAGES = (
    truth("is_case", "A case of trafficking, in either scope: every one here", needs=("cases",)),
    truth(
        "opened",
        "Not only re-opened",
        reads=("cases.reopened",),
        needs=("cases", "cases.opened_on"),
    ),
    truth(
        "has_stated_victims",
        "The source states a number of victims and has no row per victim",
        reads=("victims",),
        needs=("cases.victims_stated",),
    ),
    number(
        "stated_victims", "Victims stated where there is no row per victim", "cases.victims_stated"
    ),
    truth("charged", "At least one person was charged", reads=CHARGED, needs=("cases",)),
    truth(
        "charged_as_trafficking",
        "Charged, in a case of trafficking",
        reads=(*CHARGED, "cases.scope"),
        needs=("cases",),
    ),
    truth(
        "charged_or_closed",
        "Charged, or closed",
        reads=(*CHARGED, "cases.closed_on", "cases.closing_reason"),
        needs=("cases",),
    ),
    truth("decided", "Decided at first instance", reads=JUDGED),
    truth(
        "awaits_decision",
        "Neither decided nor closed, nor the proceedings against all charged discontinued",
        reads=(*JUDGED, "cases.closed_on", "cases.closing_reason"),
        needs=("cases",),
    ),
    truth(
        "convicted_of_trafficking",
        "Ended in a trafficking conviction; an unknown outcome is none",
        needs=OUTCOME,
    ),
    truth(
        "convicted_of_anything",
        "Ended in a conviction of any offence; an unknown outcome is none",
        needs=OUTCOME,
    ),
)
REACH = (
    identity("first_charged_link", "Of the links charged the first by name", 32),
    identity("last_charged_link", "Of the links charged the last by name", 32),
    truth("roles_known", "The link of everybody charged is known", reads=BY_PERSON, needs=LINKS),
    truth(
        "more_than_one_link",
        "More than one link of the chain was charged",
        reads=BY_PERSON,
        needs=LINKS,
    ),
    truth(
        "more_than_one_link_by_persons",
        "Two different persons were charged with two different links",
        reads=BY_PERSON,
        needs=LINKS,
    ),
    truth(
        "beyond_destination",
        "A charged person holds no link of exploitation at the destination",
        reads=BY_PERSON,
        needs=PLACED_LINKS,
    ),
    truth(
        "upstream_charged",
        "An upstream or enabling link was charged",
        reads=BY_PERSON,
        needs=PLACED_LINKS,
    ),
    truth(
        "charged_with_upstream_known",
        "Charged, in a case of trafficking in which an upstream or enabling link was found, of"
        " anybody suspected",
        reads=(*CHARGED, *BY_PERSON, "cases.scope"),
        needs=("cases", *PLACED_LINKS),
    ),
    *(
        truth(
            f"{group.value}_charged",
            f"A link of {group.value.replace('_', ' ')} was charged",
            reads=BY_PERSON,
            needs=LINKS,
        )
        for group in v.LinkGroup
    ),
)

per_case = unit(
    "per_case",
    "case",
    "A criminal case of trafficking in persons",
    *place(),
    identity("network_id", "Joins split proceedings against one network"),
    breakdown("form", "Form of exploitation", "cases.form"),
    breakdown("sector", "Economic sector", "cases.sector"),
    breakdown("cross_border", "Whether it is cross-border", "cases.cross_border"),
    breakdown("detected_by", "Who detected it", "cases.detected_by"),
    breakdown("enterprise_size", "Size of the enterprise involved", "cases.enterprise_size"),
    breakdown("scope", "Charged as trafficking, or with its elements", "cases.scope"),
    breakdown(
        "financial_investigation",
        "Level of financial investigation",
        "cases.financial_investigation",
    ),
    *DAYS,
    *STAGES,
    *REACH,
    *INQUIRY,
    *COMPANIES,
    *ASSETS_TAKEN,
)
