"""Keep the audit log: who did what, to what and when. Each entry has the hash of the one before.

Each action is logged before it starts and when it ends. If it cannot be logged, it is not done.
Entries are never changed or deleted. They contain no values of records, and no ids of cases or
persons.
"""

import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field, replace
from pathlib import Path

from schemas import scopes
from schemas.errors import DatabaseUnavailable, PerhapsDone, UserError
from schemas.store.address import display_name, resolved_address
from schemas.store.atomic_write import ignore_sigint
from schemas.store.audit import entries, file_log, server_log
from schemas.store.audit.entries import (
    Action,
    Deed,
    Details,
    Entry,
    Outcome,
    Value,
    Verdict,
    check_log,
)

__all__ = [
    "Action",
    "Actor",
    "Entry",
    "Outcome",
    "Verdict",
    "act_as",
    "audited",
    "begin_copy",
    "case_reference",
    "check_log",
    "current_actor",
    "entries_of",
    "last_entries",
    "log_end",
    "log_event",
    "log_killed",
    "log_lines",
    "log_path",
    "log_refused",
    "new_act_id",
]
DESK = scopes.EVERYTHING.id
ACT_BYTES = 8
# Long enough that no two cases share one, short enough to be read aloud.
REFERENCE_SIGNS = 32


@dataclass(frozen=True)
class Actor:
    """Who acts: an identity, and the scope of the records that it may see.

    A local user does not sign in, and is logged as `desk`. The user name of the operating system is
    not logged: on a shared computer it is no person's name, and on a private one it is the name of
    a person who did not agree to this.
    """

    who: str = DESK
    scope: str = DESK
    # If set, the id of the act that follows, so that another process can log its end.
    act: str = ""


NOBODY_SIGNED_IN = Actor()
# A context variable, because the actor is the same in a whole run. As a parameter, one function
# that forgets it would log `desk`.
_ACTING: ContextVar[Actor] = ContextVar("acting", default=NOBODY_SIGNED_IN)


@dataclass
class Act:
    """An action in progress. Details that become known only during it are added to `on`."""

    deed: Deed
    on: dict[str, Value] = field(default_factory=dict)
    outcome: Outcome = Outcome.DONE


@contextmanager
def act_as(actor: Actor) -> Iterator[None]:
    """Set the actor within a `with` block."""
    token = _ACTING.set(actor)
    try:
        yield
    finally:
        _ACTING.reset(token)


def current_actor() -> Actor:
    """Return the current actor."""
    return _ACTING.get()


def new_act_id() -> str:
    """Return an id for an act, by which another process can end it (`log_killed`)."""
    return secrets.token_hex(ACT_BYTES)


@contextmanager
def audited(url: str, action: Action, **on: Value) -> Iterator[Act]:
    """Log an action when the `with` block starts and when it ends.

    The end is logged as `done`, or as the `outcome` that the block sets. After an exception it is
    `refused` (a UserError), `failed` or `cancelled`. Raises DatabaseUnavailable before the block if
    the start cannot be logged, and after it, with another message, if the end cannot be logged.
    """
    deed = _make_deed(action, Outcome.BEGUN, on)
    _append_deed(url, deed)
    act = Act(deed, dict(on))
    try:
        yield act
    except PerhapsDone:
        # It is unknown whether the change was made, so no end is logged.
        raise
    except BaseException as error:
        # The user must see this error, even if it cannot be logged.
        with suppress(DatabaseUnavailable):
            _append_deed(url, replace(deed, outcome=_ended_by(error), on=act.on))
        raise
    try:
        with ignore_sigint():
            log_end(url, act)
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            "This was done, but its end could not be written to the audit log. The log will"
            " list it with an unknown result. The following message is about the log, not about"
            " your change: {reason}",
            reason=error.wording,
        ) from error


def log_end(url: str, act: Act) -> None:
    """Log the end of an act. After copying a database, call it for the log of the copy too.

    The log of the copy includes the start of the act, which would otherwise have no end there.
    Raises DatabaseUnavailable.
    """
    _append_deed(url, replace(act.deed, outcome=act.outcome, on=act.on))


def log_event(url: str, action: Action, **on: Value) -> None:
    """Log an action that takes no time, before it is done, such as opening a case.

    Raises DatabaseUnavailable if it cannot be logged.
    """
    _append_deed(url, _make_deed(action, Outcome.DONE, on))


