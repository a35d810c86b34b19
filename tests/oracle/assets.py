"""Asset recovery: the measures whose ids begin with A and with X."""

from collections.abc import Callable, Iterator
from fractions import Fraction

from tests.oracle import kinds
from tests.oracle.awards import amount_of, award_found, joined
from tests.oracle.days import (
    NO,
    UNKNOWN,
    YES,
    Row,
    Verdict,
    before,
    earliest_span,
    span,
    stood_for,
    within_months,
)
from tests.oracle.facts import Fact, Facts, any_of, belonging, condition, of_code
from tests.oracle.money import in_home_currency, known_part, total
from tests.oracle.records import Records
from tests.oracle.recount import (
    CHARGED_WITH_MONEY,
    CONFISCATED_OR_AWARDED,
    ORDERED_IN_TIME,
    recount,
)


def frozen_in_time(r: Records, case: Row, asset: Row) -> Verdict:
    if asset["frozen"] == 0:
        return NO
    if asset["frozen"] is None and asset["frozen_on"] is None:
        return UNKNOWN
    if not r.is_decided(case):
        return YES
    return before(asset, "frozen_on", r.first_instance_on(case))


def frozen_before_judgment(roles: tuple[str, ...]) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on, charged in r.charged_cases():
            verdicts = []
            for asset in r.of_case("assets", case["case_id"]):
                in_time = frozen_in_time(r, case, asset)
                if asset["role"] in roles:
                    verdicts.append(in_time)
                elif asset["role"] == UNKNOWN:
                    verdicts.append(NO if in_time == NO else UNKNOWN)
            yield from belonging(Fact(case["case_id"], on, any_of(verdicts), case), charged)

    return facts


def is_not_ordered(asset: Row) -> bool:
    """Known to be no confiscation, or a nominal one of nothing."""
    nothing_stated = asset["confiscated"] is None and asset["confiscated_on"] is None
    return asset["confiscated"] == 0 or (nothing_stated and asset["order_kind"] == "none")


def ordered_in_time(r: Records, convictions: list[Row], asset: Row) -> Verdict:
    if is_not_ordered(asset):
        return NO
    convicted = earliest_span(span(c, "decided_on") for c in convictions)
    # Without either day nothing tells whether the order came in time, nor, where nothing is said
    # of an order, whether there was one.
    months = r.options.order_within_months
    return within_months(convicted, span(asset, "confiscated_on"), months)


def confiscation_ordered_in(r: Records, case: Row) -> Verdict:
    convictions = r.trafficking_convictions(case)
    return any_of(ordered_in_time(r, convictions, a) for a in recoverable(r, case))


@recount("A02", kinds.share, months="order_within_months", needs=ORDERED_IN_TIME)
def confiscation_ordered(r: Records) -> Facts:
    for case in r["cases"]:
        if r.trafficking_convictions(case):
            yield Fact(
                case["case_id"], r.convicted_on(case), confiscation_ordered_in(r, case), case
            )


@recount(
    "A02a",
    kinds.share,
    months="order_within_months",
    needs="suspects.outcome cases.confiscation_sought",
)
def confiscation_sought(r: Records) -> Facts:
    for case in r["cases"]:
        if r.trafficking_convictions(case):
            sought = of_code(case["confiscation_sought"])
            yield from belonging(Fact(case["case_id"], r.convicted_on(case), sought, case), YES)


@recount(
    "A02c",
    kinds.share,
    months="order_within_months",
    needs=f"cases.confiscation_sought {ORDERED_IN_TIME}",
)
def ordered_of_sought(r: Records) -> Facts:
    for case in r["cases"]:
        if r.trafficking_convictions(case):
            verdict = confiscation_ordered_in(r, case)
            fact = Fact(case["case_id"], r.convicted_on(case), verdict, case)
            yield from belonging(fact, condition(case["confiscation_sought"]))


def assets_ratio(above: str, below: str, *, decided: bool) -> Callable[[Records], Facts]:
    def facts(r: Records) -> Facts:
        for case, on, charged in r.charged_cases():
            if decided and not r.is_decided(case):
                continue
            for asset in recoverable(r, case):
                numbers = (in_home_currency(r, asset, above), in_home_currency(r, asset, below))
                yield from belonging(Fact(asset["asset_id"], on, YES, case, numbers), charged)

    return facts


def recoverable(r: Records, case: Row) -> list[Row]:
    """The case's assets without what is held as evidence."""
    return [a for a in r.of_case("assets", case["case_id"]) if a["role"] != "evidence"]


def finally_confiscated(r: Records, case: Row) -> list[Fraction | None]:
    """Of each asset the amount; None where the amount, or whether it is final, is not known."""
    found: list[Fraction | None] = []
    for asset in recoverable(r, case):
        is_final = condition(asset["confiscation_final"])
        if is_not_ordered(asset) or is_final == NO:
            found.append(Fraction(0))
        else:
            amount = in_home_currency(r, asset, "confiscated")
            found.append(amount if is_final == YES else None)
    return found


def finally_convicted_cases(r: Records) -> Iterator[Row]:
    """Until the decision is final, what it takes may still be undone."""
    return (case for case in r["cases"] if r.convictions(case) and case["final_on"] is not None)


def realised(r: Records, case: Row) -> list[Fraction | None]:
    """Of each asset the amount; what was not confiscated can't have been realised."""
    return [
        Fraction(0)
        if asset["realised"] is None and is_not_ordered(asset)
        else in_home_currency(r, asset, "realised")
        for asset in recoverable(r, case)
    ]


