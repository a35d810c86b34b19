"""The table of made-up assets, from what was found to what reached victims or was given back."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.made_up.records.cases import Cases
from seed.made_up.records.draw import Draw, Flags, Numbers, Parts, Words, taken, without
from seed.made_up.records.persons import Judgments, Persons
from seed.made_up.records.place import Place
from seed.made_up.records.text import (
    EXTRACTED,
    NEVER,
    answers,
    cents,
    dates,
    day_number,
    frame,
    money,
)
from seed.made_up.world.character import YEARS

_CLASS = {
    v.AssetClass.CASH: 0.34,
    v.AssetClass.ACCOUNT: 0.24,
    v.AssetClass.VEHICLE: 0.20,
    v.AssetClass.REAL_ESTATE: 0.08,
    v.AssetClass.BUSINESS: 0.04,
    v.AssetClass.CRYPTO: 0.04,
    v.AssetClass.OTHER: 0.06,
}
_FIRST_ROLE = {v.AssetRole.PROCEEDS: 0.8, v.AssetRole.EQUIVALENT_VALUE: 0.2}
_FURTHER_ROLE = {
    v.AssetRole.PROCEEDS: 0.45,
    v.AssetRole.INSTRUMENTALITY: 0.40,
    v.AssetRole.EVIDENCE: 0.15,
}
_ORDER = {
    v.OrderKind.PROCEEDS: 0.62,
    v.OrderKind.VALUE: 0.22,
    v.OrderKind.EXTENDED: 0.10,
    v.OrderKind.THIRD_PARTY: 0.04,
    v.OrderKind.NON_CONVICTION: 0.02,
}
_MORE = (0.5, 0.28, 0.14, 0.08)
_FURTHER_TOO = 0.6  # part of further assets that share the first one's fate
_UNCHARGED = 0.25  # of the rate of charged cases
_FOREIGN = 0.03
_FOREIGN_CURRENCY = "USD"
_VALUE_ORDER = 0.01
_LATEST_ORDER = 330
_GIVEN_BACK = 0.55  # of what was frozen and not confiscated, once the case has ended
_DAYS_TO_RETURN = 90
_OUTSIDE_ANY_CASE = 0.03  # of cases: things seized of which no case came
_WORTH_OUTSIDE = 900


def assets_frame(
    place: Place, cases: Cases, persons: Persons, judgments: Judgments
) -> pl.DataFrame:
    """`assets.csv`.

    One number per case says how well its money was followed: what was ordered had been sought and
    frozen, so that sought, frozen and ordered each keep their own rate.
    """
    draw = place.draw("assets")
    case, first = _found(place, cases)
    rows, year = len(case), cases.year[case]
    luck = cases.luck_with_money[case]
    fate = first | draw.whether(_FURTHER_TOO, rows)
    role = np.where(first, draw.pick(_FIRST_ROLE, rows), draw.pick(_FURTHER_ROLE, rows))
    evidence = role == str(v.AssetRole.EVIDENCE)
    frozen_rate = place.rate(year, lambda rates: rates.frozen) * _zeal(cases)[case]
    frozen = fate & (luck < frozen_rate)
    day = _days(place, cases, judgments, case, frozen)
    ordered = fate & ~evidence & (luck < place.rate(year, lambda rates: rates.confiscated))
    ordered &= day["confiscated_on"] <= EXTRACTED
    day["confiscated_on"] = np.where(ordered, day["confiscated_on"], NEVER)
    day["realised_on"] = np.where(ordered, day["confiscated_on"] + draw.delay(240, rows), NEVER)
    ended = np.minimum(judgments.first_instance, cases.closed)[case]
    day["returned_on"] = _given_back(place.draw("assets returned"), frozen & ~ordered, ended)
    foreign = cases.cross_border[case] & draw.whether(_FOREIGN, rows)
    level = np.where(foreign, place.character.price_level, 1)
    value = cents(1 + cases.proceeds[case] * 0.4 * draw.chance(rows) / level)
    happened = (frozen, ordered, day["realised_on"] <= EXTRACTED, day["returned_on"] <= EXTRACTED)
    owner = np.where(draw.whether(0.7, rows), _first_persons(cases, persons)[case], -1)
    unknown = place.rate(year, lambda rates: rates.unknown)
    order_kind = np.where(ordered, draw.pick(_ORDER, rows), str(v.OrderKind.NONE)).astype(object)
    undated = place.rate(year, lambda rates: rates.undated)
    precision = cases.precision[case]
    ids = place.ids("a", rows + int(len(cases) * _OUTSIDE_ANY_CASE))
    of_cases = frame(
        "assets",
        {
            "asset_id": ids[:rows],
            "case_id": cases.ids[case],
            "person_id": taken(persons.ids, owner),
            "class": draw.blanked(draw.pick(_CLASS, rows), unknown),
            "role": draw.blanked(role, np.where(undated > 0, unknown, 0.0)),
            "order_kind": order_kind,
            **_amounts(place, (year, value), happened),
            **{name: draw.blanked(dates(days, precision), undated) for name, days in day.items()},
            "confiscation_final": without(answers(judgments.final[case] <= EXTRACTED), ~ordered),
            "currency": np.where(foreign, _FOREIGN_CURRENCY, place.currency(rows)),
        },
    )
    return pl.concat([of_cases, _outside_any_case(place, ids[rows:])])


def _outside_any_case(place: Place, ids: Words) -> pl.DataFrame:
    """Things seized at a border or in a raid, and no more: some are given back."""
    draw, rows = place.draw("assets outside any case"), len(ids)
    frozen_on = day_number(YEARS.start) + draw.days(EXTRACTED - day_number(YEARS.start), rows)
    returned_on = _given_back(draw, np.full(rows, True), frozen_on)
    value = cents(draw.amount(_WORTH_OUTSIDE * place.character.price_level, rows)) + 1
    known = ~draw.whether(place.character.rates.unknown, rows)
    precision = np.zeros(rows, dtype=np.int64)
    return frame(
        "assets",
        {
            "asset_id": ids,
            "class": draw.blanked(draw.pick(_CLASS, rows), place.character.rates.unknown),
            "order_kind": np.full(rows, str(v.OrderKind.NONE), dtype=object),
            "frozen": money(value, known),
            "frozen_on": dates(frozen_on, precision),
            "returned": money(np.where(returned_on <= EXTRACTED, value, 0), known),
            "returned_on": dates(returned_on, precision),
            "currency": place.currency(rows),
        },
    )


def _given_back(draw: Draw, free: Flags, ended: Numbers) -> Numbers:
    """When what no court took was given back, NEVER where it was not."""
    rows = len(free)
    back = free & (ended <= EXTRACTED) & draw.whether(_GIVEN_BACK, rows)
    return np.where(back, ended + draw.delay(_DAYS_TO_RETURN, rows), NEVER)


def _zeal(cases: Cases) -> Parts:
    return np.where(cases.charged < NEVER, 1.0, _UNCHARGED)


def _found(place: Place, cases: Cases) -> tuple[Numbers, Flags]:
    """The case of each asset, and whether it is the first of its case."""
    draw = place.draw("assets found")
    best = np.maximum(
        place.rate(cases.year, lambda rates: rates.frozen),
        place.rate(cases.year, lambda rates: rates.confiscated),
    )
    has_assets = cases.luck_with_money < (best * 1.15 + 0.03) * _zeal(cases)
    count = np.where(has_assets, 1 + draw.count(_MORE, len(cases)), 0)
    case = np.repeat(np.arange(len(cases)), count)
    return case, np.diff(case, prepend=-1) > 0


def _days(
    place: Place, cases: Cases, judgments: Judgments, case: Numbers, frozen: Flags
) -> dict[str, Numbers]:
    """Found and frozen before the first charge, confiscated with the judgment or within a year."""
    draw, rows = place.draw("asset days"), len(case)
    opened, end = cases.opened[case], cases.active_until[case]
    identified = opened + ((end - opened) * draw.chance(rows)).astype(np.int64)
    frozen_on = identified + ((end - identified) * draw.chance(rows)).astype(np.int64)
    trafficking = judgments.convicted_of_trafficking[case]
    convicted = np.where(trafficking <= EXTRACTED, trafficking, judgments.convicted[case])
    apart = draw.whether(0.25, rows)
    later = np.where(apart, np.minimum(draw.delay(70, rows), _LATEST_ORDER), 0)
    return {
        "identified_on": identified,
        "frozen_on": np.where(frozen, frozen_on, NEVER),
        "confiscated_on": convicted + later,
    }


def _amounts(
    place: Place, rows_of: tuple[Numbers, Numbers], happened: tuple[Flags, Flags, Flags, Flags]
) -> dict[str, Words]:
    """What did not happen is 0, the known none; a few value orders exceed what was frozen."""
    draw = place.draw("asset amounts")
    (year, value), (frozen, ordered, realised, returned) = rows_of, happened
    rows = len(year)
    unknown = place.rate(year, lambda rates: rates.unknown)

    def part_of(amount: Numbers, share: Parts, where: Flags) -> Numbers:
        # Shares scatter evenly around their mean and never pass the whole.
        spread = np.minimum(share, 1 - share)
        mean = share + spread * (2 * draw.chance(rows) - 1)
        return np.where(where, np.maximum((amount * mean).astype(np.int64), 1), 0)

    frozen_now = part_of(value, place.rate(year, lambda rates: rates.frozen_part), frozen)
    confiscated = part_of(
        frozen_now, place.rate(year, lambda rates: rates.confiscated_part), ordered
    )
    beyond = ordered & draw.whether(_VALUE_ORDER, rows)
    confiscated = np.where(beyond, frozen_now * 2, confiscated)
    sold = part_of(confiscated, place.rate(year, lambda rates: rates.realised_part), realised)
    share = place.rate(year, lambda rates: rates.part_to_victims)
    to_victims = part_of(sold, share, realised & (share > 0))
    amounts = {
        "identified": value,
        "frozen": frozen_now,
        "confiscated": confiscated,
        "realised": sold,
        "to_victims": to_victims,
        "returned": np.where(returned, frozen_now, 0),
    }
    # A blank sum stands only where something happened: the date beside it tells that it did.
    return {
        name: money(amount, (amount == 0) | ~draw.whether(unknown, rows))
        for name, amount in amounts.items()
    }


def _first_persons(cases: Cases, persons: Persons) -> Numbers:
    """The row of each case's first person, -1 where it has none."""
    rows = np.flatnonzero(persons.slot == 0)
    first = np.full(len(cases), -1)
    first[persons.case[rows]] = rows
    return first
