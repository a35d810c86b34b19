"""Cards on imports: where records came from, the findings of one import, and how to undo it."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from secrets import token_hex

import pandas as pd
import streamlit as st

from dashboard import access, data, real_database, untrusted_text, words
from dashboard.frames import changed_measures, submissions
from dashboard.jobs import impact_jobs, runner, upload_jobs
from dashboard.jobs.runner import Step
from dashboard.pages.quality import frames
from dashboard.ui import audit_events, chart_card, downloads, filters, html_card, job_progress
from metrics import results
from schemas import findings, language, scopes, tables
from schemas.language import marked, n, t
from schemas.store import bookkeeping, database
from seed import batches, submission

NO_BATCH = marked(
    "This office has not sent an import of its own. Its records came with those of its"
    " jurisdiction."
)


def imports_sentences(batches: pd.DataFrame) -> str:
    """Return sentences on the imports in `batches`: rows stored, share accepted, findings."""
    if batches.empty:
        return t(NO_BATCH)
    stored = submissions.batches_in_force(batches)
    read, refused = int(stored["rows_read"].sum()), int(stored["rows_refused"].sum())
    parts = [
        n(
            "The records of {count} jurisdiction came in {imports} imports.",
            "The records of {count} jurisdictions came in {imports} imports.",
            stored["jurisdiction"].nunique(),
            imports=words.count(len(stored)),
        )
        if len(stored) != 1
        else t("The records came in 1 import."),
        n("{count} row is stored.", "{count} rows are stored.", int(stored["rows_stored"].sum())),
    ]
    if read and not refused:
        parts.append(t("No row was rejected."))
    elif read:
        accepted = words.share((read - refused) / read)
        parts.append(t("{share} of the rows sent were accepted.", share=accepted))
    errors, found = int(stored["errors"].sum()), int(stored["findings"].sum())
    parts.append(frames.found_sentence(errors, found - errors))
    return " ".join(parts)


HASH_SHOWN = 12
BATCHES_SHOWN = 20
OF_WHOLE = marked(
    "This is counted over all records of the jurisdiction, and shown only to the jurisdiction."
)
BATCH_HEADINGS = (
    *(marked("Import"), marked("Source"), marked("Place"), marked("Reference date")),
    *(marked("Period"), marked("Rows stored"), marked("Accepted")),
    *(marked("Errors and warnings"), marked("Stored")),
)
TABLE = marked("Table")
# Headings of the columns with numbers of rows.
DIFFERENCE_HEADINGS = {
    "read": marked("Read"),
    "new": marked("New"),
    "changed": marked("Changed"),
    "unchanged": marked("Unchanged"),
    "refused": marked("Rejected"),
    "removed": marked("Removed"),
}


def draw_batches(batches: pd.DataFrame) -> None:
    """Draw a table of the imports and their sources, the newest first."""
    names = filters.current_options().jurisdictions
    rows = [_batch_cells(batch, names) for batch in results.row_dicts(batches.iloc[::-1])]
    headings = [t(heading) for heading in BATCH_HEADINGS]
    html_card.draw_table(headings, rows[:BATCHES_SHOWN], name="batches")
    if len(rows) > BATCHES_SHOWN:
        left = len(rows) - BATCHES_SHOWN
        with st.expander(n("{count} earlier import", "{count} earlier imports", left)):
            chart_card.draw_plain_table(
                pd.DataFrame(rows[BATCHES_SHOWN:], columns=headings), name="batches"
            )


def choose_batch(batches: pd.DataFrame, key: str) -> int:
    """Draw a select box of the imports, the newest first, and return the id of the chosen one."""
    names = filters.current_options().jurisdictions
    labels = {
        batch["batch_id"]: f"{batch['batch_id']}: "
        f"{names.get(batch['jurisdiction'], batch['jurisdiction'])} ({batch['source']})"
        for batch in results.row_dicts(batches.iloc[::-1])
    }
    return int(
        st.selectbox(
            t("Import"),
            list(labels),
            format_func=labels.__getitem__,
            key=f"quality.batch.{key}",
            width=340,
        )
    )


def draw_difference(batch_id: int) -> None:
    """Draw a table of what an import added, changed and removed, by table of records."""
    of_batch = results.row_dicts(data.rows_of_batch(batch_id, "tables"))
    by_table = {str(row["table_name"]): row for row in of_batch if row["read"] or row["removed"]}
    rows = [
        [
            words.code(table.name),
            *(_count_or_dash(by_table[table.name][name]) for name in DIFFERENCE_HEADINGS),
        ]
        for table in tables.RECORD_TABLES
        if table.name in by_table
    ]
    headings = [t(heading) for heading in (TABLE, *DIFFERENCE_HEADINGS.values())]
    html_card.draw_table(headings, rows, name="difference", look="dense")


def draw_reidentification(batch_id: int) -> None:
    """Draw how many people in an import have a unique combination of characteristics."""
    if data.current_source().scope.office:
        html_card.draw_note(t(OF_WHOLE), key="alone")
        return
    sentences = frames.reidentification_sentences(data.rows_of_batch(batch_id, "reidentification"))
    if not sentences:
        html_card.draw_note(
            t(
                "No result is stored: the import has no records of people, or an older version of"
                " the program stored it."
            ),
            key="alone",
        )
    for sentence in sentences:
        st.text(sentence)


def draw_files(batch_id: int) -> None:
    """Draw a folded table of an import's files with the first characters of their SHA-256."""
    rows = [
        [
            str(row["file"]),
            str(row["table_name"]),
            words.count(row["rows_read"]),
            words.count(row["rows_stored"]),
            str(row["sha256"])[:HASH_SHOWN],
        ]
        for row in results.row_dicts(data.rows_of_batch(batch_id, "files"))
    ]
    headings = (
        *(t("File"), t("Table"), t("Rows read"), t("Rows stored")),
        t("Start of SHA-256"),
    )
    with st.expander(n("{count} file", "{count} files", len(rows))):
        html_card.draw_table(headings, rows, name="files")


