"""How made-up cases were found and investigated.

The tables of techniques, evidence, requests to other States, inspections and disclosures.
"""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.synthetic.cases import Cases
from seed.synthetic.random_columns import (
    EXTRACTED,
    NEVER,
    Draw,
    Generator,
    Numbers,
    Parts,
    answers,
    cents,
    dates,
    either,
    frame,
    integers,
    mix,
    money,
    take,
    without,
)

_LEVEL = mix(v.FinancialInvestigation, "basic .35 parallel .45 specialist .20")
_INTELLIGENCE = mix(v.FinancialIntelligence, "supported .66 triggered .34")
_TECHNIQUES = mix(
    v.Technique,
    "digital_forensics .30 interception .22 surveillance .18 financial_analysis .12"
    " open_source .10 undercover .05 joint_investigation_team .03",
)
_INDEPENDENT_EVIDENCE = mix(
    v.EvidenceKind,
    "digital .30 documentary .24 financial .16 third_party .14 forensic .08 inspection .08",
)
_INSTRUMENT = mix(
    v.Instrument, "mla .36 police_channel .30 eio .14 jit .07 extradition .08 fiu_channel .05"
)
_DIRECTION = mix(v.Direction, "sent .72 received .28")
_ONE_TO_THREE = (0.75, 0.2, 0.05)
_UNCHARGED = 0.4  # of the rate of charged cases
_LEADS_BEFORE_OPENING = 0.08
_INFORMAL = 0.12  # enterprises without books
_VICTIMS_HEARD = 0.6
_DUE_DAYS = 120

_INSPECTED_SECTORS = mix(v.Sector, "A .34 F .22 I .16 C .16 N .07 T .05")
_NOT_OPENED = mix(v.ReferralOutcome, "refused .46 administrative .36 unmatched .18")
_ORIGIN = mix(v.DisclosureOrigin, "bank .62 money_service .30 other .08")
_NOT_REFERRED = 0.5  # inspections without a referral, to those with one
_WORKERS = (0.0, 0.26, 0.2, 0.14, 0.1, 0.08, 0.06, 0.05, 0.04, 0.03, 0.02, 0.01, 0.01)
_WAGES_OF_ONE = 700
_UNDECIDED_DAYS = 120


class Inquiry:
    """Columns by case: codes as in `cases`, and the day the financial investigation began."""

    def __init__(self, world: Generator, cases: Cases) -> None:
        draw, zeal = world.draw("inquiry", cases.year), cases.zeal(_UNCHARGED)
        investigated = draw.whether(draw.rate("financial_investigation") * zeal)
        self.financial = draw.pick(_LEVEL)
        self.financial[~investigated] = str(v.FinancialInvestigation.NONE)
        heard = draw.whether("intelligence")
        self.intelligence = draw.pick(_INTELLIGENCE)
        self.intelligence[~heard] = str(v.FinancialIntelligence.NONE)
        self.records = either(
            draw.whether("records_analysed"),
            v.BusinessRecords.ANALYSED,
            v.BusinessRecords.NOT_ANALYSED,
        )
        self.records[draw.whether(_INFORMAL)] = str(v.BusinessRecords.NONE_EXIST)
        self.records[~cases.enterprise] = None
        used = draw.whether(draw.rate("techniques") * zeal)
        self.techniques = either(used, v.SpecialTechniques.USED, v.SpecialTechniques.NONE)
        secret = draw.whether("techniques_confidential")
        self.techniques[secret] = str(v.SpecialTechniques.CONFIDENTIAL)
        self.financial_on = np.where(investigated, _start(draw, cases), NEVER)


def _start(draw: Draw, cases: Cases) -> Numbers:
    """Within 30 days of the opening, a few before it; or between then and the charge."""
    prompt, lead = draw.whether("within_30_days"), draw.whether(_LEADS_BEFORE_OPENING)
    early = np.where(lead, -1 - draw.days(60), draw.days(30))
    late = 31 + draw.within(np.maximum(cases.active_until - cases.opened, 60))
    return cases.opened + np.where(prompt, early, late)


