"""What undoing a batch would do: tried out in a child process, nothing is written."""

from dataclasses import dataclass, replace
from functools import partial

import metrics
from dashboard.work import intake, jobs
from dashboard.work.child import Progress
from metrics import import_impact
from schemas import findings, scopes
from seed import batches

# What becomes of work on an undo, where the words of an upload would speak of files.
ENDED = {
    jobs.Rule.DIED: (
        "the process that worked on this undo ended before it was done. The batch is as it was."
        " Try again; if it happens again, undo it from the command line."
    ),
    jobs.Rule.MEMORY: (
        "this undo needs more memory than a page may take. The batch is as it was. Undo it from the"
        " command line."
    ),
    jobs.Rule.TIME: (
        "this undo takes longer than a page may wait. The batch is as it was. Undo it from the"
        " command line."
    ),
    jobs.Rule.CANCELLED: "cancelled. The batch is as it was, and nothing was left behind.",
}


@dataclass(frozen=True)
class Outlook:
    """What undoing a batch would do: how many rows go and come back, which measures move.

    `version` is that of the records it was tried out on.
    """

    undone: batches.Undone
    moves: tuple[import_impact.Move, ...]
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
        measured=partial(import_impact.measure_all, scope=scopes.EVERYTHING),
        progress=progress,
    )
    return Outlook(undone, import_impact.moves(before, after), version)


def said(fault: findings.Finding) -> findings.Finding:
    """The end of work that has not undone the batch, in words for whoever waits for it."""
    words = {str(rule): wording for rule, wording in ENDED.items()}
    return replace(fault, wording=words.get(fault.rule, fault.wording))
