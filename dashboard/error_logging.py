"""Log errors of the program only by their type and the line of code.

Messages of exceptions may contain values of records, and logs are kept and read by other people.
"""

import logging
import os
import threading
import traceback
from collections.abc import Iterator
from typing import Any

DEBUG = "PROSECUTION_QUALITY_DEBUG"
LOG = logging.getLogger(__name__)


def describe_error(error: BaseException) -> str:
    """Return the type and traceback of an error and of its causes, without their messages."""
    lines = []
    for one in _error_chain(error, set()):
        lines.append(f"{type(one).__name__}, the last call last")
        lines += [
            f"  {frame.filename}:{frame.lineno}, in {frame.name}"
            for frame in traceback.extract_tb(one.__traceback__)
        ]
    return "\n".join(lines)


def configure_logging() -> None:
    """Make this process log errors without their messages. With DEBUG set, messages are logged too.

    This changes `logging.Formatter`, because Streamlit and uvicorn have their own handlers.
    """
    if os.environ.get(DEBUG):
        return
    logging.Formatter.formatException = _format_error  # type: ignore[assignment, method-assign]
    threading.excepthook = _log_thread_error


def _format_error(_formatter: logging.Formatter, ei: tuple[Any, BaseException | None, Any]) -> str:
    """Return the description of an error for `logging`; empty if there is no error."""
    return "" if ei[1] is None else describe_error(ei[1])


def _log_thread_error(thread: threading.ExceptHookArgs) -> None:
    if thread.exc_type is not SystemExit and thread.exc_value is not None:
        LOG.error("A thread ended", exc_info=thread.exc_value)


def _error_chain(error: BaseException, seen: set[int]) -> Iterator[BaseException]:
    if id(error) in seen:
        return
    seen.add(id(error))
    yield error
    before = None if error.__suppress_context__ else error.__context__
    within = error.exceptions if isinstance(error, BaseExceptionGroup) else ()
    for one in (error.__cause__ or before, *within):
        if one is not None:
            yield from _error_chain(one, seen)
