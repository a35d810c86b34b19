"""Store sessions of signed-in users in PostgreSQL, shared by all processes of a dashboard.

The dashboard's role has no rights on the tables. Functions of the owner (`sql/sessions.sql`) read
and write them, if the transaction has a signed scope.
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
    """A session: its key (the hash of the browser's token), content, and end in Unix time."""

    key: str
    content: str
    ends_at: float


class SessionTable:
    """The sessions in a database. Each method raises DatabaseUnavailable if it cannot be used."""

    def __init__(self, url: str) -> None:
        self._url = server_address(url)
        self._engine: Engine | None = None
        self._lock = threading.Lock()

    def begin(
        self, row: SessionRow, *, subject: str, provider_session: str, most: int, most_of_one: int
    ) -> list[SessionRow]:
        """Start a session; end and return the oldest above `most` or `most_of_one` of `subject`."""
        asked = f"{ROWS}begin_session(:key, :content, :ends_at, :sid, :most, :most_of_one)"
        sid = database_text(provider_session)
        limits = {"most": most, "most_of_one": most_of_one}
        return self._rows(asked, who=subject, **row._asdict(), sid=sid, **limits)

    def find(self, key: str) -> SessionRow | None:
        """Return the session with this key, or None if it has ended."""
        found = self._rows(f"{ROWS}session(:key)", key=key)
        return found[0] if found else None

    def still_valid(self, keys: Iterable[str]) -> set[str]:
        """Return those of `keys` whose sessions have not ended."""
        asked = "SELECT * FROM access.living_sessions(:keys)"
        return {str(key) for (key,) in self._call_function(asked, keys=[*keys])}

    def of_account(self, subject: str, provider_session: str) -> list[str]:
        """Return the keys of an account's sessions, or only of one login at the provider."""
        asked = "SELECT * FROM access.sessions_of(:subject, :sid)"
        account = {"subject": database_text(subject), "sid": database_text(provider_session)}
        return [str(key) for (key,) in self._call_function(asked, **account)]

    def end(self, key: str) -> SessionRow | None:
        """End a session and return it. Only one process gets it; None if it has ended already."""
        ended = self._rows(f"{ROWS}end_session(:key)", key=key)
        return ended[0] if ended else None

    def end_expired(self) -> list[SessionRow]:
        """End expired sessions and return them. Each is returned to one process only."""
        return self._rows(f"{ROWS}end_expired_sessions()")

    def add_note(self, key: str, content: str, ends_at: float, most: int) -> bool:
        """Store a note until `ends_at`, and return whether its key was new.

        A note with content is a sign-in under way: at most `most` are kept. A note without content
        is a logout token that was used; their number is not limited.
        """
        asked = "SELECT access.add_note(:key, :content, :ends_at, :most)"
        [(is_new,)] = self._call_function(
            asked, key=key, content=content, ends_at=ends_at, most=most
        )
        return bool(is_new)

    def take_note(self, key: str) -> str | None:
        """Return the content of a note and delete it."""
        [(content,)] = self._call_function("SELECT access.take_note(:key)", key=key)
        return None if content is None else str(content)

    def close(self) -> None:
        """Close the connections that are not in use."""
        with self._lock:
            if self._engine is not None:
                self._engine.dispose()
                self._engine = None

    def _rows(self, asked: str, who: str = "", **values: Any) -> list[SessionRow]:
        return [SessionRow(*row) for row in self._call_function(asked, who, **values)]

    def _call_function(self, asked: str, who: str = "", **values: Any) -> list[Any]:
        with self._lock:
            if self._engine is None:
                self._engine = postgresql.side_engine(self._url)
            engine = self._engine
        with engine.begin() as connection:
            row_scope.set_scope(connection, scopes.NOTHING, who)
            return [*connection.execute(text(asked), values)]
