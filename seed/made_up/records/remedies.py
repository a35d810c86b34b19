"""The tables of claims and payments of made-up cases."""

from dataclasses import dataclass

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Flags, Numbers, Words, filled, taken, without
from seed.made_up.records.persons import Judgments, Persons
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, NEVER, answers, cents, dates, frame, money
from seed.made_up.records.victims import Victims

_CHANNEL = {
    v.ClaimChannel.CRIMINAL: 0.62,
    v.ClaimChannel.CIVIL: 0.11,
    v.ClaimChannel.LABOUR: 0.10,
    v.ClaimChannel.STATE_FUND: 0.15,
    v.ClaimChannel.OTHER: 0.02,
}
_CHANNEL_WITHOUT_CONVICTION = {
    v.ClaimChannel.CIVIL: 0.5,
    v.ClaimChannel.LABOUR: 0.25,
    v.ClaimChannel.STATE_FUND: 0.25,
}
_CLAIMANT = {v.Claimant.VICTIM: 0.68, v.Claimant.PROSECUTOR: 0.22, v.Claimant.COURT: 0.10}
_INDEPENDENT = {
    v.PaymentSource.STATE_FUND: 0.56,
    v.PaymentSource.CONFISCATED_ASSETS: 0.22,
    v.PaymentSource.ADVANCE: 0.17,
    v.PaymentSource.INSURANCE: 0.05,
}
_ELIGIBLE = {v.YesNo.YES: 0.55, v.YesNo.NO: 0.45}
_WITHDRAWN = 0.03
_WITHOUT_VICTIM = 0.02
_JOINT = 0.3
_MATERIAL, _MORAL = 6_000, 4_000
_WITHIN_A_YEAR = 330
# How an award was written down: heads and sum, heads alone, the undivided sum.
_WRITTEN = (0.6, 0.2, 0.2)


@dataclass(frozen=True)
class Claims:
    """One row per claim: `victim` is the victim's row, -1 where there is none; sums in cents."""

    ids: Words
    victim: Numbers
    case: Numbers
    person: Words
    joint: Words
    repeats: Flags
    channel: Words
    claimed: Numbers
    decided: Numbers
    result: Words
    loss: Numbers
    material: Numbers
    moral: Numbers

    def __len__(self) -> int:
        return len(self.case)


def claims_of(
    place: Place, cases: Cases, persons: Persons, judgments: Judgments, victims: Victims
) -> Claims:
    draw = place.draw("claims")
    victim, case = _claimants(place, draw, cases, judgments, victims)
    named = victim >= 0
    rows, year = len(case), cases.year[case]
    channel = _channels(draw, judgments, case, named)
    claimed, decided = _course(draw, cases, judgments, case, channel)
    withdrawn = named & draw.whether(_WITHDRAWN, rows)
    decided[withdrawn] = NEVER
    granted = draw.whether(place.rate(year, lambda rates: rates.awarded), rows) | ~named
    result = np.where(granted, str(v.ClaimResult.GRANTED), str(v.ClaimResult.REFUSED)).astype(
        object
    )
    result[decided > EXTRACTED] = str(v.ClaimResult.PENDING)
    result[withdrawn] = str(v.ClaimResult.WITHDRAWN)
    level = place.character.price_level
    loss = draw.amount(_MATERIAL * np.where(cases.labour[case], 1.4, 0.8) * level, rows)
    both = draw.whether(place.rate(year, lambda rates: rates.both_heads), rows)
    moral = np.where(both, draw.amount(float(_MORAL * level), rows), 0.0)
    against = judgments.convicted_person[case]
    has_person = (against >= 0) & ((channel == str(v.ClaimChannel.CRIMINAL)) | ~named)
    first = Claims(
        ids=place.ids("m", rows),
        victim=victim,
        case=case,
        person=taken(persons.ids, np.where(has_person, against, -1)),
        joint=np.full(rows, None, dtype=object),
        repeats=np.zeros(rows, dtype=bool),
        channel=channel,
        claimed=claimed,
        decided=decided,
        result=result,
        loss=cents(loss),
        material=cents(loss * (0.3 + 0.7 * draw.chance(rows))),
        moral=cents(moral),
    )
    return _with_joint_awards(place, draw, persons, judgments, first)


