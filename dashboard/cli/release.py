"""The command `release`: numbers that may be public, made of the records and kept apart."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from dashboard.cli.console import FORMAT, Format, progress_bar, rows_text, table_lines
from dashboard.cli.measures import Value, known, whole
from dashboard.cli.refresh import make_ready
from dashboard.export.csv_file import as_text
from dashboard.released import RELEASES
from metrics import catalogue, counting_options, results
from metrics.release import archive, key, notes, publication, reading
from schemas import findings
from schemas.store import database

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
@FORMAT
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
@FORMAT
@click.pass_obj
def differences(where: Where, old: int, new: int, shape: str) -> None:
    """Show the differences between two releases.

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
    if shape == Format.CSV:
        # A spreadsheet would run a text that begins like a formula.
        rows = [{name: _safe(cell) for name, cell in row.items()} for row in rows]
    click.echo(rows_text(shape, names, rows, nothing=nothing))


def _safe(cell: Cell) -> Cell:
    return str(as_text(cell)) if isinstance(cell, str) else cell


def _plain(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _today() -> date:
    return datetime.now(UTC).date()


MADE_UP = "made-up"
KEYS = ("measure", "split", "jurisdiction", "period", "category")
COUNTED = ("numerator", "unknown", "denominator")
# What the table has room for; JSON and CSV have every column.
TOLD = (
    *("measure", "jurisdiction", "period", "by", "of", *COUNTED, "value", "from", "to"),
    *("status", "release"),
)
REPORTED = ("by", "figures", "shown", "<10", "withheld", "of the records")
LISTED = ("release", "made on", "plan", "records", "state", "hash")


RELEASES_OPTION = click.option(
    "--releases",
    "named",
    envvar=RELEASES,
    metavar="URL",
    help="The database of releases, as `release` names it.",
)


@click.group("release")
@click.option(
    "--releases",
    "named",
    envvar=RELEASES,
    metavar="URL",
    help="The database of releases: a path, duckdb:///PATH or postgresql://USER@HOST/NAME."
    " Default: NAME.releases.duckdb beside the records' file.",
)
@click.pass_context
def release(context: click.Context, named: str | None) -> None:
    """Make, show and withdraw releases: protected numbers, apart from the records."""
    context.obj = (context.obj, named)


release.add_command(note)
release.add_command(differences)


@release.command("make")
@click.option("--dry-run", is_flag=True, help="The same as `release check`.")
@click.pass_obj
def make(where: Where, dry_run: bool) -> None:
    """Create a release of the records, test it against an attacker, and publish it."""
    _make(*where, publish=not dry_run)


@release.command("check")
@click.pass_obj
def check(where: Where) -> None:
    """Say what a release would tell and hide; nothing is written."""
    _make(*where, publish=False)


def _make(url: str, named: str | None, *, publish: bool) -> None:
    releases_url = archive.address(url, named)
    make_ready(url)
    with progress_bar() as progress:
        draft = publication.draft(url, releases_url, progress=progress)
        made = publication.publish(url, releases_url, draft) if publish else None
    click.echo("\n".join([*draft.content.notes, "", *_of_gate(draft)]))
    if made is None:
        click.echo("Nothing was written.")
        return
    click.echo(
        f"Release {made.number} is shown from now on, in {database.display_name(releases_url)}."
        f" Its hash is {made.content_hash}."
    )


def _of_gate(draft: publication.Draft) -> Iterator[str]:
    """What the gate says to the owner: by table how much is left, and why figures are withheld."""
    rows = [
        # Of nothing recorded there is no share.
        (by or "totals", figures, shown, hidden, withheld, f"{records:.0%}".replace("nan%", ""))
        for by, figures, shown, hidden, withheld, records in draft.report.iter_rows()
    ]
    yield from table_lines(REPORTED, rows)
    yield from draft.reasons


@release.command("list")
@click.pass_obj
def list_releases(where: Where) -> None:
    """List the releases, and which of them is shown."""
    releases_url = archive.address(*where)
    listed = archive.known(releases_url)
    if not listed:
        place = database.display_name(releases_url)
        click.echo(f"No release was made yet. They would lie in [{place}].")
        return
    shown = max((one.number for one in listed if one.withdrawn_at is None), default=None)
    rows = [
        (
            one.number,
            f"{one.made_at:%Y-%m-%d}",
            one.plan,
            MADE_UP if one.made_up else "real",
            _state(one, shown),
            one.content_hash,
        )
        for one in listed
    ]
    click.echo("\n".join(table_lines(LISTED, rows)))


def _state(one: archive.Release, shown: int | None) -> str:
    if one.withdrawn_at is not None:
        return f"withdrawn on {one.withdrawn_at:%Y-%m-%d}: {one.withdrawn_because}"
    return "shown" if one.number == shown else "earlier"


@release.command("show")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--number", type=int, metavar="N", help="Another release than the one that is shown.")
@FORMAT
@click.pass_obj
def show(where: Where, ids: tuple[str, ...], number: int | None, shape: str) -> None:
    """Print the numbers of a release (all, or those of the measures named by ID)."""
    chosen = known(ids, catalogue.CATALOGUE, "measure")
    with archive.reading(archive.address(*where)).connect() as connection:
        found = reading.shown(connection, number)
        said = notes.notes_of_measures(connection, chosen)
    rows = sorted(
        (
            row
            for row in found.content.rows.iter_rows(named=True)
            if row["measure"] in chosen or not ids
        ),
        key=lambda row: [str(row[name]) for name in KEYS],
    )
    if shape == Format.TABLE:
        told = [*_words(found), *table_lines(TOLD, map(_told, rows)), *notes_lines(said)]
        click.echo("\n".join(told))
    else:
        click.echo(rows_text(shape, found.content.rows.columns, rows, nothing=""))


def _words(found: reading.Shown) -> Iterator[str]:
    made = found.release
    yield (
        f"Release {made.number} of {MADE_UP if made.made_up else 'stored'} records, made on"
        f" {made.made_at:%Y-%m-%d} by plan {made.plan}. Its hash is {made.content_hash}."
    )
    yield from found.content.notes
    yield f"It was counted by these options: {', '.join(_options(found))}."
    yield ""


def _options(found: reading.Shown) -> Iterator[str]:
    """Each option with its value, and with the default where another one was chosen."""
    for name, value in found.content.options.sort("name").iter_rows():
        option = counting_options.OPTIONS.get(name)
        default = value if option is None else option.written(option.default)
        yield f"{name} {value}" if value == default else f"{name} {value} (default {default})"


def _told(row: Mapping[str, Value]) -> list[Value]:
    """A row as the table has it: hidden numbers as "<10", ends as "<" and ">"."""
    numbers = ["<10" if results.hides(row, name) else whole(row[name]) for name in COUNTED]
    limits = [row[name] for name in ("region_low", "region_high")]
    of = [row["measure"], row["jurisdiction"], row["period"], row["split"], row["category"]]
    return [*of, *numbers, _value(row), *limits, row["status"], row["of_release"]]


def _value(row: Mapping[str, Value]) -> Value:
    end = results.one_sided_limit(row)
    return whole(row["value"]) if end is None else f"{end[0]}{whole(end[1])}"


@release.command("withdraw")
@click.argument("number", type=int)
@click.option("--because", required=True, metavar="TEXT", help="Why, in a few words for readers.")
@click.pass_obj
def withdraw(where: Where, number: int, because: str) -> None:
    """Withdraw a release. The last one before it that is valid is shown instead.

    What was published stays known, and later releases are tried against it as before.
    """
    url, releases_url = where[0], archive.address(*where)
    archive.reading(releases_url)
    left = publication.withdraw(url, releases_url, number, because)
    instead = "no release is shown" if left is None else f"release {left} is shown"
    click.echo(f"Release {number} is withdrawn: {instead} from now on.")


@release.command("key")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def make_key(file: Path) -> None:
    """Make the key of releases, in a FILE that is not there yet.

    All releases of a database are rounded with one key. Whoever has it learns little more; without
    it no further release can be made.
    """
    key.make(file)
    click.echo(
        f"Wrote a key into {file}. Set {key.KEY_FILE} to its path, and keep a copy in a"
        " safe place, apart from the records: without it no further release can be made."
    )
