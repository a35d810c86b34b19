"""The persons in made-up cases: who they are, whether charged, what the court decided."""

from dataclasses import dataclass

import numpy as np

from schemas import vocabulary as v
from seed.made_up.records.cases import (
    ONE_AT_DESTINATION,
    ONE_ELSEWHERE,
    TWO_OF_ONE_PERSON,
    Cases,
)
from seed.made_up.records.draw import Draw, Flags, Numbers, Words
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, NEVER

_MORE_OF_ONE_LINK = (0.64, 0.25, 0.11)
_MORE_OF_SEVERAL_LINKS = (0.44, 0.26, 0.16, 0.09, 0.05)
_NOT_CHARGED_BESIDE = (0.56, 0.26, 0.14, 0.04)
_NOT_CHARGED_ALONE = (0.12, 0.48, 0.25, 0.15)
_IN_TWO_CASES = 0.02
_FUGITIVE = 0.03

_EXITS_AFTER_CHARGE = {
    v.ExitReason.INSUFFICIENT_EVIDENCE: 0.46,
    v.ExitReason.VICTIM_WITHDREW: 0.26,
    v.ExitReason.TIME_BARRED: 0.06,
    v.ExitReason.DECEASED: 0.04,
    v.ExitReason.OTHER: 0.18,
}
_EXITS_ABROAD = {v.ExitReason.ABROAD_OR_UNKNOWN: 0.6, v.ExitReason.TRANSFERRED_ABROAD: 0.4}
_EXITS_BEFORE_CHARGE = {
    v.ExitReason.INSUFFICIENT_EVIDENCE: 0.42,
    v.ExitReason.ABROAD_OR_UNKNOWN: 0.20,
    v.ExitReason.RECLASSIFIED: 0.12,
    v.ExitReason.VICTIM_WITHDREW: 0.11,
    v.ExitReason.NON_PUNISHMENT: 0.05,
    v.ExitReason.TRANSFERRED_ABROAD: 0.04,
    v.ExitReason.DECEASED: 0.02,
    v.ExitReason.OTHER: 0.04,
}


@dataclass(frozen=True)
class Persons:
    """One row per person in a case: `case` is the case's row, `slot` the place among its persons.

    `who` is the row in which the person first appears: its own, but for persons in two cases.
    """

    ids: Words
    who: Numbers
    case: Numbers
    slot: Numbers
    accused: Flags
    legal: Flags
    fugitive: Flags
    licensed: Flags
    suspected: Numbers
    charged: Numbers
    decided: Numbers
    final: Numbers
    left: Numbers
    outcome: Words
    exit_reason: Words

    @property
    def is_charged(self) -> Flags:
        return self.charged <= EXTRACTED

    @property
    def is_convicted(self) -> Flags:
        trafficking = self.outcome == str(v.Outcome.CONVICTED_TRAFFICKING)
        return trafficking | (self.outcome == str(v.Outcome.CONVICTED_OTHER))

    def __len__(self) -> int:
        return len(self.case)


@dataclass(frozen=True)
class Judgments:
    """Days by case, NEVER where none; `convicted_person` is a row of persons, -1 for none."""

    first_instance: Numbers
    convicted: Numbers
    convicted_of_trafficking: Numbers
    final: Numbers
    convicted_person: Numbers


def persons_of(place: Place, cases: Cases) -> Persons:
    draw = place.draw("persons")
    accused_count, count = _numbers(draw, cases)
    case = np.repeat(np.arange(len(cases)), count)
    rows = len(case)
    slot = np.arange(rows) - np.repeat(np.cumsum(count) - count, count)
    accused = slot < accused_count[case]
    legal = accused & cases.legal_charged[case] & (slot == accused_count[case] - 1)
    later = (slot > 0) & ~legal
    charged = cases.charged[case] + np.where(
        later & draw.whether(0.3, rows), draw.delay(40, rows), 0
    )
    charged = np.where(accused, np.minimum(charged, cases.judged[case]), NEVER)
    resolved = cases.judged[case] + np.where(
        later & draw.whether(0.2, rows), draw.delay(60, rows), 0
    )
    fugitive = ~legal & draw.whether(_FUGITIVE, rows)
    outcome, exit_reason = _outcomes(place, draw, cases, case)
    open_still = (resolved > EXTRACTED) | (charged > EXTRACTED) | fugitive
    outcome[open_still] = str(v.Outcome.PENDING)
    discontinued = outcome == str(v.Outcome.DISCONTINUED)
    decided = np.where(open_still | discontinued, NEVER, resolved)
    left = np.where(discontinued & accused, resolved, NEVER)
    _leave_before_charge(draw, cases, case, accused, (outcome, exit_reason, left))
    appeal = np.where(
        draw.whether(0.3, rows), 30, draw.delay(_days_to_final(place, cases, case), rows)
    )
    suspected = cases.opened[case] + np.where(draw.whether(0.4, rows), draw.delay(14, rows), 0)
    exit_reason[outcome != str(v.Outcome.DISCONTINUED)] = None
    who = _who(draw, slot, legal)
    return Persons(
        ids=place.ids("p", rows)[who],
        who=who,
        case=case,
        slot=slot,
        accused=accused,
        legal=legal,
        fugitive=fugitive,
        licensed=_licensed(draw, cases.enterprise[case], legal),
        suspected=np.minimum(suspected, np.minimum(charged, cases.active_until[case])),
        charged=charged,
        decided=decided,
        final=decided + appeal,
        left=left,
        outcome=outcome,
        exit_reason=exit_reason,
    )


