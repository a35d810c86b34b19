"""Compute by linear programs what an attacker can prove about counts, and by which numbers."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import highspy
import numpy as np
import polars as pl
from scipy import sparse
from scipy.sparse import csgraph

from metrics.release.attack_problem import (
    OUTSIDER,
    UNBOUNDED,
    Attacker,
    Contradiction,
    Floats,
    Integers,
    Problem,
    Published,
    Sum,
    Truths,
    Within,
    build_problem,
    tighten_bounds,
    without_redundant_rows,
)

# If this limit is reached, bounds are wider than possible, but never wrong.
NODES = 2_000
# HiGHS takes a number as whole within 1e-6, and a row as satisfied within 1e-7.
NEAR = 1e-5
PRIMAL_SIMPLEX = 4
# Programs with a thousand counts are solved in a few steps. These heuristics would take most of the
# time.
WITHOUT_TRIES = {
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_effort": 0.0,
    "mip_detect_symmetry": False,
}
INTEGER = 1


class Answer(NamedTuple):
    """Result of a minimisation: a lower `bound` of the costs, and a solution `counts`, if found."""

    bound: float
    counts: Floats | None


class Silent(highspy.Highs):
    """The solver HiGHS without the banner that it would print because of the callbacks."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it as it is made
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class Program:
    """A linear program for the counts that satisfy `problem`: in whole numbers, or in fractions.

    Fractions are solved faster, but give wider bounds.
    """

    def __init__(self, problem: Problem, *, whole: bool) -> None:
        self.columns = np.arange(len(problem.low), dtype=np.int32)
        self.whole = whole
        self.highs = Silent()
        for option, value in {"threads": 1, "random_seed": 1}.items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(_highs_model(problem))
        if whole:
            kinds = np.full(len(self.columns), INTEGER, dtype=np.uint8)
            self.highs.changeColsIntegrality(len(self.columns), self.columns, kinds)
            self.highs.setOptionValue("mip_max_nodes", NODES)
            for tried, effort in WITHOUT_TRIES.items():
                self.highs.setOptionValue(tried, effort)
        else:
            # A solution stays valid for another objective. Presolve would discard it.
            self.highs.setOptionValue("presolve", "off")
            self.highs.setOptionValue("solver", "simplex")
            self.highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)

    def lower_bound(self, costs: Floats, gap: float = 0.0) -> Answer:
        """Return a lower bound of the sum of counts times `costs`; `gap` is a relative tolerance.

        Raises Contradiction if no counts satisfy the problem.
        """
        if self.whole:
            self.highs.setOptionValue("mip_rel_gap", gap)
            self.highs.setOptionValue("presolve", "off" if gap else "choose")
        self.highs.changeColsCost(len(self.columns), self.columns, costs)
        self.highs.run()
        status, model = self.highs.getModelStatus(), highspy.HighsModelStatus
        if status == model.kInfeasible:
            raise Contradiction("No counts fit all that is declared of the releases.")
        if status in {model.kUnbounded, model.kUnboundedOrInfeasible}:
            return Answer(-UNBOUNDED, None)
        if status not in {model.kOptimal, model.kSolutionLimit}:
            raise AssertionError(f"HiGHS ended with {self.highs.modelStatusToString(status)}")
        info, solution = self.highs.getInfo(), self.highs.getSolution()
        counts = np.array(solution.col_value) if solution.value_valid else None
        if self.whole:
            return Answer(info.mip_dual_bound, None if counts is None else np.round(counts))
        return Answer(info.objective_function_value, counts)

    def shadow_prices(self) -> tuple[Floats, Floats]:
        """Return the shadow prices of the columns' limits and of the rows (in fractions only)."""
        solution = self.highs.getSolution()
        return np.array(solution.col_dual), np.array(solution.row_dual)


def _highs_model(problem: Problem) -> highspy.HighsLp:
    """Convert a problem to a model for the solver HiGHS."""
    columns, rows = len(problem.low), len(problem.row_low)
    shape = (rows, columns)
    matrix = sparse.csc_matrix((problem.times, (problem.row, problem.column)), shape=shape)
    model = highspy.HighsLp()
    model.num_col_, model.num_row_ = columns, rows
    model.col_cost_ = np.zeros(columns)
    model.col_lower_, model.col_upper_ = problem.low, _limits(problem.high)
    model.row_lower_, model.row_upper_ = problem.row_low, _limits(problem.row_high)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_ = matrix.indptr
    model.a_matrix_.index_ = matrix.indices
    model.a_matrix_.value_ = matrix.data
    return model


