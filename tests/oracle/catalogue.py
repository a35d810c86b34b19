"""The oracle's measures by id: how their facts are found, counted, and when they are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle import (
    assets,
    counts,
    financial,
    labour,
    network,
    proceedings,
    remedies,
    sanctions,
    techniques,
    victims,
)
from tests.oracle.days import YES
from tests.oracle.facts import Facts
from tests.oracle.flows import Flow, clearance, disposition
from tests.oracle.kinds import (
    Kind,
    amounts,
    count,
    duration,
    median,
    rate,
    rate_of_events,
    share,
    stated,
)
from tests.oracle.records import CONVICTED, Records


@dataclass(frozen=True)
class Definition:
    """How a measure's facts are found and counted, and the time to maturity or its option.

    Under the least coverage the unknown may outweigh what is known.
    """

    kind: Kind | Flow
    facts: Callable[[Records], Facts]
    months: int | str = 0
    days: int | str = 0
    least_coverage: Fraction = Fraction(7, 10)


D = Definition
ORDER, PAID, STAGE = "order_within_months", "paid_within_months", "stage_within_months"
JUDGMENT, LATER = "judgment_within_months", "judgment_within_more_months"
# Of one person's role or charge that is missing, a whole case's answer may be wrong.
MOST = Fraction(9, 10)
TRAFFICKING = ("convicted_trafficking",)

COUNTS = {
    "C01": D(count, counts.investigations),
    "C01p": D(count, counts.persons_suspected),
    "C02": D(count, counts.persons_charged("natural")),
    "C02e": D(count, counts.persons_charged("legal")),
    "C03": D(count, counts.persons_convicted("natural")),
    "C03f": D(count, counts.persons_convicted_finally),
    "C03e": D(count, counts.persons_convicted("legal")),
    "C04": D(count, counts.victims_found(counts.COUNTED)),
    "C04i": D(count, counts.victims_found({"identified": YES})),
    "C04p": D(count, counts.victims_found({"presumed": YES})),
    "C04s": D(stated, counts.victims_stated),
    "C04r": D(rate_of_events(100_000), counts.residents),
}
NETWORK = {
    "N01": D(share, network.of_charged_cases(network.more_than_one_link), 24, least_coverage=MOST),
    "N01s": D(
        share, network.of_charged_cases(network.links_of_different_persons), 24, least_coverage=MOST
    ),
    "N01n": D(share, network.networks, 24, least_coverage=MOST),
    "N02": D(share, network.of_charged_cases(network.beyond_destination), 24, least_coverage=MOST),
    "N02l": D(share, network.of_charged_cases(network.upstream_link), 24, least_coverage=MOST),
    "N02d": D(share, network.beyond_where_known, 24, least_coverage=MOST),
    "N03": D(share, network.of_charged_cases(network.apex_charged), 24, least_coverage=MOST),
    "N03p": D(share, network.apex_of_defendants, 24, least_coverage=MOST),
    "N04": D(share, network.links_charged, least_coverage=MOST),
}
FINANCIAL = {
    "F01": D(share, financial.investigated_of_charged),
    "F01o": D(share, financial.investigated_of_opened, days="open_days"),
    "F02": D(share, financial.started_promptly),
    "F02m": D(median, financial.days_to_start),
    "F03": D(share, financial.charged_as(financial.FINANCIAL[:1]), least_coverage=MOST),
    "F03f": D(share, financial.charged_as(financial.FINANCIAL), least_coverage=MOST),
    "F04": D(share, financial.records_analysed),
    "F05": D(share, financial.intelligence_contributed),
    "F05d": D(share, financial.disclosures_used, 12),
}
HELD = ("proceeds", "equivalent_value")
ASSETS = {
    "A01": D(share, assets.frozen_before_judgment(HELD)),
    "A01i": D(share, assets.frozen_before_judgment(("instrumentality",))),
    "A02": D(share, assets.confiscation_ordered, ORDER),
    "A02a": D(share, assets.confiscation_sought, ORDER),
    "A02c": D(share, assets.ordered_of_sought, ORDER),
    "A03": D(amounts, assets.assets_ratio("frozen", "identified", decided=False)),
    "A03b": D(amounts, assets.assets_ratio("confiscated", "frozen", decided=True)),
    "A03c": D(amounts, assets.assets_ratio("realised", "confiscated", decided=True)),
    "A04": D(amounts, assets.proceeds_ratio(assets.captured)),
    "A04r": D(amounts, assets.proceeds_ratio(assets.realised_in)),
    "A05": D(amounts, assets.assets_ratio("to_victims", "realised", decided=True)),
}
REMEDIES = {
    "R01": D(share, remedies.victims_who_claimed),
    "R02": D(share, remedies.awarded_of_decided),
    "R02b": D(share, remedies.awarded_of_convicted, 12),
    "R02p": D(share, remedies.convicted_ordered_to_compensate),
    "R03": D(share, remedies.victims_paid, 12),
    "R03b": D(amounts, remedies.paid_of_awarded, 12),
    "R04": D(share, remedies.paid_independently, PAID),
    "R05": D(median, remedies.award_over_loss),
    "R05h": D(share, remedies.both_heads),
    "R06": D(duration, remedies.time_to_payment, least_coverage=MOST),
} | {
    f"R04m-{name}": D(amounts, remedies.paid_by(sources), PAID)
    for name, sources in remedies.SOURCES.items()
}
SANCTIONS = {
    "D01": D(share, sanctions.custody),
    "D01m": D(median, sanctions.months_of_custody),
    "D02": D(share, sanctions.sanctions_reach_proceeds),
    "D02m": D(amounts, sanctions.sanctions_over_proceeds),
    "D03": D(
        share,
        sanctions.in_enterprise_cases(sanctions.legal_person_charged, final=False),
    ),
    "D03b": D(
        share,
        sanctions.in_enterprise_cases(sanctions.legal_person_sanctioned, final=True),
    ),
    "D03c": D(
        share,
        sanctions.in_enterprise_cases(sanctions.beneficiary_reached, final=True),
    ),
    "D04": D(share, sanctions.business_lost),
}
TECHNIQUES = {
    "T01": D(share, techniques.special_techniques),
    "T02": D(share, techniques.corroborated),
    "T02v": D(share, techniques.convicted_without_testimony),
    "T03": D(share, techniques.cooperation_used),
    "T03b": D(share, techniques.requests_executed),
    "T03c": D(duration, techniques.days_to_execution),
}
LABOUR = {
    "L01": D(share, labour.began_with_inspection),
    "L02": D(share, labour.referrals(labour.became_investigation), 12),
    "L02b": D(share, labour.referrals(labour.became_charge), 24),
    "L03": D(rate, labour.workers_per_inspection),
    "L03b": D(amounts, labour.wages_per_worker),
    "L04": D(share, labour.no_immigration_consequence, 12),
    "L04j": D(share, labour.joint_operations, 12),
}
VICTIMS = {
    "V01": D(share, victims.protected(victims.testified)),
    "V01n": D(share, victims.protected(victims.needed_protection)),
    "V02": D(share, victims.punished("charged_for_compelled_act"), 24),
    "V02b": D(share, victims.punished("convicted_for_compelled_act"), 24),
    "V02c": D(share, victims.punished("detained_for_immigration"), 24),
    "V03": D(share, victims.assisted(victims.had_legal_aid)),
    "V03b": D(share, victims.assisted(victims.had_it_before_interview)),
    "V03c": D(share, victims.assisted(victims.had_it_free)),
    "V04": D(duration, victims.time_to_identification),
    "V05": D(share, victims.handled("child", victims.CHILD_PARTS)),
    "V05-guardian": D(share, victims.handled("child", ("guardian",))),
    "V05-interview": D(share, victims.handled("child", ("specialised_interview",))),
    "V05w": D(share, victims.handled("adult", victims.ADULT_PARTS)),
    "V05w-shelter": D(share, victims.handled("adult", ("shelter_suitable",))),
    "V05w-interviewer": D(share, victims.handled("adult", ("interviewer_choice",))),
}
PROCEEDINGS = {
    "P01": D(share, proceedings.suspected_to_charged, STAGE),
    "P01b": D(share, proceedings.charged_to_decided(STAGE), STAGE),
    "P01c": D(share, proceedings.decided_to_convicted, STAGE),
    "P01d": D(share, proceedings.convicted_to_final, STAGE),
    "P02": D(share, proceedings.outcomes(TRAFFICKING)),
    "P02b": D(share, proceedings.outcomes(CONVICTED)),
    "P03": D(share, proceedings.charge_kept),
    "P04": D(Flow(clearance), proceedings.flow),
    "P04d": D(Flow(disposition), proceedings.flow),
    "P05": D(duration, proceedings.charge_to_judgment),
    "P05o": D(duration, proceedings.opening_to_judgment),
    "P05y": D(share, proceedings.charged_to_decided(JUDGMENT), JUDGMENT),
    "P05z": D(share, proceedings.charged_to_decided(LATER), LATER),
}
MEASURES: Mapping[str, Definition] = {
    **COUNTS,
    **NETWORK,
    **FINANCIAL,
    **ASSETS,
    **REMEDIES,
    **SANCTIONS,
    **TECHNIQUES,
    **LABOUR,
    **VICTIMS,
    **PROCEEDINGS,
}
