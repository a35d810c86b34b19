"""The commands `report`: a report of one jurisdiction as files, an edition, or a questionnaire."""

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

import click
import pandas as pd

from dashboard import words
from dashboard.cli.console import (
    REFUSED,
    WrongUsage,
    progress_bar,
    refuse_existing_files,
    say,
    say_number,
    table_lines,
    write_file,
)
from dashboard.cli.measures import NOT_THERE
from dashboard.cli.release import RELEASES_OPTION
from dashboard.cli.update_results import refresh_results
from dashboard.export import template
from dashboard.export.files import Format
from dashboard.export.questionnaire import questionnaire_file
from dashboard.filter_options import Options, default_choice, read_choice
from dashboard.frames import changed_measures, submissions
from dashboard.frames.submissions import Import
from dashboard.jobs import impact_jobs
from dashboard.pages import PLACE_AND_TIME
from dashboard.query_params import FIELDS, Choice, Part
from metrics import catalogue, results
from metrics.release import archive, reading
from schemas import errors, findings, language, scopes
from schemas.language import between, marked, messages, t
from schemas.store import audit, database
from seed import batches

if TYPE_CHECKING:
    from dashboard.records import Records

Command = TypeVar("Command", bound=Callable[..., Any])
# Means the release that is currently shown.
SHOWN = 0


class Release(NamedTuple):
    """A release by its number and the address of releases; records if `number` is None."""

    number: int | None
    named: str | None


def release_options(command: Command) -> Command:
    """Add the options --release and --releases, as `number` and `named`."""
    number = click.option(
        "--release",
        "number",
        type=int,
        is_flag=False,
        flag_value=SHOWN,
        metavar="[N]",
        help="Use the release that is shown, or release N, instead of records. The result is for"
        " everyone.",
    )
    return number(RELEASES_OPTION(command))


@contextmanager
def _open_records(url: str, of: Release) -> "Iterator[Records]":
    """Open the data of a report: records, or a release without opening the records.

    Raises DatabaseMissing, DatabaseUnavailable, and UserError if the release cannot be shown.
    """
    # What draws takes a second to load, and no other command draws.
    from dashboard import records as export_records

    if of.number is None:
        refresh_results(url)
        with database.reading(url).connect() as connection:
            yield export_records.records_of_connection(connection, scopes.EVERYTHING, url)
        return
    with archive.reading(archive.address(url, of.named)).connect() as connection:
        if of.number != SHOWN:
            reading.with_release(connection, of.number)
        yield export_records.records_of_connection(connection, scopes.RELEASE)


def _audit_taking(url: str, of: Release, **on: str) -> AbstractContextManager[object]:
    """Return a context that logs that files are made. For a public release it does nothing."""
    if of.number is not None:
        return nullcontext()
    return audit.audited(url, audit.Action.TAKE_AWAY, **on)


def year_options(command: Command) -> Command:
    """Add the options --from and --to, as text."""
    first = click.option("--from", "first", default="", metavar="YEAR", help="First year.")
    last = click.option("--to", "last", default="", metavar="YEAR", help="Last year.")
    return first(last(command))


JURISDICTION = click.option(
    "--jurisdiction", default="", metavar="CODE", help="The jurisdiction of the report."
)
MADE_ON = click.option(
    "--made-on",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar="DATE",
    help="The date that is printed on the files. Default: today.",
)
NAME_ONE = marked("Add --jurisdiction. Choose from: {known}.")


def _read_choice(asked: Mapping[Part, str], known: Options) -> Choice:
    """Return the requested filters.

    Raises UsageError if a value does not exist, or if several jurisdictions exist and none is
    named.
    """
    if not known.jurisdictions:
        raise errors.UserError(template.NO_RECORDS)
    if not asked[Part.JURISDICTION] and len(known.jurisdictions) > 1:
        raise WrongUsage(NAME_ONE, known=", ".join(known.jurisdictions))
    address = {part.value: text for part, text in asked.items()}
    made, notices = read_choice(address, known, PLACE_AND_TIME)
    if notices:
        offered = [_offered_values_text(Part(name), made, known) for name in notices]
        raise click.UsageError(" ".join([*notices.values(), *filter(None, offered)]))
    return made


