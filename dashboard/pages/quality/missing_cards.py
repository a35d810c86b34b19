"""Cards on missing data: complete columns, late records of offices, and what is collected."""

from collections.abc import Mapping
from functools import partial

import pandas as pd
import streamlit as st

from dashboard import access, charts, data, data_dictionary, real_database, words
from dashboard.export import card_export
from dashboard.pages.quality import frames
from dashboard.pages.upload import PAGE as UPLOAD
from dashboard.query_params import QualityView
from dashboard.server import download_files
from dashboard.ui import address, audit_events, chart_card, downloads, filters, html_card
from dashboard.ui.chart_card import ChartCard, draw_chart, draw_no_data
from metrics import catalogue, lateness, results
from schemas import tables
from schemas.language import comma_list, marked, n, t
from schemas.store import database
from seed import templates

FIRST_TABLE = "cases"
ANSWERED_NOTE = marked(
    "Percentage of cases with a recorded answer, by measure and year. Below 70% (for some measures,"
    " below 90%), other pages show only which results the missing answers allow. A blank means"
    " nothing to count, or too recent."
)
FILLED_NOTE = marked(
    "Percentage of rows with a value (not blank, not “unknown”), in the year of the row or of its"
    " case. — = not collected. A blank can be correct: an open case has no day of closing."
)


def draw_column_completeness(choice: filters.Choice) -> None:
    """Draw the completeness of a table's columns by year, after a sentence on what is missing."""
    place = filters.place_name(choice)
    rows = _rows_by_table(choice)
    if not rows:
        draw_no_data(t("No records are stored for {place}.", place=place))
        return
    table = _choose_table(rows)
    by_column = data.filled(choice.jurisdiction, office=choice.office or None)
    shown = frames.table_completeness(table, by_column, _declared_statements(choice))
    st.text(frames.completeness_sentence(shown, place))
    card = ChartCard(
        partial(charts.completeness_grid, shown.cells, heading=t("Column")),
        alt=t(
            "Share of rows that are filled in, for each column of {table}, {place}",
            table=words.code(table),
            place=place,
        ),
        table=frames.completeness_table(shown),
        export=card_export.export_plain_rows(
            t("Completeness by column: {table}", table=words.code(table)),
            choice,
            frames.completeness_numbers(shown.cells, t("Column")),
            says=(t(FILLED_NOTE),),
        ),
        name="filled",
    )
    draw_chart(card)
    if shown.never:
        never = t("Columns without any value: {columns}.", columns=comma_list(shown.never))
        html_card.draw_note(never, key="quality.never")
    if shown.declared:
        declared = t("Declared as not collected: {columns}.", columns=comma_list(shown.declared))
        html_card.draw_note(declared, key="quality.declared")


def draw_tables_without_rows(choice: filters.Choice) -> None:
    """Draw which tables of records have no rows of the jurisdiction, and why."""
    with_rows = set(data.filled(choice.jurisdiction, office=choice.office or None)["table"])
    statements, sent = _declared_statements(choice), data.sent(choice.jurisdiction)
    rows = [
        [words.code(table.name), frames.no_rows_reason(table.name, sent, statements)]
        for table in tables.RECORD_TABLES
        if table.name not in with_rows
    ]
    if rows:
        st.subheader(t("Tables without rows"), anchor=False)
        html_card.draw_table((t("Table"), t("Reason")), rows, name="without_rows")


def draw_measure_coverage(choice: filters.Choice) -> None:
    """Draw the share of units for which each measure's answer is known, by year."""
    place = filters.place_name(choice)
    rows = data.rows(tuple(catalogue.CATALOGUE), by=("year",), only=choice.only_jurisdiction)
    here = rows[rows["jurisdiction"] == choice.jurisdiction]
    span = range(data.years()[0], data.years()[-1] + 1)
    titles = {id_: t(measure.title) for id_, measure in catalogue.CATALOGUE.items()}
    cells = frames.coverage_by_measure(here, span, titles)
    if cells.empty:
        draw_no_data(t("No measure has a recorded answer for {place}.", place=place))
        return
    card = ChartCard(
        partial(charts.completeness_grid, cells),
        alt=t("Share of cases with a recorded answer for each measure, {place}", place=place),
        table=frames.coverage_table(cells),
        export=card_export.export_plain_rows(
            t("Completeness by measure and year"),
            choice,
            frames.completeness_numbers(cells, t("Measure")),
            says=(t(ANSWERED_NOTE),),
        ),
        name="answers_known",
    )
    draw_chart(card)


def _rows_by_table(choice: filters.Choice) -> Mapping[str, int]:
    """Return the number of rows of each table that has any, in the order of the tables."""
    by_column = data.filled(choice.jurisdiction, office=choice.office or None)
    sums = by_column.groupby(["table", "column"], sort=False)["rows"].sum()
    return {
        str(table): int(rows) for table, rows in sums.groupby("table", sort=False).first().items()
    }


def _choose_table(rows: Mapping[str, int]) -> str:
    """Draw a select box of tables and return the chosen one; the address stores it."""
    offered = list(rows)
    looked, notice = address.read_view(QualityView(), {"table": offered}, ("table",))
    first = FIRST_TABLE if FIRST_TABLE in offered else offered[0]
    if notice:
        instead = t("The table {table} is shown instead.", table=words.code(first))
        text = f"{notice} {instead}"
        html_card.draw_notice(text, key="quality.no_table")
    table = looked.table or first
    st.selectbox(
        t("Table"),
        offered,
        format_func=lambda name: n(
            "{table} ({count} row)", "{table} ({count} rows)", rows[name], table=words.code(name)
        ),
        width=340,
        **address.bind_widget("table", "quality.table", table),
    )
    return table


