"""How each made-up case was investigated, and the tables of its techniques, evidence, requests."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Numbers, Words, words_of
from seed.made_up.records.place import Place
from seed.made_up.records.text import NEVER, answers, dates, frame

_LEVEL = {
    v.FinancialInvestigation.BASIC: 0.35,
    v.FinancialInvestigation.PARALLEL: 0.45,
    v.FinancialInvestigation.SPECIALIST: 0.20,
}
_INTELLIGENCE = {v.FinancialIntelligence.SUPPORTED: 0.66, v.FinancialIntelligence.TRIGGERED: 0.34}
_TECHNIQUES = {
    v.Technique.DIGITAL_FORENSICS: 0.30,
    v.Technique.INTERCEPTION: 0.22,
    v.Technique.SURVEILLANCE: 0.18,
    v.Technique.FINANCIAL_ANALYSIS: 0.12,
    v.Technique.OPEN_SOURCE: 0.10,
    v.Technique.UNDERCOVER: 0.05,
    v.Technique.JOINT_INVESTIGATION_TEAM: 0.03,
}
_INDEPENDENT_EVIDENCE = {
    v.EvidenceKind.DIGITAL: 0.30,
    v.EvidenceKind.DOCUMENTARY: 0.24,
    v.EvidenceKind.FINANCIAL: 0.16,
    v.EvidenceKind.THIRD_PARTY: 0.14,
    v.EvidenceKind.FORENSIC: 0.08,
    v.EvidenceKind.INSPECTION: 0.08,
}
_INSTRUMENT = {
    v.Instrument.MLA: 0.36,
    v.Instrument.POLICE_CHANNEL: 0.30,
    v.Instrument.EIO: 0.14,
    v.Instrument.JIT: 0.07,
    v.Instrument.EXTRADITION: 0.08,
    v.Instrument.FIU_CHANNEL: 0.05,
}
_DIRECTION = {v.Direction.SENT: 0.72, v.Direction.RECEIVED: 0.28}
_UNCHARGED = 0.4  # of the rate of charged cases
_LEADS_BEFORE_OPENING = 0.08
_INFORMAL = 0.12  # enterprises without books
_VICTIMS_HEARD = 0.6
_DUE_DAYS = 120


@dataclass(frozen=True)
class Inquiry:
    """Columns by case: codes as in `cases`, the day the financial investigation began."""

    financial: Words
    financial_on: Numbers
    intelligence: Words
    records: Words
    techniques: Words


def inquiry_of(place: Place, cases: Cases) -> Inquiry:
    draw, rows, year = place.draw("inquiry"), len(cases), cases.year
    zeal = np.where(cases.charged < NEVER, 1.0, _UNCHARGED)
    investigated = draw.whether(
        place.rate(year, lambda rates: rates.financial_investigation) * zeal, rows
    )
    financial = draw.pick(_LEVEL, rows)
    financial[~investigated] = str(v.FinancialInvestigation.NONE)
    heard = draw.whether(place.rate(year, lambda rates: rates.intelligence), rows)
    intelligence = draw.pick(_INTELLIGENCE, rows)
    intelligence[~heard] = str(v.FinancialIntelligence.NONE)
    analysed = draw.whether(place.rate(year, lambda rates: rates.records_analysed), rows)
    records = np.full(rows, str(v.BusinessRecords.NOT_ANALYSED), dtype=object)
    records[analysed] = str(v.BusinessRecords.ANALYSED)
    records[draw.whether(_INFORMAL, rows)] = str(v.BusinessRecords.NONE_EXIST)
    records[~cases.enterprise] = None
    used = draw.whether(place.rate(year, lambda rates: rates.techniques) * zeal, rows)
    techniques = np.full(rows, str(v.SpecialTechniques.NONE), dtype=object)
    techniques[used] = str(v.SpecialTechniques.USED)
    secret = draw.whether(place.rate(year, lambda rates: rates.techniques_confidential), rows)
    techniques[secret] = str(v.SpecialTechniques.CONFIDENTIAL)
    return Inquiry(
        financial=financial,
        financial_on=np.where(investigated, _start(place, draw, cases), NEVER),
        intelligence=intelligence,
        records=records,
        techniques=techniques,
    )


def _start(place: Place, draw: Draw, cases: Cases) -> Numbers:
    """Within 30 days of the opening, a few before it; or between then and the charge."""
    rows = len(cases)
    prompt = draw.whether(place.rate(cases.year, lambda rates: rates.within_30_days), rows)
    lead = draw.whether(_LEADS_BEFORE_OPENING, rows)
    early = np.where(lead, -1 - draw.days(60, rows), draw.days(30, rows))
    span = np.maximum(cases.active_until - cases.opened, 60)
    late = 31 + (span * draw.chance(rows)).astype(np.int64)
    return cases.opened + np.where(prompt, early, late)


def techniques_frame(place: Place, cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """`techniques.csv`: one to three different techniques of the cases that used some."""
    draw, rows = place.draw("techniques"), len(cases)
    used = inquiry.techniques == str(v.SpecialTechniques.USED)
    count = np.where(used, 1 + draw.count((0.75, 0.2, 0.05), rows), 0)
    row, technique = _different(draw, tuple(_TECHNIQUES), tuple(_TECHNIQUES.values()), count)
    return frame("techniques", {"case_id": cases.ids[row], "technique": technique})


def evidence_frame(place: Place, cases: Cases) -> pl.DataFrame:
    """`evidence.csv` of charged cases: what victims said, and what stands without them."""
    draw, rows = place.draw("evidence"), len(cases)
    charged = cases.is_charged
    heard = np.flatnonzero(charged & draw.whether(_VICTIMS_HEARD, rows))
    corroborated = draw.whether(place.rate(cases.year, lambda rates: rates.corroborated), rows)
    count = np.where(charged & corroborated, 1 + draw.count((0.75, 0.2, 0.05), rows), 0)
    # Others gathered something too, but the indictment does not rest on it.
    gathered = charged & ~corroborated & draw.whether(0.3, rows)
    count[gathered] = 1
    kinds = tuple(_INDEPENDENT_EVIDENCE)
    row, kind = _different(draw, kinds, tuple(_INDEPENDENT_EVIDENCE.values()), count)
    case = np.concatenate([heard, row])
    testimony = np.full(len(heard), str(v.EvidenceKind.VICTIM_TESTIMONY), dtype=object)
    relied_on = np.concatenate([draw.whether(0.8, len(heard)), corroborated[row]])
    order = np.argsort(case, kind="stable")
    return frame(
        "evidence",
        {
            "case_id": cases.ids[case][order],
            "kind": np.concatenate([testimony, kind])[order],
            "relied_on": answers(relied_on)[order],
        },
    )


def _different(
    draw: Draw, words: tuple[str, ...], weights: tuple[float, ...], count: Numbers
) -> tuple[Numbers, Words]:
    """Rows repeated by `count` (at most 3), each time with another word."""
    first = draw.count(weights, len(count))
    row = np.repeat(np.arange(len(count)), count)
    nth = np.arange(len(row)) - np.repeat(np.cumsum(count) - count, count)
    return row, words_of([str(word) for word in words])[(first[row] + nth) % len(words)]


def requests_frame(place: Place, cases: Cases, partners: tuple[str, ...]) -> pl.DataFrame:
    """`requests.csv` of cross-border cases that worked with other States of this world."""
    draw = place.draw("requests")
    zeal = np.where(cases.charged < NEVER, 1.0, _UNCHARGED)
    rate = place.rate(cases.year, lambda rates: rates.cooperation) * zeal
    cooperates = cases.cross_border & draw.whether(rate, len(cases))
    count = np.where(cooperates, 1 + draw.count((0.75, 0.2, 0.05), len(cases)), 0)
    case = np.repeat(np.arange(len(cases)), count)
    rows, year = len(case), cases.year[case]
    span = cases.active_until[case] - cases.opened[case]
    sent = cases.opened[case] + (span * draw.chance(rows)).astype(np.int64)
    executed = draw.whether(place.rate(year, lambda rates: rates.executed), rows)
    refused = ~executed & draw.whether(0.4, rows)
    answered = sent + 2 + draw.delay(140, rows)
    unknown = place.rate(year, lambda rates: rates.unknown)
    undated = place.rate(year, lambda rates: rates.undated)
    days = {
        "sent_on": sent,
        "due_on": np.where(draw.whether(0.5, rows), sent + _DUE_DAYS, NEVER),
        "executed_on": np.where(executed, answered, NEVER),
        "refused_on": np.where(refused, answered, NEVER),
    }
    others = {code: 1.0 for code in partners if code != place.character.code}
    precision = cases.precision[case]
    instrument = draw.pick(_INSTRUMENT, rows)
    # What financial intelligence units ask each other comes beside a formal request.
    first = np.diff(case, prepend=-1) != 0
    instrument[first & (instrument == str(v.Instrument.FIU_CHANNEL))] = str(v.Instrument.MLA)
    return frame(
        "requests",
        {
            "request_id": place.ids("q", rows),
            "case_id": cases.ids[case],
            "instrument": draw.blanked(instrument, unknown),
            "direction": draw.blanked(draw.pick(_DIRECTION, rows), unknown),
            "partner": draw.blanked(draw.pick(others, rows), unknown),
            **{name: draw.blanked(dates(day, precision), undated) for name, day in days.items()},
        },
    )