def _claimants(
    place: Place, draw: Draw, cases: Cases, judgments: Judgments, victims: Victims
) -> tuple[Numbers, Numbers]:
    """Rows of victims and of cases; -1 for orders whose victim the file does not name."""
    eligible = victims.in_case & ~victims.is_rejected & ~victims.claim_declined
    eligible &= cases.is_charged[victims.case]
    rate = place.rate(victims.year, lambda rates: rates.claimed)
    victim = np.flatnonzero(eligible & draw.whether(rate, len(victims)))
    convicted = judgments.convicted <= EXTRACTED
    unnamed = np.flatnonzero(convicted & draw.whether(_WITHOUT_VICTIM, len(cases)))
    nobody = np.full(len(unnamed), -1)
    return np.concatenate([victim, nobody]), np.concatenate([victims.case[victim], unnamed])


def _channels(draw: Draw, judgments: Judgments, case: Numbers, named: Flags) -> Words:
    """A criminal court awards nothing where it convicts nobody."""
    rows = len(case)
    convicted = judgments.convicted[case] <= EXTRACTED
    open_still = judgments.first_instance[case] > EXTRACTED
    elsewhere = draw.pick(_CHANNEL_WITHOUT_CONVICTION, rows)
    channel = np.where(convicted | open_still, draw.pick(_CHANNEL, rows), elsewhere)
    channel[~named] = str(v.ClaimChannel.CRIMINAL)
    return channel


def _course(
    draw: Draw, cases: Cases, judgments: Judgments, case: Numbers, channel: Words
) -> tuple[Numbers, Numbers]:
    rows = len(case)
    convicted, first_instance = judgments.convicted[case], judgments.first_instance[case]
    judged = np.minimum(first_instance, cases.judged[case])
    span = np.maximum(judged - cases.charged[case], 0) * draw.chance(rows) * 0.8
    claimed = cases.charged[case] + span.astype(np.int64)
    in_court = np.where(convicted <= EXTRACTED, convicted, NEVER)
    later = np.maximum(judged, claimed) + draw.delay(150, rows)
    return claimed, np.where(channel == str(v.ClaimChannel.CRIMINAL), in_court, later)


def _with_joint_awards(
    place: Place, draw: Draw, persons: Persons, judgments: Judgments, claims: Claims
) -> Claims:
    """Some awards are owed by a second convicted person too: the same order in a second row."""
    last = np.full(len(judgments.convicted), -1)
    rows = np.flatnonzero(persons.is_convicted & (persons.decided <= EXTRACTED))
    last[persons.case[rows]] = rows
    second = last[claims.case]
    other = (second >= 0) & (second != judgments.convicted_person[claims.case])
    granted = claims.result == str(v.ClaimResult.GRANTED)
    joint = filled(claims.person) & other & granted & (claims.victim >= 0)
    joint &= draw.whether(_JOINT, len(claims))
    at = np.flatnonzero(joint)
    orders = place.ids("j", len(at))
    claims.joint[at] = orders
    again = {
        name: np.concatenate([getattr(claims, name), getattr(claims, name)[at]])
        for name in Claims.__dataclass_fields__
    }
    again["ids"] = place.ids("m", len(claims) + len(at))
    again["person"][len(claims) :] = persons.ids[second[at]]
    again["repeats"][len(claims) :] = True
    return Claims(**again)


