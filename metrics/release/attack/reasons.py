"""What a breach rests on: the published numbers without which it could not be reckoned."""

from collections.abc import Iterable, Iterator, Sequence

import numpy as np
import polars as pl

from metrics.release.attack.bounding import releases_of
from metrics.release.attack.declared import OUTSIDER, Attacker, Published, Sum, Within
from metrics.release.attack.problem import Problem, problem
from metrics.release.attack.programs import NEAR, Program

SCHEMA = {"cell": pl.String, "because": pl.String}


def reasons(
    cells: Iterable[str],
    published: Sequence[Published],
    sums: Sequence[Sum],
    within: Sequence[Within] = (),
    attacker: Attacker = OUTSIDER,
) -> pl.DataFrame:
    """One row per cell given away and cell that it is reckoned from: `cell, because`.

    A bound of a linear program rests on the limits whose shadow price is not zero. To withhold one
    of these cells widens the bound, or leaves it to other cells; none but these does.
    """
    known = problem(published, sums, within, attacker, releases_of(published, attacker))
    program = Program(known, whole=False)
    wanted = set(cells)
    places = [place for place in known.wanted if known.names[place].cell in wanted]
    pairs = {
        (known.names[place].cell, because)
        for place in places
        for sign in (1.0, -1.0)
        for because in _limiting(known, program, place, sign)
    }
    shown = {one.cell for one in published}
    rows = sorted(pair for pair in pairs if pair[1] in shown)
    return pl.DataFrame(rows, SCHEMA, orient="row")


def _limiting(known: Problem, program: Program, place: int, sign: float) -> Iterator[str]:
    """The cells whose limits hold this end."""
    costs = np.zeros(len(known.low))
    costs[place] = sign
    program.least(costs)
    of_columns, of_rows = program.prices()
    for column in np.flatnonzero(abs(of_columns) > NEAR):
        yield known.names[column].cell
    for column in known.column[(abs(of_rows) > NEAR)[known.row]]:
        # A row with an offset says what is shown of one cell.
        if known.names[column].is_offset:
            yield known.names[column].cell