def _offered_values_text(part: Part, made: Choice, known: Options) -> str:
    there = {
        Part.JURISDICTION: list(known.jurisdictions),
        Part.FORM: list(known.forms),
        Part.OFFICE: list(known.offices.get(made.jurisdiction, {})),
    }.get(part, [between(str(known.years[0]), str(known.years[-1]))])
    return t(
        "{filter}: {known}.",
        filter=words.code(FIELDS[part]),
        known=", ".join(there) or t("none recorded"),
    )


WRITE = "write"
# The name of a user's own template in the audit log, instead of its path.
OWN = "own template"


def _parse_formats(_: click.Context, __: click.Parameter, text: str) -> tuple[Format, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in tuple(Format):
            raise click.BadParameter(
                t("“{name}” is not one of {known}.", name=name, known=", ".join(Format))
            )
    if not names:
        raise click.BadParameter(t("name one or more of {known}.", known=", ".join(Format)))
    return tuple(map(Format, names))


def _parse_address(_: click.Context, __: click.Parameter, text: str) -> str:
    """Return the address of a folder, with a slash at its end; empty if there is none."""
    if not text:
        return ""
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc or parts.query or parts.fragment:
        raise click.BadParameter(t("begin it with https:// and the name of the server."))
    return f"{text.rstrip('/')}/"


class _Reports(click.Group):
    """A group of commands with the default `write`: `report ministry` is `report write
    ministry`.
    """

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else [WRITE, *args])


@click.group(
    "report",
    cls=_Reports,
    help="Write a report, a static edition or a questionnaire. List them, or show what the last"
    " import changed.\n\n`report NAME` and `report FILE` are short for `report write`.",
)
def report_group() -> None:
    pass


@report_group.command(
    "site",
    help="Write a static website of all measures, with figures as CSV and JSON.\n\nThe pages need"
    " no server and no script. index.json lists the contents. An edition in DIR is replaced when"
    " the new one is complete. Real records are rejected, because exact figures must not be"
    " published. Use --release to publish them as a release.",
)
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder of the edition. A folder with other contents is not changed.",
)
@click.option(
    "--jurisdiction",
    "jurisdictions",
    multiple=True,
    metavar="CODE",
    help="A jurisdiction of the edition. Can be repeated. Default: all.",
)
@click.option(
    "--measure",
    "ids",
    multiple=True,
    metavar="ID",
    help="A measure of the edition. Can be repeated. Default: all.",
)
@year_options
@MADE_ON
@click.option(
    "--address",
    callback=_parse_address,
    default="",
    metavar="URL",
    help="The address at which the edition will be published, for links to its pages.",
)
@click.option(
    "--also-in",
    "others",
    multiple=True,
    type=click.Choice([*language.LANGUAGES]),
    metavar="LANG",
    help="Write the edition in this language too, into a folder DIR/LANG. Can be repeated.",
)
@release_options
@click.pass_context
def write_edition(
    context: click.Context,
    out: Path,
    jurisdictions: tuple[str, ...],
    ids: tuple[str, ...],
    first: str,
    last: str,
    made_on: datetime | None,
    address: str,
    others: tuple[str, ...],
    number: int | None,
    named: str | None,
) -> None:
    # What draws takes a second to load, and no other command draws.
    from dashboard.export.edition import build_site, jurisdiction_report

    measures = tuple(one.id for one in catalogue.select_measures(ids or tuple(catalogue.CATALOGUE)))
    release = Release(number, named)
    with (
        _open_records(context.obj, release) as records,
        progress_bar(signal.SIGTERM, signal.SIGHUP) as progress,
    ):
        build_site.check_may_be_public(records)
        known = records.offered
        asked = [
            {Part.JURISDICTION: id_, Part.FROM: first, Part.TO: last}
            for id_ in dict.fromkeys(jurisdictions or known.jurisdictions)
        ]
        choices = [_read_choice(one, known) for one in asked]
        day = (made_on or datetime.now(UTC)).date()
        languages = tuple(dict.fromkeys((language.current_language(), *others)))
        edition = jurisdiction_report.EditionRequest(
            tuple(choices), day, measures, address, languages
        )
        with _audit_taking(context.obj, release, what="edition"):
            opened = partial(_open_records, context.obj, release)
            files = build_site.write_site(out, edition, records, progress, opened)
    say_number(
        "Wrote {count} file. Open {page}",
        "Wrote {count} files. Open {page}",
        files,
        page=out / "index.html",
    )


