"""What each step could move: the office's share beside the median of the other offices."""

from collections.abc import Mapping

from dashboard import data, filters
from dashboard.caseload.frames import room
from dashboard.caseload.frames import worklist as frames
from dashboard.caseload.views import profile
from metrics import worklist


def rooms(
    compared: profile.Compared, load: worklist.Caseload, choice: filters.Choice
) -> Mapping[str, room.Room]:
    """By step; those without a share to show, or anything to hold it against, are left out.

    `compared` is what `profile.compare_with_offices` returns.
    """
    counted = data.counted_as_no(choice.jurisdiction, choice.office, choice.years)
    of_step = {str(step): frozenset(of["case_id"]) for step, of in counted.groupby("step")}
    possible = frames.possible_in(load)
    found = {
        id_: room.room(
            compared[step.measure],
            choice.period,
            possible.get(id_, frozenset()),
            of_step.get(id_, frozenset()),
        )
        for id_, step in worklist.STEPS.items()
    }
    return {id_: one for id_, one in found.items() if one is not None}
