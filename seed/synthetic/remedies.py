"""Write the tables of claims, payments and assets of made-up cases."""

import numpy as np
import polars as pl

from schemas import vocabulary as v
from seed.synthetic.cases import Cases, Judgments, Persons
from seed.synthetic.jurisdictions import YEARS
from seed.synthetic.random_columns import (
    EXTRACTED,
    NEVER,
    Draw,
    Drawn,
    Flags,
    Generator,
    Numbers,
    Words,
    blank_where,
    choose_word,
    date_texts,
    day_number,
    money_texts,
    parse_weights,
    table_frame,
    to_cents,
    word_array,
    words_at_rows,
    yes_no_texts,
)
from seed.synthetic.victims import Victims

_CHANNEL = parse_weights(
    v.ClaimChannel, "criminal .62 civil .11 labour .10 state_fund .15 other .02"
)
_CHANNEL_WITHOUT_CONVICTION = parse_weights(v.ClaimChannel, "civil .5 labour .25 state_fund .25")
_CLAIMANT = parse_weights(v.Claimant, "victim .68 prosecutor .22 court .10")
_INDEPENDENT = parse_weights(
    v.PaymentSource, "state_fund .56 confiscated_assets .22 advance .17 insurance .05"
)
_ELIGIBLE = parse_weights(v.YesNo, "yes .55 no .45")
_WITHDRAWN = 0.03
_WITHOUT_VICTIM = 0.02
_JOINT = 0.3
_MATERIAL, _MORAL = 6_000, 4_000
_WITHIN_A_YEAR = 330
# How an award is recorded: material and moral part with the sum, the parts only, the sum only.
_WRITTEN = (0.6, 0.2, 0.2)

_CLASS = parse_weights(
    v.AssetClass,
    "cash .34 account .24 vehicle .20 real_estate .08 business .04 crypto .04 other .06",
)
_FIRST_ROLE = parse_weights(v.AssetRole, "proceeds .8 equivalent_value .2")
_FURTHER_ROLE = parse_weights(v.AssetRole, "proceeds .45 instrumentality .40 evidence .15")
_ORDER = parse_weights(
    v.OrderKind, "proceeds .62 value .22 extended .10 third_party .04 non_conviction .02"
)
_MORE = (0.5, 0.28, 0.14, 0.08)
_FURTHER_TOO = 0.6  # part of further assets that share the first one's fate
_UNCHARGED = 0.25  # of the rate of charged cases
_FOREIGN = 0.03
_FOREIGN_CURRENCY = "USD"
_VALUE_ORDER = 0.01
_GIVEN_BACK = 0.55  # of what was frozen and not confiscated, once the case has ended
_DAYS_TO_RETURN = 90
_ASSETS_OUTSIDE = 0.03  # as a share of cases: assets seized without a case
_WORTH_OUTSIDE = 900