SUFFIX = ".xlsx"


@report_group.command(
    "questionnaire",
    help="Fill in the questionnaire NAME (see `report list`). Default: the last complete"
    " year.\n\nEvery filled cell shows its measure and filters. Every empty cell shows the reason."
    " Check the result against the official text before you send it.",
)
@click.argument("name")
@JURISDICTION
@year_options
@MADE_ON
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.xlsx",
    help="The new workbook. The file must not exist yet.",
)
@click.pass_context
def fill_questionnaire(
    context: click.Context,
    name: str,
    jurisdiction: str,
    first: str,
    last: str,
    made_on: datetime | None,
    out: Path,
) -> None:
    asked_for = questionnaire_file.load_questionnaire(name)
    if out.suffix != SUFFIX:
        raise WrongUsage(
            "The name of the workbook must end with {suffix}: {file}", suffix=SUFFIX, file=out.name
        )
    refuse_existing_files(out)
    # Checked first, because the work takes minutes.
    if not out.absolute().parent.is_dir():
        raise WrongUsage(
            "Folder not found: {folder}. Create it, or choose another.", folder=out.parent
        )
    # What draws takes a second to load, and no other command draws.
    from dashboard import records
    from dashboard.export.questionnaire import fill

    refresh_results(context.obj)
    with database.reading(context.obj).connect() as connection, progress_bar() as progress:
        asked_of = records.records_of_connection(connection, scopes.EVERYTHING, context.obj)
        choice = _read_jurisdiction_and_years(jurisdiction, (first, last), asked_of.offered)
        tables = list(fill.fill_questionnaire(asked_for, choice, asked_of, progress))
        day = (made_on or datetime.now(UTC)).date()
        written = fill.render_workbook(asked_for, tables, (choice, asked_of), day)
    on = {"name": name, "jurisdiction": choice.jurisdiction}
    with audit.audited(context.obj, audit.Action.TAKE_AWAY, what="questionnaire", **on):
        write_file(out, written)
    cells = [cell for table in tables for cell in table.cells]
    without = sum(cell.value is None for cell in cells)
    say(
        "Wrote {file}. Cells filled in: {filled}. Cells left empty, with the reason: {empty}.",
        file=out,
        filled=language.count(len(cells) - without),
        empty=language.count(without),
    )
    say(asked_for.verify)


def _read_jurisdiction_and_years(
    jurisdiction: str, years: tuple[str, str], known: Options
) -> Choice:
    """Return the requested jurisdiction and years; without years the last complete one."""
    first, last = years
    if not first and not last and known.jurisdictions:
        first = last = str(default_choice(known, jurisdiction).year_to)
    return _read_choice(
        {Part.JURISDICTION: jurisdiction, Part.FROM: first or last, Part.TO: last or first}, known
    )


@report_group.command(
    "list", help="List the reports and questionnaires of this program, with their contents."
)
def list_reports() -> None:
    rows = [(one, template.headline(one)) for one in template.shipped_templates()]
    rows += [
        (t("questionnaire {name}", name=one), template.headline(one))
        for one in questionnaire_file.shipped_questionnaires()
    ]
    click.echo("\n".join(table_lines((t("name"), t("contents")), rows)))