def is_erased(batch: Mapping[str, object]) -> bool:
    """Return whether an import was deleted permanently, with only its entry left."""
    return batch["content_hash"] == bookkeeping.NO_HASH


def _batch_cells(batch: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    ends = [frames.day_or_dash(batch[end]) for end in ("period_from", "period_to")]
    return [
        str(batch["batch_id"]),
        _source_text(batch),
        names.get(str(batch["jurisdiction"]), str(batch["jurisdiction"])),
        frames.day_or_dash(batch["extracted_on"]),
        t("{first} to {last}", first=ends[0], last=ends[1])
        if all(end != "—" for end in ends)
        else "—",
        words.count(int(str(batch["rows_stored"]))),
        words.share(float(str(batch["accepted_share"]))),
        words.count(int(str(batch["findings"]))),
        _import_state_text(batch),
    ]


def _source_text(batch: Mapping[str, object]) -> str:
    """Return the name of an import's source, and how it was read."""
    parts = [str(batch["source"])]
    if batch["made_up"]:
        parts.append(t("demonstration data"))
    if pd.notna(batch["mapping"]):
        parts.append(t("mapping: {mapping}", mapping=batch["mapping"]))
    return "; ".join(parts)


def _import_state_text(batch: Mapping[str, object]) -> str:
    """Return when an import was stored, and whether it was undone or replaced since."""
    if pd.notna(batch["undone_at"]):
        ended = frames.day_or_dash(batch["undone_at"])
        if is_erased(batch):
            return t("deleted permanently on {day}", day=ended)
        return t("undone on {day}", day=ended)
    stored, by = frames.day_or_dash(batch["stored_at"]), batch.get("replaced_by")
    if pd.isna(by):
        return stored
    return t("{day}; replaced by import {number}", day=stored, number=str(by).partition(".")[0])


def _count_or_dash(number: object) -> str:
    return "—" if pd.isna(number) else words.count(float(str(number)))


FINDINGS_SHOWN = 20


def draw_findings(batch_id: int) -> None:
    """Draw a table of the findings of an import by rule, and a download of all."""
    findings = data.rows_of_batch(batch_id, "findings")
    st.text(frames.findings_sentence(findings))
    if findings.empty:
        return
    table = frames.findings_by_rule(findings)
    html_card.draw_frame(table.head(FINDINGS_SHOWN), name="findings")
    if len(table) > FINDINGS_SHOWN:
        with st.expander(n("{count} more", "{count} more", len(table) - FINDINGS_SHOWN)):
            chart_card.draw_plain_table(table.iloc[FINDINGS_SHOWN:], name="findings")
    content = untrusted_text.csv_bytes(frames.findings_for_file(findings, batch_id))
    downloads.draw_download(
        t("Download all errors and warnings (CSV)"),
        audit_events.audited_download(content, what="findings", name=f"batch {batch_id}"),
        name=f"findings_of_batch_{batch_id}.csv",
        kind="text/csv",
        key="quality.findings",
    )


def draw_not_read(batch_id: int) -> None:
    """Draw a table of the source's columns that were not read."""
    columns: pd.DataFrame = data.rows_of_batch(batch_id, "not_read")
    if columns.empty:
        st.text(t("All columns of the source were read."))
        return
    rows = [
        [str(file), language.comma_list(sorted(map(str, of_file["column_name"])))]
        for file, of_file in columns.groupby("file")
    ]
    html_card.draw_table(
        (t("File"), t("Columns that were not read and are not stored")), rows, name="not_read"
    )


UNDO_KEY = "quality.undoing"
WAITING = marked("Waiting for other work to finish …")
MOVES_SHOWN = 12
ELSEWHERE = marked("You can undo an import from the command line, or on the computer that runs it.")
NOT_HERE = marked(
    "Only the administrator of this server can undo an import, from the command line."
)
HOW_BACK = marked("To bring it back, import the same files again.")
UNDO_STEPS: dict[str, str] = {
    submission.Stage.REMOVING: marked("Removing the rows …"),
    submission.Stage.COUNTING: marked("Calculating the measures …"),
}


@dataclass
class UndoState(job_progress.JobState):
    """The undo of an import. `result` is its preview; `undone` is what was undone in the end."""

    batch_id: int = 0
    undone: batches.Undone | None = None

    def ask(self, batch_id: int) -> None:
        """Start to calculate what undoing an import would do."""
        self.batch_id, self.undone = batch_id, None
        self._begin(impact_jobs.preview_undo)

    def undo(self) -> None:
        """Start to undo the import, if the records have not changed since the preview."""
        self._begin(upload_jobs.undo_import, self.result.version if self.result else None)

    def reset(self) -> None:
        """Discard the request; work in progress is stopped and changes nothing."""
        super().reset()
        self.batch_id, self.undone = 0, None

    def settle(self) -> None:
        """Store the result or fault of work that has ended."""
        super().settle()
        if isinstance(self.result, batches.Undone):
            self.undone, self.result = self.result, None

    def fail(self, fault: findings.Finding) -> None:
        """Keep the reason why the import was not undone; if it was undone after all, keep that."""
        listed = data.batches()
        gone = listed[(listed["batch_id"] == self.batch_id) & listed["undone_at"].notna()]
        if len(gone) and fault.rule != runner.Rule.STOPPED:
            self.undone = data.count_undone_rows(self.batch_id)
        else:
            super().fail(fault)

    def _begin(self, work: runner.Work, version: str | None = None) -> None:
        request = upload_jobs.UndoRequest(data.current_source().url, self.batch_id, version)
        tidy = partial(
            upload_jobs.clean_up_killed, request.url, upload_jobs.data_version(request.url)
        )
        words, session = impact_jobs.UNDO_WORDS, f"undo-{token_hex(8)}"
        self.begin(work, request, session=session, tidy=tidy, words=words)
        self.batch_id = request.batch_id


def session_undo() -> UndoState:
    """Return the state of the undo in this session."""
    return job_progress.session_state(UNDO_KEY, UndoState)


def draw_undo(batches: pd.DataFrame, batch_id: int) -> None:
    """Draw the next step of undoing an import in this session, or why it cannot be undone."""
    [batch] = results.row_dicts(batches[batches["batch_id"] == batch_id])
    ended, desk = frames.day_or_dash(batch["undone_at"]), session_undo()
    if is_erased(batch):
        chart_card.draw_no_data(
            t("Deleted permanently on {day}. This cannot be undone.", day=ended)
        )
    elif pd.notna(batch["undone_at"]):
        undone = t("This import was undone on {day}.", day=ended)
        _draw_notice(f"{undone} {t(HOW_BACK)}")
    elif not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        _draw_notice(
            t(ELSEWHERE) if scopes.parse_scope(access.scope_id()).reads_all else t(NOT_HERE)
        )
    elif not database.may_write(data.records_url()):
        _draw_notice(t(real_database.BY_IMPORTER))
    elif desk.batch_id == batch_id and desk.job is not None:
        job_progress.follow_job(desk, t(WAITING), _undo_progress, key="quality.undo.cancel")
    elif desk.batch_id == batch_id and desk.result is not None:
        _confirm_undo(desk, desk.result)
    elif desk.batch_id == batch_id and desk.fault:
        _draw_notice(desk.fault)
        _draw_leave_button(desk)
    else:
        _ask_undo(desk, batch_id)


def last_undone_sentence() -> str:
    """Return a sentence on the import that this session undid last; empty if none."""
    undone = session_undo().undone
    return f"{submissions.undone_sentence(undone)} {t(HOW_BACK)}" if undone else ""


def _ask_undo(desk: UndoState, batch_id: int) -> None:
    html_card.draw_note(
        t("First you see which rows would be removed and which measures would change."), "undo"
    )
    if st.button(t("Undo import {number} …", number=batch_id), key="quality.undo"):
        desk.ask(batch_id)
        st.rerun()


def _undo_progress(step: Step) -> tuple[float, str]:
    return min(1.0, job_progress.done_share(step)), t(UNDO_STEPS.get(step.what, step.what))


def _confirm_undo(desk: UndoState, outlook: impact_jobs.UndoPreview) -> None:
    undone = outlook.undone
    parts = [
        n(
            "Undoing import {number} ({source}) removes {count} row.",
            "Undoing import {number} ({source}) removes {count} rows.",
            undone.rows,
            number=undone.batch_id,
            source=undone.source,
        )
    ]
    if undone.restored:
        parts.append(
            n(
                "{count} row that it replaced comes back.",
                "{count} rows that it replaced come back.",
                undone.restored,
            )
        )
    _draw_notice(" ".join([*parts, changed_measures.changes_summary(outlook.moves), t(HOW_BACK)]))
    seen = changed_measures.main_changes(outlook.moves)[:MOVES_SHOWN]
    if seen:
        names = filters.current_options().jurisdictions
        table = changed_measures.changes_table(seen, names)
        html_card.draw_frame(table, name="undo.moves")
        chart_card.draw_csv_download(table, name="undo.moves")
    with st.container(horizontal=True):
        if st.button(
            t("Undo import {number}", number=undone.batch_id),
            type="primary",
            key="quality.undo.yes",
        ):
            desk.undo()
            st.rerun()
        _draw_leave_button(desk)


def _draw_leave_button(desk: UndoState) -> None:
    if st.button(t("Keep it"), key="quality.undo.no"):
        desk.reset()
        st.rerun()


def _draw_notice(text: str) -> None:
    html_card.draw_notice(text, key="quality.undo.said")