class Claims(Drawn):
    """The claims of victims, as arrays with one element per claim; sums are in cents.

    `victim` is the victim's index, -1 without one. If a second convicted person owes the same
    award, it has a second row, marked in `repeats`; `first` has the indexes of the first rows.
    """

    def __init__(
        self, cases: Cases, persons: Persons, judgments: Judgments, victims: Victims
    ) -> None:
        self.world, draw = cases.world, victims.draw("claims")
        eligible = victims.in_case & ~victims.is_rejected & ~victims.claim_declined
        eligible &= cases.is_charged[victims.case]
        victim = np.flatnonzero(eligible & draw.whether("claimed"))
        # Awards whose victim is not named.
        convicted = judgments.convicted <= EXTRACTED
        unnamed = np.flatnonzero(convicted & draw.among(len(cases)).whether(_WITHOUT_VICTIM))
        self.victim = np.append(victim, np.full(len(unnamed), -1))
        self.case = case = np.append(victims.case[victim], unnamed)
        draw, named = draw.among(cases.year[case]), self.victim >= 0
        self.channel = _draw_claim_channels(draw, judgments, case, named)
        in_court = self.channel == v.ClaimChannel.CRIMINAL
        self.claimed, self.decided = _days_of_claims(draw, cases, judgments, case, in_court)
        withdrawn = named & draw.whether(_WITHDRAWN)
        self.decided[withdrawn] = NEVER
        granted = draw.whether("awarded") | ~named
        self.result = choose_word(granted, v.ClaimResult.GRANTED, v.ClaimResult.REFUSED)
        self.result[self.decided > EXTRACTED] = str(v.ClaimResult.PENDING)
        self.result[withdrawn] = str(v.ClaimResult.WITHDRAWN)
        level = self.world.jurisdiction.price_level
        loss = draw.amount(_MATERIAL * np.where(cases.labour[case], 1.4, 0.8) * level)
        both, moral = draw.whether("both_heads"), draw.amount(float(_MORAL * level))
        self.loss, self.moral = to_cents(loss), to_cents(np.where(both, moral, 0.0))
        self.material = to_cents(loss * (0.3 + 0.7 * draw.chance()))
        against = judgments.convicted_person[case]
        against = np.where((against >= 0) & (in_court | ~named), against, -1)
        self._join_awards(draw, persons, judgments, against)
        self.year, self.precision = cases.year[self.case], cases.precision[self.case]

    @property
    def is_granted(self) -> Flags:
        return self.result == v.ClaimResult.GRANTED

    def _join_awards(
        self, draw: Draw, persons: Persons, judgments: Judgments, against: Numbers
    ) -> None:
        """Add a second row to some awards that a second convicted person also owes."""
        last = np.full(len(judgments.convicted), -1)
        rows = np.flatnonzero(persons.is_convicted & (persons.decided <= EXTRACTED))
        last[persons.case[rows]] = rows
        second = last[self.case]
        other = (second >= 0) & (second != judgments.convicted_person[self.case])
        joint = (against >= 0) & other & self.is_granted & (self.victim >= 0)
        self.first = at = np.flatnonzero(joint & draw.whether(_JOINT))
        self.joint = word_array([None] * len(self.case))
        self.joint[at] = self.world.ids("j", len(at))
        self.repeats: Flags = np.arange(len(self.case) + len(at)) >= len(self.case)
        self.person = words_at_rows(persons.ids, np.append(against, second[at]))
        of_order = ("victim", "case", "joint", "channel", "claimed", "decided", "result")
        for name in (*of_order, "loss", "material", "moral"):
            setattr(self, name, np.append(getattr(self, name), getattr(self, name)[at]))
        self.ids = self.world.ids("m", len(self.case))


def _draw_claim_channels(draw: Draw, judgments: Judgments, case: Numbers, named: Flags) -> Words:
    """Return the channel of each claim. A criminal court awards nothing without a conviction."""
    convicted = judgments.convicted[case] <= EXTRACTED
    open_still = judgments.first_instance[case] > EXTRACTED
    elsewhere = draw.pick(_CHANNEL_WITHOUT_CONVICTION)
    channel = choose_word(convicted | open_still, draw.pick(_CHANNEL), elsewhere)
    channel[~named] = str(v.ClaimChannel.CRIMINAL)
    return channel


def _days_of_claims(
    draw: Draw, cases: Cases, judgments: Judgments, case: Numbers, in_court: Flags
) -> tuple[Numbers, Numbers]:
    """Return the days on which each claim was made and decided."""
    convicted, charged = judgments.convicted[case], cases.charged[case]
    judged = np.minimum(judgments.first_instance[case], cases.judged[case])
    span = np.maximum(judged - charged, 0) * draw.chance() * 0.8
    claimed = charged + span.astype(np.int64)
    with_judgment = np.where(convicted <= EXTRACTED, convicted, NEVER)
    later = np.maximum(judged, claimed) + draw.delay(150)
    return claimed, np.where(in_court, with_judgment, later)


