"""The command `report questionnaire`: what others ask every year, filled as far as records go."""

from datetime import UTC, datetime
from pathlib import Path

import click

from dashboard.cli import chosen, writing
from dashboard.cli.progress import progress_bar
from dashboard.cli.upkeep import make_ready
from dashboard.export.questionnaire import declaration
from dashboard.filter_options import Options, first_choice
from dashboard.query_params import Choice, Part
from schemas import scopes
from schemas.store import audit, database

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
        writing.write(out, written)
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
