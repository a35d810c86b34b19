"""What undoing a batch would do: tried out in a child process, nothing is written."""

from dataclasses import dataclass

import metrics
from dashboard.work import intake
from dashboard.work.child import Progress
from metrics import differences
from seed import batches


@dataclass(frozen=True)
class Outlook:
    """What undoing a batch would do: how many rows go and come back, which measures move.

    `version` is that of the records it was tried out on.
    """

    undone: batches.Undone
    moves: tuple[differences.Move, ...]
    version: str


def outlook(request: intake.Undoing, progress: Progress) -> Outlook:
    """Try the undoing of a batch out beside the records.

    Raises UserError and DatabaseUnavailable as `batches.undo` does.
    """
    version = intake.version_of(request.url)
    undone, before, after = batches.try_undo(
        request.url,
        request.batch_id,
        refresh=metrics.refresh,
        measured=differences.measured,
        progress=progress,
    )
    return Outlook(undone, differences.moves(before, after), version)
