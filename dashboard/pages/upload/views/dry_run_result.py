"""Third step of an upload: the result of the dry run, and the user's choices."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

import streamlit as st

from dashboard import data, real_database, untrusted_text, words
from dashboard.frames import changed_measures as frames_moves
from dashboard.frames import rule_words, submissions
from dashboard.jobs import upload_jobs
from dashboard.pages.upload.mapping.mapping_words import finding_in_page_words
from dashboard.pages.upload.views import upload_words
from dashboard.pages.upload.views.upload_session import UploadSession
from dashboard.ui import chart_card, filters, html_card, lead_sentence
from metrics import import_impact
from schemas import errors
from schemas.language import comma_list, marked, n, t
from schemas.store import database
from seed import batches, submission
from seed.mapping import compare_exports, mapping_report, parse_profile, profile_toml

READ, REFUSED = marked("Read"), marked("Rejected")
ROW_HEADINGS = (
    *(READ, marked("New"), marked("Changed"), marked("Unchanged")),
    *(REFUSED, marked("Removed")),
)
GROUP_HEADINGS = (
    *(marked("Rule"), marked("Type"), marked("How often"), marked("Where")),
    marked("What to do"),
)
MOVES_SHOWN, GROUPS_SHOWN = 12, 30
SIGNS = {
    "checked": ("✓", "fine", marked("Ready to store")),
    "stored": ("✓", "fine", marked("Stored")),
    "already_stored": ("=", "", marked("Already stored")),
    "refused": ("▲", "wrong", marked("Cannot be stored as it is")),
}
APART = marked("In a new, separate database")
AGAIN = marked("In the separate database of your own records")
BESIDE = marked("In this database, together with the demonstration data")
IN_PART = marked("Part of it can be stored")
REAL_RECORDS = marked("This database has only demonstration data. Your files have real records.")
NEW, UPDATES, REPLACES, BY_ROW = "new", "updates", "replaces", "by_row"
# Words as on the command line and in submission.toml.
KINDS = {
    NEW: marked("New: rows that differ from stored rows are rejected"),
    UPDATES: marked("Update: rows are changed and added, and none is removed"),
    REPLACES: marked("Replacement: stored rows that are not in these files are removed"),
    BY_ROW: marked("Replacement of the last import with this mapping: its ids are row numbers"),
}
HISTORY_NOTE = marked("Replaced rows are kept as history. If you undo this import, they come back.")
BY_FILE = marked(
    "The file submission.toml decides this. To change it, edit that file and choose the files"
    " again."
)
NEW_EXPORT = marked(
    "This mapping has not been compared with an export yet. If these files were read correctly,"
    " accept them. Later exports are then compared with them, and you see which words are new or"
    " spelled differently."
)
OTHER_EXPORT = marked(
    "This export differs from the exports that the mapping was made for. Look at the errors and"
    " warnings. If this export was read correctly, accept it."
)
ACCEPT_EXPORT = marked("Accept, and compare later exports with this one")
CODES_SHOWN = 8
REIDENTIFICATION_NOTE = marked(
    "Stored records are pseudonymised, not anonymous. Someone who knows a few facts about a person"
    " may find a record that is unique in these facts. All stored records of the jurisdiction and"
    " these new records were counted together."
)


def draw_summary(receipt: batches.Receipt) -> None:
    """Draw the result of the dry run, with the numbers of rows in large type."""
    sign, look, verdict = SIGNS[receipt.status]
    if receipt.status == "checked" and receipt.rows_refused:
        verdict = IN_PART
    counts = map(upload_words.row_counts, receipt.tables)
    sums = [sum(column) for column in zip(*counts, strict=True)]
    numbers = dict(zip(ROW_HEADINGS, sums, strict=False))
    if receipt.status == "refused":
        # As long as an error refuses the import, no row is new and no case is left out.
        numbers = {READ: receipt.rows_read, REFUSED: receipt.rows_at_fault}
    context = {
        "sign": sign,
        "look": look,
        "status": receipt.status,
        "verdict": t(verdict),
        "facts": [(t(name), number, words.count(number)) for name, number in numbers.items()],
    }
    html_card.draw_template("outcome.html", context, key="upload.outcome")


def draw_changes(examined: upload_jobs.Examined) -> None:
    """Draw the rows of each table, and the measures that would change."""
    receipt = examined.receipts[0]
    if receipt.status != "checked":
        return
    left, right = st.columns([5, 7], gap="small")
    with left, html_card.card(t("Rows by table")):
        draw_by_table(receipt)
    with right:
        _draw_moves(examined.moves)


def draw_by_table(receipt: batches.Receipt) -> None:
    """Draw the rows of each table: read, new, changed, unchanged, refused, removed."""
    rows = upload_words.rows_by_table(receipt)
    headings = [t("Table"), *map(t, ROW_HEADINGS)]
    html_card.draw_table(headings, rows, name="upload.tables", look="numbers")


def draw_decision(upload: UploadSession) -> None:
    """Draw the user's choices: accept, accept in part, update or replace earlier ones, or leave."""
    receipt = upload.receipt
    assert receipt is not None
    draw_correction_choice(upload, receipt)
    for place, said in enumerate(upload_words.left_out_text(receipt)):
        html_card.draw_note(said, key=f"upload.stays_out{place}")
    with st.container(horizontal=True):
        if receipt.status == "checked":
            if st.button(
                untrusted_text.escape_markdown(upload_words.accept_label(receipt)),
                type="primary",
                key=upload.key("accept"),
            ):
                upload.accept()
                st.rerun()
        elif receipt.may_be_stored_in_part and st.button(
            untrusted_text.escape_markdown(upload_words.partial_check_label(receipt)),
            type="primary",
            key=upload.key("partly"),
        ):
            # The files are checked again without faulty rows, before these are accepted.
            assert upload.request is not None
            upload.examine(replace(upload.request, partial=batches.Partial.ACCEPT))
            st.rerun()
        if upload.is_mapped and st.button(t("Back to the mapping"), key=upload.key("back")):
            upload.back()
            st.rerun()
        if st.button(
            untrusted_text.escape_markdown(t(upload.leave_label)), key=upload.key("leave")
        ):
            upload.clear()
            st.rerun()


