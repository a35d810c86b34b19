"""Long work on the command line: progress bars on a terminal, and an end when it is asked for."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars

from seed import submission


@contextmanager
def progress_bar(*ending: signal.Signals) -> Iterator[submission.Progress | None]:
    """Something to report progress to, or None where nobody watches; Ctrl+C ends the work.

    So do the signals `ending`, where work leaves something that must be taken away.

    Bars stand on standard error and are gone when the work is done. A step that is not divided
    shows that it goes on, without a length.
    """
    console = Console(stderr=True)
    with interruptible(signal.SIGINT, *ending):
        if not console.is_terminal:
            yield None
            return
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn())
        with Bars(*columns, TimeElapsedColumn(), console=console, transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def report(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bars.add_task(what, total=None)
                whole = total if total > 1 or done >= total else None
                bars.update(tasks[what], completed=done, total=whole)

            yield report


@contextmanager
def interruptible(*ending: signal.Signals) -> Iterator[None]:
    """The first of the signals ends the block by KeyboardInterrupt, others wait until it is clean.

    Libraries that are in the middle of something report an interrupt each in their own way.
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
