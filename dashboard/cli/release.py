"""The commands `release`: make and list protected figures that may be published."""

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

import click

from dashboard import words
from dashboard.cli.console import FORMAT, Format, progress_bar, rows_text, say, table_lines
from dashboard.cli.measures import UNKNOWN_MEASURE, Value, check_names, whole_as_int
from dashboard.cli.update_results import refresh_results
from dashboard.released_data import RELEASES
from dashboard.untrusted_text import as_text
from metrics import catalogue, counting_options, results
from metrics.release import archive, figure_notes, key, publication, reading, return_file, signing
from schemas import errors, findings
from schemas.language import marked, share, t
from schemas.store import database

Where = tuple[str, str | None]
Cell = str | int | float | None
ROLES = click.Choice([role.value for role in figure_notes.Role])
NAMES = ("note", "written_on", "role", "jurisdiction", "measure", "period", "text", "removed_on")


@click.group(
    "note", help="Add, list or remove notes on published figures: replies of those concerned."
)
def notes_group() -> None:
    pass


@notes_group.command(
    "add",
    help="Add TEXT, at most 500 characters, to a figure of the release that is shown.\n\nThe note"
    " is public and shown as plain text, without links, formats or formulas.",
)
@click.option(
    "--jurisdiction", required=True, metavar="CODE", help="The jurisdiction of the figure."
)
@click.option("--measure", required=True, metavar="ID", help="The measure of the figure.")
@click.option("--period", required=True, metavar="YEARS", help="A year or period of the release.")
@click.option("--role", required=True, type=ROLES, help="Who writes the note.")
@click.argument("text")
@click.pass_obj
def add_note(
    where: Where, jurisdiction: str, measure: str, period: str, role: str, text: str
) -> None:
    about = figure_notes.About(jurisdiction, measure, period)
    said = figure_notes.Said(figure_notes.Role(role), text, _today())
    kept = figure_notes.add(where[0], archive.address(*where), about, said)
    say(
        "Note {note} is now shown with {measure}, {jurisdiction}, {period}.",
        note=kept.note,
        measure=measure,
        jurisdiction=jurisdiction,
        period=period,
    )


@notes_group.command(
    "remove",
    help="Remove the text of note NUMBER. The list keeps its dates, the role and the removal.",
)
@click.argument("number", type=int)
@click.pass_obj
def remove_note(where: Where, number: int) -> None:
    figure_notes.remove(where[0], archive.address(*where), number, _today())
    say("Note {note} is no longer shown.", note=number)


@notes_group.command("list", help="List all notes, removed ones without their text.")
@FORMAT
@click.pass_obj
def list_notes(where: Where, shape: str) -> None:
    with archive.reading(archive.address(*where)).connect() as connection:
        listed = figure_notes.list_notes(connection)
    rows = [{name: _plain_cell(getattr(one, name)) for name in NAMES} for one in listed]
    _write(shape, rows, NAMES, t("There are no notes."))


@click.command(
    "differences",
    help="Show the differences between two releases. A withdrawn release is not shown.",
)
@click.argument("old", type=int)
@click.argument("new", type=int)
@FORMAT
@click.pass_obj
def show_differences(where: Where, old: int, new: int, shape: str) -> None:
    with archive.reading(archive.address(*where)).connect() as connection:
        before, after = (reading.shown(connection, number) for number in (old, new))
    found = [
        *reading.rule_differences(before.content, after.content).to_dicts(),
        *reading.release_differences(before.content, after.content).to_dicts(),
    ]
    nothing = t("Release {new} has the same figures and rules as release {old}.", new=new, old=old)
    _write(shape, found, reading.DIFFERENCE_COLUMNS, nothing)


def notes_lines(listed: Sequence[figure_notes.Note]) -> Iterator[str]:
    """Yield the replies, each with the figure that it is about."""
    for one in listed:
        yield ""
        yield t(
            "Note on {measure}, {jurisdiction}, {period}. {role}, {day}:",
            measure=one.measure,
            jurisdiction=one.jurisdiction,
            period=one.period,
            role=words.code(one.role),
            day=one.written_on.isoformat(),
        )
        yield f"  {findings.show_invisible(one.text)}"


