"""Sessions of signed-in people as rows of PostgreSQL, which all processes of a dashboard share.

The dashboard's role has no right on the tables. Functions of the owner's (`sql/sessions.sql`) read
and write them for a transaction that is signed with the key of scopes.
"""

import threading
from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Engine, text

from schemas import scopes
from schemas.store import postgresql, row_scope
from schemas.store.row_scope import database_text
from schemas.store.server.setup import server_address

ROWS = "SELECT key, content, ends_at FROM access."


class SessionRow(NamedTuple):
    """A session: the digest of the browser's sign, its content, its end in seconds since 1970."""

    key: str
    content: str
    ends_at: float


class SessionTable:
    """The sessions of a database. Each method raises DatabaseUnavailable."""

    def __init__(self, url: str) -> None:
        self._url = server_address(url)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def begin(
        self, row: SessionRow, *, subject: str, provider_session: str, most: int, most_of_one: int
    ) -> list[SessionRow]:
        """Begin a session; returns those that ended because there were too many."""
        asked = f"{ROWS}begin_session(:key, :content, :ends_at, :sid, :most, :most_of_one)"
        sid = database_text(provider_session)
        limits = {"most": most, "most_of_one": most_of_one}
        return self._rows(asked, who=subject, **row._asdict(), sid=sid, **limits)

    def find(self, key: str) -> SessionRow | None:
        """The session of that key, while it lasts."""
        found = self._rows(f"{ROWS}session(:key)", key=key)
        return found[0] if found else None

    def living(self, keys: Iterable[str]) -> set[str]:
        """Of these keys those whose sessions last."""
        asked = "SELECT * FROM access.living_sessions(:keys)"
        return {str(key) for (key,) in self._call(asked, keys=[*keys])}

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """The keys of an account's sessions, or of the one that the provider calls so."""
        asked = "SELECT * FROM access.sessions_of(:subject, :sid)"
        account = {"subject": database_text(subject), "sid": database_text(provider_session)}
        return [str(key) for (key,) in self._call(asked, **account)]

    def end(self, key: str) -> SessionRow | None:
        """End a session; of several processes one is given it, and the others None."""
        ended = self._rows(f"{ROWS}end_session(:key)", key=key)
        return ended[0] if ended else None

    def end_expired(self) -> list[SessionRow]:
        """End the sessions whose time is over; of several processes one is given each."""
        return self._rows(f"{ROWS}end_expired_sessions()")

    def add_note(self, key: str, content: str, ends_at: float, most: int) -> bool:
        """Note something of a sign-in for a while; whether it was new. Blank contents stay apart.

        Of notes with a content `most` are kept.
        """
        asked = "SELECT access.add_note(:key, :content, :ends_at, :most)"
        [(is_new,)] = self._call(asked, key=key, content=content, ends_at=ends_at, most=most)
        return bool(is_new)

    def take_note(self, key: str) -> str | None:
        """The content of a note, which is gone then."""
        [(content,)] = self._call("SELECT access.take_note(:key)", key=key)
        return None if content is None else str(content)

    def close(self) -> None:
        """Close the connections that nobody uses."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _rows(self, asked: str, who: str = "", **values: Any) -> list[SessionRow]:
        return [SessionRow(*row) for row in self._call(asked, who, **values)]

    def _call(self, asked: str, who: str = "", **values: Any) -> list[Any]:
        with self._lock:
            if self._engine is None:
                self._engine = postgresql.side_engine(self._url)
            engine = self._engine
        with engine.begin() as connection:
            row_scope.set_scope(connection, scopes.NOTHING, who)
            return [*connection.execute(text(asked), values)]
