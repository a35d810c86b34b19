"""The audit log: who did what, on what and when, each entry chained to the one before.

An act is written down before it begins and at its end; what cannot be written down is not done.
The log is only added to, and holds no value of a record and no id of a case or person.
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
from schemas.store.address import address_of, display_name
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
    verdict,
)

__all__ = [
    "Action",
    "Actor",
    "Entry",
    "Outcome",
    "Verdict",
    "acting",
    "actor",
    "audited",
    "begin_copy",
    "end_killed",
    "entries_of",
    "last",
    "lines",
    "log_path",
    "new_act",
    "note",
    "note_refused",
    "reference",
    "verdict",
    "write_end",
]
DESK = scopes.EVERYTHING.id
ACT_BYTES = 8
# Enough that no two cases share one, and short enough to be read out.
REFERENCE_SIGNS = 32


@dataclass(frozen=True)
class Actor:
    """Who acts: the id of an identity, and of the scope of what it may see.

    On a desk nobody signs in, and it is the desk. The user of the operating system is left out:
    on a shared computer it names the computer, on one's own a person who never agreed to be named.
    """

    who: str = DESK
    scope: str = DESK
    # What follows is one act of this name, begun by somebody who may have to end it.
    act: str = ""


NOBODY_SIGNED_IN = Actor()
# Who acts is the same for a whole run, through functions that have nothing to do with it: handed
# on by each of them, it would read `desk` wherever one of them forgot.
_ACTING: ContextVar[Actor] = ContextVar("acting", default=NOBODY_SIGNED_IN)


@dataclass
class Act:
    """What is under way. What it was on may be known only when it is done: add it to `on`."""

    deed: Deed
    on: dict[str, Value] = field(default_factory=dict)
    outcome: Outcome = Outcome.DONE


@contextmanager
def acting(actor: Actor) -> Iterator[None]:
    """A stretch in which this is who acts."""
    token = _ACTING.set(actor)
    try:
        yield
    finally:
        _ACTING.reset(token)


def actor() -> Actor:
    """Who acts now."""
    return _ACTING.get()


def new_act() -> str:
    """A name for an act, by which another process can end it (`end_killed`)."""
    return secrets.token_hex(ACT_BYTES)


@contextmanager
def audited(url: str, action: Action, **on: Value) -> Iterator[Act]:
    """Do what is in the block as an act: written down as begun before it, with its end after it.

    It ends `done`, or as the block sets `outcome`; left by an exception it is `refused` (by a
    UserError), `failed` or `cancelled`. Raises DatabaseUnavailable where the beginning cannot be
    written down, before the block; and after it, in words of its own, where the end cannot.
    """
    deed = _deed(action, Outcome.BEGUN, on)
    _append(url, deed)
    act = Act(deed, dict(on))
    try:
        yield act
    except PerhapsDone:
        # Neither end would be known to be true.
        raise
    except BaseException as error:
        # What is told is why it ended, also where that cannot be written down.
        with suppress(DatabaseUnavailable):
            _append(url, replace(deed, outcome=_ended_by(error), on=act.on))
        raise
    try:
        with ignore_sigint():
            write_end(url, act)
    except DatabaseUnavailable as error:
        raise DatabaseUnavailable(
            "What was asked for is done. But that could not be written into the audit log"
            f" any more, which will list it as not known how it ended. {error}"
        ) from error


def write_end(url: str, act: Act) -> None:
    """Write the end of an act down as it now is: of one that made a copy also into the copy's log.

    That has its beginning, and would for ever not know how it ended. Raises DatabaseUnavailable.
    """
    _append(url, replace(act.deed, outcome=act.outcome, on=act.on))


def note(url: str, action: Action, **on: Value) -> None:
    """Write an act down that takes no time, before it is done: a case opened, a file handed out.

    Raises DatabaseUnavailable where it cannot be written down.
    """
    _append(url, _deed(action, Outcome.DONE, on))


def note_refused(url: str, action: Action, **on: Value) -> None:
    """Write down that somebody asked for what there is not for them. Raises as `note` does."""
    _append(url, _deed(action, Outcome.REFUSED, on))


def end_killed(url: str, act: str, *, unchanged: bool) -> None:
    """End an act whose process was killed, as cancelled; not where the records are others since.

    Then it is not known whether it was they or somebody else's.
    """
    begun = next((entry for entry in last(url, LOOKED_BACK) if entry.act == act), None)
    if unchanged and begun is not None and begun.outcome == Outcome.BEGUN:
        action = Action(begun.action)
        _append(url, Deed(act, begun.who, begun.scope, action, Outcome.CANCELLED, begun.on))


# Others write while work is under way; of more than these in that time its end stays open.
LOOKED_BACK = 200


def last(url: str, number: int) -> list[Entry]:
    """The last entries, so many at most, newest first. Raises DatabaseUnavailable.

    On a server the dashboard's role is given those of the scope of who acts.
    """
    address = address_of(url)
    if isinstance(address, Path):
        return file_log.last(address, number)
    return server_log.last(address, number, actor().scope)


def lines(url: str) -> Iterator[bytes]:
    """The lines of the log with their ends, first to last. Raises DatabaseUnavailable."""
    address = address_of(url)
    if isinstance(address, Path):
        yield from file_log.lines(address)
    else:
        yield from server_log.lines(address)


def begin_copy(source: str, target: str) -> None:
    """Let the log of `target` begin with the lines and the key of that of `source`.

    A copy goes on where what it was made of stood: its log tells what was done before. Nothing is
    done where it began so already, as of a copy that was cut short. Raises UserError where another
    log is there.
    """
    before, there = [*lines(source)], [*lines(target)]
    if before[:1] == there[:1]:
        return
    if there:
        raise UserError(
            f"There is an audit log of other records at [{display_name(target)}] already. Nothing"
            " was changed; name a new database (on a server before `server init`), or take the log"
            " away from there."
        )
    address = address_of(target)
    if isinstance(address, Path):
        file_log.begin(address, b"".join(before), _key(source))
    else:
        server_log.begin(address, b"".join(before), _key(source))


def entries_of(url: str) -> Iterator[Entry]:
    """All entries, first to last; lines that are none are for `verdict`. As `lines` raises."""
    for line in lines(url):
        if (entry := entries.read(entries.line_text(line))) is not None:
            yield entry


def log_path(url: str) -> Path | None:
    """The file of the log; None for a server's database, which holds it itself."""
    address = address_of(url)
    return file_log.log_path(address) if isinstance(address, Path) else None


