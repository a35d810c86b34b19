"""The command `pseudonymise`: replace ids in a sender's file before it is sent."""

import os
import stat
from pathlib import Path

import click

from dashboard.cli.console import (
    REFUSED,
    WrongUsage,
    convert_os_errors,
    progress_bar,
    refuse_existing_files,
    say,
    write_file,
)
from schemas import errors, language
from schemas.language import message, sentences
from seed import pseudonymise_files, pseudonyms, submission

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command(
    help="Replace the ids of FILE with pseudonyms, on this computer only.\n\n\b\nThe first time,"
    " create the key:\n  prosecution-quality pseudonymise register.csv --column Docket --out"
    " safe.csv\n      --key-file pseudonym.key --make-key\nAfter that, leave out"
    " --make-key.\n\nFILE is CSV or .xlsx, as exported. The values of each --column become"
    " HMAC-SHA-256 hashes. The same value and key give the same pseudonym in every file. Nobody"
    " without the key can find the value, even by trying all values. The rest of a CSV file stays"
    " exactly as it is. From a workbook one sheet is kept, with its cells as text.\n\nThe key is"
    " the sender's secret, in a separate file. Use the same key for every export, or the same"
    " person gets another pseudonym. Keep a copy where few people can read it, away from the"
    " files. Never send the key. Without --key-file, the key is taken from"
    " PROSECUTION_QUALITY_PSEUDONYM_KEY."
)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--column",
    "columns",
    metavar="NAME",
    multiple=True,
    required=True,
    help="The name of a column whose values are replaced. Can be repeated.",
)
@click.option("--out", type=FILE, required=True, help="The new file. It must not exist yet.")
@click.option("--key-file", type=FILE, help="The file with the key and nothing else.")
@click.option(
    "--make-key",
    is_flag=True,
    help="Create a new key first and write it to the file of --key-file, which must not exist yet."
    " Do this once only: with another key the same person gets another pseudonym.",
)
@click.option(
    "--lookup",
    type=FILE,
    help="Write each original value and its pseudonym here, to find your own dockets again. Keep"
    " this file on your computer and never send it. No page reads it.",
)
@click.option("--sheet", metavar="NAME", help="The sheet to read, if the workbook has several.")
@click.pass_context
def pseudonymise(
    context: click.Context,
    file: Path,
    columns: tuple[str, ...],
    out: Path,
    key_file: Path | None,
    make_key: bool,
    lookup: Path | None,
    sheet: str | None,
) -> None:
    _refuse_to_replace(file, out, lookup)
    if make_key:
        _make_key(key_file)
    key = _key(key_file)
    with progress_bar() as progress:
        progress(submission.Stage.REPLACING, 0, 1)
        replaced = pseudonymise_files.replace_columns(file, columns, key=key, sheet=sheet)
    if not isinstance(replaced, pseudonymise_files.Replaced):
        click.echo("\n".join(str(finding) for finding in replaced), err=True)
        if any(finding.rule == "xlsx.sheet" for finding in replaced):
            say("Name the sheet with --sheet.", err=True)
        context.exit(REFUSED)
    _write(out, lookup, replaced)
    _print_result(out, replaced)


def _refuse_to_replace(file: Path, out: Path, lookup: Path | None) -> None:
    refuse_existing_files(out, lookup)
    if lookup is not None and lookup.absolute() == out.absolute():
        raise WrongUsage("--lookup and --out must be different files.")
    if out.suffix.lower() != file.suffix.lower():
        raise WrongUsage(
            "Output must have the same type as the input: use a name ending in {suffix}.",
            suffix=file.suffix,
        )


def _write(out: Path, lookup: Path | None, replaced: pseudonymise_files.Replaced) -> None:
    """Write both files, or neither: without the lookup nobody finds the original numbers again."""
    if lookup is None:
        write_file(out, replaced.data)
        return
    with convert_os_errors(lookup):
        pseudonymise_files.write_lookup(lookup, replaced.pairs)
    try:
        write_file(out, replaced.data)
    except errors.UserError:
        lookup.unlink()
        raise
    say(
        "Wrote {file}, with each original value and its pseudonym. Keep it on this computer"
        " where few people can read it, and never send it. No page reads it.",
        file=lookup.name,
        err=True,
    )


def _print_result(out: Path, replaced: pseudonymise_files.Replaced) -> None:
    say("Wrote {file}. Number of different values replaced:", file=out.name)
    for name, number in replaced.distinct.items():
        click.echo(f"  {name}: {language.count(number)}")
    if replaced.left:
        say(
            "These columns were not replaced, but their names suggest personal data: {columns}."
            " Remove them before you send the file.",
            columns=", ".join(replaced.left),
            err=True,
        )


def _make_key(key_file: Path | None) -> None:
    if key_file is None:
        raise WrongUsage(
            "--make-key needs a file for the new key, such as --key-file pseudonym.key."
        )
    with convert_os_errors(key_file):
        pseudonyms.make_key(key_file)
    say(
        "Created the key {file}. It cannot be created again: use it for every export. Keep a"
        " copy where few people can read it, away from the files.",
        file=key_file.name,
        err=True,
    )


def _key(key_file: Path | None) -> str:
    """Return the key from the file or the environment. Raises UserError without a valid key."""
    if key_file is not None:
        key = pseudonyms.read_key(key_file)
        if os.name == "posix" and key_file.stat().st_mode & FOR_OTHERS:
            say("Other users can read {file}. Run: chmod 600 {file}", file=key_file.name, err=True)
        return key
    key = os.environ.get(pseudonyms.KEY_VARIABLE, "")
    if (fault := pseudonyms.key_fault(key)) is not None:
        raise errors.UserError(
            sentences(
                message(
                    "Pseudonyms need a key, in {variable} or a file.",
                    variable=pseudonyms.KEY_VARIABLE,
                ),
                fault,
                message("Name a key file with --key-file, and create it with --make-key."),
            )
        )
    return key
