"""Cards on changes: the last import, corrections, permanent deletions, and the audit log."""

from dataclasses import dataclass
from functools import partial
from secrets import token_hex

import streamlit as st

from dashboard import access, data
from dashboard.export import card_export
from dashboard.frames import audit_words, changed_measures, submissions
from dashboard.frames.submissions import Import
from dashboard.jobs import impact_jobs, upload_jobs
from dashboard.jobs.runner import Step
from dashboard.pages.quality import batch_cards, frames
from dashboard.records import current_records
from dashboard.ui import chart_card, downloads, filters, html_card, job_progress
from schemas import errors
from schemas.language import marked, n, t
from schemas.store import audit, database_copy
from seed import submission

MOVED_KEY = "quality.moved"
WAITING = marked("Waiting for other work to finish …")
ASKS = marked(
    "The measures are calculated without this import, in a temporary copy, and compared with the"
    " current figures. This takes about as long as the import did."
)
ELSEWHERE = marked("To see which results changed, run this command:")
COMMAND = "prosecution-quality report changes --jurisdiction {}"
STEPS: dict[str, tuple[float, str]] = {
    database_copy.COPYING: (0.0, marked("Copying the records that you may see …")),
    submission.Stage.COMPARING: (
        0.1,
        marked("Calculating the measures with and without the import …"),
    ),
    submission.Stage.REMOVING: (0.3, marked("Removing the rows from the copy …")),
    submission.Stage.COUNTING: (0.5, marked("Calculating the measures …")),
}


@dataclass
class ImpactState(job_progress.JobState):
    """The work of finding which measures an import changed, in `version` of the records."""

    version: str = ""


def draw_last_import(choice: filters.Choice) -> None:
    """Draw what the last import added, changed and removed, and which measures changed with it."""
    jurisdiction = choice.jurisdiction
    of = submissions.last_import(data.batches(), jurisdiction)
    if of is None:
        chart_card.draw_no_data(t(batch_cards.NO_BATCH))
        return
    rows = data.rows_of_batch(of.batch_id, "tables").rename(columns={"table_name": "table"})
    if of.is_first:
        chart_card.draw_no_data(
            changed_measures.import_change_sentences((), of, filters.place_name(choice))[0]
        )
        return
    st.text(
        t(
            "{import_name}: {changes}.",
            import_name=changed_measures.import_name(of),
            changes=submissions.differing_rows_text(rows),
        )
    )
    with st.expander(t("Table by table")):
        batch_cards.draw_difference(of.batch_id)
    _draw_moved_measures(of, choice)


def _draw_moved_measures(of: Import, choice: filters.Choice) -> None:
    """Draw the measures that an import changed, or the next step to count them."""
    if not access.is_trust_mark(st.context.headers.get(access.MARK_HEADER)):
        html_card.draw_note(t(ELSEWHERE), key="moved.elsewhere")
        st.code(COMMAND.format(of.jurisdiction), language=None, wrap_lines=True)
        return
    source, desk = data.current_source(), job_progress.session_state(MOVED_KEY, ImpactState)
    request = impact_jobs.ImpactRequest(source.url, of.jurisdiction, of.batch_id, source.scope)
    asked = desk.asked == request and desk.version == source.version
    if asked and desk.job is not None:
        job_progress.follow_job(desk, t(WAITING), _step_progress, key="quality.moved.cancel")
    elif asked and desk.result is not None and desk.result.version == source.version:
        _draw_moved(desk.result, of, choice)
    else:
        if asked and desk.fault:
            html_card.draw_notice(desk.fault, key="quality.moved.fault")
        html_card.draw_note(t(ASKS), key="moved.asks")
        if st.button(t("Show what changed"), key="quality.moved.ask"):
            desk.version = source.version
            desk.begin(
                impact_jobs.count_impact,
                request,
                session=f"moved-{token_hex(8)}",
                tidy=partial(upload_jobs.clean_up_killed, request.url, source.version),
                words=impact_jobs.IMPACT_WORDS,
            )
            st.rerun()


def _step_progress(step: Step) -> tuple[float, str]:
    part, what = STEPS.get(step.what, (0.0, step.what))
    return part, t(what)