def _draw_moves(moves: Sequence[import_impact.MeasureChange]) -> None:
    """Draw the measures that would change, before and after.

    Single years are in a folded section.
    """
    with html_card.card(t("Which measures would change"), upload_words.changes_count_text(moves)):
        if not moves:
            return
        names = filters.current_options().jurisdictions
        first = frames_moves.main_changes(moves)[:MOVES_SHOWN]
        context = {"moves": [upload_words.describe_change(move, names) for move in first]}
        html_card.draw_template("moves.html", context, key="upload.moves")
        if len(moves) > len(first):
            with st.expander(
                n(
                    "{count} figure that changes, by year",
                    "All {count} figures that change, by year",
                    len(moves),
                )
            ):
                chart_card.draw_plain_table(
                    frames_moves.changes_table(moves, names), name="upload.moves"
                )


def draw_findings(receipt: batches.Receipt) -> None:
    """Draw the findings by rule, and a table of all findings to download."""
    with html_card.card(t("Errors and warnings")):
        if not receipt.findings:
            chart_card.draw_no_data(t("No errors or warnings were found."))
            return
        groups = upload_words.group_findings(receipt.findings)
        rows = [
            [
                rule_words.rule_meaning(group.rule),
                rule_words.finding_kind_text(group.rule, group.severity.value),
                words.count(group.times),
                upload_words.location_text(group),
                group.wording,
            ]
            for group in groups[:GROUPS_SHOWN]
        ]
        html_card.draw_table([t(one) for one in GROUP_HEADINGS], rows, name="upload.findings")
        table = upload_words.findings_table(receipt.findings)
        with st.expander(t("Row by row ({number})", number=len(table))):
            if left_out := len(groups) - len(rows):
                html_card.draw_note(
                    n(
                        "{count} more kind of error or warning is shown only here.",
                        "{count} more kinds of errors and warnings are shown only here.",
                        left_out,
                    ),
                    key="upload.findings.more",
                )
            chart_card.draw_plain_table(table, name="upload.findings")
            chart_card.draw_csv_download(table, name="findings")


def draw_database_choice(upload: UploadSession) -> None:
    """Draw the choice of database, if there are several; the result below is for the chosen one."""
    request, examined = upload.request, upload.outcome
    if request is None or (request.apart and examined.made_up_url is None):
        return
    html_card.draw_note(f"{t(REAL_RECORDS)} {_database_note(upload)}", key="upload.apart")
    apart = AGAIN if examined.made_up_url and examined.version else APART
    chosen = st.radio(
        t("Where to store your records"),
        [apart, BESIDE],
        index=0 if request.apart else 1,
        format_func=lambda one: untrusted_text.escape_markdown(t(one)),
        key=upload.key("apart"),
    )
    if (chosen != BESIDE) != request.apart:
        upload.examine(replace(request, apart=chosen != BESIDE))
        st.rerun()


