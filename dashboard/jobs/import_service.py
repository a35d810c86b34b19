"""Import submissions, for the command line and the page: as a dry run or to store them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial

import metrics
from metrics import import_impact
from schemas import scopes
from seed import batches, submission


@dataclass(frozen=True)
class Outcome:
    """The result of an import or a dry run.

    `moves` are the changed measures of a dry run, if known. A measure moves if its numbers before
    and after differ.
    """

    receipts: tuple[batches.Receipt, ...]
    moves: tuple[import_impact.MeasureChange, ...] | None = None

    @property
    def is_refused(self) -> bool:
        return any(receipt.status == "refused" for receipt in self.receipts)


@dataclass(frozen=True)
class ImportService:
    """The database for imports, and the sender's choices.

    `supersedes` and `updates` add to what the submission itself states.
    """

    url: str
    partial: batches.Partial = batches.Partial.REFUSE
    supersedes: tuple[int, ...] | submission.All = ()
    updates: bool = False

    def store(
        self,
        submissions: Iterable[submission.Submission],
        progress: submission.Progress | None,
        recount: batches.Refresh | None = None,
    ) -> Outcome:
        """Store all submissions, or none on an error. Raises DatabaseUnavailable."""
        receipts = batches.store(
            self.url,
            self._corrected(submissions),
            partial=self.partial,
            refresh=recount or metrics.refresh,
            remarks=metrics.warn_of_missing_rates,
            progress=progress,
        )
        return Outcome(tuple(receipts))

    def try_out(
        self,
        submissions: Iterable[submission.Submission],
        progress: submission.Progress | None,
        recount: batches.Refresh | None = None,
    ) -> Outcome:
        """Return what storing the submissions would do, without writing.

        Raises DatabaseUnavailable.
        """
        trial = batches.try_out(
            self.url,
            self._corrected(submissions),
            partial=self.partial,
            refresh=recount or metrics.refresh,
            remarks=metrics.warn_of_missing_rates,
            measured=partial(import_impact.figures_of_all_measures, scope=scopes.EVERYTHING),
            progress=progress,
        )
        if trial.before is None or trial.after is None:
            return Outcome(trial.receipts)
        return Outcome(trial.receipts, import_impact.find_changes(trial.before, trial.after))

    def _corrected(
        self, submissions: Iterable[submission.Submission]
    ) -> Iterator[submission.Submission]:
        for one in submissions:
            yield submission.with_corrections(one, supersedes=self.supersedes, updates=self.updates)
