"""Entries of the audit log, each chained by a hash to the one before, and the check of a log."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from schemas.errors import DatabaseUnavailable

BEGINNING = "0" * 64  # stands before the first entry
# Numbers, names of closed lists, and digests: what may stand for what was acted on.
Value = str | int | list[int]
Details = Mapping[str, Value]


class Action(StrEnum):
    """What is done. A closed list: free words might hold values of records."""

    IMPORT = "import"
    IMPORT_IN_PART = "import_in_part"
    UNDO = "undo"
    ERASE = "erase"
    SET = "set"
    REPLACE_LIST = "replace_list"
    SAVE_MAPPING = "save_mapping"
    FORGET_MAPPING = "forget_mapping"
    OPEN_CASE = "open_case"
    MARK = "mark"
    UNMARK = "unmark"
    TAKE_AWAY = "take_away"
    MAKE_RELEASE = "make_release"
    WITHDRAW_RELEASE = "withdraw_release"
    NOTE_RELEASE = "note_release"
    SET_UP = "set_up"
    BACK_UP = "back_up"
    RESTORE = "restore"
    SIGN_IN = "sign_in"
    END_SESSION = "end_session"
    # A place that is another's was asked for, or one that there is not: the answer is the same.
    ASK_IN_VAIN = "ask_in_vain"
    # Of the log itself: a line that a power cut left half written.
    GO_ON = "go_on"


class Purpose(StrEnum):
    """What it is done for. Nobody is asked: it follows from the action."""

    RECORDS = "records"
    SETTINGS = "settings"
    CASEWORK = "casework"
    REPORTING = "reporting"
    RELEASE = "release"
    ACCESS = "access"
    LOG = "log"


PURPOSES: Mapping[Action, Purpose] = {
    Action.IMPORT: Purpose.RECORDS,
    Action.IMPORT_IN_PART: Purpose.RECORDS,
    Action.UNDO: Purpose.RECORDS,
    Action.ERASE: Purpose.RECORDS,
    Action.SET: Purpose.SETTINGS,
    Action.REPLACE_LIST: Purpose.SETTINGS,
    Action.SAVE_MAPPING: Purpose.SETTINGS,
    Action.FORGET_MAPPING: Purpose.SETTINGS,
    Action.OPEN_CASE: Purpose.CASEWORK,
    Action.MARK: Purpose.CASEWORK,
    Action.UNMARK: Purpose.CASEWORK,
    Action.TAKE_AWAY: Purpose.REPORTING,
    Action.MAKE_RELEASE: Purpose.RELEASE,
    Action.WITHDRAW_RELEASE: Purpose.RELEASE,
    Action.NOTE_RELEASE: Purpose.RELEASE,
    Action.SET_UP: Purpose.SETTINGS,
    Action.BACK_UP: Purpose.RECORDS,
    Action.RESTORE: Purpose.RECORDS,
    Action.SIGN_IN: Purpose.ACCESS,
    Action.END_SESSION: Purpose.ACCESS,
    Action.ASK_IN_VAIN: Purpose.ACCESS,
    Action.GO_ON: Purpose.LOG,
}


class Outcome(StrEnum):
    """How far it came. `begun` without an end of the same act: it is not known how it ended."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Deed:
    """What is to be written down: `act` is shared by the entry of its beginning and its end.

    `who` is the id of an identity, `scope` that of what it may see. `on` says what was acted on,
    and holds no value of a record and no id of a case or person.
    """

    act: str
    who: str
    scope: str
    action: Action
    outcome: Outcome
    on: Details


@dataclass(frozen=True)
class Entry:
    """A line of the log. `before` is the hash of the line before, `hash` that of this one."""

    number: int
    before: str
    at: str
    act: str
    who: str
    scope: str
    purpose: str
    action: str
    outcome: str
    on: Details
    hash: str

    @property
    def line(self) -> str:
        """The entry as it is stored, without the end of the line."""
        return canonical_json(asdict(self))

    @property
    def when(self) -> datetime:
        """When it was written down (UTC)."""
        return datetime.fromisoformat(self.at)


NAMES = tuple(one.name for one in fields(Entry))


