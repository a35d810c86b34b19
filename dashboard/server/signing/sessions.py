"""Who is signed in: kept by this server alone, until the token ends or the person signs out."""

import hashlib
import math
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

# The oldest goes where there are more, of a person and of all.
MOST, MOST_OF_ONE = 10_000, 20
# A working day: a provider whose tokens last longer does not keep a browser signed in for weeks.
LONGEST = 12 * 60 * 60
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


class Sessions:
    """The sessions of a server. Browsers hold a token, of which only a digest is kept here."""

    def __init__(
        self,
        most: int = MOST,
        clock: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        self._most, self._clock, self._steady = most, clock, steady
        self._open: dict[str, Session] = {}
        self._watching: dict[str, set[Callable[[], object]]] = {}
        self._lock = threading.Lock()
        self._tell: Callable[[Session, Why], object] = lambda _session, _why: None

    def tell(self, tell: Callable[[Session, Why], object]) -> None:
        """Call `tell` of each session that ends from now on, from whichever thread."""
        self._tell = tell

    def begin(self, claims: Claims, cookies: Mapping[str, str]) -> str:
        """A new session until the claims' `exp`; returns the token of its browser."""
        token = secrets.token_urlsafe(32)
        key, now = _digest(token), self._clock()
        ends_at = min(claims["exp"], now + LONGEST)
        session = Session(key, claims, cookies, ends_at, self._steady() + ends_at - now)
        self.end_passed()
        for one in self._too_many(claims["sub"]):
            self.end(one, Why.REPLACED)
        with self._lock:
            self._open[key] = session
        return token

    def by_token(self, token: str) -> Session | None:
        """The session of a browser; None where there is none, or none any more."""
        return self.by_key(_digest(token))

    def by_key(self, key: str) -> Session | None:
        """The session of that key, while it lasts."""
        session = self._open.get(key)
        return session if session is not None and self.seconds_left(session) > 0 else None

    def of(self, subject: str, session: str) -> list[str]:
        """The keys of an account's sessions, or of the one that the provider calls so.

        Either may be blank. What was begun without such a name goes by the account.
        """
        with self._lock:
            every = list(self._open.values())
        return [one.key for one in every if _is_of(one.claims, subject, session)]

    def seconds_left(self, session: Session) -> float:
        """How long it lasts."""
        return min(session.ends_at - self._clock(), session.until - self._steady())

    def end(self, key: str, why: Why = Why.SIGNED_OUT) -> None:
        """End it, and close what its tabs hold open."""
        with self._lock:
            session = self._open.pop(key, None)
            closing = self._watching.pop(key, set())
        for close in closing:
            close()
        if session is not None:
            self._tell(session, why)

    def end_passed(self) -> None:
        """End those whose time is over: until somebody looks they lie there, and open nothing."""
        with self._lock:
            passed = [one.key for one in self._open.values() if self.seconds_left(one) <= 0]
        for key in passed:
            self.end(key, Why.EXPIRED)

    @contextmanager
    def watching(self, key: str, close: Callable[[], object]) -> Iterator[None]:
        """Call `close` if the session is ended meanwhile."""
        with self._lock:
            self._watching.setdefault(key, set()).add(close)
            has_ended = key not in self._open
        if has_ended:
            close()
        try:
            yield
        finally:
            with self._lock:
                watching = self._watching.get(key, set())
                watching.discard(close)
                if not watching:
                    self._watching.pop(key, None)

    def _too_many(self, subject: str) -> list[str]:
        """What has to go before another begins: those that began first."""
        with self._lock:
            every = list(self._open.values())
        of_one = [one.key for one in every if one.claims["sub"] == subject]
        of_all = [one.key for one in every]
        return [
            *of_one[: max(0, len(of_one) + 1 - MOST_OF_ONE)],
            *of_all[: max(0, len(of_all) + 1 - self._most)],
        ]


def _is_of(claims: Claims, subject: str, session: str) -> bool:
    if subject and claims["sub"] != subject:
        return False
    return claims["sid"] == session if session and "sid" in claims else bool(subject)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


# The middleware and the runs of pages share one process.
HERE = Sessions()
