"""The command `report`: a report of one place as PDF, HTML, workbook, data package or pictures."""

import signal
from datetime import UTC, datetime
from pathlib import Path

import click

from dashboard.cli import chosen, report_source, whole_file
from dashboard.cli.changes import changes
from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.progress import progress_bar
from dashboard.cli.receipt_text import table_lines
from dashboard.cli.refresh import make_ready
from dashboard.export import available, template
from dashboard.export.card_files import Format
from dashboard.export.questionnaire import declaration
from dashboard.filter_options import Options, first_choice
from dashboard.query_params import Choice, Part
from metrics import catalogue
from schemas import errors, scopes
from schemas.store import audit, database
from seed.mapping import toml_reader


@click.command("site")
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    required=True,
    metavar="DIR",
    help="The folder of the edition; one that holds anything else is left as it is.",
)
@click.option(
    "--jurisdiction",
    "jurisdictions",
    multiple=True,
    metavar="ID",
    help="A jurisdiction of the edition, once for each. Without it: all.",
)
@click.option(
    "--measure",
    "ids",
    multiple=True,
    metavar="ID",
    help="A measure of the edition, once for each. Without it: all.",
)
@chosen.years
@chosen.made_on("the files bear")
@report_source.release
@click.pass_context
def site(
    context: click.Context,
    out: Path,
    jurisdictions: tuple[str, ...],
    ids: tuple[str, ...],
    first: str,
    last: str,
    made_on: datetime | None,
    number: int | None,
    named: str | None,
) -> None:
    """Write every measure as pages, with its figures as CSV and JSON, for any web space.

    The pages ask nobody for anything and need no script; index.json says what the edition holds.
    An edition that stands in DIR is replaced when the new one is complete. Real records are
    refused: exact figures of them are not for publication. A release of them is (--release).
    """
    # What draws takes a second to load, and no other command draws.
    from dashboard.export.edition import build_site, jurisdiction_report

    measures = tuple(one.id for one in catalogue.chosen(ids or tuple(catalogue.CATALOGUE)))
    release = report_source.Release(number, named)
    with (
        report_source.records(context.obj, release) as records,
        progress_bar(signal.SIGTERM, signal.SIGHUP) as progress,
    ):
        build_site.check_may_be_public(records)
        known = records.offered
        asked = [
            {Part.JURISDICTION: id_, Part.FROM: first, Part.TO: last}
            for id_ in dict.fromkeys(jurisdictions or known.jurisdictions)
        ]
        choices = [chosen.choice(one, known) for one in asked]
        day = (made_on or datetime.now(UTC)).date()
        edition = jurisdiction_report.EditionRequest(tuple(choices), day, measures)
        with report_source.written_down(context.obj, release, what="edition"):
            files = build_site.write_site(out, edition, records, progress)
    click.echo(f"Wrote {files:,} files. Open {out / 'index.html'}")


SUFFIX = ".xlsx"


@click.command("questionnaire")
@click.argument("name")
@click.option("--jurisdiction", default="", metavar="ID", help="Of which jurisdiction it is.")
@chosen.years
@chosen.made_on("the file bears")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    required=True,
    metavar="FILE.xlsx",
    help="Write the workbook into this file, which is not there yet.",
)
@click.pass_context
def questionnaire(
    context: click.Context,
    name: str,
    jurisdiction: str,
    first: str,
    last: str,
    made_on: datetime | None,
    out: Path,
) -> None:
    """Fill the questionnaire NAME, one that `report list` names; without years of the last ended.

    Every cell says the measure and the filters that its number is of, and every cell that cannot be
    filled the reason. Verify it against the official text before it is sent.
    """
    asked_for = declaration.load_questionnaire(name)
    if out.suffix != SUFFIX:
        raise click.UsageError(f"[{out.name}] is no workbook: its name ends with {SUFFIX}.")
    if out.exists():
        raise click.UsageError(f"[{out.name}] is there already, and is not replaced.")
    # Said before minutes are spent on it.
    if not out.absolute().parent.is_dir():
        raise click.UsageError(f"There is no folder [{out.parent}] to write [{out.name}] into.")
    # What draws takes a second to load, and no other command draws.
    from dashboard.export import records
    from dashboard.export.questionnaire import fill

    make_ready(context.obj)
    with database.reading(context.obj).connect() as connection, progress_bar() as progress:
        asked_of = records.records_of_connection(connection, scopes.EVERYTHING, context.obj)
        choice = _choice(jurisdiction, (first, last), asked_of.offered)
        tables = list(fill.fill_questionnaire(asked_for, choice, asked_of, progress))
        day = (made_on or datetime.now(UTC)).date()
        written = fill.render_workbook(asked_for, tables, (choice, asked_of), day)
    on = {"name": name, "jurisdiction": choice.jurisdiction}
    with audit.audited(context.obj, audit.Action.TAKE_AWAY, what="questionnaire", **on):
        whole_file.write(out, written)
    cells = [cell for table in tables for cell in table.cells]
    without = sum(cell.value is None for cell in cells)
    click.echo(f"Wrote {out}: {len(cells) - without:,} cells filled, {without:,} not, with why.")
    click.echo(f"To verify: {asked_for.verify}")


