"""How low and how high each count of a part may be.

An end is certain once counts that fit reach it, so that only ends that none has reached are asked
for. First come counts in whole numbers that go for many ends at once. A program in fractions then
says how far the other ends may lie: it is fast, and excludes no truth. Where fractions leave open
whether a cell is given away, whole numbers decide.
"""

import numpy as np

from metrics.release.attack.problem import UNBOUNDED, Floats, Problem, Truths
from metrics.release.attack.programs import NEAR, Program

# A cell with fewer possible values is given away.
POSSIBLE_VALUES = 5
# In later turns each reaches few more ends; then it is faster to ask for one end alone.
TURNS = 8
# Counts within a tenth of the best go for nearly as many ends, and are found at once.
GAP = 0.1
SEED = 1


def ends(part: Problem, floors: Floats | None = None) -> tuple[Floats, Floats]:
    """The lowest and highest of each wanted column; the others keep theirs.

    With `floors` they only decide which columns are given away, by these or by few values; NaN is
    the floor of one that is not asked for. Ends that decide nothing are as far as they may be.
    """
    if (part.high >= UNBOUNDED / 2).all():
        return part.low, part.high
    is_deciding = floors is not None
    bounding = _Bounding(part, np.zeros(len(part.low)) if floors is None else floors)
    if is_deciding and not any(asked.any() for asked in bounding.open()):
        return part.low, part.high
    asked = bounding.open if is_deciding else bounding.short
    left = -1
    for _ in range(TURNS):
        before, left = left, sum(int(ends.sum()) for ends in asked())
        if left == before:
            break
        bounding.go_for_many(*asked())
    bounding.ask_in_fractions(*asked())
    while any(ends.any() for ends in bounding.in_doubt()):
        before = bounding.still_short()
        bounding.go_for_many(*bounding.in_doubt())
        if bounding.still_short() == before:
            bounding.ask_in_whole(*bounding.in_doubt())
            break
    return bounding.low, bounding.high


class _Bounding:
    """Ends of the wanted columns, as far as they are known and as far as counts reach."""

    def __init__(self, part: Problem, floors: Floats) -> None:
        self.wanted = part.wanted
        self.floors = floors
        self.low, self.high = part.low.copy(), part.high.copy()
        self.least = np.full(len(part.low), np.inf)
        self.most = np.full(len(part.low), -np.inf)
        self.part = part
        self.in_whole = Program(part, whole=True)
        self.random = np.random.default_rng(SEED)

    def short(self) -> tuple[Truths, Truths]:
        """Of which wanted columns the lowest is not reached, of which the highest."""
        short_of_high = (self.most < self.high) & (self.high < UNBOUNDED / 2)
        return (self.least > self.low)[self.wanted], short_of_high[self.wanted]

    def in_doubt(self) -> tuple[Truths, Truths]:
        """The same of those that decide: is it above its floor, has it fewer than five values?"""
        return self.deciding(self.high - self.low + 1 >= POSSIBLE_VALUES)

    def open(self) -> tuple[Truths, Truths]:
        """The same, and both ends of all that no five values are met of: how few are there?"""
        return self.deciding(np.full(len(self.low), fill_value=True))

    def deciding(self, possible: Truths) -> tuple[Truths, Truths]:
        of_low, of_high = self.short()
        few = (self.most - self.least + 1 < POSSIBLE_VALUES) & possible & ~np.isnan(self.floors)
        unproven = self.low <= self.floors
        return of_low & (few | unproven)[self.wanted], of_high & few[self.wanted]

    def still_short(self) -> int:
        return sum(int(ends.sum()) for ends in self.in_doubt())

    def go_for_many(self, of_low: Truths, of_high: Truths) -> None:
        """Meet counts that lie at as many of these ends as go together."""
        if not (of_low | of_high).any():
            return
        either = self.random.choice([-1.0, 1.0], len(of_low))
        towards = np.where(of_low & of_high, either, of_low * 1.0 - of_high * 1.0)
        costs = np.zeros(len(self.low))
        costs[self.wanted] = towards * self.random.uniform(0.5, 1.5, len(towards))
        self.meet(self.in_whole.least(costs, GAP).counts)

    def meet(self, counts: Floats | None) -> None:
        if counts is not None:
            np.minimum(self.least, counts, out=self.least)
            np.maximum(self.most, counts, out=self.most)

    def ask_in_fractions(self, of_low: Truths, of_high: Truths) -> None:
        is_open = (self.high >= UNBOUNDED / 2) & ~np.isnan(self.floors)
        of_high = of_high | is_open[self.wanted]
        if (of_low | of_high).any():
            self.ask(Program(self.part, whole=False), of_low, of_high)

    def ask_in_whole(self, of_low: Truths, of_high: Truths) -> None:
        self.ask(self.in_whole, of_low, of_high)

    def ask(self, program: Program, of_low: Truths, of_high: Truths) -> None:
        """How far these ends lie, one by one."""
        for place in self.wanted[of_low]:
            if self.least[place] == self.low[place]:
                continue
            bound = np.ceil(self.end(program, place, 1.0) - NEAR)
            self.low[place] = max(self.low[place], bound)
        for place in self.wanted[of_high]:
            if self.most[place] == self.high[place]:
                continue
            bound = np.floor(-self.end(program, place, -1.0) + NEAR)
            self.high[place] = min(self.high[place], bound)

    def end(self, program: Program, place: int, sign: float) -> float:
        costs = np.zeros(len(self.low))
        costs[place] = sign
        answer = program.least(costs)
        if program.whole:
            self.meet(answer.counts)
        return answer.bound