def reference(url: str, jurisdiction: str, case_id: str) -> str:
    """What a case is called in the log: a digest with a key that is kept apart from it.

    Registers number their cases: whoever is given the log alone would find them by trying all
    numbers, were there no key. Who holds it can ask of one case who opened it.
    """
    named = f"{len(jurisdiction)}:{jurisdiction}{case_id}".encode()
    address = address_of(url)
    if isinstance(address, Path):
        made = hmac.new(file_log.key(address), named, "sha256").hexdigest()
    else:
        made = server_log.reference(address, named)
    return made[:REFERENCE_SIGNS]


def _key(url: str) -> bytes:
    address = address_of(url)
    return file_log.key(address) if isinstance(address, Path) else server_log.key(address)


def _deed(action: Action, outcome: Outcome, on: Details) -> Deed:
    now = actor()
    return Deed(now.act or new_act(), now.who, now.scope, action, outcome, on)


def _append(url: str, deed: Deed) -> None:
    address = address_of(url)
    if isinstance(address, Path):
        file_log.append(address, deed)
    else:
        server_log.append(address, deed)


def _ended_by(error: BaseException) -> Outcome:
    match error:
        case KeyboardInterrupt():
            return Outcome.CANCELLED
        case DatabaseUnavailable():
            return Outcome.FAILED
        case UserError():
            return Outcome.REFUSED
    return Outcome.FAILED
