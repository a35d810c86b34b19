"""A report made in a child process: its drawings and pages take seconds, those of an annex more."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dashboard import released
from dashboard.export import template as export_template
from dashboard.export.card_files import Format
from dashboard.export.content import WRITING
from dashboard.export.questionnaire import declaration
from dashboard.jobs import runner
from dashboard.jobs.runner import Progress
from dashboard.query_params import Choice
from metrics.release import archive
from schemas import errors, scopes
from schemas.language import marked, message
from schemas.store import audit, database

if TYPE_CHECKING:
    from dashboard.export.records import Records

# What is made; the page shows the first of them before anything is downloaded.
FORMATS = (Format.HTML, Format.PDF, Format.XLSX, Format.CSV)
CHANGED = message("The records changed while the report was being created. Create it again.")
# Why a report was not created.
REPORT_WORDS: runner.Words = {
    runner.Rule.DIED: marked(
        "The program stopped before the report was finished. Create it again. If it happens again,"
        " use the command line: report."
    ),
    runner.Rule.MEMORY: marked(
        "This report needs more memory than a page can use. Choose fewer years or a shorter report,"
        " or use the command line: report."
    ),
    runner.Rule.TIME: marked(
        "This report takes longer than a page can wait. Choose fewer years or a shorter report, or"
        " use the command line: report."
    ),
    runner.Rule.CANCELLED: marked("Cancelled. No report was created."),
}


@dataclass(frozen=True)
class ReportRequest:
    """Which report of which records is asked for, in whose scope. `notes` are kept in memory."""

    url: str
    version: str
    scope_id: str
    template: str
    choice: Choice
    made_on: date
    notes: str = field(default="", repr=False)

    @property
    def is_of_release(self) -> bool:
        """Whether `url` is that of releases."""
        return scopes.read(self.scope_id) == scopes.RELEASE


@dataclass(frozen=True)
class ReportFiles:
    """The files of a report by their format, each with its name."""

    files: Mapping[Format, tuple[str, bytes]]


@dataclass(frozen=True)
class FilledQuestionnaire:
    """A questionnaire: its workbook with its name, how far it is filled, and why no further.

    `by_table` and `why` are in words (`questionnaire.summary`); `verify` says what of the official
    text was not seen.
    """

    file: tuple[str, bytes]
    sentence: str
    by_table: pd.DataFrame
    why: pd.DataFrame
    verify: str


Work = Callable[[ReportRequest, Progress], ReportFiles | FilledQuestionnaire]


def make_report(request: ReportRequest, progress: Progress) -> ReportFiles:
    """Make the report in every format.

    Raises UserError where the records changed meanwhile, and DatabaseUnavailable.
    """
    # What draws takes a second to load, and whoever waits for this to begin is not waiting there.
    from dashboard.export import content as export_content
    from dashboard.export import files, package, pdf, xlsx

    with _records(request) as records:
        report = export_content.make_report(
            export_template.load_template(request.template),
            request.choice,
            records,
            made_on=request.made_on,
            notes=request.notes,
            progress=progress,
        )
    _check_unchanged(request)
    writers = {
        Format.HTML: files.render_html,
        Format.PDF: pdf.render_pdf,
        Format.XLSX: xlsx.render_xlsx,
        Format.CSV: package.zip_package,
    }
    made = {}
    for number, form in enumerate(FORMATS):
        progress(WRITING, number, len(FORMATS))
        ending = "csv.zip" if form is Format.CSV else form
        made[form] = f"{report.file_name}.{ending}", writers[form](report)
    _log_take_away(request, "report")
    progress(WRITING, len(FORMATS), len(FORMATS))
    return ReportFiles(made)


def fill_questionnaire(request: ReportRequest, progress: Progress) -> FilledQuestionnaire:
    """Fill the questionnaire. Raises what `made` raises."""
    from dashboard.export.questionnaire import fill

    asked_for = declaration.load_questionnaire(request.template)
    with _records(request) as asked_of:
        tables = list(fill.fill_questionnaire(asked_for, request.choice, asked_of, progress))
        progress(WRITING, 0, 1)
        content = fill.render_workbook(
            asked_for, tables, (request.choice, asked_of), request.made_on
        )
    _check_unchanged(request)
    _log_take_away(request, "questionnaire")
    name = f"{asked_for.name}-{request.choice.jurisdiction}.{Format.XLSX}"
    progress(WRITING, 1, 1)
    return FilledQuestionnaire(
        (name, content),
        fill.summary_sentence(tables),
        fill.summary_by_table(tables),
        fill.unfilled_reasons(tables),
        asked_for.verify,
    )


@contextmanager
def _records(request: ReportRequest) -> "Iterator[Records]":
    """What is asked of: the records, or the release that is all that may be seen."""
    from dashboard.export import records as export_records

    if request.is_of_release:
        with archive.reading(request.url).connect() as connection:
            yield export_records.records_of_connection(connection, scopes.RELEASE)
        return
    scope = scopes.read(request.scope_id)
    with database.reading(request.url).connect() as connection, _others(request.url, scope) as told:
        own = export_records.records_of_connection(
            database.apply_scope(connection, scope), scope, request.url
        )
        yield own if told is None else replace(own, others=told, notes=told.notes)


@contextmanager
def _others(url: str, scope: scopes.Scope) -> "Iterator[Records | None]":
    """What a release tells beside own exact figures; None at a desk, and where none is shown."""
    from dashboard.export import records as export_records

    with ExitStack() as opened:
        told = None
        if not scope.reads_all:
            # One's own report is made whether or not there is a release, and whether it is whole.
            with suppress(errors.UserError):
                releases = released.address(url)
                released.version(releases)
                told = export_records.records_of_connection(
                    opened.enter_context(archive.reading(releases).connect()), scopes.RELEASE
                )
        yield told


def _check_unchanged(request: ReportRequest) -> None:
    version = released.version if request.is_of_release else database.data_version
    if version(request.url) != request.version:
        raise errors.UserError(CHANGED)


def _log_take_away(request: ReportRequest, what: str) -> None:
    """Say in the audit log that the files are handed out: where it cannot be said, they are not.

    What is published is nobody's to watch over: of a release nothing is written down.
    """
    if request.is_of_release:
        return
    on = {"name": request.template, "jurisdiction": request.choice.jurisdiction}
    office = request.choice.office
    audit.note(request.url, audit.Action.TAKE_AWAY, what=what, **on, office=office)
