"""The audit log of an embedded database: a file beside it, to which lines are only added."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from schemas.store.atomic_write import sync, write_private
from schemas.store.audit import entries
from schemas.store.audit.entries import Action, Deed, Details, Entry, Outcome
from schemas.store.file_lock import locked, os_errors

WHAT = "audit log"
# The first look from the end: some two hundred entries.
BLOCK = 1 << 16
KEY_BYTES = 32
# That a log goes on behind half a line begins nothing and ends nothing.
NO_ACT = ""


def log_path(database: Path) -> Path:
    """The log of the database at this path."""
    return database.with_name(f"{database.name}.audit.jsonl")


def append(database: Path, deed: Deed) -> None:
    """Write the deed down behind all others, on the disk when this returns.

    Raises DatabaseUnavailable where it cannot be written, and nothing of it stays.
    """
    path = log_path(database)
    with locked(path, "an entry", what=WHAT), os_errors(path, WHAT):
        is_new = not path.exists()
        # Closed to others from the first byte on.
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            _append(handle, path, deed)
        finally:
            os.close(handle)
        if is_new:
            sync(path.parent)


def lines(database: Path) -> Iterator[bytes]:
    """The lines of the log with their ends, first to last; none where there is no log yet."""
    path = log_path(database)
    with os_errors(path, WHAT):
        try:
            with path.open("rb") as file:
                yield from file
        except FileNotFoundError:
            return


def last(database: Path, number: int) -> list[Entry]:
    """The last entries, so many at most, newest first."""
    path = log_path(database)
    with os_errors(path, WHAT):
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return []
        try:
            found: list[Entry] = []
            for line in _backwards(handle):
                if (entry := entries.read(entries.line_text(line))) is not None:
                    found.append(entry)
                if len(found) == number:
                    break
            return found
        finally:
            os.close(handle)


def key(database: Path) -> bytes:
    """The key of references to cases, made when it is first asked for."""
    path = database.with_name(f"{database.name}.audit.key")
    with os_errors(path, WHAT):
        if path.exists():
            return bytes.fromhex(path.read_text("utf-8"))
    with locked(path, "a key", what=WHAT), os_errors(path, WHAT):
        if not path.exists():
            write_private(path, secrets.token_hex(KEY_BYTES))
        return bytes.fromhex(path.read_text("utf-8"))


def begin(database: Path, before: bytes, own_key: bytes) -> None:
    """Write a log that is not there yet, with these lines, and the key of its references."""
    path = log_path(database)
    with locked(path, "a log", what=WHAT), os_errors(path, WHAT):
        write_private(path, before.decode("ascii"))
        write_private(database.with_name(f"{database.name}.audit.key"), own_key.hex())


def _append(handle: int, path: Path, deed: Deed) -> None:
    last, torn = _end(handle, path)
    size = os.fstat(handle).st_size
    written = ""
    if torn:
        told: Details = {"torn": entries.torn_digest(torn), "bytes": sum(map(len, torn))}
        go_on = Deed(NO_ACT, deed.who, deed.scope, Action.GO_ON, Outcome.DONE, told)
        last = entries.next_entry(last, go_on)
        written = f"{last.line}\n"
    written += f"{entries.next_entry(last, deed).line}\n"
    # Where the power was cut between an entry and the end of its line, that is written first.
    is_ended = size == 0 or os.pread(handle, 1, size - 1) == b"\n"
    try:
        _write(handle, (b"" if is_ended else b"\n") + written.encode("ascii"))
        os.fsync(handle)
    except BaseException:
        # A disk that took half of it: the next entry is not to stand behind half a line. Where it
        # has to, as after a power cut, that is told.
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _end(handle: int, path: Path) -> tuple[Entry | None, list[bytes]]:
    """The last whole entry, and the half lines that a power cut left behind it."""
    torn: list[bytes] = []
    last = None
    for line in _backwards(handle):
        last = entries.read(entries.line_text(line))
        if last is not None:
            break
        torn.insert(0, line)
    if entries.is_log_changed(torn, last):
        raise entries.changed_log(f"The audit log [{path}]")
    return last, torn


def _backwards(handle: int) -> Iterator[bytes]:
    """The lines of a file with their ends, last to first."""
    rest, position = b"", os.fstat(handle).st_size
    while position:
        start = max(0, position - BLOCK)
        rest = os.pread(handle, position - start, start) + rest
        position = start
        *ended, rest = rest.split(b"\n")
        found = [line + b"\n" for line in ended] + ([rest] if rest else [])
        # The first may begin further up.
        rest = found.pop(0) if position else b""
        yield from reversed(found)
