"""Keep track of who is signed in, until their token expires or they sign out.

A single process keeps sessions in its memory. Several processes keep them in PostgreSQL: a person
whom one process signed in is known to all, also after a restart.
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
from typing import Any

from dashboard.timer import call_after_delay
from schemas import errors
from schemas.store.server import SessionRow, SessionTable

# The most sessions in all and of one person. If there are more, the oldest is ended.
MOST, MOST_OF_ONE = 10_000, 20
# A working day, in seconds: nobody stays signed in for weeks because a provider's tokens last so
# long.
LONGEST = 12 * 60 * 60
# The most sign-ins that may be unfinished at the same time.
MOST_UNDER_WAY = 1_000
# For so many seconds a process may not notice that another one has ended a session.
SECONDS_BETWEEN = 2.0
Claims = Mapping[str, Any]


class EndReason(StrEnum):
    """Why a session ended."""

    SIGNED_OUT = "signed out"
    EXPIRED = "expired"
    # The same browser signed in again, or there were too many sessions.
    REPLACED = "replaced"
    BY_PROVIDER = "ended at the provider"


@dataclass(frozen=True)
class Session:
    """The session of a signed-in person in one browser; `key` is an id that gives no access.

    It expires at `ends_at` by the system clock and at `until` by the monotonic clock. If the system
    clock is set back, people do not stay signed in longer.
    """

    key: str
    claims: Claims
    cookies: Mapping[str, str]
    ends_at: float
    until: float = math.inf


class InMemory:
    """Sessions in the memory of the only server process.

    `InDatabase` has the same methods. Each of those may raise DatabaseUnavailable.
    """

    # Whether other processes use the same storage.
    is_shared = False

    def __init__(self, clock: Callable[[], float], steady: Callable[[], float]) -> None:
        self._clock, self._steady = clock, steady
        self._open: dict[str, Session] = {}
        self._notes: dict[str, tuple[str, float]] = {}
        self._lock = threading.Lock()

    def begin(self, session: Session, most: int, most_of_one: int) -> list[Session]:
        """Store a new session. Returns those that were ended because there were too many."""
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

    def still_valid(self, keys: Collection[str]) -> set[str]:
        """Return which of these session keys are still valid."""
        return self._open.keys() & keys

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """Return the keys of an account's sessions, or of the one with this id at the provider."""
        with self._lock:
            every = list(self._open.values())
        return [one.key for one in every if _is_of(one.claims, subject, provider_session)]

    def end(self, key: str) -> Session | None:
        """End a session and return it; None if another caller has ended it already."""
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
        """Store a value of a sign-in under a key; returns whether the key is new."""
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
        """Remove a stored value of a sign-in and return it; None if there is none."""
        with self._lock:
            content, ends_at = self._notes.get(key, ("", 0.0))
            if not content or ends_at <= self._clock():
                return None
            del self._notes[key]
        return content


