"""Make reports and fill questionnaires in a child process, because it takes seconds or longer."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

import pandas as pd

from dashboard import released_data
from dashboard.export import template as export_template
from dashboard.export.content import WRITING
from dashboard.export.files import Format
from dashboard.export.questionnaire import questionnaire_file
from dashboard.jobs import runner
from dashboard.jobs.runner import Progress
from dashboard.query_params import Choice
from metrics.release import archive
from schemas import errors, scopes
from schemas.language import marked, message
from schemas.store import audit, database

if TYPE_CHECKING:
    from dashboard.records import Records

# The files of a report by format, each with its name.
ReportFiles = dict[Format, tuple[str, bytes]]
# The formats of a report; the page previews the first one.
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
    """The request for a report: records, scope, template, filters; `notes` are not stored."""

    url: str
    version: str
    scope_id: str
    template: str
    choice: Choice
    made_on: date
    notes: str = field(default="", repr=False)

    @property
    def is_of_release(self) -> bool:
        """Return whether `url` is the address of releases."""
        return scopes.parse_scope(self.scope_id) == scopes.RELEASE


@dataclass(frozen=True)
class FilledQuestionnaire:
    """A filled questionnaire: its workbook with name, how much is filled, and what is not and why.

    `by_table` and `why` are tables of text; `verify` names the parts of the official text that we
    have not seen.
    """

    file: tuple[str, bytes]
    sentence: str
    by_table: pd.DataFrame
    why: pd.DataFrame
    verify: str


def make_report(request: ReportRequest, progress: Progress) -> ReportFiles:
    """Make a report in every format.

    Raises UserError if the records changed meanwhile, and DatabaseUnavailable.
    """
    # Imported in the child, because it takes a second to load.
    from dashboard.export import content as export_content
    from dashboard.export import files, package

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
    made: ReportFiles = {}
    for number, form in enumerate(FORMATS):
        progress(WRITING, number, len(FORMATS))
        if form is Format.CSV:
            made[form] = f"{report.file_name}.csv.zip", package.zip_package(report)
        else:
            made[form] = f"{report.file_name}.{form}", files.FILE_WRITERS[form](report)
    _log_handing_out(request, "report")
    progress(WRITING, len(FORMATS), len(FORMATS))
    return made


def fill_questionnaire(request: ReportRequest, progress: Progress) -> FilledQuestionnaire:
    """Fill a questionnaire.

    Raises UserError if the records changed meanwhile, and DatabaseUnavailable.
    """
    from dashboard.export.questionnaire import fill

    asked_for = questionnaire_file.load_questionnaire(request.template)
    with _records(request) as asked_of:
        tables = list(fill.fill_questionnaire(asked_for, request.choice, asked_of, progress))
        progress(WRITING, 0, 1)
        content = fill.render_workbook(
            asked_for, tables, (request.choice, asked_of), request.made_on
        )
    _check_unchanged(request)
    _log_handing_out(request, "questionnaire")
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
    """Yield the records for a report, or the release for users who may only see releases.

    Users who see only their own records are compared with the release, if there is a valid one.
    """
    from dashboard.records import records_of_connection

    scope = scopes.parse_scope(request.scope_id)
    with ExitStack() as opened:
        if request.is_of_release:
            released = opened.enter_context(archive.reading(request.url).connect())
            yield records_of_connection(released, scope)
            return
        others = None
        if not scope.reads_all:
            with suppress(errors.UserError):
                releases = released_data.releases_address(request.url)
                released_data.release_version(releases)
                released = opened.enter_context(archive.reading(releases).connect())
                others = records_of_connection(released, scopes.RELEASE)
        connection = opened.enter_context(database.reading(request.url).connect())
        seen = database.apply_scope(connection, scope)
        yield records_of_connection(seen, scope, request.url, others)


def _check_unchanged(request: ReportRequest) -> None:
    version = released_data.release_version if request.is_of_release else database.data_version
    if version(request.url) != request.version:
        raise errors.UserError(CHANGED)


def _log_handing_out(request: ReportRequest, what: str) -> None:
    """Write to the audit log that files are handed out; if this fails, they are not handed out.

    Nothing is logged for releases, because they are public.
    """
    if request.is_of_release:
        return
    on = {"name": request.template, "jurisdiction": request.choice.jurisdiction}
    office = request.choice.office
    audit.log_event(request.url, audit.Action.TAKE_AWAY, what=what, **on, office=office)