def _limits(high: Floats) -> Floats:
    """Return upper limits for the solver: infinite ones as its own constant."""
    return np.where(high >= UNBOUNDED / 2, highspy.kHighsInf, high)


# How `ends` works: a bound is final once a solution reaches it, so only other bounds need work.
# First, solutions in whole numbers try to reach many bounds at once. Then a program in fractions
# limits the rest: it is fast and never wrong. Whole numbers are used only where fractions cannot
# decide whether a cell is given away.

# A cell with fewer possible values counts as given away.
POSSIBLE_VALUES = 5
# Later turns reach few more bounds; then single bounds are faster.
TURNS = 8
# Solutions within a tenth of the best reach nearly as many bounds, and are found at once.
GAP = 0.1
SEED = 1


def ends(part: Problem, floors: Floats | None = None) -> tuple[Floats, Floats]:
    """Return the lowest and highest value of each wanted column; other columns keep their limits.

    With `floors`, the bounds are only good enough to decide which counts are given away (proven too
    exactly): those with a lowest value above the floor, or with few possible values. Other bounds
    may be too wide. The floor is NaN for columns that need no decision.
    """
    if (part.high >= UNBOUNDED / 2).all():
        return part.low, part.high
    is_deciding = floors is not None
    bounding = _Bounding(part, np.zeros(len(part.low)) if floors is None else floors)
    if is_deciding and not any(asked.any() for asked in bounding.bounds_to_decide()):
        return part.low, part.high
    asked = bounding.bounds_to_decide if is_deciding else bounding.bounds_not_reached
    left = -1
    for _ in range(TURNS):
        before, left = left, sum(int(ends.sum()) for ends in asked())
        if left == before:
            break
        bounding.reach_many_bounds(*asked())
    bounding.compute_bounds_in_fractions(*asked())
    while any(ends.any() for ends in bounding.undecided_bounds()):
        before = bounding.count_undecided()
        bounding.reach_many_bounds(*bounding.undecided_bounds())
        if bounding.count_undecided() == before:
            bounding.compute_bounds(bounding.in_whole, *bounding.undecided_bounds())
            break
    return bounding.low, bounding.high


