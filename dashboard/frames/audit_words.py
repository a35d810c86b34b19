"""Show the audit log as text: one line per act, with what was done and how it ended."""

from collections.abc import Iterable

import pandas as pd

from dashboard import words
from schemas.store.audit import Action, Entry, Outcome

COLUMNS = ("When (UTC)", "Who", "What was done", "How it ended")
DONE = {
    Action.IMPORT: "Submissions imported",
    Action.IMPORT_IN_PART: "Submissions imported in part",
    Action.UNDO: "Import undone",
    Action.ERASE: "Rows erased for good",
    Action.SET: "Setting changed",
    Action.REPLACE_LIST: "List replaced",
    Action.SAVE_MAPPING: "Mapping saved",
    Action.FORGET_MAPPING: "Mapping removed",
    Action.OPEN_CASE: "Case opened",
    Action.MARK: "Step marked as not applicable",
    Action.UNMARK: "Mark of a step undone",
    Action.TAKE_AWAY: "Files made to take away",
    Action.MAKE_RELEASE: "Release made",
    Action.WITHDRAW_RELEASE: "Release withdrawn",
    Action.NOTE_RELEASE: "Note on a release",
    Action.SET_UP: "Server set up",
    Action.BACK_UP: "Backup made",
    Action.RESTORE: "Copied from another database",
    Action.SIGN_IN: "Signed in",
    Action.END_SESSION: "Session ended",
    Action.ASK_IN_VAIN: "A place asked for that is not theirs, or is not there",
    Action.GO_ON: "The log went on behind a line cut short",
}
ENDED = {
    Outcome.BEGUN: "Under way, or not known",
    Outcome.DONE: "Done",
    Outcome.REFUSED: "Refused",
    Outcome.FAILED: "Failed",
    Outcome.CANCELLED: "Cancelled",
}
SIGNS_OF_HASH = 12
HASHES = {"case", "office_asked", "release", "sha256", "torn"}
# Details shown without their name; and details that are numbers of things.
SPEAKING = {"setting", "value", "list", "what", "jurisdiction", "reason", "why"}
COUNTED = {"rows", "marks"}
ONE = {"batches": "batch", "rows": "row", "marks": "mark"}


def last_entries(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last entry of each act. Entries are given and returned newest first."""
    seen: set[str] = set()
    ends = []
    for entry in entries:
        if not entry.act or entry.act not in seen:
            ends.append(entry)
        seen.add(entry.act)
    return ends


def latest_sentence(end: Entry) -> str:
    """Return a sentence on the last act."""
    return f"Last, on {_when(end)} (UTC): {act_text(end)}. {ENDED[Outcome(end.outcome)]}."


def acts_table(ends: Iterable[Entry]) -> pd.DataFrame:
    """Return a table of acts with COLUMNS, one row per act."""
    lines = [
        (
            _when(entry),
            words.code(entry.who),
            act_text(entry),
            ENDED[Outcome(entry.outcome)],
        )
        for entry in ends
    ]
    return pd.DataFrame(lines, columns=list(COLUMNS))


def act_text(entry: Entry) -> str:
    """Return what was done, and to what: `Import undone: batch 3`."""
    named = act_object(entry)
    return f"{DONE[Action(entry.action)]}{f': {named}' if named else ''}"


def act_object(entry: Entry) -> str:
    """Return what an act changed: `batches 3, 4`, `targets, 12 rows`, `dates, month`."""
    return ", ".join(_object_text(name, value) for name, value in entry.on.items() if value)


def _when(entry: Entry) -> str:
    return f"{words.day(entry.when.date())}, {entry.when:%H:%M}"


def _object_text(name: str, value: object) -> str:
    """Return one detail of an act as text, such as `batches 3, 4`."""
    if isinstance(value, list):
        many = name if len(value) > 1 else ONE.get(name, name)
        return f"{many} {', '.join(map(str, value))}"
    if name in SPEAKING:
        return str(value)
    if name in COUNTED:
        return f"{value:,} {name}" if value != 1 else f"1 {ONE[name]}"
    return f"{name} {str(value)[:SIGNS_OF_HASH] if name in HASHES else value}"
