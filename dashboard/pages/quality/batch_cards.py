"""Cards on batches: where the records came from, what was found in one, and how to undo it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from secrets import token_hex

import pandas as pd
import streamlit as st

from dashboard import access, data, real_database, words
from dashboard.export import csv_file
from dashboard.frames import moves, submissions
from dashboard.jobs import batch_impact, runner, upload_jobs
from dashboard.jobs.runner import Step
from dashboard.pages.quality import frames
from dashboard.ui import audit_events, chart_card, downloads, filters, html_card, job_progress
from schemas import findings, scopes, tables
from schemas.store import bookkeeping, database
from seed import batches, submission

NO_BATCH = "This office sent no import of its own: its records came with those of its jurisdiction."


def records_sentence(batches: pd.DataFrame) -> str:
    """How much is stored, and how much of what was sent. `batches` as `data` returns them."""
    if batches.empty:
        return NO_BATCH
    stored = submissions.in_force(batches)
    read, refused = int(stored["rows_read"].sum()), int(stored["rows_refused"].sum())
    accepted = words.share((read - refused) / read) if read else "nothing"
    were = "were" if read else "was"
    findings = int(stored["findings"].sum())
    return (
        f"{words.counted(len(stored), 'batch', 'batches')} from"
        f" {words.counted(stored['jurisdiction'].nunique(), 'jurisdiction')}"
        f" {'holds' if len(stored) == 1 else 'hold'}"
        f" {words.counted(int(stored['rows_stored'].sum()), 'row')}: {accepted} of the rows sent"
        f" {were} accepted. {words.counted(findings, 'finding')}"
        f" {'stands' if findings == 1 else 'stand'} beside them."
    )


HASH_SHOWN = 12
BATCHES_SHOWN = 20
OF_WHOLE = "It is counted over all records of the jurisdiction, and told to it."
BATCH_HEADINGS = (
    *("Batch", "Source", "Place", "State on", "Period", "Rows stored", "Accepted", "Findings"),
    "Stored",
)
DIFFERENCE_HEADINGS = ("Table", "Read", "New", "Changed", "Unchanged", "Refused", "Removed")


def draw_batches(batches: pd.DataFrame) -> None:
    """Draw the batches with their provenance, last stored first."""
    names = filters.options().jurisdictions
    rows = [_batch_cells(batch, names) for batch in batches.iloc[::-1].to_dict("records")]
    html_card.draw_table(BATCH_HEADINGS, rows[:BATCHES_SHOWN], name="batches")
    if len(rows) > BATCHES_SHOWN:
        with st.expander(f"{words.count(len(rows) - BATCHES_SHOWN)} earlier batches"):
            chart_card.draw_lines(
                pd.DataFrame(rows[BATCHES_SHOWN:], columns=list(BATCH_HEADINGS)), name="batches"
            )


def choose_batch(batches: pd.DataFrame, key: str) -> int:
    """The batch that the person looks into; the last stored at first."""
    sources = dict(zip(batches["batch_id"], batches["source"], strict=True))
    return int(
        st.selectbox(
            "Batch",
            list(batches["batch_id"])[::-1],
            format_func=lambda id_: f"{id_}: {sources[id_]}",
            key=f"quality.batch.{key}",
            width=340,
        )
    )


def draw_difference(batch_id: int) -> None:
    """Draw what became of the batch's rows, by table."""
    by_table = data.of_batch(batch_id, "tables")
    order = {table.name: place for place, table in enumerate(tables.RECORD_TABLES)}
    by_table = by_table.sort_values("table_name", key=lambda names: names.map(order))
    rows = [
        [
            words.code(str(row["table_name"])),
            *(_count_or_dash(row[name.lower()]) for name in DIFFERENCE_HEADINGS[1:]),
        ]
        for row in by_table.to_dict("records")
        if row["read"] or row["removed"]
    ]
    html_card.draw_table(DIFFERENCE_HEADINGS, rows, name="difference", look="dense")


