"""An entry of the audit log: who did what, on what, when and how it ended; chained by hashes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

BEGINNING = "0" * 64  # stands before the first entry
# Numbers, names of closed lists, and digests: what may stand for what was acted on.
Value = str | int | list[int]
On = Mapping[str, Value]


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


# What people do on pages of a server, where records come in by the command line alone.
OF_DASHBOARD = (
    *(Action.OPEN_CASE, Action.MARK, Action.UNMARK, Action.TAKE_AWAY),
    *(Action.SIGN_IN, Action.END_SESSION, Action.ASK_IN_VAIN),
)


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
    on: On


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
    on: On
    hash: str

    @property
    def line(self) -> str:
        """The entry as it is stored, without the end of the line."""
        return text_of(asdict(self))

    @property
    def when(self) -> datetime:
        """When it was written down (UTC)."""
        return datetime.fromisoformat(self.at)


NAMES = tuple(field.name for field in fields(Entry))


def behind(last: Entry | None) -> tuple[int, str]:
    """The number of the entry that follows, and the hash that it has before it."""
    return (1, BEGINNING) if last is None else (last.number + 1, last.hash)


def following(last: Entry | None, deed: Deed) -> Entry:
    """The entry of a deed behind the last one."""
    number, before = behind(last)
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
    return hashlib.sha256(text_of(content).encode()).hexdigest()


def text_of(content: Mapping[str, object]) -> str:
    """Only signs of ASCII: a line stays a line, whatever reads it."""
    return json.dumps(content, ensure_ascii=True, separators=(",", ":"))