def judgments_of(cases: Cases, persons: Persons) -> Judgments:
    """What the persons' outcomes make of their cases."""
    trafficking = persons.outcome == str(v.Outcome.CONVICTED_TRAFFICKING)
    rows = np.flatnonzero(persons.is_convicted)
    convicted_person = np.full(len(cases), -1)
    # Written backwards, so that the first of a case stays.
    convicted_person[persons.case[rows[::-1]]] = rows[::-1]
    pending = np.zeros(len(cases), dtype=bool)
    pending[persons.case[persons.accused & (persons.outcome == str(v.Outcome.PENDING))]] = True
    pending[persons.case[(persons.decided <= EXTRACTED) & (persons.final > EXTRACTED)]] = True
    final = np.full(len(cases), -1)
    np.maximum.at(final, persons.case, np.where(persons.decided <= EXTRACTED, persons.final, -1))
    return Judgments(
        first_instance=_earliest(cases, persons, persons.decided <= EXTRACTED),
        convicted=_earliest(cases, persons, persons.is_convicted),
        convicted_of_trafficking=_earliest(cases, persons, trafficking),
        final=np.where(pending | (final < 0), NEVER, final),
        convicted_person=convicted_person,
    )


def _earliest(cases: Cases, persons: Persons, among: Flags) -> Numbers:
    days = np.full(len(cases), NEVER)
    np.minimum.at(days, persons.case, np.where(among, persons.decided, NEVER))
    return days


def _numbers(draw: Draw, cases: Cases) -> tuple[Numbers, Numbers]:
    rows = len(cases)
    one_link = np.isin(cases.chain, (ONE_AT_DESTINATION, ONE_ELSEWHERE))
    accused = np.where(
        one_link,
        1 + draw.count(_MORE_OF_ONE_LINK, rows),
        2 + draw.count(_MORE_OF_SEVERAL_LINKS, rows),
    )
    accused += one_link & cases.legal_charged
    accused[cases.chain == TWO_OF_ONE_PERSON] = 1
    leads_to_charge = cases.charged < NEVER
    accused[~leads_to_charge] = 0
    beside = draw.count(_NOT_CHARGED_BESIDE, rows)
    alone = draw.count(_NOT_CHARGED_ALONE, rows)
    return accused, accused + np.where(leads_to_charge, beside, alone)


def _outcomes(place: Place, draw: Draw, cases: Cases, case: Numbers) -> tuple[Words, Words]:
    rows, year = len(case), cases.year[case]
    chance = draw.chance(rows)
    trafficking = place.rate(year, lambda rates: rates.convicted_of_trafficking)
    convicted = trafficking + place.rate(year, lambda rates: rates.convicted_of_other)
    decided = convicted + place.rate(year, lambda rates: rates.acquitted)
    outcome = np.full(rows, str(v.Outcome.DISCONTINUED), dtype=object)
    outcome[chance < decided] = str(v.Outcome.ACQUITTED)
    outcome[chance < convicted] = str(v.Outcome.CONVICTED_OTHER)
    # Only who is charged with trafficking can be convicted of it.
    outcome[(chance < trafficking) & cases.as_trafficking[case]] = str(
        v.Outcome.CONVICTED_TRAFFICKING
    )
    abroad = draw.whether(place.rate(year, lambda rates: rates.discontinued_abroad), rows)
    at_home = draw.pick(_EXITS_AFTER_CHARGE, rows)
    return outcome, np.where(abroad, draw.pick(_EXITS_ABROAD, rows), at_home)


def _leave_before_charge(
    draw: Draw,
    cases: Cases,
    case: Numbers,
    accused: Flags,
    columns: tuple[Words, Words, Numbers],
) -> None:
    """Those never charged leave with the closing of their case, or around the charge of others."""
    outcome, exit_reason, left = columns
    rows = len(case)
    end = np.minimum(cases.closed[case], cases.charged[case] + draw.delay(30, rows))
    gone = ~accused & (end <= EXTRACTED)
    outcome[~accused] = str(v.Outcome.PENDING)
    outcome[gone] = str(v.Outcome.DISCONTINUED)
    exit_reason[gone] = draw.pick(_EXITS_BEFORE_CHARGE, rows)[gone]
    left[gone] = end[gone]


def _days_to_final(place: Place, cases: Cases, case: Numbers) -> np.ndarray:
    return place.rate(cases.year[case], lambda rates: rates.days_to_final)


def _who(draw: Draw, slot: Numbers, legal: Flags) -> Numbers:
    """Everybody is new, but for some who were first suspected in the case before."""
    who = np.arange(len(slot))
    first = np.flatnonzero((slot == 0) & ~legal)
    again = np.flatnonzero(draw.whether(_IN_TWO_CASES, len(first))[1:]) + 1
    # Never twice in a row: who is named again must be new in the case before.
    again = again[np.diff(again, prepend=-1) > 1]
    who[first[again]] = first[again - 1]
    return who


def _licensed(draw: Draw, enterprise: Flags, legal: Flags) -> Flags:
    return draw.whether(np.where(legal, 0.7, np.where(enterprise, 0.15, 0.02)), len(legal))