class _Bounding:
    """The bounds of the wanted columns so far, and the extremes that solutions have reached."""

    def __init__(self, part: Problem, floors: Floats) -> None:
        self.wanted = part.wanted
        self.floors = floors
        self.low, self.high = part.low.copy(), part.high.copy()
        self.least = np.full(len(part.low), np.inf)
        self.most = np.full(len(part.low), -np.inf)
        self.part = part
        self.in_whole = Program(part, whole=True)
        self.random = np.random.default_rng(SEED)

    def bounds_not_reached(self) -> tuple[Truths, Truths]:
        """Return two masks of wanted columns: no solution has reached their low, or high, bound."""
        short_of_high = (self.most < self.high) & (self.high < UNBOUNDED / 2)
        return (self.least > self.low)[self.wanted], short_of_high[self.wanted]

    def undecided_bounds(self) -> tuple[Truths, Truths]:
        """Return two masks: the low and high bounds that must be computed to decide a column."""
        return self._select_deciding_bounds(self.high - self.low + 1 >= POSSIBLE_VALUES)

    def bounds_to_decide(self) -> tuple[Truths, Truths]:
        """Return two masks as `undecided_bounds`, also for columns whose values are few already."""
        return self._select_deciding_bounds(np.full(len(self.low), fill_value=True))

    def _select_deciding_bounds(self, possible: Truths) -> tuple[Truths, Truths]:
        """Return two masks: the low and high bounds that decide whether a count is given away."""
        of_low, of_high = self.bounds_not_reached()
        few = (self.most - self.least + 1 < POSSIBLE_VALUES) & possible & ~np.isnan(self.floors)
        unproven = self.low <= self.floors
        return of_low & (few | unproven)[self.wanted], of_high & few[self.wanted]

    def count_undecided(self) -> int:
        """Return how many bounds are still undecided."""
        return sum(int(ends.sum()) for ends in self.undecided_bounds())

    def reach_many_bounds(self, of_low: Truths, of_high: Truths) -> None:
        """Find one solution that reaches as many of these bounds as possible."""
        if not (of_low | of_high).any():
            return
        either = self.random.choice([-1.0, 1.0], len(of_low))
        towards = np.where(of_low & of_high, either, of_low * 1.0 - of_high * 1.0)
        costs = np.zeros(len(self.low))
        costs[self.wanted] = towards * self.random.uniform(0.5, 1.5, len(towards))
        self.record_extremes(self.in_whole.lower_bound(costs, GAP).counts)

    def record_extremes(self, counts: Floats | None) -> None:
        """Remember the lowest and highest counts that solutions have reached so far."""
        if counts is not None:
            np.minimum(self.least, counts, out=self.least)
            np.maximum(self.most, counts, out=self.most)

    def compute_bounds_in_fractions(self, of_low: Truths, of_high: Truths) -> None:
        """Compute the bounds in these masks with fractional counts: faster, but maybe too wide."""
        is_open = (self.high >= UNBOUNDED / 2) & ~np.isnan(self.floors)
        of_high = of_high | is_open[self.wanted]
        if (of_low | of_high).any():
            self.compute_bounds(Program(self.part, whole=False), of_low, of_high)

    def compute_bounds(self, program: Program, of_low: Truths, of_high: Truths) -> None:
        """Solve `program` once for each bound in these masks, and store the bound that results."""
        for position in self.wanted[of_low]:
            if self.least[position] == self.low[position]:
                continue
            bound = np.ceil(self._compute_extreme(program, position, 1.0) - NEAR)
            self.low[position] = max(self.low[position], bound)
        for position in self.wanted[of_high]:
            if self.most[position] == self.high[position]:
                continue
            bound = np.floor(-self._compute_extreme(program, position, -1.0) + NEAR)
            self.high[position] = min(self.high[position], bound)

    def _compute_extreme(self, program: Program, position: int, sign: float) -> float:
        """Return the lowest value of a column (`sign` 1), or minus its highest one (`sign` -1)."""
        costs = np.zeros(len(self.low))
        costs[position] = sign
        answer = program.lower_bound(costs)
        if program.whole:
            self.record_extremes(answer.counts)
        return answer.bound


# Each program has a fixed cost, so small parts are solved together up to this many counts.
TOGETHER = 1_000
NONE = -1


def bounds(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    floors: Mapping[str, int] | None = None,
) -> pl.DataFrame:
    """Return the bounds that an attacker can prove, one row per finest cell (no margin of a sum).

    Columns `release, cell, low, high, candidates`: the true count is between `low` and `high`, and
    `candidates` is the number of possible values; `high` and `candidates` are NULL if there is no
    upper bound. If the attacker knows the additions, rows are for the newest release, otherwise for
    each release. Raises Contradiction if no counts fit.

    With `floors` it only decides which of these cells are given away: those with fewer than five
    possible values, or a lowest value above the floor. Bounds that are not needed for this may be
    too wide. All values between `low` and `high` are possible, because for any offset the possible
    sums of count and offset are one range.
    """
    releases = releases_of(published, attacker)
    known = build_problem(published, sums, within, attacker, releases)
    return _compute_all_bounds(known, floors)


def already_known(
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
    of: Collection[str] | None = None,
) -> pl.DataFrame:
    """Return the bounds that an attacker can prove without the releases, one row per finest cell.

    If `of` is given, only its cells have rows.
    """
    known = build_problem((), sums, within, attacker, releases_of(published, attacker))
    if of is not None:
        wanted = [position for position in known.wanted if known.names[position].cell in of]
        known = replace(known, wanted=np.array(wanted, dtype=np.int64))
    return _compute_all_bounds(known)


def releases_of(published: Sequence[Published], attacker: Attacker) -> list[int]:
    """Return the numbers of all releases that the attacker knows something about."""
    shown, known = {one.release for one in published}, {one.release for one in attacker.exact}
    came_in = {release for release, _ in attacker.additions or ()}
    return sorted(shown | known | came_in)


