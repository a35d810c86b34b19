"""The tables of charges and sanctions of made-up cases."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Flags, Numbers, Words, without, words_of
from seed.made_up.records.persons import Persons
from seed.made_up.records.place import Place
from seed.made_up.records.text import EXTRACTED, answers, cents, dates, frame, integers, money

_OTHER_LABOUR_OFFENCES = {
    v.Offence.LABOUR_LAW: 0.30,
    v.Offence.WAGE_OR_SOCIAL_FRAUD: 0.24,
    v.Offence.FORCED_LABOUR: 0.16,
    v.Offence.SMUGGLING: 0.10,
    v.Offence.DOCUMENT_FRAUD: 0.08,
    v.Offence.TAX_FRAUD: 0.07,
    v.Offence.ORGANISED_GROUP: 0.05,
}
_OTHER_OFFENCES = {
    v.Offence.SEXUAL_EXPLOITATION: 0.50,
    v.Offence.ORGANISED_GROUP: 0.14,
    v.Offence.SMUGGLING: 0.10,
    v.Offence.SLAVERY: 0.06,
    v.Offence.DOCUMENT_FRAUD: 0.06,
    v.Offence.CORRUPTION: 0.02,
    v.Offence.OTHER: 0.12,
}
_LAUNDERING = {v.Laundering.SELF: 0.6, v.Laundering.THIRD_PARTY: 0.3, v.Laundering.STAND_ALONE: 0.1}
_SECOND_CHARGE = 0.28
_RESULT = {
    v.Outcome.CONVICTED_TRAFFICKING: v.ChargeResult.CONVICTED,
    v.Outcome.CONVICTED_OTHER: v.ChargeResult.CONVICTED,
    v.Outcome.ACQUITTED: v.ChargeResult.ACQUITTED,
    v.Outcome.DISCONTINUED: v.ChargeResult.WITHDRAWN,
    v.Outcome.PENDING: v.ChargeResult.PENDING,
}
_LIFE = 0.01
_WITHOUT_CUSTODY = {
    v.SanctionKind.SUSPENDED_CUSTODY: 0.6,
    v.SanctionKind.FINE: 0.22,
    v.SanctionKind.PROBATION: 0.18,
}
_OF_FIRMS = {
    v.SanctionKind.FINE: 0.7,
    v.SanctionKind.CLOSURE: 0.15,
    v.SanctionKind.PUBLICATION: 0.15,
}
_LICENCE = {
    v.SanctionKind.LICENCE_WITHDRAWAL: 0.55,
    v.SanctionKind.DISQUALIFICATION: 0.25,
    v.SanctionKind.DEBARMENT: 0.20,
}
_FINE_BESIDE = 0.18
_ADMINISTRATIVE = {v.SanctionRoute.ADMINISTRATIVE: 0.6, v.SanctionRoute.CRIMINAL: 0.4}
_MOST_MONTHS = 420
_WRITTEN_AGAIN = 0.15  # final sanctions in a row of their own


def charges_frame(place: Place, cases: Cases, persons: Persons) -> pl.DataFrame:
    """`charges.csv`; a case whose charges were not recorded has none."""
    draw = place.draw("charges")
    laundering = draw.whether(
        place.rate(cases.year, lambda rates: rates.laundering_charged), len(cases)
    )
    gone = draw.whether(place.rate(cases.year, lambda rates: rates.unknown), len(cases))
    rows = len(persons)
    as_trafficking = cases.as_trafficking[persons.case]
    other = np.where(
        cases.labour[persons.case],
        draw.pick(_OTHER_LABOUR_OFFENCES, rows),
        draw.pick(_OTHER_OFFENCES, rows),
    )
    first = np.where(as_trafficking, str(v.Offence.TRAFFICKING), other)
    convicted_of_other = persons.outcome == str(v.Outcome.CONVICTED_OTHER)
    needs_other = as_trafficking & convicted_of_other
    second = needs_other | (as_trafficking & draw.whether(_SECOND_CHARGE, rows))
    recorded = persons.is_charged & ~gone[persons.case]
    parts = [
        (np.flatnonzero(recorded), first, needs_other),
        (np.flatnonzero(recorded & second), other, np.zeros(rows, dtype=bool)),
        (
            np.flatnonzero(recorded & (persons.slot == 0) & laundering[persons.case]),
            np.full(rows, str(v.Offence.MONEY_LAUNDERING), dtype=object),
            np.zeros(rows, dtype=bool),
        ),
    ]
    person = np.concatenate([part for part, _, _ in parts])
    offence = np.concatenate([offences[part] for part, offences, _ in parts])
    failed = np.concatenate([failing[part] for part, _, failing in parts])
    order = np.argsort(person, kind="stable")
    return _charges(place, cases, persons, (person[order], offence[order], failed[order]))


def _charges(
    place: Place, cases: Cases, persons: Persons, charged: tuple[Numbers, Words, Flags]
) -> pl.DataFrame:
    draw = place.draw("charge cells")
    person, offence, failed = charged
    case = persons.case[person]
    unknown = place.rate(cases.year[case], lambda rates: rates.unknown)
    results = {str(outcome): str(result) for outcome, result in _RESULT.items()}
    result = words_of([results[outcome] for outcome in persons.outcome[person].tolist()])
    result[failed] = str(v.ChargeResult.ACQUITTED)
    laundering = draw.pick(_LAUNDERING, len(person))
    laundering[offence != str(v.Offence.MONEY_LAUNDERING)] = None
    day = dates(persons.charged[person], cases.precision[case])
    return frame(
        "charges",
        {
            "charge_id": place.ids("g", len(person)),
            "case_id": cases.ids[case],
            "person_id": persons.ids[person],
            "offence": offence,
            "laundering": draw.blanked(laundering, unknown),
            "charged_on": draw.blanked(
                day, place.rate(cases.year[case], lambda rates: rates.undated)
            ),
            "result": draw.blanked(result, unknown),
        },
    )


def sanctions_frame(place: Place, cases: Cases, persons: Persons) -> pl.DataFrame:
    """`sanctions.csv` of the convicted; some of them have none, which is unknown."""
    draw = place.draw("sanctions")
    rows = len(persons)
    year = cases.year[persons.case]
    recorded = persons.is_convicted & ~draw.whether(
        place.rate(year, lambda rates: rates.unknown), rows
    )
    custody = draw.whether(place.rate(year, lambda rates: rates.custody), rows)
    main = np.where(custody, str(v.SanctionKind.CUSTODY), draw.pick(_WITHOUT_CUSTODY, rows))
    main[custody & draw.whether(_LIFE, rows)] = str(v.SanctionKind.LIFE)
    main = np.where(persons.legal, draw.pick(_OF_FIRMS, rows), main)
    fined = (main != str(v.SanctionKind.FINE)) & draw.whether(_FINE_BESIDE, rows)
    barred = persons.licensed & draw.whether(
        place.rate(year, lambda rates: rates.licence_lost), rows
    )
    final = (persons.final <= EXTRACTED) & draw.whether(_WRITTEN_AGAIN, rows)
    fine = np.full(rows, str(v.SanctionKind.FINE), dtype=object)
    parts = [
        (np.flatnonzero(recorded), main, v.Instance.FIRST),
        (np.flatnonzero(recorded & fined), fine, v.Instance.FIRST),
        (np.flatnonzero(recorded & barred), draw.pick(_LICENCE, rows), v.Instance.FIRST),
        (np.flatnonzero(recorded & final), main, v.Instance.FINAL),
    ]
    person = np.concatenate([part for part, _, _ in parts])
    kind = np.concatenate([kinds[part] for part, kinds, _ in parts])
    last = np.concatenate([np.full(len(part), at == v.Instance.FINAL) for part, _, at in parts])
    order = np.argsort(person, kind="stable")
    return _sanctions(place, cases, persons, (person[order], kind[order], last[order]))


def _sanctions(
    place: Place, cases: Cases, persons: Persons, ordered: tuple[Numbers, Words, Flags]
) -> pl.DataFrame:
    draw = place.draw("sanction cells")
    person, kind, last = ordered
    case, rows = persons.case[person], len(person)
    unknown = place.rate(cases.year[case], lambda rates: rates.unknown)
    timed = np.isin(kind.astype(str), ("custody", "suspended_custody", "probation"))
    most = place.rate(cases.year[case], lambda rates: rates.months)
    months = np.minimum(1 + draw.delay(np.where(kind == "custody", most, 18), rows), _MOST_MONTHS)
    barring = np.isin(kind.astype(str), [str(bar) for bar in _LICENCE])
    firm = np.where(persons.legal[person], 8, 1) * place.character.price_level
    amount = cents(draw.amount(3_000.0 * firm, rows))
    fine = (kind == str(v.SanctionKind.FINE)) & ~draw.whether(unknown, rows)
    route = np.where(barring, draw.pick(_ADMINISTRATIVE, rows), str(v.SanctionRoute.CRIMINAL))
    day = np.where(last, persons.final[person], persons.decided[person])
    undated = place.rate(cases.year[case], lambda rates: rates.undated)
    return frame(
        "sanctions",
        {
            "sanction_id": place.ids("s", rows),
            "case_id": cases.ids[case],
            "person_id": persons.ids[person],
            "kind": kind,
            "route": draw.blanked(route, unknown),
            "instance": np.where(last, str(v.Instance.FINAL), str(v.Instance.FIRST)).astype(object),
            "months": draw.blanked(integers(months, timed), unknown),
            "permanent": without(answers(draw.whether(0.3, rows)), ~barring),
            "amount": money(amount, fine),
            "currency": without(place.currency(rows), ~fine),
            "ordered_on": draw.blanked(dates(day, cases.precision[case]), undated),
        },
    )
