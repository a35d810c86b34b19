"""The oracle's measures by id: how their facts are found, counted, and when they are due."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

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
    share,
    stated,
)
from tests.oracle.records import CONVICTED, Records


@dataclass(frozen=True)
class Definition:
    """How a measure's facts are found and counted, the time to maturity, the tables it needs."""

    kind: Kind | Flow
    facts: Callable[[Records], Facts]
    needs: tuple[str, ...] = ()
    months: int = 0
    days: int = 0


D = Definition
TRAFFICKING = ("convicted_trafficking",)
COMPENSATED = ("victims", "claims", "payments")

COUNTS = {
    "C01": D(count, counts.investigations),
    "C01p": D(count, counts.persons_suspected, ("suspects",)),
    "C02": D(count, counts.persons_charged("natural"), ("charges",)),
    "C02e": D(count, counts.persons_charged("legal"), ("charges",)),
    "C03": D(count, counts.persons_convicted("natural"), ("suspects",)),
    "C03f": D(count, counts.persons_convicted_finally, ("suspects",)),
    "C03e": D(count, counts.persons_convicted("legal"), ("suspects",)),
    "C04": D(count, counts.victims_found(counts.COUNTED), ("victims",)),
    "C04i": D(count, counts.victims_found({"identified": YES}), ("victims",)),
    "C04p": D(count, counts.victims_found({"presumed": YES}), ("victims",)),
    "C04s": D(stated, counts.victims_stated),
    "C04r": D(rate(100_000), counts.residents, ("victims", "population")),
}
NETWORK = {
    "N01": D(share, network.of_charged_cases(network.more_than_one_link), ("links",), 24),
    "N01s": D(share, network.of_charged_cases(network.links_of_different_persons), ("links",), 24),
    "N01n": D(share, network.networks, ("links",), 24),
    "N02": D(share, network.of_charged_cases(network.beyond_destination), ("links",), 24),
    "N02l": D(share, network.of_charged_cases(network.upstream_link), ("links",), 24),
    "N02d": D(share, network.beyond_where_known, ("links",), 24),
    "N03": D(share, network.of_charged_cases(network.apex_charged), ("links",), 24),
    "N03p": D(share, network.apex_of_defendants, ("links",), 24),
    "N04": D(share, network.links_charged, ("links",)),
}
FINANCIAL = {
    "F01": D(share, financial.investigated_of_charged),
    "F01o": D(share, financial.investigated_of_opened, days=financial.OPEN_DAYS),
    "F02": D(share, financial.started_promptly),
    "F02m": D(median, financial.days_to_start),
    "F03": D(share, financial.charged_as(financial.FINANCIAL[:1]), ("charges",)),
    "F03f": D(share, financial.charged_as(financial.FINANCIAL), ("charges",)),
    "F04": D(share, financial.records_analysed),
    "F05": D(share, financial.intelligence_contributed),
    "F05d": D(share, financial.disclosures_used, ("disclosures",), 12),
}
HELD = ("proceeds", "equivalent_value")
CAPTURE = ("suspects", "assets", "claims")
ASSETS = {
    "A01": D(share, assets.frozen_before_judgment(HELD), ("assets",)),
    "A01i": D(share, assets.frozen_before_judgment(("instrumentality",)), ("assets",)),
    "A02": D(share, assets.confiscation_ordered, ("assets",), 12),
    "A02a": D(share, assets.confiscation_sought, (), 12),
    "A02c": D(share, assets.ordered_of_sought, ("assets",), 12),
    "A03": D(amounts, assets.assets_ratio("frozen", "identified", decided=False), ("assets",)),
    "A03b": D(amounts, assets.assets_ratio("confiscated", "frozen", decided=True), ("assets",)),
    "A03c": D(amounts, assets.assets_ratio("realised", "confiscated", decided=True), ("assets",)),
    "A04": D(amounts, assets.proceeds_ratio(assets.captured), CAPTURE),
    "A04r": D(amounts, assets.proceeds_ratio(assets.realised_in), CAPTURE[:2]),
    "A05": D(amounts, assets.assets_ratio("to_victims", "realised", decided=True), ("assets",)),
}
REMEDIES = {
    "R01": D(share, remedies.victims_who_claimed, ("victims", "claims")),
    "R02": D(share, remedies.awarded_of_decided, ("victims", "claims")),
    "R02b": D(share, remedies.awarded_of_convicted, ("victims", "claims"), 12),
    "R02p": D(share, remedies.convicted_ordered_to_compensate, ("claims",)),
    "R03": D(share, remedies.victims_paid, COMPENSATED, 12),
    "R03b": D(amounts, remedies.paid_of_awarded, COMPENSATED[1:], 12),
    "R04": D(share, remedies.paid_independently, COMPENSATED, 12),
    "R05": D(median, remedies.award_over_loss, ("claims",)),
    "R05h": D(share, remedies.both_heads, ("claims",)),
    "R06": D(duration, remedies.time_to_payment, COMPENSATED),
} | {
    f"R04m-{name}": D(amounts, remedies.paid_by(sources), COMPENSATED[1:], 12)
    for name, sources in remedies.SOURCES.items()
}
OFFENDERS = ("suspects", "sanctions")
TAKEN = ("suspects", "sanctions", "assets", "claims")
SANCTIONS = {
    "D01": D(share, sanctions.custody, OFFENDERS),
    "D01m": D(median, sanctions.months_of_custody, OFFENDERS),
    "D02": D(share, sanctions.sanctions_reach_proceeds, TAKEN),
    "D02m": D(amounts, sanctions.sanctions_over_proceeds, TAKEN),
    "D03": D(
        share,
        sanctions.in_enterprise_cases(sanctions.legal_person_charged, final=False),
        ("suspects",),
    ),
    "D03b": D(
        share,
        sanctions.in_enterprise_cases(sanctions.legal_person_sanctioned, final=True),
        OFFENDERS,
    ),
    "D03c": D(
        share,
        sanctions.in_enterprise_cases(sanctions.beneficiary_reached, final=True),
        ("links", "sanctions"),
    ),
    "D04": D(share, sanctions.business_lost, OFFENDERS),
}
TECHNIQUES = {
    "T01": D(share, techniques.special_techniques),
    "T02": D(share, techniques.corroborated, ("evidence",)),
    "T02v": D(share, techniques.convicted_without_testimony, ("suspects",)),
    "T03": D(share, techniques.cooperation_used, ("requests",)),
    "T03b": D(share, techniques.requests_executed, ("requests",)),
    "T03c": D(duration, techniques.days_to_execution, ("requests",)),
}
LABOUR = {
    "L01": D(share, labour.began_with_inspection),
    "L02": D(share, labour.referrals(labour.became_investigation), ("inspections",), 12),
    "L02b": D(share, labour.referrals(labour.became_charge), ("inspections",), 24),
    "L03": D(rate(1), labour.workers_per_inspection, ("inspections",)),
    "L03b": D(amounts, labour.wages_per_worker, ("inspections",)),
    "L04": D(share, labour.no_immigration_consequence, ("victims",), 12),
    "L04j": D(share, labour.joint_operations, ("inspections",), 12),
}
VICTIMS = {
    "V01": D(share, victims.protected(victims.testified), ("victims", "protections")),
    "V01n": D(share, victims.protected(victims.needed_protection), ("victims", "protections")),
    "V02": D(share, victims.punished("charged_for_compelled_act"), ("victims",), 24),
    "V02b": D(share, victims.punished("convicted_for_compelled_act"), ("victims",), 24),
    "V02c": D(share, victims.punished("detained_for_immigration"), ("victims",), 24),
    "V03": D(share, victims.assisted(victims.had_legal_aid), ("victims",)),
    "V03b": D(share, victims.assisted(victims.had_it_before_interview), ("victims",)),
    "V03c": D(share, victims.assisted(victims.had_it_free), ("victims",)),
    "V04": D(duration, victims.time_to_identification, ("victims",)),
    "V05": D(share, victims.handled("child", victims.CHILD_PARTS), ("victims",)),
    "V05-guardian": D(share, victims.handled("child", ("guardian",)), ("victims",)),
    "V05-interview": D(share, victims.handled("child", ("specialised_interview",)), ("victims",)),
    "V05w": D(share, victims.handled("adult", victims.ADULT_PARTS), ("victims",)),
    "V05w-shelter": D(share, victims.handled("adult", ("shelter_suitable",)), ("victims",)),
    "V05w-interviewer": D(share, victims.handled("adult", ("interviewer_choice",)), ("victims",)),
}
PROCEEDINGS = {
    "P01": D(share, proceedings.suspected_to_charged, ("suspects",), 24),
    "P01b": D(share, proceedings.charged_to_decided(24), ("suspects",), 24),
    "P01c": D(share, proceedings.decided_to_convicted, ("suspects",), 24),
    "P01d": D(share, proceedings.convicted_to_final, ("suspects",), 24),
    "P02": D(share, proceedings.outcomes(TRAFFICKING), ("suspects",)),
    "P02b": D(share, proceedings.outcomes(CONVICTED), ("suspects",)),
    "P03": D(share, proceedings.charge_kept, ("suspects", "charges")),
    "P04": D(Flow(clearance), proceedings.flow),
    "P04d": D(Flow(disposition), proceedings.flow),
    "P05": D(duration, proceedings.charge_to_judgment, ("suspects",)),
    "P05o": D(duration, proceedings.opening_to_judgment, ("suspects",)),
    "P05y": D(share, proceedings.charged_to_decided(12), ("suspects",), 12),
    "P05z": D(share, proceedings.charged_to_decided(24), ("suspects",), 24),
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
