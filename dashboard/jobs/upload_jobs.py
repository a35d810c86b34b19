"""The work on an upload in a child process: dry run, storing, drafting a mapping, and undoing."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

import metrics
from dashboard import real_database
from dashboard.jobs.runner import Progress
from metrics import import_impact
from schemas import errors, findings, scopes
from schemas.language import messages
from schemas.store import audit, database
from seed import batches, readers, submission
from seed.mapping import (
    draft_export,
    mapping_pipeline,
    mapping_report,
    parse_profile,
    profile_model,
    source_layout,
)

# A file may have a finding in each row; only so many are kept.
FINDINGS_KEPT = 10_000


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
            self._with_corrections(submissions),
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
            self._with_corrections(submissions),
            partial=self.partial,
            refresh=recount or metrics.refresh,
            remarks=metrics.warn_of_missing_rates,
            measured=partial(import_impact.figures_of_all_measures, scope=scopes.EVERYTHING),
            progress=progress,
        )
        if trial.before is None or trial.after is None:
            return Outcome(trial.receipts)
        return Outcome(trial.receipts, import_impact.find_changes(trial.before, trial.after))

    def _with_corrections(
        self, submissions: Iterable[submission.Submission]
    ) -> Iterator[submission.Submission]:
        for one in submissions:
            yield submission.with_corrections(one, supersedes=self.supersedes, updates=self.updates)


@dataclass(frozen=True)
class UploadRequest:
    """The request to a child process: the uploaded files in `folder`, and their database.

    `source` is the name of the submission; None for that of the folder or file. `profile_text` is
    the mapping of an export. `supersedes` and `updates` add to the manifest. `content_hash` and
    `version` are those of the dry run that the user saw; None without one. `key` is the secret for
    pseudonyms; it is only kept in memory.
    """

    folder: Path
    url: str
    profile_text: str | None = None
    profile_name: str = "upload"
    partial: batches.Partial = batches.Partial.REFUSE
    supersedes: tuple[int, ...] | submission.All = ()
    updates: bool = False
    limits: readers.Limits = readers.UPLOAD
    source: str | None = None
    content_hash: str | None = None
    version: str | None = None
    # Real records go into a separate database if that of `url` contains only made-up ones.
    apart: bool = True
    # The database of made-up records from which a new one at `url` copies settings.
    made_up_url: str | None = None
    key: str = field(default="", repr=False)
    # The day on which the export was made; None: as stated in the mapping.
    extracted_on: date | None = None
    # The rows with column names, by the label of a file; in other files they are searched.
    heads: Mapping[str, source_layout.HeaderRows] = field(default_factory=dict)
    # How the rows of the files belong together; None: guess it.
    arranged: tuple[profile_model.SourceFile, ...] | None = None

    @property
    def sending(self) -> ImportService:
        """Return the import service with the choices of the request."""
        return ImportService(self.url, self.partial, self.supersedes, self.updates)


@dataclass(frozen=True)
class Examined:
    """The result of a dry run: a receipt per submission, and the measures that would change.

    `version` is that of the records; empty if there are none yet. `url` is the database for the
    rows, `made_up_url` that of made-up records if they are stored separately. `shape` describes an
    export that was read by a mapping.
    """

    receipts: tuple[batches.Receipt, ...]
    moves: tuple[import_impact.MeasureChange, ...]
    mapped: mapping_report.MappingReport | None
    content_hash: str
    version: str
    url: str = ""
    made_up_url: str | None = None
    shape: profile_model.Shape | None = None


@dataclass(frozen=True)
class Accepted:
    """The receipts of an upload that the user accepted.

    If records or files changed after the dry run, nothing is stored and `anew` is a new dry run.
    """

    receipts: tuple[batches.Receipt, ...]
    anew: Examined | None = None


class _RecordsChanged(errors.UserError):
    """Raised if the records have changed since the dry run that the user saw."""


@dataclass(frozen=True)
class UndoRequest:
    """The request to undo an import; `version` is that of the records that the user saw."""

    url: str
    batch_id: int
    version: str | None = None


def dry_run_upload(request: UploadRequest, progress: Progress) -> Examined:
    """Return what storing the files would do, without writing.

    Raises DatabaseUnavailable.
    """
    progress(submission.Stage.READING_FILES, 0, 1)
    read = _read(request)
    if isinstance(read, batches.Receipt):
        return Examined((read,), (), None, "", data_version(request.url), request.url)
    request = _with_target_url(request, read)
    read, refresh = _inherit_demo_settings(request, read)
    version = data_version(request.url)
    outcome = request.sending.try_out([read], progress, refresh)
    return Examined(
        tuple(map(_with_fewer_findings, outcome.receipts)),
        outcome.moves or (),
        read.mapped,
        read.content_hash,
        version,
        request.url,
        request.made_up_url,
        read.shape,
    )


def store_upload(request: UploadRequest, progress: Progress) -> Accepted:
    """Store the files, if files and records are unchanged since the dry run that the user saw.

    Raises DatabaseUnavailable.
    """
    progress(submission.Stage.READING_FILES, 0, 1)
    read = _read(request)
    if isinstance(read, batches.Receipt):
        return Accepted((read,), dry_run_upload(request, progress))
    if request.content_hash not in {None, read.content_hash}:
        return Accepted((), dry_run_upload(request, progress))
    read, refresh = _inherit_demo_settings(request, read)
    try:
        outcome = request.sending.store(
            [read],
            progress,
            # Checked inside the write transaction, so that no other write comes between.
            lambda records: refresh(records) if _refuse_changed(request) else None,
        )
    except _RecordsChanged:
        return Accepted((), dry_run_upload(request, progress))
    return Accepted(tuple(map(_with_fewer_findings, outcome.receipts)))


def draft_mapping(request: UploadRequest, progress: Progress) -> draft_export.Draft:
    """Return a draft mapping for the columns of an export."""
    progress(submission.Stage.LOOKING, 0, 1)
    return draft_export.draft_from_path(
        _export_path(request.folder), request.limits, told=request.heads, arranged=request.arranged
    )


def undo_import(request: UndoRequest, progress: Progress) -> batches.Undone:
    """Undo an import: remove its rows, and bring back the rows that it replaced.

    Raises UserError, also if the records have changed since the user saw them, and
    DatabaseUnavailable.
    """
    return batches.undo(
        request.url,
        request.batch_id,
        refresh=lambda records: metrics.refresh(records) if _refuse_changed(request) else None,
        progress=progress,
    )


def _read(request: UploadRequest) -> submission.Submission | batches.Receipt:
    """Return the submission in the files, or a receipt that says why there is none."""
    try:
        if request.profile_text is None:
            read = readers.read_submission(request.folder, request.limits)
        else:
            # The mapping was not uploaded as a file, so findings call it "the mapping".
            profile = parse_profile.parse_profile_text(
                request.profile_name, request.profile_text, file="the mapping"
            )
            read = mapping_pipeline.read_export(
                _export_path(request.folder),
                profile,
                request.limits,
                key=request.key,
                extracted_on=request.extracted_on,
            )
    except errors.SubmissionUnreadable as error:
        name = request.source or request.folder.name
        return batches.Receipt(
            source=name,
            status="refused",
            batch_id=None,
            rows_read=0,
            rows_stored=0,
            rows_refused=0,
            rows_good=0,
            findings=(findings.Finding(name, "file.unreadable", error.wording),),
            not_read=(),
            accepted_share=1.0,
        )
    return replace(read, source=request.source or read.source)


def _with_target_url(request: UploadRequest, read: submission.Submission) -> UploadRequest:
    """Return the request with the database for the submission, which may be a separate one."""
    stays = not request.apart or request.made_up_url or read.manifest.made_up
    if stays or not real_database.is_made_up(request.url):
        return request
    return replace(
        request, url=real_database.real_database_url(request.url), made_up_url=request.url
    )


def _inherit_demo_settings(
    request: UploadRequest, read: submission.Submission
) -> tuple[submission.Submission, batches.Refresh]:
    """Return the submission and refresh for a new database that copies settings of the demo.

    Both stay unchanged if the database exists or there is no demo. If the demo stores months
    instead of days, the new database does too.
    """
    if request.made_up_url is None or data_version(request.url):
        return read, metrics.refresh
    before = real_database.settings_to_take_over(request.made_up_url)
    # If the demo does not store days, the new database does not either.
    dates = "month" if before.dates == "month" else read.manifest.dates
    refresh = batches.refresh_with_settings(before, metrics.refresh)
    return replace(read, manifest=replace(read.manifest, dates=dates)), refresh


def _export_path(folder: Path) -> Path:
    """Return the only file of a folder, as exports often change their name; else the folder."""
    files = [one for one in folder.iterdir() if one.is_file()] if folder.is_dir() else []
    return files[0] if len(files) == 1 else folder


def _refuse_changed(request: UploadRequest | UndoRequest) -> bool:
    """Return True; raise _RecordsChanged if records changed since the user saw the result."""
    if request.version not in {None, data_version(request.url)}:
        raise _RecordsChanged(
            "The records have changed since. Nothing was done. Check the result again."
        )
    return True


def clean_up_killed(url: str, version: str, act: str) -> None:
    """Remove what a killed child process left of its write, and end its act in the audit log.

    `version` is that of the records before it began.
    """
    database.remove_leftovers(url)
    # If the log cannot be written now, the act stays as begun with unknown end.
    with suppress(errors.DatabaseUnavailable):
        audit.log_killed(url, act, unchanged=data_version(url) == version)


def data_version(url: str) -> str:
    """Return the version of the records; empty if there are none yet."""
    try:
        return database.data_version(url)
    except errors.DatabaseMissing:
        return ""


def _with_fewer_findings(receipt: batches.Receipt) -> batches.Receipt:
    """Return the receipt with at most FINDINGS_KEPT findings, errors first."""
    left = len(receipt.findings) - FINDINGS_KEPT
    if left <= 0:
        return receipt
    in_order = sorted(
        receipt.findings, key=lambda finding: finding.severity is findings.Severity.WARNING
    )
    last = in_order[FINDINGS_KEPT]
    wording = messages(
        "{count} more error or warning is not listed. Correct the listed ones first.",
        "{count} more errors and warnings are not listed. Correct the listed ones first.",
        left,
    )
    more = findings.Finding(last.file, "findings.more", wording, last.severity, occurrences=left)
    return replace(receipt, findings=(*in_order[:FINDINGS_KEPT], more))