def _write(shape: str, rows: list[dict[str, Cell]], names: tuple[str, ...], nothing: str) -> None:
    if shape == Format.CSV:
        # A spreadsheet would run text that looks like a formula.
        rows = [{name: _safe_cell(cell) for name, cell in row.items()} for row in rows]
    click.echo(rows_text(shape, names, rows, nothing=nothing))


def _safe_cell(cell: Cell) -> Cell:
    return str(as_text(cell)) if isinstance(cell, str) else cell


def _plain_cell(value: object) -> Cell:
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, str | int) else None


def _today() -> date:
    return datetime.now(UTC).date()


KEYS = ("measure", "split", "jurisdiction", "period", "category")
COUNTED = ("numerator", "unknown", "denominator")
# The columns of the table; JSON and CSV have all.
PRINTED = (
    *("measure", "jurisdiction", "period", "by", "of", *COUNTED, "value", "from", "to"),
    *("status", "release"),
)
REPORTED = (
    *(marked("by"), marked("figures"), marked("shown"), marked("<10"), marked("withheld")),
    marked("share of the records"),
)
LISTED = (
    *(marked("release"), marked("published on"), marked("plan"), marked("records")),
    *(marked("state"), marked("hash")),
)


RELEASES_OPTION = click.option(
    "--releases",
    "named",
    envvar=RELEASES,
    metavar="URL",
    help="The database of releases (see `release --help`).",
)


BECAUSE = click.option(
    "--because", required=True, metavar="TEXT", help="The reason, in a few words for readers."
)


@click.group("release", help="Create, list and withdraw releases: protected figures.")
@click.option(
    "--releases",
    "named",
    envvar=RELEASES,
    metavar="URL",
    help="The database of releases: a path, duckdb:///PATH or postgresql://USER@HOST/NAME."
    " Default: NAME.releases.duckdb in the folder of the records' file.",
)
@click.pass_context
def release_group(context: click.Context, named: str | None) -> None:
    context.obj = (context.obj, named)


release_group.add_command(notes_group)
release_group.add_command(show_differences)


@release_group.command(
    "make", help="Create a release of the records, test it against an attacker, and publish it."
)
@click.option("--dry-run", is_flag=True, help="The same as `release check`.")
@click.pass_obj
def make_release(where: Where, dry_run: bool) -> None:
    _make_release(*where, publish=not dry_run)


@release_group.command(
    "check", help="Show what a release would publish and hide. Nothing is written."
)
@click.pass_obj
def check_next_release(where: Where) -> None:
    _make_release(*where, publish=False)


def _make_release(url: str, named: str | None, *, publish: bool) -> None:
    releases_url = archive.address(url, named)
    refresh_results(url)
    with progress_bar() as progress:
        draft = publication.draft_release(url, releases_url, progress=progress)
        made = publication.publish_draft(url, releases_url, draft) if publish else None
    click.echo("\n".join([*map(t, draft.content.notes), "", *_gate_lines(draft)]))
    if made is None:
        say("Nothing was written.")
        return
    say(
        "Release {number} is now published in {database}. Its hash is {hash}.",
        number=made.number,
        database=database.display_name(releases_url),
        hash=made.content_hash,
    )


def _gate_lines(draft: publication.Draft) -> Iterator[str]:
    """Yield, by table, how many figures are shown, protected and withheld; then the reasons."""
    rows = [
        # A share needs records to divide by.
        (
            by or t("totals"),
            figures,
            shown,
            hidden,
            withheld,
            "" if math.isnan(records) else share(records),
        )
        for by, figures, shown, hidden, withheld, records in draft.report.iter_rows()
    ]
    yield from table_lines([t(heading) for heading in REPORTED], rows)
    yield from map(t, draft.reasons)