def _declared_statements(choice: filters.Choice) -> pd.DataFrame:
    """Return the jurisdiction's declarations for all offices and for the chosen one."""
    statements = data.declared()
    statements = statements[statements["jurisdiction"] == choice.jurisdiction]
    everywhere = statements["office_id"].isna()
    return statements[everywhere | (statements["office_id"] == choice.office)]


LATENESS_TITLE = marked("Delays by office")
LATENESS_NOTE = marked("Delay: days from an office’s newest event to the reference date.")
NO_OFFICES = marked(
    "These records name no offices. To see which offices are late, send the table “offices” and"
    " the column “office_id” in “cases”."
)


def draw_lateness(choice: filters.Choice) -> None:
    """Draw how late the records of the jurisdiction's offices are, the longest delay first."""
    late = data.lateness()
    here = late[late["jurisdiction"] == choice.jurisdiction]
    if here.empty:
        chart_card.draw_no_data(t(NO_OFFICES))
        return
    months = lateness.OPEN_MONTHS
    st.text(frames.lateness_sentence(here, filters.place_name(choice), months))
    table = frames.lateness_table(here, months)
    html_card.draw_frame(table, name="lateness")
    downloads.draw_card_downloads(
        card_export.export_plain_rows(
            t(LATENESS_TITLE),
            choice,
            frames.lateness_numbers(here, months),
            says=(t(LATENESS_NOTE),),
        ),
        name="lateness",
    )


IMPORT_COMMANDS = """\
prosecution-quality template my-submission
prosecution-quality import my-submission --dry-run
prosecution-quality import my-submission
prosecution-quality batches
"""
COVERAGE_HEADINGS = (
    *(marked("Table or column"), marked("Office"), marked("From"), marked("To")),
    marked("Collected"),
)
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOW_TO_CORRECT = marked(
    "To correct: download the file, change it, and send it on Add records for {place}. If you"
    " change a line, choose {imports} under “Replace the changed rows of”. A file cannot delete a"
    " line: give the line a last day instead."
)
NONE_YET = marked(
    "{place} has not declared what it collects. Download the empty file and add one line for each"
    " table or column. Write collected = no if it is not collected, and collected = yes if there"
    " was nothing to report."
)


def draw_add_records_link() -> None:
    """Draw a link to Add records, and downloads of templates to fill in."""
    if not database.may_write(data.records_url()):
        html_card.draw_note(t(real_database.BY_IMPORTER), key="more.by_importer")
    elif UPLOAD in access.pages_of_scope(access.scope_id()):
        st.page_link(UPLOAD.script, label=t("Add records on this computer"))
    with st.container(horizontal=True):
        _draw_download(
            t("Download template workbook"),
            templates.template_workbook(),
            "template.xlsx",
            WORKBOOK,
        )
        _draw_download(
            t("Download data dictionary (CSV)"),
            templates.dictionary_csv(),
            "data_dictionary.csv",
            "text/csv",
        )
        html = templates.dictionary_html(data_dictionary.measures_by_column())
        _draw_download(
            t("Download data dictionary (web page)"), html, "data_dictionary.html", "text/html"
        )


def draw_coverage_declarations(choice: filters.Choice) -> None:
    """Draw what the jurisdiction declares that it collects, and how to change the declaration."""
    statements = data.declared()
    here = statements[statements["jurisdiction"] == choice.jurisdiction]
    jurisdiction = filters.current_options().jurisdictions[choice.jurisdiction]
    if here.empty:
        draw_no_data(t(NONE_YET, place=jurisdiction))
    else:
        names = filters.current_options().offices.get(choice.jurisdiction, {})
        rows = [_statement_cells(row, names) for row in results.row_dicts(here)]
        html_card.draw_table([t(name) for name in COVERAGE_HEADINGS], rows, name="coverage")
        if not choice.office_alone:
            imports = [
                t("import {number}", number=number) for number in sorted(here["batch_id"].unique())
            ]
            html_card.draw_note(
                t(HOW_TO_CORRECT, place=jurisdiction, imports=words.listing(imports)),
                key="coverage.how",
            )
    columns = [column.name for column in tables.sent_columns(tables.coverage)]
    text = str(here[columns].to_csv(index=False))
    on = {"what": "table", "name": "coverage", "jurisdiction": choice.jurisdiction}
    content = audit_events.audited_download(text.encode(), **on)
    _draw_download(t("Download {file}", file="coverage.csv"), content, "coverage.csv", "text/csv")


def _statement_cells(row: Mapping[str, object], names: Mapping[str, str]) -> list[str]:
    office = row["office_id"]
    return [
        str(row["column"]),
        t("All offices") if pd.isna(office) else names.get(str(office), str(office)),
        str(row["from"]),
        t("until now") if pd.isna(row["to"]) else str(row["to"]),
        t("Yes") if row["collected"] == "yes" else t("No"),
    ]


def _draw_download(label: str, content: download_files.Content | str, name: str, kind: str) -> None:
    downloads.draw_download(label, content, name=name, kind=kind, key=f"quality.{name}")