def restitution(r: Records, case: Row) -> list[Fraction | None]:
    """Of each award against those who gained; a State fund's is none of theirs."""
    claims = [c for c in r.of_case("claims", case["case_id"]) if c["channel"] != "state_fund"]
    awards = [amount_of(r, award) for award in joined(claims).values()]
    undecided = [None for c in claims if award_found([c]) == UNKNOWN]
    return awards + undecided


def handed_on(r: Records, case: Row) -> Fraction:
    """What is known to have reached victims of the confiscations that are counted."""
    assets = zip(recoverable(r, case), finally_confiscated(r, case), strict=True)
    of_counted = (in_home_currency(r, asset, "to_victims") for asset, amount in assets if amount)
    return known_part(list(of_counted))


def captured_as_known(r: Records, case: Row) -> tuple[Fraction, bool]:
    """What was confiscated and restored as far as is known, and whether all of it is known.

    Restitution paid out of what was confiscated was taken from the offenders once.
    """
    confiscations, orders = finally_confiscated(r, case), restitution(r, case)
    restored = known_part(orders)
    known = known_part(confiscations) + restored - min(restored, handed_on(r, case))
    return known, None not in confiscations + orders


def captured(r: Records, case: Row) -> Fraction | None:
    known, is_complete = captured_as_known(r, case)
    return known if is_complete else None


def realised_in(r: Records, case: Row) -> Fraction | None:
    return total(realised(r, case))


def proceeds_ratio(
    above: Callable[[Records, Row], Fraction | None],
) -> Callable[[Records], Facts]:
    """Over the proceeds of cases with a conviction of anything; a benchmark is no estimate."""

    def facts(r: Records) -> Facts:
        for case in finally_convicted_cases(r):
            if case["proceeds_method"] != "benchmark":
                numbers = (above(r, case), in_home_currency(r, case, "proceeds_estimate"))
                yield Fact(case["case_id"], stood_for(case, "final_on"), YES, case, numbers)

    return facts


def was_taken(step: str) -> Callable[[Row], Verdict]:
    """Whether a value or a day says that an asset was frozen, or given back."""

    def verdict(asset: Row) -> Verdict:
        if asset[step] is not None:
            return YES if asset[step] > 0 else NO
        return UNKNOWN if asset[f"{step}_on"] is None else YES

    return verdict


def was_confiscated(asset: Row) -> Verdict:
    """A kind of order says it as well as a value or a day; an order of unknown amount is one."""
    if is_not_ordered(asset):
        return NO
    said = asset["confiscated"], asset["confiscated_on"]
    return UNKNOWN if said == (None, None) and asset["order_kind"] == UNKNOWN else YES


REGISTER = {
    "frozen": was_taken("frozen"),
    "confiscated": was_confiscated,
    "returned": was_taken("returned"),
}


def in_the_register(step: str) -> Callable[[Records], Facts]:
    """Each asset that went through a step, with its worth there, in a case or outside any."""

    def facts(r: Records) -> Facts:
        for asset in r["assets"]:
            verdict = REGISTER[step](asset)
            if verdict != NO:
                on, worth = stood_for(asset, f"{step}_on"), in_home_currency(r, asset, step)
                yield Fact(asset["asset_id"], on, verdict, r.case_of(asset), (worth,))

    return facts


recount("A01", kinds.share, needs="assets.case_id assets.role assets.frozen assets.frozen_on")(
    frozen_before_judgment(("proceeds", "equivalent_value"))
)
recount("A01i", kinds.share, needs="assets.case_id assets.role assets.frozen assets.frozen_on")(
    frozen_before_judgment(("instrumentality",))
)
recount("A03", kinds.amounts, needs="assets.frozen assets.identified")(
    assets_ratio("frozen", "identified", decided=False)
)
recount("A03b", kinds.amounts, needs="assets.confiscated assets.frozen")(
    assets_ratio("confiscated", "frozen", decided=True)
)
recount("A03c", kinds.amounts, needs="assets.realised assets.confiscated")(
    assets_ratio("realised", "confiscated", decided=True)
)
recount(
    "A04",
    kinds.amounts,
    needs=f"cases.final_on suspects.outcome cases.proceeds_estimate {CONFISCATED_OR_AWARDED}",
    # What an asset brought victims is taken off what they were awarded, in the money of that day:
    # it decides only in a finally decided case that has both, and whose proceeds are estimated.
    unmoved=f"{CHARGED_WITH_MONEY} assets.realised_on",
)(proceeds_ratio(captured))
recount(
    "A04r",
    kinds.amounts,
    needs="cases.final_on suspects.outcome cases.proceeds_estimate assets.realised assets.case_id",
    unmoved=CHARGED_WITH_MONEY,
)(proceeds_ratio(realised_in))
recount("A05", kinds.amounts, needs="assets.to_victims assets.realised")(
    assets_ratio("to_victims", "realised", decided=True)
)
recount("X01", kinds.count, needs="assets.frozen_on")(in_the_register("frozen"))
recount("X02", kinds.count, needs="assets.confiscated_on")(in_the_register("confiscated"))
recount("X03", kinds.count, needs="assets.returned_on")(in_the_register("returned"))
recount("X01m", kinds.total, needs="assets.frozen")(in_the_register("frozen"))
recount("X02m", kinds.total, needs="assets.confiscated")(in_the_register("confiscated"))
recount("X03m", kinds.total, needs="assets.returned")(in_the_register("returned"))
