"""Steps that were marked as not applicable, set aside from those that are still possible."""

from collections.abc import Iterable

import pandas as pd

from metrics.worklist.caseload import Caseload
from schemas.store import marks

STEP_OF_CASE = ["case_id", "step"]


def set_aside(load: Caseload, jurisdiction: str, kept: Iterable[marks.Mark]) -> Caseload:
    """The caseload without the steps whose mark holds; those marks are its `marked`.

    `kept` are all marks beside the database. One that was not undone holds while the step is
    possible for no more in the case than when it was made: whoever came later was not thought of.
    It settles the step: what else of it is unknown is not asked for either.
    """
    in_force = [mark for mark in marks.in_force(kept) if mark.jurisdiction == jurisdiction]
    of = {(mark.case_id, mark.step): mark for mark in in_force}
    steps = load.steps[[*STEP_OF_CASE, "possible"]]
    holding = {
        (str(case_id), str(step)): mark
        for case_id, step, possible in steps.itertuples(index=False)
        if (mark := of.get((case_id, step))) is not None and 0 < possible <= mark.number
    }
    is_marked = pd.MultiIndex.from_frame(steps[STEP_OF_CASE]).isin(list(holding))
    return load._replace(steps=load.steps[~is_marked], marked=tuple(holding.values()))