def draw_database_note(upload: UploadSession) -> None:
    """Draw where records were stored and how to open them, if they are in another database."""
    if upload.outcome.made_up_url is None or upload.undone is not None:
        return
    # Absolute paths, because the server's working folder is not that of the user.
    own, made_up = map(database.display_name, (upload.stored_in, upload.outcome.made_up_url))
    html_card.draw_note(
        t(
            "Your records are in a database of their own. This dashboard now shows that database,"
            " to everyone who uses it."
        ),
        key="upload.told",
    )
    facts = []
    for name, database_name in ((t("Your records"), own), (t("Demonstration data"), made_up)):
        command = real_database.database_command(database_name, "serve")
        facts.append(html_card.Fact(name, database_name))
        facts.append(html_card.Fact(t("Command to open them"), command))
    html_card.draw_facts(facts, name="upload.told")


def _database_note(upload: UploadSession) -> str:
    examined = upload.outcome
    if examined.made_up_url is None:
        return t(
            "If you store them here, the pages show invented and real figures together. Each is"
            " labelled, and they are not compared with each other."
        )
    return t(
        "They would be stored in {own}, with the options and mappings of this database. The"
        " dashboard then shows that database. The demonstration data stay in {demo}.",
        own=database.display_name(examined.url),
        demo=database.display_name(examined.made_up_url),
    )


def draw_correction_choice(upload: UploadSession, receipt: batches.Receipt) -> None:
    """Draw whether the files update or replace earlier imports, if there are any."""
    in_force = _batches_in_force(upload.outcome.url, receipt)
    if upload.request is None or not in_force:
        return
    is_said = _file_decides(upload.request, receipt)
    kinds = [BY_ROW, REPLACES] if receipt.ids_by_row else [NEW, UPDATES, REPLACES]
    chosen = st.radio(
        t("These files are"),
        kinds,
        index=kinds.index(_correction_kind(receipt)),
        format_func=lambda kind: t(KINDS[kind]),
        disabled=is_said,
        key=upload.key("kind"),
    )
    if is_said:
        html_card.draw_note(t(BY_FILE), key="upload.by_file")
    named = _ask_batches(upload, receipt, in_force) if chosen == REPLACES else ()
    if chosen != NEW:
        html_card.draw_note(t(HISTORY_NOTE), key="upload.kept")
    request = replace(upload.request, supersedes=named, updates=chosen == UPDATES and not is_said)
    lacks_names = chosen == REPLACES and not named and not is_said
    is_same = request == upload.request
    if st.button(
        t("Show what this changes"), disabled=is_same or lacks_names, key=upload.key("replace")
    ):
        upload.examine(request)
        st.rerun()


def _ask_batches(
    upload: UploadSession, receipt: batches.Receipt, in_force: Mapping[int, str]
) -> tuple[int, ...] | submission.All:
    """Draw the choice of the imports to replace, and return the numbers of the chosen ones."""
    every = t("all imports")
    if receipt.jurisdiction:
        every = t("all imports of {place}", place=receipt.jurisdiction)
    labels = {submission.ALL: every} | {
        one: t("import {number}: {source}", number=one, source=title)
        for one, title in in_force.items()
    }
    chosen = st.multiselect(
        t("Imports that they replace"),
        list(labels),
        format_func=labels.__getitem__,
        placeholder=t("Choose imports"),
        # Otherwise Enter would choose all matching options, because "select all" comes first.
        select_all=False,
        key=upload.key("supersedes"),
    )
    if submission.ALL in chosen:
        return submission.ALL
    return tuple(sorted(int(one) for one in chosen))


def _batches_in_force(url: str, receipt: batches.Receipt) -> dict[int, str]:
    """Return the imports that the files may replace, with their sources, newest first.

    They are in the database in which the rows will be stored.
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
    """Return whether the file submission.toml states what is updated or replaced.

    The page can then only add to that.
    """
    updates = receipt.updates and not request.updates
    named = set() if receipt.named == submission.ALL else set(receipt.named)
    requested = set() if request.supersedes == submission.ALL else set(request.supersedes)
    all_ = receipt.named == submission.ALL != request.supersedes
    return updates or all_ or bool(named - requested)


def draw_accept_export_button(upload: UploadSession) -> None:
    """Draw a button to accept an export's columns for later checks, if its mapping is saved."""
    request, shape, receipt = upload.request, upload.outcome.shape, upload.receipt
    if request is None or request.profile_text is None or shape is None or receipt is None:
        return
    name, text = request.profile_name, request.profile_text
    profile = parse_profile.parse_profile_text(name, text)
    is_other = any(one.rule in compare_exports.SHAPE_RULES for one in receipt.findings)
    if profile.shape is not None and not is_other:
        return
    kept = data.profiles().get(name)
    if kept is None or profile_toml.without_shape(kept) != profile_toml.without_shape(text):
        # A mapping that is not saved, or was changed since, reads no later export.
        return
    html_card.draw_note(t(OTHER_EXPORT) if is_other else t(NEW_EXPORT), key="upload.export")
    if not st.button(untrusted_text.escape_markdown(t(ACCEPT_EXPORT)), key=upload.key("export")):
        return
    text = profile_toml.with_shape(text, shape)
    try:
        batches.save_profile(data.current_source().url, name, text)
    except errors.UserError as error:
        html_card.draw_faults([t(error.wording)], key="upload.export.not_saved")
        return
    upload.examine(replace(request, profile_text=text))
    st.rerun()


