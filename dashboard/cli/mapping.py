"""The command `mapping`: draft, check, save, list and upgrade profiles."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import token_hex
from shlex import quote

import click

from dashboard.cli.console import REFUSED, table_lines, write_file
from dashboard.cli.import_source import saved_profiles
from dashboard.cli.receipt_text import finding_lines, not_read_lines, report_lines
from schemas import errors, findings
from seed import batches, readers
from seed.mapping import (
    draft_export,
    exports,
    not_collected,
    parse_profile,
    profile_keys,
    profile_model,
    profile_toml,
    read_source,
    source_layout,
    upgrade,
)

NOT_TRIED = "Ids, parents and the other rules of the records are tried by import --dry-run."


@click.group("mapping")
def mappings() -> None:
    """Draft, check, save and list mapping profiles."""


@mappings.command("new")
@click.argument("source", metavar="SOURCE|URL")
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="Write it here.")
@click.option(
    "--header-row",
    "header_rows",
    type=click.IntRange(1),
    multiple=True,
    metavar="N",
    help="The row in which the names of the columns stand, from 1; given twice where they stand in"
    " two, groups over names. Without it the row is looked for, and said.",
)
@click.option(
    "--skip-rows",
    type=click.IntRange(0),
    default=0,
    metavar="K",
    help="So many rows below the names are no data, such as one of units.",
)
@click.pass_context
def new_mapping(
    context: click.Context,
    source: str,
    out: Path | None,
    header_rows: tuple[int, ...],
    skip_rows: int,
) -> None:
    """Draft a profile for SOURCE: its columns, what they look like, what they may be for.

    SOURCE is a csv, xlsx, json, parquet or zip file, or a folder of such. --header-row and
    --skip-rows hold for all its files; where these differ, change the draft. URL is the address of
    a database, whose tables are drafted as files are: postgresql://READER@HOST/NAME,
    sqlite:///PATH or duckdb:///PATH. Its password is taken from the environment (PGPASSWORD).
    """
    if skip_rows and not header_rows:
        raise click.UsageError("--skip-rows counts from the names: say --header-row too.")
    head = (
        source_layout.HeaderRows(tuple(sorted(set(header_rows))), skip_rows)
        if header_rows
        else None
    )
    if readers.is_address(source):
        draft = draft_export.draft_database(source)
    else:
        draft = draft_export.draft(Path(source), otherwise=head)
    for finding in draft.findings:
        click.echo(str(finding), err=True)
    if not draft.files:
        context.exit(REFUSED)
    if out is None:
        click.echo(draft.toml, nl=False)
        return
    if out.exists():
        raise errors.UserError(f"[{out.name}] is there already. Name another file with --out.")
    write_file(out, draft.toml.encode())
    click.echo(f"Wrote {out.name}. Next: prosecution-quality mapping check {quote(str(out))}")


@mappings.command("check")
@click.argument("profile", metavar="NAME|FILE")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check_mapping(context: click.Context, profile: str, source: Path | None) -> None:
    """Say what is wrong with a profile or still to fill in it, line by line.

    With SOURCE, the export, also what of it the profile cannot read, and what becomes of its rows;
    of a profile that reads a database this is said without one.
    Nothing is stored, and the rules of the records themselves are left to `import --dry-run`.
    """
    checked = exports.load_profile(profile, saved_profiles(context.obj))
    for finding in checked.findings:
        click.echo(str(finding))
    if checked.findings:
        context.exit(REFUSED)
    click.echo("".join(f"{warning}\n" for warning in checked.warnings), nl=False)
    tables = ", ".join(dict.fromkeys(rule.table for rule in checked.tables))
    click.echo(f"{checked.file} can be read, and makes {tables}. {NOT_TRIED}")
    is_read = source is not None or checked.source is not None
    if not is_read:
        click.echo(
            "".join(f"{finding}\n" for finding in not_collected.warn_of_unfilled(checked)), nl=False
        )
    elif not _reads(checked, source):
        context.exit(REFUSED)


def _reads(profile: profile_model.Profile, source: Path | None) -> bool:
    """Tell what the profile makes of an export, and whether it can read all of it."""
    # No pseudonym leaves this command, so that any key will do.
    submission = exports.read_export(source, profile, key=token_hex())
    told = [*report_lines(submission.mapped), *not_read_lines(submission.not_read)]
    for severity in findings.Severity:
        of_it = [one for one in submission.findings if one.severity is severity]
        told += finding_lines(of_it, most=len(of_it))
    click.echo("\n".join(map(findings.visible, told)))
    return not findings.errors(submission.findings)


@mappings.command("keys")
@click.argument("place", required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Write them into this guide instead.",
)
def list_keys(place: str | None, into: Path | None) -> None:
    """List the keys that a profile may have, at PLACE or everywhere, and what they mean."""
    if into is not None:
        write_file(into, profile_keys.with_key_reference(into.read_text("utf-8")).encode())
        return
    if place is not None and place not in profile_keys.KEY_TABLES:
        known = ", ".join(profile_keys.KEY_TABLES)
        raise errors.UserError(f"[{place}] is no place of a profile. There are {known}.")
    shown = profile_keys.KEY_TABLES.values() if place is None else [profile_keys.KEY_TABLES[place]]
    click.echo("\n\n".join("\n".join(_place_lines(one)) for one in shown))


def _place_lines(place: profile_keys.KeyTable) -> Iterator[str]:
    yield f"{place.name}: {place.heading}"
    yield f"  {place.meaning}"
    for key in place.keys:
        yield f"  {key.name}: {key.holds}. {key.meaning}"


@mappings.command("show")
@click.argument("profile", metavar="NAME|FILE")
@click.pass_obj
def show_mapping(url: str, profile: str) -> None:
    """Print a profile, shipped or saved."""
    click.echo(exports.load_text(profile, saved_profiles(url)), nl=False)


@mappings.command("save")
@click.argument("profile", metavar="FILE")
@click.option("--name", help="Under another name than the file's.")
@click.pass_context
def save_mapping(context: click.Context, profile: str, name: str | None) -> None:
    """Keep a profile in the database, to import by its name."""
    checked = exports.load_profile(profile)
    for finding in checked.findings:
        click.echo(str(finding))
    if checked.findings:
        context.exit(REFUSED)
    name = name or checked.name
    batches.save_profile(context.obj, name, exports.load_text(profile))
    source = "SOURCE " if checked.source is None else ""
    click.echo(f"Saved as {name}. Next: prosecution-quality import {source}--mapping {name}")


@mappings.command("accept")
@click.argument("profile", metavar="NAME|FILE")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="EXPORT")
@click.pass_context
def accept_export(context: click.Context, profile: str, source: Path | None) -> None:
    """Say that EXPORT was looked at, and is what the profile is made for.

    Its columns, the words on which something depends, and the share of rows that become rows are
    written into the profile, saved or in its file. Each import by it is held against them before
    anything is stored. Of a profile that reads a database there is no EXPORT.
    """
    url, saved = context.obj, saved_profiles(context.obj)
    if profile in exports.shipped_names() and profile not in saved:
        raise errors.UserError(
            f"[{profile}] comes with the project and is not written over. Save it first: mapping"
            f" show {profile} > {profile}.toml; mapping save {profile}.toml."
        )
    checked = exports.load_profile(profile, saved)
    submission = exports.read_export(source, checked, key=token_hex())
    if submission.shape is None:
        click.echo("\n".join(str(finding) for finding in submission.findings))
        context.exit(REFUSED)
    text = profile_toml.with_shape(exports.load_text(profile, saved), submission.shape)
    if profile in saved:
        batches.save_profile(url, profile, text)
    else:
        write_file(Path(profile), text.encode())
    click.echo("\n".join(map(findings.visible, _shape_lines(checked.called, submission.shape))))


def _shape_lines(name: str, shape: profile_model.Shape) -> Iterator[str]:
    """Yield the lines that say what each import by the profile `name` is compared with.

    By file the number of columns, by column the words known, by table the share of rows made.
    """
    yield f"Each import by {name} is held against this, before anything is stored:"
    for label, file in shape.files.items():
        if file.columns:
            yield f"  {label}: {len(file.columns):,} columns"
        for column, words in sorted({**file.words, **file.common}.items()):
            kept = (
                f"the words of ten rows and more, {len(words):,}" if column in file.common else ""
            )
            yield f"  {label}, {column}: {kept or ', '.join(sorted(words))}"
    for (table, label), share in shape.shares.items():
        yield f"  {table} from {label}: {100 * share:.1f} rows of 100"


@mappings.command("upgrade")
@click.argument("profile", metavar="NAME|FILE")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="EXPORT")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write it here, as far as it goes, and leave the profile as it is.",
)
@click.pass_context
def upgrade_mapping(
    context: click.Context, profile: str, source: Path | None, out: Path | None
) -> None:
    """Rewrite a profile of the old form in SQL, so that it makes the same rows.

    The old text is kept: of FILE as FILE.old, of a saved profile as NAME-old; plans go on with the
    new one. What SQL does otherwise is said, by the line of the old text. Where a person must
    decide, nothing is replaced: --out writes what there is, with TO DECIDE where it is to be done.
    EXPORT is needed where patterns tell which columns come again, or columns go by their numbers.
    """
    url, saved = context.obj, saved_profiles(context.obj)
    if profile in exports.shipped_names() and profile not in saved and not Path(profile).is_file():
        raise errors.UserError(f"[{profile}] comes with the project, and goes with it.")
    text = exports.load_text(profile, saved)
    if not upgrade.find_old_keys(text):
        click.echo(f"{profile} is of the new form. There is nothing to do.")
        return
    new = upgrade.upgrade_profile(text)
    if source is not None:
        known = read_source.list_source_columns(source, parse_profile.parse("upgraded", new.text))
        new = upgrade.upgrade_profile(text, known)
    told = [*map(str, new.notes), *map(str, parse_profile.parse("upgraded", new.text).findings)]
    click.echo("".join(f"{findings.visible(line)}\n" for line in told), nl=False)
    if out is not None:
        _write_new(out, new.text)
        click.echo(f"Wrote {out.name}.")
    elif new.is_whole and not parse_profile.parse("upgraded", new.text).findings:
        click.echo(_replace(url, profile, saved, new.text))
        return
    else:
        click.echo(f"Nothing was replaced. See it: mapping upgrade {quote(profile)} --out NEW")
    if not new.is_whole:
        context.exit(REFUSED)


def _replace(url: str, profile: str, saved: Mapping[str, str], text: str) -> str:
    """Put the new text in the place of the old one, which is kept beside; says where."""
    if profile in saved:
        kept = batches.name_of_old_profile(profile, saved)
        batches.save_profile(url, kept, saved[profile])
        batches.save_profile(url, profile, text)
        return f"{profile} is rewritten; {kept} is what it was. Plans by its name go on with it."
    path = Path(profile)
    kept_at = path.with_name(f"{path.name}.old")
    _write_new(kept_at, path.read_text("utf-8"))
    write_file(path, text.encode())
    return f"{path.name} is rewritten; {kept_at.name} is what it was."


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise errors.UserError(f"[{path.name}] is there already. Move it, or name another file.")
    write_file(path, text.encode())


@mappings.command("forget")
@click.argument("name")
@click.pass_obj
def forget_mapping(url: str, name: str) -> None:
    """Remove the saved profile NAME; what was imported by it stays."""
    batches.forget_profile(url, name)
    click.echo(f"{name} is forgotten.")


@mappings.command("list")
@click.pass_obj
def list_mappings(url: str) -> None:
    """List the profiles that come with the project and those saved in the database."""
    rows = [(name, "shipped", exports.profile_title(name)) for name in exports.shipped_names()]
    saved = sorted(saved_profiles(url).items())
    rows += [(name, "saved", exports.profile_title(name, text)) for name, text in saved]
    click.echo("\n".join(table_lines(("name", "where", "what it reads"), rows)))
