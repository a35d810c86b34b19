"""The command `report`: a report of one place as PDF, HTML, workbook, data package or pictures."""

from datetime import UTC, datetime
from pathlib import Path

import click

from dashboard.cli import asked_of, chosen
from dashboard.cli.changes import changes
from dashboard.cli.edition import site
from dashboard.cli.exit_codes import REFUSED
from dashboard.cli.progress import progress_bar
from dashboard.cli.questionnaire import questionnaire
from dashboard.cli.wording import table_lines
from dashboard.export import available, template
from dashboard.export.card_files import Format
from dashboard.export.questionnaire import declaration
from dashboard.query_params import Choice, Part
from schemas import errors, scopes
from seed.mapping import toml_reader

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
@asked_of.release
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

    release = asked_of.Release(number, named)
    with asked_of.records(context.obj, release) as records, progress_bar() as progress:
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
        with asked_of.written_down(context.obj, release, what="report", **on):
            written = files.write_files(out, made, formats, progress)
    click.echo("\n".join(["Wrote", *(f"  {path}" for path in written)]))


def _refuse_records(name: str, choice: Choice, scope: scopes.Scope) -> None:
    """UserError where a report that comes with the project is of records, and a release is asked.

    What a template of one's own asks of records is left out, and named in the files.
    """
    there = available.available_reports(choice, scope)
    if choice.of_release and name in template.shipped_templates() and name not in there:
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
