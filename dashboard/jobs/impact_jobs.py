"""Count in a child process which measures an import changed, or its undo would change."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any

import metrics
from dashboard import real_database
from dashboard.frames import trend_breaks
from dashboard.jobs import runner, upload_jobs
from dashboard.jobs.runner import Progress
from metrics import catalogue, import_impact, results
from schemas import scopes
from schemas.language import marked
from schemas.store import database, database_copy, row_scope
from seed import batches

# Why the calculation gave no result.
IMPACT_WORDS: runner.Words = {
    runner.Rule.DIED: marked(
        "The calculation stopped before it was finished. Try again. If it happens again, use the"
        " command line: report changes."
    ),
    runner.Rule.MEMORY: marked(
        "The calculation without this import needs more memory than a page can use. Use the command"
        " line: report changes."
    ),
    runner.Rule.TIME: marked(
        "The calculation without this import takes longer than a page can wait. Use the command"
        " line: report changes."
    ),
    runner.Rule.CANCELLED: marked("Cancelled. Nothing was changed."),
}


@dataclass(frozen=True)
class ImpactRequest:
    """The import, its jurisdiction, and the scope in which its effect on measures is counted."""

    url: str
    jurisdiction: str
    batch_id: int
    scope: scopes.Scope = scopes.EVERYTHING


@dataclass(frozen=True)
class ImportImpact:
    """Each measure before and after an import; `version` is that of the records."""

    compared: tuple[import_impact.Compared, ...]
    version: str


# Why an import was not undone.
UNDO_WORDS: runner.Words = {
    runner.Rule.DIED: marked(
        "The program stopped before the import was undone. The import is unchanged. Try again. If"
        " it happens again, undo it from the command line."
    ),
    runner.Rule.MEMORY: marked(
        "Undoing this import needs more memory than a page can use. The import is unchanged. Undo"
        " it from the command line."
    ),
    runner.Rule.TIME: marked(
        "Undoing this import takes longer than a page can wait. The import is unchanged. Undo it"
        " from the command line."
    ),
    runner.Rule.CANCELLED: marked("Cancelled. The import is unchanged."),
}


@dataclass(frozen=True)
class UndoPreview:
    """What undoing an import would do: rows removed and restored, and changed measures.

    `version` is that of the records on which it was tried.
    """

    undone: batches.Undone
    moves: tuple[import_impact.MeasureChange, ...]
    version: str


def preview_undo(request: upload_jobs.UndoRequest, progress: Progress) -> UndoPreview:
    """Try out what undoing an import would do, without changing the records.

    Raises UserError and DatabaseUnavailable.
    """
    version = upload_jobs.data_version(request.url)
    undone, before, after = batches.try_undo(
        request.url,
        request.batch_id,
        refresh=metrics.refresh,
        measured=partial(import_impact.figures_of_all_measures, scope=scopes.EVERYTHING),
        progress=progress,
    )
    return UndoPreview(undone, import_impact.find_changes(before, after), version)


def count_impact(request: ImpactRequest, progress: Progress) -> ImportImpact:
    """Count the measures of a jurisdiction with and without its last import; nothing is written.

    Both counts use today's definitions and options, so that only records make a difference. Raises
    UserError and DatabaseUnavailable.
    """
    version = upload_jobs.data_version(request.url)
    with _trial_database(request, progress) as url:
        with database.reading(url).connect() as connection:
            years = years_since_break_by_measure(connection, request.scope, request.jurisdiction)
        # The trial undoes the import: its "before" is with the import, its "after" without it.
        _, after, before = batches.try_undo(
            url,
            request.batch_id,
            refresh=metrics.refresh,
            measured=partial(import_impact.figures_of_years, years=years, scope=request.scope),
            progress=progress,
        )
    return ImportImpact(import_impact.compare(before, after, years), version)


@contextmanager
def _trial_database(request: ImpactRequest, progress: Progress) -> Iterator[str]:
    """Yield the database for the trial: the records, or a copy of what the scope may see.

    A copy is used on a server with row security, where the dashboard's role may not write.
    """
    is_file = real_database.is_database_file(database.with_absolute_path(request.url))
    if is_file or row_scope.load_process_scope_key() is None:
        yield request.url
        return
    refresh = metrics.refresh
    with database_copy.scoped_copy(
        request.url, request.scope, refresh=refresh, progress=progress
    ) as url:
        yield url


def years_since_break_by_measure(
    connection: Any, scope: scopes.Scope, jurisdiction: str
) -> Mapping[str, results.Years | None]:
    """Return for each measure the years since its last break in series; None if there are none."""
    years = results.years_on_record(connection, scope)
    happened = metrics.national_lists.load_events(connection, scope)
    return {
        measure.id: years_after_last_break(
            years, trend_breaks.find_breaks(happened, (measure,), jurisdiction)
        )
        for measure in catalogue.CATALOGUE.values()
    }


def years_after_last_break(
    years: Sequence[int], broken: trend_breaks.Breaks
) -> results.Years | None:
    """Return the years since the last break; all years, with undated records, if there is no break.

    None if the break is inside the last year, because that year then belongs to both sides.
    """
    if not years or not trend_breaks.breaks_within(broken, years[0], years[-1]):
        return results.EVER
    whole = trend_breaks.years_since_break(list(range(years[0], years[-1] + 1)), broken)
    return (whole[0], whole[-1]) if whole else None