@release_group.command("list", help="List the releases, and which of them is shown.")
@click.pass_obj
def list_releases(where: Where) -> None:
    releases_url = archive.address(*where)
    listed = archive.all_releases(releases_url)
    if not listed:
        place = database.display_name(releases_url)
        say("There is no release yet. Releases will be stored in {database}.", database=place)
        return
    shown = max((one.number for one in listed if one.withdrawn_at is None), default=None)
    rows = [
        (
            one.number,
            f"{one.made_at:%Y-%m-%d}",
            one.plan,
            t("fictional") if one.made_up else t("real"),
            link_state_text(one.withdrawn_at, one.withdrawn_because, is_shown=one.number == shown),
            one.content_hash,
        )
        for one in listed
    ]
    click.echo("\n".join(table_lines([t(heading) for heading in LISTED], rows)))


def link_state_text(withdrawn_at: datetime | None, reason: str | None, *, is_shown: bool) -> str:
    """Return the state of a release or return: shown, earlier, or withdrawn with the reason."""
    if withdrawn_at is not None:
        return t(
            "withdrawn on {day}: {reason}",
            day=withdrawn_at.date().isoformat(),
            reason=reason,
        )
    return t("shown") if is_shown else t("earlier")


@release_group.command(
    "show", help="Print the figures of a release: all, or those of the measures named by ID."
)
@click.argument("ids", nargs=-1, metavar="[ID]...")
@click.option("--number", type=int, metavar="N", help="Print release N instead of the one shown.")
@FORMAT
@click.pass_obj
def show_release(where: Where, ids: tuple[str, ...], number: int | None, shape: str) -> None:
    chosen = check_names(ids, catalogue.CATALOGUE, UNKNOWN_MEASURE)
    with archive.reading(archive.address(*where)).connect() as connection:
        found = reading.shown(connection, number)
        listed = figure_notes.notes_of_measures(connection, chosen)
    rows = sorted(
        (
            row
            for row in found.content.rows.iter_rows(named=True)
            if row["measure"] in chosen or not ids
        ),
        key=lambda row: [str(row[name]) for name in KEYS],
    )
    if shape == Format.TABLE:
        lines = table_lines(PRINTED, map(_printed_cells, rows))
        click.echo("\n".join([*_about_lines(found), *lines, *notes_lines(listed)]))
    else:
        click.echo(rows_text(shape, found.content.rows.columns, rows, nothing=""))


def _about_lines(found: reading.Shown) -> Iterator[str]:
    made = found.release
    about = {
        "number": made.number,
        "day": made.made_at.date().isoformat(),
        "plan": made.plan,
        "hash": made.content_hash,
    }
    if made.made_up:
        yield t(
            "Release {number} of fictional records, published on {day}, plan {plan}. Its hash is"
            " {hash}.",
            **about,
        )
    else:
        yield t("Release {number}, published on {day}, plan {plan}. Its hash is {hash}.", **about)
    yield from map(t, found.content.notes)
    yield t("Counting options: {options}.", options=", ".join(_counting_option_values(found)))
    yield ""


def _counting_option_values(found: reading.Shown) -> Iterator[str]:
    """Yield each counting option with its value, and the default if it differs."""
    for name, value in found.content.options.sort("name").iter_rows():
        option = counting_options.OPTIONS.get(name)
        default = value if option is None else option.as_text(option.default)
        if value == default:
            yield f"{name} {value}"
        else:
            yield t("{name} {value} (default {default})", name=name, value=value, default=default)


def _printed_cells(row: Mapping[str, Value]) -> list[Value]:
    """Return the cells of a row: hidden numbers as "<10", limits with "<" and ">"."""
    numbers = [
        "<10" if results.is_part_hidden(row, name) else whole_as_int(row[name]) for name in COUNTED
    ]
    limits = [row[name] for name in ("region_low", "region_high")]
    of = [row["measure"], row["jurisdiction"], row["period"], row["split"], row["category"]]
    return [*of, *numbers, _value(row), *limits, row["status"], row["of_release"]]