def draw_reidentification(batch_id: int) -> None:
    """Say of how many persons something could be found out by who knows a little of them."""
    if data.current().scope.office:
        html_card.draw_note(OF_WHOLE, key="alone")
        return
    sentences = frames.reidentification_sentences(data.of_batch(batch_id, "reidentification"))
    if not sentences:
        html_card.draw_note(
            "No report was kept: the batch brought no persons, or an older version stored it.",
            key="alone",
        )
    for sentence in sentences:
        st.text(sentence)


def draw_files(batch_id: int) -> None:
    """Draw a batch's files with the first letters of their SHA-256, closed."""
    rows = [
        [
            str(row["file"]),
            str(row["table_name"]),
            words.count(row["rows_read"]),
            words.count(row["rows_stored"]),
            str(row["sha256"])[:HASH_SHOWN],
        ]
        for row in data.of_batch(batch_id, "files").to_dict("records")
    ]
    headings = ("File", "Table", "Rows read", "Rows stored", "SHA-256 begins")
    with st.expander(f"{words.count(len(rows))} files"):
        html_card.draw_table(headings, rows, name="files")


def draw_undo(batches: pd.DataFrame, batch_id: int) -> None:
    """The way to undo the batch, or when it was undone."""
    [batch] = batches[batches["batch_id"] == batch_id].to_dict("records")
    undone_at = batch["undone_at"]
    if is_erased(batch):
        chart_card.draw_nothing(f"Erased on {day_or_dash(undone_at)}, which cannot be undone.")
        return
    _draw_undo_steps(batch_id, undone_on="" if pd.isna(undone_at) else day_or_dash(undone_at))


def day_or_dash(when: object) -> str:
    """A day or time as a day in words."""
    return "—" if pd.isna(when) else words.day(pd.Timestamp(str(when)).date())


def is_erased(batch: Mapping[str, object]) -> bool:
    """Whether nothing is left of the batch but its line."""
    return batch["content_hash"] == bookkeeping.NO_HASH


