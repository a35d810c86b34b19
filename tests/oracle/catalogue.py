"""The oracle's measures by id: how their facts are found, counted, and when they are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from tests.oracle import (
    assets,
    counts,
    disruption,
    financial,
    labour,
    network,
    payments,
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
    total,
)
from tests.oracle.records import Records


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
JUDGMENT = "judgment_within_months"
# Of one person's role or charge that is missing, a whole case's answer may be wrong.
MOST = Fraction(9, 10)

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
    "N05": D(share, network.links_convicted, least_coverage=MOST),
}
FINANCIAL = {
    "F01": D(share, financial.investigated_of_charged),
    "F01o": D(share, financial.investigated_of_opened, days="open_days"),
    "F02": D(share, financial.started_promptly),
    "F02m": D(median, financial.days_to_start, financial.STARTED_WITHIN_MONTHS),
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
REGISTER = {
    "X01": D(count, assets.in_the_register("frozen")),
    "X02": D(count, assets.in_the_register("confiscated")),
    "X03": D(count, assets.in_the_register("returned")),
    "X01m": D(total, assets.in_the_register("frozen")),
    "X02m": D(total, assets.in_the_register("confiscated")),
    "X03m": D(total, assets.in_the_register("returned")),
}
REMEDIES = {
    "R01": D(share, remedies.victims_who_claimed),
    "R02": D(share, remedies.awarded_of_decided),
    "R02b": D(share, remedies.awarded_of_convicted, 12),
    "R02p": D(share, remedies.convicted_ordered_to_compensate),
    "R03": D(share, payments.victims_paid, 12),
    "R03b": D(amounts, payments.paid_of_awarded, 12),
    "R04": D(share, payments.paid_independently, PAID),
    "R04a": D(
        share, payments.paid_independently_of_convicted, payments.PAID_AFTER_CONVICTION_MONTHS
    ),
    "R05": D(median, remedies.award_over_loss),
    "R05h": D(share, remedies.both_heads),
    "R06": D(duration, payments.time_to_payment, least_coverage=MOST),
    "R07": D(share, payments.paid_anything, 24),
} | {
    f"R04m-{name}": D(amounts, payments.paid_by(sources), PAID)
    for name, sources in payments.SOURCES.items()
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
    "D05": D(share, sanctions.fined),
    "D05m": D(median, sanctions.sum_of_fines),
}
TECHNIQUES = {
    "T01": D(share, techniques.special_techniques),
    "T02": D(share, techniques.corroborated),
    "T02v": D(share, techniques.convicted_without_testimony),
    "T03": D(share, techniques.cooperation_used),
    "T03b": D(share, techniques.requests_executed),
    "T03c": D(duration, techniques.days_to_answer),
    "T04": D(share, disruption.disrupted, 24),
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
    "V03": D(share, victims.aided(victims.had_legal_aid)),
    "V03b": D(share, victims.aided(victims.had_it_before_interview)),
    "V03c": D(share, victims.aided(victims.had_it_free)),
    "V04": D(duration, victims.time_to_end_of_procedure),
    "V04y": D(share, victims.promptly_identified, days=victims.PROMPTLY_DAYS),
    "V05": D(share, victims.handled("child", victims.CHILD_PARTS)),
    "V05-guardian": D(share, victims.handled("child", ("guardian",))),
    "V05-interview": D(share, victims.handled("child", ("specialised_interview",))),
    "V05w": D(share, victims.handled("adult", victims.ADULT_PARTS)),
    "V05w-shelter": D(share, victims.handled("adult", ("shelter_suitable",))),
    "V05w-interviewer": D(share, victims.handled("adult", ("interviewer_choice",))),
    "V06": D(share, victims.of_found(victims.led_to_charge), 24),
    "V06c": D(share, victims.of_found(victims.led_to_conviction), 36),
    "V07": D(median, victims.length_of_exploitation),
    "V08": D(share, victims.of_found(victims.informed)),
    "V09": D(share, victims.of_found(victims.assisted)),
} | {f"V09-{kind}": D(share, victims.of_found(victims.assisted_by(kind))) for kind in victims.KINDS}
PROCEEDINGS = {
    "P01": D(share, proceedings.suspected_to_charged, STAGE),
    "P01b": D(share, proceedings.charged_to_decided(STAGE), STAGE),
    "P01c": D(share, proceedings.decided_to_convicted, STAGE),
    "P01d": D(share, proceedings.convicted_to_final, STAGE),
    "P02": D(share, proceedings.convicted_as_charged),
    "P02b": D(share, proceedings.convicted_of_charged),
    "P03": D(share, proceedings.charge_kept),
    "P04": D(Flow(clearance), proceedings.flow),
    "P04d": D(Flow(disposition), proceedings.flow),
    "P05": D(duration, proceedings.charge_to_end),
    "P05o": D(duration, proceedings.opening_to_end),
    "P05y": D(share, proceedings.charged_to_decided(JUDGMENT), JUDGMENT),
    "P05j": D(median, proceedings.days_to_judgment),
}
MEASURES: Mapping[str, Definition] = {
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
