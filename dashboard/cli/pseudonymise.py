"""The command `pseudonymise`: a sender's own file made fit to be sent, without any connection."""

import os
import stat
from pathlib import Path

import click

from dashboard.cli.console import (
    REFUSED,
    os_errors,
    progress_bar,
    refuse_existing,
    write_file,
)
from schemas import errors, findings
from schemas.language import message
from seed import pseudonym_files, pseudonyms, submission

FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO
FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option(
    "--column",
    "columns",
    metavar="NAME",
    multiple=True,
    required=True,
    help="A column whose values are replaced, as it is called in the file; once for each.",
)
@click.option("--out", type=FILE, required=True, help="The new file; it must not be there yet.")
@click.option("--key-file", type=FILE, help="The file that holds the key, and nothing else.")
@click.option(
    "--make-key",
    is_flag=True,
    help="Make a new key first and write it to the file of --key-file, which must not be there yet."
    " Once only: with another key the same person becomes another.",
)
@click.option(
    "--lookup",
    type=FILE,
    help="Write each original beside its pseudonym here, to find an own docket again. For the"
    " sender's computer alone: never send it; no page reads it.",
)
@click.option("--sheet", help="The sheet of a workbook that has several.")
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
    """Replace the ids of FILE by pseudonyms, on this computer alone.

    \b
    The first time, make the key with it:
      prosecution-quality pseudonymise register.csv --column Docket --out safe.csv
          --key-file pseudonym.key --make-key
    From then on the same without --make-key.

    FILE is CSV or .xlsx, as exported. The values of each --column become HMAC-SHA-256 hashes: the
    same value and key give the same pseudonym in every file, and nobody without the key can tell
    the value, or find it by trying all. In CSV all else stays as it is, to the byte; a workbook
    keeps one sheet, its cells as text.

    The key is a secret of the sender, in a file of its own. Use the same for every export, else the
    same person becomes another; keep a copy apart from the files, where few can read it; never send
    it with them. Without --key-file it is taken from PROSECUTION_QUALITY_PSEUDONYM_KEY.
    """
    _refuse_to_replace(file, out, lookup)
    if make_key:
        _make(key_file)
    key = _key(key_file)
    with progress_bar() as progress:
        progress(submission.Stage.REPLACING, 0, 1)
        replaced = pseudonym_files.replace_columns(file, columns, key=key, sheet=sheet)
    if not isinstance(replaced, pseudonym_files.Replaced):
        click.echo("\n".join(str(finding) for finding in replaced), err=True)
        if any(finding.rule == "xlsx.sheet" for finding in replaced):
            click.echo("Name the sheet with --sheet.", err=True)
        context.exit(REFUSED)
    _write(out, lookup, replaced)
    _tell(out, replaced)


def _refuse_to_replace(file: Path, out: Path, lookup: Path | None) -> None:
    refuse_existing(out, lookup)
    if lookup is not None and lookup.absolute() == out.absolute():
        raise click.UsageError("--lookup must be another file than --out.")
    if out.suffix.lower() != file.suffix.lower():
        raise click.UsageError(f"The new file is of the same kind: name it [{file.suffix}].")


def _write(out: Path, lookup: Path | None, replaced: pseudonym_files.Replaced) -> None:
    """Both files, or neither: without its lookup nobody finds a docket again."""
    if lookup is None:
        write_file(out, replaced.data)
        return
    with os_errors(lookup):
        pseudonym_files.write_lookup(lookup, replaced.pairs)
    try:
        write_file(out, replaced.data)
    except errors.UserError:
        lookup.unlink()
        raise
    click.echo(
        f"Wrote {lookup.name}: originals beside pseudonyms. Keep it on this computer, where few"
        " can read it, and never send it. No page reads it.",
        err=True,
    )


def _tell(out: Path, replaced: pseudonym_files.Replaced) -> None:
    click.echo(f"Wrote {out.name}. Distinct values replaced:")
    for name, number in replaced.distinct.items():
        click.echo(f"  {name}: {number:,}")
    if replaced.left:
        click.echo(
            f"Left as they are, though their names tell of persons: {', '.join(replaced.left)}."
            " Take them out before sending.",
            err=True,
        )


def _make(key_file: Path | None) -> None:
    if key_file is None:
        raise click.UsageError(
            "--make-key writes a new key to a file: name one, such as --key-file pseudonym.key."
        )
    with os_errors(key_file):
        pseudonyms.make_key(key_file)
    click.echo(
        f"Made the key {key_file.name}. Keep a copy apart from the files, where few can read it,"
        " and use it for every export: it cannot be made again.",
        err=True,
    )


def _key(key_file: Path | None) -> str:
    if key_file is not None:
        key = pseudonyms.read_key(key_file)
        if os.name == "posix" and key_file.stat().st_mode & FOR_OTHERS:
            click.echo(f"Others can read {key_file.name}: chmod 600 {key_file.name}", err=True)
        return key
    key = os.environ.get(pseudonyms.KEY_VARIABLE, "")
    if (fault := pseudonyms.key_fault(key)) is not None:
        raise errors.UserError(
            findings.sentences(
                message(
                    "Pseudonyms need a key, in {variable} or a file.",
                    variable=pseudonyms.KEY_VARIABLE,
                ),
                fault,
                message("Name a key file with --key-file, and create it with --make-key."),
            )
        )
    return key
