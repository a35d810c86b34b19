"""Shared parts of commands: exit codes, tables, progress bars, and writing files."""

import csv
import io
import json
import re
import signal
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from types import FrameType

import click
from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from schemas import errors, findings, language
from schemas.language import n, t
from schemas.store import atomic_write
from seed import submission

# Exit codes of the command line; click uses 2 for wrong usage.
DONE, REFUSED, UNAVAILABLE, BUG, INTERRUPTED = 0, 1, 3, 70, 130
# The exit code of a plan if something was stored; 0 means that nothing changed.
STORED = 10


class WrongUsage(click.UsageError):
    """Wrong usage of a command, with a message in the user's language; `values` are inserted."""

    def __init__(self, text: str, /, **values: object) -> None:
        super().__init__(t(text, **values))


def say(text: str, /, *, err: bool = False, **values: object) -> None:
    """Print a message in the user's language, on standard error if `err`."""
    click.echo(t(text, **values), err=err)


def say_number(
    one: str, several: str, number: float, /, *, err: bool = False, **values: object
) -> None:
    """Print the form of a message for a number, as `n` returns it."""
    click.echo(n(one, several, number, **values), err=err)


class Format(StrEnum):
    """The format in which rows are printed."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


FORMAT = click.option(
    "--format",
    "shape",
    type=click.Choice([one.value for one in Format]),
    default=Format.TABLE.value,
    show_default=True,
    help="Print a table, JSON or CSV.",
)


def rows_text(
    shape: str,
    header: Sequence[str],
    rows: Sequence[Mapping[str, object]],
    *,
    nothing: str,
    hidden: frozenset[str] = frozenset(),
) -> str:
    """Return rows as text in a format.

    A table leaves out the columns `hidden`; without rows it is the text `nothing`.
    """
    if shape == Format.JSON:
        return json.dumps(rows, indent=2, ensure_ascii=False, allow_nan=False)
    if shape == Format.CSV:
        text = io.StringIO()
        writer = csv.DictWriter(text, header, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
        return text.getvalue().rstrip("\n")
    shown = [name for name in header if name not in hidden]
    cells = [[row[name] for name in shown] for row in rows]
    return "\n".join(table_lines(shown, cells)) if rows else nothing


def table_lines(header: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """Return lines of a text table: text to the left, numbers to the right, None blank."""
    texts = [[_cell(value) for value in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(header, *texts, strict=True)]
    numbers = [
        bool(texts) and all(_is_number(row[index]) for row in texts) for index in range(len(header))
    ]
    return [
        "  "
        + "  ".join(_pad_text(*part) for part in zip(line, widths, numbers, strict=True)).rstrip()
        for line in (list(header), *texts)
    ]


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, int) and not isinstance(value, bool):
        return language.count(value)
    if isinstance(value, float):
        return language.localized(f"{value:,.4f}".rstrip("0").rstrip("."))
    return findings.show_invisible(str(value))


def _is_number(text: str) -> bool:
    return not text or re.sub(r"[-\u2212\u200e,.\u00a0\u202f]", "", text).isdigit()


def _pad_text(text: str, width: int, number: bool) -> str:
    return text.rjust(width) if number else text.ljust(width)


@contextmanager
def progress_bar(*ending: signal.Signals) -> Iterator[submission.Progress]:
    """Yield a function that shows progress on a terminal; Ctrl+C ends the work.

    The signals in `ending` end the work too, if it must remove something when it ends. Bars are
    drawn on standard error and disappear at the end.
    """
    console = Console(stderr=True)
    with interrupt_on_signals(signal.SIGINT, *ending):
        if not console.is_terminal:
            yield submission.no_progress
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
        with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def report(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(t(what), total=None)
                whole = total if total > 1 or done >= total else None
                bars.update(tasks[what], completed=done, total=whole)

            yield report


@contextmanager
def interrupt_on_signals(*ending: signal.Signals) -> Iterator[None]:
    """Raise KeyboardInterrupt in the block at the first of these signals; later ones are ignored.

    Other errors after a signal become KeyboardInterrupt too, because libraries report interrupts
    differently.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    signals: list[int] = []

    def end(number: int, _: FrameType | None) -> None:
        if not signals:
            signals.append(number)
            raise KeyboardInterrupt

    before = {number: signal.signal(number, end) for number in ending}
    try:
        yield
    except Exception:
        if signals:
            raise KeyboardInterrupt from None
        raise
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def convert_os_errors(file: Path) -> Iterator[None]:
    """Turn errors of the operating system into a UserError that names the file."""
    try:
        yield
    except OSError as error:
        raise errors.UserError(
            "Cannot write {file} ({reason}). Choose another file.",
            file=file.name,
            reason=error.strerror,
        ) from error


def write_file(file: Path, content: bytes) -> None:
    """Write a file completely or leave the old one. Raises UserError if it cannot be written."""
    copy = file.with_name(f".{file.name}.writing")
    with convert_os_errors(file):
        try:
            copy.write_bytes(content)
            atomic_write.replace_durably(copy, file)
        finally:
            copy.unlink(missing_ok=True)


def refuse_existing_files(*files: Path | None) -> None:
    """Raise UsageError if one of the files to be written exists."""
    for file in files:
        if file is not None and file.exists():
            raise WrongUsage("File already exists: {file}. Choose another name.", file=file.name)