def _compute_all_bounds(known: Problem, floors: Mapping[str, int] | None = None) -> pl.DataFrame:
    """Return the bounds of all wanted columns as a frame, computed for each part of the problem."""
    low, high = tighten_bounds(known)
    of_columns, wanted = None, known.wanted
    if floors is not None:
        of_columns = np.array([floors.get(name.cell, np.nan) for name in known.names], dtype=float)
        wanted = wanted[~np.isnan(of_columns[wanted])]
    for columns, part in split_into_blocks(
        without_redundant_rows(replace(known, low=low, high=high, wanted=wanted))
    ):
        of_part = None if of_columns is None else of_columns[columns]
        low[columns], high[columns] = ends(part, of_part)
    return _bounds_frame(known, low.astype(np.int64), high.astype(np.int64))


def _bounds_frame(known: Problem, low: Integers, high: Integers) -> pl.DataFrame:
    """Return bounds as a frame, with the number of possible values."""
    names = [known.names[position] for position in known.wanted]
    frame = pl.DataFrame(
        {
            "release": pl.Series([name.release for name in names], dtype=pl.Int64),
            "cell": pl.Series([name.cell for name in names], dtype=pl.String),
            "low": low[known.wanted],
            "high": high[known.wanted],
        }
    )
    bounded = pl.when(pl.col("high") < UNBOUNDED / 2)
    high_or_none = bounded.then("high").alias("high")
    return frame.with_columns(
        high_or_none, candidates=bounded.then(pl.col("high") - pl.col("low") + 1)
    ).sort("release", "cell")


def split_into_blocks(problem: Problem) -> Iterator[tuple[Integers, Problem]]:
    """Yield independent parts of a problem, each with the positions of its columns in `problem`.

    Small parts are merged. Parts are left out if they have no wanted column, or if their relations
    form no circle: then each relation alone gives the exact bounds already. A known count connects
    nothing and is removed from its rows.
    """
    problem = _without_known(problem)
    columns, rows = len(problem.low), len(problem.row_low)
    size = columns + rows
    joined = sparse.coo_matrix(
        (np.ones(len(problem.row)), (problem.column, problem.row + columns)), shape=(size, size)
    )
    _, part = csgraph.connected_components(joined, directed=False)
    relations = np.bincount(part[problem.column], minlength=part.max(initial=-1) + 1)
    circles = relations >= np.bincount(part, minlength=len(relations))
    # Other parts have no wanted columns.
    circles &= np.isin(np.arange(len(relations)), part[problem.wanted])
    part = _merge_small_parts(part, circles, np.bincount(part[:columns], minlength=len(relations)))
    of_column, of_row = _groups(part[:columns]), _groups(part[columns:])
    of_entry = _groups(part[problem.column])
    for one in range(part.max(initial=-1) + 1):
        yield of_column[one], _extract_part(problem, of_column[one], of_row[one], of_entry[one])


