"""Write, read and check entries of the audit log, each with the hash of the one before."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from schemas.errors import DatabaseUnavailable
from schemas.language import Message, marked

BEGINNING = "0" * 64  # the hash before the first entry
# Allowed details of an action: numbers, names from closed lists, and hashes.
Value = str | int | list[int]
Details = Mapping[str, Value]


class Action(StrEnum):
    """The logged actions: a closed list, because free text might include values of records."""

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
    # A request for another user's jurisdiction, or for one that does not exist: both get the same
    # answer.
    ASK_IN_VAIN = "ask_in_vain"
    # An entry about the log itself: a power cut left an incomplete line.
    GO_ON = "go_on"


class Purpose(StrEnum):
    """Why an action is done. The purpose follows from the action, so users are not asked for it."""

    RECORDS = "records"
    SETTINGS = "settings"
    CASEWORK = "casework"
    REPORTING = "reporting"
    RELEASE = "release"
    ACCESS = "access"
    LOG = "log"


ACTIONS: Mapping[Purpose, tuple[Action, ...]] = {
    Purpose.RECORDS: (
        *(Action.IMPORT, Action.IMPORT_IN_PART, Action.UNDO, Action.ERASE),
        *(Action.BACK_UP, Action.RESTORE),
    ),
    Purpose.SETTINGS: (
        *(Action.SET, Action.REPLACE_LIST, Action.SAVE_MAPPING, Action.FORGET_MAPPING),
        Action.SET_UP,
    ),
    Purpose.CASEWORK: (Action.OPEN_CASE, Action.MARK, Action.UNMARK),
    Purpose.REPORTING: (Action.TAKE_AWAY,),
    Purpose.RELEASE: (Action.MAKE_RELEASE, Action.WITHDRAW_RELEASE, Action.NOTE_RELEASE),
    Purpose.ACCESS: (Action.SIGN_IN, Action.END_SESSION, Action.ASK_IN_VAIN),
    Purpose.LOG: (Action.GO_ON,),
}
PURPOSES = {action: purpose for purpose, actions in ACTIONS.items() for action in actions}


class Outcome(StrEnum):
    """How an act ended. If the log has only `begun` for an act, its end is unknown."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Deed:
    """An action to be logged. The entries of its start and its end have the same `act`.

    `who` is the id of an identity, `scope` the id of the scope that it may see. `on` are details;
    they contain no values of records and no ids of cases or persons.
    """

    act: str
    who: str
    scope: str
    action: Action
    outcome: Outcome
    on: Details


@dataclass(frozen=True)
class Entry:
    """One line of the log. `before` is the hash of the line before, `hash` that of this line."""

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
        """Return the entry as it is stored, without a line end."""
        return canonical_json(asdict(self))

    @property
    def when(self) -> datetime:
        """Return the time at which the entry was written (UTC)."""
        return datetime.fromisoformat(self.at)


NAMES = tuple(one.name for one in fields(Entry))


def next_position(last: Entry | None) -> tuple[int, str]:
    """Return the number of the next entry, and the hash of the entry before it."""
    return (1, BEGINNING) if last is None else (last.number + 1, last.hash)


def next_entry(last: Entry | None, deed: Deed) -> Entry:
    """Return the entry that logs a deed after the last entry."""
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
    return Entry(**content, hash=_entry_hash(content))


def parse_entry(line: str) -> Entry | None:
    """Parse a line of the log. Returns None if it is not an entry, or was changed."""
    try:
        content = json.loads(line)
    except ValueError:
        return None
    if not isinstance(content, dict) or tuple(content) != NAMES:
        return None
    entry = Entry(**content)
    del content["hash"]
    # The entry must serialize to the same line, so that not even an added space goes unnoticed.
    is_sound = _is_sound(entry) and entry.hash == _entry_hash(content) and entry.line == line
    return entry if is_sound else None


def _is_sound(entry: Entry) -> bool:
    """Whether the fields of an entry have the expected types."""
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


def _entry_hash(content: Mapping[str, object]) -> str:
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


