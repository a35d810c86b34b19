"""The tables of labour inspections and of disclosures, and the cases they led to."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Numbers, Words, taken, without
from seed.made_up.records.inquiry import Inquiry
from seed.made_up.records.place import Place
from seed.made_up.records.text import (
    EXTRACTED,
    NEVER,
    answers,
    cents,
    dates,
    frame,
    integers,
    money,
)
from seed.made_up.world.rates import Rates

_SECTORS = {
    v.Sector.A: 0.34,
    v.Sector.F: 0.22,
    v.Sector.I: 0.16,
    v.Sector.C: 0.16,
    v.Sector.N: 0.07,
    v.Sector.T: 0.05,
}
_NOT_OPENED = {
    v.ReferralOutcome.REFUSED: 0.46,
    v.ReferralOutcome.ADMINISTRATIVE: 0.36,
    v.ReferralOutcome.UNMATCHED: 0.18,
}
_ORIGIN = {
    v.DisclosureOrigin.BANK: 0.62,
    v.DisclosureOrigin.MONEY_SERVICE: 0.30,
    v.DisclosureOrigin.OTHER: 0.08,
}
_NOT_REFERRED = 0.5  # inspections without a referral, to those with one
_WORKERS = (0.0, 0.26, 0.2, 0.14, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01)
_WAGES_OF_ONE = 700
_UNDECIDED_DAYS = 120


def inspections_frame(place: Place, cases: Cases) -> pl.DataFrame:
    """`inspections.csv`: those behind the cases inspectors found, and those that led to none."""
    draw = place.draw("inspections")
    by_inspection = [str(v.DetectedBy.LABOUR_INSPECTORATE), str(v.DetectedBy.JOINT_INSPECTION)]
    case = np.flatnonzero(np.isin(cases.detected_by.astype(str), by_inspection))
    opened = place.rate(cases.year[case], lambda rates: rates.referral_opened)
    not_opened = _about(
        draw, (1 - opened) / opened / (1 - _NOT_OPENED[v.ReferralOutcome.UNMATCHED])
    )
    not_referred = int((len(case) + not_opened) * _NOT_REFERRED)
    led = np.concatenate([case, np.full(not_opened + not_referred, -1)])
    referred = np.arange(len(led)) < len(case) + not_opened
    day, year = _days(draw, cases, led)
    sent = np.where(referred, day + np.where(led >= 0, 1, draw.delay(10, len(led))), NEVER)
    outcome = _outcomes(draw, sent, led)
    return _inspections(place, cases, (led, year, day, sent), outcome)


def _inspections(
    place: Place,
    cases: Cases,
    of: tuple[Numbers, Numbers, Numbers, Numbers],
    outcome: Words,
) -> pl.DataFrame:
    led, year, day, sent = of
    draw, rows = place.draw("inspection cells"), len(led)
    offices = place.offices_of(v.OfficeKind.LABOUR_INSPECTORATE)
    office = offices[draw.days(len(offices) - 1, rows)]
    targeted = (led >= 0) | draw.whether(0.6, rows)
    workers = np.where(targeted & (sent < NEVER), draw.count(_WORKERS, rows), 0)
    paid = workers * draw.amount(float(_WAGES_OF_ONE * place.character.price_level), rows)
    paid[draw.whether(0.35, rows)] = 0
    precision = np.where(led >= 0, cases.precision[led], 0)
    unknown = place.rate(year, lambda rates: rates.unknown)
    undated = place.rate(year, lambda rates: rates.undated)
    joint = draw.whether(place.rate(year, lambda rates: rates.joint_with_immigration), rows)
    sector = np.where(led >= 0, cases.sector[led], draw.pick(_SECTORS, rows))

    def known(words: Words) -> Words:
        return draw.blanked(words, unknown)

    return frame(
        "inspections",
        {
            "inspection_id": place.ids("i", rows),
            "office_id": office,
            "inspected_on": draw.blanked(dates(day, precision), undated),
            "sector": known(sector),
            "announced": known(answers(draw.whether(0.22, rows))),
            "targeted": known(answers(targeted)),
            "joint_with_immigration": known(answers(joint)),
            "workers_found": known(integers(workers, np.ones(rows, dtype=bool))),
            "wages_recovered": money(cents(paid), ~draw.whether(unknown, rows)),
            "currency": place.currency(rows),
            "referred_on": draw.blanked(dates(sent, precision), undated),
            "referral_outcome": outcome,
            "case_id": taken(cases.ids, led),
        },
    )


def _days(draw: Draw, cases: Cases, led: Numbers) -> tuple[Numbers, Numbers]:
    """Shortly before the case was opened, else any day of the years of the cases."""
    rows = len(led)
    like = draw.days(len(cases) - 1, rows)
    day = np.where(led >= 0, cases.opened[led] - 1 - draw.days(30, rows), cases.opened[like])
    return day, np.where(led >= 0, cases.year[led], cases.year[like])


def _outcomes(draw: Draw, sent: Numbers, led: Numbers) -> Words:
    outcome = draw.pick(_NOT_OPENED, len(led))
    outcome[sent > EXTRACTED - _UNDECIDED_DAYS] = str(v.ReferralOutcome.PENDING)
    outcome[led >= 0] = str(v.ReferralOutcome.INVESTIGATION_OPENED)
    return without(outcome, sent >= NEVER)


def _about(draw: Draw, expected: np.ndarray) -> int:
    """A whole number near the sum of what each row is expected to bring."""
    return int(expected.sum() + draw.chance(1)[0]) if len(expected) else 0


def disclosures_frame(place: Place, cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """`disclosures.csv`: those behind cases with financial intelligence, and those unused."""
    draw = place.draw("disclosures")
    case = np.flatnonzero(inquiry.intelligence != str(v.FinancialIntelligence.NONE))
    used = place.rate(cases.year[case], _disclosures_used)
    led = np.concatenate([case, np.full(_about(draw, (1 - used) / used), -1)])
    rows = len(led)
    like = draw.days(len(cases) - 1, rows)
    triggered = inquiry.intelligence[led] == str(v.FinancialIntelligence.TRIGGERED)
    span = cases.active_until[led] - cases.opened[led]
    before = cases.opened[led] - 5 - draw.delay(30, rows)
    during = cases.opened[led] + (span * draw.chance(rows)).astype(np.int64)
    day = np.where(led >= 0, np.where(triggered, before, during), cases.opened[like])
    precision = np.where(led >= 0, cases.precision[led], 0)
    year = np.where(led >= 0, cases.year[led], cases.year[like])
    unknown = place.rate(year, lambda rates: rates.unknown)
    return frame(
        "disclosures",
        {
            "disclosure_id": place.ids("d", rows),
            "received_on": dates(day, precision),
            "origin": draw.blanked(draw.pick(_ORIGIN, rows), unknown),
            "case_id": taken(cases.ids, led),
        },
    )


def _disclosures_used(rates: Rates) -> float:
    return rates.disclosures_used