def claims_frame(cases: Cases, victims: Victims, claims: Claims) -> pl.DataFrame:
    """Return the rows of `claims.csv`."""
    draw = claims.draw("claim cells")
    granted = claims.is_granted
    recorded = granted & ~draw.whether("unknown")
    written = draw.count(_WRITTEN)
    claimed = (claims.loss * (1 + draw.chance())).astype(np.int64)
    known_loss = draw.whether(0.6) & ~draw.whether("unknown")
    eligible = draw.pick(_ELIGIBLE)
    if cases.world.jurisdiction.legal_context.get("state_compensation_scheme") == "no":
        eligible[:] = str(v.YesNo.NOT_APPLICABLE)
    columns = {
        "claim_id": claims.ids,
        "victim_id": words_at_rows(victims.ids, claims.victim),
        "person_id": claims.person,
        "case_id": cases.ids[claims.case],
        "joint_award_id": claims.joint,
        "channel": draw.known(claims.channel),
        "claimant": draw.known(draw.pick(_CLAIMANT)),
        "claimed_on": draw.dates(claims.claimed),
        "decided_on": draw.dates(claims.decided),
        "claimed": money_texts(claimed, ~draw.whether(0.1)),
        "result": draw.known(claims.result),
        "enforceable": blank_where(yes_no_texts(draw.whether(0.85)), ~granted),
        "awarded_material": money_texts(claims.material, recorded & (written < 2)),
        "awarded_moral": money_texts(claims.moral, recorded & (written < 2)),
        "awarded": money_texts(claims.material + claims.moral, recorded & (written != 1)),
        "documented_loss": money_texts(claims.loss, known_loss),
        "state_fund_eligible": draw.known(eligible),
        "currency": cases.world.currency(len(claims)),
    }
    # A joint award has the same values in both of its rows.
    for name in ("result", "awarded_material", "awarded_moral", "awarded"):
        columns[name][claims.repeats] = columns[name][claims.first]
    return table_frame("claims", columns)