@report_group.command(
    WRITE,
    help="Write the report NAME (see `report list`), or the report of your own template"
    " FILE.\n\nAll formats have the same contents. The same records give the same files, except"
    " for the date.",
)
@click.argument("name", metavar="NAME|FILE")
@JURISDICTION
@click.option("--office", default="", metavar="ID", help="Only this office.")
@click.option("--from", "first", type=int, metavar="YEAR", help="First year.")
@click.option("--to", "last", type=int, metavar="YEAR", help="Last year.")
@click.option("--form", default="", metavar="CODE", help="Only this form of exploitation.")
@click.option(
    "--format",
    "formats",
    callback=_parse_formats,
    default=Format.PDF.value,
    show_default=True,
    metavar=",".join(Format),
    help="One or more formats, separated by commas.",
)
@click.option(
    "--notes",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="A text file with your notes. They appear only in the report files.",
)
@MADE_ON
@release_options
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    metavar="DIR",
    help="Write the files into this folder. Default: the working folder.",
)
@click.pass_context
def write_report(
    context: click.Context,
    name: str,
    jurisdiction: str,
    office: str,
    first: int | None,
    last: int | None,
    form: str,
    formats: tuple[Format, ...],
    notes: Path | None,
    made_on: datetime | None,
    number: int | None,
    named: str | None,
    out: Path,
) -> None:
    asked_for = _load_template_or_exit(context, name)
    own_notes = "" if notes is None else _read_notes(notes)
    asked = {
        Part.JURISDICTION: jurisdiction,
        Part.FROM: "" if first is None else str(first),
        Part.TO: "" if last is None else str(last),
        Part.FORM: form,
        Part.OFFICE: office,
    }
    # What draws takes a second to load, and no other command draws.
    from dashboard.export import content, files

    release = Release(number, named)
    with _open_records(context.obj, release) as records, progress_bar() as progress:
        if asked_for.of_all:
            # Any of them: the report is about all.
            asked[Part.JURISDICTION] = min(records.offered.jurisdictions, default="")
        choice = _read_choice(asked, records.offered)
        _refuse_records(name, choice, records.scope)
        made = content.make_report(
            asked_for,
            choice,
            records,
            made_on=(made_on or datetime.now(UTC)).date(),
            notes=own_notes,
            progress=progress,
        )
        known = name if name in template.shipped_templates() else OWN
        on = {"name": known, "jurisdiction": choice.jurisdiction, "office": choice.office}
        with _audit_taking(context.obj, release, what="report", **on):
            written = files.write_files(out, made, formats, progress)
    pictures = set() if made.has_pictures else {Format.SVG, Format.PNG} & set(formats)
    _say_written(written, sorted(pictures))


def _say_written(written: list[Path], without: list[Format]) -> None:
    """Print the files, and the formats of pictures that a report without charts does not have."""
    if written:
        click.echo("\n".join([t("Files written:"), *(f"  {path}" for path in written)]))
    if without:
        say(
            "This report has no charts, so there are no files of this format: {formats}.",
            formats=", ".join(without),
        )


def _refuse_records(name: str, choice: Choice, scope: scopes.Scope) -> None:
    """Raise UserError if a shipped report needs records but a release is requested.

    For a user's own template, parts that need records are left out and named in the files.
    """
    there = template.available_reports(choice, scope)
    if choice.is_of_release and name in template.shipped_templates() and name not in there:
        raise errors.UserError(
            "The report “{name}” needs records. Reports of a release: {known}.",
            name=name,
            known=", ".join(there),
        )


def _load_template_or_exit(context: click.Context, name: str) -> template.Template:
    """Return the template of that name or file; its errors are printed and end the command."""
    read = template.load_template(name)
    for finding in read.findings:
        click.echo(str(finding))
    if read.findings:
        context.exit(REFUSED)
    return read


