"""Whether a log is whole: each entry as it was written, behind the one before it."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from schemas.errors import DatabaseUnavailable
from schemas.store.audit import entries
from schemas.store.audit.entries import Action, Entry, Outcome

# What a disk may leave behind the end of what was written, when its power was cut.
NOTHING = "\0"
CHANGED = "it is no entry, or was changed"
MOVED = "the entry does not follow the one before it: something was taken out, put in or moved"

UNTOLD = "the half lines before it are not those that it tells of"


@dataclass
class Verdict:
    """What looking through a log found; it is broken where `broken` says why, at `line`.

    `torn` are lines that a power cut left half written, each told by the entry behind it;
    `is_torn` where the last line is one, and nothing was written since. `open` are the acts that
    were begun and have no end.
    """

    number: int = 0
    first: Entry | None = None
    last: Entry | None = None
    line: int = 0
    broken: str = ""
    torn: list[int] = field(default_factory=list)
    is_torn: bool = False
    open: dict[str, Entry] = field(default_factory=dict)
    # Whether the hash that was asked for is one of an entry.
    has_head: bool = False

    @property
    def head(self) -> str:
        """The hash of the last entry: who keeps it elsewhere knows that the log goes so far."""
        return entries.BEGINNING if self.last is None else self.last.hash


def verdict(lines: Iterable[bytes], head: str = "") -> Verdict:
    """Look through a log's lines, each with its end; `head` is a hash that was kept elsewhere."""
    seen = Verdict(has_head=head == entries.BEGINNING)
    torn: list[bytes] = []
    for seen.line, line in enumerate(lines, 1):
        entry = entries.read(text_of(line))
        if entry is None and is_torn(line, seen.last):
            torn.append(line)
            continue
        seen.broken = _fault(entry, seen.last, torn)
        if seen.broken or entry is None:
            # Half lines of which nothing tells are where it was changed.
            seen.line -= len(torn)
            return seen
        seen.torn += range(seen.line - len(torn), seen.line)
        _take(seen, entry, head)
        torn.clear()
    seen.is_torn = bool(torn)
    if is_changed(torn, seen.last):
        seen.line -= len(torn) - 1
        seen.broken = CHANGED
    return seen


def text_of(line: bytes) -> str:
    """A line without its end; what is no sign of ASCII is in no entry."""
    return line.removesuffix(b"\n").decode("ascii", "replace")


def is_torn(line: bytes, last: Entry | None) -> bool:
    """Whether the line is the beginning of the entry that would follow, and not the whole of it.

    Nor is it written to its end where nothing but its text is there, and what a disk leaves.
    """
    whole = text_of(line)
    text = whole.rstrip(NOTHING)
    number, before = entries.behind(last)
    begins = f'{{"number":{number},"before":"{before}",'
    if not (text.startswith(begins) or begins.startswith(text)):
        return False
    is_without_its_end = text != whole and entries.read(text) is not None
    return is_without_its_end or not _is_complete(text)


def is_changed(torn: Sequence[bytes], last: Entry | None) -> bool:
    """Whether what stands behind the last entry is more than a power cut leaves.

    The end of a line is the last that is written of it, with whatever tells of half lines.
    """
    ended = bool(torn) and torn[-1].endswith(b"\n")
    return ended or not all(is_torn(line, last) for line in torn)


def not_ours(what: str) -> DatabaseUnavailable:
    """What is said where the end of a log is no entry, so that nothing can follow it."""
    return DatabaseUnavailable(
        f"{what} was changed by something else: nothing can be written behind its end. Nothing was"
        " done; `prosecution-quality audit verify` says which line it is. Keep the log as it is,"
        " under another name, and a new one begins."
    )


def digest(torn: Iterable[bytes]) -> str:
    """What the entry behind torn lines calls them by."""
    return hashlib.sha256(b"".join(torn).removesuffix(b"\n")).hexdigest()


def _is_complete(text: str) -> bool:
    try:
        json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return True


def _fault(entry: Entry | None, last: Entry | None, torn: list[bytes]) -> str:
    if entry is None:
        return CHANGED
    if (entry.number, entry.before) != entries.behind(last):
        return MOVED
    tells = entry.on.get("torn") if entry.action == Action.GO_ON else None
    if tells != (digest(torn) if torn else None):
        return UNTOLD
    return ""


def _take(seen: Verdict, entry: Entry, head: str) -> None:
    seen.number += 1
    seen.first = seen.first or entry
    seen.last = entry
    seen.has_head = seen.has_head or entry.hash == head
    if entry.outcome == Outcome.BEGUN:
        seen.open[entry.act] = entry
    else:
        seen.open.pop(entry.act, None)
