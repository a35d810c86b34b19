"""What is done with an upload in a child process: examined, stored, a batch of it undone."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import metrics
from dashboard import real_database
from dashboard.jobs.import_service import ImportService
from dashboard.jobs.runner import Progress
from metrics import import_impact
from schemas import errors, findings
from schemas.language import message, messages
from schemas.store import audit, database
from seed import batches, readers, submission
from seed.mapping import (
    draft_export,
    exports,
    mapping_report,
    parse_profile,
    profile_model,
    source_layout,
)

# A file with a fault in each row has as many findings; what is shown of them fits on a page.
FINDINGS_KEPT = 10_000


@dataclass(frozen=True)
class UploadRequest:
    """What is asked of a child: the files in `folder`, or its one file, and where they would go.

    `source` is what the submission is called; None: as the folder or file. `profile_text` maps a
    source's own export. `supersedes` and `updates` add to what its manifest says. `content_hash`
    and `version` are those that an outcome was shown for; None: of none. `key` is that of the
    profile's pseudonyms: it is kept in memory while the upload lasts.
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
    # Real records go into a database of their own where that of `url` holds made-up ones alone.
    apart: bool = True
    # The database of made-up records beside which that of `url` is begun.
    made_up_url: str | None = None
    key: str = field(default="", repr=False)
    # The day on which the export was made; None: as its mapping says.
    extracted_on: date | None = None
    # Where the names of columns stand, by the label of a file; it is looked for in the others.
    heads: Mapping[str, source_layout.HeaderRows] = field(default_factory=dict)
    # How their rows are arranged; None: as is guessed.
    arranged: tuple[profile_model.SourceFile, ...] | None = None

    @property
    def sending(self) -> ImportService:
        """As the files are sent."""
        return ImportService(self.url, self.partial, self.supersedes, self.updates)


@dataclass(frozen=True)
class Examined:
    """What storing would do: a receipt per submission, the measures that would move.

    `version` is that of the records it was examined against; empty where there are none yet.
    `url` is where the rows would go, `made_up_url` the made-up records that they are kept apart of.
    `shape` is what an export that a mapping read looks like.
    """

    receipts: tuple[batches.Receipt, ...]
    moves: tuple[import_impact.Move, ...]
    mapped: mapping_report.MappingReport | None
    content_hash: str
    version: str
    url: str = ""
    made_up_url: str | None = None
    shape: profile_model.Shape | None = None


@dataclass(frozen=True)
class Accepted:
    """What was stored; or, where the records or the files changed since, what would be stored."""

    receipts: tuple[batches.Receipt, ...]
    anew: Examined | None = None


class _RecordsChanged(errors.UserError):
    """The records are others than those that the outcome was shown for."""


@dataclass(frozen=True)
class UndoRequest:
    """What is asked of a child that undoes a batch; `version` is that of the records seen."""

    url: str
    batch_id: int
    version: str | None = None


def examine(request: UploadRequest, progress: Progress) -> Examined:
    """What storing the files would do; nothing is written.

    Raises DatabaseUnavailable.
    """
    progress(submission.Stage.READING_FILES, 0, 1)
    read = _read(request)
    if isinstance(read, batches.Receipt):
        return Examined((read,), (), None, "", data_version(request.url), request.url)
    request = _with_target_database(request, read)
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


def accept(request: UploadRequest, progress: Progress) -> Accepted:
    """Store the files, if they and the records are still those that an outcome was shown for.

    Raises DatabaseUnavailable.
    """
    progress(submission.Stage.READING_FILES, 0, 1)
    read = _read(request)
    if isinstance(read, batches.Receipt):
        return Accepted((read,), examine(request, progress))
    if request.content_hash not in {None, read.content_hash}:
        return Accepted((), examine(request, progress))
    read, refresh = _inherit_demo_settings(request, read)
    try:
        outcome = request.sending.store(
            [read],
            progress,
            # Asked within the write: nobody else's comes between.
            lambda records: refresh(records) if _refuse_changed(request) else None,
        )
    except _RecordsChanged:
        return Accepted((), examine(request, progress))
    return Accepted(tuple(map(_with_fewer_findings, outcome.receipts)))