def _read_notes(notes: Path) -> str:
    try:
        text = notes.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise errors.UserError(template.NOT_UTF8, file=notes.name) from error
    if len(text) > template.MOST_NOTES:
        raise errors.UserError(
            messages(
                "{file} has {count} character. Shorten it to {most}.",
                "{file} has {count} characters. Shorten it to {most}.",
                len(text),
                file=notes.name,
                most=language.count(template.MOST_NOTES),
            )
        )
    return text


@report_group.command(
    "changes",
    help="Show which results are outside their earlier confidence interval since the last"
    " import.\n\nAlso show how many rows it added, changed and removed. Nothing is written.",
)
@JURISDICTION
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def show_import_changes(url: str, jurisdiction: str, *, as_json: bool) -> None:
    click.echo(_import_changes_text(url, jurisdiction, as_json=as_json))


def _import_changes_text(url: str, jurisdiction: str, *, as_json: bool) -> str:
    """Return what the last import changed, as lines of text or as JSON.

    Raises UsageError if the jurisdiction does not exist, or several exist and none is named.
    """
    refresh_results(url)
    with database.reading(url).connect() as connection:
        jurisdictions = results.jurisdictions(connection, scopes.EVERYTHING).set_index(
            "jurisdiction"
        )
        place = _choose_jurisdiction(jurisdiction, list(jurisdictions.index))
        of = submissions.last_import(
            batches.all_batches(connection, scopes.EVERYTHING).to_pandas(), place
        )
        # A jurisdiction is known by its records, so there was an import.
        assert of is not None
        rows = batches.tables_of(connection, scopes.EVERYTHING, of.batch_id).to_pandas()
    rows = rows.rename(columns={"table_name": "table"})
    compared: changed_measures.Measures = ()
    if not of.is_first:
        request = impact_jobs.ImpactRequest(url, place, of.batch_id)
        with progress_bar() as progress:
            compared = impact_jobs.count_impact(request, progress).compared
    name, currency = (
        str(jurisdictions["name"][place]),
        str(jurisdictions["currency"].fillna("")[place]),
    )
    if as_json:
        return _import_changes_json(of, rows, compared)
    lines = _import_changes_lines(
        of,
        rows,
        changed_measures.import_change_sentences(compared, of, name),
        changed_measures.import_changes_table(compared, currency),
    )
    return "\n".join(map(findings.show_invisible, lines))


def _choose_jurisdiction(asked: str, known: list[str]) -> str:
    if not asked and len(known) == 1:
        return known[0]
    if asked not in known:
        listed = ", ".join(known)
        raise click.UsageError(
            t(NOT_THERE["jurisdiction"], value=asked, known=listed)
            if asked
            else t(NAME_ONE, known=listed)
        )
    return asked


def _import_changes_lines(
    of: Import, rows: pd.DataFrame, sentences: list[str], table: pd.DataFrame
) -> Iterator[str]:
    yield sentences[0]
    if len(table):
        yield from table_lines(list(table.columns), table.to_numpy().tolist())
    yield from sentences[1:]
    yield t(
        "Rows of import {number}: {changes}.",
        number=of.batch_id,
        changes=submissions.differing_rows_text(rows),
    )
    differing = rows[rows[list(submissions.SIDES)].sum(axis=1) > 0]
    columns = ["table", *submissions.SIDES]
    headings = [t("table"), t("new"), t("changed"), t("removed")]
    yield from table_lines(headings, differing[columns].astype(object).to_numpy().tolist())


def _import_changes_json(
    of: Import, rows: pd.DataFrame, compared: changed_measures.Measures
) -> str:
    columns = ["table", *submissions.SIDES]
    about_import = {
        "jurisdiction": of.jurisdiction,
        "batch_id": of.batch_id,
        "source": of.source,
        "stored_on": of.stored_on.isoformat(),
        "is_first": of.is_first,
        "tables": [
            {name: row[name] if name == "table" else int(row[name]) for name in columns}
            for row in results.row_dicts(rows)
        ],
    }
    return json.dumps(
        about_import | changed_measures.import_changes_json(compared), indent=2, ensure_ascii=False
    )
