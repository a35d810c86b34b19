"""The command line: `prosecution-quality [--database URL] COMMAND`."""

import codecs
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from shlex import quote

import click

from dashboard.cli.console import BUG, DONE, INTERRUPTED, REFUSED, UNAVAILABLE
from dashboard.error_logging import DEBUG
from schemas import errors
from schemas.store import database

# Command -> the module beside this one that has it, and its name there. A command's module is
# imported when it is asked for: all of them would take three seconds.
COMMANDS = {
    "audit": ("audit", "audit_log"),
    "backup": ("backup", "backup"),
    "batches": ("batches", "list_batches"),
    "context": ("settings", "published_figures"),
    "copy": ("backup", "copy"),
    "demo": ("demo", "demo"),
    "erase": ("batches", "erase"),
    "import": ("imports", "import_records"),
    "mapping": ("mapping", "mappings"),
    "measures": ("measures", "measures"),
    "pseudonymise": ("pseudonymise", "pseudonymise"),
    "release": ("release", "release"),
    "report": ("report", "report"),
    "restore": ("backup", "restore"),
    "serve": ("serve", "serve"),
    "server": ("server", "server_group"),
    "settings": ("settings", "settings"),
    "sheet": ("sheet", "sheet"),
}


class _Program(click.Group):
    """The commands of this module, and those of `COMMANDS`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, name = COMMANDS[cmd_name]
            self.add_command(getattr(import_module(f"dashboard.cli.{module}"), name), cmd_name)
        return super().get_command(ctx, cmd_name)


NO_MEMORY = (
    "This computer's memory is used up. Nothing was stored. Close other programs, or split what was"
    " sent by period or by office, then try again."
)
ESCAPED = "prosecution-quality-escaped"


@click.group(cls=_Program, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--database",
    "url",
    envvar="PROSECUTION_QUALITY_DATABASE",
    metavar="URL",
    help="Path of a DuckDB file, duckdb:///PATH or postgresql://USER@HOST/NAME."
    f" Default: data/{database.OWN_FILE} in the working folder where it is there, else"
    f" data/{database.DEFAULT_FILE}.",
)
@click.version_option(package_name="prosecution-quality")
@click.pass_context
def cli(context: click.Context, url: str | None) -> None:
    """Measure the quality of human trafficking prosecutions.

    Exit codes: 0 done, 1 the input was refused, 2 usage, 3 a database cannot be opened, read or
    written, or memory or a disk is full, 10 a plan stored something (0: nothing changed), 70 a
    bug, 130 cancelled (nothing was changed).
    """
    # A blank one is a variable that was not set, and no file that anybody means.
    context.obj = database.default_url() if url is None else url


@cli.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--example",
    is_flag=True,
    help="Write a small invented submission with three faults instead, to see what a dry run says.",
)
def template(folder: Path, *, example: bool) -> None:
    """Write an empty submission with its data dictionary into the folder DIR.

    A CSV file per table with submission.toml, and the same as one workbook, template.xlsx: fill one
    or the other. data_dictionary.html explains every column.
    """
    # Only this command needs them.
    from dashboard import column_lineage
    from seed import templates

    if example:
        written = templates.write_example(folder)
        names = ", ".join(one.name for one in written)
        dry_run = f"prosecution-quality import {quote(str(folder))} --dry-run"
        click.echo(f"Wrote {names} into {folder}. Next: {dry_run}")
        return
    written = templates.write(folder, column_lineage.measures_by_column())
    click.echo(f"Wrote {len(written)} files into {folder}.")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    # Not all consoles, and files that they write, know all signs that a source's names have.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)
    sys.exit(_exit_code(arguments))


def _escaped(error: UnicodeError) -> tuple[str, int]:
    """Signs that an encoding has not, as TOML and JSON write them within quotes."""
    assert isinstance(error, UnicodeEncodeError)
    numbers = map(ord, error.object[error.start : error.end])
    signs = (f"\\u{one:04x}" if one < 0x10000 else f"\\U{one:08x}" for one in numbers)
    return "".join(signs), error.end


codecs.register_error(ESCAPED, _escaped)


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        return _ended(arguments)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # Whoever read the output has had enough; Python would complain once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except errors.UserError as error:
        click.echo(str(error), err=True)
        return UNAVAILABLE if isinstance(error, errors.DatabaseUnavailable) else REFUSED
    # The last resort, so that a bug has an exit code of its own.
    except Exception as error:
        return _unforeseen(error)


def _ended(arguments: Sequence[str] | None) -> int:
    """The exit code of a command; on a file of an earlier version, once it is up to date."""
    try:
        # What a command returns is its exit code; None is done.
        return cli.main(arguments, "prosecution-quality", standalone_mode=False) or DONE
    except errors.DatabaseOlder as older:
        # It is refused before anything is done on it, so that the command can begin once more.
        if older.path is None:
            raise
        from dashboard.cli.refresh import upgrade

        upgrade(older.path)
        return cli.main(arguments, "prosecution-quality", standalone_mode=False) or DONE


def _unforeseen(error: Exception) -> int:
    if database.is_out_of_memory(error):
        click.echo(NO_MEMORY, err=True)
        return UNAVAILABLE
    return _bug(error)


def _bug(error: Exception) -> int:
    """Say that it is a bug, without the error's text: that may hold values of records."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    else:
        last = traceback.extract_tb(error.__traceback__)[-1]
        click.echo(
            f"This is a bug: {type(error).__name__} in {last.name}, line {last.lineno}."
            f" Please report it, with what you did. {DEBUG}=1 shows more (it may hold values of"
            " records).",
            err=True,
        )
    return BUG
