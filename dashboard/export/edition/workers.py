"""Make parts of an edition in several processes, or in this one."""

import gc
import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from functools import partial
from multiprocessing import active_children, parent_process
from typing import Any

from dashboard.records import Records
from schemas import errors, language
from schemas.language import marked

# A step of the work: what is asked for and the records make a part of the edition.
Step = Callable[[Any, Records], Any]
# A function that makes one part for each request, in their order.
Run = Callable[[Step, Iterable[Any]], Iterator[Any]]
# A function that opens the records once more, in another process.
Opened = Callable[[], AbstractContextManager[Records]]
# Each process needs about 400 MB of memory.
MOST_WORKERS = 16
CHANGED = marked("The records changed while the edition was made. Run the command again.")


def count_cores() -> int:
    """Return how many processes are useful on this computer."""
    return min(os.cpu_count() or 1, MOST_WORKERS)


def run_here(records: Records) -> Run:
    """Return a function that makes all parts in this process."""
    return lambda step, requests: (step(one, records) for one in requests)


@contextmanager
def start_workers(number: int, opened: Opened, records: Records) -> Iterator[Run]:
    """Yield a function that makes parts in `number` processes, each with its own open records.

    `opened` and all steps and requests are pickled. If the block ends with an exception, the
    processes are killed. Raises UserError if their records differ from `records`.
    """
    others = set(active_children())
    with ProcessPoolExecutor(
        number,
        multiprocessing.get_context("spawn"),
        _prepare_worker,
        (opened, state_of(records), language.current_language()),
    ) as executor:
        try:
            yield lambda step, requests: executor.map(partial(_run_step, step), requests)
        except BaseException:
            for process in set(active_children()) - others:
                process.kill()
            executor.shutdown(wait=True, cancel_futures=True)
            raise


def state_of(records: Records) -> str:
    """Return a hash of the release if the records are of one, else of the records."""
    return records.release.content_hash if records.release else records.state.whole


def _run_step(step: Step, asked: object) -> object:
    """Run a step in a worker process, with the records opened there."""
    with language.use_language(_WORKER.language):
        return step(asked, _WORKER.records())


class _Worker:
    """What a process keeps between its steps. The records are opened at the first step."""

    opened: Opened
    state: str
    language: str
    _records: Records | None = None
    _stack = ExitStack()

    def records(self) -> Records:
        if self._records is None:
            found = self._stack.enter_context(self.opened())
            if state_of(found) != self.state:
                raise errors.UserError(CHANGED)
            self._records = found
            # The program and its definitions stay. To search them for garbage again and again took
            # a twentieth of the time.
            gc.freeze()
        return self._records


_WORKER = _Worker()


def _prepare_worker(opened: Opened, state: str, speaks: str) -> None:
    """Set up a worker process: it ignores Ctrl+C, and ends when its parent process ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _WORKER.opened, _WORKER.state, _WORKER.language = opened, state, speaks
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait until the parent process ends, then end this process."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)
