"""The third step of an upload: what storing it would do, and the choices that a person has."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import pandas as pd
import streamlit as st

from dashboard import data, real_database, untrusted_text, words
from dashboard.frames import rule_words, submissions
from dashboard.jobs import upload_jobs
from dashboard.ui import chart_card, filters, html_card, lead_sentence
from dashboard.upload.mapping.mapping_words import plain_words, sentence_case
from dashboard.upload.views import upload_words
from dashboard.upload.views.upload_session import UploadSession
from metrics import import_impact
from schemas import errors, findings
from schemas.store import database
from seed import batches, submission
from seed.mapping import export_shape, mapping_report, parse_profile, profile_toml

TABLE_HEADINGS = ("Table", "Read", "New", "Changed", "Unchanged", "Refused", "Removed")
MOVE_HEADINGS = ("Measure", "Place", "Period", "Before", "After")
GROUP_HEADINGS = (
    "What must hold",
    "Kind",
    "Times",
    "Where",
    ("Errors and warnings, and what to do"),
)
MOVES_SHOWN, GROUPS_SHOWN = 12, 30
SIGNS = {
    "checked": ("✓", "fine", "It may be stored"),
    "stored": ("✓", "fine", "Stored"),
    "already_stored": ("=", "", "Stored already"),
    "refused": ("▲", "wrong", "Refused as it is"),
}
APART = "Keep them apart: open a new database"
AGAIN = "Keep them apart: add them to the database of own records"
BESIDE = "Store them beside made-up records"
REAL_RECORDS = "This database holds made-up records alone, and what you send is said to be real. "
NEW, UPDATES, REPLACES, BY_ROW = "new", "updates", "replaces", "by_row"
# The words of the command line and of submission.toml.
KINDS = {
    NEW: "is new: a stored row with other content is refused",
    UPDATES: "updates what is stored: changes and adds; removes nothing",
    REPLACES: "replaces batches: what it lacks leaves",
    BY_ROW: "replaces the last import by this mapping, since its ids are numbers of rows",
}
HISTORY_NOTE = "Rows that give way are kept as history; undoing the batch brings them back."
BY_FILE = "submission.toml says so; to have it otherwise, change it there and send the files again."
NEW_EXPORT = (
    "This mapping does not yet say which export it was made for. If this export was read correctly,"
    " accept it. Each later export is then compared with it before anything is stored, and you see"
    " which words are new or spelled differently."
)
OTHER_EXPORT = (
    "This export differs from those that the mapping was made for. Look at what was found in the"
    " files. If this export was read correctly, accept it."
)
ACCEPT_EXPORT = "Accept: compare later exports with this one"
CODES_SHOWN = 8
REIDENTIFICATION_NOTE = (
    "Stored records are pseudonymised, not anonymous: somebody who knows a few things of a person "
    "may find the record of one who stands alone with them. Counted over all stored records of "
    "the jurisdiction, with these."
)


def draw_summary(receipt: batches.Receipt) -> None:
    """Draw the verdict, and the rows in large numbers."""
    sign, look, verdict = SIGNS[receipt.status]
    if receipt.status == "checked" and receipt.rows_refused:
        verdict = "It may be stored in part"
    counts = map(upload_words.row_counts, receipt.tables)
    sums = [sum(column) for column in zip(*counts, strict=True)]
    numbers = dict(zip(TABLE_HEADINGS[1:], sums, strict=False))
    if receipt.status == "refused":
        # What would be new is not, as long as something is refused; nor does a case stay out.
        numbers = {"Read": receipt.rows_read, "Refused": receipt.rows_at_fault}
    context = {
        "sign": sign,
        "look": look,
        "status": receipt.status,
        "verdict": verdict,
        "facts": [(name, number, words.count(number)) for name, number in numbers.items()],
    }
    html_card.draw_template("outcome.html", context, key="upload.outcome")


def draw_difference(examined: upload_jobs.Examined) -> None:
    """Draw the rows of each table beside the measures that would move."""
    receipt = examined.receipts[0]
    if receipt.status != "checked":
        return
    left, right = st.columns([5, 7], gap="small")
    with left, html_card.card("Table by table"):
        draw_by_table(receipt)
    with right:
        _draw_moves(examined.moves)


def draw_by_table(receipt: batches.Receipt) -> None:
    """Draw the rows of each table: read, new, changed, unchanged, refused, removed."""
    rows = upload_words.rows_by_table(receipt)
    context = {"headings": TABLE_HEADINGS, "rows": rows}
    html_card.draw_template("tables.html", context, key="upload.tables")


def ask_decision(upload: UploadSession) -> None:
    """Draw what a person may do: accept, accept in part, update or replace, leave."""
    receipt = upload.receipt
    assert receipt is not None
    ask_correction(upload, receipt)
    for place, said in enumerate(upload_words.what_stays_out(receipt)):
        html_card.draw_note(said, key=f"upload.stays_out{place}")
    with st.container(horizontal=True):
        if receipt.status == "checked":
            _draw_accept(upload, receipt)
        elif receipt.may_be_stored_in_part:
            _in_part(upload, receipt)
        if upload.is_mapped and st.button("Back to the mapping", key=upload.key("back")):
            upload.back()
            st.rerun()
        if st.button(untrusted_text.escape_markdown(upload.leaving), key=upload.key("leave")):
            upload.clear()
            st.rerun()


def _draw_accept(upload: UploadSession, receipt: batches.Receipt) -> None:
    label = "Accept and store"
    if receipt.rows_refused:
        label = f"Accept without {upload_words.refused_words(receipt)}"
    if st.button(untrusted_text.escape_markdown(label), type="primary", key=upload.key("accept")):
        upload.accept()
        st.rerun()


def _in_part(upload: UploadSession, receipt: batches.Receipt) -> None:
    """Ask anew, so that what is accepted is what was shown."""
    share = words.share(receipt.accepted_share)
    label = f"See it without {upload_words.refused_words(receipt)}, {share} accepted"
    if st.button(untrusted_text.escape_markdown(label), type="primary", key=upload.key("partly")):
        assert upload.request is not None
        upload.examine(replace(upload.request, partial=batches.Partial.ACCEPT))
        st.rerun()


def _draw_moves(moves: Sequence[import_impact.Move]) -> None:
    """Draw the measures that would move, before and after: all years first, single years closed."""
    with html_card.card("Which measures would move", upload_words.moves_words(moves)):
        if not moves:
            return
        names = filters.options().jurisdictions
        first = upload_words.main_moves(moves)[:MOVES_SHOWN]
        context = {"moves": [upload_words.describe_move(move, names) for move in first]}
        html_card.draw_template("moves.html", context, key="upload.moves")
        if len(moves) > len(first):
            with st.expander(f"All {words.count(len(moves))} numbers that move, by year"):
                chart_card.draw_lines(_moves_table(moves, names), name="upload.moves")


def _moves_table(moves: Sequence[import_impact.Move], names: Mapping[str, str]) -> pd.DataFrame:
    moved = [upload_words.describe_move(move, names) for move in moves]
    rows = [(one.title, one.place, one.period, one.before, one.after) for one in moved]
    return pd.DataFrame(rows, columns=MOVE_HEADINGS)


def draw_findings(receipt: batches.Receipt) -> None:
    """Draw the findings by rule, and each of them in a table to take away."""
    with html_card.card("What was found in the files"):
        if not receipt.findings:
            chart_card.draw_nothing("Nothing: no fault and no warning.")
            return
        groups = upload_words.group_findings(receipt.findings)
        rows = [
            [
                rule_words.rule_meaning(group.rule),
                rule_words.finding_kind(group.rule, group.severity.value),
                words.count(group.times),
                upload_words.where_found(group),
                sentence_case(group.wording),
            ]
            for group in groups[:GROUPS_SHOWN]
        ]
        html_card.draw_table(GROUP_HEADINGS, rows, name="upload.findings")
        _draw_by_row(receipt.findings, left_out=len(groups) - len(rows))


def _draw_by_row(every: Sequence[findings.Finding], left_out: int) -> None:
    table = upload_words.findings_table(every)
    more = f"; {words.count(left_out)} kinds are only here" if left_out else ""
    with st.expander(
        untrusted_text.escape_markdown(f"Row by row ({words.count(len(table))}{more})")
    ):
        chart_card.draw_lines(table, name="upload.findings")
        chart_card.draw_csv_download(table, name="findings")


def ask_database(upload: UploadSession) -> None:
    """Draw the choice, where there is one; the outcome below it is that of the chosen place."""
    request, examined = upload.request, upload.outcome
    if request is None or (request.apart and examined.made_up_url is None):
        return
    html_card.draw_note(REAL_RECORDS + _database_note(upload), key="upload.apart")
    apart = AGAIN if examined.made_up_url and examined.version else APART
    chosen = st.radio(
        "Where they go",
        [apart, BESIDE],
        index=0 if request.apart else 1,
        format_func=untrusted_text.escape_markdown,
        key=upload.key("apart"),
    )
    if (chosen != BESIDE) != request.apart:
        upload.examine(replace(request, apart=chosen != BESIDE))
        st.rerun()


def say_database(upload: UploadSession) -> None:
    """Say where the stored records are and how to come back to them; nothing if they stand here."""
    if upload.outcome.made_up_url is None or upload.undone is not None:
        return
    # The whole paths: the server has moved into the project's folder, the person may be elsewhere.
    own, made_up = map(database.display_name, (upload.stored_in, upload.outcome.made_up_url))
    html_card.draw_note(
        "They are in a database of their own, which this dashboard shows from now on, to everybody"
        " who has it open.",
        key="upload.told",
    )
    facts = [
        html_card.fact("Own records", own),
        html_card.fact("Opened again by", real_database.command_line(own, "serve")),
        html_card.fact("Made-up records", made_up),
        html_card.fact("Opened again by", real_database.command_line(made_up, "serve")),
    ]
    html_card.draw_facts(facts, name="upload.told")


def _database_note(upload: UploadSession) -> str:
    examined = upload.outcome
    if examined.made_up_url is None:
        return (
            "Stored beside them, invented and real figures stand on the same pages, each named;"
            " neither is compared with the other."
        )
    return (
        f"They go into {database.display_name(examined.url)}, with the options and mappings that"
        " were set here, and the dashboard shows that database from then on. The made-up records"
        f" stay in {database.display_name(examined.made_up_url)}."
    )


def ask_correction(upload: UploadSession, receipt: batches.Receipt) -> None:
    """Draw the choice, where batches are in force that the submission may be about."""
    in_force = _batches_in_force(upload.outcome.url, receipt)
    if upload.request is None or not in_force:
        return
    is_said = _file_decides(upload.request, receipt)
    kinds = [BY_ROW, REPLACES] if receipt.ids_by_row else [NEW, UPDATES, REPLACES]
    chosen = st.radio(
        "This submission",
        kinds,
        index=kinds.index(_correction_kind(receipt)),
        format_func=KINDS.__getitem__,
        disabled=is_said,
        key=upload.key("kind"),
    )
    if is_said:
        html_card.draw_note(BY_FILE, key="upload.by_file")
    named = _ask_batches(upload, receipt, in_force) if chosen == REPLACES else ()
    if chosen != NEW:
        html_card.draw_note(HISTORY_NOTE, key="upload.kept")
    request = replace(upload.request, supersedes=named, updates=chosen == UPDATES and not is_said)
    lacks_names = chosen == REPLACES and not named and not is_said
    is_same = request == upload.request
    if st.button(
        "See what that changes", disabled=is_same or lacks_names, key=upload.key("replace")
    ):
        upload.examine(request)
        st.rerun()


def _ask_batches(
    upload: UploadSession, receipt: batches.Receipt, in_force: Mapping[int, str]
) -> tuple[int, ...] | submission.All:
    """The batches that a person names; one that the file names is named beside them."""
    every = f"every batch of {receipt.jurisdiction}" if receipt.jurisdiction else "every batch"
    labels = {submission.ALL: every} | {
        one: f"batch {one}: {title}" for one, title in in_force.items()
    }
    chosen = st.multiselect(
        "Batches that it replaces",
        list(labels),
        format_func=labels.__getitem__,
        placeholder="Choose the batches",
        # Else Enter would choose all that are like what was typed, since they stand first.
        select_all=False,
        key=upload.key("supersedes"),
    )
    if submission.ALL in chosen:
        return submission.ALL
    return tuple(sorted(int(one) for one in chosen))


def _batches_in_force(url: str, receipt: batches.Receipt) -> dict[int, str]:
    """The batches in force that it may be about, with their sources, last stored first.

    They are those of the database that the rows would go into.
    """
    if not upload_jobs.data_version(url):
        return {}
    in_force = submissions.batches_in_force(data.batches(url)).iloc[::-1]
    if receipt.jurisdiction is not None:
        in_force = in_force[in_force["jurisdiction"] == receipt.jurisdiction]
    return {
        int(one): str(title)
        for one, title in zip(in_force["batch_id"], in_force["source"], strict=True)
    }


def _correction_kind(receipt: batches.Receipt) -> str:
    if receipt.named:
        return REPLACES
    if receipt.ids_by_row:
        return BY_ROW
    return UPDATES if receipt.updates else NEW


def _file_decides(request: upload_jobs.UploadRequest, receipt: batches.Receipt) -> bool:
    """Whether submission.toml says what it is: the page can add to that, and take nothing away."""
    updates = receipt.updates and not request.updates
    named = set() if receipt.named == submission.ALL else set(receipt.named)
    requested = set() if request.supersedes == submission.ALL else set(request.supersedes)
    all_ = receipt.named == submission.ALL != request.supersedes
    return updates or all_ or bool(named - requested)


def ask_to_accept_export(upload: UploadSession) -> None:
    """Draw the way to accept what an export looks like, where its mapping is kept by a name."""
    request, shape, receipt = upload.request, upload.outcome.shape, upload.receipt
    if request is None or request.profile_text is None or shape is None or receipt is None:
        return
    name, text = request.profile_name, request.profile_text
    profile = parse_profile.parse(name, text)
    is_other = any(one.rule in export_shape.SHAPE_RULES for one in receipt.findings)
    if profile.shape is not None and not is_other:
        return
    kept = data.profiles().get(name)
    if kept is None or profile_toml.without_shape(kept) != profile_toml.without_shape(text):
        # What is not kept, or kept otherwise than it was used, reads no later export.
        return
    html_card.draw_note(OTHER_EXPORT if is_other else NEW_EXPORT, key="upload.export")
    if not st.button(untrusted_text.escape_markdown(ACCEPT_EXPORT), key=upload.key("export")):
        return
    text = profile_toml.with_shape(text, shape)
    try:
        batches.save_profile(data.current().url, name, text)
    except errors.UserError as error:
        html_card.draw_faults([str(error)], key="upload.export.not_saved")
        return
    upload.examine(replace(request, profile_text=text))
    st.rerun()


def draw_mapping_report(report: mapping_report.MappingReport | None) -> None:
    """Draw the report; nothing without a mapping."""
    if report is None:
        return
    with html_card.card("What the mapping made of the files", f"Mapping {report.profile}."):
        rows = [
            [
                one.file,
                words.code(one.table),
                *map(words.count, (one.read, one.rows, one.left_out)),
                "; ".join(
                    f"{plain_words(asked)}: {words.count(rows)}" for asked, rows in one.left_by
                ),
            ]
            for one in report.tables
        ]
        headings = (
            "File",
            "Table",
            "Rows read",
            "Rows made",
            "Left out by a condition",
            "Which condition",
        )
        html_card.draw_table(headings, rows, name="upload.mapped")
    if report.not_mapped:
        with html_card.card("Cells that the mapping could not read"):
            _draw_not_mapped(report)


def draw_first_rows(receipt: batches.Receipt) -> None:
    """Draw the first good rows of each table; nothing where there are none."""
    if not receipt.first_rows:
        return
    with html_card.card("The first rows, as they would be stored"):
        for number, first in enumerate(receipt.first_rows):
            html_card.draw_note(
                f"{words.code(first.table)}, from {first.file}", f"upload.first.{number}"
            )
            shown = [["" if cell is None else str(cell) for cell in row] for row in first.rows]
            html_card.draw_table(first.columns, shown, name=f"upload.first.{number}", look="dense")


def draw_not_read(columns: Iterable[tuple[str, str]]) -> None:
    """Say which columns nothing is read from; nothing where all are."""
    of: dict[str, list[str]] = defaultdict(list)
    for file, column in columns:
        of[file].append(column)
    if not of:
        return
    with html_card.card("Columns that are not read", "Nothing of them is stored."):
        html_card.draw_table(
            ("File", "Columns"),
            [[file, ", ".join(names)] for file, names in of.items()],
            name="upload.not_read",
        )


def _draw_not_mapped(report: mapping_report.MappingReport) -> None:
    rows = []
    for one in report.not_mapped:
        named = [f"{value} ({words.count(times)})" for value, times in one.values.shown]
        hidden = [f"{words.count(one.values.hidden)} not shown"] if one.values.hidden else []
        rows.append(
            [
                f"{one.file}, {one.column}",
                f"{words.code(one.table)}, {one.target}",
                words.count(one.values.cells),
                ", ".join([*named[:CODES_SHOWN], *hidden]),
            ]
        )
    headings = ("Column of the file", "For", "Cells", "Values that occur three times or more")
    html_card.draw_table(headings, rows, name="upload.not_mapped")


def draw_reidentification(receipt: batches.Receipt) -> None:
    """Draw a sentence for each table of persons; nothing where there is none."""
    texts = reidentification_sentences(receipt)
    if texts:
        with html_card.card("Could someone be identified?", REIDENTIFICATION_NOTE):
            context = {"sentences": [lead_sentence.Sentence(one) for one in texts]}
            html_card.draw_template("first_words.html", context, key="upload.persons")


def reidentification_sentences(receipt: batches.Receipt) -> list[str]:
    """How many of the rows of each table of persons are alone, by what, and what would free most.

    Empty where nothing would be stored, or no table of persons holds rows.
    """
    texts = []
    report = receipt.reidentification
    for one in report.tables if report is not None else ():
        persons = upload_words.count_or_no(one.rows, one.table.removesuffix("s"))
        known = words.listing([words.code(name).lower() for name in one.columns])
        if not one.unique_rows:
            alike = words.count(one.smallest)
            texts.append(
                f"None of {persons} stands alone: at least {alike} share the same {known}."
            )
            continue
        share = words.share(one.unique_rows / one.rows)
        verb = "stands" if one.unique_rows == 1 else "stand"
        freed = ""
        if one.frees_most is not None:
            column = words.code(one.frees_most).lower()
            freed = f" Without {column} it would be {words.count(one.unique_without)}."
        texts.append(
            f"{words.count(one.unique_rows)} of {persons} ({share}) {verb} alone with the same"
            f" {known}.{freed}"
        )
    return texts
