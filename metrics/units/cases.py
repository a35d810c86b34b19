"""The case: one row each, with what its persons, links, assets and victims make true of it."""

from metrics.units.declaration import breakdown, day, number, place, truth, unit
from schemas import vocabulary as v

CHARGED = ("cases.charged", "cases.charged_on", "suspects.charged", "suspects.charged_on")
# Persons are no need of these: a link row without a person says what was charged as well.
LINKS = ("links", "links.link")
BY_PERSON = ("suspects.charged", "links.person_id")
ASSETS = ("assets", "assets.role")

per_case = unit(
    "per_case",
    "case",
    "A criminal case of trafficking in persons",
    *place(),
    breakdown("form", "Form of exploitation", "cases.form"),
    breakdown("sector", "Economic sector", "cases.sector"),
    breakdown("cross_border", "Whether it is cross-border", "cases.cross_border"),
    breakdown("detected_by", "Who detected it", "cases.detected_by"),
    breakdown("enterprise_size", "Size of the enterprise involved", "cases.enterprise_size"),
    breakdown("scope", "Charged as trafficking, or with its elements", "cases.scope"),
    day("opened_on", "Investigation opened", "cases.opened_on"),
    day("charged_on", "First charge", "suspects.charged_on", "cases.charged_on"),
    day(
        "first_instance_on",
        "First-instance decision",
        "cases.first_instance_on",
        "suspects.decided_on",
    ),
    day("conviction_on", "First trafficking conviction", "suspects.decided_on", "suspects.outcome"),
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
        needs=(*LINKS, "links.location"),
    ),
    truth(
        "upstream_charged",
        "An upstream or enabling link was charged",
        reads=BY_PERSON,
        needs=(*LINKS, "links.location"),
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
    truth(
        "financially_investigated",
        "A financial investigation was opened, a basic one included",
        needs=("cases.financial_investigation",),
    ),
    truth(
        "frozen_before_judgment",
        "Proceeds or assets of equivalent value were frozen before judgment",
        reads=("cases.first_instance_on", "suspects.decided_on", "suspects.outcome"),
        needs=(*ASSETS, "assets.frozen", "assets.frozen_on"),
    ),
    truth(
        "convicted_of_trafficking",
        "Ended in a trafficking conviction; an unknown outcome is none",
        needs=("suspects", "suspects.outcome"),
    ),
    truth(
        "convicted_and_seeking_applies",
        "The same, where asking for confiscation is applicable",
        reads=("cases.confiscation_sought",),
        needs=("suspects", "suspects.outcome"),
    ),
    truth(
        "confiscation_ordered",
        "Confiscation was ordered within 12 months of the first trafficking conviction",
        reads=("suspects.decided_on", "assets.order_kind"),
        needs=("assets", "assets.confiscated", "assets.confiscated_on"),
    ),
    truth(
        "confiscation_sought", "Confiscation was asked for", needs=("cases.confiscation_sought",)
    ),
    truth(
        "decided",
        "Decided at first instance",
        reads=("cases.first_instance_on", "suspects.outcome"),
    ),
)
