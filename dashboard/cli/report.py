"""The command `report`: a report of one jurisdiction as files, an edition, a questionnaire."""

import json
import signal
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
import pandas as pd

from dashboard.cli.console import REFUSED, progress_bar, refuse_existing, table_lines, write_file
from dashboard.cli.refresh import make_ready
from dashboard.cli.release import RELEASES_OPTION
from dashboard.export import available, template
from dashboard.export.card_files import Format
from dashboard.export.questionnaire import declaration
from dashboard.filter_options import Options, first_choice, read_choice
from dashboard.frames import moves, submissions
from dashboard.frames.submissions import Import
from dashboard.jobs import stored_batch_impact
from dashboard.pages import PLACE_AND_TIME
from dashboard.query_params import FIELDS, Choice, Part
from metrics import catalogue, results
from metrics.release import archive, reading
from schemas import errors, findings, scopes
from schemas.store import audit, database
from seed import batches
from seed.mapping import toml_reader

if TYPE_CHECKING:
    from dashboard.export.records import Records

Command = TypeVar("Command", bound=Callable[..., Any])
# The release that is shown, whichever it is.
SHOWN = 0


class Release(NamedTuple):
    """Which release is asked for: its number, None of records, and where releases lie."""

    number: int | None
    named: str | None


def release_options(command: Command) -> Command:
    """The options --release and --releases, as `number` and `named`."""
    number = click.option(
        "--release",
        "number",
        type=int,
        is_flag=False,
        flag_value=SHOWN,
        metavar="[N]",
        help="Of the release that is shown, or of release N: for everybody, and of no record.",
    )
    return number(RELEASES_OPTION(command))


@contextmanager
def _open_records(url: str, of: Release) -> "Iterator[Records]":
    """What reports ask of; of a release the records at `url` are not opened.

    Raises DatabaseMissing, DatabaseUnavailable, and UserError where the release is not shown.
    """
    # What draws takes a second to load, and no other command draws.
    from dashboard.export import records as export_records

    if of.number is None:
        make_ready(url)
        with database.reading(url).connect() as connection:
            yield export_records.records_of_connection(connection, scopes.EVERYTHING, url)
        return
    with archive.reading(archive.address(url, of.named)).connect() as connection:
        if of.number != SHOWN:
            reading.with_release(connection, of.number)
        yield export_records.records_of_connection(connection, scopes.RELEASE)


def _audit_taking(url: str, of: Release, **on: str) -> AbstractContextManager[object]:
    """The act of taking away; what is published is nobody's to watch over."""
    if of.number is not None:
        return nullcontext()
    return audit.audited(url, audit.Action.TAKE_AWAY, **on)


def year_options(command: Command) -> Command:
    """The options --from and --to, as text."""
    first = click.option("--from", "first", default="", metavar="YEAR", help="First year.")
    last = click.option("--to", "last", default="", metavar="YEAR", help="Last year.")
    return first(last(command))


def made_on_option(bears_it: str) -> Callable[[Command], Command]:
    """The option --made-on; `bears_it` says what has the day: "the file bears"."""
    return click.option(
        "--made-on",
        type=click.DateTime(["%Y-%m-%d"]),
        metavar="DATE",
        help=f"The day that {bears_it}. Without it: today.",
    )


def _read_choice(asked: Mapping[Part, str], known: Options) -> Choice:
    """What is asked for. UsageError where it is not there, or which place is meant is not said."""
    if not known.jurisdictions:
        raise errors.UserError("There are no records here yet: `import` brings them in.")
    if not asked[Part.JURISDICTION] and len(known.jurisdictions) > 1:
        there = ", ".join(known.jurisdictions)
        raise click.UsageError(f"Say which jurisdiction by --jurisdiction: there are {there}.")
    address = {part.value: text for part, text in asked.items()}
    made, notices = read_choice(address, known, PLACE_AND_TIME)
    if notices:
        offered = [_offered(Part(name), made, known) for name in notices]
        raise click.UsageError(" ".join([*notices.values(), *filter(None, offered)]))
    return made


def _offered(part: Part, made: Choice, known: Options) -> str:
    there = {
        Part.JURISDICTION: list(known.jurisdictions),
        Part.FORM: list(known.forms),
        Part.OFFICE: list(known.offices.get(made.jurisdiction, {})),
    }.get(part, [f"{known.years[0]} to {known.years[-1]}"])
    return f"{FIELDS[part].replace('_', ' ').capitalize()}: {', '.join(there) or 'none named'}."


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


