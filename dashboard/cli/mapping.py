"""The commands `mapping`: draft, check, save, list and upgrade mappings."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from secrets import token_hex
from shlex import quote

import click

from dashboard.cli.console import REFUSED, WrongUsage, say, table_lines, write_file
from dashboard.cli.import_source import saved_profiles
from dashboard.cli.receipt_text import finding_lines, mapping_report_lines, not_read_lines
from schemas import errors, findings, language
from schemas.language import marked, n, t
from seed import batches, readers
from seed.mapping import (
    draft_export,
    mapping_pipeline,
    not_collected,
    parse_profile,
    profile_keys,
    profile_model,
    profile_toml,
    source_layout,
    upgrade,
)

EXISTS = marked("File already exists: {file}. Choose another name.")
SHIPPED = marked("{name} comes with the program and cannot be changed.")


@click.group("mapping", help="Draft, check, save and list mapping profiles.")
def mappings_group() -> None:
    pass


@mappings_group.command(
    "new",
    help="Draft a profile for SOURCE: its columns, their contents and their likely use.\n\nSOURCE"
    " is a csv, xlsx, json, parquet or zip file, or a folder of such files. --header-row and"
    " --skip-rows apply to all its files. If the files differ, change the draft.\n\nURL is the"
    " address of a database: postgresql://READER@HOST/NAME, sqlite:///PATH or duckdb:///PATH. Its"
    " tables are drafted like files. The password comes from the environment (PGPASSWORD).",
)
@click.argument("source", metavar="SOURCE|URL")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the draft into this new file.",
)
@click.option(
    "--header-row",
    "header_rows",
    type=click.IntRange(1),
    multiple=True,
    metavar="N",
    help="The row with the names of the columns, counted from 1. Repeat it if names are in two"
    " rows, groups above names. Default: the program finds the row and names it.",
)
@click.option(
    "--skip-rows",
    type=click.IntRange(0),
    default=0,
    metavar="K",
    help="The number of rows below the names without data, for example a row of units.",
)
@click.pass_context
def new_mapping(
    context: click.Context,
    source: str,
    out: Path | None,
    header_rows: tuple[int, ...],
    skip_rows: int,
) -> None:
    if skip_rows and not header_rows:
        raise WrongUsage("--skip-rows needs --header-row: it counts from that row.")
    head = (
        source_layout.HeaderRows(tuple(sorted(set(header_rows))), skip_rows)
        if header_rows
        else None
    )
    if readers.is_address(source):
        draft = draft_export.draft_database(source)
    else:
        draft = draft_export.draft_from_path(Path(source), otherwise=head)
    for finding in draft.findings:
        click.echo(str(finding), err=True)
    if not draft.files:
        context.exit(REFUSED)
    if out is None:
        click.echo(draft.toml, nl=False)
        return
    if out.exists():
        raise errors.UserError(EXISTS, file=out.name)
    write_file(out, draft.toml.encode())
    say(
        "Wrote {file}. Next: prosecution-quality mapping check {path}",
        file=out.name,
        path=quote(str(out)),
    )


@mappings_group.command(
    "check",
    help="Show what is wrong with a profile or still missing in it, line by line.\n\nWith SOURCE,"
    " the export, also show what the profile cannot read and what it makes of each row. A profile"
    " that reads a database needs no SOURCE. Nothing is stored. Use `import --dry-run` to check"
    " the records themselves.",
)
@click.argument("profile", metavar="NAME|FILE")
@click.argument("source", required=False, type=click.Path(path_type=Path))
@click.pass_context
def check_mapping(context: click.Context, profile: str, source: Path | None) -> None:
    checked = mapping_pipeline.load_profile(profile, saved_profiles(context.obj))
    for finding in checked.findings:
        click.echo(str(finding))
    if checked.findings:
        context.exit(REFUSED)
    click.echo("".join(f"{warning}\n" for warning in checked.warnings), nl=False)
    tables = ", ".join(dict.fromkeys(rule.table for rule in checked.tables))
    say(
        "{file} is valid and fills these tables: {tables}. Use import --dry-run to check ids"
        " and the other rules of the records.",
        file=checked.file,
        tables=tables,
    )
    is_read = source is not None or checked.source is not None
    if not is_read:
        click.echo(
            "".join(f"{finding}\n" for finding in not_collected.warn_of_unfilled(checked)), nl=False
        )
    elif not _print_check(checked, source):
        context.exit(REFUSED)


def _print_check(profile: profile_model.Profile, source: Path | None) -> bool:
    """Print the report on reading an export by a mapping. Returns whether there are no errors."""
    # This command does not output pseudonyms, so any key will do.
    submission = mapping_pipeline.read_export(source, profile, key=token_hex())
    lines = [*mapping_report_lines(submission.mapped), *not_read_lines(submission.not_read)]
    for severity in findings.Severity:
        of_it = [one for one in submission.findings if one.severity is severity]
        lines += finding_lines(of_it, most=len(of_it))
    click.echo("\n".join(map(findings.show_invisible, lines)))
    return not findings.only_errors(submission.findings)


@mappings_group.command(
    "keys", help="List the keys of a profile and their meaning, everywhere or at PLACE."
)
@click.argument("place", required=False)
@click.option(
    "--into",
    type=click.Path(path_type=Path, dir_okay=False, exists=True),
    help="Write them into this guide instead of printing them.",
)
def list_keys(place: str | None, into: Path | None) -> None:
    if into is not None:
        write_file(into, profile_keys.update_guide_reference(into.read_text("utf-8")).encode())
        return
    if place is not None and place not in profile_keys.KEY_TABLES:
        known = ", ".join(profile_keys.KEY_TABLES)
        raise errors.UserError(
            "A profile has no place “{place}”. Choose from: {known}.", place=place, known=known
        )
    shown = profile_keys.KEY_TABLES.values() if place is None else [profile_keys.KEY_TABLES[place]]
    click.echo("\n\n".join("\n".join(_place_lines(one)) for one in shown))


def _place_lines(place: profile_keys.KeyTable) -> Iterator[str]:
    yield f"{place.name}: {t(place.heading)}"
    yield f"  {t(place.meaning)}"
    for key in place.keys.values():
        yield f"  {key.name}: {t(key.holds)}. {t(key.meaning)}"


@mappings_group.command("show", help="Print a profile, shipped or saved.")
@click.argument("profile", metavar="NAME|FILE")
@click.pass_obj
def show_mapping(url: str, profile: str) -> None:
    click.echo(mapping_pipeline.load_profile_text(profile, saved_profiles(url)), nl=False)


@mappings_group.command("save", help="Save a profile in the database, to import by its name.")
@click.argument("profile", metavar="FILE")
@click.option(
    "--name", metavar="NAME", help="The name to save it under. Default: the name of the file."
)
@click.pass_context
def save_mapping(context: click.Context, profile: str, name: str | None) -> None:
    checked = mapping_pipeline.load_profile(profile)
    for finding in checked.findings:
        click.echo(str(finding))
    if checked.findings:
        context.exit(REFUSED)
    name = name or checked.name
    batches.save_profile(context.obj, name, mapping_pipeline.load_profile_text(profile))
    source = "SOURCE " if checked.source is None else ""
    command = f"prosecution-quality import {source}--mapping {name}"
    say("Saved as {name}. Next: {command}", name=name, command=command)


@mappings_group.command(
    "accept",
    help="Confirm that EXPORT is what the profile is made for.\n\nThe columns, important values"
    " and shares of rows of EXPORT are written into the profile. Later imports are compared with"
    " them before anything is stored. A profile that reads a database needs no EXPORT.",
)
@click.argument("profile", metavar="NAME|FILE")
@click.argument("source", required=False, type=click.Path(path_type=Path), metavar="EXPORT")
@click.pass_context
def accept_export(context: click.Context, profile: str, source: Path | None) -> None:
    url, saved = context.obj, saved_profiles(context.obj)
    if profile in mapping_pipeline.shipped_profile_names() and profile not in saved:
        raise errors.UserError(
            "{name} comes with the program and cannot be changed. Save a copy first: mapping"
            " show {name} > {name}.toml; mapping save {name}.toml.",
            name=profile,
        )
    checked = mapping_pipeline.load_profile(profile, saved)
    submission = mapping_pipeline.read_export(source, checked, key=token_hex())
    if submission.shape is None:
        click.echo("\n".join(str(finding) for finding in submission.findings))
        context.exit(REFUSED)
    text = profile_toml.with_shape(
        mapping_pipeline.load_profile_text(profile, saved), submission.shape
    )
    if profile in saved:
        batches.save_profile(url, profile, text)
    else:
        write_file(Path(profile), text.encode())
    click.echo(
        "\n".join(
            map(
                findings.show_invisible, _lines_on_accepted_export(checked.called, submission.shape)
            )
        )
    )


def _lines_on_accepted_export(name: str, shape: profile_model.Shape) -> Iterator[str]:
    """Yield lines on what each import by a mapping is compared with.

    These are the number of columns of each file, the known values of each column, and for each
    table the share of source rows that become its rows.
    """
    yield t("Imports by {name} are compared with this before anything is stored:", name=name)
    for label, file in shape.files.items():
        if file.columns:
            yield "  " + n(
                "{file}: {count} column", "{file}: {count} columns", len(file.columns), file=label
            )
        for column, words in sorted(file.words.items(), key=lambda one: one[0]):
            if not words.are_all:
                yield "  " + n(
                    "{file}, {column}: {count} value that ten rows or more have",
                    "{file}, {column}: {count} values that ten rows or more have",
                    len(words.kept),
                    file=label,
                    column=column,
                )
            else:
                yield f"  {label}, {column}: {', '.join(sorted(words.kept))}"
            if words.hidden:
                yield "  " + n(
                    "{file}, {column}: {count} value that cannot be shown",
                    "{file}, {column}: {count} values that cannot be shown",
                    words.hidden,
                    file=label,
                    column=column,
                )
    for (table, label), share in shape.shares.items():
        yield "  " + t(
            "{table} from {file}: {share} of the rows",
            table=table,
            file=label,
            share=language.percent(f"{100 * share:.1f}"),
        )


@mappings_group.command(
    "upgrade",
    help="Rewrite an old profile in SQL, so that it makes the same rows.\n\nThe old text is kept:"
    " as FILE.old, or as NAME-old for a saved profile. Plans use the new one. Differences are"
    " shown by the line of the old text. If you must decide something, nothing is replaced: --out"
    " writes a draft with TO DECIDE in the places to complete.",
)
@click.argument("profile", metavar="NAME|FILE")
@click.option(
    "--out",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Write the draft into this new file, and do not change the profile.",
)
@click.pass_context
def upgrade_mapping(context: click.Context, profile: str, out: Path | None) -> None:
    url, saved = context.obj, saved_profiles(context.obj)
    if (
        profile in mapping_pipeline.shipped_profile_names()
        and profile not in saved
        and not Path(profile).is_file()
    ):
        raise errors.UserError(SHIPPED, name=profile)
    text = mapping_pipeline.load_profile_text(profile, saved)
    if not upgrade.is_old(text):
        say("{name} already has the new form. Nothing was changed.", name=profile)
        return
    new = upgrade.upgrade_profile(text)
    lines = [
        *map(t, new.notes),
        *map(str, parse_profile.parse_profile_text("upgraded", new.text).findings),
    ]
    click.echo("".join(f"{findings.show_invisible(line)}\n" for line in lines), nl=False)
    if out is not None:
        _write_new(out, new.text)
        say("Wrote {file}.", file=out.name)
    elif not new.notes and not parse_profile.parse_profile_text("upgraded", new.text).findings:
        click.echo(_replace(url, profile, saved, new.text))
        return
    else:
        say(
            "Nothing was changed. To see the draft: mapping upgrade {profile} --out NEW",
            profile=quote(profile),
        )
    if new.notes:
        context.exit(REFUSED)


def _replace(url: str, profile: str, saved: Mapping[str, str], text: str) -> str:
    """Replace the old text of a mapping, keep a copy, and return a sentence on where it is."""
    if profile in saved:
        kept = batches.name_of_old_profile(profile, saved)
        batches.save_profile(url, kept, saved[profile])
        batches.save_profile(url, profile, text)
        return t(
            "{name} was rewritten, and plans use the new text. The old text is saved as {old}.",
            name=profile,
            old=kept,
        )
    path = Path(profile)
    kept_at = path.with_name(f"{path.name}.old")
    _write_new(kept_at, path.read_text("utf-8"))
    write_file(path, text.encode())
    return t("{file} was rewritten. The old text is in {old}.", file=path.name, old=kept_at.name)


def _write_new(path: Path, text: str) -> None:
    if path.exists():
        raise errors.UserError(EXISTS, file=path.name)
    write_file(path, text.encode())


@mappings_group.command(
    "forget", help="Remove the saved profile NAME. Records imported by it stay."
)
@click.argument("name")
@click.pass_obj
def forget_mapping(url: str, name: str) -> None:
    batches.forget_profile(url, name)
    say("The profile {name} was removed.", name=name)


@mappings_group.command(
    "list", help="List the profiles of this program and those saved in the database."
)
@click.pass_obj
def list_mappings(url: str) -> None:
    shipped = mapping_pipeline.shipped_profile_names()
    rows = [(name, t("shipped"), t(mapping_pipeline.profile_title(name))) for name in shipped]
    saved = sorted(saved_profiles(url).items())
    rows += [(name, t("saved"), mapping_pipeline.profile_title(name, text)) for name, text in saved]
    click.echo("\n".join(table_lines((t("name"), t("place"), t("what it reads")), rows)))