def _choice(jurisdiction: str, years: tuple[str, str], known: Options) -> Choice:
    """The place, and the years asked for; without any the last one that has ended there."""
    first, last = years
    if not first and not last and known.jurisdictions:
        first = last = str(first_choice(known, jurisdiction).year_to)
    return chosen.choice(
        {Part.JURISDICTION: jurisdiction, Part.FROM: first or last, Part.TO: last or first}, known
    )


WRITE = "write"
# What a template of people's own is called in the audit log: not by its path.
OWN = "own template"


def _formats(_: click.Context, __: click.Parameter, text: str) -> tuple[Format, ...]:
    names = [name.strip() for name in text.split(",") if name.strip()]
    for name in names:
        if name not in tuple(Format):
            near = toml_reader.nearest(name, Format)
            raise click.BadParameter(f"[{name}] is not one of {', '.join(Format)}.{near}")
    if not names:
        raise click.BadParameter(f"name one or more of {', '.join(Format)}.")
    return tuple(map(Format, names))


class _Reports(click.Group):
    """Where no command is named, a report is: `report ministry` is `report write ministry`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        is_named = not args or args[0] in (*self.commands, *ctx.help_option_names)
        return super().parse_args(ctx, args if is_named else [WRITE, *args])


@click.group("report", cls=_Reports)
def report() -> None:
    """Write a report, a static edition or a questionnaire; list them, or print what moved.

    `report NAME` and `report FILE` are short for `report write`.
    """


@report.command("list")
def list_reports() -> None:
    """The reports and questionnaires that come with the project, and what each holds."""
    rows = [(one, template.template_headline(one)) for one in template.shipped_templates()]
    rows += [
        (f"questionnaire {one}", declaration.questionnaire_headline(one))
        for one in declaration.shipped_questionnaires()
    ]
    click.echo("\n".join(table_lines(("name", "what it holds"), rows)))


@report.command(WRITE)
@click.argument("name", metavar="NAME|FILE")
@click.option("--jurisdiction", default="", metavar="ID", help="Of which jurisdiction it is.")
@click.option("--office", default="", metavar="ID", help="Of one office alone.")
@click.option("--from", "first", type=int, metavar="YEAR", help="First year.")
@click.option("--to", "last", type=int, metavar="YEAR", help="Last year.")
@click.option("--form", default="", metavar="CODE", help="Of one form of exploitation alone.")
@click.option(
    "--format",
    "formats",
    callback=_formats,
    default=Format.PDF.value,
    show_default=True,
    metavar="NAMES",
    help=f"With commas: {', '.join(Format)}.",
)
@click.option(
    "--notes",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    metavar="FILE",
    help="Notes of your own, as text: they stand in the files and nowhere else.",
)
@chosen.made_on("the files bear")
@report_source.release
@click.option(
    "--out",
    type=click.Path(path_type=Path, file_okay=False),
    default=".",
    metavar="DIR",
    help="Write the files into this folder. Without it: the working folder.",
)
@click.pass_context
def write(
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
    """Write the report NAME, one that `report list` names, or of a template of your own in FILE.

    Every format says the same of the same records; equal records give equal files, but for the day.
    """
    asked_for = _sound(context, name)
    own_notes = "" if notes is None else _text(notes)
    asked = {
        Part.JURISDICTION: jurisdiction,
        Part.FROM: "" if first is None else str(first),
        Part.TO: "" if last is None else str(last),
        Part.FORM: form,
        Part.OFFICE: office,
    }
    # What draws takes a second to load, and no other command draws.
    from dashboard.export import content, files

    release = report_source.Release(number, named)
    with report_source.records(context.obj, release) as records, progress_bar() as progress:
        choice = chosen.choice(asked, records.offered)
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
        with report_source.written_down(context.obj, release, what="report", **on):
            written = files.write_files(out, made, formats, progress)
    click.echo("\n".join(["Wrote", *(f"  {path}" for path in written)]))


def _refuse_records(name: str, choice: Choice, scope: scopes.Scope) -> None:
    """UserError where a report that comes with the project is of records, and a release is asked.

    What a template of one's own asks of records is left out, and named in the files.
    """
    there = available.available_reports(choice, scope)
    if choice.is_of_release and name in template.shipped_templates() and name not in there:
        raise errors.UserError(
            f"The report [{name}] is of records, and a release holds none. Of a release there are"
            f" {', '.join(there)}."
        )


def _sound(context: click.Context, name: str) -> template.Template:
    """The template of that name or file; one with faults ends the command, each with its line."""
    read = template.load_template(name)
    for finding in read.findings:
        click.echo(str(finding))
    if read.findings:
        context.exit(REFUSED)
    return read


def _text(notes: Path) -> str:
    try:
        text = notes.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise errors.UserError(f"[{notes.name}] is not UTF-8. Save it as UTF-8.") from error
    if len(text) > template.MOST_NOTES:
        raise errors.UserError(
            f"[{notes.name}] has {len(text):,} signs, more than {template.MOST_NOTES:,}."
            " Shorten it."
        )
    return text


report.add_command(site)
report.add_command(changes)
report.add_command(questionnaire)
