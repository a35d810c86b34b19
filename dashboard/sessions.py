"""Who is signed in, until the token ends or the person signs out.

One process keeps sessions in its memory. Several processes keep them in PostgreSQL: whoever was let
in by one is known to all, also after a new start.
"""

import hashlib
import json
import math
import secrets
import threading
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from dashboard.delayed_call import call_after_delay
from schemas import errors
from schemas.store.server import SessionRow, SessionTable

# The oldest goes where there are more, of a person and of all.
MOST, MOST_OF_ONE = 10_000, 20
# A working day: a provider whose tokens last longer does not keep a browser signed in for weeks.
LONGEST = 12 * 60 * 60
# Of sign-ins that were begun and not ended.
MOST_UNDER_WAY = 1_000
# So long a process may not know that another one has ended a session.
SECONDS_BETWEEN = 2.0
Claims = Mapping[str, Any]


class Why(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed out"
    EXPIRED = "expired"
    # Another sign-in of the same browser, or more sessions than there may be.
    REPLACED = "replaced"
    BY_PROVIDER = "ended at the provider"


@dataclass(frozen=True)
class Session:
    """One browser of a signed-in person; `key` names it to runs and files, and opens nothing.

    It is over at `ends_at` by the clock of the day, and at `until` by one that nobody sets: a clock
    that is set back would keep people signed in for as long again.
    """

    key: str
    claims: Claims
    cookies: Mapping[str, str]
    ends_at: float
    until: float = math.inf


class Store(Protocol):
    """Where sessions are kept. Each method may raise DatabaseUnavailable."""

    # Whether other processes begin and end sessions there as well.
    is_shared: bool

    def begin(self, session: Session, most: int, most_of_one: int) -> list[Session]:
        """Begin a session; returns those that ended because there were too many."""
        ...

    def find(self, key: str) -> Session | None: ...

    def living(self, keys: Collection[str]) -> set[str]:
        """Of these keys those whose sessions last."""
        ...

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """The keys of an account's sessions, or of the one that the provider calls so."""
        ...

    def end(self, key: str) -> Session | None:
        """End a session; the one caller is given it who has ended it."""
        ...

    def end_expired(self) -> list[Session]: ...

    def add_note(self, key: str, content: str, ends_at: float) -> bool:
        """Note something of a sign-in; whether it is new."""
        ...

    def take_note(self, key: str) -> str | None:
        """The content of a note, which is gone then."""
        ...


class InMemory:
    """The sessions of a process that serves alone."""

    is_shared = False

    def __init__(self, clock: Callable[[], float], steady: Callable[[], float]) -> None:
        self._clock, self._steady = clock, steady
        self._open: dict[str, Session] = {}
        self._notes: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def begin(self, session: Session, most: int, most_of_one: int) -> list[Session]:
        with self._lock:
            every = list(self._open.values())
            of_one = [one for one in every if one.claims["sub"] == session.claims["sub"]]
            ended = {
                one.key: one
                for one in (
                    *of_one[: max(0, len(of_one) + 1 - most_of_one)],
                    *every[: max(0, len(every) + 1 - most)],
                )
            }
            for key in ended:
                del self._open[key]
            self._open[session.key] = session
        return [*ended.values()]

    def find(self, key: str) -> Session | None:
        return self._open.get(key)

    def living(self, keys: Collection[str]) -> set[str]:
        return self._open.keys() & keys

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        with self._lock:
            every = list(self._open.values())
        return [one.key for one in every if _is_of(one.claims, subject, provider_session)]

    def end(self, key: str) -> Session | None:
        with self._lock:
            return self._open.pop(key, None)

    def end_expired(self) -> list[Session]:
        now, steadily = self._clock(), self._steady()
        with self._lock:
            every = list(self._open.values())
            over = [one for one in every if one.ends_at <= now or one.until <= steadily]
            for one in over:
                del self._open[one.key]
            self._notes = {key: note for key, note in self._notes.items() if note[1] > now}
        return over

    def add_note(self, key: str, content: str, ends_at: float) -> bool:
        now = self._clock()
        with self._lock:
            if key in self._notes and self._notes[key][1] > now:
                return False
            under_way = [one for one, (said, _) in self._notes.items() if said]
            for one in under_way[: max(0, len(under_way) + 1 - MOST_UNDER_WAY)]:
                del self._notes[one]
            self._notes[key] = content, ends_at
        return True

    def take_note(self, key: str) -> str | None:
        with self._lock:
            content, ends_at = self._notes.get(key, ("", 0.0))
            if not content or ends_at <= self._clock():
                return None
            del self._notes[key]
        return content


class InDatabase:
    """The sessions of all processes of a dashboard, in its PostgreSQL database.

    What was found there is believed for two seconds; also longer, while the database does not
    answer: nobody is signed out by that, and nobody is shown a record either.
    """

    is_shared = True

    def __init__(
        self, table: SessionTable, clock: Callable[[], float], steady: Callable[[], float]
    ) -> None:
        self._table, self._clock, self._steady = table, clock, steady
        # By key, with the steady time at which each was found.
        self._found: dict[str, tuple[Session, float]] = {}

    def begin(self, session: Session, most: int, most_of_one: int) -> list[Session]:
        content = json.dumps([dict(session.claims), dict(session.cookies)])
        ended = self._table.begin(
            SessionRow(session.key, content, session.ends_at),
            subject=str(session.claims["sub"]),
            provider_session=str(session.claims.get("sid", "")),
            most=most,
            most_of_one=most_of_one,
        )
        return [self._session(row) for row in ended]

    def find(self, key: str) -> Session | None:
        known, found_at = self._found.get(key, (None, 0.0))
        now = self._steady()
        if known is not None and now - found_at < SECONDS_BETWEEN:
            return known
        try:
            row = self._table.find(key)
        except errors.DatabaseUnavailable:
            if known is None:
                raise
            return known
        if row is None:
            self._found.pop(key, None)
            return None
        session = known or self._session(row)
        self._found[key] = session, now
        return session

    def living(self, keys: Collection[str]) -> set[str]:
        living = self._table.living(keys)
        for key in {*keys} - living:
            self._found.pop(key, None)
        return living

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        return self._table.of_account(subject, provider_session)

    def end(self, key: str) -> Session | None:
        self._found.pop(key, None)
        row = self._table.end(key)
        return None if row is None else self._session(row)

    def end_expired(self) -> list[Session]:
        oldest = self._steady() - LONGEST
        self._found = {key: one for key, one in [*self._found.items()] if one[1] > oldest}
        return [self._session(row) for row in self._table.end_expired()]

    def add_note(self, key: str, content: str, ends_at: float) -> bool:
        return self._table.add_note(key, content, ends_at, MOST_UNDER_WAY)

    def take_note(self, key: str) -> str | None:
        return self._table.take_note(key)

    def _session(self, row: SessionRow) -> Session:
        claims, cookies = json.loads(row.content)
        until = self._steady() + row.ends_at - self._clock()
        return Session(row.key, claims, cookies, row.ends_at, until)


class Sessions:
    """The sessions of a dashboard. Browsers hold a token, of which only a digest is kept."""

    def __init__(
        self,
        most: int = MOST,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._clock, self._steady = most, clock, steady
        self._store: Store = InMemory(clock, steady)
        self._watching: dict[str, set[Callable[[], object]]] = {}
        self._lock = threading.Lock()
        self._is_looking = False
        self._on_end: Callable[[Session, Why], object] = lambda _session, _why: None

    def share(self, table: SessionTable) -> None:
        """Keep sessions in a table from now on, with other processes."""
        self._store = InDatabase(table, self._clock, self._steady)

    def on_end(self, call: Callable[[Session, Why], object]) -> None:
        """Call for each session that ends here from now on, from whichever thread."""
        self._on_end = call

    def begin(self, claims: Claims, cookies: Mapping[str, str]) -> str:
        """A new session until the claims' `exp`; returns the token of its browser.

        Raises DatabaseUnavailable.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock()
        ends_at = min(claims["exp"], now + LONGEST)
        until = self._steady() + ends_at - now
        session = Session(_digest(token), claims, cookies, ends_at, until)
        self.end_expired()
        for one in self._store.begin(session, self._most, MOST_OF_ONE):
            self._ended(one, Why.REPLACED)
        return token

    def by_token(self, token: str) -> Session | None:
        """The session of a browser; None where there is none, or none any more."""
        return self.by_key(_digest(token)) if token else None

    def by_key(self, key: str) -> Session | None:
        """The session of that key, while it lasts; None also where that cannot be asked."""
        try:
            session = self._store.find(key) if key else None
        except errors.DatabaseUnavailable:
            return None
        return session if session is not None and self.seconds_left(session) > 0 else None

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """The keys of an account's sessions, or of the one that the provider calls so.

        Either may be blank. What was begun without such a name goes by the account. Raises
        DatabaseUnavailable.
        """
        return self._store.of_account(subject, provider_session)

    def seconds_left(self, session: Session) -> float:
        """How long it lasts."""
        return min(session.ends_at - self._clock(), session.until - self._steady())

    def end(self, key: str, why: Why = Why.SIGNED_OUT) -> None:
        """End it, and close what its tabs hold open. Raises DatabaseUnavailable."""
        if (session := self._store.end(key)) is not None:
            self._ended(session, why)

    def end_expired(self) -> None:
        """End those whose time is over: until somebody looks they lie there, and open nothing.

        Raises DatabaseUnavailable.
        """
        for session in self._store.end_expired():
            self._ended(session, Why.EXPIRED)

    def note(self, what: str, content: str, seconds: float) -> bool:
        """Note something of a sign-in for so long; whether it was not noted already.

        Raises DatabaseUnavailable.
        """
        return self._store.add_note(_digest(what), content, self._clock() + seconds)

    def take_note(self, what: str) -> str | None:
        """The content that was noted, which is gone then. Raises DatabaseUnavailable."""
        return self._store.take_note(_digest(what))

    @contextmanager
    def watching(self, key: str, close: Callable[[], object]) -> Iterator[None]:
        """Call `close` if the session is ended meanwhile, here or by another process."""
        with self._lock:
            self._watching.setdefault(key, set()).add(close)
        self._close_ended_later()
        if self._store.find(key) is None:
            close()
        try:
            yield
        finally:
            with self._lock:
                watching = self._watching.get(key, set())
                watching.discard(close)
                if not watching:
                    self._watching.pop(key, None)

    def _close_ended_later(self) -> None:
        """While pages are open, close every two seconds those whose session others have ended."""
        with self._lock:
            if self._is_looking or not self._watching or not self._store.is_shared:
                return
            self._is_looking = True
        call_after_delay(SECONDS_BETWEEN, self._close_ended)

    def _close_ended(self) -> None:
        """Close the pages of sessions that have ended, and look again later."""
        with self._lock:
            watched = [*self._watching]
            self._is_looking = False
        if not watched:
            return
        with suppress(errors.DatabaseUnavailable):
            for key in {*watched} - self._store.living(watched):
                self._close(key)
        self._close_ended_later()

    def _ended(self, session: Session, why: Why) -> None:
        self._close(session.key)
        self._on_end(session, why)

    def _close(self, key: str) -> None:
        with self._lock:
            closing = self._watching.pop(key, set())
        for close in closing:
            close()


# The middleware and the runs of pages share one process.
HERE = Sessions()


def _is_of(claims: Claims, subject: str, provider_session: str) -> bool:
    if subject and claims["sub"] != subject:
        return False
    if provider_session and "sid" in claims:
        return bool(claims["sid"] == provider_session)
    return bool(subject)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