def _merge_small_parts(part: Integers, circles: Truths, sizes: Integers) -> Integers:
    """Join small independent parts, and drop parts whose bounds are already exact.

    Returns new part numbers; NONE for parts that are dropped.
    """
    ends = np.cumsum(np.where(circles, sizes, 0))
    _, number = np.unique(ends[circles] // TOGETHER, return_inverse=True)
    numbers = np.full(len(circles), NONE)
    numbers[circles] = number
    return numbers[part]


def _groups(part: Integers) -> dict[int, Integers]:
    """Return by number of part the positions of its elements."""
    order = np.argsort(part, kind="stable")
    starts = np.flatnonzero(np.diff(part[order], prepend=NONE - 1))
    return {
        int(part[positions[0]]): positions
        for positions in np.split(order, starts[1:])
        if len(positions)
    }


def _without_known(problem: Problem) -> Problem:
    """Remove the columns with a known count from all rows."""
    known = problem.low == problem.high
    of_known = known[problem.column]
    counts = problem.low[problem.column] * problem.times * of_known
    taken = np.bincount(problem.row, counts, len(problem.row_low))
    return replace(
        problem,
        row=problem.row[~of_known],
        column=problem.column[~of_known],
        times=problem.times[~of_known],
        row_low=problem.row_low - taken,
        row_high=problem.row_high - taken,
    )


def _extract_part(
    problem: Problem, columns: Integers, rows: Integers, entries: Integers
) -> Problem:
    """Return one independent part of a problem, with its columns and rows numbered from 0."""
    new_column = np.zeros(len(problem.low), dtype=np.int64)
    new_column[columns] = np.arange(len(columns))
    new_row = np.zeros(len(problem.row_low), dtype=np.int64)
    new_row[rows] = np.arange(len(rows))
    return Problem(
        names=[problem.names[column] for column in columns],
        low=problem.low[columns],
        high=problem.high[columns],
        row=new_row[problem.row[entries]],
        column=new_column[problem.column[entries]],
        times=problem.times[entries],
        row_low=problem.row_low[rows],
        row_high=problem.row_high[rows],
        wanted=np.flatnonzero(np.isin(columns, problem.wanted)),
    )


SCHEMA = {"cell": pl.String, "because": pl.String}


def explain_disclosures(
    cells: Iterable[str],
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
) -> pl.DataFrame:
    """Return the published numbers that give cells away: a row per cell and number.

    Columns `cell, because` (the cell of the number). A bound of a linear program depends on the
    limits whose shadow price is not zero. What else the attacker knows is not listed, because it
    cannot be withheld.
    """
    releases = releases_of(published, attacker)
    known = build_problem(published, sums, within, attacker, releases)
    from_releases = _bounds_from_releases(
        known, build_problem((), sums, within, attacker, releases)
    )
    program, wanted = Program(known, whole=False), set(cells)
    pairs = set[tuple[str, str]]()
    for position in known.wanted:
        if (cell := known.names[position].cell) in wanted:
            for sign in (1.0, -1.0):
                costs = np.zeros(len(known.low))
                costs[position] = sign
                program.lower_bound(costs)
                pairs |= {
                    (cell, because) for because in _limiting_cells(known, from_releases, program)
                }
    return pl.DataFrame(sorted(pairs), SCHEMA, orient="row")


def _bounds_from_releases(known: Problem, unseen: Problem) -> tuple[Truths, Truths]:
    """Return two masks of columns: where releases raise the low bound, or lower the high bound."""
    before = dict(zip(unseen.names, zip(unseen.low, unseen.high, strict=True), strict=True))
    limits = np.array([before.get(name, (0.0, UNBOUNDED)) for name in known.names])
    return known.low > limits[:, 0], known.high < limits[:, 1]


def _limiting_cells(
    known: Problem, from_releases: tuple[Truths, Truths], program: Program
) -> Iterator[str]:
    """Yield the cells whose published numbers limit the last solution of the solver."""
    of_columns, of_rows = program.shadow_prices()
    at_lowest, at_highest = of_columns > NEAR, of_columns < -NEAR
    for column in np.flatnonzero((at_lowest & from_releases[0]) | (at_highest & from_releases[1])):
        yield known.names[column].cell
    # A row with an offset comes from the shown number of one cell.
    for column in known.column[(abs(of_rows) > NEAR)[known.row]]:
        if known.names[column].is_offset:
            yield known.names[column].cell


FEW = "fewer than five possible values"
PROVEN = "a count of one to four is proven to be above zero"
CELL = ("release", "cell")


def cells_with_too_few_values(
    bounds: pl.DataFrame, truth: pl.DataFrame, before: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Return the cells that are given away, a row per cell and reason: `release, cell, why`.

    Cells whose true count is zero are never given away. `truth` has `cell, count`, and `release` if
    there are several. `before` has the bounds of `already_known`: if an attacker knows that a total
    is three, each part has at most four values, which no release has disclosed.
    """
    on = [name for name in CELL if name in truth.columns]
    known = bounds.clear() if before is None else before
    known = known.select(*CELL, known_low="low", known_candidates="candidates")
    judged = bounds.join(truth, on=on).join(known, on=CELL, how="left")
    # NULL if nothing was known; the minimum is then five.
    enough = pl.min_horizontal(pl.lit(POSSIBLE_VALUES), "known_candidates")
    small = pl.col("count").is_between(1, POSSIBLE_VALUES - 1)
    unproven = pl.col("known_low").fill_null(0) == 0
    faults = {
        FEW: (pl.col("count") > 0) & (pl.col("candidates") < enough),
        PROVEN: small & (pl.col("low") > 0) & unproven,
    }
    given_away = [
        judged.filter(fault).select(*CELL, why=pl.lit(why)) for why, fault in faults.items()
    ]
    return pl.concat(given_away).sort(*CELL, "why")
