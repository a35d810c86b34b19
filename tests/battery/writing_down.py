"""Processes of their own that write into an audit log, and what they may meet there."""

import os
import pwd
import sys
from datetime import date
from pathlib import Path

from schemas import errors
from schemas.store import audit, not_applicable_steps

UNPRIVILEGED = "nobody"
MARK = not_applicable_steps.Mark(
    "QMA", "c-1", "claim", not_applicable_steps.Reason.OTHER, 1, date(2026, 5, 12)
)


def write(url: str, number: int) -> None:
    """Begin and end so many acts, and say which were begun by a line each."""
    for _ in range(number):
        with audit.audited(url, audit.Action.UNDO):
            # Said only once the beginning is on the disk.
            os.write(sys.stdout.fileno(), b"begun\n")


def mark(url: str) -> None:
    """Mark a step, and print what was said where it could not be."""
    try:
        not_applicable_steps.add_mark(url, MARK)
    except errors.UserError as error:
        sys.stdout.write(str(error))


def mark_without_rights(url: str) -> None:
    """The same by a user who may not write there, whoever runs the tests."""
    if os.geteuid() == 0:
        os.seteuid(pwd.getpwnam(UNPRIVILEGED).pw_uid)
    mark(url)


def log_of(url: str) -> Path:
    """The file of the log."""
    log = audit.log_path(url)
    assert log is not None
    return log


def filled(url: str, number: int) -> bytes:
    """The content of the log once it has so many entries."""
    lines, last = [], None
    deed = audit.entries.Deed(
        "a", "desk", "desk", audit.Action.UNDO, audit.Outcome.DONE, {"batches": [1]}
    )
    for _ in range(number):
        last = audit.entries.next_entry(last, deed)
        lines.append(f"{last.line}\n".encode())
    content = b"".join(lines)
    log_of(url).write_bytes(content)
    return content