def _value(row: Mapping[str, Value]) -> Value:
    """Return the value of a row; for a protected one its limit, such as "<10"."""
    end = results.released_limit(row)
    return whole_as_int(row["value"]) if end is None else f"{end[0]}{whole_as_int(end[1])}"


@release_group.command(
    "withdraw",
    help="Withdraw a release. The last one before it that is valid is shown instead.\n\nPublished"
    " figures stay known. Later releases are still tested against them.",
)
@click.argument("number", type=int)
@BECAUSE
@click.pass_obj
def withdraw_release(where: Where, number: int, because: str) -> None:
    url, releases_url = where[0], archive.address(*where)
    archive.reading(releases_url)
    left = publication.withdraw(url, releases_url, number, because)
    if left is None:
        say("Release {number} is withdrawn. No release is shown now.", number=number)
    else:
        say(
            "Release {number} is withdrawn. Release {shown} is shown now.",
            number=number,
            shown=left,
        )


@release_group.command(
    "key",
    help="Create the key of releases in a new FILE.\n\nAll releases of a database are rounded with"
    " one key. Someone who has it learns little more. Without it no further release can be made."
    " With --sign, create the key that signs returns instead.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--sign",
    "is_to_sign",
    is_flag=True,
    help="Create a key to sign returns, and print its fingerprint.",
)
def make_release_key(file: Path, *, is_to_sign: bool) -> None:
    if is_to_sign:
        fingerprint = signing.make(file)
        say(
            "Wrote a key into {file}. Set {variable} to its path, and keep a copy in a safe"
            " place. Read its fingerprint by telephone to those who import your returns:"
            " {fingerprint}",
            file=file,
            variable=signing.KEY_FILE,
            fingerprint=signing.in_groups(fingerprint),
        )
        return
    key.make(file)
    say(
        "Wrote a key into {file}. Set {variable} to its path. Keep a copy in a safe place,"
        " separate from the records: without it no further release can be made.",
        file=file,
        variable=key.KEY_FILE,
    )


@release_group.command(
    "export",
    help="Write the release as a return into a new FILE, and its signature into FILE.sig.\n\nA"
    " return has what the release shows, and nothing else. Hand over both files; `return import`"
    " reads them.",
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--release", "number", type=int, metavar="N", help="Export release N instead of the one shown."
)
@click.option(
    "--contact",
    default="",
    metavar="TEXT",
    help="Who answers questions about the figures, and how to reach them.",
)
@click.option(
    "--licence",
    default="",
    metavar="TEXT",
    help="How others may use the figures, for example: CC BY 4.0.",
)
@click.pass_obj
def export(where: Where, file: Path, number: int | None, contact: str, licence: str) -> None:
    secret = signing.read()
    with archive.reading(archive.address(*where)).connect() as connection:
        made = return_file.of_release(connection, number, contact=contact, licence=licence)
    content = return_file.pack(made)
    signature = signing.sign(secret, content)
    signature_path = signature_file(file)
    for path, written in ((file, content), (signature_path, signature)):
        _write_new(path, written)
    say(
        "Wrote release {number} of {jurisdictions} into {file}, and its signature into"
        " {signature}. The fingerprint of the key is {fingerprint}.",
        number=made.release,
        jurisdictions=", ".join(made.jurisdictions),
        file=file,
        signature=signature_path.name,
        fingerprint=signing.in_groups(signing.verify(content, signature).fingerprint),
    )


def signature_file(file: Path) -> Path:
    """Return the path of the signature of a file."""
    return file.with_name(file.name + signing.SUFFIX)


def _write_new(path: Path, content: bytes) -> None:
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise errors.UserError(
            "File already exists: [{file}]. Name a new file.", file=path
        ) from error
    except OSError as error:
        raise errors.UserError(
            "[{file}] cannot be written ({reason}).", file=path, reason=error.strerror
        ) from error