class InDatabase:
    """Sessions of all server processes, in the PostgreSQL database of the dashboard.

    Results are reused for two seconds, and longer while the database does not answer. Nobody is
    signed out during that time, and nobody can see records either.
    """

    is_shared = True

    def __init__(
        self, table: SessionTable, clock: Callable[[], float], steady: Callable[[], float]
    ) -> None:
        self._table, self._clock, self._steady = table, clock, steady
        # Sessions by key, with the monotonic time at which each was read.
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

    def still_valid(self, keys: Collection[str]) -> set[str]:
        living = self._table.still_valid(keys)
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
    """All sessions of a dashboard. Each browser has a token; only a digest of it is stored."""

    def __init__(
        self,
        most: int = MOST,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._clock, self._steady = most, clock, steady
        self._store: InMemory | InDatabase = InMemory(clock, steady)
        self._watching: dict[str, set[Callable[[], object]]] = {}
        self._lock = threading.Lock()
        self._is_looking = False
        self._on_end: Callable[[Session, EndReason], object] = lambda _session, _why: None

    def share(self, table: SessionTable) -> None:
        """Store sessions in a database table from now on, shared with other processes."""
        self._store = InDatabase(table, self._clock, self._steady)

    def on_end(self, call: Callable[[Session, EndReason], object]) -> None:
        """Set a function to call, from any thread, with each session that ends and the reason."""
        self._on_end = call

    def begin(self, claims: Claims, cookies: Mapping[str, str]) -> str:
        """Begin a session until the claims' `exp` or for LONGEST seconds.

        Returns the browser's token. Raises DatabaseUnavailable.
        """
        token = secrets.token_urlsafe(32)
        now = self._clock()
        ends_at = min(claims["exp"], now + LONGEST)
        until = self._steady() + ends_at - now
        session = Session(_token_digest(token), claims, cookies, ends_at, until)
        self.end_expired()
        for one in self._store.begin(session, self._most, MOST_OF_ONE):
            self._ended(one, EndReason.REPLACED)
        return token

    def by_token(self, token: str) -> Session | None:
        """Return the session of a browser's token; None if there is none or it has ended."""
        return self.by_key(_token_digest(token)) if token else None

    def by_key(self, key: str) -> Session | None:
        """Return the valid session with a key.

        None if there is none or the database is unavailable.
        """
        try:
            session = self._store.find(key) if key else None
        except errors.DatabaseUnavailable:
            return None
        return session if session is not None and self.seconds_left(session) > 0 else None

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """Return the keys of an account's sessions, or of the session with this id at the provider.

        Either argument may be blank. Sessions without an id of the provider are found by account.
        Raises DatabaseUnavailable.
        """
        return self._store.of_account(subject, provider_session)

    def seconds_left(self, session: Session) -> float:
        """Return how many seconds a session remains valid."""
        return min(session.ends_at - self._clock(), session.until - self._steady())

    def end(self, key: str, why: EndReason = EndReason.SIGNED_OUT) -> None:
        """End a session and close the open pages of its browser. Raises DatabaseUnavailable."""
        if (session := self._store.end(key)) is not None:
            self._ended(session, why)

    def end_expired(self) -> None:
        """Remove expired sessions from the storage and close their pages.

        An expired session gives no access even before that. Raises DatabaseUnavailable.
        """
        for session in self._store.end_expired():
            self._ended(session, EndReason.EXPIRED)

    def note(self, what: str, content: str, seconds: float) -> bool:
        """Store `content` under the name `what` for some seconds; returns whether the name is new.

        Raises DatabaseUnavailable.
        """
        return self._store.add_note(_token_digest(what), content, self._clock() + seconds)

    def take_note(self, what: str) -> str | None:
        """Remove and return what is stored under `what`, or None. Raises DatabaseUnavailable."""
        return self._store.take_note(_token_digest(what))

    @contextmanager
    def watching(self, key: str, close: Callable[[], object]) -> Iterator[None]:
        """Call `close` if the session is ended during the `with` block, by any server process."""
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
        """Schedule a check in two seconds: did other processes end sessions with open pages?"""
        with self._lock:
            if self._is_looking or not self._watching or not self._store.is_shared:
                return
            self._is_looking = True
        call_after_delay(SECONDS_BETWEEN, self._close_ended)

    def _close_ended(self) -> None:
        """Close the pages of sessions that have ended, and schedule the next check."""
        with self._lock:
            watched = [*self._watching]
            self._is_looking = False
        if not watched:
            return
        with suppress(errors.DatabaseUnavailable):
            for key in {*watched} - self._store.still_valid(watched):
                self._close_pages(key)
        self._close_ended_later()

    def _ended(self, session: Session, why: EndReason) -> None:
        self._close_pages(session.key)
        self._on_end(session, why)

    def _close_pages(self, key: str) -> None:
        with self._lock:
            closing = self._watching.pop(key, set())
        for close in closing:
            close()


# The middleware and the runs of pages share one process.
HERE = Sessions()


def _is_of(claims: Claims, subject: str, provider_session: str) -> bool:
    """Return whether claims are of this account and, if both are known, of this session."""
    if subject and claims["sub"] != subject:
        return False
    if provider_session and "sid" in claims:
        return bool(claims["sid"] == provider_session)
    return bool(subject)


def _token_digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
