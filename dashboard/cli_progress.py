"""Progress bars of the command line: on a terminal, on standard error, gone when done."""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import Progress as Bars
from rich.progress import TaskID

from seed import submission


@contextmanager
def progress_bar() -> Iterator[submission.Progress | None]:
    """Something to report progress to, or None where nobody watches."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    with Bars(console=console, transient=True) as bars:
        tasks: dict[str, TaskID] = {}

        def report(what: str, done: int, total: int) -> None:
            if what not in tasks:
                tasks[what] = bars.add_task(what)
            bars.update(tasks[what], completed=done, total=total)

        yield report
