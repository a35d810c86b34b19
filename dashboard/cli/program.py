"""The command line: `prosecution-quality [--database URL] COMMAND`."""

import codecs
import copy
import io
import os
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from shlex import quote
from typing import TypeVar

import click

from dashboard.cli.console import BUG, DONE, INTERRUPTED, REFUSED, UNAVAILABLE, say, say_number
from dashboard.error_logging import DEBUG
from schemas import errors
from schemas.language import (
    ENGLISH,
    LANGUAGES,
    is_known_language,
    marked,
    negotiate_language,
    t,
    use_language,
)
from schemas.store import database

# By command, the module that has it, and its name there. Modules are imported when they are needed:
# all of them would take three seconds.
COMMANDS = {
    "audit": ("audit", "audit_group"),
    "backup": ("backup", "backup"),
    "batches": ("batches", "list_batches"),
    "context": ("settings", "published_figures"),
    "copy": ("backup", "copy"),
    "demo": ("demo", "demo"),
    "erase": ("batches", "erase"),
    "import": ("imports", "import_records"),
    "mapping": ("mapping", "mappings_group"),
    "measures": ("measures", "measures"),
    "pseudonymise": ("pseudonymise", "pseudonymise"),
    "release": ("release", "release_group"),
    "report": ("report", "report_group"),
    "restore": ("backup", "restore"),
    "return": ("returns", "return_group"),
    "serve": ("serve", "serve"),
    "server": ("server", "server_group"),
    "settings": ("settings", "show_settings"),
    "sheet": ("sheet", "write_case_sheet"),
}


class _Program(click.Group):
    """The command group, which imports the modules of `COMMANDS` when they are needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted({*super().list_commands(ctx), *COMMANDS})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in COMMANDS and cmd_name not in self.commands:
            module, name = COMMANDS[cmd_name]
            self.add_command(getattr(import_module(f"dashboard.cli.{module}"), name), cmd_name)
        command = super().get_command(ctx, cmd_name)
        return None if command is None else _translate_commands(command)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        click.Group.format_help(_translate_help(self), ctx, formatter)


CommandType = TypeVar("CommandType", bound=click.Command)


def _translate_commands(command: CommandType) -> CommandType:
    """Return a copy of a command and its subcommands with help texts in the reader's language."""
    translated = _translate_help(command)
    if isinstance(translated, click.Group):
        inner = {name: _translate_commands(one) for name, one in translated.commands.items()}
        translated.commands = inner
    return translated


def _translate_help(command: CommandType) -> CommandType:
    translated = copy.copy(command)
    translated.help = t(command.help or "")
    translated.params = [copy.copy(one) for one in command.params]
    for one in translated.params:
        if isinstance(one, click.Option):
            one.help = t(one.help or "")
    return translated


# What click writes itself.
CLICK_WORDS = (
    *(marked("Usage:"), marked("Options"), marked("Commands"), marked("Positional arguments")),
    *(marked("required"), marked("default: {default}"), marked("env var: {var}")),
    *(marked("Show the version and exit."), marked("Show this message and exit.")),
    *(marked("Error: {message}"), marked("Aborted!"), marked("Missing command.")),
    *(marked("Try '{command} {option}' for help."), marked("Missing argument")),
    *(marked("Missing option"), marked("Missing parameter"), marked("Missing {param_type}")),
    *(marked("Missing parameter: {param_name}"), marked("Invalid value: {message}")),
    *(marked("Invalid value for {param_hint}: {message}"), marked("Choose from:\n\t{choices}")),
    *(marked("No such command {name!r}."), marked("No such option {name!r}.")),
    *(marked("Did you mean {possibility}?"), marked("(Did you mean one of: {possibilities}?)")),
    marked("Got unexpected extra argument ({args})"),
    marked("Got unexpected extra arguments ({args})"),
    marked("Option {name!r} does not take a value."),
    marked("Option {name!r} requires an argument."),
    *(marked("{value!r} is not {choice}."), marked("{value!r} is not one of {choices}.")),
    marked("{value} is not in the range {range}."),
    marked("{value!r} is not a valid {number_type}."),
    marked("{value!r} does not match the format {format}."),
    marked("{value!r} does not match the formats {formats}."),
    marked("Could not open file {filename!r}: {message}"),
    *(marked("file"), marked("directory"), marked("path")),
    *(marked("{name} {filename!r} is a file."), marked("{name} {filename!r} is a directory.")),
    marked("{name} {filename!r} is not readable."),
    marked("{name} {filename!r} is not writable."),
    marked("{name} {filename!r} does not exist."),
)


def _translate_click() -> None:
    """Make click translate its texts by `t`, because it would look for catalogues of its own."""
    of_click = (name for name in sys.modules if name.startswith("click."))
    for module in map(sys.modules.__getitem__, of_click):
        vars(module).update(
            _=t, ngettext=lambda one, several, number: t(one if number == 1 else several)
        )