def _draw_moved(impact: impact_jobs.ImportImpact, of: Import, choice: filters.Choice) -> None:
    st.text(
        changed_measures.import_change_sentence(impact.compared, of, filters.place_name(choice))
    )
    currency = current_records().currency(choice)
    table = changed_measures.import_changes_table(impact.compared, currency)
    if len(table):
        ids = [
            one.measure
            for one in changed_measures.measures_with_result(
                impact.compared, changed_measures.Reading.MOVED
            )
        ]
        rows = [
            [html_card.Cell(name, filters.page_link("measure", choice, id_)), *cells]
            for id_, (name, *cells) in zip(ids, table.to_numpy().tolist(), strict=True)
        ]
        html_card.draw_table(list(table.columns), rows, name="moved")
        of_card = card_export.export_plain_rows(
            t(changed_measures.MOVED_TITLE),
            choice,
            changed_measures.import_changes_numbers(impact.compared, currency),
            period=changed_measures.import_name(of),
            says=(t(changed_measures.MOVED_RULE),),
        )
        downloads.draw_card_downloads(of_card, name="moved")
    if not_compared := changed_measures.not_compared_sentence(impact.compared):
        html_card.draw_note(not_compared, key="moved.untold")


CORRECTIONS_SHOWN = 20
NOT_ERASED = marked("No records have been deleted permanently.")
HOW_ERASED = marked(
    "If a court seals a file, or an import contained names, delete the rows permanently from the"
    " command line:"
)
ERASE_COMMAND = "prosecution-quality erase --help"
OF_AN_OFFICE = marked("Only the jurisdiction can see what was deleted permanently.")
EMPTY_OF_OFFICE = marked("No import that this office sent itself was corrected or undone.")
ACTS_SHOWN = 50
# Each act has two entries, begin and end. To find those of one scope, more entries must be read.
LOOKED_BACK, LOOKED_BACK_FOR_OWN = 2 * ACTS_SHOWN, 2_000
NOTHING_DONE = marked(
    "The log is empty. It will list imports, corrections, changed settings, marks, opened cases and"
    " created files."
)
VERIFY_COMMAND = "prosecution-quality audit verify"
NOTHING_CORRECTED = marked("No import was corrected or undone.")


def draw_corrections() -> None:
    """Draw a table of what was replaced or undone, newest first, with a download by table."""
    log = data.corrections()
    if log.empty:
        chart_card.draw_no_data(
            t(EMPTY_OF_OFFICE) if data.current_source().scope.office else t(NOTHING_CORRECTED)
        )
        return
    events = frames.corrections_table(log, filters.current_options().jurisdictions)
    html_card.draw_frame(events.head(CORRECTIONS_SHOWN), name="corrections")
    if len(events) > CORRECTIONS_SHOWN:
        left = len(events) - CORRECTIONS_SHOWN
        with st.expander(n("{count} earlier change", "{count} earlier changes", left)):
            chart_card.draw_plain_table(events.iloc[CORRECTIONS_SHOWN:], name="corrections")
    chart_card.draw_csv_download(log, name="corrections")


def draw_erasures() -> None:
    """Draw a table of permanent deletions; without any, the command for them."""
    log, scope = data.erasures(), data.current_source().scope
    if scope.office:
        chart_card.draw_no_data(t(OF_AN_OFFICE))
    elif len(log):
        names = filters.current_options().jurisdictions
        html_card.draw_frame(frames.erasures_table(log, names), name="erasures")
    elif scope.reads_all:
        chart_card.draw_no_data(f"{t(NOT_ERASED)} {t(HOW_ERASED)}")
        # As plain text, a command would break at its hyphens and be hard to copy.
        st.code(ERASE_COMMAND, language=None, wrap_lines=True)
    else:
        chart_card.draw_no_data(t(NOT_ERASED))


def draw_acts() -> None:
    """Draw the last entries of the audit log for the user: who, what, when, and result."""
    try:
        ends = audit_words.last_entry_per_act(_last_entries())[:ACTS_SHOWN]
    except errors.UserError as error:
        # If the log cannot be read, the page says so and continues, because nothing is written
        # here.
        chart_card.draw_no_data(t(error.wording))
        return
    if not ends:
        chart_card.draw_no_data(t(NOTHING_DONE))
        return
    st.text(audit_words.last_act_sentence(ends[0]))
    with st.expander(t("Latest actions ({number})", number=len(ends))):
        html_card.draw_frame(audit_words.acts_table(ends), name="acts")
        html_card.draw_note(
            t("To list all actions and check that the log is complete:"), key="acts.verify"
        )
        st.code(VERIFY_COMMAND, language=None, wrap_lines=True)


def _last_entries() -> list[audit.Entry]:
    """Return the last audit entries, newest first; on a server only those of the user's scope."""
    source = data.current_source()
    if source.scope_id == access.DESK:
        return audit.last_entries(source.url, LOOKED_BACK)
    entries = audit.last_entries(source.url, LOOKED_BACK_FOR_OWN)
    return [entry for entry in entries if entry.scope == source.scope_id]