def draw_mapping_report(report: mapping_report.MappingReport | None) -> None:
    """Draw the report on what the mapping read; nothing without a mapping."""
    if report is None:
        return
    with html_card.card(
        t("What the mapping read"), t("Mapping: {mapping}.", mapping=report.profile)
    ):
        rows = [
            [
                one.file,
                words.code(one.table),
                *map(words.count, (one.read, one.rows, one.left_out)),
                "; ".join(
                    t(
                        "{condition}: {number}",
                        condition=finding_in_page_words(asked),
                        number=words.count(rows),
                    )
                    for asked, rows in one.left_by
                ),
            ]
            for one in report.tables
        ]
        headings = (
            *(t("File"), t("Table"), t("Rows read"), t("Rows made")),
            *(t("Rows left out by a condition"), t("Condition")),
        )
        html_card.draw_table(headings, rows, name="upload.mapped")
    if report.not_mapped:
        with html_card.card(t("Cells that the mapping could not read")):
            _draw_not_mapped(report)


def draw_first_rows(receipt: batches.Receipt) -> None:
    """Draw the first good rows of each table; nothing if there are none."""
    if not receipt.first_rows:
        return
    with html_card.card(t("First rows, as they would be stored")):
        for number, first in enumerate(receipt.first_rows):
            html_card.draw_note(
                t("{table}, from {file}", table=words.code(first.table), file=first.file),
                f"upload.first.{number}",
            )
            shown = [["" if cell is None else str(cell) for cell in row] for row in first.rows]
            html_card.draw_table(first.columns, shown, name=f"upload.first.{number}", look="dense")


def draw_not_read(columns: Iterable[tuple[str, str]]) -> None:
    """Draw which columns are not read; nothing if all are read."""
    of: dict[str, list[str]] = defaultdict(list)
    for file, column in columns:
        of[file].append(column)
    if not of:
        return
    with html_card.card(t("Columns that are not read"), t("They are not stored.")):
        html_card.draw_table(
            (t("File"), t("Columns")),
            [[file, comma_list(names)] for file, names in of.items()],
            name="upload.not_read",
        )


def _draw_not_mapped(report: mapping_report.MappingReport) -> None:
    rows = []
    for one in report.not_mapped:
        named = [
            t("{value} ({times})", value=value, times=words.count(times))
            for value, times in one.values.shown
        ]
        hidden = []
        if one.values.hidden:
            hidden = [n("{count} not shown", "{count} not shown", one.values.hidden)]
        rows.append(
            [
                f"{one.file}, {one.column}",
                f"{words.code(one.table)}, {one.target}",
                words.count(one.values.cells),
                comma_list([*named[:CODES_SHOWN], *hidden]),
            ]
        )
    headings = (
        *(t("Column of the file"), t("Field"), t("Cells")),
        t("Values that occur three times or more"),
    )
    html_card.draw_table(headings, rows, name="upload.not_mapped")


def draw_reidentification(receipt: batches.Receipt) -> None:
    """Draw for each table of people how many rows are unique; nothing without such tables."""
    report = receipt.reidentification
    texts = [
        rule_words.unique_rows_sentence(
            one.table,
            one.columns,
            rows=one.rows,
            unique=one.unique_rows,
            smallest=one.smallest,
            without=None if one.frees_most is None else (one.frees_most, one.unique_without),
        )
        for one in (report.tables if report is not None else ())
    ]
    if texts:
        with html_card.card(t("Could someone be identified?"), t(REIDENTIFICATION_NOTE)):
            context = {"sentences": [lead_sentence.Sentence(one) for one in texts]}
            html_card.draw_template("first_words.html", context, key="upload.persons")
