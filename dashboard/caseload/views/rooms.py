"""What each step could move: the office's share beside its target, else the others' median."""

from collections.abc import Mapping
from dataclasses import replace

import pandas as pd

from dashboard import data, filters, words
from dashboard.caseload.frames import room
from dashboard.caseload.frames import worklist as frames
from dashboard.caseload.views import profile
from dashboard.shared.frames import targets
from metrics import worklist


def rooms(
    by_office: pd.DataFrame, load: worklist.Caseload, choice: filters.Choice
) -> Mapping[str, room.Room]:
    """By step; those without a share to show, or anything to hold it against, are left out.

    `by_office` are the rows of `profile.rows`.
    """
    counted = data.counted_as_no(choice.jurisdiction, choice.office, choice.years)
    of_step = {str(step): frozenset(of["case_id"]) for step, of in counted.groupby("step")}
    possible, of_offices = frames.possible_in(load), profile.by_measure(by_office)
    aims = targets.here(data.targets(), replace(choice, office=filters.EVERY_OFFICE))
    found = {
        id_: room.room(
            profile.row_of(of_offices, step.measure, choice),
            _aim(of_offices, step.measure, aims, choice),
            possible.get(id_, frozenset()),
            of_step.get(id_, frozenset()),
        )
        for id_, step in worklist.STEPS.items()
    }
    return {id_: one for id_, one in found.items() if one is not None}


def _aim(
    of_offices: profile.ByMeasure, measure: str, aims: targets.Targets, choice: filters.Choice
) -> room.Aim | None:
    """A jurisdiction's target is of all its cases: an office is shown its own part of the way."""
    if target := aims.get(measure):
        name = f"the jurisdiction’s target ({targets.number(target)} by {targets.due(target)})"
        return room.Aim(target.value, name)
    peers = profile.peers_of(of_offices, measure, choice)
    if peers is None:
        return None
    return room.Aim(peers.median, f"the other offices’ median ({words.share(peers.median)})")
