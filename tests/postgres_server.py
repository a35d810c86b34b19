"""A PostgreSQL server of the tests' own on loopback, which can be ended as a power cut ends it."""

import atexit
import os
import pwd
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import NamedTuple

import psycopg
import pytest

from tests.ports import free_port

START_SECONDS = 180
# What a crash of the machine would lose is thrown away anyway; one of the server loses nothing.
UNSAFE = ("fsync=off", "full_page_writes=off")
# What a crash of the server would lose is thrown away too.
SETTINGS = (*UNSAFE, "synchronous_commit=off", "max_connections=100")


class Server:
    """A cluster in a folder of its own, and the process that serves it where it is started."""

    def __init__(self, programs: Path, settings: Sequence[str] = SETTINGS) -> None:
        """Make the cluster with the `programs` of PostgreSQL."""
        self._programs, self._settings = programs, settings
        self._home = _home()
        self._process: subprocess.Popen[bytes] | None = None
        first = _first_cluster(programs)
        # To make one takes ten times as long as to copy it.
        copied = ["cp", "-a", first.home / "data", self._home / "data"]
        subprocess.run(copied, check=True, capture_output=True)
        self._port = free_port()
        self.url = f"postgresql+psycopg://postgres:{first.password}@127.0.0.1:{self._port}/postgres"

    def start(self) -> None:
        """Serve, and return when it answers; also after it was ended in whatever way."""
        own = ["listen_addresses=127.0.0.1", "unix_socket_directories=", f"port={self._port}"]
        command = [self._programs / "postgres", "-D", self._home / "data"]
        command += [word for setting in (*own, *self._settings) for word in ("-c", setting)]
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            # What is left of one that was killed keeps the next one out for a moment.
            if self._process is None or self._process.poll() is not None:
                with (self._home / "log").open("ab") as log:
                    self._process = subprocess.Popen(
                        command, stdout=log, stderr=log, user=server_user(), cwd=self._home
                    )
            if time.monotonic() > deadline:
                pytest.fail(f"PostgreSQL did not start:\n{(self._home / 'log').read_text()}")
            time.sleep(0.05)

    @property
    def process_id(self) -> int:
        """The process that starts all others of the server (`postmaster`)."""
        assert self._process is not None
        return self._process.pid

    def end(self, how: signal.Signals) -> None:
        """End it: SIGINT is PostgreSQL's fast shutdown, which does not wait for clients to leave.

        SIGQUIT is the immediate one (`pg_ctl stop -m immediate`), SIGKILL what no program hears.
        """
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait(START_SECONDS)
            self._process = None

    def remove(self) -> None:
        """End it, and take its folder away."""
        self.end(signal.SIGINT)
        shutil.rmtree(self._home)

    def _answers(self) -> bool:
        if self._process is None:
            return False
        try:
            psycopg.connect(plain(self.url)).close()
        except psycopg.OperationalError:
            return False
        return True


@contextmanager
def served(programs: Path, settings: Sequence[str] = SETTINGS) -> Iterator[Server]:
    """A server that has started, for as long as the block takes."""
    server = Server(programs, settings)
    try:
        server.start()
        yield server
    finally:
        server.remove()


def plain(url: str) -> str:
    """The address as the driver itself reads it."""
    return url.replace("postgresql+psycopg://", "postgresql://")


def server_user() -> str | None:
    """PostgreSQL refuses to run as root; None means it may run as who we are."""
    if os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


class _Cluster(NamedTuple):
    """A cluster that no server is started on, and the password of its superuser."""

    home: Path
    password: str


def _home() -> Path:
    """A new folder for a cluster, of the user that the server runs as.

    Not under pytest's own folders: those are closed to that user.
    """
    home = Path(tempfile.mkdtemp(prefix="prosecution-quality-postgres-"))
    if (user := server_user()) is not None:
        shutil.chown(home, user)
    return home


@cache
def _first_cluster(programs: Path) -> _Cluster:
    """What all clusters of this process are copied from."""
    home, password = _home(), secrets.token_urlsafe()
    atexit.register(shutil.rmtree, home, ignore_errors=True)
    secret = home / "password"
    secret.write_text(password)
    if (user := server_user()) is not None:
        shutil.chown(secret, user)
    command = [programs / "initdb", "--pgdata", home / "data", "--pwfile", secret, "--no-sync"]
    command += ["--username=postgres", "--auth=scram-sha-256", "--encoding=UTF8", "--locale=C"]
    subprocess.run(command, check=True, capture_output=True, user=user, cwd=home)
    return _Cluster(home, password)