def _batch_cells(batch: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    undone, by = pd.notna(batch["undone_at"]), batch.get("replaced_by")
    ended = "erased" if is_erased(batch) else "undone"
    replaced = "" if pd.isna(by) else f", replaced by batch {int(str(by).partition('.')[0])}"
    made_up = " (made up)" if batch["made_up"] else ""
    mapping = f", read by {batch['mapping']}" if pd.notna(batch["mapping"]) else ""
    ends = [day_or_dash(batch[end]) for end in ("period_from", "period_to")]
    return [
        str(batch["batch_id"]),
        f"{batch['source']}{made_up}{mapping}",
        names.get(str(batch["jurisdiction"]), str(batch["jurisdiction"])),
        day_or_dash(batch["extracted_on"]),
        f"{ends[0]} to {ends[1]}" if all(end != "—" for end in ends) else "—",
        words.count(int(str(batch["rows_stored"]))),
        words.share(float(str(batch["accepted_share"]))),
        words.count(int(str(batch["findings"]))),
        f"{ended} {day_or_dash(batch['undone_at'])}"
        if undone
        else f"{day_or_dash(batch['stored_at'])}{replaced}",
    ]


def _count_or_dash(number: object) -> str:
    return "—" if pd.isna(number) else words.count(float(str(number)))


# Of a batch that is looked at, not made anew with each click.
FILES_KEPT = 10
FINDINGS_SHOWN = 20


def draw_findings(batch_id: int) -> None:
    """Draw the findings of a batch by rule, and offer all of them as a file."""
    findings = data.of_batch(batch_id, "findings")
    st.text(frames.findings_sentence(findings))
    if findings.empty:
        return
    table = frames.findings_by_rule(findings)
    html_card.draw_frame(table.head(FINDINGS_SHOWN), name="findings")
    if len(table) > FINDINGS_SHOWN:
        with st.expander(f"{len(table) - FINDINGS_SHOWN} more"):
            chart_card.draw_lines(table.iloc[FINDINGS_SHOWN:], name="findings")
    content = _findings_csv(data.current(), findings, batch_id)
    downloads.draw_download(
        "Download every finding as CSV",
        audit_events.audited_download(content, what="findings", name=f"batch {batch_id}"),
        name=f"findings_of_batch_{batch_id}.csv",
        kind="text/csv",
        key="quality.findings",
    )


@st.cache_data(max_entries=FILES_KEPT, show_spinner=False)
def _findings_csv(
    source: data.Source,  # noqa: ARG001 - part of the key
    findings: pd.DataFrame,
    batch_id: int,
) -> bytes:
    return csv_file.csv_bytes(frames.findings_for_file(findings, batch_id))


def draw_not_read(batch_id: int) -> None:
    """Say which columns of the source nothing was read from."""
    columns: pd.DataFrame = data.of_batch(batch_id, "not_read")
    if columns.empty:
        st.text("All columns of the source were read.")
        return
    rows = [
        [str(file), ", ".join(sorted(map(str, of_file["column_name"])))]
        for file, of_file in columns.groupby("file")
    ]
    html_card.draw_table(
        ("File", "Columns that were not read and are not stored"), rows, name="not_read"
    )


UNDO_KEY = "quality.undoing"
WAITING = "Waiting for other work to finish."
MOVES_SHOWN = 12
ELSEWHERE = "Batches are undone from the command line, or on the desk's own server."
NOT_HERE = "Nobody who signs in undoes a batch: whoever looks after this server does, by command."
HOW_BACK = "Import the same files again to bring it back."
UNDO_STEPS: dict[str, str] = {
    submission.Stage.REMOVING: "Taking the rows out",
    submission.Stage.COUNTING: "Counting anew",
}


@dataclass
class UndoState:
    """Where a session is with an undo: asked, at work, done; or refused, in `words`."""

    session: str = field(default_factory=lambda: f"undo-{token_hex(8)}")
    batch_id: int = 0
    job: runner.Job | None = None
    outlook: batch_impact.UndoPreview | None = None
    undone: batches.Undone | None = None
    refused: str = ""

    def ask(self, batch_id: int) -> None:
        """Find out what undoing the batch would do."""
        self.reset()
        self.batch_id = batch_id
        self._begin(batch_impact.preview_undo)

    def undo(self) -> None:
        """Undo it, where the records are still those that were looked at."""
        version = self.outlook.version if self.outlook is not None else None
        self.outlook = None
        self._begin(upload_jobs.undo, version)

    def reset(self) -> None:
        """Forget the request; work that is under way is stopped, and leaves nothing."""
        if self.job is not None:
            self.job.cancel()
        self.__dict__.update(UndoState(session=f"undo-{token_hex(8)}").__dict__)

    def settle(self) -> None:
        """Take the answer of work that has ended."""
        if self.job is None or self.job.ended is None:
            return
        ended, self.job = self.job.ended, None
        match ended.result:
            case batch_impact.UndoPreview() as outlook:
                self.outlook = outlook
            case batches.Undone() as undone:
                self.undone = undone
            case _ if ended.fault is not None:
                self._fail(ended.fault)

    def _fail(self, fault: findings.Finding) -> None:
        listed = data.batches()
        gone = listed[(listed["batch_id"] == self.batch_id) & listed["undone_at"].notna()]
        if len(gone) and fault.rule != runner.Rule.STOPPED:
            # It was undone before the work on it ended.
            self.undone = data.undone(self.batch_id)
        else:
            self.refused = fault.wording

    def _begin(self, work: runner.Work, version: str | None = None) -> None:
        request = upload_jobs.UndoRequest(data.current().url, self.batch_id, version)
        tidy = partial(
            upload_jobs.clean_up_killed, request.url, upload_jobs.data_version(request.url)
        )
        words = batch_impact.UNDO_WORDS
        self.job = runner.start(work, request, session=self.session, tidy=tidy, words=words)


def current_undo() -> UndoState:
    """This session's undo."""
    if UNDO_KEY not in st.session_state:
        st.session_state[UNDO_KEY] = UndoState()
    desk = st.session_state[UNDO_KEY]
    assert isinstance(desk, UndoState)
    desk.settle()
    return desk


def _draw_undo_steps(batch_id: int, *, undone_on: str) -> None:
    """The way to undo a batch, wherever this session is with it."""
    desk = current_undo()
    if undone_on:
        _draw_notice(f"Undone on {undone_on}. {HOW_BACK}")
        return
    if not access.may_upload(access.scope_id(), st.context.headers.get(access.MARK_HEADER)):
        _draw_notice(ELSEWHERE if scopes.read(access.scope_id()).reads_all else NOT_HERE)
        return
    if not database.may_write(data.records_url()):
        _draw_notice(real_database.BY_IMPORTER)
        return
    if desk.batch_id != batch_id:
        _ask_undo(desk, batch_id)
    elif desk.job is not None:
        _follow_undo()
    elif desk.outlook is not None:
        _confirm_undo(desk, desk.outlook)
    elif desk.refused:
        _draw_notice(desk.refused)
        _draw_leave_button(desk)
    else:
        _ask_undo(desk, batch_id)


def last_undone() -> str:
    """What this session undid last, said once above all."""
    undone = current_undo().undone
    if undone is None:
        return ""
    back = f"; {words.count(undone.restored)} rows came back" if undone.restored else ""
    return (
        f"Batch {undone.batch_id} ({undone.source}) is undone: {words.count(undone.rows)} rows"
        f" removed{back}. {HOW_BACK}"
    )


def _ask_undo(desk: UndoState, batch_id: int) -> None:
    html_card.draw_note(
        "You see what would go and which measures would move before anything does.", "undo"
    )
    if st.button(f"Undo batch {batch_id} …", key="quality.undo"):
        desk.ask(batch_id)
        st.rerun()


@st.fragment(run_every=job_progress.LOOK_SECONDS)
def _follow_undo() -> None:
    desk = current_undo()
    if desk.job is None:
        st.rerun()
        return
    if job_progress.draw_progress(desk.job, WAITING, _undo_progress, key="quality.undo.cancel"):
        desk.reset()
        st.rerun()


def _undo_progress(step: Step) -> tuple[float, str]:
    return min(1.0, job_progress.done_share(step)), f"{UNDO_STEPS.get(step.what, step.what)} …"


def _confirm_undo(desk: UndoState, outlook: batch_impact.UndoPreview) -> None:
    undone = outlook.undone
    back = (
        f" and {words.count(undone.restored)} rows that gave way to it come back"
        if undone.restored
        else ""
    )
    _draw_notice(
        f"Undoing batch {undone.batch_id} ({undone.source}) takes out {words.count(undone.rows)}"
        f" rows{back}. {moves.moves_summary(outlook.moves)} {HOW_BACK}"
    )
    seen = (moves.moves_of_all_years(outlook.moves) or outlook.moves)[:MOVES_SHOWN]
    if seen:
        chart_card.draw_text_table(
            moves.moves_table(seen, filters.options().jurisdictions), name="undo.moves"
        )
    with st.container(horizontal=True):
        if st.button(f"Undo batch {undone.batch_id}", type="primary", key="quality.undo.yes"):
            desk.undo()
            st.rerun()
        _draw_leave_button(desk)


def _draw_leave_button(desk: UndoState) -> None:
    if st.button("Leave it", key="quality.undo.no"):
        desk.reset()
        st.rerun()


def _draw_notice(text: str) -> None:
    html_card.draw_template("notice.html", {"text": text}, key="quality.undo.said")