def draft_mapping(request: UploadRequest, progress: Progress) -> draft_export.Draft:
    """The columns of a source's own export, with what is guessed of them."""
    progress(submission.Stage.LOOKING, 0, 1)
    return draft_export.draft(
        _export(request.folder), request.limits, told=request.heads, arranged=request.arranged
    )


def undo(request: UndoRequest, progress: Progress) -> batches.Undone:
    """Undo an import: remove its rows, and bring back the rows that it replaced.

    Raises UserError and DatabaseUnavailable as `batches.undo` does, and UserError where the records
    are others than those that were seen.
    """
    return batches.undo(
        request.url,
        request.batch_id,
        refresh=lambda records: metrics.refresh(records) if _refuse_changed(request) else None,
        progress=progress,
    )


def _read(request: UploadRequest) -> submission.Submission | batches.Receipt:
    """The submission, or the receipt of what is none."""
    try:
        read = _by_profile(request)
    except errors.SubmissionUnreadable as error:
        return _unreadable(request, error.wording)
    return replace(read, source=request.source or read.source)


def _with_target_database(request: UploadRequest, read: submission.Submission) -> UploadRequest:
    """The request with the database that the submission belongs into."""
    stays = not request.apart or request.made_up_url or read.manifest.made_up
    if stays or not real_database.is_made_up(request.url):
        return request
    return replace(
        request, url=real_database.real_database_url(request.url), made_up_url=request.url
    )


def _inherit_demo_settings(
    request: UploadRequest, read: submission.Submission
) -> tuple[submission.Submission, batches.Refresh]:
    """The submission and the refresh with which a new database inherits the settings of the demo.

    Both stay unchanged where the database exists, or has no demo beside it. Where the demo keeps
    months alone, so does the manifest.
    """
    if request.made_up_url is None or data_version(request.url):
        return read, metrics.refresh
    before = real_database.settings_to_take_over(request.made_up_url)
    # Days that the desk does not keep are not kept in its new database either.
    dates = "month" if before.dates == "month" else read.manifest.dates
    refresh = batches.with_habits(before, metrics.refresh)
    return replace(read, manifest=replace(read.manifest, dates=dates)), refresh


def _by_profile(request: UploadRequest) -> submission.Submission:
    if request.profile_text is None:
        return readers.read_submission(request.folder, request.limits)
    # Its findings name no file that nobody has sent.
    profile = parse_profile.parse(request.profile_name, request.profile_text, file="the mapping")
    return exports.read_export(
        _export(request.folder),
        profile,
        request.limits,
        key=request.key,
        extracted_on=request.extracted_on,
    )


def _export(folder: Path) -> Path:
    """Its one file, where it has one: the next export of a source is seldom called the same."""
    files = [one for one in folder.iterdir() if one.is_file()] if folder.is_dir() else []
    return files[0] if len(files) == 1 else folder


def _unreadable(request: UploadRequest, words: str) -> batches.Receipt:
    name = request.source or request.folder.name
    return batches.Receipt(
        source=name,
        status="refused",
        batch_id=None,
        rows_read=0,
        rows_stored=0,
        rows_refused=0,
        rows_good=0,
        findings=(findings.Finding(name, "file.unreadable", words),),
        not_read=(),
        accepted_share=1.0,
    )


def _refuse_changed(request: UploadRequest | UndoRequest) -> bool:
    """Raises _Changed where the records are others than those that an outcome was shown for."""
    if request.version not in {None, data_version(request.url)}:
        raise _RecordsChanged(
            message("The records have changed since. Nothing was done. Check the result again.")
        )
    return True


def clean_up_killed(url: str, version: str, act: str) -> None:
    """Remove what a killed child left of its write, and end its act in the audit log.

    `version` is that of the records before it began.
    """
    database.remove_leftovers(url)
    # What cannot be written down now stays as it is: begun, and not known how it ended.
    with suppress(errors.DatabaseUnavailable):
        audit.end_killed(url, act, unchanged=data_version(url) == version)


def data_version(url: str) -> str:
    """The version of the records; empty where there are none yet."""
    try:
        return database.data_version(url)
    except errors.DatabaseMissing:
        return ""


def _with_fewer_findings(receipt: batches.Receipt) -> batches.Receipt:
    """The receipt with as many findings as anybody reads, errors first."""
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
