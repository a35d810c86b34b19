"""The state of an upload in a session: chosen files, work in progress, dry run, stored import."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import IntEnum
from functools import partial

import streamlit as st

from dashboard import data
from dashboard.jobs import impact_jobs, return_jobs, runner, upload_jobs
from dashboard.jobs.upload_files import ReceivedFile, UploadedFiles
from schemas import findings
from schemas.language import marked
from seed import batches
from seed.mapping import draft_export, profile_model, source_layout

KEY = "upload.desk"
LEAVE = marked("Leave")
LEAVE_MAPPING = marked("Leave, and discard the files and the mapping")


class Step(IntEnum):
    """The step of an upload that the user sees."""

    CHOOSE = 1
    MAP = 2
    WAIT = 3
    DECIDE = 4
    DONE = 5


@dataclass
class UploadSession:
    """One upload of one session. `turn` differs for each upload, and is in its widgets' keys."""

    session: str = field(default_factory=secrets.token_hex)
    turn: int = 0
    kept: UploadedFiles | None = None
    # The requests of the result that is shown, and of the work in progress.
    request: upload_jobs.UploadRequest | None = None
    asked: upload_jobs.UploadRequest | None = None
    job: runner.Job | None = None
    draft: draft_export.Draft | None = None
    # The jurisdiction that the user stated before mapping the columns.
    jurisdiction: str = ""
    examined: upload_jobs.Examined | None = None
    # Returns that were checked, and those that were imported.
    returns: tuple[return_jobs.CheckedReturn, ...] = ()
    imported: return_jobs.Imported = return_jobs.NONE_IMPORTED
    # Whether to say, once, that records have changed since the result was shown.
    is_anew: bool = False
    is_accepting: bool = False
    stored: batches.Receipt | None = None
    # The database of the import; another session may have switched the server to another one.
    stored_in: str = ""
    undone: batches.Undone | None = None
    # Whether to say that the files shown by the browser were lost with the previous server.
    has_lost_files: bool = False
    fault: findings.Finding | None = None

    @property
    def step(self) -> Step:
        """Return the step that the user sees."""
        if self.job is not None:
            return Step.WAIT
        if self.stored is not None or self.undone is not None or self.imported.returns:
            return Step.DONE
        if self.examined is not None or self.returns:
            return Step.DECIDE
        return Step.MAP if self.draft is not None else Step.CHOOSE

    @property
    def receipt(self) -> batches.Receipt | None:
        """Return the last receipt (result): of the stored import, else of the dry run."""
        if self.stored is not None:
            return self.stored
        return self.examined.receipts[0] if self.examined is not None else None

    @property
    def outcome(self) -> upload_jobs.Examined:
        """Return the result of the dry run."""
        assert self.examined is not None
        return self.examined

    def key(self, name: str) -> str:
        """Return a key for a widget of this upload."""
        return f"upload.{self.turn}.{name}"

    def keep(self, sent: list[ReceivedFile], jurisdiction: str = "") -> None:
        """Forget the last upload, and keep the files in a private folder, with the jurisdiction.

        Raises UserError if the jurisdiction code is invalid.
        """
        kept = UploadedFiles(sent)
        if jurisdiction:
            kept.state(jurisdiction)
        self.clear()
        self.kept = kept
        self.request = upload_jobs.UploadRequest(
            self.kept.path,
            data.current_source().url,
            source=self.kept.title,
            profile_name=self.kept.title,
        )

    def examine(self, request: upload_jobs.UploadRequest) -> None:
        """Start a dry run of the files."""
        self._begin(runner.start_job(upload_jobs.dry_run_upload, request, session=self.session))
        self.asked = request

    def check_returns(self) -> None:
        """Start to check the files as returns."""
        assert self.kept is not None
        request = return_jobs.CheckRequest(self.kept.folder, data.current_source().url)
        self._begin(runner.start_job(return_jobs.check_returns, request, session=self.session))

    def import_returns(self, trusted: frozenset[str]) -> None:
        """Start to import the returns as they were checked; `trusted` are fingerprints of keys."""
        url = data.current_source().url
        request = return_jobs.ImportRequest(url, self.returns, trusted)
        self._begin(runner.start_job(return_jobs.import_returns, request, session=self.session))

    def find_columns(
        self,
        heads: Mapping[str, source_layout.HeaderRows] = source_layout.NO_HEADER_ROWS,
        arranged: Sequence[profile_model.SourceFile] | None = None,
    ) -> None:
        """Start to find the columns of the files. `heads` has chosen rows of column names, by file.

        `arranged` are the files, and SELECTs over them, as the user set them. With None the program
        guesses the SELECTs.
        """
        assert self.request is not None
        files = None if arranged is None else tuple(arranged)
        said = {**self.request.heads, **heads}
        self.request = replace(self.request, heads=said, arranged=files)
        self._begin(runner.start_job(upload_jobs.draft_mapping, self.request, session=self.session))

    @property
    def begins_with(self) -> str:
        """Return the name of the mapping with which the files were checked before; else empty."""
        return self.request.profile_name if self.is_mapped and self.request is not None else ""

    @property
    def is_mapped(self) -> bool:
        """Return whether the dry run used a mapping, to which the user can go back."""
        return self.request is not None and self.request.profile_text is not None

    @property
    def leave_label(self) -> str:
        """Return the label of the button to leave the upload. It says what will be lost."""
        has_mapping = self.draft is not None or self.is_mapped
        return LEAVE_MAPPING if has_mapping else LEAVE

    def back(self) -> None:
        """Go back to the mapping with all files and choices."""
        self.examined, self.is_anew = None, False
        if self.draft is None:
            self.find_columns()

    def accept(self) -> None:
        """Start to store the files. They are stored only if nothing changed since the dry run."""
        assert self.request is not None
        assert self.examined is not None
        examined = self.examined
        request = replace(
            self.request,
            content_hash=examined.content_hash,
            version=examined.version,
            url=examined.url,
            made_up_url=examined.made_up_url,
        )
        self._write(upload_jobs.store_upload, request)
        self.is_accepting = True

    def undo(self, batch_id: int) -> None:
        """Start to undo the import."""
        request = upload_jobs.UndoRequest(self.stored_in, batch_id)
        self._write(upload_jobs.undo_import, request, impact_jobs.UNDO_WORDS)

    def clear(self) -> None:
        """Remove the files and all choices."""
        if self.job is not None:
            self.job.cancel()
        if self.kept is not None:
            self.kept.let_go()
        fresh = UploadSession(session=self.session, turn=self.turn + 1)
        self.__dict__.update(fresh.__dict__)

    def settle(self) -> None:
        """Store the result or fault of work that has ended."""
        job = self.job
        if job is None or job.ended is None:
            return
        self.job, ended = None, job.ended
        self.is_anew = self.is_accepting = False
        if ended.fault is not None:
            self._keep_fault(ended.fault)
            return
        match ended.result:
            case return_jobs.Checked(checked):
                self.returns = checked
            case return_jobs.Imported() as imported:
                self.imported = imported
                self._let_files_go()
            case upload_jobs.Examined() as examined:
                self.examined, self.request = examined, self.asked
            case draft_export.Draft() as draft:
                self.draft = draft
            case upload_jobs.Accepted(receipts, anew):
                self._take(receipts, anew)
            case batches.Undone() as undone:
                self.undone = undone
                self._back_from_empty()

    def _write(
        self,
        work: runner.Work,
        request: upload_jobs.UploadRequest | upload_jobs.UndoRequest,
        words: runner.Words = runner.UPLOAD_WORDS,
    ) -> None:
        tidy = partial(
            upload_jobs.clean_up_killed, request.url, upload_jobs.data_version(request.url)
        )
        self._begin(runner.start_job(work, request, session=self.session, tidy=tidy, words=words))

    def _begin(self, job: runner.Job) -> None:
        self.fault, self.job = None, job

    def _keep_fault(self, fault: findings.Finding) -> None:
        self.fault = fault
        if self.stored is not None:
            self._undone_after_all(self.stored)
        if self.examined is None or self.stored is not None:
            return
        if (batch_id := self._stored_as()) is not None:
            # It was stored before the job could be stopped.
            receipt = self.examined.receipts[0]
            self.fault = None
            self._has_stored(replace(receipt, status="stored", batch_id=batch_id))

    def _undone_after_all(self, stored: batches.Receipt) -> None:
        listed = data.batches(self.stored_in)
        gone = listed[(listed["batch_id"] == stored.batch_id) & listed["undone_at"].notna()]
        if len(gone):
            # It was undone before the job could be stopped.
            self.fault = None
            self.undone = data.count_undone_rows(int(gone["batch_id"].iloc[0]), self.stored_in)
            self._back_from_empty()

    def _stored_as(self) -> int | None:
        assert self.examined is not None
        if not upload_jobs.data_version(self.examined.url):
            return None
        listed = data.batches(self.examined.url)
        same = listed["content_hash"] == self.examined.content_hash
        batch_ids = listed[same & listed["undone_at"].isna()]["batch_id"]
        before = self.examined.receipts[0].batch_id
        return next((int(one) for one in batch_ids if one != before), None)

    def _take(
        self, receipts: tuple[batches.Receipt, ...], anew: upload_jobs.Examined | None
    ) -> None:
        if anew is not None:
            self.examined, self.is_anew = anew, True
        elif receipts[0].status == "stored":
            self._has_stored(receipts[0])
            self._let_files_go()
        elif self.examined is not None:
            self.examined, self.is_anew = replace(self.examined, receipts=receipts), True

    def _has_stored(self, receipt: batches.Receipt) -> None:
        self.stored, self.stored_in = receipt, self.outcome.url
        if self.outcome.made_up_url is not None:
            # From now on the dashboard shows the user's own records.
            data.switch_database(self.stored_in)

    def _back_from_empty(self) -> None:
        """Show the database of made-up records again if all own records were undone."""
        made_up_url = self.outcome.made_up_url
        listed = data.batches(self.stored_in)
        if made_up_url is not None and listed["undone_at"].notna().all():
            data.switch_database(made_up_url)

    def _let_files_go(self) -> None:
        if self.request is not None:
            # The key of the pseudonyms is removed too.
            self.request = replace(self.request, key="")
        self.asked = None
        if self.kept is not None:
            self.kept.let_go()


def current_upload() -> UploadSession:
    """Return the upload of this session."""
    if KEY not in st.session_state:
        st.session_state[KEY] = UploadSession()
        runner.preload_modules()
    upload = st.session_state[KEY]
    assert isinstance(upload, UploadSession)
    return upload
