"""One program in HiGHS, asked again and again with another objective."""

from typing import NamedTuple

import highspy
import numpy as np
from scipy import sparse

from metrics.release.attack.narrowing import Contradiction
from metrics.release.attack.problem import UNBOUNDED, Floats, Problem

# A limit that is hit leaves the bound further out than it might be; it excludes no truth.
NODES = 2_000
# HiGHS calls a number whole within a millionth, and a row kept within a ten-millionth.
NEAR = 1e-5
PRIMAL_SIMPLEX = 4
# Programs of a thousand counts are met in a few steps: what HiGHS tries before takes most of the
# time.
WITHOUT_TRIES = {
    "mip_heuristic_run_feasibility_jump": False,
    "mip_heuristic_effort": 0.0,
    "mip_detect_symmetry": False,
}
INTEGER = 1


class Answer(NamedTuple):
    """No counts come below `bound`; `counts` are some that fit, None where none were met."""

    bound: float
    counts: Floats | None


class Silent(highspy.Highs):
    """HiGHS without the banner that it prints as soon as it has callbacks, amid our own words."""

    def enableCallbacks(self) -> None:  # noqa: N802 - HiGHS calls it as it is made
        self.setOptionValue("output_flag", False)
        super().enableCallbacks()


class Program:
    """The counts that fit `problem`; in whole numbers, or in fractions too, which is faster."""

    def __init__(self, problem: Problem, *, whole: bool) -> None:
        self.columns = np.arange(len(problem.low), dtype=np.int32)
        self.whole = whole
        self.highs = Silent()
        for option, value in {"threads": 1, "random_seed": 1}.items():
            self.highs.setOptionValue(option, value)
        self.highs.passModel(_model(problem))
        if whole:
            kinds = np.full(len(self.columns), INTEGER, dtype=np.uint8)
            self.highs.changeColsIntegrality(len(self.columns), self.columns, kinds)
            self.highs.setOptionValue("mip_max_nodes", NODES)
            for tried, effort in WITHOUT_TRIES.items():
                self.highs.setOptionValue(tried, effort)
        else:
            # Counts that fit go on fitting under another objective; presolve would forget them.
            self.highs.setOptionValue("presolve", "off")
            self.highs.setOptionValue("solver", "simplex")
            self.highs.setOptionValue("simplex_strategy", PRIMAL_SIMPLEX)

    def least(self, costs: Floats, gap: float = 0.0) -> Answer:
        """What `costs` times the counts is at least; within a share of `gap` of the best."""
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

    def prices(self) -> tuple[Floats, Floats]:
        """What a unit more of each column's limit and of each row's would change; in fractions."""
        solution = self.highs.getSolution()
        return np.array(solution.col_dual), np.array(solution.row_dual)


def _model(problem: Problem) -> highspy.HighsLp:
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
    return np.where(high >= UNBOUNDED / 2, highspy.kHighsInf, high)
