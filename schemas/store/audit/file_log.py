"""Keep the audit log of a database file: a file next to it, to which lines are only appended."""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from schemas.language import marked, message
from schemas.store.atomic_write import flush_to_disk, write_private
from schemas.store.audit import entries
from schemas.store.audit.entries import Action, Deed, Details, Entry, Outcome
from schemas.store.file_lock import convert_os_errors, lock_file

WHAT = marked("Audit log")
# Bytes that are read from the end at once: about two hundred entries.
BLOCK = 1 << 16
KEY_BYTES = 32
# The entry about incomplete lines belongs to no act.
NO_ACT = ""


def log_path(database: Path) -> Path:
    """Return the path of the log of a database file."""
    return database.with_name(f"{database.name}.audit.jsonl")


def append(database: Path, deed: Deed) -> None:
    """Append an entry for the deed and flush it to the disk.

    Raises DatabaseUnavailable if it cannot be written; then no part of it stays in the file.
    """
    path = log_path(database)
    with lock_file(path, "an entry", what=WHAT), convert_os_errors(path, WHAT):
        is_new = not path.exists()
        # Private from the start.
        handle = os.open(path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            _append_entry(handle, path, deed)
        finally:
            os.close(handle)
        if is_new:
            flush_to_disk(path.parent)


def log_lines(database: Path) -> Iterator[bytes]:
    """Yield the lines of the log, first to last, with line ends. No log yields nothing."""
    path = log_path(database)
    with convert_os_errors(path, WHAT):
        try:
            with path.open("rb") as file:
                yield from file
        except FileNotFoundError:
            return


def last_entries(database: Path, number: int) -> list[Entry]:
    """Return at most `number` entries, newest first."""
    path = log_path(database)
    with convert_os_errors(path, WHAT):
        try:
            handle = os.open(path, os.O_RDONLY)
        except FileNotFoundError:
            return []
        try:
            found: list[Entry] = []
            for line in _lines_backwards(handle):
                if (entry := entries.parse_entry(entries.line_text(line))) is not None:
                    found.append(entry)
                if len(found) == number:
                    break
            return found
        finally:
            os.close(handle)


def case_name_key(database: Path) -> bytes:
    """Return the key for the names of cases in the log, and create it at first use."""
    path = database.with_name(f"{database.name}.audit.key")
    with convert_os_errors(path, WHAT):
        if path.exists():
            return bytes.fromhex(path.read_text("utf-8"))
    with lock_file(path, "a key", what=WHAT), convert_os_errors(path, WHAT):
        if not path.exists():
            write_private(path, secrets.token_hex(KEY_BYTES))
        return bytes.fromhex(path.read_text("utf-8"))


def create_log(database: Path, before: bytes, own_key: bytes) -> None:
    """Create a log with these lines, and the key for the names of cases."""
    path = log_path(database)
    with lock_file(path, "a log", what=WHAT), convert_os_errors(path, WHAT):
        write_private(path, before.decode("ascii"))
        write_private(database.with_name(f"{database.name}.audit.key"), own_key.hex())


def _append_entry(handle: int, path: Path, deed: Deed) -> None:
    """Append an entry to the open log; if its last lines are incomplete, first an entry on them."""
    last, torn = _end(handle, path)
    size = os.fstat(handle).st_size
    written = ""
    if torn:
        details: Details = {
            "torn": entries.incomplete_lines_hash(torn),
            "bytes": sum(map(len, torn)),
        }
        go_on = Deed(NO_ACT, deed.who, deed.scope, Action.GO_ON, Outcome.DONE, details)
        last = entries.next_entry(last, go_on)
        written = f"{last.line}\n"
    written += f"{entries.next_entry(last, deed).line}\n"
    # After a power cut the last entry may lack its line end, which is then written first.
    is_ended = size == 0 or os.pread(handle, 1, size - 1) == b"\n"
    try:
        _write(handle, (b"" if is_ended else b"\n") + written.encode("ascii"))
        os.fsync(handle)
    except BaseException:
        # If the disk took only a part, remove it, so that the next entry does not follow an
        # incomplete line. If that fails too, the next entry mentions it.
        with suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _write(handle: int, content: bytes) -> None:
    while content:
        content = content[os.write(handle, content) :]


def _end(handle: int, path: Path) -> tuple[Entry | None, list[bytes]]:
    """Return the last complete entry, and the incomplete lines after it."""
    torn: list[bytes] = []
    last = None
    for line in _lines_backwards(handle):
        last = entries.parse_entry(entries.line_text(line))
        if last is not None:
            break
        torn.insert(0, line)
    if entries.is_tail_changed(torn, last):
        raise entries.changed_log_error(message("Audit log [{path}]", path=path))
    return last, torn


def _lines_backwards(handle: int) -> Iterator[bytes]:
    """Yield the lines of a file, last to first, with line ends."""
    rest, position = b"", os.fstat(handle).st_size
    while position:
        start = max(0, position - BLOCK)
        rest = os.pread(handle, position - start, start) + rest
        position = start
        *ended, rest = rest.split(b"\n")
        found = [line + b"\n" for line in ended] + ([rest] if rest else [])
        # The first line may start in an earlier block.
        rest = found.pop(0) if position else b""
        yield from reversed(found)