def next_position(last: Entry | None) -> tuple[int, str]:
    """The number of the entry that follows, and the hash that it has before it."""
    return (1, BEGINNING) if last is None else (last.number + 1, last.hash)


def next_entry(last: Entry | None, deed: Deed) -> Entry:
    """The entry of a deed behind the last one."""
    number, before = next_position(last)
    content: dict[str, Any] = {
        "number": number,
        "before": before,
        "at": datetime.now(UTC).isoformat(timespec="microseconds"),
        "act": deed.act,
        "who": deed.who,
        "scope": deed.scope,
        "purpose": PURPOSES[deed.action].value,
        "action": deed.action.value,
        "outcome": deed.outcome.value,
        "on": dict(deed.on),
    }
    return Entry(**content, hash=_hash(content))


def read(line: str) -> Entry | None:
    """The entry that a line is; None where it is none, or was changed by a sign."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    if not isinstance(content, dict) or tuple(content) != NAMES:
        return None
    entry = Entry(**content)
    del content["hash"]
    # Written anew it is the same, so that not even a blank can be put in unseen.
    is_sound = _is_sound(entry) and entry.hash == _hash(content) and entry.line == line
    return entry if is_sound else None


def _is_sound(entry: Entry) -> bool:
    """Whether what readers of the log rely on is there."""
    texts = (entry.before, entry.at, entry.act, entry.who, entry.scope, entry.hash)
    try:
        Action(entry.action), Outcome(entry.outcome), Purpose(entry.purpose)
        return (
            all(isinstance(text, str) for text in texts)
            and type(entry.number) is int
            and isinstance(entry.on, dict)
            and entry.when.tzinfo is not None
        )
    except ValueError:
        return False


def _hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(content: Mapping[str, object]) -> str:
    """Only signs of ASCII: a line stays a line, whatever reads it."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


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
        return BEGINNING if self.last is None else self.last.hash


def verdict(lines: Iterable[bytes], head: str = "") -> Verdict:
    """Look through a log's lines, each with its end; `head` is a hash that was kept elsewhere."""
    seen = Verdict(has_head=head == BEGINNING)
    torn: list[bytes] = []
    for seen.line, line in enumerate(lines, 1):
        entry = read(line_text(line))
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
    if is_log_changed(torn, seen.last):
        seen.line -= len(torn) - 1
        seen.broken = CHANGED
    return seen


def line_text(line: bytes) -> str:
    """A line without its end; what is no sign of ASCII is in no entry."""
    return line.removesuffix(b"\n").decode("ascii", "replace")


def is_torn(line: bytes, last: Entry | None) -> bool:
    """Whether the line is the beginning of the entry that would follow, and not the whole of it.

    Nor is it written to its end where nothing but its text is there, and what a disk leaves.
    """
    whole = line_text(line)
    text = whole.rstrip(NOTHING)
    number, before = next_position(last)
    begins = f'{{"number":{number},"before":"{before}",'
    if not (text.startswith(begins) or begins.startswith(text)):
        return False
    is_without_its_end = text != whole and read(text) is not None
    return is_without_its_end or not _is_complete(text)


def is_log_changed(torn: Sequence[bytes], last: Entry | None) -> bool:
    """Whether what stands behind the last entry is more than a power cut leaves.

    The end of a line is the last that is written of it, with whatever tells of half lines.
    """
    ended = bool(torn) and torn[-1].endswith(b"\n")
    return ended or not all(is_torn(line, last) for line in torn)


def changed_log(what: str) -> DatabaseUnavailable:
    """What is said where the end of a log is no entry, so that nothing can follow it."""
    return DatabaseUnavailable(
        f"{what} was changed by something else: nothing can be written behind its end. Nothing was"
        " done; `prosecution-quality audit verify` says which line it is. Keep the log as it is,"
        " under another name, and a new one begins."
    )


def torn_digest(torn: Iterable[bytes]) -> str:
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
    if (entry.number, entry.before) != next_position(last):
        return MOVED
    tells = entry.on.get("torn") if entry.action == Action.GO_ON else None
    if tells != (torn_digest(torn) if torn else None):
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
