"""The tables of cases and suspects, as a submission has them."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Flags, Words, filled, without
from seed.made_up.records.inquiry import Inquiry
from seed.made_up.records.persons import Judgments, Persons
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, answers, cents, dates, frame, integers, money
from seed.made_up.records.victims import Victims

_SIZE = {
    v.EnterpriseSize.MICRO: 0.46,
    v.EnterpriseSize.SMALL: 0.32,
    v.EnterpriseSize.MEDIUM: 0.15,
    v.EnterpriseSize.LARGE: 0.07,
}
_CLOSING_REASON = {
    v.ClosingReason.INSUFFICIENT_EVIDENCE: 0.38,
    v.ClosingReason.NOT_TRAFFICKING: 0.20,
    v.ClosingReason.OFFENDER_UNKNOWN: 0.16,
    v.ClosingReason.VICTIM_WITHDREW: 0.12,
    v.ClosingReason.TRANSFERRED_ABROAD: 0.06,
    v.ClosingReason.JOINED: 0.04,
    v.ClosingReason.OTHER: 0.04,
}
_METHOD = {
    v.ProceedsMethod.ACCOUNTING: 0.30,
    v.ProceedsMethod.UNPAID_WAGES: 0.32,
    v.ProceedsMethod.BENCHMARK: 0.24,
    v.ProceedsMethod.OTHER: 0.14,
}
_SEX = {v.Sex.MALE: 0.70, v.Sex.FEMALE: 0.295, v.Sex.OTHER: 0.005}
_CITIZENSHIP = {
    v.Citizenship.OWN: 0.58,
    v.Citizenship.SAME_REGION: 0.20,
    v.Citizenship.OTHER: 0.215,
    v.Citizenship.STATELESS: 0.005,
}
_CHILD_SUSPECT = 0.02
_REOPENED = 0.02
_OF_FOUR = 0.3


def cases_frame(
    place: Place, cases: Cases, inquiry: Inquiry, judgments: Judgments, victims: Victims
) -> pl.DataFrame:
    """`cases.csv`."""
    columns = {
        "case_id": cases.ids,
        "network_id": _networks(place, cases),
        "office_id": place.office_ids[cases.office],
        "scope": np.where(
            cases.as_trafficking,
            str(v.Scope.CHARGED_AS_TRAFFICKING),
            str(v.Scope.TRAFFICKING_ELEMENTS),
        ).astype(object),
        **_what(place, cases),
        **_course(place, cases, judgments),
        **_money(place, cases, inquiry),
        **_victims(place, cases, judgments, victims),
        "special_techniques": _techniques(place, cases, inquiry),
    }
    return frame("cases", columns)


def _unknown(place: Place, cases: Cases) -> np.ndarray:
    return place.rate(cases.year, lambda rates: rates.unknown)


def _networks(place: Place, cases: Cases) -> Words:
    """Networks of two cases, some of four; most cases are in none."""
    draw, rows = place.draw("networks"), len(cases)
    pair = np.arange(rows) // 2
    joined = draw.whether(place.rate(cases.year, lambda rates: rates.joined_in_networks), rows)
    in_network = joined[pair * 2] & (pair * 2 + 1 < rows)
    # Two joined pairs side by side may be one network.
    wide = draw.whether(_OF_FOUR, rows)[pair // 2] & (pair % 2 == 1) & in_network
    wide &= in_network[np.maximum(pair * 2 - 2, 0)]
    ids = place.ids("n", rows)
    return without(ids[pair - wide], ~in_network)


def _what(place: Place, cases: Cases) -> dict[str, Words]:
    draw, rows, unknown = place.draw("case cells"), len(cases), _unknown(place, cases)
    size = without(draw.pick(_SIZE, rows), ~cases.enterprise)
    known = {
        "form": cases.form,
        "sector": cases.sector,
        "cross_border": answers(cases.cross_border),
        "detected_by": cases.detected_by,
        "enterprise_involved": answers(cases.enterprise),
        "enterprise_size": size,
        "reopened": answers(draw.whether(_REOPENED, rows)),
    }
    return {name: draw.blanked(words, unknown) for name, words in known.items()}


def _course(place: Place, cases: Cases, judgments: Judgments) -> dict[str, Words]:
    draw, rows = place.draw("case dates"), len(cases)
    undated = place.rate(cases.year, lambda rates: rates.undated)
    days = {
        "opened_on": cases.opened,
        "charged_on": cases.charged,
        "first_instance_on": judgments.first_instance,
        "final_on": judgments.final,
        "closed_on": cases.closed,
    }
    columns = {
        name: draw.blanked(dates(day, cases.precision), undated) for name, day in days.items()
    }
    closed = cases.closed <= EXTRACTED
    charged = answers(cases.is_charged)
    # Whether a case was charged is left out only where its date tells it.
    blank = filled(columns["charged_on"]) & draw.whether(_unknown(place, cases), rows)
    columns["charged"] = without(charged, blank)
    columns["closing_reason"] = without(draw.pick(_CLOSING_REASON, rows), ~closed)
    return columns


def _money(place: Place, cases: Cases, inquiry: Inquiry) -> dict[str, Words]:
    draw, rows, unknown = place.draw("case money"), len(cases), _unknown(place, cases)
    undated = place.rate(cases.year, lambda rates: rates.undated)
    sought = cases.luck_with_money < place.rate(cases.year, lambda rates: rates.confiscation_sought)
    looked_for = sought | (inquiry.financial != "none") | draw.whether(0.1, rows)
    estimated = draw.whether(place.rate(cases.year, lambda rates: rates.proceeds_estimated), rows)
    estimated &= cases.is_charged
    day = dates(inquiry.financial_on, cases.precision)
    return {
        "financial_investigation": draw.blanked(inquiry.financial, unknown),
        "financial_investigation_on": draw.blanked(day, undated),
        "financial_intelligence": draw.blanked(inquiry.intelligence, unknown),
        "business_records": draw.blanked(inquiry.records, unknown),
        "assets_sought": draw.blanked(answers(looked_for), unknown),
        "confiscation_sought": without(draw.blanked(answers(sought), unknown), ~cases.is_charged),
        "proceeds_estimate": money(cents(cases.proceeds), estimated),
        "proceeds_method": without(draw.pick(_METHOD, rows), ~estimated),
        "currency": place.currency(rows),
    }


def _techniques(place: Place, cases: Cases, inquiry: Inquiry) -> Words:
    return place.draw("case techniques").blanked(
        inquiry.techniques,
        # Left blank only where much is: rows of techniques would tell what the cell does not.
        np.where(_unknown(place, cases) > 0.2, _unknown(place, cases), 0.0),
    )


def _victims(
    place: Place, cases: Cases, judgments: Judgments, victims: Victims
) -> dict[str, Words]:
    draw, rows = place.draw("case victims"), len(cases)
    testified = np.zeros(rows, dtype=bool)
    inside = victims.in_case
    testified[victims.case[inside & (victims.testimony == str(v.Testimony.GIVEN))]] = True
    without_rows = np.bincount(victims.case[inside], minlength=rows) == 0
    stated = without_rows & draw.whether(0.6, rows)
    judged = judgments.first_instance <= EXTRACTED
    heard = without(answers(testified), ~judged)
    return {
        "victim_testified": draw.blanked(heard, _unknown(place, cases)),
        "victims_stated": integers(1 + draw.days(6, rows), stated),
    }


def suspects_frame(place: Place, cases: Cases, persons: Persons) -> pl.DataFrame:
    """`suspects.csv`."""
    draw, rows = place.draw("suspect cells"), len(persons)
    unknown = place.rate(cases.year[persons.case], lambda rates: rates.unknown)
    kind = np.where(persons.legal, str(v.PersonKind.LEGAL), str(v.PersonKind.NATURAL))
    held = persons.is_charged & ~persons.legal & ~persons.fugitive & draw.whether(0.45, rows)
    plea = persons.is_convicted & draw.whether(
        place.rate(cases.year[persons.case], lambda rates: rates.plea), rows
    )
    known = {
        **_who(draw, persons),
        "fugitive": without(answers(persons.fugitive), persons.legal),
        "in_custody": without(answers(held), persons.legal),
        "licensed": answers(persons.licensed),
        "plea": without(answers(plea), ~persons.is_convicted),
    }
    hidden = draw.whether(unknown, rows)
    columns = {
        "case_id": cases.ids[persons.case],
        "person_id": persons.ids,
        "kind": kind.astype(object),
        **{name: draw.blanked(words, unknown) for name, words in known.items()},
        **_stages(place, draw, cases, persons),
        "outcome": without(persons.outcome, hidden),
        "exit_reason": without(persons.exit_reason, hidden),
    }
    return frame("suspects", columns)


def _who(draw: Draw, persons: Persons) -> dict[str, Words]:
    """The same in every case of a person."""
    rows, who = len(persons), persons.who
    age_group = np.where(draw.whether(_CHILD_SUSPECT, rows), "child", "adult").astype(object)
    return {
        "sex": without(draw.pick(_SEX, rows)[who], persons.legal),
        "age_group": without(age_group[who], persons.legal),
        "citizenship": draw.pick(_CITIZENSHIP, rows)[who],
    }


def _stages(place: Place, draw: Draw, cases: Cases, persons: Persons) -> dict[str, Words]:
    year, precision = cases.year[persons.case], cases.precision[persons.case]
    undated = place.rate(year, lambda rates: rates.undated)
    days = {
        "suspected_on": persons.suspected,
        "charged_on": persons.charged,
        "decided_on": persons.decided,
        "final_on": persons.final,
        "left_on": persons.left,
    }
    columns = {name: draw.blanked(dates(day, precision), undated) for name, day in days.items()}
    hidden = draw.whether(place.rate(year, lambda rates: rates.unknown), len(persons))
    blank = hidden & _told(persons, columns["charged_on"])
    columns["charged"] = without(answers(persons.is_charged), blank)
    return columns


def _told(persons: Persons, charged_on: Words) -> Flags:
    """Where the date says what a blank cell does not: charged with a date, not charged without."""
    dated: Flags = filled(charged_on)
    return dated | ~persons.is_charged