def techniques_frame(world: Generator, cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """`techniques.csv`: one to three different techniques of the cases that used some."""
    draw = world.draw("techniques", cases.year)
    used = inquiry.techniques == v.SpecialTechniques.USED
    row, technique = draw.several(_TECHNIQUES, np.where(used, 1 + draw.count(_ONE_TO_THREE), 0))
    return frame("techniques", {"case_id": cases.ids[row], "technique": technique})


def evidence_frame(world: Generator, cases: Cases) -> pl.DataFrame:
    """`evidence.csv` of charged cases: what victims said, and what stands without them."""
    draw, charged = world.draw("evidence", cases.year), cases.is_charged
    heard = np.flatnonzero(charged & draw.whether(_VICTIMS_HEARD))
    corroborated = draw.whether("corroborated")
    count = np.where(charged & corroborated, 1 + draw.count(_ONE_TO_THREE), 0)
    # Others gathered something too, but the indictment does not rest on it.
    count[charged & ~corroborated & draw.whether(0.3)] = 1
    row, kind = draw.several(_INDEPENDENT_EVIDENCE, count)
    case = np.concatenate([heard, row])
    testimony = np.full(len(heard), v.EvidenceKind.VICTIM_TESTIMONY, dtype=object)
    relied_on = np.concatenate([draw.among(len(heard)).whether(0.8), corroborated[row]])
    order = np.argsort(case, kind="stable")
    columns = {
        "case_id": cases.ids[case],
        "kind": np.concatenate([testimony, kind]),
        "relied_on": answers(relied_on),
    }
    return frame("evidence", {name: cells[order] for name, cells in columns.items()})


def requests_frame(world: Generator, cases: Cases, partners: tuple[str, ...]) -> pl.DataFrame:
    """`requests.csv` of cross-border cases that worked with other States of this world."""
    draw = world.draw("requests", cases.year)
    rate = draw.rate("cooperation") * cases.zeal(_UNCHARGED)
    cooperates = cases.cross_border & draw.whether(rate)
    count = np.where(cooperates, 1 + draw.count(_ONE_TO_THREE), 0)
    case = np.repeat(np.arange(len(cases)), count)
    draw = draw.among(cases.year[case], cases.precision[case])
    sent = cases.opened[case] + draw.within(cases.active_until[case] - cases.opened[case])
    executed = draw.whether("executed")
    refused = ~executed & draw.whether(0.4)
    answered = sent + 2 + draw.delay(140)
    due = np.where(draw.whether(0.5), sent + _DUE_DAYS, NEVER)
    instrument = draw.pick(_INSTRUMENT)
    # What financial intelligence units ask each other comes beside a formal request.
    first = np.diff(case, prepend=-1) != 0
    instrument[first & (instrument == v.Instrument.FIU_CHANNEL)] = str(v.Instrument.MLA)
    others = {code: 1.0 for code in partners if code != world.jurisdiction.code}
    columns = {
        "request_id": world.ids("q", len(case)),
        "case_id": cases.ids[case],
        "instrument": draw.known(instrument),
        "direction": draw.known(draw.pick(_DIRECTION)),
        "partner": draw.known(draw.pick(others)),
        "sent_on": draw.dates(sent),
        "due_on": draw.dates(due),
        "executed_on": draw.dates(np.where(executed, answered, NEVER)),
        "refused_on": draw.dates(np.where(refused, answered, NEVER)),
    }
    return frame("requests", columns)


def inspections_frame(world: Generator, cases: Cases) -> pl.DataFrame:
    """`inspections.csv`: those behind the cases inspectors found, and those that led to none."""
    found_by = (v.DetectedBy.LABOUR_INSPECTORATE, v.DetectedBy.JOINT_INSPECTION)
    case = np.flatnonzero(np.isin(cases.detected_by.astype(str), found_by))
    draw = world.draw("inspections", cases.year[case])
    opened = draw.rate("referral_opened")
    matched = 1 - _NOT_OPENED[v.ReferralOutcome.UNMATCHED]
    not_opened = _about(draw, (1 - opened) / opened / matched)
    not_referred = int((len(case) + not_opened) * _NOT_REFERRED)
    led = np.concatenate([case, np.full(not_opened + not_referred, -1)])
    led_to_case, referred = led >= 0, np.arange(len(led)) < len(case) + not_opened
    draw = draw.among(len(led))
    # Shortly before the case was opened, else any day of the years of the cases.
    like = np.where(led_to_case, led, draw.days(len(cases) - 1))
    day = cases.opened[like] - np.where(led_to_case, 1 + draw.days(30), 0)
    sent = np.where(referred, day + np.where(led_to_case, 1, draw.delay(10)), NEVER)
    outcome = draw.pick(_NOT_OPENED)
    outcome[sent > EXTRACTED - _UNDECIDED_DAYS] = str(v.ReferralOutcome.PENDING)
    outcome[led_to_case] = str(v.ReferralOutcome.INVESTIGATION_OPENED)
    precision = np.where(led_to_case, cases.precision[led], 0)
    draw = world.draw("inspection cells", cases.year[like], precision)
    offices = world.offices_of(v.OfficeKind.LABOUR_INSPECTORATE)
    office = offices[draw.days(len(offices) - 1)]
    targeted = led_to_case | draw.whether(0.6)
    workers = np.where(targeted & referred, draw.count(_WORKERS), 0)
    wages = workers * draw.amount(float(_WAGES_OF_ONE * world.jurisdiction.price_level))
    wages[draw.whether(0.35)] = 0
    joint = draw.whether("joint_with_immigration")
    sector = either(led_to_case, cases.sector[led], draw.pick(_INSPECTED_SECTORS))
    columns = {
        "inspection_id": world.ids("i", len(led)),
        "office_id": office,
        "inspected_on": draw.dates(day),
        "sector": draw.known(sector),
        "announced": draw.known(answers(draw.whether(0.22))),
        "targeted": draw.known(answers(targeted)),
        "joint_with_immigration": draw.known(answers(joint)),
        "workers_found": draw.known(integers(workers)),
        "wages_recovered": money(cents(wages), ~draw.whether("unknown")),
        "currency": world.currency(len(led)),
        "referred_on": draw.dates(sent),
        "referral_outcome": without(outcome, ~referred),
        "case_id": take(cases.ids, led),
    }
    return frame("inspections", columns)


def _about(draw: Draw, expected: Parts) -> int:
    """A whole number near the sum of what each row is expected to bring."""
    return int(expected.sum() + draw.among(1).chance()[0]) if len(expected) else 0


def disclosures_frame(world: Generator, cases: Cases, inquiry: Inquiry) -> pl.DataFrame:
    """`disclosures.csv`: those behind cases with financial intelligence, and those unused."""
    case = np.flatnonzero(inquiry.intelligence != v.FinancialIntelligence.NONE)
    draw = world.draw("disclosures", cases.year[case])
    used = draw.rate("disclosures_used")
    led = np.concatenate([case, np.full(_about(draw, (1 - used) / used), -1)])
    draw, led_to_case = draw.among(len(led)), led >= 0
    like = np.where(led_to_case, led, draw.days(len(cases) - 1))
    triggered = inquiry.intelligence[led] == v.FinancialIntelligence.TRIGGERED
    before = cases.opened[led] - 5 - draw.delay(30)
    during = cases.opened[led] + draw.within(cases.active_until[led] - cases.opened[led])
    day = np.where(led_to_case, np.where(triggered, before, during), cases.opened[like])
    draw = draw.among(cases.year[like])
    columns = {
        "disclosure_id": world.ids("d", len(led)),
        "received_on": dates(day, np.where(led_to_case, cases.precision[led], 0)),
        "origin": draw.known(draw.pick(_ORIGIN)),
        "case_id": take(cases.ids, led),
    }
    return frame("disclosures", columns)
