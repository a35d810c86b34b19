"""Where a run keeps its records: a file, or a PostgreSQL server of its own."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from bench import families
from tests.machine import postgres_folder
from tests.postgres_server import plain, served

DUCKDB, POSTGRESQL = "duckdb", "postgresql"
DATABASES = (DUCKDB, POSTGRESQL)
# As it is installed, with its log and its syncs: what is measured is what a server takes.
SETTINGS = ("max_connections=20",)
# How often the server's memory is looked at.
SECONDS = 0.25
BYTES = 1 << 20


@dataclass(frozen=True)
class Place:
    """The submissions, the database that they go into, a folder to write in."""

    database: str
    url: str
    submissions: Path
    scratch: Path
    # The process of the server, 0 of none.
    server: int = 0

    @property
    def file(self) -> Path:
        """The embedded database."""
        return Path(self.url.removeprefix("duckdb:///"))

    @property
    def plain_url(self) -> str:
        """The address as PostgreSQL's driver reads it."""
        return plain(self.url)

    def disk_mb(self) -> int:
        """What the database takes on the disk."""
        if self.database == DUCKDB:
            return self.file.stat().st_size // BYTES
        with psycopg.connect(self.plain_url) as connection:
            size = connection.execute("SELECT pg_database_size(current_database())").fetchone()
        assert size is not None
        return int(size[0]) // BYTES


@contextmanager
def place(database: str, submissions: Path, scratch: Path) -> Iterator[Place]:
    """A new place, whose records are gone at the end."""
    if database == DUCKDB:
        file = scratch / "ours.duckdb"
        yield Place(database, f"duckdb:///{file}", submissions, scratch)
        for left in scratch.glob("ours.duckdb*"):
            left.unlink()
        return
    folder = postgres_folder()
    if folder is None:
        raise SystemExit("PostgreSQL is not on this machine: name --database duckdb.")
    with served(folder, SETTINGS) as server:
        with psycopg.connect(plain(server.url), autocommit=True) as connection:
            connection.execute("CREATE DATABASE scale")
        own = make_url(server.url).set(database="scale").render_as_string(hide_password=False)
        yield Place(database, own, submissions, scratch, server.process_id)


class Watch:
    """The most megabytes that a process and those it started hold together; None of none.

    As `families.megabytes` has it.
    """

    def __init__(self, process: int) -> None:
        self.process, self.most = process, None if not process else 0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._look, daemon=True)

    def __enter__(self) -> "Watch":
        if self.process:
            self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        if self.process:
            self._thread.join()

    def _look(self) -> None:
        while not self._end.wait(SECONDS):
            self.most = max(self.most or 0, families.megabytes([self.process]))