def claims_frame(place: Place, cases: Cases, victims: Victims, claims: Claims) -> pl.DataFrame:
    """`claims.csv`."""
    draw, rows = place.draw("claim cells"), len(claims)
    year, precision = cases.year[claims.case], cases.precision[claims.case]
    unknown = place.rate(year, lambda rates: rates.unknown)
    undated = place.rate(year, lambda rates: rates.undated)
    granted = claims.result == str(v.ClaimResult.GRANTED)
    recorded = granted & ~draw.whether(unknown, rows)
    written = draw.count(_WRITTEN, rows)
    claimed = (claims.loss * (1 + draw.chance(rows))).astype(np.int64)
    known_loss = draw.whether(0.6, rows) & ~draw.whether(unknown, rows)
    eligible = draw.pick(_ELIGIBLE, rows)
    if place.character.legal_context.get("state_compensation_scheme") == "no":
        eligible[:] = str(v.YesNo.NOT_APPLICABLE)
    columns = {
        "claim_id": claims.ids,
        "victim_id": taken(victims.ids, claims.victim),
        "person_id": claims.person,
        "case_id": cases.ids[claims.case],
        "joint_award_id": claims.joint,
        "channel": draw.blanked(claims.channel, unknown),
        "claimant": draw.blanked(draw.pick(_CLAIMANT, rows), unknown),
        "claimed_on": draw.blanked(dates(claims.claimed, precision), undated),
        "decided_on": draw.blanked(dates(claims.decided, precision), undated),
        "claimed": money(claimed, ~draw.whether(0.1, rows)),
        "result": draw.blanked(claims.result, unknown),
        "enforceable": without(answers(draw.whether(0.85, rows)), ~granted),
        "awarded_material": money(claims.material, recorded & (written < 2)),
        "awarded_moral": money(claims.moral, recorded & (written < 2)),
        "awarded": money(claims.material + claims.moral, recorded & (written != 1)),
        "documented_loss": money(claims.loss, known_loss),
        "state_fund_eligible": draw.blanked(eligible, unknown),
        "currency": place.currency(rows),
    }
    for name in ("result", "awarded_material", "awarded_moral", "awarded"):
        _repeat(columns[name], claims)
    return frame("claims", columns)


def _repeat(cells: Words, claims: Claims) -> None:
    """A joint order says the same in both of its rows."""
    first = np.flatnonzero(filled(claims.joint) & ~claims.repeats)
    cells[claims.repeats] = cells[first]


def payments_frame(place: Place, cases: Cases, claims: Claims) -> pl.DataFrame:
    """`payments.csv`: a row with 0 where nothing was paid, no row where that is not known."""
    draw = place.draw("payments")
    granted = (claims.result == str(v.ClaimResult.GRANTED)) & ~claims.repeats
    unknown = place.rate(cases.year[claims.case], lambda rates: rates.unknown)
    row = np.flatnonzero(granted & ~draw.whether(unknown, len(claims)))
    rows, year = len(row), cases.year[claims.case[row]]
    chance = draw.chance(rows)
    full = place.rate(year, lambda rates: rates.paid_in_full_by_perpetrator)
    part = full + place.rate(year, lambda rates: rates.paid_in_part_by_perpetrator)
    paid = part + place.rate(year, lambda rates: rates.paid_independently)
    source = draw.pick(_INDEPENDENT, rows)
    by_employer = cases.labour[claims.case[row]] & (chance >= full) & draw.whether(0.3, rows)
    source[chance < part] = str(v.PaymentSource.PERPETRATOR)
    source[(chance < part) & by_employer] = str(v.PaymentSource.EMPLOYER)
    delay = np.minimum(draw.delay(110, rows), _WITHIN_A_YEAR)
    day = claims.decided[row] + delay
    happened = (chance < paid) & (day <= EXTRACTED)
    piece = np.where(chance < part, 0.05 + 0.5 * draw.chance(rows), 0.3 + 0.7 * draw.chance(rows))
    owed = claims.material[row] + claims.moral[row]
    amount = np.where(chance < full, owed, (owed * piece).astype(np.int64))
    instalments = _instalments(draw, happened & (chance >= full) & (chance < part))
    first = np.concatenate([np.ones(rows, dtype=bool), np.zeros(len(instalments), dtype=bool)])
    at = np.concatenate([np.arange(rows), instalments])
    day = np.where(first, day[at], day[at] + 60)
    happened = happened[at] & (day <= EXTRACTED)
    amount = np.where(first, amount[at], amount[at] // 4)
    case = claims.case[row][at]
    undated = place.rate(cases.year[case], lambda rates: rates.undated)
    when = dates(np.where(happened, day, NEVER), cases.precision[case])
    return frame(
        "payments",
        {
            "payment_id": place.ids("y", len(at)),
            "claim_id": claims.ids[row][at],
            "paid": money(np.where(happened, amount, 0), np.ones(len(at), dtype=bool)),
            "paid_on": draw.blanked(when, undated),
            "source": without(source[at], ~happened),
            "currency": place.currency(len(at)),
        },
    )


def _instalments(draw: Draw, in_part: Flags) -> Numbers:
    """Rows of awards paid a second time: what is owed comes bit by bit."""
    return np.flatnonzero(in_part & draw.whether(0.4, len(in_part)))
