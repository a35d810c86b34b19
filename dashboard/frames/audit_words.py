"""Show the audit log as text: one line per act of a user, with what was done and how it ended."""

from collections.abc import Iterable

import pandas as pd

from dashboard import words
from schemas.language import comma_list, marked, n, t
from schemas.store.audit import Action, Entry, Outcome, entries

DONE = {
    Action.IMPORT: marked("Records imported"),
    Action.IMPORT_IN_PART: marked("Records imported in part"),
    Action.UNDO: marked("Import undone"),
    Action.ERASE: marked("Rows deleted permanently"),
    Action.SET: marked("Setting changed"),
    Action.REPLACE_LIST: marked("List replaced"),
    Action.SAVE_MAPPING: marked("Mapping saved"),
    Action.FORGET_MAPPING: marked("Mapping removed"),
    Action.OPEN_CASE: marked("Case opened"),
    Action.MARK: marked("Step marked as not applicable"),
    Action.UNMARK: marked("Mark on a step removed"),
    Action.TAKE_AWAY: marked("Files prepared for download"),
    Action.MAKE_RELEASE: marked("Release created"),
    Action.WITHDRAW_RELEASE: marked("Release withdrawn"),
    Action.NOTE_RELEASE: marked("Note on a release"),
    Action.SET_UP: marked("Server set up"),
    Action.BACK_UP: marked("Backup created"),
    Action.RESTORE: marked("Copied from another database"),
    Action.SIGN_IN: marked("Signed in"),
    Action.END_SESSION: marked("Session ended"),
    Action.ASK_IN_VAIN: marked("Request refused: a place that does not exist or is not theirs"),
    Action.GO_ON: marked("Log continued after an incomplete line"),
}
ENDED = {
    Outcome.BEGUN: marked("In progress, or not known"),
    Outcome.DONE: marked("Done"),
    Outcome.REFUSED: marked("Refused"),
    Outcome.FAILED: marked("Failed"),
    Outcome.CANCELLED: marked("Cancelled"),
}
SIGNS_OF_HASH = 12
# Details that need no name before their value.
SPEAKING = {"setting", "value", "list", "what", "jurisdiction", "reason", "why"}
# Details that are a name, or as much of a hash as tells it from others, with the word for it.
NAMED = {
    "case": marked("case {name}"),
    "office_asked": marked("office {name}"),
    "release": marked("content {name}"),
    "sha256": marked("content {name}"),
    "torn": marked("content of the incomplete line {name}"),
    "number": marked("release {name}"),
    "removed": marked("removed note {name}"),
    "office": marked("office {name}"),
}
HASHES = {"case", "office_asked", "release", "sha256", "torn"}


def last_entry_per_act(entries: Iterable[Entry]) -> list[Entry]:
    """Return the last entry of each act. `entries` and the result are newest first."""
    seen: set[str] = set()
    ends = []
    for entry in entries:
        if not entry.act or entry.act not in seen:
            ends.append(entry)
        seen.add(entry.act)
    return ends


def last_act_sentence(end: Entry) -> str:
    """Return a sentence on the last act, whose last entry is `end`."""
    return t(
        "Latest action, {when} (UTC): {action}. Result: {outcome}.",
        when=_entry_time_text(end),
        action=act_text(end),
        outcome=t(ENDED[Outcome(end.outcome)]),
    )


def acts_table(ends: Iterable[Entry]) -> pd.DataFrame:
    """Return one row of texts per act, with COLUMNS. `ends` are the last entries of the acts."""
    lines = [
        (
            _entry_time_text(entry),
            words.code(entry.who),
            act_text(entry),
            t(ENDED[Outcome(entry.outcome)]),
        )
        for entry in ends
    ]
    columns = [t("When (UTC)"), t("Who"), t("Action"), t("Result")]
    return pd.DataFrame(lines, columns=columns)


def act_text(entry: Entry) -> str:
    """Return what was done, and to what: `Import undone: import 3`."""
    action = t(DONE[Action(entry.action)])
    named = act_object(entry)
    return t("{action}: {object}", action=action, object=named) if named else action


def act_object(entry: Entry) -> str:
    """Return what an act changed: `imports 3, 4`, `targets, 12 rows`, `dates, month`."""
    return comma_list(_object_text(name, value) for name, value in entry.on.items() if value)


def _entry_time_text(entry: Entry) -> str:
    return t("{day}, {time}", day=words.day(entry.when.date()), time=f"{entry.when:%H:%M}")


def _object_text(name: str, value: entries.Value) -> str:
    """Return one changed thing of an entry as text: `import 3`, `12 rows`."""
    match name, value:
        case _, list():
            numbers = comma_list(map(str, value))
            return n("import {numbers}", "imports {numbers}", len(value), numbers=numbers)
        case "rows", int():
            return n("{count} row", "{count} rows", value)
        case "marks", int():
            return n("{count} mark", "{count} marks", value)
        case _ if name in NAMED:
            return t(NAMED[name], name=str(value)[:SIGNS_OF_HASH] if name in HASHES else value)
        case _ if name in SPEAKING:
            return str(value)
        case _:
            return f"{name} {value}"
