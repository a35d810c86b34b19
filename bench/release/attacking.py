"""The attack on a release, beside a linear program for each end and beside suppression alone.

30 countries, 10 years, 4 outcomes, 5,082 defendants, with all margins: 1,705 numbers.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Mapping

import numpy as np
import polars as pl

from bench.ratio import Ratio
from metrics.release.attack import Program, already_known, bounds, cells_with_too_few_values
from metrics.release.attack_problem import OUTSIDER, Attacker, Exact, Published, Rule, build_problem
from tests.unit.metrics.release.attack import world
from tests.unit.metrics.release.attack.rules import rule_of

SEED = 1
# A program for each of 2,400 ends takes minutes: each fortieth is asked for.
EACH = 40
LIMIT = 0.5
COUNTS = world.world(SEED)
TRUTH, SUMS = world.counted(COUNTS), world.sums(COUNTS)
COUNTRIES, YEARS = range(world.COUNTRIES), range(world.YEARS)


def ratio() -> Ratio:
    """An outsider's bounds of every cell, once, against a new linear program for each end."""
    published = world.release(TRUTH, world.sticky)
    ours = _spent(lambda: bounds(published, SUMS))
    whole = build_problem(published, SUMS, (), OUTSIDER, [0])
    asked = [(jurisdiction, sign) for jurisdiction in whole.wanted for sign in (1.0, -1.0)][::EACH]

    def one_by_one() -> None:
        for jurisdiction, sign in asked:
            costs = np.zeros(len(whole.low))
            costs[jurisdiction] = sign
            Program(whole, whole=False).lower_bound(costs)

    ends = f"{2 * len(whole.wanted):,} ends, of which the peer asked for each {EACH}th"
    remark = f"of the processor; {ends}"
    return Ratio("Attack on a release", ours, _spent(one_by_one) * EACH, LIMIT, remark)


def _spent(work: Callable[[], object]) -> float:
    """Seconds of the processor: nothing else counts on a busy machine."""
    started = time.process_time()
    work()
    return time.process_time() - started


def report() -> Iterator[str]:
    """A line per attacker, for sticky rounding and for suppression below five alone."""
    for what, shown in {
        "sticky rounding": world.sticky,
        "suppression of one to four alone": world.but_one_to_four,
    }.items():
        published = world.release(TRUTH, shown)
        hidden = [one.cell for one in published if one.shown is None]
        yield f"  {what}, {len(hidden) / len(published):.0%} of the numbers not shown"
        for who, attacker in _attackers(shown).items():
            yield f"    {who}: {_attacked(published, hidden, attacker)}"


def _attacked(published: list[Published], hidden: list[str], attacker: Attacker) -> str:
    started = time.process_time()
    before = already_known(published, SUMS, (), attacker)
    found = bounds(published, SUMS, (), attacker)
    spent = time.process_time() - started
    given_away = cells_with_too_few_values(found, world.as_frame(TRUTH), before)["cell"].n_unique()
    known = before.filter(candidates=1)["cell"]
    exact = found.filter(pl.col("cell").is_in(hidden) & ~pl.col("cell").is_in(known.implode()))
    exact = exact.filter(candidates=1)
    return (
        f"{spent:.1f} s of the processor; of {found.height:,} cells {given_away} given away,"
        f" of those not shown {exact.height} known exactly"
    )


def _attackers(shown: world.Shown) -> Mapping[str, Attacker]:
    rule = rule_of(shown)
    offsets = {cell: world.offset(cell) for cell in TRUTH} if rule.offsets > 1 else {}
    return {
        "an outsider": Attacker(rule),
        "who knows the totals of countries": _knows(rule, ((of, None, None) for of in COUNTRIES)),
        "who knows those of each year": _knows(
            rule, ((of, year, None) for of in COUNTRIES for year in YEARS)
        ),
        "who knows all of one country": _knows(
            rule, (jurisdiction for jurisdiction in world.places(COUNTS) if jurisdiction[0] == 0)
        ),
        "who knows all offsets": Attacker(rule, offsets=offsets),
    }


def _knows(rule: Rule, jurisdictions: Iterable[world.Place]) -> Attacker:
    cells = map(world.name, jurisdictions)
    return Attacker(rule, tuple(Exact(0, cell, TRUTH[cell]) for cell in cells))