@report.command("site")
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
@year_options
@made_on_option("the files bear")
@release_options
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
        edition = jurisdiction_report.EditionRequest(tuple(choices), day, measures)
        with _audit_taking(context.obj, release, what="edition"):
            files = build_site.write_site(out, edition, records, progress)
    click.echo(f"Wrote {files:,} files. Open {out / 'index.html'}")


SUFFIX = ".xlsx"


@report.command("questionnaire")
@click.argument("name")
@click.option("--jurisdiction", default="", metavar="ID", help="Of which jurisdiction it is.")
@year_options
@made_on_option("the file bears")
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
    refuse_existing(out)
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
        write_file(out, written)
    cells = [cell for table in tables for cell in table.cells]
    without = sum(cell.value is None for cell in cells)
    click.echo(f"Wrote {out}: {len(cells) - without:,} cells filled, {without:,} not, with why.")
    click.echo(f"To verify: {asked_for.verify}")


def _choice(jurisdiction: str, years: tuple[str, str], known: Options) -> Choice:
    """The place, and the years asked for; without any the last one that has ended there."""
    first, last = years
    if not first and not last and known.jurisdictions:
        first = last = str(first_choice(known, jurisdiction).year_to)
    return _read_choice(
        {Part.JURISDICTION: jurisdiction, Part.FROM: first or last, Part.TO: last or first}, known
    )


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
@made_on_option("the files bear")
@release_options
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

    release = Release(number, named)
    with _open_records(context.obj, release) as records, progress_bar() as progress:
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


@report.command("changes")
@click.option("--jurisdiction", default="", metavar="ID", help="Of which jurisdiction it is.")
@click.option("--json", "as_json", is_flag=True, help="Print them as JSON.")
@click.pass_obj
def changes(url: str, jurisdiction: str, *, as_json: bool) -> None:
    """Show which measures changed more than their interval with the last import.

    And what it added, changed and removed; nothing is written.
    """
    click.echo(_changes(url, jurisdiction, as_json=as_json))


def _changes(url: str, jurisdiction: str, *, as_json: bool) -> str:
    """What the last import moved, as lines for a person or as JSON.

    Raises UsageError where no such place is stored, or which is meant is not said.
    """
    make_ready(url)
    with database.reading(url).connect() as connection:
        places = results.jurisdictions(connection, scopes.EVERYTHING).set_index("jurisdiction")
        place = _place(jurisdiction, list(places.index))
        of = submissions.last_import(
            batches.listing(connection, scopes.EVERYTHING).to_pandas(), place
        )
        # A place is known by its records, and those have come in.
        assert of is not None
        rows = batches.tables_of(connection, scopes.EVERYTHING, of.batch_id).to_pandas()
    rows = rows.rename(columns={"table_name": "table"})
    compared: moves.Measures = ()
    if not of.is_first:
        request = stored_batch_impact.ImpactRequest(url, place, of.batch_id)
        with progress_bar() as progress:
            compared = stored_batch_impact.count_impact(request, progress).compared
    name, currency = str(places["name"][place]), str(places["currency"].fillna("")[place])
    if as_json:
        return _json(of, rows, compared)
    lines = _lines(
        of,
        rows,
        moves.moved_report(compared, of, name),
        moves.import_moves_table(compared, currency),
    )
    return "\n".join(map(findings.visible, lines))


def _place(asked: str, known: list[str]) -> str:
    if not asked and len(known) == 1:
        return known[0]
    if asked not in known:
        there = ", ".join(known)
        unknown = f"There is no jurisdiction [{asked}] in these records." if asked else ""
        raise click.UsageError(f"{unknown} Say which by --jurisdiction: there are {there}.".strip())
    return asked


def _lines(of: Import, rows: pd.DataFrame, said: list[str], table: pd.DataFrame) -> Iterator[str]:
    yield said[0]
    if len(table):
        yield from table_lines(list(table.columns), table.to_numpy().tolist())
    yield from said[1:]
    yield f"With batch {of.batch_id}: {submissions.differing_text(rows)}."
    differing = rows[rows[list(submissions.SIDES)].sum(axis=1) > 0]
    columns = ["table", *submissions.SIDES]
    yield from table_lines(columns, differing[columns].astype(object).to_numpy().tolist())


def _json(of: Import, rows: pd.DataFrame, compared: moves.Measures) -> str:
    columns = ["table", *submissions.SIDES]
    about_import = {
        "jurisdiction": of.jurisdiction,
        "batch_id": of.batch_id,
        "source": of.source,
        "stored_on": of.stored_on.isoformat(),
        "is_first": of.is_first,
        "tables": [
            {name: row[name] if name == "table" else int(row[name]) for name in columns}
            for row in rows.to_dict("records")
        ],
    }
    return json.dumps(about_import | moves.moved_json(compared), indent=2, ensure_ascii=False)