def payments_frame(cases: Cases, claims: Claims) -> pl.DataFrame:
    """Return the rows of `payments.csv`: 0 if nothing was paid, no row if that is not known."""
    draw = claims.draw("payments")
    row = np.flatnonzero(claims.is_granted & ~claims.repeats & ~draw.whether("unknown"))
    case = claims.case[row]
    draw = draw.at(row)
    chance, full = draw.chance(), draw.rate("paid_in_full_by_perpetrator")
    part = full + draw.rate("paid_in_part_by_perpetrator")
    source = draw.pick(_INDEPENDENT)
    by_employer = cases.labour[case] & (chance >= full) & draw.whether(0.3)
    source[chance < part] = str(v.PaymentSource.PERPETRATOR)
    source[(chance < part) & by_employer] = str(v.PaymentSource.EMPLOYER)
    day = claims.decided[row] + np.minimum(draw.delay(110), _WITHIN_A_YEAR)
    happened = (chance < part + draw.rate("paid_independently")) & (day <= EXTRACTED)
    piece = np.where(chance < part, 0.05 + 0.5 * draw.chance(), 0.3 + 0.7 * draw.chance())
    owed = claims.material[row] + claims.moral[row]
    amount = np.where(chance < full, owed, (owed * piece).astype(np.int64))
    # Partial payments may come in two instalments.
    in_part = happened & (chance >= full) & (chance < part)
    again = np.flatnonzero(in_part & draw.whether(0.4))
    at = np.append(np.arange(len(row)), again)
    first = np.arange(len(at)) < len(row)
    day = np.where(first, day[at], day[at] + 60)
    happened = happened[at] & (day <= EXTRACTED)
    amount = np.where(first, amount[at], amount[at] // 4)
    draw = draw.at(at)
    columns = {
        "payment_id": cases.world.ids("y", len(at)),
        "claim_id": claims.ids[row][at],
        "paid": money_texts(np.where(happened, amount, 0)),
        "paid_on": draw.dates(np.where(happened, day, NEVER)),
        "source": blank_where(source[at], ~happened),
        "currency": cases.world.currency(len(at)),
    }
    return table_frame("payments", columns)


def assets_frame(cases: Cases, persons: Persons, judgments: Judgments) -> pl.DataFrame:
    """Return the rows of `assets.csv`.

    `luck_with_money` decides sought, frozen and confiscated together: assets are confiscated only
    if they were sought and frozen, and each still has its own rate.
    """
    case, first = _case_of_asset(cases)
    draw, rows = cases.draw("assets", case), len(case)
    luck = cases.luck_with_money[case]
    fate = first | draw.whether(_FURTHER_TOO)
    role = choose_word(first, draw.pick(_FIRST_ROLE), draw.pick(_FURTHER_ROLE))
    frozen = fate & (luck < draw.rate("frozen") * cases.zeal(_UNCHARGED)[case])
    days = _days_of_assets(cases, judgments, case, frozen)
    ordered = fate & (role != v.AssetRole.EVIDENCE) & (luck < draw.rate("confiscated"))
    ordered &= days["confiscated_on"] <= EXTRACTED
    days["confiscated_on"] = np.where(ordered, days["confiscated_on"], NEVER)
    days["realised_on"] = np.where(ordered, days["confiscated_on"] + draw.delay(240), NEVER)
    ended = np.minimum(judgments.first_instance, cases.closed)[case]
    back = cases.draw("assets returned", case)
    days["returned_on"] = _given_back(back, frozen & ~ordered, ended)
    foreign = cases.cross_border[case] & draw.whether(_FOREIGN)
    level = np.where(foreign, cases.world.jurisdiction.price_level, 1)
    value = to_cents(1 + cases.proceeds[case] * 0.4 * draw.chance() / level)
    # The first person of the case, if it has one.
    owner = np.full(len(cases), -1)
    owner[persons.case[persons.slot == 0]] = np.flatnonzero(persons.slot == 0)
    owner = np.where(draw.whether(0.7), owner[case], -1)
    order_kind = choose_word(ordered, draw.pick(_ORDER), v.OrderKind.NONE)
    badly_dated = np.where(draw.rate("undated") > 0, draw.rate("unknown"), 0.0)
    ids = cases.world.ids("a", rows + int(len(cases) * _ASSETS_OUTSIDE))
    realised, returned = (days[name] <= EXTRACTED for name in ("realised_on", "returned_on"))
    amounts = cases.draw("asset amounts", case)
    columns = {
        "asset_id": ids[:rows],
        "case_id": cases.ids[case],
        "person_id": words_at_rows(persons.ids, owner),
        "class": draw.known(draw.pick(_CLASS)),
        "role": draw.known(role, badly_dated),
        "order_kind": order_kind,
        **_draw_asset_amounts(amounts, value, frozen, ordered, realised, returned),
        **{name: draw.dates(day) for name, day in days.items()},
        "confiscation_final": blank_where(
            yes_no_texts(judgments.final[case] <= EXTRACTED), ~ordered
        ),
        "currency": choose_word(foreign, _FOREIGN_CURRENCY, cases.world.currency(rows)),
    }
    return pl.concat([table_frame("assets", columns), _assets_outside(cases.world, ids[rows:])])


def _case_of_asset(cases: Cases) -> tuple[Numbers, Flags]:
    """Return the case of each asset, and whether it is the first asset of its case."""
    draw = cases.draw("assets found")
    best = np.maximum(draw.rate("frozen"), draw.rate("confiscated"))
    has_assets = cases.luck_with_money < (best * 1.15 + 0.03) * cases.zeal(_UNCHARGED)
    case = np.repeat(np.arange(len(cases)), np.where(has_assets, 1 + draw.count(_MORE), 0))
    return case, np.diff(case, prepend=-1) > 0


def _days_of_assets(
    cases: Cases, judgments: Judgments, case: Numbers, frozen: Flags
) -> dict[str, Numbers]:
    """Return the days of identification, freezing and confiscation of each asset, by column.

    Assets are identified and frozen before the first charge, and confiscated with the judgment or
    within a year.
    """
    draw, end = cases.draw("asset days", case), cases.active_until[case]
    identified = cases.opened[case] + draw.within(end - cases.opened[case])
    frozen_on = identified + draw.within(end - identified)
    trafficking = judgments.convicted_of_trafficking[case]
    convicted = np.where(trafficking <= EXTRACTED, trafficking, judgments.convicted[case])
    apart = draw.whether(0.25)
    later = np.where(apart, np.minimum(draw.delay(70), _WITHIN_A_YEAR), 0)
    return {
        "identified_on": identified,
        "frozen_on": np.where(frozen, frozen_on, NEVER),
        "confiscated_on": convicted + later,
    }


def _draw_asset_amounts(
    draw: Draw, value: Numbers, frozen: Flags, ordered: Flags, realised: Flags, returned: Flags
) -> dict[str, Words]:
    """Return the amounts of each asset by column. The amount is 0 for what did not happen.

    A few value orders exceed the frozen amount.
    """

    def part_of(amount: Numbers, rate: str, where: Flags) -> Numbers:
        # Shares vary symmetrically around their mean and never exceed 1.
        share = draw.rate(rate)
        mean = share + np.minimum(share, 1 - share) * (2 * draw.chance() - 1)
        return np.where(where, np.maximum((amount * mean).astype(np.int64), 1), 0)

    frozen_now = part_of(value, "frozen_part", frozen)
    confiscated = part_of(frozen_now, "confiscated_part", ordered)
    beyond = ordered & draw.whether(_VALUE_ORDER)
    confiscated = np.where(beyond, frozen_now * 2, confiscated)
    sold = part_of(confiscated, "realised_part", realised)
    amounts = {
        "identified": value,
        "frozen": frozen_now,
        "confiscated": confiscated,
        "realised": sold,
        "to_victims": part_of(
            sold, "part_to_victims", realised & (draw.rate("part_to_victims") > 0)
        ),
        "returned": np.where(returned, frozen_now, 0),
    }
    # Only sums of things that happened may be blank: their date shows that they did.
    return {
        name: money_texts(amount, (amount == 0) | ~draw.whether("unknown"))
        for name, amount in amounts.items()
    }


def _assets_outside(world: Generator, ids: Words) -> pl.DataFrame:
    """Return assets seized without a case, at a border or in a raid; some are given back."""
    draw = world.draw("assets outside any case", len(ids))
    first_day = day_number(YEARS.start)
    frozen_on = first_day + draw.days(EXTRACTED - first_day)
    returned_on = _given_back(draw, frozen_on > 0, frozen_on)
    value = to_cents(draw.amount(_WORTH_OUTSIDE * world.jurisdiction.price_level)) + 1
    known = ~draw.whether("unknown")
    exact = np.zeros(len(ids), dtype=np.int64)
    columns = {
        "asset_id": ids,
        "class": draw.known(draw.pick(_CLASS)),
        "order_kind": np.full(len(ids), v.OrderKind.NONE, dtype=object),
        "frozen": money_texts(value, known),
        "frozen_on": date_texts(frozen_on, exact),
        "returned": money_texts(np.where(returned_on <= EXTRACTED, value, 0), known),
        "returned_on": date_texts(returned_on, exact),
        "currency": world.currency(len(ids)),
    }
    return table_frame("assets", columns)


def _given_back(draw: Draw, free: Flags, ended: Numbers) -> Numbers:
    """Return the days on which assets that were not confiscated were given back; or NEVER."""
    back = free & (ended <= EXTRACTED) & draw.whether(_GIVEN_BACK)
    return np.where(back, ended + draw.delay(_DAYS_TO_RETURN), NEVER)