def canonical_json(content: Mapping[str, object]) -> str:
    """Return the content as JSON in ASCII only, so that every reader sees it as one line."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))


# A disk may add these bytes after the written text when its power is cut.
NOTHING = "\0"
CHANGED = marked("it is not an entry, or it was changed")
MOVED = marked("it does not follow the entry before it: an entry was removed, inserted or moved")
UNTOLD = marked("the incomplete lines before it are not those that it mentions")


@dataclass
class Verdict:
    """The result of checking a log. If the log was changed, `broken` says how, and `line` where.

    `torn` has the numbers of lines that a power cut left incomplete, and that a later entry
    mentions. `is_torn` is True if the last line is incomplete. `open` has the acts that were begun
    and have no end.
    """

    number: int = 0
    first: Entry | None = None
    last: Entry | None = None
    line: int = 0
    broken: str = ""
    torn: list[int] = field(default_factory=list)
    is_torn: bool = False
    open: dict[str, Entry] = field(default_factory=dict)
    # Whether an entry has the hash that the caller asked for.
    has_head: bool = False

    @property
    def head(self) -> str:
        """Return the hash of the last entry. Who keeps it can prove later that none was removed."""
        return BEGINNING if self.last is None else self.last.hash


def check_log(lines: Iterable[bytes], head: str = "") -> Verdict:
    """Check the lines of a log. `head` is the hash of an entry that was kept elsewhere."""
    seen = Verdict(has_head=head == BEGINNING)
    torn: list[bytes] = []
    for seen.line, line in enumerate(lines, 1):
        entry = parse_entry(line_text(line))
        if entry is None and is_incomplete_entry(line, seen.last):
            torn.append(line)
            continue
        seen.broken = _entry_fault(entry, seen.last, torn)
        if seen.broken or entry is None:
            # The change is at the incomplete lines that no entry mentions.
            seen.line -= len(torn)
            return seen
        seen.torn += range(seen.line - len(torn), seen.line)
        _take(seen, entry, head)
        torn.clear()
    seen.is_torn = bool(torn)
    if is_tail_changed(torn, seen.last):
        seen.line -= len(torn) - 1
        seen.broken = CHANGED
    return seen


def line_text(line: bytes) -> str:
    """Return a line without its end. Bytes that are not ASCII are replaced."""
    return line.removesuffix(b"\n").decode("ascii", "replace")


def is_incomplete_entry(line: bytes, last: Entry | None) -> bool:
    """Whether the line is an incomplete start of the entry that would follow `last`.

    A complete text followed by NUL bytes also counts as incomplete.
    """
    whole = line_text(line)
    text = whole.rstrip(NOTHING)
    number, before = next_position(last)
    begins = f'{{"number":{number},"before":"{before}",'
    if not (text.startswith(begins) or begins.startswith(text)):
        return False
    is_without_its_end = text != whole and parse_entry(text) is not None
    return is_without_its_end or not _is_complete(text)


def is_tail_changed(torn: Sequence[bytes], last: Entry | None) -> bool:
    """Whether the lines after the last entry were changed, because a power cut cannot explain them.

    A line end is written last, so a line that has one cannot be incomplete.
    """
    ended = bool(torn) and torn[-1].endswith(b"\n")
    return ended or not all(is_incomplete_entry(line, last) for line in torn)


def changed_log_error(log: Message) -> DatabaseUnavailable:
    """Return the error for a log whose last line is not an entry."""
    return DatabaseUnavailable(
        "{log} was changed by something else, so nothing can be added to it. Nothing was done."
        " `prosecution-quality audit verify` shows the line. Rename the log to keep it. The"
        " program then starts a new one.",
        log=log,
    )


def incomplete_lines_hash(torn: Iterable[bytes]) -> str:
    """Return the hash by which the next entry refers to the incomplete lines before it."""
    return hashlib.sha256(b"".join(torn).removesuffix(b"\n")).hexdigest()


def _is_complete(text: str) -> bool:
    try:
        json.JSONDecoder().raw_decode(text)
    except ValueError:
        return False
    return True


def _entry_fault(entry: Entry | None, last: Entry | None, torn: list[bytes]) -> str:
    """Return what is wrong with an entry; an empty text if nothing is."""
    if entry is None:
        return CHANGED
    if (entry.number, entry.before) != next_position(last):
        return MOVED
    tells = entry.on.get("torn") if entry.action == Action.GO_ON else None
    if tells != (incomplete_lines_hash(torn) if torn else None):
        return UNTOLD
    return ""


def _take(seen: Verdict, entry: Entry, head: str) -> None:
    """Update the result of the check (`seen`) by the next entry."""
    seen.number += 1
    seen.first = seen.first or entry
    seen.last = entry
    seen.has_head = seen.has_head or entry.hash == head
    if entry.outcome == Outcome.BEGUN:
        seen.open[entry.act] = entry
    else:
        seen.open.pop(entry.act, None)
