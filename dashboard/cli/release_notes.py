"""The commands `release note` and `release differences`: replies, and what was corrected."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime

import click

from dashboard.cli.measures import SHAPE, WRITERS, Format
from dashboard.cli.wording import table_lines
from dashboard.export.csv_file import as_text
from metrics.release import archive, notes, reading
from schemas import findings

Where = tuple[str, str | None]
Cell = str | int | float | None
ROLES = click.Choice([role.value for role in notes.Role])
NAMES = ("note", "written_on", "role", "jurisdiction", "measure", "period", "text", "removed_on")


@click.group("note")
def note() -> None:
    """Write, list and take back notes on released numbers: replies of those concerned."""


@note.command("add")
@click.option("--jurisdiction", required=True, metavar="ID", help="Whose number it is.")
@click.option("--measure", required=True, metavar="ID", help="Of which measure.")
@click.option("--period", required=True, metavar="YEARS", help="A year or window of the release.")
@click.option("--role", required=True, type=ROLES, help="Who says it.")
@click.argument("text")
@click.pass_obj
def add(where: Where, jurisdiction: str, measure: str, period: str, role: str, text: str) -> None:
    """Add TEXT, at most 500 signs, to a number of the release that is shown.

    It is public, and shown as text: nothing in it is a link, a format or a formula.
    """
    about = notes.About(jurisdiction, measure, period)
    said = notes.Said(notes.Role(role), text, _today())
    kept = notes.add(where[0], archive.address(*where), about, said)
    click.echo(f"Note {kept.note} is shown from now on with {measure} of {jurisdiction}, {period}.")


@note.command("remove")
@click.argument("number", type=int)
@click.pass_obj
def remove(where: Where, number: int) -> None:
    """Take note NUMBER back: its text goes; its day, role and removal stay in the list."""
    notes.remove(where[0], archive.address(*where), number, _today())
    click.echo(f"Note {number} is shown no more.")


@note.command("list")
@SHAPE
@click.pass_obj
def list_notes(where: Where, shape: str) -> None:
    """List all notes, removed ones without their text."""
    with archive.reading(archive.address(*where)).connect() as connection:
        listed = notes.listed(connection)
    rows = [{name: _plain(getattr(one, name)) for name in NAMES} for one in listed]
    _write(shape, rows, NAMES, "There are no notes.")


@click.command("differences")
@click.argument("old", type=int)
@click.argument("new", type=int)
@SHAPE
@click.pass_obj
def differences(where: Where, old: int, new: int, shape: str) -> None:
    """Print what reads otherwise in release NEW than in release OLD: before and after.

    A withdrawn release is not told of.
    """
    with archive.reading(archive.address(*where)).connect() as connection:
        before, after = (reading.shown(connection, number) for number in (old, new))
    found = reading.release_differences(before.content, after.content)
    nothing = f"Release {new} reads as release {old} does."
    _write(shape, found.to_dicts(), reading.DIFFERENCE_COLUMNS, nothing)


def notes_lines(said: Sequence[notes.Note]) -> Iterator[str]:
    """The notes under the numbers that they are on."""
    for one in said:
        yield ""
        yield (
            f"Note on {one.measure} of {one.jurisdiction}, {one.period}, by the"
            f" {one.role.replace('_', ' ')}, {one.written_on:%Y-%m-%d}:"
        )
        yield f"  {findings.visible(one.text)}"


def _write(shape: str, rows: list[dict[str, Cell]], names: tuple[str, ...], nothing: str) -> None:
    if Format(shape) is Format.CSV:
        # A spreadsheet would run a text that begins like a formula.
        rows = [{name: _safe(cell) for name, cell in row.items()} for row in rows]
    if Format(shape) is not Format.TABLE:
        click.echo("\n".join(WRITERS[Format(shape)](names, rows)))
    elif rows:
        click.echo("\n".join(table_lines(names, [[row[name] for name in names] for row in rows])))
    else:
        click.echo(nothing)


def _safe(cell: Cell) -> Cell:
    return str(as_text(cell)) if isinstance(cell, str) else cell


def _plain(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _today() -> date:
    return datetime.now(UTC).date()