NO_MEMORY = marked(
    "This computer has no memory left. Nothing was stored. Close other programs, or split the"
    " import by period or by office. Then try again."
)
ESCAPED = "prosecution-quality-escaped"


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="Measure the quality of human trafficking prosecutions.\n\nExit codes: 0 done, 1 the"
    " input was rejected, 2 wrong usage. 3 a database cannot be opened, read or written, or memory"
    " or disk is full. 10 a plan stored something (0: nothing changed). 70 a bug in this program."
    " 130 cancelled, nothing was changed.",
)
@click.option(
    "--database",
    "url",
    envvar="PROSECUTION_QUALITY_DATABASE",
    metavar="URL",
    help="The database: path of a DuckDB file, duckdb:///PATH or postgresql://USER@HOST/NAME."
    " Default: data/own-records.duckdb in the working folder if it exists, otherwise"
    " data/prosecution-quality.duckdb.",
)
@click.option(
    "--lang",
    type=click.Choice([*LANGUAGES]),
    expose_value=False,
    help="The language of what is written. Default: that of LC_ALL or LC_MESSAGES, otherwise"
    " English. JSON is always in English.",
)
@click.version_option(package_name="prosecution-quality")
@click.pass_context
def cli(context: click.Context, url: str | None) -> None:
    # A blank address comes from a variable that is not set; nobody means a file by it.
    context.obj = database.default_url() if url is None else url


@cli.command(
    help="Write an empty template and its data dictionary into the folder DIR.\n\nThe template has"
    " one CSV file per table and submission.toml. template.xlsx is the same as one workbook. Fill"
    " one or the other. data_dictionary.html explains every column."
)
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--example",
    is_flag=True,
    help="Write small fictional files with three errors instead, to try a dry run.",
)
def template(folder: Path, *, example: bool) -> None:
    # Imported here, because only this command needs it.
    from dashboard import data_dictionary
    from seed import templates

    if example:
        written = templates.write_example(folder)
        names = ", ".join(one.name for one in written)
        dry_run = f"prosecution-quality import {quote(str(folder))} --dry-run"
        say(
            "Wrote {names} into {folder}. Next: {command}",
            names=names,
            folder=folder,
            command=dry_run,
        )
        return
    written = templates.write_template(folder, data_dictionary.measures_by_column())
    say_number(
        "Wrote {count} file into {folder}.",
        "Wrote {count} files into {folder}.",
        len(written),
        folder=folder,
    )


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and end the process with its exit code."""
    # Some consoles cannot show all characters of names in a source.
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors=ESCAPED)
    _translate_click()
    given = sys.argv[1:] if arguments is None else arguments
    with use_language(_language_of(given)):
        sys.exit(_exit_code(given))


def _language_of(arguments: Sequence[str]) -> str:
    """Return the language that `--lang` or the system states; English for JSON output."""
    if "--json" in arguments:
        return ENGLISH
    stated = " ".join(arguments).replace("--lang=", "--lang ").partition("--lang ")[2]
    asked = stated.partition(" ")[0]
    if is_known_language(asked):
        return asked
    of_system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES", "")
    return negotiate_language(of_system.partition(".")[0].replace("_", "-"))


def _escape_unprintable(error: UnicodeError) -> tuple[str, int]:
    """Handle an encoding error: return the missing characters as Unicode escapes."""
    assert isinstance(error, UnicodeEncodeError)
    numbers = map(ord, error.object[error.start : error.end])
    signs = (f"\\u{one:04x}" if one < 0x10000 else f"\\U{one:08x}" for one in numbers)
    return "".join(signs), error.end


codecs.register_error(ESCAPED, _escape_unprintable)


def _exit_code(arguments: Sequence[str] | None) -> int:
    try:
        return _run_command(arguments)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has closed the output; without this, Python would report it again at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except errors.UserError as error:
        click.echo(str(error), err=True)
        return UNAVAILABLE if isinstance(error, errors.DatabaseUnavailable) else REFUSED
    # The last resort, so that a bug has an exit code of its own.
    except Exception as error:
        is_out_of_memory = database.is_out_of_memory(error)
        if is_out_of_memory:
            say(NO_MEMORY, err=True)
        else:
            _print_bug_notice(error)
        return UNAVAILABLE if is_out_of_memory else BUG


def _run_command(arguments: Sequence[str] | None) -> int:
    """Run a command and return its exit code. An older database file is upgraded before."""
    try:
        # A command returns its exit code; None means done.
        return cli.main(arguments, "prosecution-quality", standalone_mode=False) or DONE
    except errors.DatabaseOlder as older:
        # The file was refused before anything was done, so the command can be run again.
        if older.path is None:
            raise
        from dashboard.cli.update_results import upgrade_database_file

        upgrade_database_file(older.path)
        return cli.main(arguments, "prosecution-quality", standalone_mode=False) or DONE


def _print_bug_notice(error: Exception) -> None:
    """Print that there is a bug, but no error message: it may contain values of records."""
    if os.environ.get(DEBUG):
        traceback.print_exception(error)
    else:
        last = traceback.extract_tb(error.__traceback__)[-1]
        say(
            "This is a bug in the program: {error} in {function}, line {line}. Please report"
            " it, and say what you did. {variable}=1 shows more, perhaps also values from"
            " records.",
            error=type(error).__name__,
            function=last.name,
            line=last.lineno,
            variable=DEBUG,
            err=True,
        )