def log_refused(url: str, action: Action, **on: Value) -> None:
    """Log that somebody asked for records or pages that they may not see.

    Raises DatabaseUnavailable if the log cannot be written.
    """
    _append_deed(url, _make_deed(action, Outcome.REFUSED, on))


def log_killed(url: str, act: str, *, unchanged: bool) -> None:
    """Log that the act of a killed process was cancelled, if the records are unchanged.

    If they have changed, it is unknown whether this act or another changed them.
    """
    begun = next((entry for entry in last_entries(url, LOOKED_BACK) if entry.act == act), None)
    if unchanged and begun is not None and begun.outcome == Outcome.BEGUN:
        action = Action(begun.action)
        _append_deed(url, Deed(act, begun.who, begun.scope, action, Outcome.CANCELLED, begun.on))


# Entries that are searched for the start of the act. If others wrote more meanwhile, it gets no
# end.
LOOKED_BACK = 200


def last_entries(url: str, number: int) -> list[Entry]:
    """Return at most `number` entries, newest first. Raises DatabaseUnavailable.

    On a server, the role of the dashboard sees only the entries of the scope of the actor.
    """
    address = resolved_address(url)
    if isinstance(address, Path):
        return file_log.last_entries(address, number)
    return server_log.last_entries(address, number, current_actor().scope)


def log_lines(url: str) -> Iterator[bytes]:
    """Yield the lines of the log, first to last, with line ends. Raises DatabaseUnavailable."""
    address = resolved_address(url)
    if isinstance(address, Path):
        yield from file_log.log_lines(address)
    else:
        yield from server_log.log_lines(address)


def begin_copy(source: str, target: str) -> None:
    """Start the log of `target` with the lines and the key of the log of `source`.

    In this way the log of a copy includes all earlier acts. If it already starts with these lines,
    as after an interrupted copy, nothing changes. Raises UserError if `target` has another log.
    """
    before, there = [*log_lines(source)], [*log_lines(target)]
    if before[:1] == there[:1]:
        return
    if there:
        raise UserError(
            "[{database}] already has an audit log of other records. Nothing was changed. Name"
            " a new database (on a server, before `server init`), or move that log elsewhere.",
            database=display_name(target),
        )
    address = resolved_address(target)
    if isinstance(address, Path):
        file_log.create_log(address, b"".join(before), _key(source))
    else:
        server_log.fill_new_log(address, b"".join(before), _key(source))


def entries_of(url: str) -> Iterator[Entry]:
    """Yield all entries, first to last. Damaged lines are left out; `check_log` reports them."""
    for line in log_lines(url):
        if (entry := entries.parse_entry(entries.line_text(line))) is not None:
            yield entry


def log_path(url: str) -> Path | None:
    """Return the file of the log, or None on a server, where the log is a table."""
    address = resolved_address(url)
    return file_log.log_path(address) if isinstance(address, Path) else None


def case_reference(url: str, jurisdiction: str, case_id: str) -> str:
    """Return the name of a case in the log: a keyed hash. The key is not stored in the log.

    Case ids are often numbers, so without a key a reader of the log could find a case by hashing
    all numbers. With the key, its owner can check who opened a certain case.
    """
    named = f"{len(jurisdiction)}:{jurisdiction}{case_id}".encode()
    address = resolved_address(url)
    if isinstance(address, Path):
        made = hmac.new(file_log.case_name_key(address), named, "sha256").hexdigest()
    else:
        made = server_log.case_reference(address, named)
    return made[:REFERENCE_SIGNS]


def _key(url: str) -> bytes:
    address = resolved_address(url)
    return (
        file_log.case_name_key(address)
        if isinstance(address, Path)
        else server_log.case_name_key(address)
    )


def _make_deed(action: Action, outcome: Outcome, on: Details) -> Deed:
    now = current_actor()
    return Deed(now.act or new_act_id(), now.who, now.scope, action, outcome, on)


def _append_deed(url: str, deed: Deed) -> None:
    address = resolved_address(url)
    if isinstance(address, Path):
        file_log.append(address, deed)
    else:
        server_log.append(address, deed)


def _ended_by(error: BaseException) -> Outcome:
    """Return how an act ended, by the exception that ended it."""
    match error:
        case KeyboardInterrupt():
            return Outcome.CANCELLED
        case DatabaseUnavailable():
            return Outcome.FAILED
        case UserError():
            return Outcome.REFUSED
    return Outcome.FAILED
